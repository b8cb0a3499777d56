"""An endpoint that fails in every way: the person has an answer, and no tool runs on a guess."""

import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from agent.desk import Desk
from agent.events import Ask, Reply
from agent.settings import Settings
from knowledge.index import Index
from tests.agent.endpoint import Answer, Endpoint, endpoint
from tests.makers import NOW, TODAY
from tests.safety.conftest import ANA, Attack, Knows

pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
"""The client's own, about a reply that is not what it should be."""
COUNT = ("measure", {"metric": "count_accounts"})
CALLS: list[dict[str, Any]] = [
    {"index": 0, "id": "c", "type": "function",
     "function": {"name": "measure", "arguments": '{"metric": "count_accounts"}'}}
]  # fmt: skip


def delta(**fields: Any) -> dict[str, Any]:
    """One chunk of a stream, as the client expects it."""
    return {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": fields, "finish_reason": None}],
    }  # fmt: skip


def stream(*chunks: Any, end: bytes = b"data: [DONE]\n\n") -> Answer:
    """A stream of these chunks, whatever they are."""
    lines = [c if isinstance(c, str) else json.dumps(c) for c in chunks]
    return Answer(body=b"".join(f"data: {line}\n\n".encode() for line in lines) + end)


def calls(**changes: Any) -> Answer:
    """A call of `measure` of which something is not as it should be."""
    one = CALLS[0] | {k: v for k, v in changes.items() if k != "function"}
    one["function"] = CALLS[0]["function"] | changes.get("function", {})
    return stream(delta(tool_calls=[one]), delta())


FAULTS: dict[str, Answer] = {
    **{f"status {n}": Answer(status=n) for n in (400, 401, 403, 404, 408, 409, 413, 422, 429, 500,
                                                 502, 503, 529)},
    "quota spent": Answer(status=429, code="insufficient_quota"),
    "html": Answer(body=b"<html>gateway</html>"),
    "html as an error": Answer(status=502, body=b"<html>gateway</html>"),
    "nothing": Answer(body=b""), "no chunk": stream(), "empty text": Answer(text=""),
    "blanks": stream(delta(content="  \n ")),
    "content is null": stream(delta(content=None)),
    "a refusal": stream(delta(content=None, refusal="I cannot.")),
    "choices are null": stream({"choices": None}), "choices are text": stream({"choices": "x"}),
    "no choices": stream({"id": "x"}), "empty choices": stream({"choices": []}),
    "choice is null": stream({"choices": [None]}),
    "delta is null": stream({"choices": [{"index": 0, "delta": None, "finish_reason": None}]}),
    "delta is a list": stream({"choices": [{"index": 0, "delta": [], "finish_reason": None}]}),
    "content is a number": stream(delta(content=5)),
    "content is a list": stream(delta(content=[{"x": 1}])),
    "role is unknown": stream(delta(role="wizard", content="x")),
    "chunk is a list": stream([1, 2]), "chunk is a number": stream(7),
    "broken json": stream('{"choices": ['), "not utf-8": Answer(body=b'data: "\xff\xfe"\n\n'),
    "an error in the stream": stream({"error": {"message": "overloaded", "code": 529}}),
    "call without arguments": calls(function={"arguments": ""}),
    "call with null arguments": calls(function={"arguments": None}),
    "call cut off": calls(function={"arguments": '{"metric": "cou'}),
    "arguments are a list": calls(function={"arguments": "[1]"}),
    "arguments are a text": calls(function={"arguments": '"x"'}),
    "arguments of other kinds": calls(function={"arguments": '{"metric": 5, "by": {"a": 1}}'}),
    "unknown argument": calls(function={"arguments": '{"metric": "count_accounts", "x": 1}'}),
    "unknown field": calls(
        function={"arguments": '{"metric": "count_accounts", "by": ["shoe_size"]}'}),
    "unknown tool": calls(function={"name": "drop_table"}),
    "no name": calls(function={"name": None}), "no id": calls(id=None),
    "no index": calls(index=None),
    "index far off": calls(index=900),
    "calls are null": stream(delta(tool_calls=None)),
    "call is null": stream(delta(tool_calls=[None])),
    "no stop": stream(delta(content="Three."), end=b""),
    "stopped for length": stream(delta(content="There are"), {"choices": [
        {"index": 0, "delta": {}, "finish_reason": "length"}]}),
    "one million letters": stream(delta(content="x" * 1_000_000)),
    "deep json": stream("[" * 5_000),
    "no unicode": stream('{"choices": [{"index": 0, "delta": {"content": "\\ud800"}}]}'),
}  # fmt: skip


def asked(attack: Attack, url: str, tries: int = 1, **model: Any) -> Reply:
    """How many accounts there are, asked of a desk whose model is at an address."""
    given = {"name": "scripted", "base_url": url, "tries": tries, "timeout_seconds": 20, **model}
    settings = Settings(home=attack.home, _env_file=None, model=given)
    brain = Knows(attack.engine, attack.home, wants=[COUNT])
    desk = Desk(attack.engine, settings, brain, Index(attack.home, None),
                attack.home / "artifacts", clock=lambda: NOW)  # fmt: skip
    return desk.answer(Ask(text="How many accounts do we have?", actor=ANA, as_of=TODAY))


def answered(attack: Attack, *script: Answer, **model: Any) -> tuple[Reply, Endpoint]:
    with endpoint(*script) as served:
        return asked(attack, served.url, **model), served


@pytest.fixture
def calm(attack: Attack) -> Iterator[Attack]:
    """A store in which nothing changes, whatever the endpoint says."""
    yield attack
    assert attack.changed() == []


def sound(reply: Reply) -> bool:
    """Whether a person has an answer, and every tool that ran had arguments that it takes."""
    ran = [step for step in reply.plan if step.status == "done"]
    assert all((s.tool, s.arguments) == COUNT for s in ran), ran
    assert reply.answer
    return reply.ended in {"answered", "failed", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_an_answer(calm: Attack, fault: str) -> None:
    reply, _ = answered(calm, FAULTS[fault])
    assert sound(reply)


@pytest.mark.parametrize(
    "fault", ["chunk is a list", "deep json", "no id", "no unicode", "one million letters"]
)
def test_a_fault_of_each_kind_ends_in_an_answer(calm: Attack, fault: str) -> None:
    reply, _ = answered(calm, FAULTS[fault])
    assert sound(reply)


@pytest.mark.parametrize("fault", ["status 503", "call cut off", "unknown tool", "delta is null"])
def test_after_one_fault_the_model_goes_on(calm: Attack, fault: str) -> None:
    good = [Answer(calls=[COUNT]), Answer("There are 3.")]
    reply, served = answered(calm, FAULTS[fault], *good, tries=2)
    assert reply.ended == "answered"
    assert "3" in reply.answer
    assert len(served.requests) <= 4


@pytest.mark.parametrize(("asked_for", "requests"), [("0", 2), ("soon", 2), ("3600", 1)])
def test_the_pause_that_an_endpoint_asks_for_is_kept_unless_it_is_long(
    calm: Attack, asked_for: str, requests: int
) -> None:
    full = Answer(status=429, headers={"retry-after": asked_for})
    reply, served = answered(calm, full, Answer("I found none."), tries=2)
    assert reply.ended in {"answered", "refused"}
    assert len(served.requests) == requests


def test_the_same_id_for_two_calls_runs_no_call_twice(calm: Attack) -> None:
    twins = [CALLS[0], CALLS[0] | {"index": 1}]
    reply, served = answered(calm, stream(delta(tool_calls=twins)), Answer("There are 3."))
    assert sound(reply)
    said = [call["id"] for message in served.requests[1]["messages"]
            for call in message.get("tool_calls") or []]  # fmt: skip
    assert len(said) == len(set(said)) == 2


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does with a connection what no library would."""
    server = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def work() -> None:
        while True:
            try:
                taken, _ = server.accept()
            except OSError:
                return
            open_ones.append(taken)
            taken.recv(65536)
            serve(taken)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    finally:
        for each in (*open_ones, server):
            each.close()
        thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
BEGUN = b'40\r\ndata: {"choices": [{"index": 0, "delta": {"content": "There'


def _closes(taken: socket.socket, said: bytes) -> None:
    taken.sendall(said)
    taken.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200", HEAD, HEAD + BEGUN, b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\nda",
     b"HTTP/1.1 999 ?\r\n\r\n", b"\x16\x03\x01garbage\r\n\r\n"],
    ids=["nothing", "half a status", "head only", "half a chunk", "short body", "odd status",
         "another protocol"],
)  # fmt: skip
def test_a_connection_that_breaks_off_ends_in_an_answer(calm: Attack, said: bytes) -> None:
    with raw(lambda taken: _closes(taken, said)) as url:
        assert sound(asked(calm, url))


@pytest.mark.parametrize("said", [b"", HEAD, HEAD + BEGUN], ids=["at once", "head", "in a word"])
def test_a_stream_that_stalls_ends_when_its_time_is_over(calm: Attack, said: bytes) -> None:
    with raw(lambda taken: taken.sendall(said)) as url:
        reply = asked(calm, url, timeout_seconds=0.5)
    assert reply.ended == "answered", "the embedded planner took over"


def test_a_model_that_calls_two_tools_in_turn_is_stopped(calm: Attack) -> None:
    two = [Answer(calls=[COUNT]), Answer(calls=[("list_changes", {})])] * 60
    reply, served = answered(calm, *two)
    assert reply.ended == "failed"
    assert len(served.requests) <= 21


@pytest.mark.slow
def test_five_hundred_damaged_replies_are_lived_through(calm: Attack) -> None:
    chance = random.Random(5)
    whole = b"".join(
        f"data: {json.dumps(each)}\n\n".encode()
        for each in (delta(role="assistant", content=""), delta(tool_calls=CALLS), delta())
    )
    bodies = [Answer(body=damaged(whole + b"data: [DONE]\n\n", chance)) for _ in range(500)]
    for body in bodies:
        reply, _ = answered(calm, body, Answer("There are 3."))
        assert reply.answer


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Some bytes of it lost, doubled, or others."""
    content = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        how = chance.randrange(4)
        if how == 0:
            del content[at:]
        elif how == 1:
            del content[at : at + chance.randint(1, 30)]
        elif how == 2:
            content[at : at + 1] = bytes([chance.randrange(256)])
        else:
            content[at:at] = content[at : at + chance.randint(1, 30)]
        if not content:
            return b""
    return bytes(content)
