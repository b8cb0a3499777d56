"""Known words that a reading of a figure or a list left over: said, never dropped in silence.

`unread` names words that nobody knows. These here are known: a number, a value, a dimension or a
figure, that no argument of the chosen tool took.
"""

import re
from collections.abc import Iterator

from agent.planner.conditions.unread import SAYS_NOTHING
from agent.planner.reading.filling import Filled
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import slots
from agent.planner.words.text import Token
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.metrics import METRICS

_TIMES = frozenset({"day", "week", "month", "quarter", "year"})
_HERE = re.compile(r"\b(?:of|in|at|by|from|behind) (?:it|them|that|this|those|these)\b")
LONG = 4
"""Letters; shorter words are seldom a figure by themselves."""


def residue(filled: Filled) -> str:
    """The first known words that a figure or a list took no account of."""
    clause = filled.clause
    if clause is None or not _is_general(filled.calls[0].tool):
        return ""
    spans = sorted({*_numbers(clause), *_phrases(clause, filled), *_unheard_of(clause)})
    return clause.text[slice(*spans[0])] if spans else ""


def _unheard_of(clause: Clause) -> Iterator[tuple[int, int]]:
    """What is no group and no value here, though it stands where one does.

    `Leads by campaign`, `the SDR team`, `source Marketing`: an answer would be for all.
    """
    for token in clause.left_over():
        if _is_group(clause, token) or (token.is_name and _is_named_as(clause, token)):
            yield token.start, token.end


_BY = re.compile(r"\b(?:by|per) (?:the |each |every )?$")
_SORTS = re.compile(
    r"\b(?:sort|order|rank|arrang|owned|led|run|made|done|sent|follow|go|pass|close)"
    r"\w*(?: \w+){0,3} by (?:the )?$"
)


def _is_group(clause: Clause, token: Token) -> bool:
    """Whether a word that no reader used says what to split by."""
    before = clause.low[: token.start]
    known = any(s.start < token.end and token.start < s.end and s.meanings for s in clause.senses)
    timely = any(p.start <= token.start < p.end for p in clause.periods)
    said = token.text.isalpha() and len(token.text) >= LONG and token.norm not in SAYS_NOTHING
    led = _BY.search(before) is not None and _SORTS.search(before) is None
    return said and led and not (known or timely)


def _is_named_as(clause: Clause, token: Token) -> bool:
    """Whether a word in capitals stands beside the word for what it would be the value of."""
    if clause.text.istitle() or clause.text.isupper() or token.start == 0:
        return False
    beside = (s for s in clause.senses if clause.low[s.end : token.start] in {" ", ": ", " = "}
              or clause.low[token.end : s.start] == " ")  # fmt: skip
    return any(m.slot == "dimension" and m.name in _VALUED for s in beside for m in s.meanings)


_VALUED = frozenset({"source", "team", "region", "segment", "product", "stage", "industry", "type",
                     "country", "territory", "loss_reason"})  # fmt: skip
"""Dimensions whose values are few and known: a name beside their word is one of them."""


def _is_general(tool: str) -> bool:
    """Whether a tool reads every condition that there is: it lists records or computes figures."""
    of = slots(tool)
    return catalog()[tool].effect == "reads" and Slot.FILTER in of and bool(
        {Slot.TABLE, Slot.RANKING} & set(of)
    )  # fmt: skip


def _numbers(clause: Clause) -> Iterator[tuple[int, int]]:
    for amount in clause.amounts:
        if (amount.compared or amount.money) and clause.is_free(amount.start, amount.end):
            yield amount.start, amount.end


def _phrases(clause: Clause, filled: Filled) -> Iterator[tuple[int, int]]:
    figures = Slot.METRIC in slots(filled.calls[0].tool)
    for sense in clause.senses:
        if not sense.meanings or not clause.is_free(sense.start, sense.end):
            continue
        kinds = {m.slot for m in sense.meanings}
        said = clause.low[sense.start : sense.end]
        if (
            (kinds == {"value"} and _is_name(clause, sense))
            or ("metric" in kinds and not figures and _is_figure(clause, sense))
            or ("dimension" in kinds and "table" not in kinds and _by_itself(clause, sense, said))
        ):
            yield sense.start, sense.end


def _is_name(clause: Clause, sense: Sense) -> bool:
    return sense.last > sense.first or clause.tokens[sense.first].is_name


def _is_figure(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase is a figure of its own: `win rate`, but not `open deals`."""
    metrics = [m.name for m in sense.meanings if m.slot == "metric"]
    if clause.things(sense) or any(m.slot == "table" for m in sense.meanings):
        return False
    return METRICS[metrics[0]].unit != "count" and len(sense.text) >= LONG


def _by_itself(clause: Clause, sense: Sense, said: str) -> bool:
    """Whether a dimension is asked for in so many words: `by region`."""
    names = {m.name for m in sense.meanings if m.slot == "dimension"}
    if names & _TIMES or said.startswith("who"):
        return False
    return clause.before(sense.start, 1) in (["by"], ["per"], ["each"], ["across"])
