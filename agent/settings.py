"""Everything that a deployment may choose. Only this module reads the environment."""

import os
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, computed_field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MAY = ("read", "propose", "decide")
"""The scopes that a run may have; each goes with those before it."""


class Model(BaseModel):
    """Which language model plans, at any OpenAI-compatible endpoint."""

    model_config = ConfigDict(frozen=True)

    name: str | None = Field(default=None, description="Its name there; none: no language model.")
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="The endpoint, ending in /v1; none: OpenAI's own.",
    )
    api_key: SecretStr | None = Field(
        default=None, description="The endpoint's key, if it has one."
    )
    temperature: float = Field(default=0.0, ge=0, le=2, description="0 is the steadiest.")
    timeout_seconds: float = Field(default=60, gt=0, description="Per request.")
    tries: int = Field(default=3, ge=1, le=6, description="Per request, with growing pauses.")
    input_price: Decimal | None = Field(
        default=None, ge=0, description="Of a million tokens sent; none: no cost is told."
    )
    output_price: Decimal | None = Field(
        default=None, ge=0, description="Of a million tokens that come back."
    )
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$", description="Of these prices.")


class Budget(BaseModel):
    """What one run may spend before it stops."""

    model_config = ConfigDict(frozen=True)

    tool_calls: int = Field(default=20, gt=0, description="Tool calls per run.")
    model_calls: int = Field(default=20, gt=0, description="Model calls per run.")
    seconds: float = Field(default=300, gt=0, description="Wall time per run.")


class Allowance(BaseModel):
    """What a workspace may use, whatever the process; none: as much as it likes."""

    runs_per_day: int | None = Field(
        default=None, gt=0, description="Beyond it a message is answered 429 until the next day."
    )
    person_runs_per_day: int | None = Field(
        default=None, gt=0, description="The same, for each person."
    )
    tokens_per_day: int | None = Field(
        default=None, gt=0, description="Beyond it the embedded planner answers, and says so."
    )
    cost_per_month: Decimal | None = Field(
        default=None, gt=0, description="The same, at the model's prices."
    )


class Chats(BaseModel):
    """How many chats one process works on at once; beyond that it answers 429."""

    running: int = Field(default=24, ge=1, description="Chats under way at once.")
    waiting: int = Field(default=200, ge=0, description="Chats that wait for a place.")
    per_person: int = Field(default=16, ge=1, description="Of them, one person's.")
    wait_seconds: float = Field(default=30, gt=0, description="How long one waits for a place.")


class SignIn(BaseModel):
    """How long a browser stays signed in."""

    idle_minutes: int = Field(default=480, gt=0, description="Without a request.")
    days: int = Field(default=7, gt=0, le=90, description="At most, whatever happens.")


class Oidc(BaseModel):
    """A company's own sign-in, by OpenID Connect; members are found by their verified e-mail."""

    issuer: str | None = Field(
        default=None, description="Its address, under which /.well-known is; none: passwords only."
    )
    client_id: str | None = Field(default=None, description="What Pitcrew is called there.")
    client_secret: SecretStr | None = Field(default=None, description="Pitcrew's secret there.")
    name: str = Field(default="single sign-on", description="What the sign-in page calls it.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.issuer is not None and self.client_id is None:
            raise ValueError("PITCREW_OIDC__ISSUER is set, and PITCREW_OIDC__CLIENT_ID is not")
        return self


class Webhooks(BaseModel):
    """Where webhooks may lead; with no host named there are none."""

    hosts: list[str] = Field(
        default=[],
        description='Hosts at public addresses, as JSON: `["hooks.example.com", ".example.org"]`; '
        "a leading dot means every name below it.",
    )
    private_hosts: list[str] = Field(
        default=[], description="The same for hosts of your own network, or this machine."
    )


class Mail(BaseModel):
    """The server that sends digests by e-mail."""

    host: str | None = Field(
        default=None, description="The SMTP server; none: no digest goes by e-mail."
    )
    port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    sender: str = Field(
        default="pitcrew@localhost", description="The address that digests come from."
    )
    user: str | None = Field(default=None, description="To sign in with, if it asks for that.")
    password: SecretStr | None = Field(default=None, description="The same.")
    starttls: bool = Field(default=True, description="Whether the connection is made secret.")


class Log(BaseModel):
    """What the process tells of itself while it runs; never a secret, never a person."""

    to: Literal["file", "stderr", "both"] = Field(
        default="file", description="file: `logs/pitcrew.log` in the home folder."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is told."
    )


class Metrics(BaseModel):
    """Figures for Prometheus at /metrics."""

    token: SecretStr | None = Field(
        default=None,
        description="The bearer token that reads them from elsewhere; none: this machine only.",
    )


class Traces(BaseModel):
    """Traces of runs, tool calls and statements, by OpenTelemetry."""

    endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="An OTLP collector, such as http://localhost:4317; none: no traces.",
    )


class Slack(BaseModel):
    """The app through which people ask in Slack; docs/slack.md says how it is made."""

    bot_token: SecretStr | None = Field(
        default=None, description="The bot's token, `xoxb-...`; none: no Slack."
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="By which Slack's requests are known; for events by HTTP."
    )
    app_token: SecretStr | None = Field(
        default=None, description="The app's token, `xapp-...`; for Socket Mode."
    )
    api_url: str = Field(
        default="https://slack.com/api/",
        pattern=r"^https?://[^?#]+/$",
        description="Where Slack's API is.",
    )
    at_once: int = Field(default=4, ge=1, le=32, description="Messages worked on at once.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.bot_token is None and (self.signing_secret or self.app_token):
            raise ValueError("it cannot answer without PITCREW_SLACK__BOT_TOKEN")
        return self


class OutsideServer(BaseModel):
    """Another MCP server, and the tools of it that a language model may call."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9]{0,19}$")
    url: str | None = Field(default=None, pattern=r"^https?://")
    command: list[str] = []
    token: SecretStr | None = None
    tools: list[str] = Field(min_length=1)
    role: Literal["viewer", "rep", "analyst", "ops_manager", "admin"] = "viewer"
    may_see_data: bool = False
    seconds: float = Field(default=20, gt=0, le=120)
    characters: int = Field(default=20_000, gt=0, le=200_000)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.url is None) == (not self.command):
            raise ValueError("an outside server has either a url or a command")
        return self


class Settings(BaseSettings):
    """Read once, at start; every part is handed what it needs."""

    model_config = SettingsConfigDict(
        env_prefix="PITCREW_",
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default=Path(".pitcrew"), description="The folder with all its state.")
    store_url: str | None = Field(
        default=None, description="SQLAlchemy URL; none: SQLite in the home folder."
    )
    workspace: str = Field(default="main", description="The workspace that commands work in.")
    actor: str | None = Field(
        default=None, description="E-mail to act as; none: the local operator, an admin."
    )
    as_of: date | None = Field(default=None, description="The day to take as today; none: today.")
    planner: Literal["auto", "embedded"] = Field(
        default="auto", description="auto: the language model when one is set, else embedded."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#]+/?$",
        description="Where people reach it, such as https://pitcrew.example.com; none: only this"
        " machine.",
    )
    proxies: str | None = Field(
        default=None,
        description="Addresses of the proxy that terminates TLS, whose X-Forwarded headers count.",
    )
    agent_may: Literal["read", "propose", "decide"] = Field(
        default="decide",
        description="The most that a run does, whoever asks; decide: carry out a person's own"
        " word.",
    )
    sign_in: SignIn = SignIn()
    oidc: Oidc = Oidc()
    model: Model = Model()
    budget: Budget = Budget()
    allowance: Allowance = Allowance()
    chats: Chats = Chats()
    webhooks: Webhooks = Webhooks()
    mail: Mail = Mail()
    log: Log = Log()
    metrics: Metrics = Metrics()
    traces: Traces = Traces()
    slack: Slack = Slack()
    outside: list[OutsideServer] = Field(
        default=[],
        description="Other MCP servers whose tools a language model may call, as JSON; "
        "docs/api.md says how.",
    )

    @staticmethod
    def unknown() -> list[str]:
        """Variables of the environment that look like settings and are none: slips, mostly."""
        made = Settings.model_fields
        known = {
            f"PITCREW_{name}__{inner}".upper()
            for name, field in made.items()
            if isinstance(field.default, BaseModel)
            for inner in type(field.default).model_fields
        } | {f"PITCREW_{name}".upper() for name in made}
        return sorted(n for n in os.environ if n.startswith("PITCREW_") and n not in known)

    @property
    def agent_scopes(self) -> frozenset[str]:
        """What a run may do at most, whoever asks."""
        return frozenset(MAY[: MAY.index(self.agent_may) + 1])

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented pairing
    @cached_property
    def store(self) -> str:
        """The store's URL as it is used."""
        return self.store_url or f"sqlite:///{self.home / 'store.db'}"
