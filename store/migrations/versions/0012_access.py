"""Who may sign in, their keys and sessions; who made a receipt or a file; shared conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ROLES = "('viewer', 'rep', 'analyst', 'ops_manager', 'admin')"


def upgrade() -> None:
    _members()
    _keys()
    _sessions()
    op.create_table(
        "sign_in_tries",
        *_key(),
        sa.Column("failures", sa.Integer(), nullable=False),
        _instant("began_at"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.add_column("receipt", sa.Column("made_by", sa.String()))
    op.add_column("artifact", sa.Column("made_by", sa.String()))
    op.add_column(
        "conversation",
        sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    for table in ("sign_in_tries", "web_session", "api_key", "member"):
        op.drop_table(table)
    for table, column in (
        ("receipt", "made_by"), ("artifact", "made_by"), ("conversation", "shared"),
    ):  # fmt: skip
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _members() -> None:
    op.create_table(
        "member",
        *_key(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("invite_hash", sa.String(64)),
        _instant("invite_ends_at", nullable=True),
        sa.Column("added_by", sa.String(254), nullable=False),
        _instant("added_at"),
        sa.Column("disabled_by", sa.String(254)),
        _instant("disabled_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(f"role IN {ROLES}", name="member_role_known"),
        sa.CheckConstraint("email = lower(email)", name="member_email_in_small_letters"),
        sa.CheckConstraint(
            "(invite_hash IS NULL) = (invite_ends_at IS NULL)", name="member_invitation_ends"
        ),
    )
    op.create_index("member_by_email", "member", ["workspace_id", "email"], unique=True)


def _keys() -> None:
    op.create_table(
        "api_key",
        *_key(),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(254), nullable=False),
        _instant("made_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        sa.Column("revoked_by", sa.String(254)),
        _instant("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _of_a_member("api_key"),
    )
    op.create_index("api_key_by_member_id", "api_key", ["workspace_id", "member_id"])
    op.create_index("api_key_by_secret_hash", "api_key", ["secret_hash"], unique=True)


def _sessions() -> None:
    op.create_table(
        "web_session",
        *_key(),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        _instant("began_at"),
        _instant("seen_at"),
        _instant("ends_at"),
        _instant("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _of_a_member("web_session"),
        sa.CheckConstraint(
            "how IN ('password', 'invitation', 'oidc')", name="web_session_how_known"
        ),
    )
    op.create_index("web_session_by_member_id", "web_session", ["workspace_id", "member_id"])
    op.create_index("web_session_by_token_hash", "web_session", ["token_hash"], unique=True)


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
    )


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_a_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"],
        name=f"{table}_member_id_is_a_member",
    )  # fmt: skip
