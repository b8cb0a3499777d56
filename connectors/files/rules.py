"""What a table's rows need beyond reading cell by cell.

A deal's status follows from its stage, `Is Won` and `Is Closed`; its close date is when it closed
or when it is expected to; a full name is split; a manager's reps are a team. Each rule changes the
columns of `Rows` in place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.files import deals, revenue
from connectors.files.deals import status_of_stage
from connectors.files.parse import Rows, Tally
from connectors.files.rows import BadRow
from store.imports.incoming import Mention
from store.people import Workspace
from store.schema import Entity, Kind

ERRORS_IN_NAMES = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})
_SIGNED = {("stage_history", "amount_cents")}


@dataclass(slots=True)
class Rulebook:
    """The rules of one file's table, and what they notice."""

    entity: Entity
    workspace: Workspace
    tally: Tally
    headers: dict[str, str]
    stages: dict[str, deals.StageSeen] = field(default_factory=dict)

    def apply(self, rows: Rows) -> None:
        """Bring `rows` into the shape that the table has."""
        self._money(rows)
        self._names(rows)
        rule = _RULES.get(self.entity.name)
        if rule is not None:
            rule(self, rows)

    def _money(self, rows: Rows) -> None:
        for spec in self.entity.fields:
            if spec.kind is Kind.MONEY and spec.name in rows.fields:
                self._one_amount(rows, spec.name)

    def _one_amount(self, rows: Rows, name: str) -> None:
        pairs = rows.fields[name]
        rows.fields[name] = cents = [pair and pair[0] for pair in pairs]
        if (self.entity.name, name) not in _SIGNED:
            self._refuse_negative(rows, name, cents)
        if "currency" not in {spec.name for spec in self.entity.fields}:
            return
        default = "USD" if self.headers.get(name, "").casefold().endswith("usd") else None
        default = default or self.workspace.currency
        given = rows.fields.get("currency") or [None] * rows.size
        rows.fields["currency"] = [
            _currency(text, pair, default) for text, pair in zip(given, pairs, strict=True)
        ]

    def _refuse_negative(self, rows: Rows, name: str, cents: list[int | None]) -> None:
        for at, amount in enumerate(cents):
            if amount is not None and amount < 0:
                self.refuse(rows, at, name, f"{amount / 100:.2f}", "an amount below zero")

    def refuse(self, rows: Rows, at: int, name: str, value: str, reason: str) -> None:
        """Set a row aside as bad."""
        header = self.headers.get(name, name)
        rows.bad.setdefault(at, BadRow(rows.lines[at], header, value, reason))

    def _names(self, rows: Rows) -> None:
        names = rows.fields.get("name")
        if names and not ERRORS_IN_NAMES.isdisjoint(names):
            for at, name in enumerate(names):
                if name in ERRORS_IN_NAMES:
                    self.tally.note("names that are a spreadsheet's error, kept as they are",
                                    f"{name} on line {rows.lines[at]}")  # fmt: skip


def _currency(text: str | None, pair: tuple[int, str | None] | None, default: str) -> str | None:
    if pair is None:
        return None
    return text or pair[1] or default


def _split_full_names(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - every rule has the same shape
    full = rows.fields.pop("full_name", None)
    if full is None:
        return
    parts = [split_name(name) if name else (None, None) for name in full]
    for name, place in (("first_name", 0), ("last_name", 1)):
        had = rows.fields.get(name) or [None] * rows.size
        rows.fields[name] = [a or part[place] for a, part in zip(had, parts, strict=True)]


def split_name(full: str) -> tuple[str | None, str | None]:
    """First and last name; the last word is the last name unless a comma says otherwise.

    >>> split_name("Ana Maria de Souza"), split_name("Souza, Ana"), split_name("Cher")
    (('Ana Maria', 'de Souza'), ('Ana', 'Souza'), (None, 'Cher'))
    """
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip() or None, last.strip() or None
    words = full.split()
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].islower():
        cut -= 1
    return " ".join(words[:cut]) or None, " ".join(words[cut:]) or None


def _contacts(book: Rulebook, rows: Rows) -> None:
    _split_full_names(book, rows)
    _link_companies(rows)
    out, into = rows.fields.pop("opted_out", None), rows.fields.pop("opted_in", None)
    if out is None and into is None and "consent" not in rows.fields:
        return
    said = rows.fields.get("consent") or [None] * rows.size
    nothing = [None] * rows.size
    rows.fields["consent"] = [
        _consent(a, b, c) for a, b, c in zip(said, out or nothing, into or nothing, strict=True)
    ]


def _link_companies(rows: Rows) -> None:
    """Where no account is given, the one account of that very name is the contact's."""
    companies = rows.fields.get("company_name")
    if companies is None:
        return
    given = rows.mentions.get("account_id") or [None] * rows.size
    known = {c: Mention(None, c, stub=False, loose=True) for c in set(companies) if c}
    rows.mentions["account_id"] = [
        mention or (known[company] if company else None)
        for mention, company in zip(given, companies, strict=True)
    ]


def _consent(said: str | None, out: bool | None, into: bool | None) -> str | None:  # noqa: FBT001 - cells, not switches
    word = (said or "").casefold().replace("-", " ").replace("_", " ")
    if out or word in {"opted out", "opt out", "unsubscribed"}:
        return "opted_out"
    if into or word in {"opted in", "opt in", "subscribed", "yes", "true", "1", "granted"}:
        return "opted_in"
    if into is False or word in {"no", "false", "0", "denied", "withdrawn"}:
        return "opted_out"
    return "unknown" if out is False or word == "unknown" else None


def _leads(book: Rulebook, rows: Rows) -> None:
    _split_full_names(book, rows)
    converted = rows.fields.pop("converted", None)
    if converted is None:
        return
    had = rows.fields.get("status") or [None] * rows.size
    rows.fields["status"] = [
        status or (None if flag is None else "Converted" if flag else "Open")
        for status, flag in zip(had, converted, strict=True)
    ]


def _users(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - as above
    """Where no team is named, the reps of one manager are a team under the manager's name."""
    managers = rows.mentions.get("manager_id")
    if managers is None:
        return
    regions = rows.fields.get("region") or [None] * rows.size
    rows.mentions["manager_id"] = [
        m and m._replace(more=_pairs(region=region))
        for m, region in zip(managers, regions, strict=True)
    ]
    if "team_id" not in rows.mentions:
        rows.mentions["team_id"] = [
            Mention(None, m.text, _pairs(region=region, manager_name=m.text))
            if m and m.text
            else None
            for m, region in zip(managers, regions, strict=True)
        ]


def _rounds(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - as above
    stages = rows.fields.get("stage")
    if stages is not None:
        rows.fields["stage"] = [stage and round_stage(stage) for stage in stages]
    companies = rows.mentions.get("prospect_company_id")
    if companies and rows.extra:
        rows.mentions["prospect_company_id"] = [
            m and m._replace(more=_company_of_round(extra or {}))
            for m, extra in zip(companies, rows.extra, strict=True)
        ]
        rows.extra = [_without_company(extra) for extra in rows.extra]


_COMPANY_OF_ROUND = {
    "company_category_code": "industry",
    "company_country_code": "country",
    "company_state_code": "state_region",
    "company_region": "metro",
    "company_city": "city",
}


def _company_of_round(extra: dict[str, str]) -> tuple[tuple[str, Any], ...]:
    return _pairs(**{name: extra.get(header) for header, name in _COMPANY_OF_ROUND.items()})


def _without_company(extra: dict[str, str] | None) -> dict[str, str] | None:
    kept = {h: v for h, v in (extra or {}).items() if h not in _COMPANY_OF_ROUND}
    return kept or None


def round_stage(text: str) -> str:
    """A funding round's stage in one spelling.

    >>> [round_stage(s) for s in ("Series B", "series-c+", "Private Equity", "SERIES_A")]
    ['series-b', 'series-c+', 'private-equity', 'series-a']
    """
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _activities(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - as above
    kinds = rows.fields.get("kind") or [None] * rows.size
    rows.fields["kind"] = [activity_kind(kind) for kind in kinds]
    ways = rows.fields.get("direction")
    if ways is not None:
        rows.fields["direction"] = [way and way.casefold() for way in ways]
    for name in ("contact_id", "lead_id", "opportunity_id"):
        rows.mentions.update(_without_stubs(rows.mentions, name))


_KINDS = ("call", "email", "meeting", "note", "task")


def activity_kind(text: str | None) -> str:
    """What kind of activity a file's word means; without a word it is a task.

    >>> activity_kind("Outbound Call"), activity_kind("E-mail"), activity_kind("Demo")
    ('call', 'email', 'demo')
    """
    word = (text or "task").casefold().replace("e-mail", "email")
    return next((kind for kind in _KINDS if kind in word), word.strip())


def _moves(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - as above
    rows.mentions.update(_without_stubs(rows.mentions, "opportunity_id"))


def _quotas(book: Rulebook, rows: Rows) -> None:
    nobody: list[Any] = [None] * rows.size
    reps, teams = rows.mentions.get("user_id", nobody), rows.mentions.get("team_id", nobody)
    starts = rows.fields.get("starts_on") or nobody
    ends = rows.fields.get("ends_on") or nobody
    for at in range(rows.size):
        if bool(reps[at]) == bool(teams[at]):
            book.refuse(rows, at, "user_id", "", "a quota is of one rep or one team")
        elif starts[at] and ends[at] and starts[at] > ends[at]:
            book.refuse(rows, at, "ends_on", str(ends[at]), "the period ends before it starts")


def _stages(book: Rulebook, rows: Rows) -> None:  # noqa: ARG001 - as above
    names = rows.fields.get("name") or [None] * rows.size
    words = rows.fields.get("status") or names
    rows.fields["status"] = [
        status_of_stage(word or name) if word or name else None
        for word, name in zip(words, names, strict=True)
    ]


def _without_stubs(
    mentions: dict[str, list[Mention | None]], name: str
) -> Iterable[tuple[str, list[Mention | None]]]:
    """A deal, contact or lead that is not there is not made up: it would count in figures."""
    if name in mentions:
        yield name, [m and m._replace(stub=False) for m in mentions[name]]


def _people(book: Rulebook, rows: Rows) -> None:
    _split_full_names(book, rows)


def _pairs(**values: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in values.items() if value is not None)


def _deals(book: Rulebook, rows: Rows) -> None:
    deals.settle(rows, book.tally, book.stages)


_RULES: dict[str, Callable[[Rulebook, Rows], None]] = {
    "contact": _contacts,
    "lead": _leads,
    "opportunity": _deals,
    "user": _users,
    "funding_round": _rounds,
    "activity": _activities,
    "stage_history": _moves,
    "quota": _quotas,
    "stage": _stages,
    "prospect_person": _people,
    **revenue.RULES,
}
