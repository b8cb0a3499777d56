"""A wire between a browser and a server, that a test can cut and mend."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Wire:
    """Passes bytes on both ways while it is whole."""

    to: int
    listener: socket.socket
    whole: bool = True
    _ends: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the browser goes."""
        return f"http://localhost:{self.listener.getsockname()[1]}"

    def cut(self) -> None:
        """Break every connection, and let none through."""
        self.whole = False
        while self._ends:
            end = self._ends.pop()
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        """Let connections through again."""
        self.whole = True

    def accept(self) -> None:
        """Take connections until the wire is put away."""
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if self.whole:
                    far = socket.create_connection(("127.0.0.1", self.to))
                    self._ends += [near, far]
                    for pair in ((near, far), (far, near)):
                        Thread(target=_pass, args=pair, daemon=True).start()
                else:
                    near.close()


@contextmanager
def wire(to: int) -> Iterator[Wire]:
    """A wire to a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Wire(to, listener)
        Thread(target=made.accept, daemon=True).start()
        yield made
        made.cut()


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
