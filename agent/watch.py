"""Watching a run as it goes: its span, what is counted of it, and its line in the log."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter

from agent import meters, spans
from agent.events import Reply
from store.usage import Spent

log = logging.getLogger("pitcrew.agent")


class Watch:
    """Watches one run; it knows ids, names and counts, never what was said."""

    def __init__(self, run: str, conversation: str, planner: str) -> None:
        self._began = perf_counter()
        self._run = run
        self._span = spans.begun("run", run=run, conversation=conversation, planner=planner)

    def here(self) -> AbstractContextManager[None]:
        """What happens now is a part of the run."""
        return spans.within(self._span)

    def over(self, reply: Reply, spent: Spent) -> None:
        """The run has ended with this reply."""
        seconds = perf_counter() - self._began
        meters.ran(reply, spent, seconds)
        with self.here():
            told = {"run": self._run, "planner": reply.planner, "ending": reply.ended,
                    "ms": round(seconds * 1000)}  # fmt: skip
            log.info("a run ended", extra=told)
        spans.ended(self._span, reply.ended, planner=reply.planner, tool_calls=spent.tool_calls)


@contextmanager
def called(tool: str) -> Iterator[None]:
    """Watch a call of one of our tools."""
    with spans.spanned(f"tool {tool}", tool=tool), meters.calling(tool):
        yield


@contextmanager
def asked_the_model() -> Iterator[None]:
    """Watch one request to the language model."""
    with spans.spanned("model"), meters.asking_the_model():
        yield
