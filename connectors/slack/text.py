"""Slack's own marks: text on its way there made harmless, text that comes from there made plain."""

import re
from collections.abc import Callable, Iterable, Iterator

from store.unseen import shown

SECTION = 2900
"""Letters in one block; Slack takes 3,000."""
_ENTITY = re.compile(r"<([^<>]*)>")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
_ITEM = re.compile(r"^(\s*)[-*]\s+", re.MULTILINE)
_MARKS = re.compile(r"((?<!\w)[*_~`]|[*_~`](?!\w))")
QUOTES = "'" * 3
_NO_WIDTH = "\N{WORD JOINER}"


def escaped(text: str) -> str:
    """Text in which nothing is a mention, a link or a command of Slack's.

    >>> escaped("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    """
    seen = shown(text)
    return seen.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(text: str) -> str:
    """Text of which no letter is a mark: names and values from records, on one line.

    >>> marked("*Acme*").replace(_NO_WIDTH, "|")
    '|*Acme|*'
    """
    return _MARKS.sub(rf"{_NO_WIDTH}\1", escaped(" ".join(text.split())))


def monospaced(lines: Iterable[str]) -> str:
    """Lines in which letters stand under each other.

    >>> print(monospaced(["a  b", "```"]))
    ```
    a  b
    '''
    ```
    """
    inside = "\n".join(escaped(line) for line in lines).replace("```", QUOTES)
    return f"```\n{inside}\n```"


def from_markdown(text: str) -> str:
    r"""Emphasis, headings and lists as Slack writes them; links stay words.

    >>> from_markdown("# Won\n- **East** <b>")
    '*Won*\n• *East* &lt;b&gt;'
    """
    inert = escaped(text)
    listed = _ITEM.sub(r"\1• ", inert)
    return _BOLD.sub(r"*\1*", _HEADING.sub(r"*\1*", listed))


def pieces(text: str, most: int = SECTION) -> Iterator[str]:
    """The text in pieces that fit a block, cut between lines where that is possible."""
    held = ""
    for line in text.splitlines():
        rest = line
        while len(held) + len(rest) + 1 > most:
            if held:
                yield held
                held = ""
                continue
            yield rest[:most]
            rest = rest[most:]
        held = f"{held}\n{rest}" if held else rest
    if held.strip():
        yield held


def said(text: str, bot: str, name_of: Callable[[str], str]) -> str:
    """What a person typed: our own mention gone, links and mentions as their words.

    Args:
        text: The message as Slack sends it.
        bot: Our own id there.
        name_of: What somebody with an id is called.

    >>> said("<@U1> mail <mailto:a@b.co|a@b.co> to <@U2> in <#C1|ops> &amp; stop", "U1", str)
    'mail a@b.co to U2 in #ops & stop'
    """

    def word(found: re.Match[str]) -> str:
        inside, _, label = found[1].partition("|")
        if inside.startswith("@"):
            return "" if inside[1:] == bot else name_of(inside[1:])
        if inside.startswith("#"):
            return f"#{label or inside[1:]}"
        if inside.startswith("!"):
            return label or inside[1:].partition("^")[0]
        return label or inside.removeprefix("mailto:").removeprefix("tel:")

    plain = _ENTITY.sub(word, text)
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, letter)
    return re.sub(r"[ \t]+", " ", plain).strip()
