"""The lead funnel: of the leads that came in, how many were qualified, became deals, and bought."""

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import ColumnElement, FromClause, Subquery, case, func, or_, select

from tools.parts.metrics.shape import Metric, Moment, Part, Variant, both
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of

LEAD = table_of("lead").c
MINIMUM = 5
Rows = Callable[[Moment], ColumnElement[bool]]


def leads(moment: Moment) -> ColumnElement[bool]:
    """Leads that came in in the period."""
    return moment.within(LEAD.created_on)


def converted(moment: Moment) -> ColumnElement[bool]:
    """Leads of the period that have become a contact of an account."""
    said = or_(LEAD.converted_contact_id.is_not(None), func.lower(LEAD.status) == "converted")
    undated = both(LEAD.converted_on.is_(None), said)
    return both(leads(moment), or_(LEAD.converted_on <= moment.today, undated))


@lru_cache(maxsize=8)
def _reached(moment: Moment) -> Subquery:
    """For each converted lead: whether its account has a deal begun since, and one that was won.

    The days are looked at after the join, so that no database starts from them.
    """
    lead, contact, deal = (table_of(n).alias() for n in ("lead", "contact", "opportunity"))
    own, today = moment.workspace_id, moment.today
    since = both(deal.c.created_on >= lead.c.created_on, deal.c.created_on <= today)
    bought = both(since, deal.c.status == "won", deal.c.closed_on <= today)
    return (
        select(
            lead.c.id, func.count(case((since, 1))).label("deals"),
            func.count(case((bought, 1))).label("won"),
        )
        .join_from(lead, contact, both(contact.c.id == lead.c.converted_contact_id,
                                       alive(contact, own)))
        .join(deal, both(deal.c.account_id == contact.c.account_id, alive(deal, own)))
        .where(alive(lead, own))
        .group_by(lead.c.id)
        .subquery("reached")
    )  # fmt: skip


def _beside(moment: Moment) -> tuple[FromClause, ColumnElement[bool]]:
    reached = _reached(moment)
    return reached, reached.c.id == LEAD.id


def _deal(moment: Moment, *, won: bool) -> ColumnElement[bool]:
    reached = _reached(moment)
    return func.coalesce(reached.c.won if won else reached.c.deals, 0) > 0


def _opportunity(moment: Moment) -> ColumnElement[bool]:
    return both(leads(moment), _deal(moment, won=False))


def _won(moment: Moment) -> ColumnElement[bool]:
    return both(leads(moment), _deal(moment, won=True))


def _qualified(*names: str) -> Rows:
    """Leads that passed one of the gates, or went further: a gate that was skipped is passed."""

    def rows(moment: Moment) -> ColumnElement[bool]:
        passed = or_(*(LEAD[name] <= moment.today for name in names))
        return both(leads(moment), or_(passed, converted(moment), _opportunity(moment)))

    return rows


def _part(name: str, rows: Rows) -> Part:
    return Part(name, rows, table="lead", day="created_on", beside=_beside)


LEADS = Part("leads", leads, table="lead", day="created_on")
CONVERTED = Part("converted", converted, table="lead", day="created_on")
MQL = _part("mql", _qualified("mql_on", "sal_on", "sql_on"))
SAL = _part("sal", _qualified("sal_on", "sql_on"))
SQL = _part("sql", _qualified("sql_on"))
OPPORTUNITIES, WON = _part("opportunities", _opportunity), _part("won", _won)
ALL = (LEADS, MQL, SAL, SQL, CONVERTED, OPPORTUNITIES, WON)
LINKED = (
    "A lead's deals are those of the account that it became a contact of, begun since it came in."
)


def _variant(name: str, label: str, said: str, top: str, bottom: str, definition: str) -> Variant:
    return Variant(
        name=name, label=label, words=words(said), shape="ratio", top=(top,), bottom=(bottom,),
        minimum=MINIMUM, definition=definition, formula=f"{top} / {bottom}", parts=ALL,
        noun=("lead", "leads") if bottom == "leads" else (bottom.upper(), f"{bottom.upper()}s"),
        caveats=(LINKED, "Young leads may still move on; a gate that was skipped is passed."),
    )  # fmt: skip


LEAD_FUNNEL = Metric(
    name="lead_funnel",
    label="lead-to-won rate",
    words=words("""lead funnel|marketing funnel|lead to won rate|lead-to-won rate|lead to won
        |lead to close rate|full funnel|lead lifecycle funnel|funnel of leads|mql to sql
        |mql to sql rate|mql to sql conversion|lead to mql|lead to mql rate|sql to opportunity
        |sql to won|mql funnel|mqls|sqls|how many mqls|how many sqls|lead to opportunity rate
        |lead to opportunity|from lead to won|mqls turned into sqls|mqls that became sqls
        |mqls to sqls|share of mqls that became sqls|how many mqls became sqls"""),
    unit="rate",
    table="lead",
    day="the day they were created",
    noun=("lead", "leads"),
    required="leads; days of qualification, and contacts with accounts for the later steps",
    steps=(
        ("leads", "leads"), ("mql", "marketing qualified"), ("sal", "sales accepted"),
        ("sql", "sales qualified"), ("converted", "converted"), ("opportunities", "with a deal"),
        ("won", "won"),
    ),
    steps_mean=(
        "Leads created in the period.",
        "Of them, those that were marketing qualified, or went further.",
        "Of them, those that were accepted by sales, or went further.",
        "Of them, those that were sales qualified, or went further.",
        "Of them, those that were converted.",
        "Of them, those whose account has a deal begun since the lead came in.",
        "Of them, those whose account has won such a deal.",
    ),
    variants=(
        _variant("won", "lead-to-won rate", "to won|to close|full funnel", "won", "leads",
                 "Of the leads created in the period, the share whose account has bought since."),
        _variant("mql", "lead-to-MQL rate", "to mql|lead to mql", "mql", "leads",
                 "Of the leads created in the period, the share that marketing qualified."),
        _variant("mql_to_sql", "MQL-to-SQL rate",
                 "mql to sql|mqls to sqls|turned into sqls|became sqls|sqls", "sql", "mql",
                 "Of the leads created in the period that marketing qualified, the share that"
                 " sales qualified."),
        _variant("sql_to_opportunity", "SQL-to-opportunity rate", "sql to opportunity|sql to deal",
                 "opportunities", "sql",
                 "Of the leads created in the period that sales qualified, the share whose account"
                 " has a deal since."),
        _variant("opportunity", "lead-to-opportunity rate", "lead to opportunity|to opportunity",
                 "opportunities", "leads",
                 "Of the leads created in the period, the share whose account has a deal since."),
        _variant("sql_to_won", "SQL-to-won rate", "sql to won", "won", "sql",
                 "Of the leads created in the period that sales qualified, the share whose account"
                 " has bought since."),
    ),
)  # fmt: skip
