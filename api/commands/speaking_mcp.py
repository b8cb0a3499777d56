"""`pitcrew mcp`: Pitcrew's tools for a program that speaks MCP over standard input and output."""

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(mcp)


def mcp(context: typer.Context) -> None:
    """Serve the tools over standard input and output, for desktop assistants and editors.

    They may look and propose. Approving stays with you: `pitcrew changes approve`, or the page.
    """
    import asyncio
    from functools import partial

    from api.backup.occupied import working_in
    from api.mcp.server import server
    from api.opening import opened
    from api.pressure import Line
    from api.watching.logs import keep_log

    office = opened(context)
    context.with_resource(working_in(office.settings.home))
    keep_log(office.settings)
    made = server(office, partial(office.actor_for, None), Line(office.settings.chats))
    asyncio.run(made.run_stdio_async(show_banner=False))
