"""How a mailbox spells a person's name: `ann.lee@`, `alee@` and `ann@` are one person's."""

from collections.abc import Sequence

from tools.parts.matching.nicknames import FORMAL, related

_BETWEEN = str.maketrans("", "", "._-")


def one_person(names: Sequence[tuple[str, str]], one: str, two: str) -> bool:
    """Whether two parts before the @ are both ways to write each of the names.

    Whoever has a namesake at the same company is given a number, so no number may be in either;
    and `ahmed.hassan@` is not who `hassan.ahmed@` is.

    >>> one_person([("gregory", "thiel"), ("greg", "thiel")], "gthiel", "greg")
    True
    >>> one_person([("wei", "zhang")], "wzhang2", "wei"), one_person(
    ...     [("alan", "ray"), ("alana", "ray")], "aray", "alana")
    (False, False)
    """
    if sorted(one.translate(_BETWEEN)) == sorted(two.translate(_BETWEEN)):
        return False
    return all(spells(*name, local) for name in names for local in (one, two))


def spells(first: str, last: str, local: str) -> bool:
    """Whether the part before the @ is a way to write a name.

    >>> [spells("elizabeth", "hughes", local) for local in ("liz.hughes", "ehughes", "hughes.e")]
    [True, True, True]
    >>> spells("bob", "jones", "rjones"), spells("k", "blom", "karen.blom")
    (True, True)
    >>> [spells("elizabeth", "hughes", local) for local in ("ewh", "hughes2", "office")]
    [False, False, False]
    """
    flat, family = local.translate(_BETWEEN), last.replace("-", "")
    if not flat.isalpha() or not first or not family:
        return False
    rest = _beside(flat, family)
    if rest is None:
        return _given(first, flat) or (_given(first, flat[:-1]) and flat[-1] == family[0])
    if len(first) == 1:
        return rest == "" or rest[0] == first
    initials = {first[0], *(formal[0] for formal in FORMAL.get(first, ()))}
    return rest == "" or rest in initials or _given(first, rest)


def _beside(flat: str, family: str) -> str | None:
    """What is left of a mailbox beside the family name; None where it does not have it."""
    if flat.endswith(family):
        return flat.removesuffix(family)
    return flat.removeprefix(family) if flat.startswith(family) else None


def _given(first: str, spelled: str) -> bool:
    return spelled == first or related(first, spelled)
