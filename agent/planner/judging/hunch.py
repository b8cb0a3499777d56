"""A figure that is asked for in words that look like something else."""

import re

from agent.planner.conditions.account_kinds import asks_customers, of_ours
from agent.planner.conditions.ahead import AHEAD
from agent.planner.figures.figure_words import timeless
from agent.planner.learned.intent import Guess
from agent.planner.links.figure_links import names_figure
from agent.planner.links.link_details import is_bounded
from agent.planner.links.linking import linked_words
from agent.planner.words.clause import Clause
from agent.planner.words.signature import finds_prospects, slots
from tools.arguments import Slot
from tools.catalog import catalog, family_of
from tools.parts.metrics import METRICS

WORTH_TRYING = 0.08
"""A tool less likely than this is not tried, however well the words would fit it."""
COUNTING = 0.09
"""The least chance of a figure where the words count records."""
_HAVE_MOST = re.compile(
    r"\b(?:with|having|has|have|got) (?:the )?(?:most|fewest"
    r"|(?:highest|largest|lowest) number of)\b"
)
AS_GOOD = 0.8
"""What a tool that takes a kind of condition has of the chance of its neighbour that does not."""
_COUNTS = re.compile(
    r"\b(?:how many|(?:the )?number of|count of|(?:what )?(?:share|percent|percentage|proportion"
    r"|fraction|part) of"
    r"(?! (?:the |their |his |her |our |its |plan |)(?:quota|target|total|plan)))\b"
)
SURE_OF_TALK = 0.9
SURE_OF_FIGURE = 0.8
"""The two likeliest metrics together must be this likely to outweigh small talk."""


def wants_figure(clause: Clause, guesses: list[Guess]) -> bool:
    """Whether words that look like small talk name a figure in a way nobody has listed."""
    figures = clause.world.figures
    measures = [g for g in guesses[1:4] if g.tool in catalog() and Slot.METRIC in slots(g.tool)]
    if figures is None or guesses[0].chance > SURE_OF_TALK or not measures:
        return False
    if measures[0].chance < WORTH_TRYING:
        return False
    best, second = figures.guess(clause.timeless, timeless(clause), frozenset())[:2]
    return best.chance + second.chance > SURE_OF_FIGURE


def counting(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses in the light of words that ask for a figure whatever else they look like.

    They count records (`how many accounts have no phone`), or name a level on a day.
    """
    best = guesses[0].chance
    least = max(2 * best if _is_level(clause) else 0.0, _counted(clause, best))
    raised = [Guess(g.tool, max(g.chance, least)) if _ranks(g.tool) else g for g in guesses]
    total = sum(g.chance for g in raised)
    return sorted((Guess(g.tool, g.chance / total) for g in raised), key=lambda g: -g.chance)


def _counted(clause: Clause, best: float) -> float:
    """The least chance of a figure by words that count records."""
    most = _HAVE_MOST.search(clause.low)
    asked = most or _COUNTS.search(clause.low)
    if asked is None or not any(s.start >= asked.end() for s, _ in clause.named_tables()):
        return 0.0
    return best * AS_GOOD if most else COUNTING


def _is_level(clause: Clause) -> bool:
    """Whether a level on a day is asked for: `the open pipeline on 1 October`, `at the end of Q3`.

    Words of movement, or a second day, ask for what lies between.
    """
    stock = any(METRICS[m.name].stock for _, m in clause.senses_of("metric"))
    if not stock or len(clause.periods) != 1:
        return False
    span = clause.periods[0].span
    if span.start is not None and span.start > clause.world.today:
        return not clause.has(r"\bforecast|\bpredict|\bproject|\bwin\b|\bland\b")
    if clause.has(MOVES):
        return False
    return span.start == span.end or clause.has(_STOOD)


MOVES = (
    r"\b(?:chang|mov|happen|walk|waterfall|bridge|came in|added|lost|won|slip|push|pull|since"
    r"|from|enter|left|why|forecast|expect|clos)"
)
"""Words for what becomes of a level in time."""
_STOOD = r"\b(?:as (?:of|at|it stood)|at (?:the )?(?:end|close) of|stood)\b"


def structured(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses in the light of what the words are built like."""
    return beyond(
        clause, linking(clause, counting(clause, achieved(clause, summed(clause, guesses))))
    )


_FORETELLS = re.compile(
    r"\b(?:forecast\w*|predict\w*|project\w*|expect\w*|will|'ll|likel\w*|on track|on course"
    r"|outlook|chances?|odds|probab\w*|going to|gonna|about to|end up|land|could|would|might|may"
    r"|commit\w*|next|coming|upcoming)\b"
)


def achieved(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses where a time is over: `reps at 100% of quota in Q2` is what they attained."""
    if guesses[0].tool not in catalog() or family_of(guesses[0].tool) not in AHEAD:
        return guesses
    named = any(True for _ in clause.senses_of("metric"))
    spans = [f.span for f in clause.periods]
    if not named or len(spans) != 1 or spans[0].end >= clause.world.today:
        return guesses
    if _FORETELLS.search(clause.low):
        return guesses
    return _figured(guesses)


def _figured(guesses: list[Guess]) -> list[Guess]:
    """The guesses with a figure twice as likely as the best."""
    best = guesses[0].chance
    raised = [Guess(g.tool, 2 * best) if _ranks(g.tool) else g for g in guesses]
    total = sum(g.chance for g in raised)
    return sorted((Guess(g.tool, g.chance / total) for g in raised), key=lambda g: -g.chance)


def summed(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses where groups are chosen by a sum: `accounts with open pipeline over 500k`."""
    if guesses[0].tool not in catalog() or catalog()[guesses[0].tool].effect != "reads":
        return guesses
    groups = [s for s, _ in clause.senses_of("dimension")]
    for sense, meaning in clause.senses_of("metric"):
        money = METRICS[meaning.name].unit == "money" and not clause.things(sense)
        led = _CHOSEN.search(clause.low[: sense.start])
        if money and led and is_bounded(clause, sense) and any(s.end <= led.start()
                                                               for s in groups):  # fmt: skip
            return _figured(guesses)
    return guesses


_CHOSEN = re.compile(r" (?:with|having|whose|that have|who have|which have)(?: (?:an?|the))* $")


def linking(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses in the light of conditions on linked records: `accounts that bought Ledger`.

    A tool beside the likeliest one that takes them is as good as that one.
    """
    best = guesses[0]
    if best.tool not in catalog() or not linked_words(clause):
        return guesses
    taking = [g for g in guesses if g.tool in catalog() and Slot.LINK in slots(g.tool)
              and (Slot.METRIC not in slots(g.tool) or names_figure(clause))
              and Slot.FILE_FORMAT not in slots(g.tool) and g.tool != best.tool]  # fmt: skip
    beside = [g for g in taking if family_of(g.tool) == family_of(best.tool)]
    lists = [g for g in taking if Slot.METRIC not in slots(g.tool)]
    return _raised(guesses, beside or (lists[:1] if finds_prospects(best.tool) else []))


def _raised(guesses: list[Guess], these: list[Guess]) -> list[Guess]:
    """The guesses with some of them nearly as good as the best."""
    least = guesses[0].chance * AS_GOOD
    raised = {g.tool: Guess(g.tool, max(g.chance, least)) for g in these}
    return sorted((raised.get(g.tool, g) for g in guesses), key=lambda g: -g.chance)


def beyond(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses in the light of words for companies that the CRM has not: they are prospects."""
    best = guesses[0].tool
    if (of_ours(clause) or asks_customers(clause)) and best in catalog() and finds_prospects(best):
        return _raised(guesses, [g for g in guesses[:6] if g.tool in catalog() and _lists(g.tool)])
    if best not in catalog() or Slot.TABLE not in slots(best) or not clause.has(UNKNOWN_HERE):
        return guesses
    return _raised(guesses, [g for g in guesses if g.tool in catalog() and finds_prospects(g.tool)])


def _lists(tool: str) -> bool:
    """Whether a tool looks at records of any table, by conditions."""
    kinds = {Slot.TABLE, Slot.FILTER, Slot.PERIOD}
    return catalog()[tool].effect == "reads" and kinds <= set(slots(tool))


UNKNOWN_HERE = (
    r"\b(?:companies|company|firms|startups|businesses|retailers|banks|insurers|manufacturers)\b.*"
    r"(?:\b(?:we|our crm) (?:don't|do not|doesn't|does not) (?:have|know|contain)\b(?! (?:an?|any"
    r"|deals?|contacts?|activit)\b)|\bnot (?:yet )?in (?:the|our) (?:crm|system|books|database)\b"
    r"|\bnew to us\b|\b(?:not|aren't|isn't) (?:yet |already )?(?:our |a |in our )?(?:customers?"
    r"|clients?|accounts?)(?: yet)?$)"
)
"""Words for companies that are no record here."""


def _ranks(tool: str) -> bool:
    """Whether a tool computes figures of any cut: it takes a metric and ranks groups."""
    return tool in catalog() and {Slot.METRIC, Slot.RANKING} <= slots(tool)
