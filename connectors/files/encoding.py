"""Which characters the bytes of a text file stand for."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20
SAMPLES = 4_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AROUND = re.compile(rb"[ -~\x80-\xff]{0,6}[\x80-\xff]+[ -~\x80-\xff]{0,6}")
_SINGLE_BYTE = ("cp1252", "mac_roman", "latin-1")
_SYMBOLS = frozenset("™®©€£–—‘’“”…·•°\u00a0")  # noqa: RUF001 - exactly what office programs insert


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file; `note` says what was not certain."""

    name: str
    note: str | None = None


def detect(path: Path) -> Encoding:
    """The encoding of `path`, judged over the whole file.

    A byte order mark decides; else UTF-8 if every byte fits; else the single-byte encoding under
    which the other bytes read most like letters inside words.
    """
    with path.open("rb") as stream:
        head = stream.read(BLOCK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    wide = _wide_without_mark(head)
    if wide:
        return Encoding(wide, f"The file has no byte order mark; it was read as {wide}.")
    where = _first_byte_outside_utf8(path)
    if where is None:
        return Encoding("utf-8")
    best = max(_SINGLE_BYTE, key=_likeness(_odd_pieces(path), has_cr_lines(head)))
    return Encoding(best, f"The file is not UTF-8 (byte {where:,}); it was read as {best}.")


def has_cr_lines(head: bytes) -> bool:
    """Whether lines end in a bare carriage return, as old Mac programs wrote them."""
    return b"\n" not in head and b"\r" in head


def _wide_without_mark(head: bytes) -> str | None:
    sample = head[:2000]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    enough = len(sample) // 4
    if enough and odd > enough > even:
        return "utf-16-le"
    if enough and even > enough > odd:
        return "utf-16-be"
    return None


def _first_byte_outside_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as problem:
                return done + problem.start + 1
            done += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return done
    return None


def _odd_pieces(path: Path) -> list[bytes]:
    pieces: list[bytes] = []
    with path.open("rb") as stream:
        while len(pieces) < SAMPLES and (block := stream.read(BLOCK)):
            pieces.extend(_AROUND.findall(block))
    return pieces[:SAMPLES]


def _likeness(pieces: list[bytes], mac_lines: bool) -> "_Judge":  # noqa: FBT001 - a fact, not a switch
    return _Judge(pieces, mac_lines)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Scores an encoding: letters in their places count for it, stray symbols against it."""

    pieces: list[bytes]
    mac_lines: bool

    def __call__(self, encoding: str) -> float:
        try:
            texts = [piece.decode(encoding) for piece in self.pieces]
        except UnicodeDecodeError:
            return float("-inf")
        score = sum(_plausible(text) for text in texts) / max(len(texts), 1)
        return score + (0.25 if self.mac_lines and encoding == "mac_roman" else 0.0)


def _plausible(text: str) -> float:
    score = 0.0
    for position, letter in enumerate(text):
        if letter.isascii():
            continue
        before = text[position - 1] if position else " "
        if letter.isalpha():
            score += 1.0 if letter.islower() or not before.islower() else -1.0
        else:
            score += 0.3 if letter in _SYMBOLS else -1.0
    return score
