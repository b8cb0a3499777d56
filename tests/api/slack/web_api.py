"""Slack's Web API on loopback: it takes what an app sends, keeps it, and fails when told to."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.loopback import served

BOT, TEAM = "UBOT", "T1"


@dataclass
class Call:
    """One call of a method: what it was given."""

    method: str
    given: dict[str, Any]
    token: str = ""


def user(id_: str, email: str | None, **more: Any) -> dict[str, Any]:
    """Somebody as `users.info` describes them."""
    name = (email or id_).split("@")[0].capitalize()
    profile = {"real_name": name, **({"email": email} if email else {})}
    return {"id": id_, "name": name.lower(), "team_id": TEAM, "deleted": False, "is_bot": False,
            "is_email_confirmed": True, "profile": profile, **more}  # fmt: skip


@dataclass
class WebApi:
    """What happened, who there is, and what the next calls answer instead."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    uploaded: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[tuple[int, dict[str, Any], dict[str, str]]]] = field(
        default_factory=dict
    )
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ts: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def of(self, *methods: str) -> list[Call]:
        """The calls of some methods, in their order."""
        return [call for call in self.calls if call.method in methods]

    def shown(self) -> dict[str, dict[str, Any]]:
        """Each message as it stands now, by its timestamp."""
        found: dict[str, dict[str, Any]] = {}
        for call in self.of("chat.postMessage", "chat.update"):
            found[call.given["ts"]] = {**found.get(call.given["ts"], {}), **call.given}
        return found

    def last(self) -> dict[str, Any]:
        """The message that was posted last, as it stands now."""
        return list(self.shown().values())[-1]

    def fail(self, method: str, said: str, times: int = 1) -> None:
        """Let a method say no."""
        self.faults.setdefault(method, []).extend([(200, {"ok": False, "error": said}, {})] * times)

    def limit(self, method: str, seconds: int, times: int = 1) -> None:
        """Let a method say 429."""
        fault = (429, {"ok": False, "error": "ratelimited"}, {"retry-after": str(seconds)})
        self.faults.setdefault(method, []).extend([fault] * times)

    def put(self, id_: str, name: str, content: bytes, **more: Any) -> None:
        """A file that somebody has uploaded."""
        described = {"id": id_, "name": name, "size": len(content),
                     "url_private_download": f"{self.url}/files/{id_}", **more}  # fmt: skip
        self.files[id_] = (described, content)

    def answer(self, call: Call) -> dict[str, Any]:
        """What a method says."""
        if call.method in self.answers:
            return self.answers[call.method]
        found = getattr(self, f"_{call.method.replace('.', '_')}", None)
        return found(call.given) if found else {}

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"user_id": BOT, "bot_id": "BBOT", "team_id": TEAM}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        found = self.people.get(given["user"])
        return {"user": found} if found else {"ok": False, "error": "user_not_found"}

    def _conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{given['users']}"}}

    def _chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's own name
        given.setdefault("ts", f"1700000000.{next(self._ts):06d}")
        return {"channel": given["channel"], "ts": given["ts"]}

    _chat_update = _chat_postMessage

    def _files_info(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"file": self.files[given["file"]][0]}

    def _files_getUploadURLExternal(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's own name
        id_ = f"F{next(self._ts)}"
        return {"file_id": id_, "upload_url": f"{self.url}/upload/{id_}"}

    def _files_completeUploadExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's own name
        files = json.loads(given["files"])
        for each in files:
            self.uploaded[each["title"]] = self.uploaded.pop(each["id"])
        return {"files": files}


def app_of(api: WebApi) -> FastAPI:
    """The methods, the files, and the addresses of slash commands."""
    app = FastAPI()

    @app.api_route("/api/{method}", methods=["GET", "POST"])
    async def method(method: str, request: Request) -> Response:
        call = Call(method, await _given(request), request.headers.get("authorization", ""))
        if api.faults.get(method):
            status, body, headers = api.faults[method].pop(0)
            api.calls.append(Call(f"{method}!", call.given))
            return Response(json.dumps(body), status, headers, "application/json")
        said = {"ok": True, **api.answer(call)}
        api.calls.append(call)
        return Response(json.dumps(said), media_type="application/json")

    @app.post("/respond/{name}")
    async def respond(name: str, request: Request) -> Response:
        if api.faults.get("respond"):
            status, body, headers = api.faults["respond"].pop(0)
            return Response(json.dumps(body), status if status != 200 else 404, headers)
        api.calls.append(Call("respond", await request.json()))
        return Response("ok")

    @app.post("/upload/{name}")
    async def upload(name: str, request: Request) -> Response:
        api.uploaded[name] = await request.body()
        return Response("OK")

    @app.get("/files/{name}")
    async def file(name: str, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer xoxb-test":
            return Response("<html>Sign in</html>", 302, {"location": "/signin"})
        return Response(api.files[name][1])

    return app


@contextmanager
def web_api() -> Iterator[WebApi]:
    """The API, while it is served."""
    api = WebApi()
    with served(app_of(api)) as url:
        api.url = url
        yield api


async def _given(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if "json" in request.headers.get("content-type", ""):
        return found | json.loads(body or b"{}")
    if body:
        found |= {k: v for k, v in (await request.form()).items() if isinstance(v, str)}
    return found
