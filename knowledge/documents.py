"""A company's documents, whatever their format, as sections.

Every file is untrusted: sizes are capped before anything is unpacked, nothing in it is run or
fetched, and what a reader would not see is not read either.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from charset_normalizer import from_bytes

from knowledge.sections import Section, markdown, passages, plain, visible
from store.errors import BadInput

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PAGES = 2_000
MOST_CHARACTERS = 4_000_000
HTML_BLOCKS = ("p", "li", "td", "th", "pre", "blockquote", "dt", "dd", "figcaption")
HTML_UNSEEN = ("script", "style", "template", "noscript", "head", "iframe", "object", "svg")
HIDING = ("display:none", "visibility:hidden", "font-size:0", "opacity:0")

Read = Callable[[bytes], Iterator[Section]]
Headings = list[tuple[int, str]]

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a damaged file makes the format libraries raise; each means that the file is at fault."""


def read(path: Path) -> tuple[Section, ...]:
    """The passages of one document, each with its headings and its page or line.

    Raises:
        BadInput: The format is unknown, the file is too large, damaged, locked, or says nothing.
    """
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise BadInput(
            f"{path.name} is not a format that can be read.",
            hint=f"Give one of {', '.join(sorted(READERS))}.",
        )
    content = _content(path)
    try:
        found = tuple(_capped(path, passages(reader(content))))
    except UNREADABLE as error:
        raise BadInput(
            f"{path.name} cannot be read as {path.suffix.lstrip('.').upper()}.",
            hint="Open it and save it again, without a password, or leave it out.",
            reason=repr(error),
        ) from error
    if not found:
        raise BadInput(
            f"{path.name} has no text in it.",
            hint="A scanned document needs its text recognised first.",
        )
    return found


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise BadInput(
            f"{path.name} has {size:,} bytes; {LARGEST_FILE:,} is the most.",
            hint="Split it, or leave it out.",
        )
    return path.read_bytes()


def _capped(path: Path, sections: Iterator[Section]) -> Iterator[Section]:
    characters = 0
    for section in sections:
        characters += len(section.text)
        if characters > MOST_CHARACTERS:
            raise BadInput(
                f"{path.name} holds more than {MOST_CHARACTERS:,} characters of text.",
                hint="Split it, or leave it out.",
            )
        yield section


def _text(content: bytes) -> str:
    """The characters of a text file: UTF-8 when it is, otherwise the likeliest encoding."""
    if b"\x00" in content[:1000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it holds binary data")
    try:
        return visible(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        if best is None:
            raise
        return visible(str(best))


def _markdown(content: bytes) -> Iterator[Section]:
    return markdown(_text(content))


def _plain(content: bytes) -> Iterator[Section]:
    return plain(_text(content))


def _html(content: bytes) -> Iterator[Section]:
    from bs4 import BeautifulSoup, Tag  # only when there is a page to read

    soup = BeautifulSoup(_text(content), "html.parser")
    for tag in soup.find_all(HTML_UNSEEN):
        tag.decompose()
    for tag in soup.find_all(lambda tag: _hidden(tag.attrs)):
        tag.decompose()
    headings: Headings = []
    for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6", *HTML_BLOCKS]):
        if not isinstance(tag, Tag) or tag.find_parent(HTML_BLOCKS) is not None:
            continue
        words = " ".join(tag.get_text(" ").split())
        if tag.name in HTML_BLOCKS:
            yield _under(headings, words)
        else:
            headings = _outline(headings, int(tag.name[1]), words)


def _hidden(attributes: object) -> bool:
    if not isinstance(attributes, dict):
        return False
    style = str(attributes.get("style", "")).replace(" ", "").casefold()
    unseen = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    return unseen or any(each in style for each in HIDING)


def _pdf(content: bytes) -> Iterator[Section]:
    from pypdf import PdfReader  # only when there is a PDF to read
    from pypdf.errors import DependencyError, PyPdfError

    try:
        pages = PdfReader(BytesIO(content)).pages
        if len(pages) > MOST_PAGES:
            raise ValueError(f"it has more than {MOST_PAGES:,} pages")
        for number, page in enumerate(pages, start=1):
            text = visible(page.extract_text()).strip()
            if text:
                yield Section((), text, page=number)
    except (DependencyError, PyPdfError) as error:
        raise ValueError("it is damaged or locked") from error


def _docx(content: bytes) -> Iterator[Section]:
    from docx import Document  # only when there is a Word file to read
    from docx.table import Table

    with zipfile.ZipFile(BytesIO(content)) as package:
        if sum(each.file_size for each in package.infolist()) > LARGEST_UNPACKED:
            raise ValueError("it unpacks to more than is allowed")
    headings: Headings = []
    for block in Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            words = "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
            yield _under(headings, words)
            continue
        style = (block.style.name if block.style else None) or ""
        level = style.removeprefix("Heading ")
        if level != style and level.isdigit():
            headings = _outline(headings, int(level), visible(block.text))
        else:
            yield _under(headings, block.text)


def _outline(headings: Headings, depth: int, words: str) -> Headings:
    return [*(each for each in headings if each[0] < depth), (depth, words.strip())]


def _under(headings: Headings, words: str) -> Section:
    return Section(tuple(each for _, each in headings), visible(words).strip())


def _merged(reader: Read) -> Read:
    """The reader's sections, neighbours under the same headings put together as paragraphs."""

    def read_merged(content: bytes) -> Iterator[Section]:
        kept: Section | None = None
        for section in reader(content):
            if not section.text:
                continue
            if kept is not None and kept.headings == section.headings:
                kept = Section(kept.headings, f"{kept.text}\n\n{section.text}")
                continue
            if kept is not None:
                yield kept
            kept = section
        if kept is not None:
            yield kept

    return read_merged


READERS: dict[str, Read] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain,
    ".html": _merged(_html),
    ".htm": _merged(_html),
    ".pdf": _pdf,
    ".docx": _merged(_docx),
}
