"""A reply on a terminal: the work as it goes on standard error, what was found on standard out."""

from collections.abc import AsyncIterator

from rich.console import Console
from rich.text import Text

from agent.events import Ended, Event, Reply, Stepped
from api.drawing import change_set, charts, parts
from api.drawing.plain import plain
from tools.result import ChangeSetRef, Result

ROWS = 15
LOG_WIDTH = 120


async def follow(events: AsyncIterator[Event], progress: Console) -> Reply:
    """Draw each step as it ends, and return the whole reply.

    Raises:
        RuntimeError: The stream broke off before its end.
    """
    with progress.status("Reading your request") as status:
        async for event in events:
            match event:
                case Stepped(step=step) if step.status in {"planned", "running"}:
                    status.update(plain(step.title or step.tool))
                case Stepped(step=step):
                    progress.print(parts.step(step))
                case Ended(reply=reply):
                    return reply
                case _:
                    pass
    raise RuntimeError("the desk's stream ended without its last event")


def draw(reply: Reply, out: Console) -> None:
    """Everything that a reply holds, the answer first."""
    out.print(Text(plain(reply.answer), "bold" if reply.ended == "answered" else "default"))
    if reply.receipts:
        out.print(parts.figures(reply.receipts))
    for drawn in charts.fitting(reply.charts, out.width):
        out.print(drawn)
    for table in reply.tables:
        out.print(parts.table(table, ROWS, out.width))
    for note in unsaid(reply):
        out.print(Text(f"  Note: {plain(note)}", "dim"))
    for given in reply.change_sets:
        out.print(proposal(given))
    for question in reply.questions:
        out.print(parts.question(question))


def draw_result(result: Result, out: Console) -> None:
    """What one tool gave that a person called by itself."""
    out.print(Text(plain(result.say)))
    for table in result.tables:
        out.print(parts.table(table, ROWS, out.width))
    for note in result.notes:
        out.print(Text(f"  Note: {plain(note)}", "dim"))
    for given in result.change_sets:
        out.print(proposal(given))


def unsaid(reply: Reply) -> list[str]:
    """The notes that the answer does not hold already."""
    return [note for note in reply.notes if note not in reply.answer]


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; where there is none, wide enough for a log."""
    made = Console(stderr=stderr)
    return made if made.is_terminal else Console(stderr=stderr, width=LOG_WIDTH)


def proposal(given: ChangeSetRef) -> Text:
    """A proposed change set, and the words that decide it."""
    text = Text.assemble((f"Proposed: {plain(given.summary)}", "bold"), "\n")
    text.append(f"  {given.id}  {given.status}  ", "cyan")
    text.append(f"{given.risk} risk", change_set.RISKS.get(given.risk, "default"))
    text.append(f"\n  {change_set.sized(given.counts)}", "dim")
    return text
