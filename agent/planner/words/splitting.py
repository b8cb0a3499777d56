"""One request into its steps: `clean up contacts, then forecast Q4 by team`."""

import re

from agent.planner.words.own_request import is_request
from agent.planner.words.text import tokens

_BLANKS = re.compile(r"\s{2,}")
_HARD = re.compile(
    r"(?<!\s)\s*(?:;|\n+|[?](?=\s)|(?<!\b\w)[.!](?=\s+(?-i:[A-Z\"“]))"
    r"|(?:,\s*)?\b(?:and then|then|after that|afterwards|followed by"
    r"|once that's done|next,)\b,?)\s*",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\s*(?:,\s*(?:and|plus|but)?|\b(?:oh and|and|plus)\b(?: also)?)\s+", re.IGNORECASE
)
_QUESTIONS = frozenset(
    "why what how which who when where is are did what's who's how's where's".split()
)
_VERBS = frozenset(
    "build find merge clean normalise normalize standardise standardize fix show list forecast"
    " export load approve undo reject compare explain tell give rank score check dedupe flag add"
    " import pull get create make propose format tidy scan look identify calculate compute count"
    " measure predict project estimate download save send revert nudge queue close route enrich"
    " draft summarise summarize analyse analyze break highlight review prepare validate run assign"
    " reassign update remove delete write chase remind nudge notify message load put pop dump"
    " standardize correct fill complete dedup search prepare".split()
)
_MORE_OF_IT = re.compile(
    r"(?:oh[, ]+)?(?:and )?(?:also |the same )?(?:for|from) [^,]{2,40}? (?:too|as well)[.?!]*$",
    re.IGNORECASE,
)
"""`And for the East team too` asks once more."""
_HOW_MUCH = re.compile(
    r"(?:for |in )?how (?:much|many)(?: (?:deals|opportunities|money|value|(?:are|were|is|was)"
    r" (?:they|it|these)(?: worth)?))?"
    r"(?:(?: (?:money|value|revenue|pipeline|cash|dollars))? (?:is|are|was|were|sits?|lies?|do"
    r"|does|did) (?:in |with |on )?(?:them|those|they|these|it)\b(?: \w+){0,2})?"
    r"(?=\W*$|,| (?:this|last|in|by|per|for|so far|since|during|altogether|in total|was that)\b)",
    re.IGNORECASE,
)
"""`How many did we win, and how much` is of the same deals."""
_STARTS = frozenset("sort order group only just safe all without including split grouped sorted by"
                    " per with for in from no not owner amount list".split())  # fmt: skip
_ASKED_ABOUT = frozenset("we they there our the these those any it that this you he she i my all"
                         " some an a his her their one".split())  # fmt: skip
"""Words after `are` and `is` that make a question of its own."""
_SCORED = re.compile(
    r"(?:and )?score (?:is |of |[<>=]|above|below|over|under|at |\d|between)", re.IGNORECASE
)
"""`... and score >= 70` is a condition."""
_RELATIVE = re.compile(r"\b(?:whose|who|that|which|with)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:and )?(?:who|whose|which) (?:has|have|is|are|was|were|sits?|lives?"
                      r"|work|works|do|does|don't|belong)\b", re.IGNORECASE)  # fmt: skip
"""`... whose email is missing and who sit in Spain`: more about the same records."""
_LEADS_IN = frozenset({"from", "for", "in", "of", "among", "out", "within", "based", "given",
                       "using", "looking", "if", "when", "before", "after", "with",
                       "on", "weighted", "grouped", "ranked", "sorted", "measured"})  # fmt: skip
_POLITE = re.compile(
    r"^(?:(?:please|kindly|could|can|would|will|you|i'd|i|like|want|need|to|know|tell|show|give"
    r"|let|me|know|be|interested|in|learn|hear|see|us|have|a|look)[ ,]+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?:but |and )?(?:please |pls )?(?:(?:just )?show (?:it to )?me (?:first|before)"
    r"|let me (?:see|review|check|approve)(?: \w+){0,4}|ask me (?:first|before)"
    r"|don't (?:apply|change|touch|merge) (?:anything|it|them)(?: yet)?"
    r"|preview(?: it)?(?: first)?|before (?:anything|you) \w+"
    r"|(?:just )?show (?:it to |them to )?me before (?:you )?\w+(?: \w+){0,2}"
    r"|(?:make|get|put|bring) (?:it|them|these|those|that)(?: all)? (?:look )?(?:all )?(?:the same"
    r"|alike|consistent|uniform|into one form|in one form|in line|one style)"
    r"|(?:just )?(?:show|list)(?: (?:me|us|it|them|only|first))*[,;]? (?:and |but )?"
    r"(?:don't|do not|never) (?:merg\w+|touch\w*|chang\w+)(?: (?:it|them|anything))?(?: yet)?"
    r"|(?:kindly |just )?(?:show|list|give|send)(?: (?:me|us|it|them))*(?: (?:the|a|full))?"
    r"(?: (?:list|lists|all|out))?(?: of them)?"
    r"|(?:score|show|compare|rank|give me|do|list|check) (?:both|each|them both|both of them)"
    r"(?: (?:please|separately|apart|side by side))?"
    r"|thanks?(?: you)?|thx|please|cheers|first|for me|asap|quickly|ok(?:ay)?|hi|hello|hey)"
    r"(?: (?:first|please|though|pitcrew|there|team))*[.!]*$"
    r"|^(?:good (?:morning|afternoon|evening|day)|greetings|dear \w+)[\w ]*[.!,]*$"
    r"|^(?:i (?:should|would|'d|want|need|must)[\w' ]* (?:see|review|check|look at|approve|sign)"
    r"|(?:safe ones only|draft|preview|review) first"
    r"|nothing (?:should|may|must|is to) )[\w' ]*[.!]*$",
    re.IGNORECASE,
)


def steps(text: str) -> list[str]:
    """The parts of a request that each ask for something, in order.

    >>> steps("Clean up contacts, then forecast Q4 by team")
    ['Clean up contacts', 'forecast Q4 by team']
    >>> steps("Find duplicate accounts and merge the safe ones, but show me first.")
    ['Find duplicate accounts', 'merge the safe ones']
    >>> steps("What is our win rate and deal size by region and product?")
    ['What is our win rate and deal size by region and product?']
    """
    text = _BLANKS.sub(lambda m: "\n" if "\n" in m[0] else " ", text)
    hard = [part for whole in _whole(_cut(_HARD, text)) for part in and_again(whole)]
    parts = [p for part in hard for p in _soft_parts(part)]
    kept = [p.strip(" ,") for p in parts if p.strip(" ,.!") and not _ASIDE.match(p.strip(" ,"))]
    return kept or [text.strip()]


def _whole(parts: list[tuple[str, bool]]) -> list[str]:
    """The parts with fragments put back: `Dupe accounts: merge. Safe ones only.` is one request.

    What is a request by itself stays apart where a semicolon or a new line parts it.
    """
    joined: list[str] = []
    for part, apart in parts:
        fragment = len(tokens(part)) < 4 and not asks(part) and not part.endswith("?")  # noqa: PLR2004 - too short to stand alone
        if joined and apart and _COLUMNS.match(f"show {part}"):
            joined[-1] = f"{joined[-1]}, showing {part}"
        elif (
            joined
            and (fragment or _is_bare(part) or _says_more(part))
            and not _ASIDE.match(part.strip(" ,"))
            and not (apart and is_request(part))
        ):
            joined[-1] = f"{joined[-1].rstrip('.')} {_going_on(part)}"
        elif joined and apart and _HOW_MANY.match(part):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


_HOW_MANY = re.compile(r"how (?:many|much)(?:,? and how (?:many|much))?\W*$", re.IGNORECASE)
"""`Deals won this year; how many and how much`: of what the part before names."""
_EVERY_TIME = re.compile(
    r",? (?:and|plus|then)(?: then)? (?=every \w+(?: (?:at|by) [\d:.]+ ?(?:am|pm|o'clock)?)?,? "
    r"(?P<verb>[a-z]+)\b)",
    re.IGNORECASE,
)
_TIME_ALONE = re.compile(
    r"^\W*(?:every|each) \w+(?: (?:at|by) [\d:.]+ ?(?:am|pm|o'clock)?)?$", re.IGNORECASE
)


def and_again(text: str) -> list[str]:
    """The parts of which the later ones open with times of their own.

    >>> and_again("Every Monday show ARR and every Friday at 16:00 find duplicates")
    ['Every Monday show ARR', 'every Friday at 16:00 find duplicates']
    >>> and_again("send it every Monday and every Friday at 4")
    ['send it every Monday and every Friday at 4']
    >>> and_again("every Monday and every Friday at 4 show ARR")
    ['every Monday and every Friday at 4 show ARR']
    """
    parts, start = [], 0
    for match in _EVERY_TIME.finditer(text):
        left = _TIME_ALONE.sub("", text[start : match.start()].strip())
        if match["verb"].lower() in _VERBS and left:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


_RESTRICTS = re.compile(
    r"(?:but |and )?(?:only|just|excluding|except|without|with|not|no)\b"
    r"(?!.*\b(?:look|touch|show|check|chang|tell|give|list|apply|merge|need|want|worr))"
    r"(?:[ ,]+[\w'-]+){1,8}[.!]?$",
    re.IGNORECASE,
)
"""A sentence that only narrows the one before: `Only ours in Central, only open.`"""
_MORE = re.compile(
    r"(?:top|bottom|last|this|since|by|per|from|during|split|broken|new ones"
    r"|in (?!total\b)|for (?!each of)) ",
    re.IGNORECASE,
)
_RANKING = re.compile(
    r"(?:top|bottom)(?: \d{1,3})? (?!by\b)[a-z][\w-]*(?: [\w-]+)? by [\w-]+", re.IGNORECASE
)
"""A ranking that says what it is of and by: `bottom 3 owners by won revenue`."""
LONGEST_MORE = 8
"""Words; a longer part is a sentence of its own."""


def _says_more(part: str) -> bool:
    """Whether a part only says more about the one before, such as `Top 5, last 3 years`."""
    more = bool(_MORE.match(part)) and len(tokens(part)) <= LONGEST_MORE and not asks(part)
    more = more and not _RANKING.match(part)
    return more or bool(_RESTRICTS.match(part))


def _going_on(part: str) -> str:
    """A fragment inside a sentence: its first word is no name because it had a capital."""
    first = part.split(" ", 1)[0].lower()
    return part[:1].lower() + part[1:] if first in _VERBS | _STARTS else part


def _is_bare(part: str) -> bool:
    """A lone verb, such as `List.` after what is to be listed."""
    return len(tokens(part)) == 1


def _soft_parts(text: str) -> list[str]:
    parts, start = [], 0
    for match in _SOFT.finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        more = (asks(right) and not _goes_on(left, right)) or _MORE_OF_IT.match(right)
        if (
            more
            and not (_HOW_MUCH.match(right) or _COLUMNS.match(right.strip()))
            and not _is_bare(right)
            and _stands_alone(left)
            and not _mends(left, right)
        ):
            parts.append(left)
            start = match.end()
        elif _ASIDE.match(right):
            parts.append(left)
            return parts
    return [*parts, text[start:]]


def _goes_on(left: str, right: str) -> bool:
    """Whether a relative clause follows another one of the same records."""
    return bool(_GOES_ON.match(right)) and bool(_RELATIVE.search(left[4:]))


_PUT_RIGHT = re.compile(
    r"(?:please )?(?:put|set|fix|sort|correct|mend|straighten|tidy|clean) (?:it|them|that|those"
    r"|these|this)(?: (?:right|straight|up|out))?(?: for me| please)?\W*$",
    re.IGNORECASE,
)


_WANTS_FIELDS = re.compile(
    r"(?:please )?(?:give|send|show|get|list)(?: me| us)?(?: the| their)?"
    r"(?: (?:names?|numbers?|phones?|emails?|e-mails?|titles?|addresses|details|cities|and|with"
    r"|phone|the|their),?)+\W*$",
    re.IGNORECASE,
)
"""Columns of what was named before: `I must call the top 20, give me names and numbers`."""


_COLUMNS = re.compile(
    r"(?:please )?(?:show|list|give|display|include)(?: me| us| only| just)*"
    r"(?: (?:the|their|its|names?|owners?|reps?|agents?|phones?|numbers?|e-?mails?|titles?|amounts?"
    r"|values?|stages?|accounts?|companies|company|products?|regions?|segments?|industry"
    r"|industries|countr(?:y|ies)|cit(?:y|ies)|states?|websites?|domains?|sources?|status(?:es)?"
    r"|scores?|revenues?|employees|close|created|dates?|next|steps?|last|activity|reasons?|type"
    r"|(?:and|with|plus|,)),?){2,}\W*$",
    re.IGNORECASE,
)
"""Columns of what was named before: `customers without activity, show name, owner and phone`."""


def _mends(left: str, right: str) -> bool:
    """Whether a statement only says what is to be put right: `emails are in capitals, fix that`."""
    more = _PUT_RIGHT.match(right.strip()) or _WANTS_FIELDS.match(right.strip())
    return bool(more) and not asks(left)


def _cut(pattern: re.Pattern[str], text: str) -> list[tuple[str, bool]]:
    """The parts, each with whether a semicolon or a new line stands before it."""
    parts, start, apart = [], 0, False
    for match in pattern.finditer(text):
        mark = match[0].strip()
        kept = mark if mark in {"?", "."} else ""
        parts.append((text[start : match.start()] + kept, apart))
        start, apart = match.end(), mark in {";", ""}
    return [*parts, (text[start:], apart)]


def asks(text: str) -> bool:
    """Whether a part opens with a verb that asks for work, or with a question."""
    first = [t.text.lower() for t in tokens(text)[:3]]
    while first and first[0] in {"also", "please", "pls", "just", "i", "want", "to", "you", "can"}:
        first = first[1:]
    if not first or first[:2] in (["close", "date"], ["close", "dates"]):
        return False
    if first[0] in {"show", "list", "give"} and len(first[1:]) == 1 and first[1].isdigit():
        return False  # "show 25" is how many
    if first[0] == "count" and first[1:2] in (["and"], ["value"], ["with"]):
        return False  # "by segment, count and value"
    if first[0] == "score" and _SCORED.match(text.strip()):
        return False
    if first[0] in {"is", "are"} and first[1:2] and first[1] not in _ASKED_ABOUT:
        return False  # "... whose date has passed and are still open"
    return first[0] in _VERBS or (first[0] in _QUESTIONS and len(tokens(text)) > 2)  # noqa: PLR2004 - "and why" alone follows up


def _stands_alone(text: str) -> bool:
    words = [t.text.lower() for t in tokens(_POLITE.sub("", text.strip()))]
    if not words or words[0] in _LEADS_IN:
        return False
    return len(words) > 1 and not (len(words) == 2 and words[0] in {"can", "please", "could"})  # noqa: PLR2004 - a verb and its object
