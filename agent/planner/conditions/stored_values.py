"""Reading conditions that name values of the store: `in Germany`, `Patrick's`, `from Webinar`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from agent.planner.conditions.prospected import is_state
from agent.planner.conditions.unread import SAYS_NOTHING
from agent.planner.words.clause import Clause, Doubt
from agent.planner.words.lexicon import Meaning, Sense
from agent.planner.words.text import singular
from tools.parts import geography
from tools.parts.dimensions import DIMENSIONS

Condition = dict[str, Any]
NAMES = frozenset({"owner", "manager", "account"})
"""Dimensions whose values are proper names: two that are alike are still two."""
_JOINS = frozenset({"and", "or", ",", ", and", "&", "nor", ", or", "/", "+"})


_BESIDE = re.compile(r"^'s?(?= )|\b(?:teams?|people|deals?|accounts?|the|ones?)\b")
"""What may stand between two names of a list: `Rocco's team or Dana's`."""
_SIDE_BY_SIDE = _JOINS | {"vs", "vs.", "versus", "against", "and in", "or in"}


def read_values(clause: Clause) -> Iterator[Condition]:
    """A condition for each dimension of which values are named, denied ones apart."""
    kept: dict[tuple[str, bool], list[str]] = defaultdict(list)
    yield from _all_so_called(clause)
    turned = False
    last_end = -1
    together = _together(clause)
    for sense, _ in list(clause.senses_of("value")):
        meaning = _chosen(clause, sense, together.get(sense.first, frozenset()))
        if meaning is None or meaning.value is None or _is_only_alike(clause, sense, meaning):
            continue
        if _is_own_field(clause, sense, meaning) or _is_of_another(clause, sense):
            continue
        if meaning.name == "city" and is_state(clause, sense):
            continue
        if _BECOMES.search(clause.low[: sense.start]) and not clause.figure:
            clause.claim(sense.start, sense.end)
            continue
        gap = _BESIDE.sub("", clause.low[last_end : sense.start]).strip() if last_end >= 0 else ""
        negative = clause.negated(sense.start) and not _is_paired(clause, sense)
        turned = negative or (turned and gap in _JOINS)
        last_end = sense.end
        clause.claim(sense.start, sense.end)
        _claim_beside(clause, sense, meaning.name)
        values = kept[meaning.name, turned]
        if _plain(meaning) not in values:
            values.append(_plain(meaning))
    for (name, negative), values in kept.items():
        value: str | list[str] = values[0] if len(values) == 1 else values
        yield {"field": name, "op": "is_not" if negative else "is", "value": value}


def _all_so_called(clause: Clause) -> Iterator[Condition]:
    """The accounts that are to be one, by how their names all begin: `merge the Bolt accounts`."""
    found: list[str] = []
    for sense, _ in list(clause.senses_of("value")) if _ONE.match(clause.low) else ():
        named = (m.value or "" for m in sense.meanings if m.slot == "value" and m.name == "account")
        called = [n for n in dict.fromkeys(named) if n.lower().startswith(sense.text.lower())]
        if len(called) > 1 and _COMPANIES.match(clause.low[sense.end :]):
            clause.claim(sense.start, sense.end)
            found += called
    if found:
        yield {"field": "account", "op": "is", "value": found}


_ONE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|please|pls|now|and|then|also|just|can you|could you|find and)[ ,]+)*"
    r"(?:merge|combine|consolidate|join|dedupe?|de-dup\w*|unify|collapse)\b"
)
_COMPANIES = re.compile(r"(?:'s)? (?:accounts|companies|customers|records|duplicates|dupes|ones)\b")


def _is_paired(clause: Clause, sense: Sense) -> bool:
    """Whether not the value is denied, but its being one with another: `never merge A with B`."""
    led = _MERGES.search(clause.low[: sense.start])
    return bool(led) and clause.low[sense.end :].startswith((" with ", " into "))


_MERGES = re.compile(r"\b(?:merge|combine|join|match|confuse|mix up)(?: \w+){0,2} $")


def _together(clause: Clause) -> dict[int, frozenset[str]]:
    """For values that are named side by side, the dimensions that all of them are values of.

    Of two people `Rose or Reeves`, one of whom leads a team, both are meant as owners.
    """
    found: dict[int, frozenset[str]] = {}
    run: list[Sense] = []
    for sense in [*(s for s, _ in clause.senses_of("value")), None]:
        if sense and run and clause.low[run[-1].end : sense.start].strip() in _SIDE_BY_SIDE:
            run.append(sense)
            continue
        if len(run) > 1:
            names = (_likeliest(s) for s in run)
            found |= dict.fromkeys((s.first for s in run), frozenset.intersection(*names))
        run = [sense] if sense else []
    return found


def _likeliest(sense: Sense) -> frozenset[str]:
    """The dimensions of which the whole phrase is a value; else those of which it is a part."""
    values = [m for m in sense.meanings if m.slot == "value"]
    most = max(m.weight for m in values)
    return frozenset(m.name for m in values if m.weight == most)


def _plain(meaning: Meaning) -> str:
    """The value in its usual spelling: the query knows the others that the store holds."""
    value = meaning.value or ""
    code = geography.country_code(value) if meaning.name == "country" else None
    return geography.country_name(code) if code else value


def _chosen(clause: Clause, sense: Sense, among: frozenset[str]) -> Meaning | None:
    """What a value's words mean here; several people of one name are a doubt.

    Args:
        clause: The words.
        sense: Those of the value.
        among: The dimensions to choose from, when values beside it narrow them.
    """
    values = [m for m in sense.meanings if m.slot == "value"]
    values = [m for m in values if m.name in among] or values
    beside = [m for m in values if m.name in _dimensions_beside(clause, sense)]
    fitting = [m for m in values if applies(m.name, clause.subject) and _holds(m, clause.subject)]
    pool = beside or fitting or [m for m in values if _holds(m, clause.subject)]
    if not pool:
        return None
    managing = {m.value for m in pool if m.name == "manager"}
    # A manager is a user too, but seldom the owner of what their people sell.
    pool = [m for m in pool if m.name != "owner" or m.value not in managing] or pool
    best = max(m.weight for m in pool)
    pool = sorted((m for m in pool if m.weight == best), key=lambda m: _rank(m.name))
    if clause.subject == "opportunity" and not (beside or clause.figure):
        # "Won" says how a deal ended, and so by which day it is dated, before it is a stage.
        pool = [m for m in pool if m.name == "status" and m.value in _OUTCOMES] or pool
    exact = [m for m in fitting or values if m.weight == 1 and m.name not in NAMES]
    if best < 1 and exact and len({m.value for m in pool}) > 1:
        pool = exact  # "the East team" is the region when several teams are called East
    same = [m for m in pool if m.name == pool[0].name]
    if len(same) > 1 and len({m.value for m in same}) > 1:
        options = tuple(m.value for m in same if m.value)
        if len({re.sub(r"\W+", "", option.casefold()) for option in options}) > 1:
            clause.claim(sense.start, sense.end)
            what = DIMENSIONS[pool[0].name].label
            clause.doubts.append(Doubt(f"Which {what} do you mean by “{sense.text}”?", options))
            return None
    return next((m for m in same if m.value == sense.text), same[0])


def _is_only_alike(clause: Clause, sense: Sense, meaning: Meaning) -> bool:
    """Whether the words only share a stem with the value: `contacts` and `Contacted`."""
    said, value = sense.text.casefold(), (meaning.value or "").casefold()
    case = meaning.name == "forecast_category" and value.endswith(" case")
    if case and _CASES.search(clause.low):
        return True  # "worst case and best case" are ends of a range
    if sense.last > sense.first or meaning.name in clause.dimensions_before(sense):
        return False
    if meaning.name == "loss_reason" and sense.text[:1].islower():
        return not (_LOST.search(clause.low) or _LOST_TO.search(clause.low[: sense.start]))
    if meaning.name == "forecast_category" and value in {"pipeline", "closed"}:
        return sense.text != meaning.value  # "more pipeline" is not what is forecast as Pipeline
    if any(m.slot != "value" for m in sense.meanings):
        return said != value
    # "Did they win" is no status; "wins" and "renewals" are as good as the word itself.
    return meaning.name == "status" and singular(said) != singular(value)


_LOST = re.compile(
    r"\b(?:los[est]\w*|why|reasons?|because|due to|cited?|blam\w+|objections?|walked|went with)\b"
)
"""Words with which a common noun may be why deals were lost: `price`, but not a product's price."""
_LOST_TO = re.compile(r"\bto (?:an? |the |our |some |other )?$")
_CASES = re.compile(r"\b(?:worst|base|likely|middle|upside|downside) (?:and |or )?(?:best )?case\b")
_BECOMES = re.compile(
    r"(?:^|\b(?:and|please|then|to|just) )(?:mark|set|move|close|flag|put|turn|change|switch)\b"
    r"(?!ed)[^,.;]*\b(?<!compared )(?:as|to|into)(?: closed)? $"
)
"""`Mark them as lost` says what they are to become, not what they are."""


_OUTCOMES = frozenset({"won", "lost"})
_SAME = re.compile(r"\b(?:same|identical|duplicate|shared|different|equal) ?$")


def _is_own_field(clause: Clause, sense: Sense, meaning: Meaning) -> bool:
    """Whether a word is a field of the records, and the value one of others: a lead's email."""
    fields = {m.value for m in sense.meanings if m.slot == "field"}
    same = sense.text != meaning.value and bool(_SAME.search(clause.low[: sense.start]))
    return clause.subject in fields and (same or not applies(meaning.name, clause.subject))


def _is_of_another(clause: Clause, sense: Sense) -> bool:
    """Whether `new` is said of something that is no record or figure: `the new pricing`."""
    beside = clause.tokens[sense.last + 1 : sense.last + 2]
    if sense.text.lower() != "new" or not beside or not beside[0].text.isalpha():
        return False
    word = beside[0]
    known = any(s.first <= sense.last + 1 <= s.last for s in clause.senses)
    return not known and len(word.text) > _SHORT and word.norm not in SAYS_NOTHING


_SHORT = 4
"""Letters; `new` before a shorter word may stand alone: `new or renewal`."""


def _rank(name: str) -> int:
    return list(DIMENSIONS).index(name) if name in DIMENSIONS else len(DIMENSIONS)


def _holds(meaning: Meaning, table: str | None) -> bool:
    """Whether the table has such a value: a deal is of the type `new`, an account never."""
    return table is None or not meaning.tables or table in meaning.tables


def applies(name: str, table: str | None) -> bool:
    """Whether records of a table have a dimension."""
    return table is None or name not in DIMENSIONS or table in DIMENSIONS[name].tables


def _dimensions_beside(clause: Clause, sense: Sense) -> set[str]:
    return clause.dimensions_before(sense) | {
        m.name
        for other in clause.senses
        if other.first in {sense.last + 1, sense.last + 2}
        and not _PARTS.search(clause.low[sense.end : other.start])
        for m in other.meanings
        if m.slot == "dimension"
    }


_PARTS = re.compile(r"[,;:]|\b(?:show(?:ing)?|with|and|by|per|including|sorted)\b")
"""What stands between a value and something else: `in France, showing owner`."""


def _claim_beside(clause: Clause, sense: Sense, dimension: str) -> None:
    for other in clause.senses:
        beside = other.first == sense.last + 1 or other.last == sense.first - 1
        if beside and any(m.slot == "dimension" and m.name == dimension for m in other.meanings):
            clause.claim(other.start, other.end)
