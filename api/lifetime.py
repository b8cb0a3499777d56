"""What lives as long as the application does, and is let go of with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifetime(app: FastAPI) -> AsyncIterator[None]:
    """Between its start and its end."""
    try:
        yield
    finally:
        await app.state.mcp.close()
