"""What merges would do to the figures is said from the rows, and what stays is said to stay."""

import pytest

from store.ledger import ChangeSet
from tools.cleanup.merge_duplicates import merge_duplicates

SAME = {"domain": "acme.com", "street": "1 Main St", "city": "Boston"}


@pytest.fixture
def effects(ctx, session, make):
    """Acme twice: a deal that is there at both, another segment, another owner."""
    dana, ed = make("user", name="Dana Fox"), make("user", name="Ed Low")
    one = make("account", name="Acme Foods", segment="Enterprise", owner_id=dana.id, **SAME)
    two = make("account", name="Acme Foods Inc", segment="SMB", owner_id=ed.id, **SAME)
    for account, name, cents in ((one, "Big", 100_00), (two, "Big", 100_00), (one, "Own", 50_00),
                                 (two, "Small", 20_00)):  # fmt: skip
        make("opportunity", name=name, account_id=account.id, amount_cents=cents, status="open")
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


def test_coverage_and_forecast_are_said_to_stay_and_commissions_only_where_there_are_any(effects):
    assert effects["coverage"].startswith("unchanged")
    assert effects["forecast"].startswith("unchanged")
    assert "commissions" not in effects


def test_without_deals_nothing_is_said_of_them(ctx, session, make):
    make("account", name="Acme Foods", **SAME)
    make("account", name="Acme Foods Inc", **SAME)
    ref = merge_duplicates(ctx, ["account"]).change_sets[0]
    assert session.get(ChangeSet, ("main", ref.id)).effects == {
        "accounts": {"before": 2, "after": 1}
    }
