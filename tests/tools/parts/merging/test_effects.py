"""What merges would do to the figures is said from the rows, and what stays is said to stay."""

from datetime import date

import pytest
from sqlmodel import select

from store import changes
from store.engine import working
from store.ledger import ChangeSet
from tests.makers import NOW
from tests.tools.cleanup.conftest import context
from tools.arguments import Filter
from tools.changes.narrow_changes import narrow_changes
from tools.cleanup.merge_duplicates import merge_duplicates
from tools.numbers.measure import measure

QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
SAME = {"domain": "acme.com", "street": "1 Main St", "city": "Boston"}


@pytest.fixture
def effects(ctx, session, make):
    """Acme twice: a deal that is there at both, another segment, another owner."""
    west, east = make("team", name="West"), make("team", name="East")
    dana = make("user", name="Dana Fox", team_id=west.id)
    ed = make("user", name="Ed Low", team_id=east.id)
    one = make("account", name="Acme Foods", segment="Enterprise", owner_id=dana.id, **SAME)
    two = make("account", name="Acme Foods Inc", segment="SMB", owner_id=ed.id, **SAME)
    make("quota", user_id=dana.id, period_start=QUARTER[0], period_end=QUARTER[1],
         amount_cents=100_00)  # fmt: skip
    for account, name, cents in ((one, "Big", 100_00), (two, "Big", 100_00), (one, "Own", 50_00),
                                 (two, "Small", 20_00)):  # fmt: skip
        make("opportunity", name=name, account_id=account.id, amount_cents=cents, status="open",
             owner_id=account.owner_id, forecast_category="Commit",
             expected_close_on=QUARTER[1])  # fmt: skip
    make("opportunity", name="Third", account_id=one.id, amount_cents=1_00, status="open")
    ref = merge_duplicates(ctx, ["account"]).change_sets[0]
    return session.get(ChangeSet, ("main", ref.id)).effects


def test_the_pipeline_stays_and_what_it_counts_twice_is_named(effects):
    assert effects["open pipeline in USD"] == {"before": "$271", "after": "$271"}
    assert effects["open pipeline counted twice"] == (
        "$100: 1 open deal has the name and amount of another at the same company; "
        "the merge keeps both"
    )


def test_pipeline_that_counts_for_another_segment_is_named(effects):
    assert effects["open pipeline by segment"] == "$120 from SMB to Enterprise"


def test_accounts_that_change_hands_are_counted_by_owner(effects):
    assert effects["accounts that change hands (routing)"] == "1 from Ed Low to Dana Fox"


def test_accounts_that_come_to_another_team_are_counted_by_the_teams_of_today(effects):
    assert effects["accounts that come to another team (routing)"] == "1 from East to West"


def test_coverage_is_measured_with_what_it_counts_twice_and_without(effects):
    assert effects["pipeline coverage, Q4 2026"] == {"before": "2.70x", "after": "2.70x"}
    assert effects["pipeline coverage, Q4 2026, each deal once"] == "1.70x"
    assert effects["open pipeline in USD, each deal once"] == "$171"


def test_the_forecast_stays_and_what_it_counts_twice_is_named_by_category(effects):
    assert effects["forecast"].startswith("unchanged")
    assert effects["forecast"].endswith("counted twice in it: $100 in Commit")


def test_commissions_are_said_not_to_be_computed_and_credits_to_stay(effects):
    assert effects["commissions"] == "none are computed here; deals keep owner and amount"


def test_open_deals_that_stand_at_somebody_elses_account_afterwards_are_named(effects):
    name = "open deals that stay with their owner at an account that changes hands"
    assert effects[name] == (
        "2: Big (Ed Low's, $100; the account goes to Dana Fox);"
        " Small (Ed Low's, $20; the account goes to Dana Fox)"
    )


def test_what_was_foretold_is_measured_once_the_merge_is_done(session, engine, effects):
    made = session.exec(select(ChangeSet)).one()
    session.commit()
    by = changes.Approver("ana@example.com", "ops_manager")
    changes.approve(engine, "main", made.id, digest=made.digest, by=by, now=NOW)
    changes.apply(engine, "main", made.id, worker="test", now=NOW)
    with working(engine) as later:
        ctx = context(later)
        assert (
            measure(ctx, "open_pipeline").figures[0].text
            == (effects["open pipeline in USD"]["after"])
        )
        assert (
            measure(ctx, "pipeline_coverage").figures[0].text
            == (effects["pipeline coverage, Q4 2026"]["after"])
        )
        big = Filter(field="segment", value="Enterprise")
        assert measure(ctx, "open_pipeline", where=[big]).figures[0].text == "$271"


def test_people_who_come_to_another_owner_are_counted_too(ctx, session, make):
    dana, ed = make("user", name="Dana Fox"), make("user", name="Ed Low")
    for owner in (dana, ed):
        make("lead", first_name="Ann", last_name="Lee", email="ann@acme.com",
             company_name="Acme", owner_id=owner.id)  # fmt: skip
    ref = merge_duplicates(ctx, ["lead"]).change_sets[0]
    said = session.get(ChangeSet, ("main", ref.id)).effects["leads that change hands (routing)"]
    assert said in {"1 from Ed Low to Dana Fox", "1 from Dana Fox to Ed Low"}


def test_owners_of_one_team_change_hands_and_no_team(ctx, session, make):
    west = make("team", name="West")
    for name in ("Dana Fox", "Ed Low"):
        owner = make("user", name=name, team_id=west.id)
        make("lead", first_name="Ann", last_name="Lee", email="ann@acme.com",
             company_name="Acme", owner_id=owner.id)  # fmt: skip
    ref = merge_duplicates(ctx, ["lead"]).change_sets[0]
    said = session.get(ChangeSet, ("main", ref.id)).effects
    assert "leads that change hands (routing)" in said
    assert "leads that come to another team (routing)" not in said


def test_a_part_of_the_merges_says_what_that_part_moves(ctx, session, make):
    dana, ed = make("user", name="Dana Fox"), make("user", name="Ed Low")
    for name, street in (("Acme Foods", "1 Main St"), ("Bolt Steel", "2 Oak Ave")):
        site = f"{name.split()[0].lower()}.com"
        for owner, said, segment in ((dana, name, "SMB"), (ed, f"{name} Inc", "Enterprise")):
            made = make("account", name=said, owner_id=owner.id, domain=site, street=street,
                        city="Boston", segment=segment)  # fmt: skip
            if owner is dana:  # who has open deals stays
                make("opportunity", name=said, account_id=made.id, amount_cents=100_00,
                     status="open", owner_id=owner.id)  # fmt: skip
    whole = merge_duplicates(ctx, ["account"]).change_sets[0]
    every = session.get(ChangeSet, ("main", whole.id)).effects
    made = narrow_changes(ctx, drop=[Filter(field="name", op="contains", value="Acme")])
    part = session.get(ChangeSet, ("main", made.change_sets[0].id))
    assert part.title == "Merge 1 duplicate account (only 1 of 2 groups)"
    assert every["accounts"] == {"before": 4, "after": 2}
    assert part.effects["accounts"] == {"before": 4, "after": 3}
    hands = "accounts that change hands (routing)"
    assert every[hands] == "2 from Ed Low to Dana Fox"
    assert part.effects[hands] == "1 from Ed Low to Dana Fox"
    assert part.effects.keys() == every.keys()
    assert "What it would move" in [table.title for table in made.tables]


def test_without_deals_nothing_is_said_of_them(ctx, session, make):
    make("account", name="Acme Foods", **SAME)
    make("account", name="Acme Foods Inc", **SAME)
    ref = merge_duplicates(ctx, ["account"]).change_sets[0]
    assert session.get(ChangeSet, ("main", ref.id)).effects == {
        "accounts": {"before": 2, "after": 1}
    }
