"""Rules of a workspace for merges: set, listed, forgotten, and kept to by the next proposal."""

import dataclasses

import pytest
from sqlmodel import select

from store.errors import BadInput, NotFound, Refused
from store.ledger import Change, MergeRule
from tests.makers import NOW
from tools.cleanup.merge_duplicates import merge_duplicates
from tools.cleanup.merge_rules import merge_rules


@pytest.fixture
def twins(make):
    one = make("account", name="Acme Foods", domain="acme.com", phone="+14155550001",
               street="1 Main St", industry="Retail", source="crm export")  # fmt: skip
    make("activity", account_id=one.id)
    two = make("account", name="Acme Foods", domain="acme.com", phone="+14155550002",
               street="1 Main St", industry="Food", source="Salesforce",
               created_on=NOW.date())  # fmt: skip
    return one, two


def proposed(ctx, session, **arguments):
    made = merge_duplicates(ctx, ["account"], **arguments).change_sets[0]
    query = select(Change).where(Change.change_set_id == made.id, Change.kind == "update")
    return session.exec(query).one()


def test_the_survivor_s_value_stays_until_a_rule_is_set(ctx, session, twins):
    assert "phone" not in proposed(ctx, session).after
    result = merge_rules(ctx, action="set", tables=["account"], fields=["phone"],
                         rule="most_recent")  # fmt: skip
    assert result.say.startswith("Account phone: the most recent value survives merges.")
    change = proposed(ctx, session)
    assert change.after["phone"] == "+14155550002"
    assert change.evidence["values"]["phone"]["why"].endswith("(rule of ana@example.com)")
    assert change.after["extra"]["other_phones"] == "+14155550001"


def test_a_rule_is_listed_and_forgotten(ctx, session, twins):
    assert "No merge rule is set" in merge_rules(ctx).say
    merge_rules(ctx, action="set", fields=["phone"], rule="longest")
    assert merge_rules(ctx).facts["rules"] == 3  # accounts, contacts and leads have one
    merge_rules(ctx, action="forget", tables=["account"], fields=["phone"])
    assert merge_rules(ctx, tables=["account"]).facts["rules"] == 0
    with pytest.raises(NotFound, match="No merge rule is set for the phone of accounts"):
        merge_rules(ctx, action="forget", tables=["account"], fields=["phone"])


def test_the_most_trusted_source_is_named_by_a_person(ctx, session, twins):
    with pytest.raises(BadInput, match="not said"):
        merge_rules(ctx, action="set", fields=["industry"], rule="most_trusted")
    merge_rules(ctx, action="set", fields=["industry"], rule="most_trusted",
                sources=["Salesforce"])  # fmt: skip
    assert proposed(ctx, session).after["industry"] == "Food"


def test_which_record_stays_can_be_a_rule_too(ctx, session, twins):
    one, two = twins
    assert proposed(ctx, session).row_id == one.id
    merge_rules(ctx, action="set", tables=["account"], record=True, rule="max")
    change = proposed(ctx, session)
    assert change.row_id == two.id
    assert change.evidence["kept because"] == "newest"


def test_a_sentence_goes_before_the_rule_of_the_workspace(ctx, session, twins):
    merge_rules(ctx, action="set", tables=["account"], fields=["phone"], rule="most_recent")
    change = proposed(ctx, session, prefer="survivor", prefer_for=["phone"], keep="newest")
    assert "phone" not in change.after
    assert change.evidence["values"]["phone"]["why"].endswith("(as asked)")


def test_consent_follows_no_rule_but_the_strictest(ctx):
    with pytest.raises(BadInput, match="strictest consent"):
        merge_rules(ctx, action="set", tables=["contact"], fields=["consent"], rule="most_recent")


@pytest.mark.parametrize(
    "given",
    [
        {"rule": "longest"}, {"fields": ["phone"]}, {"fields": ["shoe size"], "rule": "longest"},
        {"fields": ["phone"], "rule": "union"}, {"record": True, "rule": "longest"},
    ],
)  # fmt: skip
def test_what_is_missing_or_does_not_fit_is_named(ctx, session, given):
    with pytest.raises(BadInput):
        merge_rules(ctx, action="set", **given)
    assert session.exec(select(MergeRule)).all() == []


def test_only_an_ops_manager_sets_the_rules(ctx):
    rep = type(ctx.actor)("rep@example.com", "Rep", "rep")
    with pytest.raises(Refused):
        merge_rules.run(dataclasses.replace(ctx, actor=rep), {})


def test_every_rule_is_forgotten_at_once_and_sources_alone_mean_trust(ctx, twins):
    said = merge_rules(ctx, action="set", tables=["account"], fields=["industry"],
                       sources=["Salesforce"]).say  # fmt: skip
    assert "the value of the most trusted source (Salesforce)" in said
    merge_rules(ctx, action="set", tables=["contact"], fields=["phone"], rule="longest")
    assert merge_rules(ctx, action="forget", every=True, tables=["contact"]).facts["rules"] == 1
    assert merge_rules(ctx, action="forget", every=True).facts["rules"] == 0
    with pytest.raises(NotFound, match="No merge rule is set"):
        merge_rules(ctx, action="forget", every=True)


def test_what_can_follow_no_rule_says_so_instead_of_listing_rules(ctx, twins):
    with pytest.raises(BadInput, match="No rule can be set for the consent"):
        merge_rules(ctx, action="set", tables=["contact"], fields=["consent"])
    with pytest.raises(BadInput, match="not said which job title survives") as caught:
        merge_rules(ctx, action="set", tables=["contact"], fields=["title"])
    assert "consent" not in caught.value.hint
