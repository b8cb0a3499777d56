"""`pitcrew ask` and `pitcrew chat`: plain words in, the plan, the answer and its receipts out."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.days import day

if TYPE_CHECKING:
    from rich.console import Console

    from agent.events import Ask, Ending, Reply
    from agent.setup import Office

EXITS: dict["Ending", int] = {
    "answered": 0,
    "needs_approval": 0,
    "needs_answer": 3,
    "refused": 4,
    "failed": 5,
}
LEAVE = frozenset({"exit", "quit", "bye", "/exit", "/quit", "/q"})

Text = Annotated[str, typer.Argument(metavar="TEXT", help="What you want, in a sentence.")]
Talk = Annotated[
    str | None, typer.Option("--conversation", help="Go on with this one; `last` is the latest.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=day, metavar="YYYY-MM-DD", help="The day to take as today."),
]
Email = Annotated[str | None, typer.Option("--actor", metavar="EMAIL", help="Who asks.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the reply as one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(ask)
    app.command()(chat)


def ask(
    context: typer.Context,
    text: Text,
    conversation: Talk = None,
    as_of: AsOf = None,
    actor: Email = None,
    as_json: AsJson = False,
) -> None:
    """Ask one thing.

    Exits 0 when it is answered or a change waits for your approval, 3 when Pitcrew needs an answer
    first, 4 when it is refused, 5 when it failed. The plan goes to standard error.
    """
    from api.columns import catch_up
    from api.opening import opened

    office = opened(context)
    catch_up(office)
    asked = _ask(office, text, conversation, as_of, actor)
    if as_json:
        from api.exact import dumps

        reply = office.desk.answer(asked)
        typer.echo(dumps(reply))
    else:
        reply = _show(office, asked)
        typer.secho(_next(reply), dim=True, err=True)
    raise typer.Exit(EXITS[reply.ended])


def chat(
    context: typer.Context, conversation: Talk = None, as_of: AsOf = None, actor: Email = None
) -> None:
    """Talk with Pitcrew; answer `approve`, `reject` or `undo` in place, and `exit` to leave."""
    from rich.console import Console

    from api.columns import catch_up
    from api.opening import opened

    office = opened(context)
    catch_up(office)
    out = Console()
    out.print("What should we work on? `exit` leaves.", style="dim")
    while (text := _heard(out)) is not None:
        if not text:
            continue
        reply = _show(office, _ask(office, text, conversation, as_of, actor))
        conversation = reply.conversation
        if reply.ended == "needs_approval":
            out.print("  Answer `approve`, `reject`, or say what to leave out.", style="dim")


def _heard(out: "Console") -> str | None:
    try:
        text: str = out.input("\n[bold cyan]you ›[/] ").strip()  # noqa: RUF001 - a prompt's mark
    except (EOFError, KeyboardInterrupt):
        return None
    return None if text.lower() in LEAVE else text


def _ask(
    office: "Office",
    text: str,
    conversation: str | None,
    as_of: datetime | None,
    actor: str | None,
) -> "Ask":
    from agent.events import Ask
    from store.errors import BadInput

    if not text.strip() or any("\ud800" <= c <= "\udfff" for c in text):
        raise BadInput("That message is empty, or holds bytes that are no text.")
    asker = office.actor_for(actor)
    return Ask(
        text=text, actor=asker, conversation=_resolved(office, conversation, asker.id),
        as_of=as_of.date() if as_of else None,
    )  # fmt: skip


def _resolved(office: "Office", conversation: str | None, asker: str) -> str | None:
    if conversation != "last":
        return conversation
    from store.conversation import listing
    from store.engine import reading

    with reading(office.engine) as session:
        found = listing(session, office.workspace.id, limit=1, by=asker)
    return found[0].id if found else None


def _show(office: "Office", asked: "Ask") -> "Reply":
    from api.drawing.reply import console, draw, follow

    reply = asyncio.run(follow(office.desk.reply(asked), console(stderr=True)))
    draw(reply, console())
    return reply


def _next(reply: "Reply") -> str:
    more = f"Go on with --conversation {reply.conversation}"
    if reply.ended == "needs_approval" and reply.change_sets:
        return f"Decide: pitcrew changes approve {reply.change_sets[-1].id}. {more}."
    return f"{more}." + (" Receipts: pitcrew receipt ID." if reply.receipts else "")
