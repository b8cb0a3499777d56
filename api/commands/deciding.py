"""`pitcrew changes`: list, show, narrow, approve, reject, undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.setup import Office
    from api.views.change_sets import Page
    from tools.context import Actor

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Proposed and applied changes.")
SHOWN = 20

Which = Annotated[str, typer.Argument(metavar="ID", help="Its id, the start of its id, or `last`.")]
Email = Annotated[str | None, typer.Option("--actor", metavar="EMAIL", help="Who decides.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; the digest is the one shown.")]
OneGroup = Annotated[
    int | None, typer.Option("--group", min=1, metavar="N", help="Only the preview's group N.")
]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object.")]


def register(app: typer.Typer) -> None:
    """Nothing here is a command of its own; `changes` is a group."""


@app.command("list")
def list_changes(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="draft, applied, rejected ...")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    as_json: AsJson = False,
) -> None:
    """List change sets, the newest first."""
    from api.opening import opened
    from api.views.change_sets import listing
    from store.engine import reading

    office = opened(context)
    with reading(office.engine) as session:
        found = listing(session, office.workspace.id, status, limit)
    if as_json:
        _json(found)
        return
    from api.drawing.change_set import heading
    from api.drawing.reply import console

    out = console()
    for each in found.change_sets:
        out.print(heading(each))
    out.print(f"{found.pending} of {found.total} wait for a decision.", style="dim")


@app.command()
def show(
    context: typer.Context,
    change_set: Which,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = SHOWN,
    group: OneGroup = None,
    as_json: AsJson = False,
) -> None:
    """Show what a change set changes: by rule, row by row, and its digest."""
    from api.opening import opened

    page = _page(opened(context), change_set, offset, limit, group)
    if as_json:
        _json(page)
    else:
        _draw(page)


@app.command()
def approve(
    context: typer.Context,
    change_set: Which,
    group: OneGroup = None,
    yes: Yes = False,
    actor: Email = None,
) -> None:
    """Approve a change set as it is shown here, or one group of it, and apply that."""
    from api import decisions
    from api.opening import opened

    office = opened(context)
    page = _page(office, change_set, 0, SHOWN, group)
    _draw(page)
    _confirm("Apply these changes?", yes=yes)
    who, rest = office.actor_for(actor), None
    if group is not None and len(page.groups) > 1:
        page, rest = _narrowed(office, who, page, Split(only=[group], rest_waits=True))
    found = page.change_set
    decisions.approve(office, who, found.id, found.digest)
    _draw(_page(office, found.id, 0, SHOWN))
    typer.secho(f"Undo: pitcrew changes undo {found.id}", dim=True, err=True)
    _tell_rest(rest)


@app.command()
def narrow(
    context: typer.Context,
    change_set: Which,
    only_group: Annotated[
        list[int] | None, typer.Option(min=1, metavar="N", help="Only these groups.")
    ] = None,
    drop_group: Annotated[
        list[int] | None, typer.Option(min=1, metavar="N", help="Without these groups.")
    ] = None,
    keep_rest: Annotated[
        bool | None,
        typer.Option(
            "--keep-rest/--reject-rest",
            help="Whether what is left out waits as a draft; after --only-group it does.",
        ),
    ] = None,
    actor: Email = None,
    as_json: AsJson = False,
) -> None:
    """Propose only some groups of a change set; the whole one is rejected in favour of them."""
    from api.opening import opened

    office = opened(context)
    split = Split(only_group or [], drop_group or [], rest_waits=keep_rest)
    page = _page(office, change_set, 0, 1)
    page, rest = _narrowed(office, office.actor_for(actor), page, split)
    if as_json:
        _json(page.model_copy(update={"rest": rest}))
        return
    _draw(page)
    typer.secho(f"Approve: pitcrew changes approve {page.change_set.id}", dim=True, err=True)
    _tell_rest(rest)


@app.command()
def reject(
    context: typer.Context,
    change_set: Which,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    yes: Yes = False,
    actor: Email = None,
) -> None:
    """Turn a proposed change set down; nothing changes."""
    from api import decisions
    from api.opening import opened

    office = opened(context)
    page = _page(office, change_set, 0, 1)
    _confirm(f"Reject “{page.change_set.summary}”?", yes=yes)
    decisions.reject(office, office.actor_for(actor), page.change_set.id, note)
    typer.echo(f"Rejected {page.change_set.id}. Nothing was changed.")


@app.command()
def undo(
    context: typer.Context,
    change_set: Which,
    group: OneGroup = None,
    yes: Yes = False,
    actor: Email = None,
    as_json: AsJson = False,
) -> None:
    """Undo an applied change set; what somebody edited since is kept and listed."""
    from api import decisions
    from api.opening import opened
    from api.views.change_sets import find_done, undoable_of
    from store.engine import reading

    office = opened(context)
    who = office.actor_for(actor)
    with reading(office.engine) as session:
        found = find_done(session, office.workspace.id, change_set)
        groups = None if group is None else undoable_of(session, found, group)
    preview = _page(office, decisions.preview_undo(office, who, found.id, groups), 0, SHOWN)
    if not as_json:
        _draw(preview)
    made = preview.change_set
    if not yes and not typer.confirm("Undo these changes?", default=False):
        decisions.reject(office, who, made.id, "the undo was not wanted")
        typer.echo("Nothing was changed.")
        raise typer.Exit(0)
    decisions.approve(office, who, made.id, made.digest)
    done = _page(office, made.id, 0, SHOWN)
    if as_json:
        _json(done)
    else:
        _draw(done)


@dataclass(frozen=True)
class Split:
    """Which groups of a change set stay, and whether the others wait as a draft."""

    only: Sequence[int] = ()
    without: Sequence[int] = ()
    rest_waits: bool | None = None


def _narrowed(
    office: "Office", who: "Actor", page: "Page", split: Split
) -> "tuple[Page, str | None]":
    """The draft of a part of a draft, and the id of the draft of the rest."""
    from api import decisions
    from api.views.change_sets import find, numbers_kept
    from store.engine import reading

    with reading(office.engine) as session:
        found = find(session, office.workspace.id, page.change_set.id)
        keep = numbers_kept(session, found, without_groups=split.without, only_groups=split.only)
    waits = decisions.rest_waits(split.only, split.without, said=split.rest_waits)
    made = decisions.narrow(office, who, found.id, keep, rest_waits=waits)
    return _page(office, made.part, 0, SHOWN), made.rest


def _tell_rest(rest: str | None) -> None:
    if rest is not None:
        typer.secho(f"The rest waits: pitcrew changes show {rest}", dim=True, err=True)


def _page(
    office: "Office", given: str, offset: int, limit: int, group: int | None = None
) -> "Page":
    from api.views.change_sets import page
    from store.engine import reading

    with reading(office.engine) as session:
        return page(session, office.workspace, given, offset, limit, group)


def _draw(page: "Page") -> None:
    from api.drawing import change_set
    from api.drawing.reply import console

    console().print(change_set.page(page))


def _confirm(question: str, *, yes: bool) -> None:
    if not yes and not typer.confirm(question, default=False):
        typer.echo("Nothing was changed.")
        raise typer.Exit(0)


def _json(value: object) -> None:
    from api.exact import dumps

    typer.echo(dumps(value))
