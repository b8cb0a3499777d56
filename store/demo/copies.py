"""Planted duplicates: the same company or person entered twice, some of the children moved over."""

from collections.abc import Callable

from store.demo.accounts import Firm
from store.demo.deals import Deal
from store.demo.dice import Dice
from store.demo.making import Making, Row
from store.demo.spelling import mistyped, phone_spelling
from store.demo.words import ABBREVIATIONS, LEGAL, NICKNAMES

OPTIONAL = ("industry", "employee_count", "annual_revenue_cents", "founded_year", "street",
            "postal_code", "lead_source")  # fmt: skip
"""What a hasty second entry leaves blank half of the time."""


def make_copies(making: Making, firms: list[Firm], deals: list[Deal]) -> set[str]:
    """Add duplicates of accounts and contacts; return the ids that they concern."""
    dice = making.dice("copies")
    making.truth["duplicates"] = {"account": [], "contact": []}
    lookalikes = making.truth["not_duplicates"].values()
    spared = {i for pairs in lookalikes for pair in pairs for i in pair["ids"]}
    originals = [firm for firm in firms if firm.row["id"] not in spared]
    by_account: dict[str, list[Deal]] = {}
    for deal in deals:
        by_account.setdefault(deal.firm.row["id"], []).append(deal)
    for firm in dice.sample(originals, making.size(130, least=5)):
        _copy_account(making, dice, firm, by_account.get(firm.row["id"], []))
    people = [p for firm in originals for p in firm.people if p["id"] not in spared]
    for person in dice.sample(people, making.size(450, least=12)):
        _copy_person(making, dice, person)
    clusters = making.truth["duplicates"]
    return spared | {i for rows in clusters.values() for c in rows for i in c["ids"]}


def _copy_account(making: Making, dice: Dice, firm: Firm, deals: list[Deal]) -> None:
    ids, ways = [firm.row["id"]], []
    for _ in range(2 if dice.chance(0.15) else 1):
        way = dice.pick(tuple(_NAMES))
        name = _NAMES[way](dice, firm.row)
        copy = _account(making, dice, firm.row, name)
        making.rows["account"].append(copy)
        ids.append(copy["id"])
        ways.append(way)
        _move_children(dice, firm, deals, copy)
    making.truth["duplicates"]["account"].append({"ids": ids, "ways": ways})


def _account(making: Making, dice: Dice, row: Row, name: str) -> Row:
    """A second entry that shares the domain or the number, so that it can be recognised."""
    copy = row | {
        "id": making.new_id("acc"), "name": name, "created_on": dice.day(
            row["created_on"], making.today),
        "kind": "prospect",
    }  # fmt: skip
    for column in OPTIONAL:
        copy[column] = row[column] if dice.chance(0.5) else None
    if row["phone"] and dice.chance(0.4):
        copy |= {"domain": None, "website": None}
    elif dice.chance(0.5):
        copy["phone"] = None
    if copy["phone"] and dice.chance(0.5):
        copy["phone"] = phone_spelling(dice, row["phone"])
        note_bad(making, "account", copy, "phone", row["phone"])
    return copy


def note_bad(making: Making, table: str, row: Row, column: str, right: str) -> None:
    """Write down a value in a bad format, and the right one."""
    making.truth.setdefault("bad_formats", []).append(
        {"table": table, "id": row["id"], "field": column, "bad": row[column], "right": right}
    )


def _move_children(dice: Dice, firm: Firm, deals: list[Deal], copy: Row) -> None:
    """Some of the people and deals were entered under the second account."""
    moved = {p["id"] for p in firm.people[1:] if dice.chance(0.35)}
    for person in firm.people:
        if person["id"] in moved:
            person |= {"account_id": copy["id"], "company_name": copy["name"]}
    for deal in deals:
        if dice.chance(0.3):
            deal.row["account_id"] = copy["id"]


def _other_legal(dice: Dice, row: Row) -> str:
    words = row["name"].split()
    if len(words) > 2:
        return " ".join(words[:2])
    return f"{row['name']}, {dice.pick(LEGAL[row['country']])}"


def _typo(dice: Dice, row: Row) -> str:
    root, *rest = row["name"].split()
    return " ".join([mistyped(dice, root), *rest])


def _abbreviated(dice: Dice, row: Row) -> str:
    words = [ABBREVIATIONS.get(word, word) for word in row["name"].split()]
    short = " ".join(words)
    return short if short != row["name"] else _other_legal(dice, row)


def _with_the(_: Dice, row: Row) -> str:
    return f"The {row['name']}"


def _joined(dice: Dice, row: Row) -> str:
    root, trade, *rest = row["name"].split()
    return " ".join([dice.pick((f"{root}{trade}", f"{root}-{trade}")), *rest])


_NAMES: dict[str, Callable[[Dice, Row], str]] = {
    "other legal form": _other_legal, "typo": _typo, "abbreviated": _abbreviated,
    "with article": _with_the, "joined words": _joined,
}  # fmt: skip


def _copy_person(making: Making, dice: Dice, person: Row) -> None:
    way = dice.pick(tuple(_PEOPLE))
    copy = person | {
        "id": making.new_id("con"), "created_on": dice.day(person["created_on"], making.today),
        "title": person["title"] if dice.chance(0.7) else None,
        "street": None, "postal_code": None, "consent": "unknown", "last_activity_on": None,
    }  # fmt: skip
    changes = _PEOPLE[way](dice, copy)
    if changes is None:
        way, changes = "same address", {"phone": None, "mobile": None}
        copy["email"] = person["email"] = person["email"] or _any_address(person)
    copy |= changes
    if copy["phone"] and dice.chance(0.4):
        right, copy["phone"] = copy["phone"], phone_spelling(dice, copy["phone"])
        note_bad(making, "contact", copy, "phone", right)
    making.rows["contact"].append(copy)
    making.truth["duplicates"]["contact"].append({"ids": [person["id"], copy["id"]], "ways": [way]})


def _any_address(person: Row) -> str:
    last = "".join(c for c in person["last_name"].lower() if c.isalpha())
    return f"{person['first_name'].lower()}.{last}.{person['id'][-4:]}@mail.example"


def _nickname(_: Dice, p: Row) -> Row | None:
    short = NICKNAMES.get(p["first_name"])
    return {"first_name": short} if short and (p["email"] or p["phone"]) else None


def _surname_typo(dice: Dice, p: Row) -> Row | None:
    return {"last_name": mistyped(dice, p["last_name"])} if p["email"] or p["phone"] else None


def _private_address(dice: Dice, p: Row) -> Row | None:
    if not p["phone"]:
        return None
    last = "".join(c for c in p["last_name"].lower() if c.isalpha())
    house = dice.pick(("gmail.com", "outlook.com", "icloud.com"))
    return {"email": f"{p['first_name'].lower()}{last}{dice.whole(2, 99)}@{house}"}


def _initial(_: Dice, p: Row) -> Row | None:
    return {"first_name": f"{p['first_name'][0]}."} if p["email"] else None


def _swapped(_: Dice, p: Row) -> Row | None:
    if not p["email"]:
        return None
    return {"first_name": p["last_name"], "last_name": p["first_name"], "mobile": None}


def _plus_address(dice: Dice, p: Row) -> Row | None:
    if not p["email"]:
        return None
    name, _, domain = p["email"].partition("@")
    return {"email": f"{name}+{dice.pick(('events', 'demo', 'news'))}@{domain}"}


def _no_address(_: Dice, p: Row) -> Row | None:
    return {"email": None} if p["phone"] else None


_PEOPLE: dict[str, Callable[[Dice, Row], Row | None]] = {
    "nickname": _nickname, "surname typo": _surname_typo, "private address": _private_address,
    "initial": _initial, "swapped names": _swapped, "plus address": _plus_address,
    "no address": _no_address,
}  # fmt: skip
