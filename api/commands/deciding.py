"""`pitcrew changes`: list, show, approve, reject, undo."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.setup import Office
    from api.views.change_sets import Page

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
    context: typer.Context, change_set: Which, yes: Yes = False, actor: Email = None
) -> None:
    """Approve a change set as it is shown here, and apply it."""
    from api import decisions
    from api.opening import opened

    office = opened(context)
    page = _page(office, change_set, 0, SHOWN)
    _draw(page)
    _confirm("Apply these changes?", yes=yes)
    found = page.change_set
    decisions.approve(office, office.actor_for(actor), found.id, found.digest)
    _draw(_page(office, found.id, 0, SHOWN))
    typer.secho(f"Undo: pitcrew changes undo {found.id}", dim=True, err=True)


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
