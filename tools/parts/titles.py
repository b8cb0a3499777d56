"""Job titles: the function and the level that a title means, however it is written."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tools.parts.phrases import Found, PhraseBook, Token, phrase_key, tokens, word_set
from tools.parts.professions import (
    CHIEFS,
    FUNCTION_LABELS,
    FUNCTIONS,
    GROUPS,
    LEVEL_LABELS,
    LEVELS,
)

VP_OR_ABOVE = frozenset({"vp", "svp", "evp"})
"""Levels that answer a request for VPs."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says: functions such as `engineering`, levels such as `vp`.

    `assisting` marks a title that only names somebody else's: `Assistant to the CEO`.
    """

    functions: frozenset[str]
    levels: frozenset[str]
    assisting: bool = False

    @property
    def label(self) -> str:
        """The title in plain words.

        >>> parse("V.P., Engineering").label, parse("cto").label, parse("RevOps leaders").label
        ('VP of engineering', 'CTO', 'leader in revenue operations')
        """
        if self.levels == frozenset({"chief"}) and self.functions in _OFFICERS:
            return _OFFICERS[self.functions]
        functions = " and ".join(sorted(FUNCTION_LABELS[name] for name in self.functions))
        levels = [LEVEL_LABELS[name] for name in LEVELS if name in self.levels]
        if len(levels) > 2:  # noqa: PLR2004 - a group of levels, named as one
            return f"leader in {functions}" if functions else "leader"
        level = " or ".join(levels)
        if not functions or not level:
            return level or functions
        joint = "of" if self.levels & {"vp", "svp", "evp", "head", "director"} else "in"
        return f"{level} {joint} {functions}"


@lru_cache(maxsize=100_000)
def parse(title: str) -> Title:
    """The functions and levels of a job title.

    >>> sorted(parse("VP Eng").functions), sorted(parse("VP Eng").levels)
    (['engineering'], ['vp'])
    >>> parse("Head of RevOps").functions == parse("Director, Revenue Operations").functions
    True
    >>> parse("Executive Assistant to the CEO").assisting
    True
    >>> "vp" in parse("director level and up").levels, "manager" in parse("directors+").levels
    (True, False)
    >>> sorted(parse("CTO & Co-Founder").levels)
    ['chief', 'founder']
    >>> parse("Account Executive").levels
    frozenset()
    """
    if _ASSISTANT.search(title):
        return Title(frozenset({"administration"}), frozenset(), assisting=True)
    above = _ABOVE.search(title)
    if above is not None:
        least = parse(title[: above.start()])
        return Title(least.functions, _from(least.levels))
    text = _FORMER.sub(" ", _TYPED_AS_ONE.sub(r"\1 \2", title))
    chiefs = [found.value for found in _CHIEFS.find(text)]
    rest = _without([*_CHIEFS.find(text)], text)
    groups = [found.value for found in _GROUPS.find(_SELLERS.sub(" ", rest))]
    levels = [found.value for found in _LEVELS.find(rest)]
    functions = [found.value for found in _FUNCTIONS.find(_without(_LEVELS.find(rest), rest))]
    return Title(
        frozenset([f for chief in chiefs for f in chief] + functions),
        frozenset(_strongest(levels))
        | (frozenset({"chief"}) if chiefs else frozenset())
        | frozenset(level for group in groups for level in group),
    )


def matches(wanted: str, title: str | None) -> bool:
    """Whether somebody with that title is who was asked for.

    The function must be the same, and the level too, except that a request for VPs takes senior
    and executive VPs as well. A request without a level takes every level, and one without a
    function every function.

    >>> matches("VPs of Engineering", "SVP, Engineering"), matches("VP Eng", "Director of Eng")
    (True, False)
    >>> matches("VP Sales", "VP Sales Operations"), matches("CTO", "Assistant to the CTO")
    (False, False)
    >>> matches("head of sales", None)
    False
    """
    if not title:
        return False
    asked, held = parse(wanted), parse(title)
    if held.assisting and not asked.assisting:
        return False
    if not asked.functions and not asked.levels:
        return phrase_key(wanted).removesuffix("s") in phrase_key(title)
    return _functions_fit(asked, held) and _levels_fit(asked, held)


def find(text: str) -> list[Found[Title]]:
    """Every job title named in a sentence, with where it stands.

    >>> [(f.text, f.value.label) for f in find("find their VPs of Engineering and CTOs")]
    [('VPs of Engineering', 'VP of engineering'), ('CTOs', 'CTO')]
    >>> [f.text for f in find("heads of sales at those companies")]
    ['heads of sales']
    >>> find("engineering headcount by director level of detail")
    []
    >>> [f.text for f in find("contacts in finance, people in marketing agencies")]
    ['finance']
    """
    words = tokens(text)
    found: list[Found[Title]] = []
    at = 0
    while at < len(words):
        end = _title_ends(text, words, at)
        if end is None:
            at += 1
            continue
        start, stop = words[at].start, words[end - 1].end
        stop = _upwards(text, stop)
        found.append(Found(start, stop, text[start:stop], parse(text[start:stop])))
        at = end
    return found


def _upwards(text: str, end: int) -> int:
    """Where a title ends with the words for those above it: `director level and up`."""
    match = _ABOVE.match(text, end)
    return match.end() if match else end


def _functions_fit(asked: Title, held: Title) -> bool:
    return not asked.functions or bool(asked.functions & held.functions)


def _levels_fit(asked: Title, held: Title) -> bool:
    if not asked.levels:
        return True
    wanted = asked.levels | VP_OR_ABOVE if "vp" in asked.levels else asked.levels
    return bool(wanted & held.levels)


def _from(levels: frozenset[str]) -> frozenset[str]:
    """Those levels and all above the lowest of them."""
    places = [place for place, level in enumerate(LEVELS) if level in levels]
    return frozenset(list(LEVELS)[: max(places) + 1]) if places else levels


def _strongest(levels: list[str]) -> list[str]:
    """Of the levels in one title, those that say something: `Senior Director` is a director."""
    order = [level for level in LEVELS if level in levels]
    return order[:1] + [level for level in order[1:] if level == "founder"]


def _without(taken: list[Found[str]] | list[Found[tuple[str, ...]]], text: str) -> str:
    for found in taken:
        text = text[: found.start] + "|" * (found.end - found.start) + text[found.end :]
    return text


_ABOVE = re.compile(
    r"(?:[ -](?:level|grade|titles?))?"
    r"(?: \+|\+|,? (?:and|or) (?:above|up|upwards?|higher|more senior|better|over)\b)",
    re.IGNORECASE,
)
"""After a level: everybody above it as well."""
_ASSISTANT = re.compile(
    r"\b(assistant to|assistant,? office of|executive assistant|personal assistant|ea to|pa to"
    r"|chief of staff to|office of the|receptionist|secretary to)\b",
    re.IGNORECASE,
)
_SELLERS = re.compile(r"\b(account|sales) executives?\b", re.IGNORECASE)
_OFFICERS = {frozenset(f.split()): words.split("|")[0].upper() for f, words in CHIEFS.items()}
_FORMER = re.compile(r"\b(former|ex|previous|previously|retired)[\s-]+[^,;|/&]+", re.IGNORECASE)
_TYPED_AS_ONE = re.compile(r"\b(VP|SVP|EVP)(Sales|Eng|Marketing|Product|Ops)\b", re.IGNORECASE)
_CHIEFS = PhraseBook({
    p: tuple(f.split()) for f, words in CHIEFS.items() for word in words.split("|")
    for p in (word, f"{word}s")
})  # fmt: skip
_LEVELS = PhraseBook({p: level for level, words in LEVELS.items() for p in words.split("|")})
_FUNCTIONS = PhraseBook({p: name for name, words in FUNCTIONS.items() for p in words.split("|")})
_GROUPS = PhraseBook({p: tuple(ls.split()) for ls, ps in GROUPS.items() for p in ps.split("|")})
_WORKS_IN = re.compile(
    r"\b(?:(?:contacts?|people|persons?|everyone|everybody|anyone|somebody|someone|folks|those|they"
    r"|works?|working|worked)(?: (?:who|that|which|are|is|sits?|works?|working|employed))*"
    r" (?:in|from|within|on)(?: the| our)?"
    r"|(?:job )?(?:functions?|departments?|disciplines?)(?: (?:is|are|of|being)| ?[=:]|)) $"
)
"""What comes before a function that people have, with no level beside it."""
_COMPANIES = re.compile(
    r" (?:compan|firm|business|startup|start-up|agenc|bank|industr|sector|space|account|organi[sz]"
    r"|house|provider|vendor|shop|corporat|vertical|customer|client|deal|product|stage|services?\b)"
)
"""After a function, these make it a line of business: `people in marketing agencies`."""
_WORKERS = re.compile(r" (?:contacts?|people|persons?|folks|decision[- ]makers?|buyers?)\b")
_A = re.compile(r"\b(?:an?|is|are|as) $")
_VAGUE = word_set("director level executive executives chief")
_JOINTS = word_set("of in for the up")
_LOOSE = word_set("heads leaders "
                  "head lead leads leader senior junior principal partner owner owners manager "
                  "managers associate officer staff")  # fmt: skip
"""Levels that are everyday words: only beside a function do they make a title."""


def _title_ends(text: str, words: list[Token], at: int) -> int | None:
    """Where a title that begins at this word ends: a chief, or a level beside a function."""
    chief = _CHIEFS.reach(words, at)
    if chief is not None:
        return chief
    level = _GROUPS.reach(words, at) or _LEVELS.reach(words, at)
    if level is not None:
        return _after_level(text, words, at, level)
    function = _FUNCTIONS.reach(words, at)
    if function is None:
        return None
    leading = function < len(words) and (
        _GROUPS.reach(words, function) or _tight_level(words, function)
    )
    return leading or (function if _is_work(text, words, at, function) else None)


def _is_work(text: str, words: list[Token], at: int, end: int) -> bool:
    """Whether a function alone says what people do: `contacts in finance`, `marketing people`."""
    before, after = text[: words[at].start].lower(), text[words[end - 1].end :].lower()
    if text[words[at].start : words[end - 1].end] in {"it", "people"}:
        return False  # words for anything and anybody
    if _WORKS_IN.search(before):
        return not _COMPANIES.match(after)
    sells = "sales" in parse(text[words[at].start : words[end - 1].end]).functions
    return not sells and _WORKERS.match(after) is not None


def _after_level(text: str, words: list[Token], at: int, level: int) -> int | None:
    joint = level
    while joint < len(words) and words[joint].key in _JOINTS:
        joint += 1
    function = _FUNCTIONS.reach(words, joint) if joint < len(words) else None
    between = text[words[level - 1].end : words[joint].start] if function else ""
    if function is not None and not set(between) & set(".;:?!"):
        return _and_another(words, function)
    alone = " ".join(word.key for word in words[at:level])
    ranked = _ABOVE.match(text, words[level - 1].end) is not None
    named = alone == "director" and _A.search(text[: words[at].start].lower()) is not None
    return level if ranked or named or alone not in _LOOSE | _VAGUE else None


def _and_another(words: list[Token], end: int) -> int:
    """Past a second function: `VP of Sales and Marketing`."""
    if end + 1 < len(words) and words[end].key == "and":
        return _FUNCTIONS.reach(words, end + 1) or end
    return end


def _tight_level(words: list[Token], at: int) -> int | None:
    """A level after its function: `sales director`, but not `sales lead`, which is a record."""
    end = _LEVELS.reach(words, at)
    return None if end is None or words[at].key in {"lead", "leads", "owner", "owners"} else end
