"""What the store does with the rows of a file: finding those they mean, and writing them down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.canonical import table_of
from store.engine import writing
from store.identity import stable_id, stable_ids
from store.imports.directory import Directory
from store.imports.incoming import Incoming, Mention
from store.imports.loading import Loading
from store.imports.stages import SeenStage, add_stages
from store.imports.writing import insert_columns, make_indexes, set_indexes_aside

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def directory(session):
    return Directory(session, "main", NOW)


def named(text, **more):
    return Mention(None, text, tuple(more.items()))


def test_a_row_is_found_by_its_id_then_its_address_then_its_name(make, directory):
    ana = make("user", name="Ana Ruiz", email="Ana@x.com", external_id="005A")
    mentions = [
        Mention("005A", None),
        named("ana@x.com"),
        named(" ana  RUIZ "),
        named("005A"),
        None,
    ]
    assert directory.resolve("user", mentions) == [ana.id, ana.id, ana.id, ana.id, None]
    assert directory.stubs() == {}


def test_an_id_that_is_unknown_falls_back_to_the_name_beside_it(make, directory):
    acme = make("account", name="Acme")
    assert directory.resolve("account", [Mention("001X", "Acme")]) == [acme.id]


def test_merged_rows_lead_to_the_last_survivor_by_id_and_by_name(make, directory):
    last = make("account", name="Acme Group")
    middle = make("account", name="Acme Inc", state="merged", merged_into=last.id)
    make("account", name="Acme", external_id="A1", state="merged", merged_into=middle.id)
    found = directory.resolve("account", [Mention("A1", None), named("acme"), named("Acme Inc")])
    assert found == [last.id] * 3


def test_a_name_that_a_merge_has_replaced_still_leads_to_its_row(make, directory):
    stays = make("account", name="Acme, LLC", extra={"other_names": "Acme; Acme Works"})
    other = make("account", name="Acme Works")
    found = directory.resolve("account", [named("acme"), named("Acme Works"), named("Acme, LLC")])
    assert found == [stays.id, other.id, stays.id]
    assert directory.stubs() == {}


def test_a_live_row_of_that_name_comes_before_a_merged_one(make, directory):
    other = make("account", name="Beta")
    make("account", name="Acme", state="merged", merged_into=other.id)
    acme = make("account", name="Acme")
    assert directory.resolve("account", [named("Acme")]) == [acme.id]
    assert directory.shared_names == {}


def test_a_name_that_two_rows_bear_means_the_older_and_is_reported(make, directory):
    first = make("account", name="Acme")
    make("account", name="ACME", recorded_at=NOW + timedelta(days=1))
    assert directory.resolve("account", [named("Acme")]) == [first.id]
    assert directory.shared_names["account"].samples == ["Acme"]


def test_other_workspaces_are_not_looked_into(make, session, directory):
    session.connection().exec_driver_sql(
        "INSERT INTO workspace (id, name, timezone, currency, country, fiscal_start_month)"
        " VALUES ('other', 'O', 'UTC', 'USD', 'US', 1)"
    )
    insert_columns(session, "account", {
        "workspace_id": ["other"], "id": ["acc_o"], "name": ["Acme"], "external_id": ["A1"],
        "recorded_at": [NOW], "changed_at": [NOW],
    }, 1)  # fmt: skip
    (found,) = directory.resolve("account", [Mention("A1", "Acme")])
    assert found != "acc_o"
    assert directory.stubs()["account"].count == 1


def test_a_stub_is_made_once_and_holds_what_the_file_says_of_it(session, directory):
    found = directory.resolve("team", [named("East", region="EU"), named("EAST", region="EU")])
    assert found[0] == found[1]
    table = table_of("team")
    (row,) = session.connection().execute(table.select()).mappings()
    assert (row["name"], row["region"], row["source"]) == ("East", "EU", "import stub")


def test_what_may_not_be_a_stub_stays_unknown_and_is_counted(directory):
    assert directory.resolve("opportunity", [Mention("006", None, (), stub=False)]) == [None]
    assert directory.unknown["opportunity"].count == 1


def test_a_loose_likeness_of_names_needs_exactly_one_bearer(make, directory):
    make("account", name="Twin")
    make("account", name="Twin")
    acme = make("account", name="Acme")
    loose = [Mention(None, name, (), stub=False, loose=True) for name in ("Twin", "Acme", "No")]
    assert directory.resolve("account", loose) == [None, acme.id, None]
    assert directory.unknown == {}


def test_columns_left_out_get_the_tables_defaults(session):
    insert_columns(session, "contact", {
        "workspace_id": ["main"] * 2, "id": ["con_1", "con_2"], "email": ["a@x.com", None],
        "consent": ["opted_in", None], "extra": [{"a": "é"}, None],
        "recorded_at": [NOW] * 2, "changed_at": [NOW] * 2,
    }, 2)  # fmt: skip
    rows = session.connection().execute(table_of("contact").select()).mappings().all()
    assert [(r["consent"], r["version"], r["state"], r["extra"]) for r in rows] == [
        ("opted_in", 1, "live", {"a": "é"}), ("unknown", 1, "live", None),
    ]  # fmt: skip
    assert rows[0]["recorded_at"] == NOW


def test_stages_come_in_the_order_of_a_sales_process_closed_ones_last(session):
    seen = [SeenStage("Won", "won", 1.0), SeenStage("Negotiation", "open", 0.8),
            SeenStage("Discovery", "open", None), SeenStage("Lost", "lost", 0.0)]  # fmt: skip
    assert add_stages(session, "main", seen, source="f", now=NOW) == [
        "Discovery", "Negotiation", "Won", "Lost",
    ]  # fmt: skip
    again = [*seen, SeenStage("discovery", "open", None), SeenStage("Signing", "open", None)]
    assert add_stages(session, "main", again, source="f", now=NOW) == ["Signing"]


def test_indexes_set_aside_are_made_again_unique_ones_included(sqlite_stores):
    with sqlite_stores.one() as engine, writing(engine) as session:
        found = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'contact' ORDER BY name"
        before = session.connection().exec_driver_sql(found).all()
        statements = set_indexes_aside(session, "contact")
        assert any("UNIQUE" in statement for statement in statements)
        make_indexes(session, statements)
        assert session.connection().exec_driver_sql(found).all() == before


@given(st.lists(st.text(), max_size=5))
def test_many_ids_at_once_are_the_ids_one_by_one(keys):
    one_by_one = [stable_id("acc", "main", "account", key) for key in keys]
    assert stable_ids("acc", "main", "account", keys) == one_by_one


def test_a_row_that_lacks_what_its_table_needs_is_given_back(engine):
    with writing(engine) as session:
        loading = Loading(session, "main", "product", source="f", by="x", now=NOW)
        rows = Incoming([2, 3], ["a", "b"], [None, None], {"name": ["GTX", None]})
        (refusal,) = loading.take(rows)
        loading.finish()
    assert (refusal.line, refusal.column) == (3, "name")
    assert loading.counts.added == 1
