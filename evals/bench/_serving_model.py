"""A scripted language model behind OpenAI's protocol: first token after a while, then steadily.

`python -m evals.bench._serving_model PORT`. To a question it answers with a call of the tool that
the question's first word names, to a tool's result with forty words. It streams both.
"""

import asyncio
import json
import sys
from typing import Any

FIRST_SECONDS = 0.3
BETWEEN_SECONDS = 0.005
WORDS = (
    "Here is what the store says about it, with its receipt below for whoever looks. " * 3
).split()[:40]
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "accounts": ("measure", {"metric": "count_accounts"}),
    "pipeline": ("measure", {"metric": "open_pipeline"}),
    "won": ("measure", {"metric": "won_revenue"}),
    "deals": ("list_records", {"table": "opportunity", "limit": 10}),
}
PLAIN = {"accounts": "count_accounts", "pipeline": "open_pipeline", "won": "won_revenue",
         "deals": "list_deals"}  # fmt: skip
"""The peer's tools have no arguments; they read the same rows."""


def deltas(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What the model says, piece by piece."""
    messages = asked["messages"]
    if messages[-1]["role"] == "tool":
        return [{"content": f"{word} "} for word in WORDS]
    text = next(m["content"] for m in reversed(messages) if m["role"] == "user")
    word = str(text if isinstance(text, str) else text[0]["text"]).split()[0].lower().strip(":,")
    known = {tool["function"]["name"] for tool in asked.get("tools", [])}
    name, arguments = CALLS[word]
    if PLAIN[word] in known:
        name, arguments = PLAIN[word], {}
    call = {"index": 0, "id": f"call_{word}", "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)}}  # fmt: skip
    return [{"role": "assistant", "tool_calls": [call]}]


def chunk(delta: dict[str, Any] | None, reason: str | None = None) -> bytes:
    """One event of the stream; the last one tells the tokens."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": reason}]
    usage = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}
    content = {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
        "choices": choices, "usage": usage if delta is None else None,
    }  # fmt: skip
    data = f"data: {json.dumps(content)}\n\n".encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.decode().lower().split("\r\n")
            size = next((int(x.split(":")[1]) for x in lines if x.startswith("content-length")), 0)
            asked = json.loads(await reader.readexactly(size))
            await asyncio.sleep(FIRST_SECONDS)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                         b"transfer-encoding: chunked\r\n\r\n")  # fmt: skip
            said = deltas(asked)
            for delta in said:
                writer.write(chunk(delta))
                await writer.drain()
                await asyncio.sleep(BETWEEN_SECONDS)
            reason = "tool_calls" if "tool_calls" in said[0] else "stop"
            done = b"data: [DONE]\n\n"
            writer.write(chunk({}, reason) + chunk(None)
                         + f"{len(done):x}\r\n".encode() + done + b"\r\n0\r\n\r\n")  # fmt: skip
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Serve until stopped."""
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
