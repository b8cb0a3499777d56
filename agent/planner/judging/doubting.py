"""What a request names that nobody here knows: asked about, never silently left out."""

import re

from rapidfuzz import fuzz, process

from agent.planner.conditions.filters import LARGE
from agent.planner.conditions.ranges import noun_of
from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import slots
from agent.planner.words.text import Token
from tools.arguments import Slot
from tools.catalog import catalog
from tools.result import Question

_INTRODUCES = frozenset({"for", "in", "from", "at", "by", "with", "of", "owner", "to", "account",
                         "rep", "region", "product", "team", "about", "except", "versus", "vs",
                         "and", "excluding", "near", "called", "named"})  # fmt: skip
_LOOSELY = frozenset({"of", "and", "to", "with", "about"})
"""Words that introduce many a thing beside names: what follows in small letters is no name."""
_OWNS = re.compile(r"[A-Z][a-z]+['’]s (?=\w)")
_ACTS = frozenset({"did", "do", "does", "have", "is", "be", "was", "will", "can", "about", "how"})
"""Words after which a name is somebody who does something."""
_INNOCENT = frozenset(
    "crm pitcrew excel csv xlsx ok okay pls please thanks hi hey hello i i'm i'd i've id q1 q2 q3"
    " q4 usa vp svp ceo cto cfo coo cmo cro ae aes sdr bdr arr acv mrr roi kpi kpis yoy qoq ytd mtd"
    " qtd asap fyi btw api slack salesforce hubspot monday tuesday wednesday thursday friday"
    " saturday sunday january february march april may june july august september october november"
    " december".split()
)


_COMPASS = frozenset({"north", "south", "east", "west", "central", "northeast", "northwest",
                      "southeast", "southwest"})  # fmt: skip
"""Words that name a region or a team, where these are so called."""


def unknown_names(clause: Clause, *, strict: bool = False) -> Question | None:
    """A question about the first name in a request that nothing here is called.

    Args:
        clause: The words, with what was read claimed.
        strict: Take every capitalised word for a name, as before a change.
    """
    words = [t for t in clause.left_over() if _is_strange(clause, t, strict=strict)]
    if not words:
        return None
    name = _whole_name(clause, words[0])
    near = _nearest(clause, name)
    text = f"I do not know “{name}”: nothing here has that name."
    if near:
        return Question(
            text=f"{text} Did you mean one of these?", options=near, slot=f"name:{name}"
        )
    return Question(text=f"{text} Which name is meant?", slot=f"name:{name}")


def unused(clause: Clause, tool: str) -> Question | None:
    """A question about a condition that the chosen tool cannot take into account.

    A place, a name, a period or a bound that was recognised but used by no argument would change
    the answer; leaving it out in silence would make the answer wrong.

    Args:
        clause: The words, with what was read claimed.
        tool: What is to be called. Before a mere look it is only asked where the words can be
            nothing but a condition, and no time is asked about that the tool never takes.
    """
    looks = catalog()[tool].effect == "reads"
    times = [] if looks and Slot.PERIOD not in slots(tool) else _times(clause)
    words = _first(clause, [*times, *_firm(clause), *([] if looks else _loose(clause))])
    if not words:
        return None
    return Question(
        text=f"I cannot take “{words}” into account here. Shall I go on without it, or "
        "would you put it another way?",
        options=["go on without it"],
        slot="unused",
    )


def leaves_condition(clause: Clause) -> bool:
    """Whether anything that may be a condition was used by no argument."""
    return bool(_first(clause, [*_times(clause), *_firm(clause), *_loose(clause)]))


def loose(clause: Clause) -> str:
    """The first words that may be a condition which nothing took: said beside what is shown."""
    return _first(clause, [*_loose(clause), *_times(clause)])


def _first(clause: Clause, spans: list[tuple[int, int]]) -> str:
    free = (span for span in sorted(spans) if clause.is_free(*span))
    start, end = next(free, (0, 0))
    return clause.text[_lead(clause, start) : end].strip()


def _times(clause: Clause) -> list[tuple[int, int]]:
    """Times that may choose records; that a thing is wanted today chooses none."""
    return [(f.start, f.end) for f in clause.periods
            if not _NOW.fullmatch(clause.low[f.start : f.end])]  # fmt: skip


_NOW = re.compile(r"today|tomorrow|tonight|this (?:morning|afternoon|evening)|now")


def _firm(clause: Clause) -> list[tuple[int, int]]:
    found = [(f.start, f.end) for f in clause.rounds]
    found += [(f.start, f.end) for f in clause.places]
    found += [
        (a.start, a.end)
        for a in clause.amounts
        if a.money
        or (a.compared and noun_of(clause, a, clause.subject))
        or (a.compared and max(a.low or 0, a.high or 0) >= LARGE)
        or (a.compared and _counts_things(clause, a))
    ]
    return found + [(s.start, s.end) for s in _values(clause) if _names_one(clause, s)]


def _loose(clause: Clause) -> list[tuple[int, int]]:
    found = [(a.start, a.end) for a in clause.amounts if _is_duration(clause, a)]
    found += [(s.start, s.end) for s in clause.senses if _is_beside(clause, s)]
    found += [(i.start, i.end) for i in clause.industries
              if clause.before(i.start, 1) in _LINES or _says_which(clause, i.end)]  # fmt: skip
    return found + [(s.start, s.end) for s in _values(clause) if not _names_one(clause, s)]


def _is_beside(clause: Clause, sense: Sense) -> bool:
    """Whether records or groups are named in a condition: `with leads`, `in late stages`."""
    kinds = {m.slot: m.name for m in sense.meanings}
    other = "table" in kinds and kinds["table"] != clause.subject and "metric" in kinds
    groups = "dimension" in kinds and "metric" not in kinds and sense.text.endswith("s")
    led = _WITHIN if groups else _WITH
    return (other or groups) and led.search(clause.low[: sense.start]) is not None


def _says_which(clause: Clause, end: int) -> bool:
    """Whether records are named right after a line of business: `telecom accounts`."""
    after = next((s for s in clause.senses if 0 <= s.start - end <= 1), None)
    return after is not None and any(m.slot == "table" for m in after.meanings)


_LINES = (["in"], ["from"], ["of"], ["for"])
"""Words before a line of business that is a condition: `accounts in aerospace`."""
_WITH = re.compile(r"\b(?:with|without|having) (?:an? |any |no |several |many )?$")
_WITHIN = re.compile(r"\b(?:in|with|without|having) (?:an? |the |any |no )?(?:\w+ )?$")


def _values(clause: Clause) -> list[Sense]:
    known = (s for s in clause.senses if any(m.slot == "value" for m in s.meanings))
    return [s for s in known if not _is_plain_word(clause, s)]


def _names_one(clause: Clause, sense: Sense) -> bool:
    """Whether a value is a name: it is written as one, or somebody or something is called so."""
    written = clause.tokens[sense.first].is_name and sense.start > 0
    return written or any(m.slot == "value" and m.name not in _KINDS for m in sense.meanings)


_KINDS = frozenset({"type", "status", "stage", "source", "segment", "forecast_category", "industry",
                    "loss_reason", "seniority", "function"})  # fmt: skip
"""Dimensions whose values are ordinary words for kinds of records."""


def _is_duration(clause: Clause, amount: Amount) -> bool:
    return clause.after(amount.end, 1) in (["day"], ["week"], ["month"])


def _counts_things(clause: Clause, amount: Amount) -> bool:
    """Whether a bound is on a number of records: `over 3 products`."""
    after = clause.after(amount.end, 1)
    phrases = clause.world.lexicon.phrases
    return bool(after) and any(m.slot == "table" for m in phrases.get((after[0],), []))


def _is_plain_word(clause: Clause, sense: Sense) -> bool:
    """Whether a value's word may be meant as an ordinary word: `open`, `lead`, `lost`."""
    token = clause.tokens[sense.first]
    return (
        sense.first == sense.last
        and not token.is_name
        and (token.norm in clause.world.lexicon.ordinary)
    )


def _lead(clause: Clause, start: int) -> int:
    match = re.search(r"(?:outside|except|excluding|not in|without|not|in|for|of|from) ?$",
                      clause.low[:start])  # fmt: skip
    return match.start() if match else start


def _is_strange(clause: Clause, token: Token, *, strict: bool) -> bool:
    form = token.norm
    lexicon = clause.world.lexicon
    if form in _INNOCENT or not form[:1].isalpha() or len(form) < 3:  # noqa: PLR2004 - initials are not names
        return False
    before = clause.before(token.start, 1)
    introduced = bool(before) and (before[0] in _INTRODUCES or _after_name(clause, token))
    if not token.is_name and not strict and bool(before) and before[0] in _LOOSELY:
        introduced = False
    if _OWNS.match(clause.text, token.start) and form not in lexicon.words | _NOBODY:
        return bool(lexicon.ordinary)
    if token.is_name and token.start > 0:
        at_start = bool(re.search(r"[.?!:]\s*$", clause.text[: token.start]))
        known = form in lexicon.words or token.text.isupper()
        if introduced and form in _COMPASS:
            known = (form,) in lexicon.phrases
        acts = bool(before) and before[0] in _ACTS
        unlisted = form not in lexicon.ordinary
        return not at_start and not known and (introduced or strict or (acts and unlisted))
    return (
        introduced
        and form not in lexicon.words
        and form not in lexicon.ordinary
        and bool(lexicon.ordinary)
    )


_NOBODY = frozenset(
    "what who where when how why that there here it he she let this one everyone everybody someone"
    " somebody nobody anyone today yesterday tomorrow management leadership finance marketing sales"
    " company business world board boss team group office ceo cfo coo cro vp".split()
)
"""Words that stand before an apostrophe and are nobody's name."""


def _after_name(clause: Clause, token: Token) -> bool:
    """Whether a capitalised word that nobody has read stands just before: a surname."""
    left = [t for t in clause.left_over() if t.end <= token.start]
    if not left or not left[-1].is_name or left[-1].start == 0:
        return False
    return clause.text[left[-1].end : token.start] == " "


def _whole_name(clause: Clause, first: Token) -> str:
    if _OWNS.match(clause.text, first.start):
        return re.sub(r"['’]s$", "", first.text)
    rest = clause.text[first.start :]
    match = re.match(r"[\w'&.-]*\w(?: [A-Z][\w'&.-]*\w)*", rest)
    return match[0] if match else first.text


def _nearest(clause: Clause, name: str) -> list[str]:
    lexicon = clause.world.lexicon
    values = {
        m.value for ms in lexicon.phrases.values() for m in ms if m.slot == "value" and m.value
    }
    found = process.extract(name, sorted(values), scorer=fuzz.ratio, score_cutoff=66, limit=3)
    return [str(f[0]) for f in found]
