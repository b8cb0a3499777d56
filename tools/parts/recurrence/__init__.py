"""When something is done again and again: read from a sentence, kept as text, turned into times."""

from tools.parts.recurrence.reading import Found, find
from tools.parts.recurrence.rule import Rule, due, next_times, rule_of, zone_of
from tools.parts.recurrence.saying import said

__all__ = ["Found", "Rule", "due", "find", "next_times", "rule_of", "said", "zone_of"]
