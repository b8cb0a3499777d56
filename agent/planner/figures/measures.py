"""Reading metrics, what to break them down by, and how to rank them."""

import re
from itertools import pairwise

from agent.planner.conditions.account_kinds import of_ours
from agent.planner.figures.counting import counted, split_up
from agent.planner.figures.exactly import BOTH, IN_MONEY, by_verb, closer
from agent.planner.figures.figure_words import fits, timeless
from agent.planner.learned.intent import Guess
from agent.planner.words.clause import Clause, Doubt
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from agent.planner.words.text import Token, key
from tools.parts.metrics import METRICS


def read_metrics(clause: Clause, param: Param) -> str | None:
    """The first metric that is asked for and not yet read."""
    if clause.over is not None:
        return _divided(clause, clause.over)
    named = [m.name for s, m in clause.senses_of("metric")]
    found = _by_all_words(clause, _by_words(clause), named)
    if found == "count_prospect_companies" and of_ours(clause):
        return "count_accounts"  # "Enterprise prospects": only accounts have a segment here
    return found if found in named else clause.world.lexicon.instead.get(found or "", found)


def _by_all_words(clause: Clause, read: str | None, named: list[str]) -> str | None:
    """The metric that the request as a whole is almost surely about, if it is another one.

    `How many deals are past due`: `deals` alone would count them all.
    """
    figures = clause.world.figures
    if figures is None or clause.metric is not None:
        return read
    best = figures.guess(clause.timeless, timeless(clause), frozenset())[0]
    if (
        best.tool == read
        or best.tool in named
        or best.chance < (SUREST if read in named else SURER)
    ):
        return read
    return closer(clause, best.tool) or best.tool


def _by_words(clause: Clause) -> str | None:
    """The metric that a phrase of the request names, or its words do."""
    named = list(clause.senses_of("metric"))
    for sense, meaning in named:
        if _BRINGS.match(sense.text.lower()) and len(named) > 1:
            continue  # "which source brings in the leads that convert"
        if _parts(clause, sense):
            continue  # "per sales agent" counts no agents
        if not (
            _is_only_a_thing(clause, sense)
            or _is_condition(clause, sense)
            or _is_done(clause, sense)
        ):
            exact = closer(clause, meaning.name) or _rather(clause, meaning.name)
            clause.claim(sense.start, sense.end)
            return exact or meaning.name
    goes_on = clause.metric is not None and not _ASKS_FOR.search(clause.low)
    scattered = _scattered(clause) or (None if goes_on else counted(clause) or split_up(clause))
    if goes_on and scattered is None:
        return None  # "make it by owner", "only deals of the East" are about the figure before
    if scattered:
        return closer(clause, scattered) or _rather(clause, scattered) or scattered
    done = any(_is_done(clause, sense) for sense in clause.senses)
    plain = "count_activities" if done else _of_parts(clause) or by_verb(clause)
    plain = plain and (closer(clause, plain) or plain)
    if plain is None and (alike := _alike(clause)) is not None:
        clause.guessed = alike.chance < SURER
        return closer(clause, alike.tool) or alike.tool
    return plain


_ASKS_FOR = re.compile(
    r"\b(?:how|what|which(?! one| of (?:the|those|these|them)\b)|who|whose|when|number|count)\b|#"
)


def _of_parts(clause: Clause) -> str | None:
    """What a part of it tells: `top 3 loss reasons in Q3`, `how much sits in Negotiation`."""
    reasons = any(m.name == "loss_reason" for _, m in clause.senses_of("dimension"))
    if reasons:
        return "deals_lost"
    if any(m.name == "forecast_category" for _, m in clause.senses_of("value")):
        grouped = clause.has(r"\b(?:by|per|each|every|which)\b")
        worth = (
            grouped
            or _WORTH.search(clause.low)
            or clause.has(r"\b(?:comes? to|add up|total|weighted)\b")
        )
        both = _side_by_side(clause, "forecast_category")
        return "open_pipeline" if both or worth else None
    if _side_by_side(clause, "type"):
        return "won_revenue"
    stage = any(m.name == "stage" and (m.value or "").split()[-1].lower() not in {"won", "lost"}
                for _, m in clause.senses_of("value"))  # fmt: skip
    return "open_pipeline" if stage and clause.has(r"\bhow much\b") else None


def _side_by_side(clause: Clause, dimension: str) -> bool:
    """Whether two values of a dimension are set against one another and nothing else is named."""
    named = [s for s in clause.senses
             for m in s.meanings if m.slot == "value" and m.name == dimension]  # fmt: skip
    return any(_stands_against(clause, a, b) for a, b in pairwise(named))


_BRINGS = re.compile(r"(?:bring|brings|brought|gives?|gave)\b")


def _divided(clause: Clause, over: str) -> str:
    """The figure that is divided, with its own words used up."""
    for sense in clause.senses:
        counts = {METRICS[over].table} == {m.name for m in sense.meanings if m.slot == "table"}
        if counts or any(m.slot == "metric" and m.name == over for m in sense.meanings):
            clause.claim(sense.start, sense.end)
            break
    return over


SURE_OF_METRIC = 0.5
SURER = 0.75
"""To set aside a metric that was read from the words, the guess must be this likely."""
SUREST = 0.9
"""The same, where the words are those of a figure: `how old is the average open deal`."""
_COUNTS = re.compile(
    r"\b(?:how many|number of|count|no\. of)\b|#"
    r"|\btotal (?:open |won |lost |new )?(?:deals|opportunities|opps)\b"
)


def _alike(clause: Clause, least: float = SURE_OF_METRIC) -> Guess | None:
    """The metric whose own words are most like these, when one clearly is."""
    figures = clause.world.figures
    if figures is None or clause.metric is not None:
        return None
    words = timeless(clause)
    best, second = figures.guess(clause.timeless, words, frozenset())[:2]
    if best.chance >= least and (best.chance >= SUREST or fits(best.tool, words)):
        return best
    named = any(True for _ in clause.senses_of("metric")) or least != SURE_OF_METRIC
    if not named and best.chance + second.chance > SURER:
        either = (METRICS[best.tool].label, METRICS[second.tool].label)
        clause.doubts.append(Doubt("Which of these do you mean?", either))
        return best
    return None


def _rather(clause: Clause, count: str) -> str | None:
    """Another metric than a mere count of records, when nothing asks for a count."""
    if METRICS[count].unit != "count" or _COUNTS.search(clause.low) or BOTH.search(clause.low):
        return None
    worth = _WORTH.search(clause.low)
    least = SURE_OF_METRIC if worth else SURER if count.startswith("count_") else SUREST
    alike = _alike(clause, least)
    found = None if alike is None or METRICS[alike.tool].unit == "count" else alike.tool
    if found is None and worth:
        found = IN_MONEY.get(count)
    if found in {m.name for _, m in clause.senses_of("metric")}:
        return None  # "deals won and win rate": the other one is told besides
    if worth and found:
        clause.claim(*worth.span())
    return found


_WORTH = re.compile(r"\b(?:value|amount|worth|how much|dollars?|money|sum(?= of))\b")


def _is_condition(clause: Clause, sense: Sense) -> bool:
    """Whether a metric's words are a condition here: `deal size, new business only`."""
    also_value = any(m.slot == "value" and m.name == "type" for m in sense.meanings)
    return also_value and (
        clause.after(sense.end, 1) == ["only"]
        or _is_only_kept(clause, sense)
        or any(s is not sense for s, _ in clause.senses_of("metric"))
        or any(
            _stands_against(clause, sense, s)
            for s, m in clause.senses_of("value")
            if m.name == "type"
        )
    )


def _is_only_kept(clause: Clause, sense: Sense) -> bool:
    """Whether a figure that was asked for before is narrowed: `only new business`."""
    told = clause.before(sense.start, 1) in (["only"], ["just"])
    return told and clause.metric is not None and len(clause.tokens) <= SHORT


SHORT = 5
"""Words of a message that only narrows the last figure."""


def _stands_against(clause: Clause, one: Sense, other: Sense) -> bool:
    """Whether two phrases are named side by side: `new business vs expansion`."""
    first, second = sorted((one, other), key=lambda s: s.start)
    return clause.low[first.end : second.start].strip(" .") in {"vs", "versus", "against", "or"}


def _is_done(clause: Clause, sense: Sense) -> bool:
    """Whether a verb only says what became of what people do: `meetings booked`, `demos sold`."""
    near = (s for s in clause.senses if s is not sense and abs(s.first - sense.last) <= 2)  # noqa: PLR2004 - "meetings that we booked"
    return (
        sense.first == sense.last
        and sense.text.lower() == "booked"
        and any(m.slot == "table" and m.name == "activity" for s in near for m in s.meanings)
    )


_GOES_ON = re.compile(r" ?(?:,|&|\+|and\b|plus\b)")


def metrics_after(clause: Clause, sense: Sense) -> bool:
    """Whether another figure is named right after one: `deals won and win rate`."""
    after = (s for s in clause.senses if s.start > sense.end)
    first = next(after, None)
    return first is not None and any(m.slot == "metric" for m in first.meanings)


def other_metrics(clause: Clause) -> list[str]:
    """More metrics of the same request: `win rate and average deal size`."""
    found: list[str] = []
    for sense, meaning in clause.senses_of("metric"):
        if _is_condition(clause, sense) or clause.after(sense.end, 1) == ["only"]:
            continue
        if meaning.name not in found and not _is_only_a_thing(clause, sense):
            joined = set(clause.before(sense.start, 3)) & {"and", "plus", "also", "&", "with"}
            later = _GOES_ON.match(clause.low[sense.end :]) and metrics_after(clause, sense)
            if joined or later or clause.low[: sense.start].rstrip().endswith(","):
                found.append(meaning.name)
                clause.claim(sense.start, sense.end)
    return found


def _is_only_a_thing(clause: Clause, sense: Sense) -> bool:
    """Whether a metric's word only names records here: `deals` in `find deals`."""
    tables = {m.name for m in sense.meanings if m.slot == "table"}
    named = {m.name for m in sense.meanings if m.slot == "metric"}
    # A quota is a figure as well as a record.
    return sense.first == sense.last and bool(tables) and tables.isdisjoint(named)


_PARTS = re.compile(r"\b(?:by|per|each|every) $")
"""`Calls by rep` counts no reps."""


def _parts(clause: Clause, sense: Sense) -> bool:
    """Whether a figure's words only say what it is split by: `per sales agent`."""
    splits = any(m.slot == "dimension" for m in sense.meanings)
    return splits and _PARTS.search(clause.low[: sense.start]) is not None


def _scattered(clause: Clause) -> str | None:
    """A metric whose words are all there, though not side by side: `deals did we win`."""
    free = [(t, n) for t, n in zip(clause.tokens, clause.norms, strict=True)
            if clause.is_free(t.start, t.end) and not _is_value(clause, t)
            and not _PARTS.search(clause.low[: t.start])]  # fmt: skip
    words = {n for _, n in free}
    best: tuple[int, str, tuple[str, ...]] | None = None
    for metric in METRICS.values():
        for phrase in (metric.label, *metric.words):
            form = key(phrase)
            near = not metric.name.startswith("count_") or _is_near(form, free)
            if (
                near
                and len(form) > 1
                and set(form) <= words
                and (best is None or len(form) > best[0])
            ):
                best = (len(form), metric.name, form)
    if best is None:
        return None
    for token, n in free:
        if n in best[2]:
            clause.claim(token.start, token.end)
    return best[1]


def _is_near(form: tuple[str, ...], free: list[tuple[Token, str]]) -> bool:
    """Whether what is counted stands beside the word that counts: `total value of deals`."""
    places = [n for n, (_, norm) in enumerate(free) if norm in form]
    return bool(places) and places[-1] - places[0] <= len(form) + 1


def _is_value(clause: Clause, token: Token) -> bool:
    """Whether a word is written as the store writes a value: `leads that are still New`."""
    inside = (s for s in clause.senses if s.last > s.first and s.start <= token.start < s.end)
    if any(m.slot in {"value", "dimension"} for s in inside for m in s.meanings):
        return True  # the "of" in "VP of Marketing", the "loss" of "loss reasons"
    return token.start > 0 and any(
        m.slot == "value" and m.value == token.text
        for s in clause.senses
        if (s.start, s.end) == (token.start, token.end) and token.is_name
        for m in s.meanings
    )
