"""An OpenAI-compatible endpoint on loopback that answers from a script, failures included."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Answer:
    """One reply of the endpoint: text, tool calls, or a failure."""

    text: str = ""
    calls: list[tuple[str, dict[str, Any] | str]] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    usage: dict[str, int] | None = None


@dataclass
class Endpoint:
    url: str
    script: list[Answer]
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def endpoint(*script: Answer) -> Iterator[Endpoint]:
    """Serves the answers in order; the last one is given again for ever."""
    served = Endpoint("", list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            served.requests.append(json.loads(self.rfile.read(size)))
            answer = served.script.pop(0) if len(served.script) > 1 else served.script[0]
            body = answer.body if answer.body is not None else _body(answer)
            self.send_response(answer.status)
            kind = "text/event-stream" if answer.status == 200 else "application/json"
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _body(answer: Answer) -> bytes:
    if answer.status != 200:
        return json.dumps({"error": {"message": "no", "code": answer.code}}).encode()
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    for n, (name, arguments) in enumerate(answer.calls):
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        deltas.append({"tool_calls": [{
            "index": n, "id": f"call_{name}_{n}", "type": "function",
            "function": {"name": name, "arguments": text}}]})  # fmt: skip
    deltas += [{"content": word} for word in answer.text.split(" ") if word] and [
        {"content": answer.text}
    ]
    chunks = [_chunk(delta) for delta in deltas]
    chunks.append(_chunk({}, "tool_calls" if answer.calls else "stop"))
    if answer.usage:
        chunks.append(_chunk(None, usage=answer.usage))
    return b"".join(chunks) + b"data: [DONE]\n\n"


def _chunk(
    delta: dict[str, Any] | None, reason: str | None = None, usage: dict[str, int] | None = None
) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": reason}]
    content = {
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
        "choices": choices, "usage": usage,
    }  # fmt: skip
    return f"data: {json.dumps(content)}\n\n".encode()
