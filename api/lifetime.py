"""What lives as long as the application does, and is let go of with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.deliveries import delivering


@asynccontextmanager
async def lifetime(app: FastAPI) -> AsyncIterator[None]:
    """Between its start and its end."""
    async with delivering(app.state.office):
        try:
            yield
        finally:
            await app.state.mcp.close()
