"""A sentence without its particulars: names, figures and periods become their kinds.

"What did Dana win in March?" and "what did Lee win last year?" are then the same sentence, so that
the choice of a tool is learned from how people ask and not from whom they ask about.
"""

from collections.abc import Iterator

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense


def masked(clause: Clause) -> tuple[str, ...]:
    """The words of a clause in look-up form, with kinds in place of particulars."""
    marks = _marks(clause)
    words: list[str] = []
    for number, (token, form) in enumerate(zip(clause.tokens, clause.norms, strict=True)):
        mark = next((m for a, b, m in marks if a <= token.start < b), None)
        if mark is None:
            words.append(_name_or_word(clause, number, form))
        elif not words or words[-1] != mark:
            words.append(mark)
        if mark is not None and mark.startswith(("<table", "<field")) and words[-1] != form:
            words.append(form)
        del token
    return tuple(words)


def kinds(clause: Clause) -> frozenset[str]:
    """The kinds of thing that a clause names."""
    found = {mark for _, _, mark in _marks(clause)}
    if clause.low.rstrip().endswith("?"):
        found.add("question")
    return frozenset(found)


def _marks(clause: Clause) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = clause.remember("marks", lambda: _chosen(clause))
    return found


def _chosen(clause: Clause) -> list[tuple[int, int, str]]:
    chosen: list[tuple[int, int, str]] = []
    for start, end, mark in _candidates(clause):
        if all(end <= a or start >= b for a, b, _ in chosen):
            chosen.append((start, end, mark))
    return chosen


def _candidates(clause: Clause) -> Iterator[tuple[int, int, str]]:
    yield from ((f.start, f.end, "<period>") for f in clause.periods)
    yield from ((f.start, f.end, "<round>") for f in clause.rounds)
    yield from ((f.start, f.end, "<title>") for f in clause.titles)
    yield from _phrases(clause)
    yield from ((f.start, f.end, "<place>") for f in clause.places)
    yield from ((f.start, f.end, "<industry>") for f in clause.industries)
    yield from ((a.start, a.end, "<money>" if a.money else "<number>") for a in clause.amounts)


def _phrases(clause: Clause) -> Iterator[tuple[int, int, str]]:
    """The phrases that the lexicon knows, each as what it names."""
    for sense in clause.senses:
        slots = {m.slot: m for m in sense.meanings}
        slot = _telling(clause, sense, set(slots))
        if slot == "value":
            yield sense.start, sense.end, "<name>"
        elif not slot:
            continue
        elif slot in {"table", "field"}:
            yield sense.start, sense.end, f"<{slot} {slots[slot].name}>"
        elif slot == "things":
            table = clause.things(sense) or ""
            yield *clause.noun(sense, table), f"<table {table}>"
        else:
            yield sense.start, sense.end, f"<{slot}>"


def _telling(clause: Clause, sense: Sense, slots: set[str]) -> str:
    """The kind that tells most about what is asked; an ordinary word stays a word."""
    alone = sense.first == sense.last
    if clause.things(sense):
        return "things"
    if "metric" in slots and not (alone and slots & {"table", "dimension"}):
        return "metric"
    for slot in ("dimension", "table", "field"):
        if slot in slots:
            return slot
    token = clause.tokens[sense.first]
    ordinary = token.norm in clause.world.lexicon.ordinary
    return "" if alone and ordinary and not token.is_name else "value"


def _name_or_word(clause: Clause, number: int, form: str) -> str:
    token = clause.tokens[number]
    lexicon = clause.world.lexicon
    if token.is_name and form not in lexicon.words:
        starts = number == 0 or clause.text[: token.start].rstrip().endswith((".", "?", "!"))
        if not starts or form not in lexicon.ordinary:
            return "<name>"
    return form
