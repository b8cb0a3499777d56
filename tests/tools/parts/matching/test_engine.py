"""The engine: which pairs it compares, what it learns, how it groups, and how it explains."""

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from tools.parts.matching.blocking import key, pairs
from tools.parts.matching.clusters import Links, cluster
from tools.parts.matching.encode import Column, joined
from tools.parts.matching.engine import match_companies, match_people
from tools.parts.matching.grouping import Tiers
from tools.parts.matching.nicknames import related
from tools.parts.matching.people import people
from tools.parts.matching.text import company_words, mail, person, phone

FIRST = ("Ann", "Bob", "Robert", "Carla", "Derek", "Ilse", "Tomas", "Noor")
LAST = ("Lee", "Hale", "Okafor", "Van Dyk", "Ruiz", "Brandt")
FIRMS = ("Brightwater", "Umbrella Foods", "Kestrel Freight", "Northgate Legal")


def someone(dice):
    first, last, firm = dice.choice(FIRST), dice.choice(LAST), dice.choice(FIRMS)
    site = firm.lower().replace(" ", "") + ".com"
    return {
        "first_name": first, "last_name": last, "company_name": firm,
        "email": f"{first}.{last}@{site}".lower().replace(" ", "") if dice.random() < 0.7 else None,
        "phone": f"+1415555{dice.randrange(100, 999)}0" if dice.random() < 0.6 else None,
        "title": dice.choice(["CFO", "Analyst", None]),
    }  # fmt: skip


def groups(matches, label="likely"):
    labels = getattr(matches, label)
    return {frozenset(np.flatnonzero(labels == value).tolist()) for value in np.unique(labels)}


def test_records_without_a_value_share_no_key():
    assert pairs([(key(np.array([0, 0, 3, 3], np.uint64)), 10)], 4)[0].tolist() == [2]


def test_a_key_that_too_many_share_says_nothing():
    common = key(np.ones(20, np.uint64))
    assert len(pairs([(common, 19)], 20)[0]) == 0
    assert len(pairs([(common, 20)], 20)[0]) == 190


def test_a_pair_that_shares_several_keys_is_compared_once():
    one, two = key(np.array([1, 1], np.uint64)), key(np.array([2, 2], np.uint64))
    assert len(pairs([(one, 9), (two, 9)], 2)[0]) == 1


def test_codes_of_joined_columns_compare():
    one, two = joined([Column.of(["a", None, "b"]), Column.of(["b", "a", None])])
    assert one.values == two.values
    assert one.code[0] == two.code[1]
    assert two.code[2] == -1


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("bob", "robert", True), ("liz", "elizabeth", True), ("bob", "bill", False),
     ("ann", "anna", True), ("robert", "robert", True), ("xi", "xu", False)],
)  # fmt: skip
def test_short_forms_are_known(one, two, same):
    assert related(one, two) is same


def test_a_short_form_stands_for_the_name_most_used_here():
    names = people(pl.DataFrame({"first_name": ["Al", "Alan", "Alan", "Albert", "Xu"]})).names
    formal = [names.formal.values[code] for code in names.formal.code.tolist()]
    assert formal == ["alan", "alan", "alan", "albert", "xu"]


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        ("Nelson", "Duhaime", ("nelson", "duhaime")),
        ("", "Duhaime, Nelson", ("nelson", "duhaime")),
        ("Nelson Duhaime", "", ("nelson", "duhaime")), ("Mrs. Zoë", "O'Neil", ("zoe", "oneil")),
        ("José Miguel", "Pimenta", ("josemiguel", "pimenta")), ("", "", ("", "")),
    ],
)  # fmt: skip
def test_names_are_read_however_they_are_typed(first, last, read):
    name = person(first, last)
    assert (name.first, name.last) == read


def test_mailboxes_phones_and_companies_come_down_to_what_matters():
    assert mail("A.Lee+crm@googlemail.com").address == mail("alee@gmail.com").address
    assert not mail("info@acme.com").personal
    assert mail("nonsense") is None
    assert phone("+44 (0)20 7946 0958") == phone("020 7946 0958 ext 3")
    assert phone("000-000-0000") is None
    assert company_words("The Acme Mfg Co., Inc.") == ["acme", "manufacturing"]


@settings(max_examples=60, deadline=None)
@example(one="", two="()")
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_read(one, two):
    person(one, two), mail(one), phone(two), company_words(one)
    frame = pl.DataFrame({"first_name": [one, two], "email": [two, one], "phone": [one, one]})
    assert len(match_people(frame).likely) == 2
    match_companies(pl.DataFrame({"name": [one, two], "domain": [two, two], "street": [one, two]}))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_the_order_of_the_records_does_not_matter(seed, count):
    dice = random.Random(seed)
    rows = [someone(dice) for _ in range(count)]
    order = list(range(count))
    dice.shuffle(order)
    columns = list(rows[0])
    one = match_people(pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)))
    two = match_people(
        pl.DataFrame([rows[i] for i in order], schema=dict.fromkeys(columns, pl.String))
    )
    assert groups(one, "safe") == {frozenset(order[i] for i in g) for g in groups(two, "safe")}


def test_no_records_and_one_record_are_no_duplicates():
    for rows in ([], [{"first_name": "Ann"}]):
        frame = pl.DataFrame(rows, schema={"first_name": pl.String})
        assert match_people(frame).clusters == []


def test_one_wrong_link_does_not_join_two_people():
    """Two pairs of sure duplicates, and a link between them that the records contradict."""
    links = Links(np.array([0, 1, 2], np.int32), np.array([1, 2, 3], np.int32),
                  np.array([12, 1, 12], np.float32), np.zeros(3, np.bool_))  # fmt: skip

    def judge(left, right):
        across = (left < 2) & (right >= 2)
        bits = np.where(across, -9, 12).astype(np.float32)
        bits[(left == 1) & (right == 2)] = 1
        return bits, across & ~((left == 1) & (right == 2))

    label = cluster(4, links, 0.0, judge)
    assert label[0] == label[1] != label[2] == label[3]


def test_a_trace_gives_reasons_that_add_up_to_the_score():
    row = {"first_name": "Ann", "last_name": "Lee", "email": "ann@acme.com"}
    rows = [row | {"phone": "4155550123"}, row | {"phone": None}]
    found = match_people(pl.DataFrame(rows))
    trace = found.traces([0, 1])[0]
    assert "same mailbox" in trace.sentence
    total = found.model.prior + sum(reason.bits for reason in trace.reasons)
    assert trace.bits == pytest.approx(total, abs=0.5)
    assert trace.probability > 0.99


def test_what_was_said_to_be_apart_stays_apart():
    rows = [{"name": "Acme Foods", "domain": "acme.com"}] * 3
    frame = pl.DataFrame(rows)
    assert groups(match_companies(frame)) == {frozenset({0, 1, 2})}
    label = match_companies(frame, apart=[(0, 2)]).safe
    assert label[0] != label[2]


def test_the_tiers_begin_where_they_are_said_to():
    dice = random.Random(5)
    rows = [someone(dice) for _ in range(60)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    usual, strict = match_people(frame), match_people(frame, tiers=Tiers(12.0, 30.0))
    assert len(groups(strict, "likely")) > len(groups(usual, "likely"))
    assert len(groups(strict, "safe")) > len(groups(usual, "safe"))


def test_tiers_are_given_as_probabilities_and_auto_is_never_below_review():
    assert Tiers.of(None, None) == Tiers()
    assert Tiers.of(0.5, 0.999).safe == pytest.approx(9.96, abs=0.01)
    assert Tiers.of(0.99, 0.6).safe == Tiers.of(0.99, 0.6).likely


def test_people_s_word_moves_the_weights():
    """Short forms said to be two people count for less; said to be one, for more."""
    plain = {"last_name": None, "email": None, "company_name": "Kestrel Freight"}
    pairs_ = [
        ({**plain, "first_name": a, "last_name": f"Family{n}"},
         {**plain, "first_name": b, "last_name": f"Family{n}"})
        for n, (a, b) in enumerate([("Robert", "Bob"), ("William", "Bill"), ("James", "Jim")] * 20)
    ]  # fmt: skip
    frame = pl.DataFrame([row for pair in pairs_ for row in pair], infer_schema_length=None)
    couples = [(2 * n, 2 * n + 1) for n in range(1, len(pairs_))]

    def short_form(found):
        [reason] = [r for r in found.traces([0, 1])[0].reasons if r.respect == "name"]
        return reason.bits

    refused, agreed = match_people(frame, couples), match_people(frame, together=couples)
    assert short_form(refused) < short_form(agreed)


def judged_alike_from_both_sides(found):
    left, right = (x.astype(np.int32) for x in np.triu_indices(12, 1))
    one = {(t.left, t.right): t for t in found.explain(left, right)}
    two = {(t.right, t.left): t for t in found.explain(right, left)}
    for pair, trace in one.items():
        assert trace.bits == pytest.approx(two[pair].bits, abs=0.01)
        assert trace.guarded == two[pair].guarded


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_pair_is_judged_alike_from_both_sides(seed):
    dice = random.Random(seed)
    rows = [someone(dice) for _ in range(12)]
    found = match_people(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)))
    judged_alike_from_both_sides(found)


def firm(dice):
    return {
        "name": dice.choice(FIRMS) + dice.choice(["", " Inc", " GmbH", " Europe"]),
        "city": dice.choice(["Boston", "Leeds", None]),
        "domain": dice.choice(["kestrel.io", "kestrel.com", "umbra.com", None]),
        "phone": dice.choice(["+1 617 555 0123", "617 555 0199", "+44 113 496 0000", None]),
        "street": dice.choice(["1 Main St", "1 Main Street", "9 Oak Ave", None]),
    }  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_companies_are_judged_alike_from_both_sides(seed):
    dice = random.Random(seed)
    rows = [firm(dice) for _ in range(12)]
    found = match_companies(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)))
    judged_alike_from_both_sides(found)


def test_numbers_of_one_block_count_for_a_company_and_other_numbers_against():
    others = ["+1 617 555 0199", "+1 303 867 5309"]
    rows = [{"name": "Kestrel Freight", "phone": "+1 617 555 0123"}]
    rows += [{"name": "Kestrel Freight", "phone": number} for number in others]
    found = match_companies(pl.DataFrame(rows))
    alike, unlike = found.explain(np.array([0, 0], np.int32), np.array([1, 2], np.int32))
    said = {reason.respect: reason for reason in alike.reasons}["phone"]
    assert said.words == "numbers of one block"
    assert said.bits > 0
    assert alike.bits > unlike.bits + 5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_companies_does_not_matter(seed):
    dice = random.Random(seed)
    rows = [
        {"name": dice.choice(FIRMS) + dice.choice(["", " Inc", " GmbH"]),
         "city": dice.choice(["Boston", "Leeds", None]),
         "domain": dice.choice(["kestrel.io", "umbra.com", None])}
        for _ in range(25)
    ]  # fmt: skip
    order = dice.sample(range(25), 25)
    schema = dict.fromkeys(rows[0], pl.String)
    one = match_companies(pl.DataFrame(rows, schema=schema))
    two = match_companies(pl.DataFrame([rows[i] for i in order], schema=schema))
    for label in ("safe", "likely"):
        assert groups(one, label) == {frozenset(order[i] for i in g) for g in groups(two, label)}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the labelled sets are not here")
@pytest.mark.parametrize(
    ("name", "least"), [("crm_dev10k/contacts", 0.97), ("crm_dev10k/accounts", 0.975)]
)
def test_labelled_sets_are_matched_as_well_as_promised(name, least):
    from evals.bench.matching import mark, sets

    records = next(one for one in sets(SHARED / "data" / "dedupe") if one[0] == name)
    marks = mark(*records)
    assert marks.f1 >= least
    assert marks.auto_precision >= 0.995


@pytest.mark.parametrize(("bits", "joined_"), [(0.5, False), (2.0, False), (4.0, True)])
def test_a_weak_link_joins_two_groups_only_if_it_outweighs_the_pairs_that_are_unlikely(
    bits, joined_
):
    """Three and three, sure among themselves; of the nine pairs across one is a link."""
    inside = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    left, right = (np.array(side, np.int32) for side in zip(*inside, (2, 3), strict=True))
    order = np.lexsort((right, left))
    strength = np.array([9.0] * len(inside) + [bits], np.float32)
    links = Links(left[order], right[order], strength[order], np.zeros(len(left), bool))

    def unlikely(one, two):
        return np.full(len(one), -4, np.float32), np.zeros(len(one), bool)

    label = cluster(6, links, 0.0, unlikely)
    assert (len(set(label.tolist())) == 1) is joined_
