"""A company's conventions change by an admin's word alone, whole or not at all, and are kept."""

from datetime import date

import pytest

from store import journal
from store.changes import Approver
from store.changes.verification import audit
from store.conventions import set_conventions
from store.engine import writing
from store.errors import BadInput, Conflict, Refused
from store.workspace import read
from tests.makers import NOW

ADMIN = Approver("ana@example.com", "admin")


def set_them(engine, by=ADMIN, **wanted):
    with writing(engine, durable=True) as session:
        return set_conventions(session, "main", wanted, by=by, now=NOW)


def test_what_a_person_types_is_read_and_what_was_there_is_told(engine, session):
    changed = set_them(
        engine, timezone="Europe/Berlin", currency="eur", country="de", name="Umbra",
        fiscal_start_month="February", fiscal_weeks="4-5-4",
    )  # fmt: skip
    assert changed["currency"] == ("USD", "EUR")
    assert changed["fiscal_start_month"] == (1, 2)
    held = read(session)
    assert (held.timezone, held.currency, held.country) == ("Europe/Berlin", "EUR", "DE")
    assert (held.fiscal_start_month, held.fiscal_weeks) == (2, "4-5-4")


def test_each_change_is_a_line_of_the_journal_and_the_trail_stays_whole(engine, session):
    set_them(engine, fiscal_weeks="4-4-5")
    set_them(engine, fiscal_weeks="months")
    lines = list(journal.read(session, "main"))
    assert [line["table_name"] for line in lines] == ["workspace", "workspace"]
    assert [line["after"] for line in lines] == [{"fiscal_weeks": "4-4-5"}, {"fiscal_weeks": None}]
    assert [line["new_version"] for line in lines] == [2, 3]
    assert lines[0]["actor"] == "ana@example.com"
    assert audit(session, "main") == []


def test_setting_what_is_there_already_writes_nothing(engine, session):
    assert set_them(engine, currency="USD") == {}
    assert list(journal.read(session, "main")) == []


@pytest.mark.parametrize("by", [
    Approver("vic@example.com", "ops_manager"),
    Approver("agent", "admin", "agent"),
    Approver("clock", "admin", "clock"),
])  # fmt: skip
def test_only_a_person_who_is_an_admin_sets_them(engine, session, by):
    with pytest.raises(Refused, match="admin"):
        set_them(engine, by, currency="EUR")
    assert read(session).currency == "USD"


@pytest.mark.parametrize(("name", "text"), [
    ("timezone", "Mars/Olympus"), ("timezone", "../etc/passwd"), ("timezone", "America"),
    ("timezone", ""), ("currency", "EURO"), ("country", "XX"), ("country", "Germany"),
    ("fiscal_start_month", "13"), ("fiscal_start_month", "0"), ("fiscal_start_month", "ju"),
    ("fiscal_start_month", "²"), ("fiscal_weeks", "5-5-3"), ("name", ""), ("name", "a\x1b[2J"),
    ("fiscal_begin", "2"),
])  # fmt: skip
def test_what_cannot_be_used_is_named_and_nothing_of_it_is_set(engine, session, name, text):
    with pytest.raises(BadInput) as told:
        set_them(engine, **{"country": "DE", name: text})
    assert repr(text) in told.value.message or repr(name) in told.value.message
    assert told.value.hint
    assert read(session).country == "US"


def test_a_currency_is_not_left_while_rates_into_it_are_kept(engine, session, make):
    make("exchange_rate", currency="EUR", rate_on=date(2026, 1, 1), rate_e8=108_000_000)
    with pytest.raises(Conflict, match="1 exchange rate is kept in USD"):
        set_them(engine, currency="EUR", country="DE")
    session.rollback()
    assert (read(session).currency, read(session).country) == ("USD", "US")
