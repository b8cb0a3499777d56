"""Makers for these tests: a proposal over real rows, decided by a person who was shown it."""

from datetime import timedelta

from store.changes import Approver, Draft, apply, approve, edit, find, propose
from store.crm import Account
from store.engine import reading, working, writing
from tests.tools.lists.making import NOW, WORKSPACE, account, consent, context

OLGA = Approver("olga@example.com", "ops_manager")


def proposal(engine, count=3, after=None, title="Fix phones", **fields):
    """A draft over `count` accounts named A0, A1 ..., and the ids of those."""
    with working(engine) as session:
        ctx = context(session)
        rows = [account(session, f"A{n}", phone="old", **fields) for n in range(count)]
        drafts = [
            Draft("update", "account", row.id, after or {"phone": "new"}, reason="it was old",
                  confidence=0.9)
            for row in rows
        ]  # fmt: skip
        made = propose(
            session, WORKSPACE, title=title, kind="normalise_fields", drafts=drafts,
            proposed_by=ctx.actor.id, now=NOW, effects={"valid phones": {"before": 0, "after": 3}},
        )  # fmt: skip
        session.commit()
        return made, [row.id for row in rows]


def applied(engine, count=3, **options):
    made, ids = proposal(engine, count, **options)
    approve(engine, WORKSPACE, made.id, digest=made.digest, by=OLGA, now=NOW)
    apply(engine, WORKSPACE, made.id, worker="test", now=NOW)
    return made, ids


def edited(engine, row_id, fields, by="rep@example.com"):
    with writing(engine) as session:
        edit(session, WORKSPACE, "account", row_id, fields, actor=by, now=NOW + timedelta(hours=1))
        session.commit()


def decided(engine, tool, verb, change_set, **options):
    """The tool's result when a person has said `verb` about a change set they were shown."""
    with working(engine) as session:
        result = tool.run(context(session, consent=consent(verb, change_set), **options), {})
        session.commit()
        return result


def phones(engine, ids):
    with reading(engine) as session:
        return [session.get(Account, (WORKSPACE, row)).phone for row in ids]


def status(engine, change_set):
    with reading(engine) as session:
        return find(session, WORKSPACE, change_set.id).status


def ask(engine, tool, **arguments):
    with working(engine) as session:
        return tool(context(session), **arguments)


def table(result, name):
    return next(t for t in result.tables if t.name == name)
