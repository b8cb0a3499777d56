"""Reading which groups of a preview are meant, by the numbers that it gives them.

`Only group 2`, `leave out number 1`, `not the third`, `skip the first two`, `groups 3 to 5`.
"""

import re
from collections.abc import Iterator

from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param

_NOUN = r"(?:groups?|pairs?|merges?|numbers?|nos?\.|nr\.?|items?)"
_NUMBER = r"#?\d{1,4}"
_JOIN = rf"\s*(?:,(?: and| or)?|and|or|&|\+|to|through|-|–)\s*(?:{_NOUN} )?"
_LISTED = re.compile(rf"(?:\b{_NOUN}\s*(?:number |no\.? ?)?|(?=#)){_NUMBER}(?:{_JOIN}{_NUMBER}\b)*")
_PART = re.compile(r"(?P<n>\d+)(?:\s*(?:to|through|-|–)\s*#?(?P<end>\d+))?")
_NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
          "tenth")  # fmt: skip
_NTH = rf"(?:{'|'.join(_NAMES)}|\d{{1,2}}(?:st|nd|rd|th))"
_ORDINALS = re.compile(
    rf"\bthe {_NTH}(?:(?:,| and|, and| or| &)(?: the)? {_NTH})*"
    r"(?: (?:one|group|pair|merge|change|item)s?\b|(?=\s*(?:$|[,.;!?]|please|pls|and\b|out\b)))"
)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FIRST_FEW = re.compile(rf"\bthe (?:first|top) (?P<n>\d{{1,2}}|{'|'.join(_COUNTS)})\b(?! days?\b)")
_DROPS = re.compile(
    r"\b(?:drop|without|not|except(?: for)?|leav(?:e|ing) out|skip(?:ping)?|exclud(?:e|ing)|remove"
    r"|all but|everything but|minus|ignor(?:e|ing)|reject|omit|hold back|don't (?:\w+ )?)"
    r"(?: (?:the|that|out|merge|apply|do|for))*\s*$"
)
_OUT = re.compile(r"^[^,.;]{0,20}\bout\b(?! of)")
MOST = 1000
"""A longer range is no list of groups."""


def read_groups(clause: Clause, param: Param) -> list[int] | None:
    """The groups to keep, or to drop where the argument is about those."""
    drops = param.about == "drop"
    found: list[int] = []
    for match, numbers in _groups(clause.low, drops=drops):
        # What is dropped was read first; of a tool that drops none, no word turns its meaning.
        if clause.is_free(*match.span()) and not (drops and not _is_dropped(clause, match)):
            clause.claim(*match.span())
            found += [n for n in numbers if n not in found]
    return found or None


def _groups(low: str, *, drops: bool) -> Iterator[tuple[re.Match[str], list[int]]]:
    for match in _LISTED.finditer(low):
        yield match, [n for part in _PART.finditer(match[0]) for n in _range(part)]
    for match in _ORDINALS.finditer(low):
        if not drops and match[0] in {"the first", "the first one"}:
            continue  # to keep the first one is a count of them
        yield match, [_place(word) for word in re.findall(_NTH, match[0])]
    if drops:  # to keep the first two is a count of them
        for match in _FIRST_FEW.finditer(low):
            many = int(match["n"]) if match["n"].isdigit() else _COUNTS.index(match["n"]) + 1
            yield match, list(range(1, many + 1))


def _range(part: re.Match[str]) -> list[int]:
    first, last = int(part["n"]), int(part["end"] or part["n"])
    return list(range(first, last + 1)) if first <= last < first + MOST else [first]


def _place(word: str) -> int:
    return _NAMES.index(word) + 1 if word in _NAMES else int(word[:-2])


def _is_dropped(clause: Clause, match: re.Match[str]) -> bool:
    """Whether the words around say that these are left out: `leave group 3 out`."""
    before, after = clause.low[: match.start()], clause.low[match.end() :]
    led = re.search(r"\b(?:leave|take|keep|cut) (?:the )?$", before)
    return bool(_DROPS.search(before) or (led and _OUT.match(after)))
