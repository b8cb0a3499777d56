"""Triggers that keep a proposal sealed, and the journal append-only."""

from alembic import op

revision = "0006"
down_revision = "0005"

SEALED = (
    "workspace_id, change_set_id, seq, group_no, kind, table_name, row_id, expected_version,"
    ' "before", "after", reason, evidence, confidence'
)
SEALED_HEADER = (
    "workspace_id, id, title, kind, digest, risk, counts, effects, proposed_by, proposed_at,"
    " expires_at, undo_of, undo_report"
)
GUARDS = {
    "journal_is_never_edited": ("BEFORE UPDATE ON journal", "the journal is append-only"),
    "journal_is_never_cut": ("BEFORE DELETE ON journal", "the journal is append-only"),
    "change_is_sealed": (
        f"BEFORE UPDATE OF {SEALED} ON change",
        "a proposed change is sealed",
    ),
    "change_is_never_cut": ("BEFORE DELETE ON change", "a proposed change is sealed"),
    "change_set_is_sealed": (
        f"BEFORE UPDATE OF {SEALED_HEADER} ON change_set",
        "a proposed change set is sealed",
    ),
    "change_set_is_never_cut": ("BEFORE DELETE ON change_set", "a change set is kept for ever"),
}
"""Trigger -> (when it fires, what it says)."""

KEPT = ("journal", "change", "change_set")

LATE = "a change set admits no change after it was proposed"
SET_IS_THERE = (
    "SELECT 1 FROM change_set WHERE workspace_id = NEW.workspace_id AND id = NEW.change_set_id"
)
DECIDED = "what was decided about a change set stays decided"
UNDECIDES = (
    "(OLD.approved_digest IS NOT NULL AND NEW.approved_digest <> OLD.approved_digest)"
    " OR (OLD.status IN ('applied', 'conflicted', 'rejected', 'expired')"
    " AND NEW.status <> OLD.status)"
    " OR (NEW.status IN ('approved', 'applying', 'applied', 'conflicted')"
    " AND NEW.approved_digest IS NULL)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    made = [*GUARDS, "change_is_not_late", "change_set_stays_decided"]
    made += [f"{table}_is_never_emptied" for table in KEPT] if postgresql else []
    for name in made:
        table = max((t for t in KEPT if name.startswith(t)), key=len)
        op.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
    for function in ("refuse_write", "refuse_late_change") if postgresql else ():
        op.execute(f"DROP FUNCTION {function}")


def _guard_sqlite() -> None:
    for name, (when, words) in GUARDS.items():
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
    op.execute(
        f"CREATE TRIGGER change_is_not_late BEFORE INSERT ON change WHEN EXISTS ({SET_IS_THERE})"
        f" BEGIN SELECT RAISE(ABORT, '{LATE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER change_set_stays_decided BEFORE UPDATE ON change_set WHEN {UNDECIDES}"
        f" BEGIN SELECT RAISE(ABORT, '{DECIDED}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, (when, words) in GUARDS.items():
        op.execute(
            f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION refuse_write('{words}')"
        )
    op.execute(
        "CREATE FUNCTION refuse_late_change() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF EXISTS ({SET_IS_THERE}) THEN RAISE EXCEPTION '{LATE}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER change_is_not_late BEFORE INSERT ON change"
        " FOR EACH ROW EXECUTE FUNCTION refuse_late_change()"
    )
    op.execute(
        "CREATE TRIGGER change_set_stays_decided BEFORE UPDATE ON change_set"
        f" FOR EACH ROW WHEN ({UNDECIDES}) EXECUTE FUNCTION refuse_write('{DECIDED}')"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('the trail is kept for ever')"
        )
