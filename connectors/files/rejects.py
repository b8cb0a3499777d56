"""The rows that could not be imported, in a file beside the store, so that none is lost."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from connectors.files.rows import BadRow
from connectors.files.values import held_back

EXAMPLES = 20


class Rejects:
    """Writes `<batch>-rejects.csv` as bad rows come; `keep` gives the file its final name.

    Until then, and if the import fails, there is no such file.
    """

    def __init__(self, folder: Path, batch_id: str, header: list[str]) -> None:
        self.count = 0
        self.examples: list[BadRow] = []
        self.path = folder / f"{batch_id}-rejects.csv"
        self._partial = self.path.with_suffix(".partial")
        self._header = header
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()
            self._partial.unlink(missing_ok=True)

    def add(self, rows: list[BadRow]) -> None:
        """Write some rows."""
        if not rows:
            return
        if self._stream is None:
            self._partial.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._partial.open("w", encoding="utf-8", newline="")
            heads = ["line", "column", "value", "reason", *map(held_back, self._header)]
            csv.writer(self._stream).writerow(heads)
        writer = csv.writer(self._stream)
        writer.writerows(
            [r.line, *map(held_back, (r.column, r.value, r.reason, *r.cells))] for r in rows
        )
        self.count += len(rows)
        self.examples.extend(rows[: EXAMPLES - len(self.examples)])

    def keep(self) -> Path | None:
        """The finished file; None when no row was bad."""
        if self._stream is None:
            return None
        self._stream.close()
        self._stream = None
        return self._partial.replace(self.path)
