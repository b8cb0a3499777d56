"""How well a tool's arguments use the words of a request."""

import re
from collections.abc import Callable
from math import prod

from agent.planner.conditions.ahead import AHEAD
from agent.planner.figures.dividing import divides
from agent.planner.judging.doubting import leaves_condition
from agent.planner.judging.holding import (
    cannot_have,
    contradicts,
    foretells_the_past,
    lists_no_customers,
    writes_no_file,
)
from agent.planner.judging.hunch import MOVES, UNKNOWN_HERE
from agent.planner.judging.listing import lists_records
from agent.planner.judging.unsplit import unsplit
from agent.planner.links.figure_links import cannot_link
from agent.planner.links.linking import unused_links
from agent.planner.reading.filling import Filled
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import params, slots
from agent.planner.words.text import key
from tools.arguments import Slot
from tools.catalog import catalog, family_of

UNUSED = 0.35
"""A condition that the tool cannot take makes it that much less likely."""
MISSING = 0.4
UNREAD_METRIC = 0.3
FORECAST = frozenset({"won_revenue", "quota", "open_pipeline", "quota_attainment"})
"""Metrics that a forecast is about; naming another asks for that figure, not for a forecast."""
_CHANGES = re.compile(
    r"\b(?:merg|de-?dup|dedupe|fix|clean|tid|normali|standardi|unif|(?<!n't )(?<!not )fill|complet"
    r"|close|clos|kill|load|add|put|import|correct|updat|format|convert|propos|creat|set|make|chang|replac|rename"
    r"|remov|drop|delet|consolidat|combin|repair|mend|harmoni|enrich|populat|run|do|sort out|push"
    r"|bring|capitali|write|turn|learn|teach|always|never|forget|trim|strip|scrub|sanit|upload"
    r"|insert|sync|save|undo|join|collapse|shut|resolve|take|get|reformat|spell|apply|approve"
    r"|unmerge|give|sort(?! by)|write off|polish|straighten|redo|separate|split)"
)
"""Words that ask for a change."""
_ORDERS = re.compile(
    r"(?:and |then |please |also )*(?:merge|fix|fill|complete|populate|backfill|append|sort out"
    r"|link|infer|deduce|derive|correct"
    r"|dedupe|tidy|normali[sz]e|standardi[sz]e|capitali[sz]e|rename|mend|repair|enrich|load|harmoni[sz]e|unify"
    r"|reformat|combine|consolidate|connect|attach|strip|trim|clean up)\b"
    r"(?! (?:date|rate|list)s?\b)"
)
UNASKED_CHANGE = 0.2
UNREAD_SHARE = 0.4
_SHARE = re.compile(r"\b(?:share|proportion|fraction|percentage|percent) of\b")
OTHER_THINGS = 0.1
"""A tool for deals is hardly meant by words about contacts."""
_MOST = re.compile(
    r"\b(?:which|what|who|whose|with|having)\b.*"
    r"\b(?:most|fewest|least|(?:more|fewer)(?! than \d)) "
)
LEFT_COUNT = 0.4
"""`How many` asks for a figure, which the tool beside it in the family gives."""
_HOW_MANY = re.compile(
    r"(?:and |what is |what's |give me |show me |the |i need )*(?:how many|number of|count of)\b"
)
LEFT_SPLIT = 0.35
"""`Deals by region` is a figure broken down, not a list of deals."""
LEFT_GROUPS = 0.2
"""`Regions where ...` or `loss reasons of ...` asks for groups, never for records."""
IMPOSSIBLE = 0.15
NO_FIGURE = 0.02
EMPTY_RANKING = 0.3
"""A ranking of nothing: `the biggest deals` is no figure broken down."""


def fitness(filled: Filled) -> float:
    """A factor up to 1: the share of its chance that a tool keeps once its arguments are read."""
    return prod(share for leaves, share in FAULTS if leaves(filled))


def _leaves_metric(filled: Filled) -> bool:
    """Whether the words name a metric in so many words, and the tool computes none."""
    if filled.clause is None or any(p.slot is Slot.METRIC for p in params(filled.calls[0].tool)):
        return False
    clause, tool = filled.clause, filled.calls[0].tool
    named = [(s, m.name) for s, m in clause.senses_of("metric") if clause.things(s) is None]
    if family_of(tool) in AHEAD:
        return any(name not in FORECAST for _, name in named)
    return any(s.last > s.first or _is_figure(s, tool) for s, _ in named)


def _is_figure(sense: Sense, tool: str) -> bool:
    """Whether one word names a figure and nothing else, and not what the tool is called after."""
    return {m.slot for m in sense.meanings} == {"metric"} and sense.text.lower() not in tool


def _changes_unasked(filled: Filled) -> bool:
    """Whether a change would be proposed without a word that asks for one."""
    tool, clause = filled.calls[0].tool, filled.clause
    if clause is None or Slot.CHANGE_SET in slots(tool):
        return False
    return catalog()[tool].effect == "proposes" and not _CHANGES.search(clause.low)


def _leaves_title(filled: Filled) -> bool:
    """Whether people of some title are wanted, and the tool beside one for people finds none."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None or Slot.TITLE in slots(tool):
        return False
    beside = any(Slot.TITLE in slots(t) for t in catalog() if family_of(t) == family_of(tool))
    lists = Slot.TABLE in slots(tool) and catalog()[tool].effect == "reads"
    return (beside or lists) and any(clause.is_free(t.start, t.end) for t in clause.titles)


def _leaves_share(filled: Filled) -> bool:
    clause = filled.clause
    if clause is None or not _SHARE.search(clause.low):
        return False
    flags = (p for p in params(filled.calls[0].tool) if p.slot is Slot.FLAG)
    return not any("share" in phrases for p in flags for _, phrases in p.phrases)


def _is_for_others(filled: Filled) -> bool:
    """Whether the words are about records of a table that the tool's own name rules out."""
    tool = filled.calls[0].tool
    clause = filled.clause
    kinds = {p.name: p.slot for p in params(tool)}
    titled = any(kinds.get(name) is Slot.TITLE for name in filled.calls[0].arguments)
    if clause is None or titled or Slot.TABLE in kinds.values():
        return False
    word = tool.rsplit("_", 1)[-1]
    own = {m.name for m in clause.world.lexicon.phrases.get(key(word), []) if m.slot == "table"}
    said = [table for _, table in clause.named_tables()]
    return bool(own and said) and own.isdisjoint(said)


def _leaves_divisor(filled: Filled) -> bool:
    """Whether one figure for each of another is asked for, and the tool divides none."""
    if filled.clause is None or Slot.DIVISOR in slots(filled.calls[0].tool):
        return False
    return divides(filled.clause)


def _leaves_count(filled: Filled) -> bool:
    tool = filled.calls[0].tool
    if filled.clause is None or not _HOW_MANY.match(filled.clause.low.strip()):
        return False
    beside = (t for t in catalog() if family_of(t) == family_of(tool))
    return Slot.METRIC not in slots(tool) and any(Slot.METRIC in slots(t) for t in beside)


def _leaves_ranking(filled: Filled) -> bool:
    """Whether things of one table are ranked by how many of another they have."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None or any(p.slot is Slot.METRIC for p in params(tool)):
        return False
    most = _MOST.search(clause.low)
    counted = (t for s, t in clause.fresh().named_tables() if most and s.start >= most.end() - 1)
    return any(table != clause.subject for table in counted)


def _leaves_link(filled: Filled) -> bool:
    """Whether words about linked records are left, and a tool beside this one takes them."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None or Slot.LINK in slots(tool):
        return False
    beside = any(Slot.LINK in slots(t) for t in catalog() if family_of(t) == family_of(tool))
    return beside and bool(unused_links(clause))


def _links_no_figure(filled: Filled) -> bool:
    """Whether a figure is asked of linked records that it cannot have, or that are counted."""
    clause, call = filled.clause, filled.calls[0]
    of_figure = clause is not None and Slot.METRIC in slots(call.tool)
    return of_figure and cannot_link(call.arguments, clause.asked if clause else None)


def _leaves_unknown(filled: Filled) -> bool:
    """Whether companies that are no record here are wanted, and the tool lists records."""
    clause, tool = filled.clause, filled.calls[0].tool
    return clause is not None and Slot.TABLE in slots(tool) and clause.has(UNKNOWN_HERE)


def _leaves_split(filled: Filled) -> bool:
    return bool(unsplit(filled))


def _ranks_nothing(filled: Filled) -> bool:
    call = filled.calls[0]
    kinds = {p.name: p.slot for p in params(call.tool)}
    given = {kinds[name] for name in call.arguments if name in kinds}
    return (
        Slot.RANKING in given
        and Slot.DIMENSION in kinds.values()
        and not any(call.arguments.get(n) for n, slot in kinds.items() if slot is Slot.DIMENSION)
    )


def _only_looks(filled: Filled) -> bool:
    """Whether the request opens with a verb that asks for a change, and the tool makes none."""
    clause, tool = filled.clause, filled.calls[0].tool
    return (
        clause is not None
        and catalog()[tool].effect == "reads"
        and bool(_ORDERS.match(clause.low.strip()))
    )


def _says_no_part(filled: Filled) -> bool:
    """Whether a part of a proposal would be kept without a word on which."""
    call = filled.calls[0]
    works_on = {p.name for p in params(call.tool) if p.slot is Slot.CHANGE_SET}
    parted = bool(works_on) and call.tool.startswith("narrow")
    return parted and not call.arguments.keys() - works_on


def _leaves_condition(filled: Filled) -> bool:
    return filled.clause is not None and leaves_condition(filled.clause)


_DENIES = (["no"], ["without"], ["zero"], ["neither"], ["nor"], ["not"])


def _denies_figure(filled: Filled) -> bool:
    """Whether a figure is only named as lacking: `reps with no open pipeline`."""
    clause, arguments = filled.clause, filled.calls[0].arguments
    if clause is None or "metric" not in arguments:
        return False
    named = (s for s in clause.senses for m in s.meanings
             if m.slot == "metric" and m.name == arguments["metric"])  # fmt: skip
    return any(clause.before(s.start, 1) in _DENIES for s in named)


def _walks_one_day(filled: Filled) -> bool:
    """Whether a level on a day is asked for, and the tool tells what moved on that day."""
    clause, arguments = filled.clause, filled.calls[0].arguments
    own = {p.name for p in params(filled.calls[0].tool)}
    if clause is None or "closing_in" not in own or arguments.get("compare_to"):
        return False
    first, _, last = str(arguments.get("period", "")).partition("..")
    if first > clause.world.today.isoformat() and first[:1].isdigit():
        return True  # what is to come has not moved yet
    return bool(first) and first == last and not clause.has(MOVES)


def _splits_by_default(filled: Filled) -> bool:
    """Whether things are named side by side that the tool would leave together."""
    clause, tool = filled.clause, filled.calls[0].tool
    if clause is None or any(p.slot is Slot.DIMENSION for p in params(tool)):
        return False
    asked = _GROUPS.match(clause.low)
    return asked is not None and any(
        s.start == asked.start("noun")
        and (s.text.lower().endswith("s") or asked.start("noun") > 0)
        and not s.text.lower().startswith("who")
        and not any(m.slot == "table" for m in s.meanings)
        for s, _ in clause.fresh().senses_of("dimension")
    )


_GROUPS = re.compile(
    r"(?:which |what |list |show (?:me )?|the |any |in which |in what |our "
    r"|(?:top|main|bottom|biggest)(?: \d+| three| five| ten)? )*(?P<noun>\w)"
)
"""What a request opens with: `regions where`, `in which months`."""


def _lacks_something(filled: Filled) -> bool:
    return bool(filled.missing)


FAULTS: tuple[tuple[Callable[[Filled], bool], float], ...] = (
    (_leaves_condition, UNUSED),
    (_lacks_something, MISSING),
    (_says_no_part, UNASKED_CHANGE),
    (_only_looks, LEFT_SPLIT),
    (_changes_unasked, UNASKED_CHANGE),
    (_leaves_share, UNREAD_SHARE),
    (_leaves_title, MISSING),
    (_leaves_metric, UNREAD_METRIC),
    (_leaves_ranking, LEFT_SPLIT),
    (_leaves_count, LEFT_COUNT),
    (_leaves_link, IMPOSSIBLE),
    (_leaves_unknown, IMPOSSIBLE),
    (_links_no_figure, IMPOSSIBLE),
    (_leaves_divisor, UNUSED),
    (_leaves_split, LEFT_SPLIT),
    (_is_for_others, OTHER_THINGS),
    (_ranks_nothing, EMPTY_RANKING),
    (cannot_have, IMPOSSIBLE),
    (contradicts, IMPOSSIBLE),
    (lists_no_customers, IMPOSSIBLE),
    (foretells_the_past, IMPOSSIBLE),
    (writes_no_file, IMPOSSIBLE),
    (_walks_one_day, IMPOSSIBLE),
    (lists_records, NO_FIGURE),
    (_denies_figure, IMPOSSIBLE),
    (_splits_by_default, LEFT_GROUPS),
)
"""What a reading may leave out, and the share of its chance that a tool keeps then."""
