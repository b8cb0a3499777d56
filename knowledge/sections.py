"""A text as sections: what stands under which heading, in pieces that can be found and cited."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 1_000
"""Characters in a passage: about 220 tokens, so that the sentence model sees all of it."""

HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*$")
CODE_FENCE = re.compile(r"^\s*(```|~~~)")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n")
INVISIBLE = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)
"""Characters that a reader cannot see but a model can: tags, zero widths, direction overrides."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some text, and where it stands."""

    headings: tuple[str, ...]
    text: str
    page: int | None = None
    line: int | None = None

    @property
    def path(self) -> str:
        """The headings from the outermost in, such as `Refunds > Enterprise`."""
        return " > ".join(self.headings)


def visible(text: str) -> str:
    r"""The text as a reader sees it: no invisible characters, no control codes, tidy line ends.

    >>> visible("pay\u200bout\U000e0041 rules\x00")
    'payout rules'
    """
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co"})
    return "".join(kept)


def markdown(text: str) -> Iterator[Section]:
    """The sections of a Markdown text, with the line that each begins at; comments are dropped."""
    headings: list[tuple[int, str]] = []
    lines: list[str] = []
    begins, fenced = 1, False
    for number, line in enumerate(_without_comments(text).split("\n"), start=1):
        fenced ^= bool(CODE_FENCE.match(line))
        found = None if fenced else HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield from _section(headings, lines, begins)
        depth = len(found["marks"])
        headings = [*(each for each in headings if each[0] < depth), (depth, found["text"])]
        lines, begins = [], number
    yield from _section(headings, lines, begins)


def plain(text: str) -> Iterator[Section]:
    """A plain text: one section for each run of paragraphs, with the line that it begins at."""
    yield from _section([], text.split("\n"), 1)


def passages(sections: Iterable[Section], longest: int = LONGEST) -> Iterator[Section]:
    """The sections cut into pieces of at most `longest` characters, at paragraphs or sentences."""
    for section in sections:
        line = section.line
        for piece in _pieces(section.text, longest):
            text = piece.strip()
            if text:
                yield Section(section.headings, text, section.page, _starts(line, piece))
            if line is not None:
                line += piece.count("\n")


def _section(headings: list[tuple[int, str]], lines: list[str], begins: int) -> Iterator[Section]:
    text = "\n".join(lines)
    if text.strip():
        skipped = len(text) - len(text.lstrip())
        at = begins + text[:skipped].count("\n") + (1 if headings else 0)
        yield Section(tuple(heading for _, heading in headings), text.strip(), line=at)


def _without_comments(text: str) -> str:
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _starts(line: int | None, piece: str) -> int | None:
    if line is None:
        return None
    return line + piece[: len(piece) - len(piece.lstrip())].count("\n")


def _pieces(text: str, longest: int) -> Iterator[str]:
    """Consecutive pieces that together are the text; whole paragraphs where they fit."""
    piece = ""
    for part in _parts(text, longest):
        if piece and len(piece) + len(part) > longest:
            yield piece
            piece = ""
        piece += part
    if piece:
        yield piece


def _parts(text: str, longest: int) -> Iterator[str]:
    for paragraph in re.split(r"(?<=\n)(?=\s*\n)", text):
        if len(paragraph) <= longest:
            yield paragraph
            continue
        for sentence in _split_after(SENTENCE_END, paragraph):
            yield from (sentence[at : at + longest] for at in range(0, len(sentence), longest))


def _split_after(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    start = 0
    for found in pattern.finditer(text):
        yield text[start : found.end()]
        start = found.end()
    yield text[start:]
