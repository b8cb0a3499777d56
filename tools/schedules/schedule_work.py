"""A request that is to be made again and again: tried once, shown, and switched on by approval."""

import re
from typing import Annotated, Any, Literal

from store.changes import Draft
from store.errors import BadInput
from store.schema import ENTITIES
from tools.arguments import Count, Recurrence, Slot, Words, flag
from tools.contract import Context, Result, tool
from tools.parts.scheduling.foreseeing import Foresight, foreseen
from tools.parts.scheduling.moments import When, when_of
from tools.parts.scheduling.naming import title_of
from tools.parts.scheduling.places import addresses, kept, places, unreached
from tools.parts.scheduling.replacing import same_as, waiting_for, withdraw
from tools.result import ChangeSetRef, Figure, Table

Plain = Annotated[str, Words(slot=Slot.TEXT)]
DraftsOnly = Annotated[
    bool,
    flag("only propose", "draft only", "drafts only", "ask me first", "ask first", "just propose",
         "don't apply", "do not apply", "propose only", "nothing automatically", "only drafts",
         "without applying"),
]  # fmt: skip
Kind = Literal["update", "merge", "move", "create", "delete"]
LISTS = frozenset({"tables", "fields", "kinds"})
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@tool(effect="proposes")
def schedule_work(
    ctx: Context,
    *,
    ask: Plain,
    when: Recurrence,
    timezone: str | None = None,
    destination: str | None = None,
    draft_only: DraftsOnly = False,
    max_rows: Count | None = None,
    tables: list[str] = [],  # noqa: B006 - pydantic copies a default
    fields: list[str] = [],  # noqa: B006 - as above
    kinds: list[Kind] = [],  # noqa: B006 - as above
    min_confidence: float | None = None,
    quiet_from: str | None = None,
    quiet_until: str | None = None,
    catch_up: bool = True,
) -> Result:
    """Schedule a request to be made again and again, for the person who asks.

    It is tried now, without keeping anything, and proposed with its next times; nothing runs until
    a person approves it. Each run acts with the rights that its owner has then. It proposes; what
    a standing policy covers is applied, within the limits given here. A digest of each run goes to
    a conversation, a file, and each destination.

    Args:
        ask: What is to be done each time, as it would be asked once, without the times.
        when: How often and when: `every Friday at 16:00`, `on the first Monday of the month at 9`.
        timezone: An IANA zone, where `when` names none; the workspace's unless said.
        destination: Where the digest goes too: `email:ops@example.com`, `email:me`,
            `slack:#revops` or `webhook:https://...`; several are separated by commas.
        draft_only: Nothing is applied without asking, whatever the policies allow.
        max_rows: Changes applied in one run without asking, at most.
        tables: The only tables in which a policy may apply changes.
        fields: The only fields in which a policy may apply changes.
        kinds: The only kinds of change that a policy may apply.
        min_confidence: How sure a change must be to be applied without asking, 0 to 1.
        quiet_from: From this time of day on, such as 22:00, no digest is sent out.
        quiet_until: Until this time of day.
        catch_up: Run once for times that were missed while nothing ran here.

    Raises:
        BadInput: The times, the limits or the destination cannot be used, or no tool does that.
        Refused: It would decide something, or takes more than the asker may do.
    """
    moment = when_of(ctx, when, timezone)
    told = places(destination, ctx.actor) if destination else []
    _check(tables, min_confidence, quiet_from, quiet_until)
    trial = foreseen(ctx, ask)
    title = title_of(ask, moment.words)
    limits = {
        "tables": tables, "fields": fields, "kinds": list(kinds), "min_confidence": min_confidence,
        "max_rows": max_rows, "destination": kept(told), "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }  # fmt: skip
    after = {
        "name": title, "ask": ask, "recurrence": str(moment.rule), "timezone": moment.zone,
        "owner": ctx.actor.id, "draft_only": draft_only, "catch_up": catch_up,
        # JSON columns take no NULL, so that "no limit" is an empty list.
        **{name: value for name, value in limits.items() if value or name in LISTS},
    }  # fmt: skip
    made, replaced = _proposed(ctx, f"Schedule: {title} ({moment.zone})", after)
    times = moment.table(ctx.now)
    return Result(
        say=_say(ask, moment, times, trial, told, draft_only=draft_only),
        figures=[*_count(ctx, trial), *trial.figures],
        tables=[times, *([trial.table()] if trial.rows else [])],
        change_sets=[made], notes=[*_notes(moment, max_rows), *unreached(ctx, told), *replaced],
        facts={"ask": ask, "recurrence": str(moment.rule), "timezone": moment.zone,
               "tools": trial.tools, "destination": kept(told), "would_change": trial.changes,
               "draft_only": draft_only},
    )  # fmt: skip


def _proposed(ctx: Context, title: str, after: dict[str, Any]) -> tuple[ChangeSetRef, list[str]]:
    """The draft, and what is said of one that it replaces or that says the same already."""
    waits = waiting_for(ctx, "schedule_work", after["ask"])
    twin = same_as(waits, after)
    if twin is not None:
        return twin, [f"This waits already, as {twin.id}; no second one was made."]
    made = ctx.propose(title, "schedule_work", [Draft("create", "schedule", after=after)])
    return made, withdraw(ctx, waits, made.id)


def _say(
    ask: str, moment: When, times: Table, trial: Foresight, told: list[str], *, draft_only: bool
) -> str:
    first = f"I would do “{ask}” {moment.words}, {moment.zone} time, first on {times.rows[0][0]}."
    parts = [first]
    if trial.proposes:
        noun = "record" if trial.changes == 1 else "records"
        parts.append(f"A run now would propose changes of {trial.changes:,} {noun}.")
        parts.append(
            "Each run only proposes, and waits for you." if draft_only
            else "Each run applies what a standing policy allows, and asks you for the rest."
        )  # fmt: skip
    *most, last = ["a conversation", *addresses(told)]
    parts.append(f"A digest of each run goes to {', '.join(most)}{' and ' * bool(most)}{last}.")
    return " ".join(parts)


def _count(ctx: Context, trial: Foresight) -> list[Figure]:
    if not trial.proposes:
        return []
    return [
        ctx.figure(
            "would_change", trial.changes, "count", label="records that a run now would change",
            definition="Records in the changes that a test run proposed; nothing of it was kept.",
            formula="count", n=len(trial.tools),
        )
    ]  # fmt: skip


def _notes(moment: When, max_rows: int | None) -> list[str]:
    notes = [f"As for the time: {assumed}." for assumed in moment.assumed]
    if max_rows is not None:
        notes.append(f"At most {max_rows:,} changes of a run are applied without asking.")
    return notes


def _check(
    tables: list[str], sure: float | None, quiet_from: str | None, quiet_until: str | None
) -> None:
    strange = sorted(set(tables) - set(ENTITIES))
    if strange:
        raise BadInput(f"There is no table {strange[0]!r}.", hint=f"Tables: {', '.join(ENTITIES)}.")
    if sure is not None and not 0 < sure <= 1:
        raise BadInput(f"{sure} is no confidence.", hint="Give one above 0 up to 1, such as 0.95.")
    ends = [at for at in (quiet_from, quiet_until) if at is not None]
    if len(ends) == 1 or not all(_CLOCK.fullmatch(at) for at in ends):
        raise BadInput(
            "Quiet hours need both ends, as times of day.", hint="For example 22:00 and 07:00."
        )
