"""A rule is learned from a person's own sentence, is listed, is followed, and can be taken back."""

from dataclasses import replace

import pytest

from store.errors import NotFound, Refused
from store.rules import in_force
from store.trail import Run
from tests.makers import NOW, TODAY
from tools.cleanup.cleanup_rules import cleanup_rules
from tools.cleanup.normalise_fields import normalise_fields
from tools.context import Actor
from tools.parts.teaching import Told, told


def asking(ctx, text, kind="person"):
    """The context of a run in which somebody wrote the text."""
    run = Run(
        workspace_id="main", id="run_1", conversation_id="c", asked=text, actor="ana",
        planner="embedded", as_of=TODAY, started_at=NOW,
    )  # fmt: skip
    ctx.session.add(run)
    ctx.session.commit()
    return replace(ctx, run_id="run_1", actor=Actor("ana@example.com", "Ana", "ops_manager", kind))


def rules(ctx):
    return [(r.found, r.written) for r in in_force(ctx.session, "main")]


@pytest.mark.parametrize(
    ("text", "found", "written"),
    [
        ("Always write IBM for I.B.M.", "I.B.M.", "IBM"),
        ("from now on treat Tech as Technology", "Tech", "Technology"),
        ("whenever you see technolgy, write technology", "technolgy", "technology"),
        ("pls remember that GTXPro means GTX Pro", "GTXPro", "GTX Pro"),
        ("replace GTXPro with GTX Pro from now on", "GTXPro", "GTX Pro"),
        ("learn: GTXPro -> GTX Pro", "GTXPro", "GTX Pro"),
        ("Always use “Financial Services” instead of “Finance”", "Finance", "Financial Services"),
        ("Philipines should always be written Philippines", "Philipines", "Philippines"),
        ("Philipines should read Philippines", "Philipines", "Philippines"),
        ('when the country is "xx" write "Mexico"', "xx", "Mexico"),
        ('if the industry says "Fin Tech" put "Fintech"', "Fin Tech", "Fintech"),
        ("Always spell Mid-Market, not midmarket", "midmarket", "Mid-Market"),
        ("never change eBay", "eBay", None),
        ("always leave adidas as it is", "adidas", None),
    ],
)
def test_a_rule_is_read_out_of_the_sentence(text, found, written):
    meant = told(text)
    assert meant is not None
    assert (meant.action, meant.found, meant.written) == ("learn", found, written)


@pytest.mark.parametrize(
    ("text", "found"),
    [("forget the IBM rule", "IBM"), ("drop the rule about I.B.M.", "I.B.M."),
     ("stop changing Tech to Technology", "Tech"), ("unlearn technolgy", "technolgy"),
     ("delete rule rule_abcd2345", "rule_abcd2345")],
)  # fmt: skip
def test_a_rule_is_taken_back_in_many_words(text, found):
    assert told(text) == Told("forget", found)


@pytest.mark.parametrize(
    "text",
    ["show the rules", 'which accounts are there where the country is "xx"',
     "clean up the phone numbers", "don't touch anything a rep typed",
     "Always merge duplicates", "merge the duplicates", "fix the industry of Acme",
     "what have you learned?", "forget it", "never mind", "always write phone numbers as E.164",
     "never touch closed deals", "leave it alone", "forget about that", "never change anything"],
)  # fmt: skip
def test_another_request_is_no_rule(text):
    assert told(text) is None


def test_what_a_person_says_is_learned_and_followed(ctx, make):
    row = make("account", name="I.B.M.")
    cleanup_rules(asking(ctx, "Always write IBM for I.B.M."))
    assert rules(ctx) == [("I.B.M.", "IBM")]
    result = normalise_fields(ctx, "account")
    assert [(r[1], r[2]) for r in result.tables[0].rows] == [("I.B.M.", "IBM")]
    assert row.name == "I.B.M.", "a rule by itself changes nothing"


def test_a_rule_is_listed_with_who_taught_it_and_taken_back(ctx):
    cleanup_rules(asking(ctx, "Always write IBM for I.B.M."))
    listed = cleanup_rules(replace(ctx, run_id=None))
    assert "1 clean-up rule" in listed.say
    assert listed.tables[0].rows[0][:5] == [
        "I.B.M.", "IBM", "everywhere", "somebody said so", "ana@example.com",
    ]  # fmt: skip
    cleanup_rules(replace(ctx, run_id=None), action="forget", value="IBM")
    assert rules(ctx) == []


def test_a_model_cannot_teach_what_the_person_did_not_write(ctx):
    asked = asking(ctx, "clean up the industries of our accounts")
    with pytest.raises(Refused):
        cleanup_rules(asked, action="learn", value="Acme", written="Approved vendor")
    assert rules(ctx) == []


def test_a_clock_teaches_nothing(ctx):
    with pytest.raises(Refused):
        cleanup_rules(asking(ctx, "Always write IBM for I.B.M.", "clock"), action="learn",
                      value="I.B.M.", written="IBM")  # fmt: skip
    assert rules(ctx) == []


def test_a_rule_may_be_for_one_field_only(ctx):
    cleanup_rules(asking(ctx, "Always write Retail for Shops"), table="account",
                  fields=["industry"])  # fmt: skip
    [rule] = in_force(ctx.session, "main")
    assert (rule.table_name, rule.field_name) == ("account", "industry")


def test_the_sentence_says_for_which_field_a_rule_holds(ctx):
    cleanup_rules(asking(ctx, "always write Retail for Shops in the industry field"))
    places = {(rule.table_name, rule.field_name) for rule in in_force(ctx.session, "main")}
    assert places == {("account", "industry"), ("lead", "industry")}


def test_a_rule_that_is_not_said_is_asked_for(ctx):
    result = cleanup_rules(asking(ctx, "learn a new rule"), action="learn")
    assert result.questions
    assert rules(ctx) == []


def test_forgetting_what_was_never_learned_says_so(ctx):
    with pytest.raises(NotFound):
        cleanup_rules(asking(ctx, "forget the Acme rule"))
