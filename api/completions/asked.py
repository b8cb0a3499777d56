"""What a client of OpenAI's chat completions sends, and what Pitcrew takes of it."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.given import Text
from store.conversation_keys import digest
from store.errors import BadInput

MODEL = "pitcrew"
LONGEST = 8000
NAMED_BY = ("x-conversation-id", "x-openwebui-chat-id")
NAMED_IN = ("conversation_id", "chat_id", "session_id")
THOUGHTS = re.compile(r"<details\b[^>]*>.*?</details>", re.DOTALL)
TASK = "### Task:"
"""How Open WebUI begins what it asks for itself: a title, tags, further questions."""


class Said(BaseModel):
    """One message of the conversation as the client holds it."""

    model_config = ConfigDict(extra="allow")

    role: Text = Field(examples=["user"])
    content: Text | list[dict[str, Any]] | None = Field(default=None, examples=["What did we win?"])

    @property
    def text(self) -> str:
        """The words of it; a client may wrap them in parts."""
        if isinstance(self.content, list):
            return "\n".join(str(p["text"]) for p in self.content if p.get("type") == "text")
        return self.content or ""


class Wanted(BaseModel):
    """A chat completion; fields that Pitcrew does not know are let be."""

    model_config = ConfigDict(extra="allow")

    model: Text = Field(examples=[MODEL])
    messages: list[Said] = Field(min_length=1, max_length=2000)
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    n: int | None = None
    user: Text | None = Field(default=None, description="Tells one client's people apart.")
    metadata: dict[str, Any] | None = Field(
        default=None, description="`conversation_id` names the conversation."
    )
    response_format: dict[str, Any] | None = None

    @property
    def counts_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return bool((self.stream_options or {}).get("include_usage"))

    @property
    def is_task(self) -> bool:
        """Whether the client, and no person, asks: it must not be taken for a person's word."""
        return self.messages[-1].text.lstrip().startswith(TASK)


def words(wanted: Wanted) -> str:
    """The message to answer.

    Raises:
        BadInput: The last message is no person's text, or asks for what Pitcrew does not give.
    """
    last = wanted.messages[-1]
    if last.role != "user" or not last.text.strip():
        raise BadInput(
            "The last message must be the user's, and hold text.",
            hint="Pitcrew calls its own tools: there is nothing to hand back to it.",
        )
    if isinstance(last.content, list) and any(p.get("type") != "text" for p in last.content):
        raise BadInput("Pitcrew reads text, not images or sound.", hint="Import files instead.")
    if len(last.text) > LONGEST:
        raise BadInput(f"A message has at most {LONGEST:,} letters; this has {len(last.text):,}.",
                       hint="Import long lists as a file.")  # fmt: skip
    if (wanted.n or 1) != 1:
        raise BadInput("Pitcrew gives one answer, not several.", hint="Leave out `n`.")
    if (wanted.response_format or {}).get("type", "text") != "text":
        raise BadInput("Pitcrew answers in text.", hint="`POST /v1/chat` answers in JSON.")
    return last.text


def name_of(wanted: Wanted, headers: Mapping[str, str], asker: str) -> str | None:
    """The key of the conversation, where the client names it."""
    given = [headers.get(name) for name in NAMED_BY]
    given += [(wanted.metadata or {}).get(name) for name in NAMED_IN]
    names = [name for name in given if isinstance(name, str) and name]
    return digest("named", asker, names[0]) if names else None


def said_key(asker: str, wanted: Wanted, answer: str | None = None) -> str | None:
    """The key of a conversation by what was said in it, before this message or after its answer.

    A client that names nothing sends everything again each time. Only the person's and Pitcrew's
    words count; the answers hold the ids of receipts, so no two conversations are alike.
    """
    told = [m for m in wanted.messages if m.role in {"user", "assistant"}]
    lines = [f"{m.role} {_even(m.text)}" for m in told]
    if answer is None:
        lines = lines[:-1]
    else:
        lines.append(f"assistant {_even(answer)}")
    return digest("said", asker, wanted.user or "", *lines) if lines else None


def _even(text: str) -> str:
    return " ".join(THOUGHTS.sub("", text).split())
