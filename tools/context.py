"""Everything a tool may depend on; a tool reads no clock, environment, file or network."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol

from sqlmodel import Session

from store import receipts
from store.access import SCOPES
from store.changes import Draft, propose
from store.people import Workspace
from tools.parts.formats import written
from tools.result import ChangeSetRef, Figure


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. An agent acts for a person and never decides."""

    id: str
    name: str
    role: str
    kind: Literal["person", "agent", "clock"] = "person"
    scopes: frozenset[str] = frozenset(SCOPES)

    def within(self, scopes: Collection[str]) -> "Actor":
        """The same person with no more than these scopes: of the key, of the agent."""
        return replace(self, scopes=self.scopes & frozenset(scopes))


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's own word on one change set, bound to the content that they were shown."""

    verb: Literal["approve", "reject", "undo"]
    change_set_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be done about a message: tools with their arguments, or what is said instead."""

    calls: Sequence[tuple[str, Mapping[str, Any]]]
    said: str = ""


class Shelf(Protocol):
    """Where a tool puts a file it makes."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Keep the file and return its artifact id."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One call's world: the store, who asks, and when `today` is."""

    session: Session
    workspace: Workspace
    actor: Actor
    today: date
    now: datetime
    shelf: Shelf
    run_id: str | None = None
    conversation_id: str | None = None
    consent: Consent | None = None
    own_words: bool = True
    """Whether the person's own message calls for this; False where a model made it up."""
    memory: Path | None = None
    """The folder for what can always be made anew; None: nothing is remembered."""
    foresee: Callable[[str], Foreseen] | None = None
    barrier: Callable[[str], str | None] | None = None
    """What keeps a digest from a place, such as `email:ann@example.com`; None: not known here."""
    withheld: list[str] = field(default_factory=list)
    """What a reader is told was left out because of their rights; noted by what left it out."""

    def figure(  # noqa: PLR0913 - a receipt names all of these, and nothing else
        self,
        metric: str,
        value: Decimal | int | None,
        unit: str,
        *,
        label: str,
        definition: str,
        formula: str,
        n: int | None = None,
        variant: str = "default",
        version: int = 1,
        inputs: Mapping[str, Any] | None = None,
        filters: Sequence[Any] = (),
        period: Mapping[str, Any] | None = None,
        exclusions: Sequence[str] = (),
        caveats: Sequence[str] = (),
        row_table: str | None = None,
        row_ids: Sequence[str] = (),
        reason: str | None = None,
    ) -> Figure:
        """Record a receipt for a figure, and the figure as a result carries it.

        Args:
            metric: Its name in the registry, or the tool's own name for it.
            value: Money in major units, shares from 0 to 1; None when there is no value.
            unit: An ISO currency, `rate`, `days`, `count`, `ratio` or `USD/day`.
            label: What a person calls it.
            definition: What it means, in a sentence.
            formula: How it is computed.
            n: Rows it was computed from.
            variant: Which named variant of the definition.
            version: Version of the definition.
            inputs: Intermediate values, by name.
            filters: The conditions that chose the rows.
            period: Its label, first and last day.
            exclusions: What was left out, and how many.
            caveats: What a careful reader should know.
            row_table: The table of the rows behind it.
            row_ids: Their ids; the first 500 are kept.
            reason: Why there is no value.
        """
        row = receipts.record(
            self.session,
            workspace_id=self.workspace.id, run_id=self.run_id, metric=metric, label=label,
            value=None if value is None else str(value), unit=unit, definition=definition,
            definition_version=version, variant=variant, formula=formula,
            inputs=dict(inputs or {}), filters=list(filters),
            period=dict(period) if period else None, as_of=self.today,
            currency=unit if len(unit) == 3 and unit.isupper() else None, n=n,  # noqa: PLR2004 - ISO codes have three letters
            exclusions=list(exclusions), caveats=[*caveats, *([reason] if reason else [])],
            row_table=row_table, row_ids=list(row_ids)[:500], made_at=self.now,
            made_by=self.actor.id,
        )  # fmt: skip
        number = None if value is None else Decimal(value)
        return Figure(
            id=row.id, metric=metric, label=label, value=number, unit=unit,
            text=written(number, unit), n=n, variant=variant, reason=reason,
        )  # fmt: skip

    def propose(
        self, title: str, kind: str, drafts: Sequence[Draft], effects: dict[str, Any] | None = None
    ) -> ChangeSetRef:
        """Keep the changes as a draft change set for a person to decide.

        Args:
            title: What they do, in a sentence.
            kind: The tool that proposes them.
            drafts: The changes, in groups that succeed or fail together.
            effects: Key metrics before and after, by name.
        """
        made = propose(
            self.session, self.workspace.id, title=title, kind=kind, drafts=drafts,
            proposed_by=self.actor.id, now=self.now, run_id=self.run_id,
            conversation_id=self.conversation_id, effects=effects,
        )  # fmt: skip
        return ChangeSetRef(
            id=made.id, summary=made.title, counts=made.counts, risk=made.risk,
            status=made.status, digest=made.digest,
        )  # fmt: skip
