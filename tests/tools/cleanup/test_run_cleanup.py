"""A run divides what policies allow from what people decide, reports both, and pauses itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from store import changes
from store.changes import Approver
from store.ledger import Change, StandingPolicy
from store.policies import Terms, grant
from tests.makers import NOW, TODAY
from tools.cleanup.run_cleanup import run_cleanup

ANA = Approver("ana@example.com", "ops_manager")


@pytest.fixture
def messy(make):
    """Two numbers to correct, one name in capitals, one value that stands for nothing."""
    for first, phone in (("Ann", "(415) 555-0199"), ("Bob", "415.555.0198")):
        make("contact", first_name=first, last_name="Lee", phone=phone, country="United States",
             email=f"{first.lower()}@acme.com")  # fmt: skip
    make("contact", first_name="CARL", last_name="Ray", title="n/a", email="carl@bolt.com")


def allow(session, **more):
    terms = Terms("normalise_fields", "contact", ("phone",), **{"min_confidence": 0.9, **more})
    grant(session, "main", terms, by=ANA, now=NOW)
    session.commit()


def kinds(ctx, result):
    """For each change set, its kind and the fields it writes."""
    found = {}
    for ref in result.change_sets:
        query = select(Change).where(Change.change_set_id == ref.id)
        found[changes.find(ctx.session, "main", ref.id).kind] = sorted(
            name for change in ctx.session.exec(query) for name in change.after
        )
    return found


def table(result, name):
    return next((t for t in result.tables if t.name == name), None)


def test_without_a_policy_everything_waits_grouped_by_rule_with_samples(ctx, messy):
    result = run_cleanup(ctx)
    assert kinds(ctx, result) == {"run_cleanup": ["first_name", "phone", "phone", "title"]}
    rows = {row[0]: row for row in table(result, "needs_approval").rows}
    assert rows["phone of contacts"][2] == 2
    assert "(415) 555-0199 → +14155550199" in rows["phone of contacts"][3]
    assert "4 corrections need your approval" in result.say


def test_what_a_policy_allows_is_a_set_of_its_own(session, ctx, messy):
    allow(session)
    result = run_cleanup(ctx)
    assert kinds(ctx, result) == {
        "normalise_fields": ["phone", "phone"], "run_cleanup": ["first_name", "title"],
    }  # fmt: skip
    assert "2 corrections fall under standing policies" in result.say


def test_over_the_limit_of_a_policy_a_person_decides(session, ctx, messy):
    allow(session, max_rows=1)
    result = run_cleanup(ctx)
    assert kinds(ctx, result) == {
        "normalise_fields": ["phone"], "run_cleanup": ["first_name", "phone", "title"],
    }  # fmt: skip
    assert any("over its limit" in note for note in result.notes)


def test_a_value_is_never_emptied_by_policy(session, ctx, messy):
    grant(session, "main", Terms("normalise_fields", "contact", ("title",), min_confidence=0.01),
          by=ANA, now=NOW)  # fmt: skip
    session.commit()
    assert "normalise_fields" not in kinds(ctx, run_cleanup(ctx))


def test_it_pauses_itself_when_people_undid_too_much(session, engine, ctx, make):
    for n in range(25):
        make("contact", first_name="Ann", last_name=f"Lee{n}", phone=f"(415) 555-01{n:02}",
             country="United States", email=f"ann{n}@firm{n}.com")  # fmt: skip
    allow(session)
    first = next(ref for ref in run_cleanup(ctx).change_sets)
    session.commit()
    by = Approver("policy", "ops_manager", "policy")
    changes.approve(engine, "main", first.id, digest=first.digest, by=by, now=NOW)
    changes.apply(engine, "main", first.id, worker="test", now=NOW)
    changes.undo_now(engine, "main", first.id, by=ANA, worker="test", now=NOW)
    session.expire_all()
    again = run_cleanup(ctx)
    assert again.facts["paused"]
    assert set(kinds(ctx, again)) == {"run_cleanup"}
    assert any("took back 25 of the 25" in note for note in again.notes)
    assert "paused" in again.say


def test_the_records_of_a_merge_are_corrected_after_it(ctx, make):
    for phone in ("(415) 555-0199", "+14155550199"):
        make("contact", first_name="Ann", last_name="Quist", email="ann.quist@acme.com",
             phone=phone, company_name="Acme", country="United States")  # fmt: skip
    result = run_cleanup(ctx)
    assert set(kinds(ctx, result)) == {"merge_duplicates"}
    assert any("wait until the merges" in note for note in result.notes)


def test_stale_deals_and_what_was_left_alone_are_in_the_digest(ctx, make):
    make("opportunity", name="Dead", created_on=TODAY - timedelta(days=90),
         last_activity_on=TODAY - timedelta(days=60))  # fmt: skip
    make("account", name="Firm", country="Korea")
    result = run_cleanup(ctx)
    assert "1 open deal is stale" in result.say
    assert table(result, "stale_deals").rows[0][0] == "Dead"
    assert table(result, "skipped").rows[0][2] == "Korea"
    assert result.change_sets == []


def test_a_clean_workspace_has_nothing_to_decide(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com", phone="+14155550123")
    result = run_cleanup(ctx)
    assert result.change_sets == []
    assert "nothing to correct" in result.say


def test_the_counts_of_a_run_add_up(demo):
    result = run_cleanup(demo)
    by_name = {f.metric: int(f.value or 0) for f in result.figures}
    rows = [row for t in result.tables if t.name in {"fixed", "needs_approval"} for row in t.rows]
    assert sum(int(row[2]) for row in rows) == by_name["needs_approval"]


def test_no_policy_can_name_the_run_itself(ctx, messy):
    [ref] = run_cleanup(ctx).change_sets
    query = select(Change).where(Change.change_set_id == ref.id)
    sealed = [
        {"kind": c.kind, "table_name": c.table_name, "after": c.after, "group_no": c.group_no,
         "confidence": c.confidence}
        for c in ctx.session.exec(query)
    ]  # fmt: skip
    policy = StandingPolicy(
        workspace_id="main", id="pol_1", tool="normalise_fields", table_name="contact",
        fields=["phone", "first_name", "title"], kinds=["update"], min_confidence=0.01,
        max_rows=100, granted_by="ana", granted_at=NOW,
    )  # fmt: skip
    assert not changes.covered(policy, "run_cleanup", sealed, NOW)
