"""How many records of each kind there are."""

from sqlalchemy import ColumnElement, true

from tools.parts.metrics.shape import Metric, Moment, Part, Variant, both
from tools.parts.metrics.words import words
from tools.parts.paths import table_of

USER = table_of("user").c


_DATED = {"activity": "dated", "funding_round": "dated", "prospect_company": "founded"}
"""What happened to a record on its day, where it was not created on it."""


def _counted(
    table: str, label: str, noun: tuple[str, str], said: str, day: str | None = None
) -> Metric:
    def rows(moment: Moment) -> ColumnElement[bool]:
        if day is None:
            return true()
        return moment.within(table_of(table).c[day], instant=day.endswith("_at"))

    part = Part(table, rows, table=table, day=day or "recorded_at")
    variant = Variant(
        name="default", label=label, definition=f"How many {noun[1]} the store holds"
        f"{', by the day they were dated' if day else ''}.",
        formula=f"count of {noun[1]}", parts=(part,), top=(table,), counted=table,
    )  # fmt: skip
    return Metric(
        name=f"count_{noun[1].replace(' ', '_')}", label=label, words=words(said), unit="count",
        variants=(variant,), table=table, additive=True, noun=noun,
        day=f"the day they were {_DATED.get(table, 'created')}" if day
        else "nothing: they carry no day",
    )  # fmt: skip


COUNTS = (
    _counted("account", "accounts", ("account", "accounts"),
             """accounts|number of accounts|how many accounts|account count|customers|companies
             |how many customers|how many companies|number of customers|customer count|clients
             |how many clients|count of accounts|companies in the crm|logos
        |number of companies in the crm|count the accounts|total accounts""", "created_on"),
    _counted("contact", "contacts", ("contact", "contacts"),
             """contacts|number of contacts|how many contacts|contact count|people in the crm
             |how many people|count of contacts|contact records|size of the contact database
        |number of people in the crm|total contacts""",
             "created_on"),
    _counted("lead", "leads", ("lead", "leads"),
             """leads|number of leads|how many leads|lead count|new leads|count of leads
             |leads created|inbound leads|lead volume|incoming leads|leads generated""",
             "created_on"),
    _counted("opportunity", "deals", ("deal", "deals"),
             """deals|number of deals|how many deals|deal count|opportunities|opps|count of deals
             |how many opportunities|total deals|number of opportunities|opportunity count
             |deal volume|how many opps""", "created_on"),
    _counted("product", "products", ("product", "products"),
             """products|number of products|how many products|product count|skus|how many skus
             |count of products|products we sell"""),
    _counted("activity", "activities", ("activity", "activities"),
             """activities|number of activities|how many activities|activity count|touches|calls
             |meetings|emails sent|how many calls|how many meetings|how many emails|emails
             |demos|logged activities|activity volume|count of activities
             |sales activity
        |total activities|total activities in the crm|activities in the crm|activities
        logged""", "occurred_at"),
    _counted("team", "teams", ("team", "teams"),
             "number of teams|how many teams|team count|count of teams"),
    _counted("prospect_company", "prospect companies",
             ("prospect company", "prospect companies"),
             """prospect companies|prospects|how many prospects|how many prospect companies
             |companies in the prospect universe|size of the prospect universe|startups
             |number of prospects|prospect count|how many startups
        |number of prospect companies|count of companies in the prospect universe|count
        of prospect companies|companies founded|number of companies founded""", "founded_on"),
    _counted("prospect_person", "prospect people", ("prospect person", "prospect people"),
             """prospect people|how many prospect people|people in the prospect universe
             |prospect contacts
        |number of prospect people|count of prospect people|count of people in the
        prospect universe"""),
    _counted("funding_round", "funding rounds", ("funding round", "funding rounds"),
             """funding rounds|how many funding rounds|rounds|number of rounds|raises
        |number of funding rounds|count of funding rounds""",
             "funded_on"),
    _counted("stage_history", "stage changes", ("stage change", "stage changes"),
             "stage changes|how many stage changes|stage moves|number of stage moves",
             "entered_at"),
)  # fmt: skip

REPS = Metric(
    name="count_reps",
    label="reps",
    words=words("""reps|number of reps|how many reps|rep count|sales reps|headcount|salespeople
        |how many people are on|people on each team|people in each team|people per team
        |how many people work
        |how many salespeople|sellers|how many sellers|how many sales reps|size of the sales team
        |team size|how many agents|sales agents|how many users"""),
    unit="count",
    table="user",
    additive=True,
    noun=("rep", "reps"),
    day="nothing: they are counted as of now",
    variants=(
        Variant(
            name="default", label="reps", top=("reps",), counted="reps",
            definition="Active users with the role of rep.", formula="count of active reps",
            parts=(Part("reps", lambda _: both(USER.active.is_(True), USER.role == "rep"),
                        table="user", day="started_on"),),
        ),
    ),
)  # fmt: skip

RECORDS = (*COUNTS, REPS)
