"""Words for the one who came first in the last answer: `that rep`, `she`, `his`."""

import re

from agent.planner.memory import Memory

_PEOPLE = ("owner", "manager")
_NOUNS = {
    "owner": "rep|person|agent|guy|seller|owner|salesperson|colleague|man|woman|lady|one",
    "manager": "manager|person|one", "account": "account|company|customer|client|one",
    "team": "team|one", "region": "region|one", "product": "product|one", "source": "source|one",
    "industry": "industry|one", "segment": "segment|one", "stage": "stage|one",
}  # fmt: skip
_THAT = r"\b(?:that|this|the (?:top|first|winning))"
_THEIRS = re.compile(r"\b(?:hers or his|his or hers|his or her|hers|his)\b", re.IGNORECASE)
_HER_OWN = re.compile(
    r"\bher(?= (?!in\b|on\b|for\b|and\b|do\b|to\b|at\b|or\b|with\b)\w)", re.IGNORECASE
)
_THEY = re.compile(r"\b(?:he or she|she or he|he|she|him or her|her or him|him|her)\b",
                   re.IGNORECASE)  # fmt: skip


def _asked_about(memory: Memory) -> dict[str, str]:
    """The one person whom the last call was about."""
    where = memory.last.arguments.get("where") or [] if memory.last else []
    people = [c for c in where if c["field"] in _PEOPLE and c["op"] == "is"]
    one = len(people) == 1 and isinstance(people[0]["value"], str)
    return {people[0]["field"]: people[0]["value"]} if one else {}


def called(text: str, memory: Memory) -> str:
    """The text with the name of whoever came first in the last answer, where it points at them.

    >>> called("and how did that rep do in Q3?", Memory(leads={"owner": "Kyle Allen"}))
    'and how did Kyle Allen do in Q3?'
    """
    for dimension, name in (memory.leads or _asked_about(memory)).items():
        nouns = _NOUNS.get(dimension)
        if nouns is None:
            continue
        said = re.compile(
            rf"{_THAT} (?:{nouns})(?P<s>(?:'s)?)\b(?! (?:out|off|alone))", re.IGNORECASE
        )
        text = said.sub(rf"{name}\g<s>", text)
        if dimension in _PEOPLE:
            text = _HER_OWN.sub(f"{name}'s", _THEIRS.sub(f"{name}'s of those", text))
            text = _THEY.sub(name, text)
    return text
