"""Schedules: written by change sets like records, but nobody imports them or asks for lists."""

from store.schedule import Schedule
from store.schema.field import Entity, Kind, f, phrases

SCHEDULE = Entity("schedule", Schedule, "schedule", "schedules", phrases(""), (
    f("name", Kind.TEXT, "name"),
    f("ask", Kind.LONG_TEXT, "request"),
    f("recurrence", Kind.TEXT, "recurrence"),
    f("timezone", Kind.TEXT, "time zone"),
    f("owner", Kind.TEXT, "acts for"),
    f("draft_only", Kind.FLAG, "proposes only"),
    f("tables", Kind.TEXT, "tables it may write"),
    f("fields", Kind.TEXT, "fields it may write"),
    f("kinds", Kind.TEXT, "kinds of change it may make"),
    f("min_confidence", Kind.SHARE, "least confidence"),
    f("max_rows", Kind.NUMBER, "most changes in a run"),
    f("destination", Kind.TEXT, "digest goes to"),
    f("quiet_from", Kind.TEXT, "quiet from"),
    f("quiet_until", Kind.TEXT, "quiet until"),
    f("catch_up", Kind.FLAG, "catches up"),
))  # fmt: skip
