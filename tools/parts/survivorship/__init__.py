"""Which of several records stays, and what it says afterwards.

Pure functions of rows: the same whatever the order of the records, never a value that none of
them has, and never empty over filled. The most restrictive consent stays, and nothing that one
field cannot hold is dropped: further addresses and numbers are kept beside it.
"""

from tools.parts.survivorship.master import Standing, master
from tools.parts.survivorship.named import CONSENT, NAMED, Choice, Row
from tools.parts.survivorship.settings import RECORD, Rules, Setting, default_rule
from tools.parts.survivorship.values import Decision, decisions, survivor_values

__all__ = [
    "CONSENT", "NAMED", "RECORD", "Choice", "Decision", "Row", "Rules", "Setting", "Standing",
    "decisions", "default_rule", "master", "survivor_values",
]  # fmt: skip
