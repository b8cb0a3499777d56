"""Conditions on linked records, read from the words alone."""

from datetime import date

import pytest

from agent.planner.links.linking import read_links
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.signature import Param
from agent.planner.words.vocabulary import declared
from tools.arguments import Slot

LINKS = Param("links", Slot.LINK, many=True, required=False)
OPEN = [{"field": "status", "op": "is", "value": "open"}]
WON = [{"field": "status", "op": "is", "value": "won"}]
LEDGER = {"field": "series", "op": "is", "value": "Ledger"}
RELAY = {"field": "series", "op": "is", "value": "Relay"}
GONE = {"table": "owner", "op": "with", "where": [{"field": "active", "op": "is", "value": False}]}


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    lexicon.add("call", Meaning("value", "type", "call"))
    lexicon.add("won", Meaning("value", "status", "won"))
    lexicon.add("renewal", Meaning("value", "type", "renewal"))
    lexicon.add("Proposal", Meaning("value", "stage", "Proposal"))
    lexicon.add("Ledger", Meaning("value", "series", "Ledger"))
    lexicon.add("Relay", Meaning("value", "series", "Relay"))

    def links(text):
        clause = Clause(text, World(lexicon, date(2026, 11, 20)))
        return read_links(clause, LINKS)

    return links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accounts with no open deal", [{"table": "opportunity", "op": "without", "where": OPEN}]),
        ("clients without contacts", [{"table": "contact", "op": "without"}]),
        ("accounts with more than 3 contacts",
         [{"table": "contact", "op": "at_least", "count": 4}]),
        ("accounts with at most two contacts", [{"table": "contact", "op": "at_most", "count": 2}]),
        ("accounts with fewer than 1 contacts", [{"table": "contact", "op": "without"}]),
        ("accounts with only one contact", [{"table": "contact", "op": "exactly", "count": 1}]),
        ("accounts with several won deals",
         [{"table": "opportunity", "op": "at_least", "count": 2, "where": WON}]),
        ("accounts with an open deal over $50k",
         [{"table": "opportunity", "op": "with",
           "where": [*OPEN, {"field": "amount_cents", "op": "gt", "value": 50000.0}]}]),
        ("who has no quota", [{"table": "quota", "op": "without"}]),
        ("reps without activities this month",
         [{"table": "activity", "op": "without", "period": "2026-11-01..2026-11-30"}]),
        ("accounts with no activity in 90 days",
         [{"table": "activity", "op": "without", "period": "last 90 days"}]),
        ("leads nobody has called", [{"table": "activity", "op": "without"}]),
        ("accounts whose owner has left", [GONE]),
        ("deals owned by someone who left", [GONE]),
        ("deals of former reps", [GONE]),
        ("reps with losses but no wins this quarter",
         [{"table": "opportunity", "op": "with", "period": "2026-10-01..2026-12-31",
           "where": [{"field": "status", "op": "is", "value": "lost"}]},
          {"table": "opportunity", "op": "without", "period": "2026-10-01..2026-12-31",
           "where": WON}]),
        ("contacts whose account has no deals",
         [{"table": "account", "op": "with",
           "links": [{"table": "opportunity", "op": "without"}]}]),
        ("products we did not sell", [{"table": "opportunity", "op": "without", "where": WON}]),
        ("accounts with won deals but no open ones",
         [{"table": "opportunity", "op": "with", "where": WON},
          {"table": "opportunity", "op": "without", "where": OPEN}]),
        ("accounts with an open renewal in Proposal",
         [{"table": "opportunity", "op": "with", "where": [
             {"field": "type", "op": "is", "value": "renewal"}, *OPEN,
             {"field": "stage", "op": "is", "value": "Proposal"}]}]),
        ("customers who never renewed",
         [{"table": "opportunity", "op": "without",
           "where": [{"field": "type", "op": "is", "value": "renewal"}, *WON]}]),
        ("accounts that bought Ledger but not Relay",
         [{"table": "opportunity", "op": "with", "where": [LEDGER, *WON]},
          {"table": "opportunity", "op": "without", "where": [RELAY, *WON]}]),
        ("accounts that have Ledger but never took Relay",
         [{"table": "opportunity", "op": "with", "where": [LEDGER, *WON]},
          {"table": "opportunity", "op": "without", "where": [RELAY, *WON]}]),
        ("companies that have Ledger and nothing else",
         [{"table": "opportunity", "op": "with", "where": [LEDGER, *WON]},
          {"table": "opportunity", "op": "without",
           "where": [{"field": "series", "op": "is_not", "value": "Ledger"}, *WON]}]),
        ("accounts without a contact with an email",
         [{"table": "contact", "op": "without",
           "where": [{"field": "email", "op": "present", "value": None}]}]),
        ("accounts with no contacts or open deals",
         [{"table": "contact", "op": "without"},
          {"table": "opportunity", "op": "without", "where": OPEN}]),
        ("reps who lost a renewal last month",
         [{"table": "opportunity", "op": "with", "period": "2026-10-01..2026-10-31", "where": [
             {"field": "type", "op": "is", "value": "renewal"},
             {"field": "status", "op": "is", "value": "lost"}]}]),
    ],
)  # fmt: skip
def test_a_link_is_read(read, text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["open deals by owner", "how many accounts do we have", "contacts at Acme", "win rate by rep"],
)
def test_nothing_is_read_into_plain_questions(read, text):
    assert read(text) is None
