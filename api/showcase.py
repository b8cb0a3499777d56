"""`pitcrew demo`: the whole job on an invented company, through the real agent.

It asks for a list, a forecast and a cleanup, approves the cleanup and undoes it, and reads back
from the store what became of it each time.
"""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.rule import Rule
from rich.text import Text

from agent.events import Ask, Reply
from agent.settings import Settings
from agent.setup import Office, open_office
from api.demo_company import fill
from api.drawing import change_set, parts, receipt
from api.drawing.plain import plain
from api.drawing.reply import console, unsaid
from api.views import change_sets, receipts
from store.engine import reading
from store.errors import Conflict

if TYPE_CHECKING:
    from api.views.change_sets import Page, Summary

ASKS = (
    "Build a list of 20 Series B fintech companies in North America",
    "What will we land this quarter, and how sure are you?",
    "Find duplicate accounts and merge the safe ones, but show me first",
)
ROWS = 8
OUT = console()


def run(settings: Settings, *, scale: float) -> None:
    """Make the company in the settings' folder, and do the job.

    Raises:
        Conflict: The folder holds something that is not a demo, or the job did not end as it must.
    """
    began = time.monotonic()
    _clear(settings.home)
    today = fill(settings, scale=scale)
    office = open_office(settings.model_copy(update={"as_of": today}))
    conversation: str | None = None
    for text in ASKS:
        reply = _asked(office, text, conversation)
        conversation = reply.conversation
    _first_receipt(office)
    _decided(office, conversation)
    office.close()
    _ending(settings.home, today.isoformat(), time.monotonic() - began)


def _clear(home: Path) -> None:
    if not home.exists():
        return
    if any(home.iterdir()) and not (home / "demo_truth.json").exists():
        raise Conflict(
            f"{home} holds something that is not a demo, so it is left alone.",
            hint="Name another folder: pitcrew --home FOLDER demo.",
        )
    shutil.rmtree(home)


def _asked(office: Office, text: str, conversation: str | None) -> Reply:
    OUT.print()
    OUT.print(Rule(Text(f"“{text}”", "bold cyan"), align="left", style="dim"))
    ask = Ask(text=text, actor=office.actor_for(None), conversation=conversation)
    reply = office.desk.answer(ask)
    for step in reply.plan:
        OUT.print(parts.step(step))
    OUT.print(Text(f"\n{plain(reply.answer)}", "bold"))
    if reply.receipts:
        OUT.print(parts.figures(reply.receipts[:ROWS]))
    for table in reply.tables[:2]:
        OUT.print(parts.table(table, ROWS, OUT.width))
    for note in unsaid(reply)[:3]:
        OUT.print(Text(f"  Note: {plain(note)}", "dim"))
    for given in reply.change_sets:
        if given.status == "draft":
            OUT.print(change_set.page(_page(office, given.id)))
    for question in reply.questions:
        OUT.print(parts.question(question))
    return reply


def _first_receipt(office: Office) -> None:
    """The receipt of the latest figure: no number is without one."""
    OUT.print()
    OUT.print(
        Rule(Text("What stands behind the last figure", "bold cyan"), align="left", style="dim")
    )
    with reading(office.engine) as session:
        OUT.print(receipt.drawn(receipts.view(session, office.workspace, "last", 5)))


def _decided(office: Office, conversation: str | None) -> None:
    """Approve what waits and undo it, in the conversation's own words, and read both back."""
    with reading(office.engine) as session:
        waiting = change_sets.listing(session, office.workspace.id, "draft", 1).change_sets
    if not waiting:
        raise Conflict("The cleanup proposed nothing, so there is nothing to approve.")
    made = waiting[0].id
    for words, must in (("approve it", "applied"), ("undo that", "undone")):
        _asked(office, words, conversation)
        found = _page(office, made).change_set
        status = "undone" if found.undone_by else found.status
        line = f"Read back from the store: {made} is {status}. {_became(office, found)}"
        OUT.print(Text(line, "bold green" if status == must else "bold red"))
        if status != must:
            raise Conflict(f"{made} should be {must} now, and is {status}.")


def _became(office: Office, found: "Summary") -> str:
    if found.undone_by is None:
        return f"{found.applied:,} changes applied, {found.skipped:,} skipped."
    report = _page(office, found.undone_by).change_set.undo_report or {}
    return (
        f"{report['reversed']['rows']:,} records are as before, {report['kept_total']:,} kept what "
        f"somebody wrote since, {report['errored_total']:,} could not be reversed."
    )


def _page(office: Office, given: str) -> "Page":
    with reading(office.engine) as session:
        return change_sets.page(session, office.workspace, given, 0, ROWS)


def _ending(home: Path, today: str, seconds: float) -> None:
    command = f"PITCREW_HOME={home} PITCREW_AS_OF={today} .venv/bin/pitcrew"
    OUT.print()
    OUT.print(Rule(style="dim"))
    typer.echo(f"Done in {seconds:.0f} seconds, on {datetime.now(UTC):%Y-%m-%d}. Try next:\n")
    typer.echo(f"  {command} serve        # the page, at http://localhost:8321")
    typer.echo(f"  {command} chat")
    typer.echo(f'  {command} ask "Why did our win rate change from last quarter?"')
    typer.echo("  pitcrew init && pitcrew import YOUR-EXPORT.csv   # your own CRM")
