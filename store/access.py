"""Who may use a workspace, and by what they are known: members, keys, sessions, failed attempts.

None of these tables is in `store.schema`: no tool, import or change set can read or write them.
A secret is kept as a hash only, so that a copy of the store opens no door.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field

from store.people import ROLES
from store.row import Instant, Tenanted

SCOPES = ("read", "propose", "decide", "admin")
"""What a key may be used for: look, draft changes, decide and import, look after people."""


class Member(Tenanted, table=True):
    """A person who may sign in. The role is an admin's word, never a field of the CRM.

    A seller is also a `user` row with the same e-mail, which is how their own records are found.
    """

    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="member_role_known"),
        CheckConstraint("email = lower(email)", name="member_email_in_small_letters"),
        CheckConstraint(
            "(invite_hash IS NULL) = (invite_ends_at IS NULL)", name="member_invitation_ends"
        ),
        Index("member_by_email", "workspace_id", "email", unique=True),
    )

    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    role: str = Field(max_length=16)
    password_hash: str | None = Field(default=None, max_length=255, description="Argon2id.")
    invite_hash: str | None = Field(default=None, max_length=64, description="Of the code.")
    invite_ends_at: datetime | None = Field(default=None, sa_type=Instant)
    added_by: str = Field(max_length=254)
    added_at: datetime = Field(sa_type=Instant)
    disabled_by: str | None = Field(default=None, max_length=254)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class ApiKey(Tenanted, table=True):
    """A key that a program shows instead of a password; it acts as its member, within scopes."""

    __tablename__ = "api_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"],
            name="api_key_member_id_is_a_member",
        ),
        Index("api_key_by_member_id", "workspace_id", "member_id"),
        Index("api_key_by_secret_hash", "secret_hash", unique=True),
    )  # fmt: skip

    member_id: str = Field(max_length=64)
    name: str = Field(max_length=100)
    prefix: str = Field(max_length=16, description="How a person tells the key from others.")
    secret_hash: str = Field(max_length=64, description="SHA-256 of a secret of 256 bits.")
    scopes: list[str] = Field(sa_type=JSON)
    made_by: str = Field(max_length=254)
    made_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant, description="To the minute.")
    revoked_by: str | None = Field(default=None, max_length=254)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class WebSession(Tenanted, table=True):
    """A browser that somebody signed in with; the cookie's value is kept as a hash."""

    __tablename__ = "web_session"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"],
            name="web_session_member_id_is_a_member",
        ),
        CheckConstraint("how IN ('password', 'invitation', 'oidc')", name="web_session_how_known"),
        Index("web_session_by_member_id", "workspace_id", "member_id"),
        Index("web_session_by_token_hash", "token_hash", unique=True),
    )  # fmt: skip

    member_id: str = Field(max_length=64)
    token_hash: str = Field(max_length=64)
    how: str = Field(max_length=16)
    began_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant, description="To the minute.")
    ends_at: datetime = Field(sa_type=Instant, description="Whatever happens.")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInTries(Tenanted, table=True):
    """Failed attempts since `began_at`; the id is a hash of whom or whence they were."""

    __tablename__ = "sign_in_tries"

    failures: int = 0
    began_at: datetime = Field(sa_type=Instant)
