"""The language model: any OpenAI-compatible endpoint, retried with growing pauses."""

from collections.abc import Awaitable, Callable

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from agent.settings import Model
from agent.watch import asked_the_model
from store.errors import Upstream

SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
"""Refusals that another try cannot change."""


def language_model(settings: Model) -> BaseChatModel:
    """The chat model at the endpoint that the settings name."""
    # Seconds of imports that no other command pays.
    from langchain_openai import ChatOpenAI
    from openai import DefaultAsyncHttpxClient

    key = settings.api_key.get_secret_value() if settings.api_key else "none"
    return ChatOpenAI(
        model=settings.name or "",
        base_url=settings.base_url,
        api_key=lambda: key,
        temperature=settings.temperature,
        timeout=settings.timeout_seconds,
        max_retries=0,
        # One of its own: the library's is shared by all models, so that closing it closes theirs.
        http_async_client=DefaultAsyncHttpxClient(),
        streaming=True,
        stream_usage=True,
    )


async def let_go(model: BaseChatModel) -> None:
    """Close the connections of a model that `language_model` made."""
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
            wait=wait_random_exponential(multiplier=0.5, max=20),
            retry=retry_if_exception(_is_passing),
            reraise=True,
        )
        try:
            async for attempt in again:
                with attempt, asked_the_model():
                    return _whole(await handler(request))
        except (openai.OpenAIError, ValueError, KeyError, TypeError, IndexError) as error:
            # A malformed reply surfaces as one of the last four from the client's parser.
            raise Upstream(
                "The language model did not answer.",
                hint="Check PITCREW_MODEL__BASE_URL and the endpoint's own log.",
                error=repr(error),
            ) from error
        raise Upstream("The language model did not answer.")


def _whole(response: ModelResponse) -> ModelResponse:
    last = response.result[-1]
    if not last.text and not getattr(last, "tool_calls", None):
        raise Upstream("The language model answered with nothing.")
    return response


def _is_passing(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment."""
    import openai

    if isinstance(error, openai.RateLimitError):
        return error.code not in SPENT
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500 or error.status_code in {408, 409}  # noqa: PLR2004 - HTTP's own numbers
    return isinstance(error, openai.APIConnectionError)
