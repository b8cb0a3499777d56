"""The language model: any OpenAI-compatible endpoint, retried with growing pauses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from agent.settings import Model
from agent.watch import asked_the_model
from store.errors import Upstream

SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
"""Refusals that another try cannot change."""
LONGEST_PAUSE = 20.0
"""Seconds; an endpoint that asks for a longer one is done without."""
MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
"""What the client's parser raises over a reply that is not what it should be."""
_GROWING = wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE)


@dataclass(slots=True)
class _Lent:
    """A chat model, and how many runs use it just now."""

    model: BaseChatModel
    runs: int = 0


_LENT: dict[tuple[asyncio.AbstractEventLoop, Model], _Lent] = {}
"""Connections belong to the event loop that opened them."""


@asynccontextmanager
async def borrowed(settings: Model) -> AsyncIterator[BaseChatModel]:
    """The chat model that the settings name; runs at the same time share its connections."""
    key = asyncio.get_running_loop(), settings
    lent = _LENT.get(key) or _LENT.setdefault(key, _Lent(language_model(settings)))
    lent.runs += 1
    try:
        yield lent.model
    finally:
        lent.runs -= 1
        if not lent.runs:
            del _LENT[key]
            await _let_go(lent.model)


def language_model(settings: Model) -> BaseChatModel:
    """The chat model at the endpoint that the settings name."""
    # Seconds of imports that no other command pays.
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient

    return ChatOpenAI(
        model=settings.name or "",
        base_url=settings.base_url,
        api_key=settings.api_key or SecretStr("none"),
        temperature=settings.temperature,
        timeout=settings.timeout_seconds,
        max_retries=0,
        # One of its own: the library's is shared by all models, so that closing it closes theirs.
        http_async_client=DefaultAsyncHttpxClient(verify=_certificates()),
        streaming=True,
        stream_usage=True,
    )


def load() -> None:
    """Import the client and read the certificates, so that no message has to wait for it."""
    import langchain_openai
    import openai

    _ = langchain_openai.ChatOpenAI, openai.AsyncOpenAI
    _certificates()


@cache
def _certificates() -> SSLContext:
    """Whom TLS trusts; reading the certificates anew for every run takes 50 ms of CPU."""
    from httpx2 import create_ssl_context  # what the endpoint's client is built on

    return create_ssl_context()


async def _let_go(model: BaseChatModel) -> None:
    client = getattr(model, "root_async_client", None)
    if client is not None:
        await client.close()


class Patience(AgentMiddleware):
    """Tries a failed request again, and says plainly when the endpoint stays away."""

    def __init__(self, tries: int) -> None:
        super().__init__()
        self._tries = tries

    async def awrap_model_call(
        self,
        request: ModelRequest,
        handler: Callable[[ModelRequest], Awaitable[ModelResponse]],
    ) -> ModelResponse:
        """Call the endpoint, up to the number of tries.

        Raises:
            Upstream: It did not answer, or refused.
        """
        import openai  # a second of imports that the embedded planner does not pay

        again = AsyncRetrying(
            stop=stop_after_attempt(self._tries),
            wait=_pause,
            retry=retry_if_exception(_is_passing),
            reraise=True,
        )
        try:
            async for attempt in again:
                with attempt, asked_the_model():
                    return _whole(await handler(request))
        except (openai.OpenAIError, *MALFORMED) as error:
            raise Upstream(
                "The language model did not answer.",
                hint="Check PITCREW_MODEL__BASE_URL and the endpoint's own log.",
                error=repr(error),
            ) from error
        raise Upstream("The language model did not answer.")


def _whole(response: ModelResponse) -> ModelResponse:
    """The reply as it can be worked on: something is said, calls have ids, text can be stored.

    Raises:
        Upstream: It says nothing and calls nothing.
    """
    last = response.result[-1]
    calls = getattr(last, "tool_calls", None) or []
    if not last.text.strip() and not calls:
        raise Upstream("The language model answered with nothing.")
    ids = [call["id"] for call in calls]
    told = {"content": _storable(last.content)}
    if calls:
        told["tool_calls"] = [
            {**call, "args": _storable(call["args"]), "id": _own_id(call["id"], ids)}
            for call in calls
        ]
    response.result[-1] = last.model_copy(update=told)
    return response


def _own_id(given: str | None, ids: list[str | None]) -> str:
    """The id of a call, or a new one where it has none or shares it."""
    return given if given and ids.count(given) == 1 else f"call_{uuid4().hex}"


def _storable(value: Any) -> Any:
    """The value without what no store takes: NUL bytes and halves of letters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


def _pause(state: RetryCallState) -> float:
    """As long as the endpoint asks for; otherwise a pause that grows, and that chance spreads."""
    asked = _asked_pause(state.outcome.exception() if state.outcome else None)
    return _GROWING(state) if asked is None else asked


def _asked_pause(error: BaseException | None) -> float | None:
    """The seconds in `Retry-After`; it may also name a time, which is left out of account."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        asked = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return asked if asked >= 0 else None


def _is_passing(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment."""
    import openai

    if (_asked_pause(error) or 0) > LONGEST_PAUSE:
        return False
    if isinstance(error, openai.RateLimitError):
        return error.code not in SPENT
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500 or error.status_code in {408, 409}  # noqa: PLR2004 - HTTP's own numbers
    return isinstance(error, openai.APIConnectionError)
