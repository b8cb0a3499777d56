"""The named rules, what a merge keeps beside the fields, and what it says of what it does not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.schema import entity
from tests.makers import NOW
from tools.parts.survivorship import (
    CONSENT,
    NAMED,
    RECORD,
    Setting,
    decisions,
    default_rule,
    master,
    survivor_values,
)
from tools.parts.survivorship import named as rules

BLANK = {
    "name": "Acme", "domain": None, "phone": None, "industry": None, "kind": None,
    "employee_count": None, "description": None, "owner_id": None, "created_on": None,
    "last_activity_on": None, "source": None, "extra": None,
}  # fmt: skip


def account(n, **fields):
    return {**BLANK, "id": f"acc_{n}", "changed_at": NOW - timedelta(days=n), **fields}


def after(keep, *others, **rules_set):
    set_for = {name: Setting(rule) for name, rule in rules_set.items()}
    found = survivor_values("account", keep, others, set_for)
    return {**keep, **{name: choice.value for name, choice in found.items()}}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("survivor", "+1 20"), ("most_recent", "+1 30"), ("longest", "+1 4000"),
        ("most_complete", "+1 4000"), ("max", "+1 4000"), ("min", "+1 20"), ("manual", "+1 20"),
    ],
)  # fmt: skip
def test_each_rule_chooses_its_own_value(rule, expected):
    keep = account(2, phone="+1 20")
    newest = account(1, phone="+1 30")
    fullest = account(3, phone="+1 4000", industry="Retail", domain="acme.com")
    out = after(keep, newest, fullest, phone=rule)
    assert out["phone"] == expected
    others = {"+1 20", "+1 30", "+1 4000"} - {expected}
    assert set(out["extra"]["other_phones"].split("; ")) == others


def test_the_most_trusted_source_goes_before_the_newest():
    keep = account(1, industry="Food", source="import.csv")
    crm = account(5, industry="Retail", source="Salesforce export")
    found = survivor_values(
        "account", keep, [crm], {"industry": Setting("most_trusted", ("salesforce", "hubspot"))}
    )
    assert found["industry"].value == "Retail"
    assert "from Salesforce export" in found["industry"].reason
    unknown = survivor_values(
        "account", keep, [crm], {"industry": Setting("most_trusted", ("zoho",))}
    )
    assert "industry" not in unknown


def test_a_customer_stays_a_customer_and_the_spelling_fits_the_domain():
    out = after(
        account(1, kind="prospect", name="Rvastone Software", domain="ravstone.com"),
        account(2, kind="Customer", name="Ravstone Software"),
    )
    assert (out["kind"], out["name"]) == ("Customer", "Ravstone Software")
    assert out["extra"] == {"other_names": "Rvastone Software"}


def test_what_is_written_in_another_way_is_no_conflict_and_is_not_kept_twice():
    keep = account(1, phone="+12105551436", domain="acme.com", name="Acme Foods")
    other = account(2, phone="+1 (210) 555-1436", domain="www.acme.com", name="ACME-FOODS")
    made = {one.field: one for one in decisions("account", keep, [other])}
    assert made["phone"].lost == ()
    assert "extra" not in made


def test_where_the_records_disagree_what_is_not_kept_is_said():
    keep = account(1, industry="Retail", owner_id="usr_1")
    other = account(2, industry="Food", owner_id="usr_2", phone="+1 2")
    made = {one.field: one for one in decisions("account", keep, [other])}
    assert (made["industry"].value, made["industry"].lost) == ("Retail", ("Food",))
    assert (made["owner_id"].lost, made["owner_id"].changes) == (("usr_2",), False)
    assert (made["phone"].value, made["phone"].lost) == ("+1 2", ())
    assert made["phone"].reason == "the kept record had none"


def test_the_columns_of_the_files_are_kept_the_survivor_s_own_first():
    out = after(
        account(1, extra={"tier": "A"}), account(2, extra={"tier": "B", "mood": "good"}),
        account(3, extra={"mood": "bad", "note": None}),
    )  # fmt: skip
    assert out["extra"] == {"tier": "A", "mood": "good"}


def test_a_rule_never_touches_consent():
    keep = {"id": "con_1", "consent": "opted_in", "changed_at": NOW, "email": None}
    other = {**keep, "id": "con_2", "consent": "opted_out", "changed_at": NOW - timedelta(days=9)}
    found = survivor_values("contact", keep, [other], {"consent": Setting("most_recent")})
    assert found["consent"].value == "opted_out"


def test_which_record_stays_can_be_asked_for():
    old, new = account(1, created_on=date(2020, 1, 1)), account(2, created_on=date(2024, 1, 1))
    assert master([old, new], {}, Setting("max")) == (new, "newest")
    assert master([old, new], {}, Setting("min")) == (old, "oldest")
    assert master([old, new], {}, Setting("most_recent"))[0] == new
    assert RECORD == "record"


ROWS = st.lists(
    st.fixed_dictionaries({
        "phone": st.sampled_from([None, "", "+1 2", "+1 3", "+1-2"]),
        "industry": st.sampled_from([None, "Retail", "Food"]),
        "kind": st.sampled_from([None, "prospect", "customer", "partner"]),
        "employee_count": st.none() | st.integers(1, 9),
        "created_on": st.none() | st.dates(date(2020, 1, 1), date(2020, 3, 1)),
        "description": st.sampled_from([None, "a note", "another", "a note\n\nthird"]),
        "extra": st.none() | st.dictionaries(st.sampled_from("xy"), st.sampled_from("12")),
    }),
    min_size=3, max_size=5,
)  # fmt: skip


@given(ROWS)
def test_merging_at_once_and_one_after_the_other_keep_the_same(fields):
    """Associative up to survivorship: which of two equals stands in front may differ, no more."""
    rows = [account(n, **row) for n, row in enumerate(fields)]
    keep, *others = rows
    at_once = after(keep, *others)
    one, two, *rest = rows
    step = after(after(one, two), *rest)
    last = after(one, after(two, *rest))
    for other in (step, last):
        for name in ("kind", "created_on"):
            assert _ranked(other, name) == _ranked(at_once, name)
        assert bool(other["industry"]) == bool(at_once["industry"])
        assert _texts(other["description"]) == _texts(at_once["description"])
        assert _listed(other) == _listed(at_once)


def _ranked(row, name):
    return row[name] or None


def _texts(value):
    return set((value or "").split("\n\n"))


def _listed(row):
    """Every number that the record has, wherever it is kept."""
    kept = ((row["extra"] or {}).get("other_phones") or "").split("; ")
    return {"".join(filter(str.isdigit, value or "")) for value in (row["phone"], *kept)} - {""}


@given(ROWS)
def test_every_phone_and_note_is_somewhere_on_the_survivor(fields):
    rows = [account(n, **row) for n, row in enumerate(fields)]
    out = after(rows[0], *rows[1:])
    kept = f"{out['phone']} {(out['extra'] or {}).get('other_phones')}".replace("-", " ")
    for row in rows:
        assert not row["phone"] or row["phone"].replace("-", " ") in kept
        assert _texts(row["description"]) <= _texts(out["description"]) | {""}


def test_a_rule_that_lets_empty_beat_filled_is_noticed(monkeypatch):
    """A deliberate bug: the newest record's value, even when it has none."""

    def newest(name, rows, _sources):
        return rules.Choice(max(rows, key=rules.changed)[name], "newest")

    monkeypatch.setitem(rules.NAMED, "most_recent", newest)
    out = after(account(2, employee_count=5), account(1), employee_count="most_recent")
    assert out["employee_count"] is None
    monkeypatch.undo()
    assert after(account(2, employee_count=5), account(1))["employee_count"] == 5


def test_a_rule_that_widens_consent_is_noticed(monkeypatch):
    """A deliberate bug: the most generous consent wins."""

    def widest(name, rows, _sources):
        return rules.Choice(max((r[name] for r in rows), key=CONSENT.index), "widest")

    row = {"id": "c1", "consent": "opted_out", "changed_at": NOW, "email": None}
    other = {**row, "id": "c2", "consent": "opted_in"}
    assert "consent" not in survivor_values("contact", row, [other])
    monkeypatch.setitem(rules.NAMED, "strictest", widest)
    assert survivor_values("contact", row, [other])["consent"].value == "opted_in"


def test_every_field_has_a_rule_that_exists():
    for table in ("account", "contact", "lead"):
        for spec in entity(table).fields:
            assert default_rule(spec) in NAMED
