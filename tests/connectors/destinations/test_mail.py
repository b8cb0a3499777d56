"""A digest by e-mail, through a real SMTP conversation with a server of the test's own."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from connectors.destinations import Letter, Mailbox
from store.errors import BadInput, Upstream

LETTER = Letter("dlv_1", "Clean-up: Friday", "# Clean-up\n\nÜber 3 changes wait.", {})


class Sink:
    """Takes one message, word by word, and answers as it is told."""

    def __init__(self, answer: str = "250 ok") -> None:
        self.heard: list[str] = []
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        try:
            peer, _ = self._socket.accept()
        except OSError:
            return
        with peer, peer.makefile("rwb") as lines:
            self._say(lines, "220 sink")
            data = False
            for raw in lines:
                line = raw.decode().rstrip("\r\n")
                self.heard.append(line)
                if data:
                    if line != ".":
                        continue
                    data = False
                    self._say(lines, self._answer)
                elif line.upper() == "DATA":
                    data = True
                    self._say(lines, "354 go on")
                elif line.upper() == "QUIT":
                    self._say(lines, "221 bye")
                    return
                else:
                    self._say(lines, "250 ok")

    @staticmethod
    def _say(lines: "object", text: str) -> None:
        lines.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]  # a file of bytes
        lines.flush()  # type: ignore[attr-defined]  # as above


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


def mailbox(port: int) -> Mailbox:
    return Mailbox("127.0.0.1", port, "pitcrew@example.com", starttls=False, timeout=5)


def test_a_letter_arrives_whole_under_an_id_that_stays_the_same(sink: Sink) -> None:
    mailbox(sink.port).send("ops@example.com", LETTER)
    commands = [line.lower() for line in sink.heard]
    assert any(line.startswith("mail from:<pitcrew@example.com>") for line in commands)
    assert any(line.startswith("rcpt to:<ops@example.com>") for line in commands)
    assert "Message-ID: <dlv_1@example.com>" in sink.heard
    assert "Subject: Clean-up: Friday" in sink.heard
    assert "Auto-Submitted: auto-generated" in sink.heard


def test_a_server_that_refuses_is_an_upstream_that_may_be_asked_again() -> None:
    sink = Sink("451 try later")
    with pytest.raises(Upstream, match="did not take the message"):
        mailbox(sink.port).send("ops@example.com", LETTER)
    sink.close()


def test_a_server_that_is_not_there_is_an_upstream() -> None:
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    with pytest.raises(Upstream):
        mailbox(port).send("ops@example.com", LETTER)


@pytest.mark.parametrize("address", ["ops", "a@b\nBcc: x@y.z", "a@b, c@d", "<a@b>", ""])
def test_what_is_no_address_is_refused_before_anybody_is_called(address: str) -> None:
    with pytest.raises(BadInput):
        mailbox(1).send(address, LETTER)


def test_a_subject_cannot_smuggle_a_header(sink: Sink) -> None:
    letter = Letter("dlv_2", "Hi\nBcc: x@y.z", "text", {})
    mailbox(sink.port).send("ops@example.com", letter)
    assert not any(line.startswith("Bcc") for line in sink.heard)
