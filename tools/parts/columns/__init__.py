"""A columnar copy of a large store, kept in step with it, on which figures are computed quickly.

The store stays the truth. `beside(session, folder, workspace_id)` lets a session answer its selects
over large tables from the copy, as long as the copy says exactly what the session's snapshot of the
store says; in every other case the store answers. See docs/decisions/0008-columns.md.
"""

from tools.parts.columns.arrays import (
    Coded,
    Texts,
    as_numbers,
    as_whole,
    coded,
    columns,
    numbers,
)
from tools.parts.columns.copying import is_behind, keep_in_step
from tools.parts.columns.routing import beside

__all__ = ["Coded", "Texts", "as_numbers", "as_whole", "beside", "coded", "columns",
           "is_behind", "keep_in_step", "numbers"]  # fmt: skip
