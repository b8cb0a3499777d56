"""Plain sentences over every declared field, link and date: each must set just what it says.

The sentences are composed from the schema, so that a new field is tried the day it is declared.
"""

from datetime import date

import pytest

from agent.planner.learned.composing import composed
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared
from store.schema import ENTITIES, Kind
from tools.catalog import catalog
from tools.parts.fields import meaning

TABLES = ("account", "contact", "lead", "opportunity")
HIDDEN = {"external_id", "currency", "other_emails", "converted_contact_id", "name", "status"}
LACKING = (
    "{many} without {a}",
    "{many} where the {field} is empty",
    "which {many} are missing {a}?",
    "{many} with {field} not filled in",
)
BOUNDS = (("over 500", "gt"), ("below 500", "lt"), ("of at least 500", "gte"), ("<= 500", "lte"))


@pytest.fixture(scope="module")
def read():
    lexicon = Lexicon()
    declared(lexicon)
    for person in ("Kim Rose", "Lou Reeves"):
        lexicon.add(person, Meaning("value", "owner", person))
    lexicon.add("Lou Reeves", Meaning("value", "manager", "Lou Reeves"))
    lexicon.add("Missing feature", Meaning("value", "loss_reason", "Missing feature"))
    for kind, table in (("prospect", "account"), ("customer", "account"), ("email", "activity")):
        lexicon.add(kind, Meaning("value", "type", kind, tables=frozenset({table})))

    def filled(text, tool="find_records"):
        clause = Clause(text, World(lexicon, date(2026, 11, 20)))
        return fill(clause, tool, Memory()).calls[0].arguments

    return filled


def _fields(*kinds):
    return [
        (table, spec)
        for table in TABLES
        for spec in ENTITIES[table].fields
        if spec.name not in HIDDEN and spec.kind is not Kind.LONG_TEXT
        if not kinds or spec.kind in kinds
    ]


def _said(form, table, spec):
    label = spec.label
    article = "an" if label[0] in "aeiou" else "a"
    return form.format(many=ENTITIES[table].plural, field=label, a=f"{article} {label}")


def _means(table, spec, name):
    return meaning(table, name).paths == meaning(table, spec.name).paths


@pytest.mark.parametrize("form", LACKING)
@pytest.mark.parametrize(
    ("table", "spec"), _fields(), ids=[f"{table}-{spec.name}" for table, spec in _fields()]
)
def test_any_field_can_be_missing(read, table, spec, form):
    found = read(_said(form, table, spec))
    assert found["table"] == table
    (condition,) = found["where"]
    assert condition["op"] == "missing"
    assert _means(table, spec, condition["field"])


@pytest.mark.parametrize(("words", "op"), BOUNDS)
@pytest.mark.parametrize(("table", "spec"), _fields(Kind.NUMBER, Kind.MONEY))
def test_any_number_can_be_bounded(read, table, spec, words, op):
    (condition,) = read(_said("{many} with {field} ", table, spec) + words)["where"]
    assert (condition["op"], condition["value"]) == (op, 500)
    assert _means(table, spec, condition["field"])


@pytest.mark.parametrize(("table", "spec"), _fields(Kind.NUMBER, Kind.MONEY, Kind.DATE))
def test_any_number_or_date_sorts(read, table, spec):
    for form in ("{many} sorted by {field}", "top 10 {many} by {field}"):
        assert _means(table, spec, read(_said(form, table, spec))["sort"])


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("leads where owner is not Lou Reeves", ("owner", "is_not", "Lou Reeves")),
        ("deals of Kim Rose or Lou Reeves", ("owner", "is", ["Kim Rose", "Lou Reeves"])),
        ("accounts of type prospect", ("type", "is", "prospect")),
        ("all accounts except those of type customer", ("type", "is_not", "customer")),
        ("contacts without an email", ("email", "missing", None)),
        ("deals with loss reason Missing feature", ("loss_reason", "is", "Missing feature")),
    ],
)
def test_a_value_is_of_the_dimension_that_stands_before_it(read, text, where):
    (condition,) = read(text)["where"]
    assert (condition["field"], condition["op"], condition["value"]) == where


def test_composed_asks_are_for_tools_and_all_different():
    asks = list(composed())
    assert {tool for tool, _ in asks} <= catalog().keys()
    assert len({text for _, text in asks}) == len(asks)
