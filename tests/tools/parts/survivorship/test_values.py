"""What a merged record says: the same whatever the order, never invented, never emptier."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.makers import NOW
from tools.parts.survivorship import CONSENT, Standing, master, survivor_values

BLANK = {
    "first_name": None, "last_name": None, "email": None, "other_emails": None, "phone": None,
    "title": None, "consent": "unknown", "description": None, "created_on": None,
    "last_activity_on": None, "account_id": None, "owner_id": None,
}  # fmt: skip
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1))
ROWS = st.lists(
    st.fixed_dictionaries({
        "first_name": st.sampled_from([None, "Ann", "ANN", "A."]),
        "email": st.sampled_from([None, "ann@acme.com", "lee@acme.com", "Ann@acme.com"]),
        "phone": st.sampled_from([None, "", "+1", "+2"]), "title": st.sampled_from([None, "CFO"]),
        "consent": st.sampled_from(CONSENT), "created_on": DAYS, "last_activity_on": DAYS,
        "description": st.sampled_from([None, "a note", "another"]),
    }),
    min_size=2, max_size=5,
)  # fmt: skip


def contact(n, **fields):
    return {**BLANK, "id": f"con_{n}", "changed_at": NOW - timedelta(days=n), **fields}


def merged(keep, others):
    choices = survivor_values("contact", keep, others)
    return {**keep, **{name: choice.value for name, choice in choices.items()}}


@given(ROWS, st.randoms())
def test_the_outcome_does_not_depend_on_the_order_of_the_others(fields, dice):
    rows = [contact(n, **row) for n, row in enumerate(fields)]
    keep, others = rows[0], rows[1:]
    first = merged(keep, others)
    dice.shuffle(others)
    assert merged(keep, others) == first


@given(ROWS)
def test_nothing_is_invented_and_nothing_filled_becomes_empty(fields):
    rows = [contact(n, **row) for n, row in enumerate(fields)]
    out = merged(rows[0], rows[1:])
    for name in ("first_name", "phone", "title", "created_on", "last_activity_on"):
        known = {row[name] for row in rows if row[name]}
        assert out[name] in known or not known


@given(ROWS)
def test_merging_again_changes_nothing(fields):
    rows = [contact(n, **row) for n, row in enumerate(fields)]
    once = merged(rows[0], rows[1:])
    assert merged(once, rows[1:]) == once


@given(ROWS)
def test_consent_is_never_widened_and_no_address_is_lost(fields):
    rows = [contact(n, **row) for n, row in enumerate(fields)]
    out = merged(rows[0], rows[1:])
    assert CONSENT.index(out["consent"]) == min(CONSENT.index(row["consent"]) for row in rows)
    kept = f"{out['email'] or ''}; {out['other_emails'] or ''}".lower()
    assert all(row["email"].lower() in kept for row in rows if row["email"])


def test_the_owner_stays_the_keepers_own():
    out = merged(contact(0, owner_id="usr_1"), [contact(1, owner_id="usr_2")])
    assert out["owner_id"] == "usr_1"


def test_an_initial_gives_way_to_the_name_written_out():
    out = merged(contact(0, first_name="N."), [contact(1, first_name="Nina")])
    assert out["first_name"] == "Nina"


def test_a_typo_of_the_other_record_does_not_replace_a_name():
    out = merged(contact(0, last_name="Quinnell"), [contact(1, last_name="Quninell")])
    assert out["last_name"] == "Quinnell"


def test_revenue_comes_with_its_own_currency():
    keep = {"id": "a", "name": "Acme", "annual_revenue_cents": None, "currency": "USD",
            "changed_at": NOW}  # fmt: skip
    other = {**keep, "id": "b", "annual_revenue_cents": 5, "currency": "EUR"}
    found = survivor_values("account", keep, [other])
    assert {name: choice.value for name, choice in found.items()} == {
        "annual_revenue_cents": 5, "currency": "EUR",
    }  # fmt: skip


def test_open_deals_decide_who_stays_then_activity_then_completeness_then_age():
    old, new = contact(1, created_on=date(2020, 1, 1)), contact(2, created_on=date(2024, 1, 1))
    full = contact(3, created_on=date(2025, 1, 1), phone="+1", title="CFO")
    assert master([new, old], {}) == (old, "oldest")
    assert master([new, old, full], {}) == (full, "most complete (6 fields against 4)")
    known = contact(4, external_id="003x")
    assert master([new, known, full], {}) == (known, "has an id in the source")
    busy = {"con_2": Standing(activities=3)}
    assert master([new, old, full], busy) == (new, "most activities (3 against 0)")
    assert master([new, old, full], {**busy, "con_1": Standing(open_deals=1)}) == (
        old, "most open deals (1 against 0)",
    )  # fmt: skip
