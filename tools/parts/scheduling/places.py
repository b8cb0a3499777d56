"""Where a digest goes: one place or several, as people write them and as they are kept."""

import re
from collections.abc import Iterable

from store.errors import BadInput
from store.schedule import JOINT
from tools.context import Actor, Context

MOST = 10
_KINDS = "email|slack|webhook"
_BETWEEN = re.compile(
    rf"[\s,;]+(?:and\s+|&\s*)?(?=(?:{_KINDS}):|https?://|#|me\b|[^\s,;:/@]+@)|[,;]\s+",
    re.IGNORECASE,
)
_WRITTEN = (
    (re.compile(rf"(?:{_KINDS}):[^\s]+"), ""),
    (re.compile(r"https?://\S+"), "webhook:"),
    (re.compile(r"#[^\s,;]+"), "slack:"),
    (re.compile(r"[^\s,;:@]+@[^\s,;:@]+|me"), "email:"),
)
"""How a place may be written, and what is put before it to keep it."""


def places(text: str, asker: Actor) -> list[str]:
    """Each place that is named, as it is kept; `me` is the asker's own address.

    Args:
        text: Such as `email:ops@example.com, slack:#revops`, or without the words before the
            colons.
        asker: Whose address `me` is.

    Raises:
        BadInput: One is no place, or there are too many.

    >>> ann = Actor(id="ann@example.com", name="Ann", role="analyst")
    >>> places("#revops and me; webhook:https://a.example/x,y", ann)
    ['slack:#revops', 'email:ann@example.com', 'webhook:https://a.example/x,y']
    """
    found = [_place(one.strip(" ,;"), asker) for one in _BETWEEN.split(text.strip())]
    every = list(dict.fromkeys(found))
    if len(every) > MOST:
        raise BadInput(
            f"A digest goes to {MOST} places at most, and these are {len(every)}.",
            hint="Name a channel or a mailing list instead.",
        )
    return every


def kept(every: Iterable[str]) -> str | None:
    """The places as one text, as a schedule keeps them."""
    return JOINT.join(every) or None


def addresses(every: Iterable[str]) -> list[str]:
    """The places as people call them.

    >>> addresses(["email:ops@example.com", "slack:#revops"])
    ['ops@example.com', '#revops']
    """
    return [place.partition(":")[2] for place in every]


def unreached(ctx: Context, every: Iterable[str]) -> list[str]:
    """Which places no digest can reach as this deployment is set up, each with the reason."""
    if ctx.barrier is None:
        return []
    said = [
        f"Nothing can be sent to {place.partition(':')[2]} yet: {why}."
        for place in every
        if (why := ctx.barrier(place))
    ]
    return [*said, "The conversation holds each digest all the same."] if said else []


def _place(text: str, asker: Actor) -> str:
    kind = next((kind for form, kind in _WRITTEN if form.fullmatch(text)), None)
    if kind is None:
        raise BadInput(
            f"{text!r} is no place for a digest.",
            hint="For example email:ops@example.com, slack:#revops or webhook:https://...; "
            "several are separated by commas.",
        )
    place = f"{kind}{text}"
    if place != "email:me":
        return place
    if "@" not in asker.id:
        raise BadInput(
            f"{asker.name} has no e-mail address here.",
            hint="Say where the digest is to go, such as ops@example.com.",
        )
    return f"email:{asker.id}"
