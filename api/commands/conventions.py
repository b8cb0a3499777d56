"""`pitcrew workspace`: the company's conventions, which decide how every figure is read."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from store.people import Workspace

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="The company's name, zone, currency, country and calendar.",
)  # fmt: skip

LABELS = {
    "name": "name", "timezone": "time zone", "currency": "currency", "country": "country",
    "fiscal_start_month": "first month of the year", "fiscal_weeks": "quarters divided by",
}  # fmt: skip


@app.command()
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Show the conventions, and what this quarter and this year are by them."""
    from api.exact import dumps
    from api.opening import opened

    workspace = opened(context).workspace
    if as_json:
        typer.echo(dumps(workspace.model_dump()))
        return
    for name, label in LABELS.items():
        typer.echo(f"{label + ':':<25}{_said(name, getattr(workspace, name))}")
    _periods(workspace)


@app.command("set")
def set_them(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="What the company is called.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Such as Europe/Berlin; days begin and end by it.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="ISO code, such as EUR; all figures are in it.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Two letters, such as DE: where a bare phone number is from.")
    ] = None,
    fiscal_start: Annotated[
        str | None, typer.Option(metavar="MONTH", help="1 to 12 or a name: the year begins in it.")
    ] = None,
    fiscal_weeks: Annotated[
        str | None,
        typer.Option(metavar="PATTERN", help="4-4-5, 4-5-4 or 5-4-4; `months` for none."),
    ] = None,
    actor: Annotated[str | None, typer.Option(metavar="EMAIL", help="Who sets it.")] = None,
) -> None:
    """Set conventions; it takes an admin, and the journal keeps who, when, and what was before."""
    from api import decisions
    from api.opening import opened
    from store.conventions import set_conventions
    from store.engine import writing

    given = {"name": name, "timezone": timezone, "currency": currency, "country": country,
             "fiscal_start_month": fiscal_start, "fiscal_weeks": fiscal_weeks}  # fmt: skip
    wanted = {key: value for key, value in given.items() if value is not None}
    if not wanted:
        raise typer.BadParameter("Name something to set, such as --fiscal-start february.")
    office = opened(context)
    with writing(office.engine, durable=True) as session:
        by = decisions.approver(office.actor_for(actor))
        changed = set_conventions(
            session, office.settings.workspace, wanted, by=by, now=datetime.now(UTC)
        )
    for key, (was, now) in changed.items():
        typer.echo(f"{LABELS[key].capitalize()}: {_said(key, now)} (was {_said(key, was)}).")
    for line in _means(changed):
        typer.echo(line)
    if changed.keys() & {"fiscal_start_month", "fiscal_weeks"}:
        _periods(office.workspace)
    if not changed:
        typer.echo("Nothing changed: that is how it was.")


def _said(name: str, value: object) -> str:
    from store.conventions import MONTHS

    if name == "fiscal_start_month" and isinstance(value, int):
        return MONTHS[value - 1].capitalize()
    return "calendar months" if value is None else str(value)


def _means(changed: dict[str, tuple[Any, Any]]) -> list[str]:
    """What else an admin should know of what was changed."""
    found = []
    if "currency" in changed:
        found.append("Amounts that carry no currency of their own are now read as"
                     f" {changed['currency'][1]}.")  # fmt: skip
    if "timezone" in changed:
        found.append("Days begin and end by the new zone; days noted by `pitcrew snapshot` before"
                     " this keep the old one.")  # fmt: skip
    if changed:
        found.append("Figures that were given before keep their receipts; ask again for new ones.")
    return found


def _periods(workspace: "Workspace") -> None:
    """This quarter and this year by the calendar, so that a slip is seen at once."""
    from zoneinfo import ZoneInfo

    from tools.parts.calendars import calendar_for
    from tools.parts.periods import resolve

    today = datetime.now(ZoneInfo(workspace.timezone)).date()
    for words in ("this quarter", "this year"):
        span = resolve(words, today, calendar_for(workspace))
        typer.echo(f"{words + ':':<25}{span.label} ({span.dates})")
