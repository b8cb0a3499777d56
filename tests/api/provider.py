"""A small OpenID provider on loopback, which can be told to lie."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwk, jwt


@cache
def rsa_key(which: str) -> jwk.RSAKey:
    """A key of that name; making one takes long, so each is made once."""
    assert which
    return jwk.RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)


@dataclass
class Provider:
    """What it says of whoever signs in; `claims` are written over what is true."""

    url: str = ""
    email: str = "ana@example.com"
    claims: dict[str, Any] = field(default_factory=dict)
    key: jwk.RSAKey = field(default_factory=lambda: rsa_key("its own"))
    signs_with: jwk.RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    exchanged: list[dict[str, str]] = field(default_factory=list)

    def approve(self, url: str) -> dict[str, str]:
        """What the person's browser brings back after they signed in at `url`."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """An ID token for a code, once, for whoever holds the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        self.exchanged.append(form)
        if asked is None or challenge(form.get("code_verifier", "")) != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": asked["client_id"], "sub": "1", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email": self.email, "email_verified": True,
        } | self.claims  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, kept, self.signs_with or self.key)
        return {"access_token": "at", "token_type": "Bearer", "id_token": signed}

    def described(self) -> dict[str, str]:
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
        }  # fmt: skip


def challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers over HTTP."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [provider.key.as_dict(private=False)]}
            pages = {"/.well-known/openid-configuration": provider.described(), "/keys": keys}
            self._say(pages.get(self.path))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self._say(provider.token(form), {"error": "invalid_grant"})

        def _say(self, said: Any, otherwise: Any = None) -> None:
            body = json.dumps(said or otherwise or {}).encode()
            self.send_response(200 if said else 400)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
