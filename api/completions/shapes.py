"""The shapes of OpenAI's chat completions, as far as Pitcrew writes them."""

import json
import time
from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, Field

from api.completions.asked import MODEL

STARTED = int(time.time())


class Model(BaseModel):
    """What can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = STARTED
    owned_by: str = "pitcrew"


class Models(BaseModel):
    """All that can be asked: Pitcrew."""

    object: Literal["list"] = "list"
    data: list[Model] = Field(default_factory=lambda: [Model()])


class Usage(BaseModel):
    """Tokens of the language model; none when the embedded planner did the work."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Answer(BaseModel):
    """What was said."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """The one answer."""

    index: int = 0
    message: Answer
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(default_factory=lambda: int(time.time()))
    model: str = MODEL
    choices: list[Choice]
    usage: Usage


def usage_of(used: Mapping[str, Any]) -> Usage:
    """The tokens that a run counted."""
    asked, said = int(used.get("input_tokens", 0)), int(used.get("output_tokens", 0))
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


def whole(content: str, used: Mapping[str, Any]) -> Completion:
    """The answer in one piece."""
    return Completion(
        id=new_name(), choices=[Choice(message=Answer(content=content))], usage=usage_of(used)
    )


def new_name() -> str:
    """A fresh id of a completion."""
    return f"chatcmpl-{uuid4().hex}"


class Chunks:
    """The pieces of one streamed answer."""

    def __init__(self) -> None:
        self._head = {
            "id": new_name(), "object": "chat.completion.chunk", "created": int(time.time()),
            "model": MODEL,
        }  # fmt: skip

    def piece(self, delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        """A piece of the answer, or of what is done on the way to it."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _line({**self._head, "choices": [choice]})

    def usage(self, used: Mapping[str, Any]) -> bytes:
        """The last piece, of which a client asks for the usage."""
        return _line({**self._head, "choices": [], "usage": usage_of(used).model_dump()})


def broken(message: str) -> bytes:
    """The end of a stream that a bug broke off."""
    return _line({"error": {"message": message, "type": "server_error", "param": None,
                            "code": "bug"}})  # fmt: skip


DONE = b"data: [DONE]\n\n"


def _line(value: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
