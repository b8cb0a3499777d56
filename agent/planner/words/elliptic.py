"""A word that is said once for two: `won and lost revenue`, `this year and last`.

Spelled out, so that the other readers find two figures, or two periods.
"""

import re

from agent.planner.words.lexicon import Lexicon
from agent.planner.words.text import key

_TWO = re.compile(
    r"(?<![\w-])(?P<one>[a-z-]+)(?P<joint> and | & | plus | vs\.? | versus |/)(?P<other>[a-z-]+)"
    r" (?P<head>[a-z]+(?: [a-z]+)?)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?<![\w-])(?P<one>net|gross|won|lost|open|mean|median) (?P<head>[a-z]+(?: [a-z]+)?)\b"
    r"(?P<between>[^.?!;]{0,40}?),? (?:and|plus|&)(?: (?:the|also|its))*"
    r" (?P<other>net|gross|won|lost|open|mean|median) (?:ones?|too|as well|also)\b",
    re.IGNORECASE,
)
_THIS_AND_LAST = re.compile(
    r"\b(?:this|current) (?P<unit>week|month|quarter|year) (?:and|vs\.?|versus|against|or)"
    r" (?:the )?(?:last|previous|prior)(?: one)?(?=\W*$|[,.;?!)]| (?:by|per|for|in|with|as)\b)",
    re.IGNORECASE,
)
_LAST_AND_THIS = re.compile(
    r"\b(?:last|the previous) (?P<unit>week|month|quarter|year) (?:and|vs\.?|versus|against|or)"
    r" (?:this|the current)(?: one)?(?=\W*$|[,.;?!)]| (?:by|per|for|in|with|as)\b)",
    re.IGNORECASE,
)

_BARE = re.compile(r";\s*(?:the )?(?P<what>[^;.?!\n]{2,40}?)(?=\s*(?:;|\.?\s*$))")
"""A figure that is named alone between semicolons: `ARR; gross revenue retention`."""


def spelled_out(text: str, lexicon: Lexicon) -> str:
    """The text with a word repeated that is said once and meant twice."""
    text = _BARE.sub(
        lambda m: f"; show {m['what']}" if _figures(m["what"], lexicon) else m[0], text
    )
    text = _THIS_AND_LAST.sub(r"this \g<unit> compared with last \g<unit>", text)
    text = _LAST_AND_THIS.sub(r"this \g<unit> compared with last \g<unit>", text)
    later = _LATER.search(text)
    if later is not None and _heads(later, lexicon):
        one, other, head = later["one"], later["other"], _heads(later, lexicon)
        rest = later["head"][len(head) :]
        joined = f"{one} {head} and {other} {head}{rest}{later['between']}"
        return text[: later.start()] + joined + text[later.end() :]
    for two in _TWO.finditer(text):
        head = _heads(two, lexicon)
        if head:
            return f"{text[: two.end('one')]} {head}{text[two.end('one') :]}"
    return text


def _heads(match: re.Match[str], lexicon: Lexicon) -> str:
    """The words that make a figure of either of two: `revenue` of `won and lost`."""
    words = match["head"].split()
    for count in range(len(words), 0, -1):
        head = " ".join(words[:count])
        mine = _figures(f"{match['one']} {head}", lexicon)
        other = _figures(f"{match['other']} {head}", lexicon)
        if mine and other and not mine & other:
            return head
    return ""


def _figures(phrase: str, lexicon: Lexicon) -> set[str]:
    meant = lexicon.phrases.get(key(phrase), [])
    return {m.name for m in meant if m.slot == "metric"}
