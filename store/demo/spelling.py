"""How people mistype: the same name, number or address, written another way."""

from store.demo.dice import Dice
from store.demo.places import COUNTRY_SPELLINGS, STATE_NAMES
from store.demo.words import TITLE_SPELLINGS

_AFTER_ZERO = {"+44": (2, 4), "+49": (2, 4), "+33": (1, 3)}
"""Countries whose local numbers begin with 0, and where people put the spaces."""


def mistyped(dice: Dice, word: str) -> str:
    """The word with two neighbours swapped, a letter doubled or a letter left out."""
    at = dice.whole(1, max(len(word) - 2, 1))
    kind = dice.whole(0, 2)
    if kind == 0 and word[at : at + 1] != word[at + 1 : at + 2]:
        return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1 :]


def phone_spelling(dice: Dice, number: str) -> str:
    """The same number as people write it.

    >>> phone_spelling(Dice(1, "x"), "+14155550123") != "+14155550123"
    True
    """
    if number.startswith("+1"):
        area, mid, end = number[2:5], number[5:8], number[8:]
        return dice.pick((
            f"({area}) {mid}-{end}", f"{area}-{mid}-{end}", f"{area}.{mid}.{end}",
            f"{area}{mid}{end}", f"+1 ({area}) {mid}-{end}", f"1 {area} {mid} {end}",
        ))  # fmt: skip
    if number[:3] in _AFTER_ZERO and dice.chance(0.5):
        a, b = _AFTER_ZERO[number[:3]]
        rest = number[3:]
        return f"0{rest[:a]} {rest[a : a + b]} {rest[a + b :]}"
    code = 4 if number.startswith("+353") else 3
    rest = number[code:]
    return f"{number[:code]} {rest[:3]} {rest[3:6]} {rest[6:]}".strip()


def country_spelling(dice: Dice, country: str) -> str | None:
    """Another way to write the country, where the demo knows one."""
    ways = COUNTRY_SPELLINGS.get(country)
    return dice.pick(ways) if ways else None


def state_spelling(dice: Dice, state: str) -> str | None:
    """The state written out, or in small letters; American states only."""
    name = STATE_NAMES.get(state)
    return dice.pick((name, state.lower(), name.upper())) if name else None


def title_spelling(dice: Dice, title: str) -> str | None:
    """The job title as somebody in a hurry writes it."""
    ways = TITLE_SPELLINGS.get(title)
    return dice.pick(ways) if ways else None


def email_spelling(dice: Dice, email: str) -> str:
    """The address with the slips of hand that forms let through."""
    name, _, domain = email.partition("@")
    return dice.pick((
        f" {email}", f"{email} ", email.upper(), f"{name}@@{domain}", f"mailto:{email}",
        email.replace(".", ",") if "." not in name else f"{name}@{domain.replace('.', ',')}",
        f"{name} @{domain}", f"{name.title()}@{domain.title()}", f"{email}.",
    ))  # fmt: skip


def shouted(dice: Dice, name: str) -> str:
    """The name in capitals, or in none."""
    return name.upper() if dice.chance(0.65) else name.lower()


def company_spelling(dice: Dice, name: str) -> str:
    """The company's name in capitals, without any, or with stray spaces."""
    return dice.pick((name.upper(), name.lower(), f"  {name}", name.replace(" ", "  ", 1)))
