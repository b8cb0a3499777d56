"""Duplicates are found with reasons; what only looks like one is left apart."""

from itertools import combinations

import pytest

from store.errors import BadInput
from store.ledger import NotDuplicate, StandingPolicy
from tests.makers import NOW
from tools.arguments import Filter
from tools.cleanup.find_duplicates import find_duplicates


def pairs(groups):
    return {tuple(sorted(pair)) for ids in groups for pair in combinations(ids, 2)}


def planted(truth, table):
    return pairs(group["ids"] for group in truth["duplicates"].get(table, []))


@pytest.mark.parametrize("table", ["account", "contact"])
def test_planted_duplicates_are_found_and_lookalikes_never_safe(demo, truth, table):
    facts = find_duplicates(demo, table).facts[table]
    real, safe = planted(truth, table), pairs(facts["safe"])
    lookalikes = pairs(one["ids"] for one in truth["not_duplicates"][table])
    assert safe <= real
    assert not safe & lookalikes
    assert len(safe) >= 0.8 * len(real)
    assert len(real & (safe | pairs(facts["review"]))) >= 0.95 * len(real)


def test_one_person_with_two_spellings_is_one_group_with_its_reasons(ctx, make):
    firm = make("account", name="Brightwater", domain="brightwater.com")
    one = make("contact", first_name="Robert", last_name="Hale", email="rhale@brightwater.com",
               account_id=firm.id)  # fmt: skip
    two = make("contact", first_name="Bob", last_name="Hale", email="RHale+crm@brightwater.com",
               account_id=firm.id)  # fmt: skip
    result = find_duplicates(ctx, "contact")
    assert result.facts["contact"]["safe"] == [sorted([one.id, two.id])]
    assert "same mailbox" in result.tables[0].rows[0][4]


@pytest.mark.parametrize(("tier", "listed"), [("auto", 1), ("review", 0), ("all", 1)])
def test_only_safe_groups_or_only_doubtful_ones_can_be_listed(ctx, make, tier, listed):
    for first in ("Robert", "Bob"):
        make("contact", first_name=first, last_name="Hale", email="rhale@brightwater.com")
    result = find_duplicates(ctx, "contact", tier=tier)
    assert len(result.tables[0].rows) == listed
    assert len(result.facts["contact"]["safe"]) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"email": "ann.lee@acme.com"}, {"first_name": "Tom", "email": "tom.ray@acme.com"}),
        ({"email": "info@acme.com"}, {"first_name": "Tom", "email": "info@acme.com"}),
        ({"email": "alee@acme.com"}, {"email": "annlee@acme.com", "title": "Analyst"}),
        ({"company_name": "Acme"}, {"company_name": "Umbrella Foods", "city": "Oslo"}),
        ({"first_name": "Tim", "last_name": "Ray"}, {"first_name": "Kim", "last_name": "Ray"}),
        ({"first_name": "Jon", "email": "jlee@acme.com", "company_name": "Acme"},
         {"first_name": "Jan", "email": "jalee@acme.com", "company_name": "Acme"}),
    ],
    ids=["colleagues on one number", "a shared mailbox", "namesakes with mailboxes of their own",
         "namesakes at two companies", "a couple on one number", "mailboxes a letter apart"],
)  # fmt: skip
def test_lookalikes_are_never_safe_to_merge(ctx, make, one, two):
    shared = {"first_name": "Ann", "last_name": "Lee", "phone": "+14155550123", "city": "Boston"}
    make("contact", **{**shared, **one})
    make("contact", **{**shared, **two})
    assert find_duplicates(ctx, "contact").facts.get("contact", {}).get("safe", []) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"country": "Germany", "domain": "acme.de"}, {"country": "France", "domain": "acme.fr"}),
        ({"city": "Boston"}, {"city": "Denver", "phone": "+13035550144"}),
        ({"name": "Acme Foods"}, {"name": "Acme Foods Europe", "parent_name": "Acme Foods"}),
        ({"street": "1 Main St", "city": "Boston", "phone": "+16175550101"},
         {"street": "9 Oak Ave", "city": "Denver", "phone": "+13035550144"}),
    ],
    ids=["same name in another country", "same name elsewhere", "a subsidiary", "a franchise"],
)  # fmt: skip
def test_companies_that_share_a_name_are_not_safely_one(ctx, make, one, two):
    make("account", **{"name": "Acme Foods", **one})
    make("account", **{"name": "Acme Foods", **two})
    assert find_duplicates(ctx, "account").facts.get("account", {}).get("safe", []) == []


def test_a_person_s_word_that_two_differ_is_kept(ctx, make, session):
    same = {"first_name": "Ann", "last_name": "Lee", "email": "ann@acme.com"}
    one, two = make("contact", **same), make("contact", **same)
    assert len(find_duplicates(ctx, "contact").facts["contact"]["safe"]) == 1
    session.add(NotDuplicate(workspace_id="main", id="nd_1", table_name="contact", said_by="ana",
                             first_id=one.id, second_id=two.id, said_at=NOW))  # fmt: skip
    session.commit()
    assert find_duplicates(ctx, "contact").say == "No duplicates among 2 contacts."


def test_conditions_keep_groups_that_hold_such_a_record(ctx, make):
    for city in ("Boston", "Denver"):
        for _ in range(2):
            make("account", name=f"{city} Foods", domain=f"{city.lower()}.com", city=city)
    found = find_duplicates(ctx, "account", where=[Filter(field="city", value="Denver")])
    assert len(found.facts["account"]["safe"]) == 1
    assert "Denver Foods" in str(found.tables[0].rows[0][2])


def test_without_a_table_all_three_are_searched(ctx, make):
    make("account", name="Acme")
    assert [f.label for f in find_duplicates(ctx).figures if f.metric == "records_matched"] == [
        "accounts compared", "contacts compared", "leads compared",
    ]  # fmt: skip


def test_deals_are_not_matched(ctx):
    with pytest.raises(BadInput, match="accounts, contacts and leads"):
        find_duplicates(ctx, "opportunity")


def test_a_standing_policy_on_merges_tightens_the_safe_tier(ctx, make, session):
    for _ in range(2):
        make("contact", first_name="Ann", last_name="Lee", company_name="Acme Foods")
    assert len(find_duplicates(ctx, "contact").facts["contact"]["safe"]) == 1
    session.add(StandingPolicy(workspace_id="main", id="pol_1", tool="merge_duplicates",
                               table_name="contact", min_confidence=0.99999999,
                               granted_by="ana", granted_at=NOW))  # fmt: skip
    session.commit()
    facts = find_duplicates(ctx, "contact").facts["contact"]
    assert (len(facts["safe"]), len(facts["review"])) == (0, 1)
