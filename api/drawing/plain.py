"""Untrusted text made safe for a terminal: no escape codes, no invisible letters, no markup."""

import re

from tools.parts.cells import cell_text
from tools.result import Cell

# Control codes but tab and newline; zero-width, bidirectional and tag characters.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    r"""The text with what a terminal would obey, or a reader cannot see, shown as `·`.

    >>> plain("Acme\x1b[2J Ltd\u202e")
    'Acme·[2J Ltd·'
    """
    return UNSEEN.sub("·", text)


def cell(value: Cell, unit: str = "text") -> str:
    """A table's value as a person reads it; a dash for a missing one.

    >>> cell(True), cell(12, "count")
    ('yes', '12')
    """
    return plain(cell_text(value, unit))
