"""Words for the one who came first in the last answer: `that rep`, `she`, `his`."""

import re
from functools import partial

from agent.planner.words.memory import Memory
from agent.planner.words.splitting import asks

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
        if nouns is None or not is_plain(name, dimension):
            continue
        if memory.last and "table" in memory.last.arguments:
            nouns = nouns.removesuffix("|one")  # of a list, the first one is a record
        said = re.compile(
            rf"{_THAT} (?:{nouns})(?P<s>(?:'s)?)\b(?! (?:out|off|alone))", re.IGNORECASE
        )
        text = said.sub(partial(_named, name=name), text)
        if dimension in _PEOPLE:
            text = _THEIRS.sub(partial(_named, name=f"{name}'s of those"), text)
            text = _HER_OWN.sub(partial(_named, name=f"{name}'s"), text)
            text = _THEY.sub(partial(_named, name=name), text)
    return text


def _named(said: re.Match[str], name: str) -> str:
    """A name in the place of what stands for it; it is text from the store, and no pattern."""
    return name + (said.groupdict().get("s") or "")


_PLAIN = re.compile(r"(?!.*\. )[\w&.'’ -]{1,60}")
SHORT = 3
"""Words; the name of a person may begin like an order: `Mark Hansen`."""


def is_plain(name: str, dimension: str) -> bool:
    """Whether a name can only be one: what an imported record is called gives no orders."""
    words = name.split()
    if dimension in _PEOPLE and len(words) <= SHORT:
        return bool(_PLAIN.fullmatch(name))
    orders = any(asks(" ".join(words[at:])) for at in range(len(words)))
    return bool(_PLAIN.fullmatch(name)) and not orders
