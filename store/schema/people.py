"""Users, teams and quotas."""

from store.people import Quota, RepCommit, Team, TeamMembership, User
from store.schema.field import Entity, Kind, f, phrases, source_id

USER = Entity("user", User, "user", "users",
    phrases("rep|reps|seller|sellers|owner|owners|salespeople|salesperson|agents|agent|aes"), (
    source_id("user id|id|owner id"),
    f("name", Kind.FULL_NAME, "name", "", "name|full name|user|user name|sales agent|rep"
      "|sales rep|owner"),
    f("email", Kind.EMAIL, "email", "", "email|user email|e-mail"),
    f("title", Kind.TITLE, "job title", "title", "title|job title|position"),
    f("team_id", Kind.REFERENCE, "team", "", "team|team name|team id", target="team"),
    f("manager_id", Kind.REFERENCE, "manager", "boss|lead", "manager|manager name|reports to",
      target="user"),
    f("region", Kind.PICKLIST, "region", "office|territory", "region|regional office|office"
      "|territory"),
    f("active", Kind.FLAG, "active", "", "active|is active"),
    f("started_on", Kind.DATE, "started", "hired", "start date|started on|hire date"),
    f("left_on", Kind.DATE, "left", "", "end date|left on|termination date"),
))  # fmt: skip

TEAM = Entity("team", Team, "team", "teams", phrases("sales team|sales teams"), (
    source_id("team id|id"),
    f("name", Kind.TEXT, "name", "", "team|name|team name"),
    f("region", Kind.PICKLIST, "region", "", "region|regional office|office"),
    f("manager_name", Kind.FULL_NAME, "manager", "", "manager|team lead"),
))  # fmt: skip

TEAM_MEMBERSHIP = Entity("team_membership", TeamMembership, "team membership",
    "team memberships", phrases("membership|memberships"), (
    source_id("membership id|id"),
    f("user_id", Kind.REFERENCE, "member", "", "rep|user|member|name|rep name|employee",
      target="user"),
    f("team_id", Kind.REFERENCE, "team", "", "team|team name", target="team"),
    f("manager_id", Kind.REFERENCE, "manager", "", "manager|manager name|reports to",
      target="user"),
    f("starts_on", Kind.DATE, "member since", "",
      "start|start date|starts on|from|since|member since"),
    f("ends_on", Kind.DATE, "member until", "", "end|end date|ends on|to|until|member until"),
))  # fmt: skip

QUOTA = Entity("quota", Quota, "quota", "quotas", phrases("target|targets"), (
    source_id("quota id|id"),
    f("user_id", Kind.REFERENCE, "rep", "", "rep|owner|user|sales agent|name", target="user"),
    f("team_id", Kind.REFERENCE, "team", "", "team|team name", target="team"),
    f("starts_on", Kind.DATE, "start", "", "start|start date|period start|starts on"),
    f("ends_on", Kind.DATE, "end", "", "end|end date|period end|ends on"),
    f("amount_cents", Kind.MONEY, "quota", "target", "quota|amount|target|quota amount"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
))  # fmt: skip

REP_COMMIT = Entity("rep_commit", RepCommit, "rep commit", "rep commits", phrases("commits"), (
    source_id("commit id|forecast id|id"),
    f("user_id", Kind.REFERENCE, "rep", "", "rep|owner|user|sales agent|name|rep name",
      target="user"),
    f("starts_on", Kind.DATE, "start", "", "start|start date|period start|starts on"),
    f("ends_on", Kind.DATE, "end", "", "end|end date|period end|ends on"),
    f("committed_on", Kind.DATE, "said on", "", "committed on|submitted on|committed|submitted"
      "|commit date|as of|said on|date"),
    f("amount_cents", Kind.MONEY, "commit", "", "commit|commit amount|committed amount|amount"
      "|forecast amount|forecast"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
))  # fmt: skip
