"""Which table a file is for, judged by its headers; its name is only a hint.

Each header votes for the tables that know it, a rare header with a whole vote, one that many
tables know with a share of it. A table also needs its core columns. When the best two are too
close, nobody chooses for the person: the file is refused with the candidates shown.
"""

from dataclasses import dataclass
from functools import cache

from connectors.files.headers import plain, vocabulary
from store.errors import BadInput
from store.schema import ENTITIES

LEAD = 1.2
"""How many times the second-best score the best one must reach."""
NAME_HINT = 0.6
SHARE_KNOWN = 1.0

_CORE: dict[str, tuple[str, ...]] = {
    "account": ("name",),
    "contact": ("email full_name last_name phone external_id",
                "email first_name last_name title mobile opted_out"),
    "lead": ("email full_name last_name external_id",
             "status converted lead_source score converted_on company_name"),
    "opportunity": ("stage status amount_cents is_won",
                    "external_id name account_id owner_id"),
    "stage_history": ("opportunity_id", "stage", "entered_at"),
    "activity": ("occurred_at", "kind subject body"),
    "product": ("name", "list_price_cents series"),
    "stage": ("name", "position win_rate status"),
    "user": ("name email", "team_id manager_id region active title started_on"),
    "team": ("name", "region manager_name"),
    "quota": ("amount_cents", "starts_on", "ends_on", "user_id team_id"),
    "prospect_company": ("name", "raised_cents funding_rounds first_funded_on"),
    "funding_round": ("prospect_company_id", "stage", "funded_on raised_cents"),
    "prospect_person": ("email full_name last_name", "prospect_company_id title company_name"),
    "subscription": ("account_id", "arr_cents", "starts_on"),
    "cost": ("amount_cents", "starts_on", "function category"),
    "exchange_rate": ("currency", "rate_on", "rate_e8"),
    "deal_split": ("opportunity_id", "user_id", "share"),
    "team_membership": ("user_id", "team_id manager_id", "starts_on"),
    "rep_commit": ("user_id", "amount_cents", "starts_on", "ends_on", "committed_on"),
}  # fmt: skip
"""For each table, groups of fields of which the file must have one each."""

_SIGNS: dict[str, frozenset[str]] = {
    "prospect_company": frozenset({"acquirerpermalink", "acquirername"}),
}
"""Headers that only one table's files have: companies that were bought are no customers."""

_HINTS: dict[str, str] = {
    "account": "account accounts company companies customers",
    "contact": "contact contacts people",
    "lead": "lead leads",
    "opportunity": "deal deals opportunity opportunities pipeline opps",
    "stage_history": "history stagehistory",
    "activity": "activity activities task tasks call calls meeting meetings event events emails",
    "product": "product products",
    "stage": "stage stages",
    "user": "user users rep reps teams owners",
    "team": "team",
    "quota": "quota quotas target targets",
    "prospect_company": "crunchbase prospects prospect startups",
    "funding_round": "rounds funding round",
    "prospect_person": "prospects prospect people",
    "subscription": "subscription subscriptions arr contracts",
    "cost": "cost costs spend expenses",
    "exchange_rate": "rates exchange fx",
    "deal_split": "split splits credits",
    "team_membership": "membership memberships",
    "rep_commit": "commit commits repcommits forecasts calls",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table that a file may be for, and how strongly its headers say so."""

    table: str
    score: float
    known: int


def candidates(header: list[str], file_name: str) -> list[Candidate]:
    """Every table that has its core columns in `header`, the likeliest first."""
    names = {plain(column) for column in header}
    words = set(_words(file_name))
    found = [
        _judge(table, names, words)
        for table in ENTITIES
        if _has_core(table, names)
    ]  # fmt: skip
    return sorted(found, key=lambda candidate: -candidate.score)


def recognise(header: list[str], file_name: str) -> list[Candidate]:
    """The candidates, when the first is clearly the best.

    Raises:
        BadInput: No table fits, or two fit about equally well.
    """
    found = candidates(header, file_name)
    if not found:
        raise BadInput(
            f"The columns of {file_name} fit no table: {', '.join(header[:12])}.",
            hint=f"Say what its rows are (on the command line --as TABLE): {', '.join(ENTITIES)}.",
        )
    if len(found) > 1 and found[0].score < LEAD * found[1].score:
        near = [c for c in found if c.score * LEAD > found[0].score]
        shown = ", ".join(f"{c.table} ({c.score:.1f})" for c in near)
        raise BadInput(
            f"{file_name} could be more than one table: {shown}.",
            hint=f"Say which it is; on the command line for example --as {found[0].table}.",
        )
    return found


def _judge(table: str, names: set[str], words: set[str]) -> Candidate:
    known = names & vocabulary(table).by_header.keys()
    votes = sum(1 / _tables_that_know(name) for name in known)
    hint = NAME_HINT if words & set(_HINTS[table].split()) else 0.0
    score = votes + SHARE_KNOWN * len(known) / len(names) + hint
    return Candidate(table, round(score, 3), len(known))


def _has_core(table: str, names: set[str]) -> bool:
    meanings = vocabulary(table).by_header
    fields = {meanings[name] for name in names if name in meanings}
    # A sign stands for every group but the first: what a row is called is always needed.
    core = _CORE[table][:1] if names & _SIGNS.get(table, frozenset()) else _CORE[table]
    return all(fields & set(group.split()) for group in core)


@cache
def _tables_that_know(name: str) -> int:
    return sum(1 for table in ENTITIES if name in vocabulary(table).by_header)


def _words(file_name: str) -> list[str]:
    stem = file_name.rsplit(".", 1)[0].casefold()
    return "".join(letter if letter.isalpha() else " " for letter in stem).split()
