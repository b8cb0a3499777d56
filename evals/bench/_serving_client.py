"""Many chats begun in one instant, or evenly over some seconds, by a process that does little else.

`python -m evals.bench._serving_client PORT CHATS SECONDS` prints a line of JSON: how long its own
clock was late at most, and of each chat the seconds to the first event, to the first that needed
the model and to the end, and what went wrong. A client library takes milliseconds for a request, so
that two hundred of them would tell of the client; here each is a socket and a few lines.
"""

import asyncio
import json
import sys
import time

TEXTS = ("Accounts: how many do we have?", "Pipeline that is open now?", "Won so far?",
         "Deals, the first ten")  # fmt: skip
PATIENCE = 120.0
BEFORE_THE_MODEL = {b"waiting", b"started"}
LONGEST_LINE = 2**24
OFTEN = 0.005
Timed = tuple[float, float, float, str]


async def chat(port: int, text: str) -> Timed:
    """One chat, to its end: seconds to its first event, to the model's first, to its last."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST_LINE)
            try:
                writer.write(_request(port, text))
                return await _heard(reader, began)
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        return 0, 0, 0, type(error).__name__


def _request(port: int, text: str) -> bytes:
    body = json.dumps({"text": text}).encode()
    head = (f"POST /v1/chat HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n")  # fmt: skip
    return head.encode() + body


async def _heard(reader: asyncio.StreamReader, began: float) -> Timed:
    """Each event comes in a chunk of its own, so that its lines begin where lines begin."""
    status = (await reader.readline())[9:12].decode()
    first = planned = 0.0
    last = b""
    while line := await reader.readline():
        now = time.perf_counter() - began
        if line.startswith(b"data:") and last == b"ended" and b'"failed"' in line:
            return first, planned, 0, "failed"
        if not line.startswith(b"event:"):
            continue
        last, first = line.split(b": ")[1].strip(), first or now
        planned = planned or (0.0 if last in BEFORE_THE_MODEL else now)
    error = "" if last == b"ended" else f"{status} {last.decode()}"
    return first, planned, time.perf_counter() - began, error


async def _late(worst: list[float]) -> None:
    """Notice how much later than it wanted this process comes to anything at all."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(OFTEN)
        worst[0] = max(worst[0], time.perf_counter() - before - OFTEN)


async def load(port: int, chats: int, over: float) -> tuple[float, list[Timed]]:
    """So many chats, and how late the clock that timed them was at most."""
    worst = [0.0]
    watch = asyncio.create_task(_late(worst))
    begun = []
    for n in range(chats):
        begun.append(asyncio.create_task(chat(port, TEXTS[n % len(TEXTS)])))
        if over:
            await asyncio.sleep(over / chats)
    found = await asyncio.gather(*begun)
    watch.cancel()
    return worst[0], found


def main() -> None:
    """Load the server that is named."""
    port, chats, over = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    late, found = asyncio.run(load(port, chats, over))
    print(json.dumps({"late": late, "chats": found}))


if __name__ == "__main__":
    main()
