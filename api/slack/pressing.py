"""A press on a button: the person who pressed decides, with their own role, on what was drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api import decisions, importing
from api.drawing import block_sets
from api.drawing.blocks import WAITS
from api.drawing.receipt import lines
from api.slack import filing
from api.slack.answer import Answer, File
from api.views import change_sets, receipts
from api.views.change_sets import Page, Summary
from connectors.slack.blocks import OURS, Block, context, section
from connectors.slack.deciding import DONE, SET
from connectors.slack.text import escaped, marked
from store import changes
from store.engine import reading
from store.errors import BadInput, Conflict, NotFound, Refused
from tools.context import Actor
from tools.parts.spreadsheet import written_file

if TYPE_CHECKING:
    from agent.setup import Office

ROWS = 25
MOST_ROWS = 20_000
"""Changes that a file holds; more of them are on Pitcrew's own page."""
RECEIPTS = 8
UNDER_WAY = ("approved", "applying")


@dataclass(slots=True)
class Pressed:
    """What a press does.

    Attributes:
        instead: What stands in the place of the message's rows of buttons, by their name.
        answer: What is said under it, if anything.
    """

    instead: dict[str, list[Block]] = field(default_factory=dict)
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A press of somebody who is known.

    Attributes:
        office: The deployment.
        actor: Who pressed.
        carries: What the button carries.
        again: Whether an earlier worker may have carried it out and died.
    """

    office: "Office"
    actor: Actor
    carries: Mapping[str, Any]
    again: bool = False

    def carry_out(self, does: str) -> Pressed:
        """Do what the button says.

        Raises:
            Refused: The person may not, or it is not what they were shown.
            Conflict: Somebody else decided first.
            NotFound: It is gone.
            BadInput: It is a button of an older version.
        """
        ways: dict[str, Callable[[], Pressed]] = {
            "approve": self._approve, "reject": self._reject, "undo": self._undo,
            "explain": self._explain, "receipts": self._receipts, "import": self._import,
            "map": self._map, "leave": self._leave,
        }  # fmt: skip
        if does not in ways:
            raise BadInput("I no longer know that button.", hint="Ask me again in words.")
        return ways[does]()

    def _approve(self) -> Pressed:
        found = self._shown()
        if not (self.again and self._mine(found)):
            decisions.approve(self.office, self.actor, found.id, found.digest)
        elif found.status in UNDER_WAY:
            changes.apply(self.office.engine, self.office.workspace.id, found.id,
                          worker=self.actor.id, now=datetime.now(UTC))  # fmt: skip
        return self._decided(found.id)

    def _reject(self) -> Pressed:
        found = self._shown()
        if not (self.again and found.status == "rejected"):
            decisions.reject(self.office, self.actor, found.id, f"Rejected by {self.actor.name}.")
        return self._decided(found.id)

    def _undo(self) -> Pressed:
        found = self._shown()
        if not (self.again and found.undone_by):
            decisions.undo(self.office, self.actor, found.id)
        pressed = self._decided(found.id)
        by = self._page(found.id).change_set.undone_by
        if by:
            text = block_sets.undone(self._page(by).change_set)
            pressed.answer = Answer(text, section(text))
        return pressed

    def _explain(self) -> Pressed:
        page = self._page(str(self.carries.get("id")), ROWS)
        files = [self._sheet(page)] if page.total > block_sets.EXPLAINED else []
        return Pressed(answer=Answer(page.change_set.summary, block_sets.explained(page), files))

    def _receipts(self) -> Pressed:
        blocks: list[Block] = []
        with reading(self.office.engine) as session:
            for each in list(self.carries.get("ids") or [])[:RECEIPTS]:
                found = receipts.view(session, self.office.workspace, str(each), 0, by=self.actor)
                told = [f"{name}: {escaped(value)}" for name, value in lines(found) if value]
                blocks += section(f"*{marked(found.label)}: {escaped(found.text)}*")
                blocks += context("\n".join(told))
        if not blocks:
            raise NotFound("There are no receipts to show.", hint="Ask again.")
        return Pressed(answer=Answer("Receipts", blocks))

    def _import(self) -> Pressed:
        answer = filing.imported(self.office, self.actor, self.carries)
        return Pressed(self._filed(f"Imported by {marked(self.actor.name)}."), answer)

    def _map(self) -> Pressed:
        blocks = filing.preview(
            self.office, str(self.carries.get("upload")), str(self.carries.get("as")),
            dict(self.carries.get("map") or {}),
        )  # fmt: skip
        return Pressed(answer=Answer("What importing it would do", blocks))

    def _leave(self) -> Pressed:
        importing.permitted(self.actor)
        filing.left(self.office, self.carries)
        return Pressed(self._filed(f"Left by {marked(self.actor.name)}. Nothing was imported."))

    def _filed(self, line: str) -> dict[str, list[Block]]:
        return {f"file:{self.carries.get('upload')}": context(line)}

    def _shown(self) -> Summary:
        """The change set that the button was drawn for, as long as it is what was drawn.

        Raises:
            Refused: Its content is not what was shown.
        """
        found = self._page(str(self.carries.get("id"))).change_set
        if found.digest != self.carries.get("digest"):
            raise Refused(
                f"{found.summary}: this is not the content that was shown here.",
                hint="Press Explain to see it as it is now, and decide there.",
            )
        return found

    def _mine(self, found: Summary) -> bool:
        return found.approved_by == self.actor.id

    def _decided(self, change_set: str) -> Pressed:
        found = self._page(change_set).change_set
        return Pressed({f"{SET}{found.id}": block_sets.after(found, self.actor.name)})

    def _page(self, change_set: str, rows: int = 1) -> Page:
        with reading(self.office.engine) as session:
            return change_sets.page(
                session, self.office.workspace, change_set, 0, rows, by=self.actor
            )

    def _sheet(self, page: Page) -> File:
        def written() -> bytes:
            whole = self._page(page.change_set.id, MOST_ROWS)
            columns = (
                "Group",
                "Kind",
                "Table",
                "Record",
                "Field",
                "Before",
                "After",
                "Why",
                "Sure",
            )
            rows = [
                [row.group, row.kind, row.table, row.record, cell.label, cell.before, cell.after,
                 cell.why or row.reason, None if row.confidence is None else str(row.confidence)]
                for row in whole.changes
                for cell in row.cells
            ]  # fmt: skip
            return written_file("csv", columns, rows, made_at=datetime.now(UTC))

        return File(f"{page.change_set.id}.csv", written)


def rebuilt(office: "Office", blocks: list[Block], pressed: Pressed) -> list[Block]:
    """A message with what has been decided in it, also what others decided meanwhile.

    Slack sends the message as it was when it was pressed: of two presses in one moment the later
    must not bring the buttons of the earlier back.
    """
    found: list[Block] = []
    for block in blocks:
        name = str(block.get("block_id", ""))
        if name.startswith(DONE):
            continue  # it is drawn anew above its row of buttons
        if name in pressed.instead:
            found += pressed.instead[name]
        elif block.get("type") == "actions" and name.startswith(SET):
            found += _as_it_is(office, name.removeprefix(SET), block)
        else:
            found.append(block)
    if any(_approves(element) for block in found for element in block.get("elements", ())):
        return found
    return [block for block in found if block.get("block_id") != WAITS]


def _approves(element: Block) -> bool:
    return str(element.get("action_id", "")).startswith(f"{OURS}approve:")


def _as_it_is(office: "Office", change_set: str, block: Block) -> list[Block]:
    """A row of buttons, or what was decided where it stood."""
    try:
        with reading(office.engine) as session:
            page = change_sets.page(session, office.workspace, change_set, 0, 1)
    except (NotFound, Conflict):
        return [block]
    found = page.change_set
    return [block] if found.status == "draft" else block_sets.after(found, found.approved_by or "")
