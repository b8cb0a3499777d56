"""A generated table of contacts with known duplicates. Invented by us, so read its marks as such.

People work at companies; each was written down once or several times, by forms, imports and
colleagues, with what goes wrong on the way: short forms, slips, swapped fields, initials, moved
jobs, switchboards, shared mailboxes, values left out. Namesakes, families and colleagues with
alike names are there on purpose. The same seed gives the same table.

    python -m evals.bench._crm_people FOLDER --records 1000000 [--noise 1.5]
        [--abroad 0.66] [--seed 7]
"""

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import polars as pl

from evals.bench._crm_abroad import COUNTRIES, Country, unmarked
from evals.bench._crm_abroad import phone as phone_abroad
from store.demo.words import ENDS, STARTS
from tools.parts.matching.nicknames import FORMAL

Row = dict[str, str | None]

_TRADES = (
    "Systems", "Technologies", "Foods", "Manufacturing", "Logistics", "Energy", "Health", "Media",
    "Partners", "Consulting", "Software", "Construction", "Insurance", "Robotics", "Design",
    "Travel", "Capital", "Printing", "Security", "Farms",
)  # fmt: skip
_FORMS = ("Inc", "LLC", "Corp", "Ltd", "GmbH", "", "", "Co.", "Inc.", "")
_TITLES = (
    "CEO", "CFO", "CTO", "VP Sales", "VP Marketing", "Account Executive", "Office Manager",
    "Buyer", "Analyst", "Consultant", "Engineer", "Project Manager", "Recruiter", "Controller",
    "HR Manager", "Product Manager", "Partner", "Director of IT", "Administrator",
)  # fmt: skip
_ENDINGS = ("com", "com", "com", "net", "io", "co.uk", "de", "org", "us", "fr")
_FREE = ("gmail.com", "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com")
_ROLES = ("info", "sales", "contact", "office", "admin")
_COPIES = (1, 2, 3, 4, 5, 7)
_COPIES_SHARE = (66, 17, 8, 4, 3, 2)
_LONG_NAMES, _SHORT_SITES, _KIN, _MOVED = 0.4, 0.15, 0.02, 0.12
"""Shares: of firms, of sites, of people and of people written down more than once."""
_UNMARKED, _TWO_SURNAMES, _TWO_FIRST_NAMES = 0.3, 0.06, 0.2
"""Shares of names and towns abroad that are written without marks, and of people there."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Firm:
    """An employer."""

    name: str
    domain: str
    city: str
    code: str
    switchboard: str
    country: Country | None = None


@dataclass
class Person:
    """Somebody, as they are: what is written down of them is another matter."""

    number: int
    first: str
    last: str
    firm: Firm
    title: str
    mobile: str
    home: str
    boxes: dict[str, str] = field(default_factory=dict)


def weighted(values: list[str], dice: random.Random, power: float) -> Callable[[], str]:
    """Draws values, the first far oftener than the last, as names are."""
    reach = list(accumulate((n + 8) ** -power for n in range(len(values))))
    return lambda: dice.choices(values, cum_weights=reach)[0]


class World:
    """Draws people and writes them down."""

    def __init__(self, people: int, seed: int, noise: float, abroad: float = 0.0) -> None:
        self.dice = dice = random.Random(seed)
        self.noise, self.abroad = noise, abroad
        common = sorted({name for names in FORMAL.values() for name in names})
        dice.shuffle(common)
        rare = sorted({a.lower() + b for a in STARTS for b in ("a", "ia", "en", "is", "o", "ette")})
        more = ("", "", "s", "son", "er", "ini", "ov", "ez")
        family = sorted({a.lower() + b + c for a in STARTS for b in ENDS for c in more})
        dice.shuffle(family)
        self.first = weighted([*common, *rare], dice, 1.0)
        self.last = weighted(family, dice, 0.9)
        self.short = {name: [s for s in FORMAL if name in FORMAL[s]] for name in common}
        self.cities = [dice.choice(STARTS) + dice.choice(ENDS) for _ in range(400)]
        self.firms = [self._firm() for _ in range(max(people // 9, 3))]
        self.firm = weighted(list(map(str, range(len(self.firms)))), dice, 0.5)

    def _firm(self) -> Firm:
        dice = self.dice
        name = f"{dice.choice(STARTS)}{dice.choice(ENDS)} {dice.choice(_TRADES)}"
        if dice.random() < _LONG_NAMES:
            name = f"{dice.choice(STARTS)}{dice.choice(ENDS)} {name}"
        label = "".join(w[0] for w in name.split()) if dice.random() < _SHORT_SITES else name
        label = label.replace(" ", dice.choice(["", "", "-"])).lower()
        domain = f"{label}.{dice.choice(_ENDINGS)}"
        firm = Firm(name, domain, dice.choice(self.cities), f"{dice.randrange(10**5):05d}",
                    self.digits())  # fmt: skip
        if self.abroad and dice.random() < self.abroad:
            firm.country = land = dice.choice(COUNTRIES)
            firm.city = dice.choice(land.cities)
            firm.domain = f"{label}.{dice.choice([land.ending, land.ending, 'com', 'eu'])}"
        return firm

    def digits(self) -> str:
        """A number that is anybody's."""
        return f"{self.dice.randrange(200, 990)}{self.dice.randrange(10**7):07d}"

    def person(self, number: int) -> Person:
        """Somebody new; now and then a relative or a namesake of nobody in particular."""
        dice = self.dice
        firm = self.firms[int(self.firm())]
        first, last = self.first(), self.last()
        if firm.country is not None:
            first = dice.choice(firm.country.first).lower()
            last = dice.choice(firm.country.last).lower()
            if dice.random() < _TWO_FIRST_NAMES:
                first = f"{first}-{dice.choice(firm.country.first).lower()}"
            if dice.random() < _TWO_SURNAMES:
                last = f"{last}-{dice.choice(firm.country.last).lower()}"
        return Person(number, first, last, firm, dice.choice(_TITLES), self.digits(),
                      dice.choice(_FREE))  # fmt: skip

    def kin(self, of: Person, number: int) -> Person:
        """A colleague of one name: a relative, somebody with an alike name, or a namesake."""
        dice = self.dice
        first = dice.choice(
            [*(self.first() for _ in range(6)), *[self.slip(of.first)] * 3, of.first]
        )
        return Person(number, first, of.last, of.firm, dice.choice(_TITLES),
                      self.digits(), of.home)  # fmt: skip

    def odds(self, share: float) -> bool:
        """Whether something goes wrong this time."""
        return self.dice.random() < share * self.noise

    def slip(self, word: str) -> str:
        """A slip of the keyboard."""
        dice = self.dice
        if len(word) < 3:  # noqa: PLR2004 - nothing to get wrong
            return word
        at = dice.randrange(1, len(word) - 1)
        kind = dice.randrange(4)
        letter = dice.choice(_LETTERS)
        cut = word[:at], word[at], word[at + 1 :]
        return (
            cut[0] + cut[2], cut[0] + letter + cut[2], cut[0] + letter + cut[1] + cut[2],
            cut[0] + cut[2][:1] + cut[1] + cut[2][1:],
        )[kind]  # fmt: skip

    def phone(self, digits: str, country: Country | None = None) -> str:
        """A number in one of the ways that people write it."""
        if country is not None:
            return phone_abroad(digits, country.prefix, self.dice)
        a, b, c = digits[:3], digits[3:6], digits[6:]
        return self.dice.choice(
            [f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"+1 {a} {b} {c}", f"{a}.{b}.{c}", digits]
        )

    def box(self, who: Person, domain: str) -> str:
        """The person's mailbox at a domain: the same each time, but for tags and dots."""
        if domain not in who.boxes:
            f, s = (unmarked(part, self.dice) for part in (who.first, who.last))
            more = self.dice.choice(["", "", f"{self.dice.randrange(2, 99)}"])
            kinds = [f"{f}.{s}", f"{f[0]}{s}", f"{f}{s[0]}", f"{f}_{s}", f"{f}", f"{f}{s}"]
            local = self.dice.choice(kinds) + (more if domain in _FREE else "")
            who.boxes[domain] = local
        local = who.boxes[domain]
        local = self.slip(local) if self.odds(0.015) else local
        return f"{local}{'+crm' if self.odds(0.03) else ''}@{domain}"

    def record(self, who: Person, *, old: Firm | None) -> Row:
        """One of the times that somebody wrote the person down."""
        dice, firm = self.dice, old or who.firm
        first, last = self._name(who)
        moderate = 0.55

        def here(share: float) -> bool:
            return dice.random() < share

        email = None
        if here(0.66):
            domain = firm.domain if here(0.85) else who.home
            email = self.box(who, domain)
            if self.odds(0.03):
                email = f"{dice.choice(_ROLES)}@{firm.domain}"
        number = firm.switchboard if here(0.5) else who.mobile
        return {
            "first_name": first, "last_name": last, "email": email,
            "phone": self.phone(number, who.firm.country) if here(moderate) else None,
            "mobile": self.phone(who.mobile, who.firm.country) if here(0.15) else None,
            "company_name": self._company(firm) if here(0.84) else None,
            "website": f"https://www.{firm.domain}" if here(0.23) else None,
            "title": who.title if here(moderate) else None,
            "city": self._marked(firm.city) if here(moderate) else None,
            "postal_code": firm.code if here(0.32) else None,
        }  # fmt: skip

    def _name(self, who: Person) -> tuple[str | None, str | None]:
        first, last = who.first, who.last
        if self.odds(0.12) and self.short.get(first):
            first = self.dice.choice(self.short[first])
        if self.odds(0.05):
            first = self.slip(first)
        if self.odds(0.05):
            last = self.slip(last)
        if self.odds(0.015):
            first = first[0]
        if self.odds(0.01):
            last = ""
        if self.abroad and self.dice.random() < _UNMARKED:
            first, last = unmarked(first, self.dice), unmarked(last, self.dice)
        first, last = self._cased(first), self._cased(last)
        if self.odds(0.02):
            whole = (f"{first} {last}", None), (None, f"{last}, {first}")
            return self.dice.choice(whole)
        return (last or None, first) if self.odds(0.015) else (first, last or None)

    def _cased(self, word: str) -> str:
        way = self.dice.randrange(12)
        return word.upper() if way == 0 else word if way == 1 else word.capitalize()

    def _company(self, firm: Firm) -> str:
        name = self.slip(firm.name) if self.odds(0.05) else firm.name
        forms = _FORMS if firm.country is None else firm.country.forms
        return f"{name} {self.dice.choice(forms)}".strip()

    def _marked(self, word: str) -> str:
        """A word that may have lost its marks."""
        lost = self.abroad and self.dice.random() < _UNMARKED
        return unmarked(word, self.dice) if lost else word


def contacts(records: int, seed: int = 7, noise: float = 1.0, abroad: float = 0.0) -> pl.DataFrame:
    """About `records` contacts in no order, with `external_id` and, for the marks, `person`.

    Args:
        records: How many.
        seed: The same one gives the same table.
        noise: How much goes wrong; twice as much at 2.
        abroad: The share of firms that are of other countries.
    """
    world = World(records * 6 // 10, seed, noise, abroad)
    dice = world.dice
    rows: list[Row] = []
    people: list[Person] = []
    owner: list[int] = []
    while len(rows) < records:
        kin = people and dice.random() < _KIN
        who = (
            world.kin(dice.choice(people[-500:]), len(people)) if kin else world.person(len(people))
        )
        people.append(who)
        copies = dice.choices(_COPIES, _COPIES_SHARE)[0]
        before = world.firms[int(world.firm())] if copies > 1 and dice.random() < _MOVED else None
        for copy in range(copies):
            rows.append(world.record(who, old=before if before and copy % 2 else None))
            owner.append(who.number)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String), infer_schema_length=0)
    whole = frame.with_columns(person=pl.Series(owner)).sample(fraction=1, shuffle=True, seed=seed)
    return whole.with_row_index("external_id").with_columns(
        pl.format("C{}", pl.col("external_id")).alias("external_id")
    )


def main() -> None:
    """Write `contacts.parquet` and `truth_contacts.parquet` into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--noise", type=float, default=1.0)
    parser.add_argument("--abroad", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    made = contacts(chosen.records, chosen.seed, chosen.noise, chosen.abroad)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    made.drop("person").write_parquet(chosen.folder / "contacts.parquet")
    truth = made.select("external_id", person_id="person")
    truth.write_parquet(chosen.folder / "truth_contacts.parquet")


if __name__ == "__main__":
    main()
