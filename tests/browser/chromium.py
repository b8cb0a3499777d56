"""A small driver of headless Chromium: real clicks and keys, over its debugging protocol."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 240.0
"""Seconds until a test gives up: on a machine that does much else, a click takes its time."""
KEYS = {"/": 191, "Enter": 13, "Escape": 27, "Tab": 9, " ": 32, "ArrowDown": 40, "Home": 36}
SEEN = """(() => { const seen = (e) => {
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return r.width > 0 && r.height > 0 && s.visibility !== 'hidden'; };
  const own = (e) => (e.getAttribute('aria-label') || e.innerText || '').trim();
  const found = [...document.querySelectorAll(%s)].filter(seen);
  const word = %s;
  return word === null ? found[0] : found.find((e) => own(e) === word) ||
    found.find((e) => own(e).includes(word)); })()"""


@dataclass
class Page:
    """One tab."""

    socket: ClientConnection
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _n: int = 0

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol, and take in what happened meanwhile."""
        self._n += 1
        self.socket.send(json.dumps({"id": self._n, "method": method, "params": params}))
        while True:
            heard = json.loads(self.socket.recv(timeout=PATIENCE))
            if heard.get("id") == self._n:
                if "error" in heard:
                    raise AssertionError(f"{method}: {heard['error']}")
                return dict(heard["result"])
            self._note(heard)

    def _note(self, heard: dict[str, Any]) -> None:
        match heard.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(heard["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(heard["params"]["exceptionDetails"]))

    def run(self, script: str) -> Any:
        """What an expression is worth in the page."""
        got = self.send("Runtime.evaluate", expression=script, returnByValue=True,
                        awaitPromise=True)  # fmt: skip
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    def open(self, url: str) -> None:
        """Go to an address."""
        self.send("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def until(self, script: str, seconds: float = PATIENCE) -> Any:
        """Wait until an expression is true."""
        ends = time.monotonic() + seconds
        while not (found := self.run(script)):
            if time.monotonic() > ends:
                raise AssertionError(f"never: {script}\n{self.text[:3000]}\n{self.faults}")
            time.sleep(0.05)
        return found

    def sees(self, words: str) -> None:
        """Wait until the page shows these words."""
        self.until(f"document.body?.innerText.includes({json.dumps(words)})")

    @property
    def text(self) -> str:
        """What the page shows."""
        return str(self.run("document.body?.innerText ?? ''"))

    def click(self, what: str, word: str | None = None) -> None:
        """Click the first thing that a selector finds, or the one that is called so."""
        found = SEEN % (json.dumps(what), json.dumps(word))
        self.until(f"!!{found} && !{found}.disabled")
        spot = self.run(
            f"(() => {{ const e = {found}; e.scrollIntoView({{block: 'center'}});"
            " const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], button="left",
                      clickCount=1)  # fmt: skip

    def type(self, text: str) -> None:
        """Write where the cursor is."""
        self.send("Input.insertText", text=text)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and let go of a key."""
        text = {"Enter": "\r", " ": " ", "/": "/"}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, modifiers=8 * shift,
                      windowsVirtualKeyCode=KEYS[key], text=text)  # fmt: skip

    def give(self, selector: str, path: Path) -> None:
        """Choose a file in an input."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Be a screen of this size, by day or by night."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def shot(self, path: Path) -> None:
        """Keep what it looks like."""
        got = self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(got["data"]))


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A tab of a Chromium of its own, with nothing in it."""
    program = subprocess.Popen(
        [str(PROGRAM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        # No pings: a busy browser would miss one, and a closed socket would fail all other tests.
        with connect(
            _address(folder), max_size=None, open_timeout=PATIENCE, ping_interval=None
        ) as socket:
            page = Page(socket)
            for domain in ("Page", "Runtime", "Network", "DOM"):
                page.send(f"{domain}.enable")
            page.size(1280, 800)
            yield page
    finally:
        program.terminate()
        program.wait(timeout=PATIENCE)


def _address(folder: Path) -> str:
    """Where the tab listens; Chromium writes its port into its folder."""
    import httpx

    said, ends = folder / "DevToolsActivePort", time.monotonic() + PATIENCE
    while not (said.exists() and len(said.read_text().splitlines()) > 1):
        assert time.monotonic() < ends, "Chromium did not start"
        time.sleep(0.05)
    port = said.read_text().splitlines()[0]
    tabs = httpx.get(f"http://127.0.0.1:{port}/json", timeout=PATIENCE).json()
    return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
