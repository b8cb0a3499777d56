"""Untrusted text made safe for a terminal: no escape codes, no invisible letters, no markup."""

from store.unseen import shown
from tools.parts.cells import cell_text
from tools.result import Cell


def plain(text: str) -> str:
    r"""The text with what a terminal would obey, or a reader cannot see, shown as `·`.

    >>> plain("Acme\x1b[2J Ltd\u202e")
    'Acme·[2J Ltd·'
    """
    return shown(text)


def cell(value: Cell, unit: str = "text") -> str:
    """A table's value as a person reads it; a dash for a missing one.

    >>> cell(True), cell(12, "count")
    ('yes', '12')
    """
    return plain(cell_text(value, unit))
