"""One message an owner, with their deals and the reasons; nothing is sent."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tests.makers import NOW, TODAY, Make
from tools.cleanup.draft_nudges import draft_nudges


@dataclass
class Drawer:
    """Keeps the files that a tool makes."""

    files: dict[str, str] = field(default_factory=dict)

    def put(self, name, content, media_type):
        self.files[name] = content.decode()
        return "art_1"


@pytest.fixture
def drawer():
    return Drawer()


@pytest.fixture
def desk(ctx, drawer):
    return replace(ctx, shelf=drawer)


def stale(make, owner, name="Acme renewal", **fields):
    return make(
        "opportunity", name=name, owner_id=owner.id if owner else None, stage="Proposal",
        created_on=TODAY - timedelta(days=60), last_activity_on=TODAY - timedelta(days=45),
        expected_close_on=TODAY + timedelta(days=10), amount_cents=12_000_00, **fields,
    )  # fmt: skip


def test_each_owner_gets_one_message_with_their_deals_and_the_reasons(desk, drawer, make):
    dana = make("user", name="Dana Reed", email="dana@example.com")
    lee = make("user", name="Lee Park", email="lee@example.com")
    stale(make, dana)
    stale(make, dana, "Bolt upsell")
    stale(make, lee, "Corvo")
    result = draft_nudges(desk)
    assert [row[0] for row in result.tables[0].rows] == ["Dana Reed", "Lee Park"]
    [text] = drawer.files.values()
    assert "To: Dana Reed <dana@example.com>" in text
    assert "- Acme renewal (Proposal, $12,000): no activity for 45 days" in text
    assert "Nothing was sent" in result.say


def test_a_close_date_that_passed_is_asked_about_even_when_the_deal_lives(desk, drawer, make):
    dana = make("user", name="Dana Reed")
    deal = make("opportunity", name="Alive", owner_id=dana.id, created_on=TODAY,
                expected_close_on=TODAY - timedelta(days=5))  # fmt: skip
    make("activity", opportunity_id=deal.id, occurred_at=NOW - timedelta(days=1))
    draft_nudges(desk)
    [text] = drawer.files.values()
    assert "- Alive: its close date passed 5 days ago" in text
    assert "look stale" not in text


def test_an_owner_who_left_and_deals_without_one_are_said(desk, make):
    gone = make("user", name="Gil Gone", active=False)
    stale(make, gone)
    stale(make, None)
    notes = draft_nudges(desk).notes
    assert any("Gil Gone" in note for note in notes)
    assert any("1 such deal has no owner" in note for note in notes)


def test_a_long_list_is_cut_and_the_rest_counted(desk, drawer, make):
    dana = make("user", name="Dana Reed")
    for n in range(13):
        stale(make, dana, f"Deal {n}")
    draft_nudges(desk)
    assert "- and 3 more" in next(iter(drawer.files.values()))


def test_nothing_stale_makes_no_file(desk, drawer, make):
    make("opportunity", name="New", owner_id=make("user").id, created_on=TODAY)
    assert "No nudge is needed" in draft_nudges(desk).say
    assert drawer.files == {}


def test_deals_of_another_workspace_are_nobodys_here(desk, drawer, make):
    stale(make, make("user", name="Dana Reed"))
    other = Make(desk.session, "other")
    stale(other, other("user", name="Other Owner"))
    draft_nudges(desk)
    assert "Other Owner" not in next(iter(drawer.files.values()))
