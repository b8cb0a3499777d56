"""Whatever columns a file has and whatever is in them, it is imported or rejected, never lost."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.files.headers import vocabulary
from store.changes.verification import audit
from store.engine import reading
from store.schema import ENTITIES
from tests.connectors.importing import Importer

VALUES = (
    "", " ", "Acme", "ana@x.com", "Ana Ruiz", "005A", "Won", "Closed Lost", "open", "Parked",
    "2017-03-01", "31/12/2017", "2017-03-01T10:00:00Z", "42795", "1,234.50", "-5", "(120)", "0",
    "85%", "1999", "true", "no", "EUR", "5.55123E+09", "N/A", "11-50", "99999999999999999999",
    "x" * 600, "é;ü", "=1+1", "77;78", "user", "#NAME?", "Acme, Inc.",
)  # fmt: skip


@st.composite
def tables(draw):
    table = draw(st.sampled_from(sorted(ENTITIES)))
    known = sorted(vocabulary(table).fields)
    header = draw(st.lists(st.sampled_from([*known, "Mood"]), min_size=2, unique=True))
    row = st.lists(st.sampled_from(VALUES), min_size=len(header), max_size=len(header))
    return table, header, draw(st.lists(row, min_size=1, max_size=6))


def written(header, rows):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(file=tables())
def test_any_columns_of_any_table_come_in_and_come_in_again_unchanged(
    kind, file, request, tmp_path
):
    table, header, rows = file
    stores = request.getfixturevalue(f"{kind}_stores")
    with stores.one() as engine:
        importer = Importer(engine, tmp_path)
        content = written(header, rows)
        mapping = {name: f"{name}:dmy:point" for name in header if name != "Mood"}
        first = importer.bring("file.csv", content, table, mapping)
        again = importer.bring("file.csv", content, table, mapping)
        assert (again.added, again.changed) == (0, 0)
        assert again.rejected == first.rejected
        with reading(engine) as session:
            assert audit(session, "main") == []
