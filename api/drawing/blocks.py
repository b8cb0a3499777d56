"""A reply as Slack's blocks: the answer, tables, proposals with their buttons, and receipts."""

from collections.abc import Iterator, Mapping, Sequence

from agent.compose import asks_for_approval
from agent.consent import verb_of
from agent.events import Reply, Step
from api.drawing import block_sets
from api.drawing.block_tables import FEWER, ROWS, table
from api.views.change_sets import Page
from connectors.slack.blocks import Block, Button, buttons, context, section
from connectors.slack.text import escaped, from_markdown, marked
from tools.result import Figure, Question

MARKS = {"planned": "○", "running": "◌", "done": "✓", "refused": "✗", "failed": "✗"}
NAMED, FIGURES = 3, 8
SEVERAL = 2
OPTIONS = 5
"""Buttons in a row; Slack takes more, and a phone shows fewer."""
LONGEST_NOTE = 600
WAITS = "waits"
"""The block that says that nothing has changed yet: it goes once everything is decided."""


def reply(given: Reply, previews: Mapping[str, Page]) -> list[Block]:
    """All of a reply, the answer first.

    Args:
        given: What the desk said.
        previews: The first rows of its change sets, by id.
    """
    answer, waits = _apart(given)
    blocks = section(from_markdown(answer) or "I have nothing to say to that.")
    blocks += [{**block, "block_id": WAITS} for block in context(from_markdown(waits))[:1]]
    most = ROWS if len(given.tables) <= SEVERAL else FEWER
    for each in given.tables:
        blocks += section(table(each, most))
    for set_ in given.change_sets:
        # A tool's own table says more of what it proposes than the rows do.
        blocks += block_sets.proposal(set_, None if given.tables else previews.get(set_.id))
    for n, question in enumerate(given.questions):
        blocks += _question(question, given.answer, n)
    notes = [note for note in given.notes if note not in given.answer]
    blocks += context(*(f"Note: {escaped(note[:LONGEST_NOTE])}" for note in notes))
    blocks += context(*_footing(given))
    return blocks + _receipts(given.receipts)


def _apart(given: Reply) -> tuple[str, str]:
    """The answer, and that nothing has changed yet: a block of its own, to be taken out later."""
    drafts = sum(each.status == "draft" for each in given.change_sets)
    said, gap, last = given.answer.rpartition("\n\n")
    if drafts and gap and last.endswith(asks_for_approval(drafts)):
        return said, last
    return given.answer, ""


def working(steps: Sequence[Step] = ()) -> list[Block]:
    """What stands there until there is an answer: that it is worked on, and how far it is."""
    lines = [f"{MARKS[step.status]} {escaped(step.title or step.tool)}" for step in steps]
    return context(WORKING, *([" · ".join(lines)] if lines else []))


WORKING = "Working on it …"


def failed(message: str, hint: str = "") -> list[Block]:
    """What went wrong, and what to do."""
    return [*section(escaped(message)), *(context(escaped(hint)) if hint else [])]


def _footing(given: Reply) -> Iterator[str]:
    """The plan in a line, and the figures with what they stand on."""
    if given.plan:
        yield " · ".join(
            f"{MARKS[step.status]} {escaped(step.title or step.tool)}" for step in given.plan
        )
    shown = given.receipts[:NAMED]
    if shown:
        more = len(given.receipts) - len(shown)
        rest = f"; and {more:,} more" if more else ""
        yield f"{'; '.join(_figure(each) for each in shown)}{rest}"


def _figure(given: Figure) -> str:
    counted = f" (n {given.n:,})" if given.n is not None else ""
    why = f" ({marked(given.reason)})" if given.reason else ""
    return f"{marked(given.label)} {escaped(given.text)}{why}{counted}"


def _receipts(given: Sequence[Figure]) -> list[Block]:
    if not given:
        return []
    ids = [each.id for each in given[:FIGURES]]
    label = "Receipt" if len(given) == 1 else "Receipts"
    return buttons("receipts", [Button(label, "receipts", {"ids": ids})])


def _question(given: Question, answer: str, n: int) -> list[Block]:
    """What must be known first; a press on an option says it, unless it would decide something."""
    blocks = [] if given.text in answer else section(escaped(given.text))
    sayable = [option for option in given.options if verb_of(option) is None]
    pressed, listed = sayable[:OPTIONS], [o for o in given.options if o not in sayable[:OPTIONS]]
    if listed:
        blocks += section("\n".join(f"• {marked(option)}" for option in listed))
    return blocks + buttons(
        f"question:{n}", [Button(option, "answer", {"text": option}) for option in pressed]
    )
