"""Reading metrics, what to break them down by, and how to rank them."""

import re
from collections.abc import Iterator

from agent.planner.clause import Clause, Doubt
from agent.planner.intent import Guess
from agent.planner.lexicon import Sense
from agent.planner.signature import Param
from agent.planner.text import key
from tools.parts.metrics import METRICS

_SPLIT = frozenset(
    {"by", "per", "each", "every", "across", "which", "what", "between", "top", "bottom", "best",
     "worst", "whose", "among", "of", "and", "&", "versus", "vs", "lead", "strongest", "weakest",
     "various", "different", "all", "our", "the", "how", "along", "then", "individual", "as"}
)  # fmt: skip
_FIRM = frozenset({"by", "per", "each", "every", "across", "which", "whose", "among", "individual"})
_TIME = {
    r"\bmonthly\b|\bmonth[- ](?:by|over)[- ]month\b|\bover time\b|\btrend(?:line|ing)?\b": "month",
    r"\bquarterly\b|\bquarter[- ]by[- ]quarter\b": "quarter",
    r"\b(?:yearly|annually)\b|\byear[- ]by[- ]year\b": "year",
}
_WHO = re.compile(
    r"(?:^|[,;:?] ?|\b(?:and|so|then|by|but|see|know|show me|tell me|of) )(?P<who>who(?:se|'s)?)\b"
)
"""The question `who`, and not the `who` of `an owner who left`."""
_TOP = re.compile(
    r"\b(?:first(?= (?:\d|two|three|four|five|six|ten)\b)|top|best(?:[- ]performing)?|biggest"
    r"|largest|highest|most|strongest|leading|greatest"
    r"|richest|fastest|longest|leaders?|leaderboard|rank(?:ed|ing)?(?: of)?|wins? the most|max)\b"
)
_BOTTOM = re.compile(
    r"\b(?:bottom|worst(?:[- ]performing)?|smallest|lowest|least|fewest|weakest|slowest|shortest"
    r"|poorest|lagging|laggards?|struggling|min)\b"
)
_NUMBERED = r"(?: (?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty))?"
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten"
                                       .split())} | {"twelve": 12, "twenty": 20}  # fmt: skip


def read_metrics(clause: Clause, param: Param) -> str | None:
    """The first metric that is asked for and not yet read."""
    for sense, meaning in clause.senses_of("metric"):
        if not (_is_only_a_thing(clause, sense) or _is_condition(clause, sense)):
            closer = _closer(clause, meaning.name) or _rather(clause, meaning.name)
            clause.claim(sense.start, sense.end)
            return closer or meaning.name
    scattered = _scattered(clause) or _counted(clause)
    if scattered:
        return _rather(clause, scattered) or scattered
    plain = _by_verb(clause)
    if plain is None and (alike := _alike(clause)) is not None:
        clause.guessed = alike.chance < SURER
        return alike.tool
    return plain


SURE_OF_METRIC = 0.5
SURER = 0.75
"""To set aside a metric that was read from the words, the guess must be this likely."""
_COUNTS = re.compile(r"\b(?:how many|number of|count|no\. of)\b|#")


def _alike(clause: Clause, least: float = SURE_OF_METRIC) -> Guess | None:
    """The metric whose own words are most like these, when one clearly is."""
    figures = clause.world.figures
    if figures is None or clause.metric is not None:
        return None
    words = tuple(n for t, n in zip(clause.tokens, clause.norms, strict=True)
                  if all(t.end <= p.start or t.start >= p.end for p in clause.periods))  # fmt: skip
    best, second = figures.guess(clause.timeless, words, frozenset())[:2]
    if best.chance >= least:
        return best
    named = any(True for _ in clause.senses_of("metric")) or least != SURE_OF_METRIC
    if not named and best.chance + second.chance > SURER:
        either = (METRICS[best.tool].label, METRICS[second.tool].label)
        clause.doubts.append(Doubt("Which of these do you mean?", either))
        return best
    return None


def _rather(clause: Clause, counted: str) -> str | None:
    """Another metric than a mere count of records, when nothing asks for a count."""
    if METRICS[counted].unit != "count" or _COUNTS.search(clause.low):
        return None
    worth = _WORTH.search(clause.low)
    if not (worth or counted.startswith("count_")):
        return None
    alike = _alike(clause, SURE_OF_METRIC if worth else SURER)
    if alike is None or METRICS[alike.tool].unit == "count":
        return None
    if worth:
        clause.claim(*worth.span())
    return alike.tool


_WORTH = re.compile(r"\b(?:value|amount|worth|how much|dollars?|money)\b")


def read_variant(clause: Clause, param: Param) -> str | None:
    """The way of computing the metric that most of the words ask for."""
    metric = METRICS.get(clause.metric or "")
    if metric is None:
        return None
    spans = {v.name: [m.span() for phrase in v.words
                      if (m := re.search(rf"\b{re.escape(phrase.lower())}\b", clause.low))]
             for v in metric.variants}  # fmt: skip
    name = max(spans, key=lambda each: len({i for span in spans[each] for i in range(*span)}))
    for span in spans[name]:
        clause.claim(*span)
    return name if spans[name] else None


def _is_condition(clause: Clause, sense: Sense) -> bool:
    """Whether a metric's words are a condition here: `deal size, new business only`."""
    also_value = any(m.slot == "value" and m.name == "type" for m in sense.meanings)
    return also_value and (
        clause.after(sense.end, 1) == ["only"]
        or any(s is not sense for s, _ in clause.senses_of("metric"))
    )


def other_metrics(clause: Clause) -> list[str]:
    """More metrics of the same request: `win rate and average deal size`."""
    found: list[str] = []
    for sense, meaning in clause.senses_of("metric"):
        if _is_condition(clause, sense) or clause.after(sense.end, 1) == ["only"]:
            continue
        if meaning.name not in found and not _is_only_a_thing(clause, sense):
            joined = set(clause.before(sense.start, 3)) & {"and", "plus", "also", "&", "with"}
            if joined or clause.low[: sense.start].rstrip().endswith(","):
                found.append(meaning.name)
                clause.claim(sense.start, sense.end)
    return found


def read_dimensions(clause: Clause, param: Param) -> list[str] | None:
    """What to break a figure down by."""
    found = list(_grouped(clause))
    for pattern, name in _TIME.items():
        match = re.search(pattern, clause.low)
        if match and name not in found:
            clause.claim(*match.span())
            found.append(name)
    origin = re.search(r"\b(?:(?:and )?from where|where (?:do|did|are|were|have)\b.*\bfrom"
                       r"|where from)\b", clause.low)  # fmt: skip
    if origin and "source" not in found:
        clause.claim(*origin.span())
        found.append("source")
    who = _WHO.search(clause.low)
    if not found and who:
        clause.claim(*who.span("who"))
        found.append("owner")
    return found or None


def read_ranking(clause: Clause, param: Param) -> dict[str, object] | None:
    """The first or last so many."""
    for pattern, order in ((_BOTTOM, "bottom"), (_TOP, "top")):
        every = re.finditer(pattern.pattern + _NUMBERED, clause.low)
        match = next((m for m in every if clause.is_free(*m.span())), None)
        if match is None:
            continue
        before = re.search(r"\b(\d{1,3}|three|five|ten) $", clause.low[: match.start()])
        number = match["n"] or (before[1] if before else None)
        if order == "top" and number is None and _no_ranking(clause, match):
            continue
        clause.claim(match.start() - (len(before[0]) if before else 0), match.end())
        ranking: dict[str, object] = {"order": order}
        if number:
            ranking["count"] = int(number) if number.isdigit() else _NUMBERS[number]
        return ranking
    return None


def _no_ranking(clause: Clause, match: re.Match[str]) -> bool:
    return bool(re.match(r" (?:recent|of the|likely)", clause.low[match.end() :])) or (
        match[0].startswith("rank") and not any(True for _ in clause.senses_of("dimension"))
    )


_VERBS = (
    (r"\b(?:how many|number of|portion of|part of|share of)\b.*\b(?:wins|won|win)\b", "deals_won"),
    (r"\b(?:how many|number of|portion of|part of|share of)\b.*\b(?:losses|lost|lose)\b",
     "deals_lost"),
    (r"\b(?:wins|won|win|sold|sell|money|made|make|earn(?:ed)?|leaderboard)\b", "won_revenue"),
)  # fmt: skip


def _by_verb(clause: Clause) -> str | None:
    """The plain reading of winning, losing and making money, when no metric is named."""
    for pattern, metric in _VERBS:
        match = re.search(pattern, clause.low)
        if match and metric in METRICS:
            last = match[0].split()[-1]
            clause.claim(match.end() - len(last), match.end())
            return metric
    return None


def _closer(clause: Clause, counted: str) -> str | None:
    """The count that a verb makes exact: `how many deals each office won` are deals won."""
    if not counted.startswith("count_"):
        return None
    words = set(clause.norms)
    for metric in METRICS.values():
        if metric.table == METRICS[counted].table and metric.unit == "count":
            form = set(key(metric.label))
            if not metric.name.startswith("count_") and form <= words and len(form) > 1:
                for token, norm in zip(clause.tokens, clause.norms, strict=True):
                    if norm in form:
                        clause.claim(token.start, token.end)
                return metric.name
    return None


def _is_only_a_thing(clause: Clause, sense: Sense) -> bool:
    """Whether a metric's word only names records here: `deals` in `find deals`."""
    return sense.first == sense.last and any(m.slot == "table" for m in sense.meanings)


def _grouped(clause: Clause) -> Iterator[str]:
    seen: set[str] = set()
    for sense, meaning in list(clause.senses_of("dimension")):
        if meaning.name in seen or not _splits(clause, sense, seen):
            continue
        seen.add(meaning.name)
        clause.claim(sense.start, sense.end)
        yield meaning.name


def _splits(clause: Clause, sense: Sense, seen: set[str]) -> bool:
    before = clause.before(sense.start, 4)
    if re.match(r"(?:per|by|each|every) ", sense.text.lower()):
        return True
    tail = clause.after(sense.end, 2)
    if tail[:1] in (["breakdown"], ["split"], ["wise"], ["ranking"], ["leaderboard"]):
        return True
    if not before:
        return _opens(clause, sense)
    if before[-1] in {"by", "per", "each", "every", "across", "which", "whose", "among"}:
        return True
    if before[-1] in {"and", "&", "then", "versus"} and seen:
        return True
    if set(before) & _FIRM and set(before[-2:]) <= _SPLIT | _FIRM:
        return True
    ranked = bool(set(before[-3:]) & {"top", "bottom", "best", "worst", "lead", "strongest",
                                      "weakest", "biggest", "big", "large", "small", "highest",
                                      "lowest", "what", "most", "fewest"})  # fmt: skip
    return ranked and not _beside_value(clause, sense)


def _opens(clause: Clause, sense: Sense) -> bool:
    return clause.text[sense.start : sense.end].lower().endswith("s") and bool(
        re.match(r"\s*(?:by|ranked|sorted|ordered|with the)", clause.low[sense.end :])
    )


def _beside_value(clause: Clause, sense: Sense) -> bool:
    return any(
        m.slot == "value" and other.first in {sense.last + 1, sense.first - 1}
        for other in clause.senses
        for m in other.meanings
    )


def _scattered(clause: Clause) -> str | None:
    """A metric whose words are all there, though not side by side: `deals did we win`."""
    free = [(t, n) for t, n in zip(clause.tokens, clause.norms, strict=True)
            if clause.is_free(t.start, t.end)]  # fmt: skip
    words = {n for _, n in free}
    best: tuple[int, str, tuple[str, ...]] | None = None
    for metric in METRICS.values():
        for phrase in (metric.label, *metric.words):
            form = key(phrase)
            if len(form) > 1 and set(form) <= words and (best is None or len(form) > best[0]):
                best = (len(form), metric.name, form)
    if best is None:
        return None
    for token, n in free:
        if n in best[2]:
            clause.claim(token.start, token.end)
    return best[1]


def _counted(clause: Clause) -> str | None:
    """How many records of a table there are."""
    asked = re.search(r"\b(?:how many|number of|count(?: of)?|total (?:number )?of|no\. of|#)\b",
                      clause.low)  # fmt: skip
    if asked is None:
        return None
    for sense, meaning in clause.senses_of("table"):
        for metric in METRICS.values():
            if metric.table == meaning.name and metric.name.startswith("count_"):
                clause.claim(*asked.span())
                clause.claim(sense.start, sense.end)
                return metric.name
    return None
