"""What people teach the clean-up is kept once, can be taken back, and is not learned again."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from store import changes
from store.changes import Approver, Draft
from store.engine import working, writing
from store.errors import BadInput, NotFound
from store.lessons import learn_from_decisions
from store.rules import Lesson, forget, in_force, learn
from store.schedule import CLOCK
from tests.makers import NOW, Make

ANA = Approver("ana@example.com", "ops_manager")


def taught(session: Session) -> list[tuple[str, str | None, str]]:
    return [(r.found, r.written, r.origin) for r in in_force(session, "main")]


def said(session: Session, found: str, written: str | None) -> None:
    learn(session, "main", Lesson(found, written), by="ana", now=NOW)


def test_the_same_rule_twice_is_kept_once(session):
    said(session, "I.B.M.", "IBM")
    said(session, " i.b.m. ", "IBM")
    assert taught(session) == [("I.B.M.", "IBM", "said")]


def test_a_later_word_on_the_same_value_replaces_the_earlier_one(session):
    said(session, "Tech", "Technology")
    said(session, "tech", "Software")
    assert taught(session) == [("tech", "Software", "said")]


def test_the_reverse_of_a_rule_replaces_it_so_that_no_value_goes_round(session):
    said(session, "Tech", "Technology")
    said(session, "Technology", "Tech")
    assert taught(session) == [("Technology", "Tech", "said")]


def test_a_rule_is_forgotten_by_either_of_its_values(session):
    said(session, "I.B.M.", "IBM")
    forget(session, "main", "ibm", by="ana", now=NOW)
    assert taught(session) == []


def test_forgetting_what_nobody_taught_names_the_rules_there_are(session):
    said(session, "I.B.M.", "IBM")
    with pytest.raises(NotFound) as error:
        forget(session, "main", "Acme", by="ana", now=NOW)
    assert "I.B.M." in error.value.hint


def test_a_rule_that_changes_nothing_is_refused(session):
    with pytest.raises(BadInput):
        said(session, "IBM", "IBM")


def test_another_workspace_has_rules_of_its_own(session):
    learn(session, "other", Lesson("I.B.M.", "IBM"), by="ana", now=NOW)
    assert taught(session) == []


def corrected(session: Session, make: Make, *pairs: tuple[str, str]) -> tuple[str, str, list[str]]:
    """A proposal that corrects the industry of one account a pair: id, digest, rows."""
    rows = [make("account", name=f"Firm {n}", industry=was) for n, (was, _) in enumerate(pairs)]
    drafts = [
        Draft("update", "account", row.id, {"industry": right}, confidence=0.9)
        for row, (_, right) in zip(rows, pairs, strict=True)
    ]
    made = changes.propose(
        session, "main", title="Correct", kind="normalise_fields", drafts=drafts,
        proposed_by="agent", now=NOW,
    )  # fmt: skip
    found = made.id, made.digest, [row.id for row in rows]
    session.commit()
    return found


def lessons(engine) -> list[tuple[str, str | None, str]]:
    with working(engine) as session:
        learn_from_decisions(session, "main", NOW)
        session.commit()
        first = taught(session)
        learn_from_decisions(session, "main", NOW)
        assert taught(session) == first, "reading the same decisions again taught something"
        return first


def applied(engine, name: str, digest: str) -> None:
    changes.approve(engine, "main", name, digest=digest, by=ANA, now=NOW)
    changes.apply(engine, "main", name, worker="test", now=NOW)


def test_an_approved_correction_of_a_list_value_becomes_a_rule(session, engine, make):
    name, digest, _ = corrected(session, make, ("technolgy", "technology"))
    assert lessons(engine) == []
    applied(engine, name, digest)
    assert lessons(engine) == [("technolgy", "technology", "approved")]


def test_a_rejected_correction_is_never_proposed_again(session, engine, make):
    name, _, _ = corrected(session, make, ("Tech", "Technology"), ("Tech", "Technology"))
    changes.reject(engine, "main", name, by="ana@example.com", now=NOW)
    assert lessons(engine) == [("Tech", None, "rejected")]


def test_a_draft_that_the_clock_takes_back_says_nothing_of_its_corrections(session, engine, make):
    name, _, _ = corrected(session, make, ("Tech", "Technology"))
    changes.reject(engine, "main", name, by=CLOCK, now=NOW)
    assert lessons(engine) == []


def test_a_rejected_mixture_does_not_say_which_was_wrong(session, engine, make):
    name, _, _ = corrected(session, make, ("Tech", "Technology"), ("Retial", "Retail"))
    changes.reject(engine, "main", name, by="ana@example.com", now=NOW)
    assert lessons(engine) == []


def test_what_was_left_out_of_an_approval_was_turned_down(session, engine, make):
    name, _, rows = corrected(session, make, ("Tech", "Technology"), ("Retial", "Retail"))
    with working(engine) as narrow:
        rest = changes.subset(narrow, "main", name, by="ana@example.com", now=NOW, drop=[rows[0]])
        found = rest.id, rest.digest
    applied(engine, *found)
    assert set(lessons(engine)) == {("Tech", None, "rejected"), ("Retial", "Retail", "approved")}


def test_what_waits_as_the_rest_of_a_narrowing_was_not_turned_down(session, engine, make):
    name, _, rows = corrected(session, make, ("Tech", "Technology"), ("Retial", "Retail"))
    now = NOW + timedelta(minutes=1)
    with working(engine) as narrow:
        part = changes.subset(narrow, "main", name, by="ana@example.com", now=now, drop=[rows[0]])
        rest = changes.remainder(narrow, "main", name, part, by="ana@example.com", now=now)
        found, left = (part.id, part.digest), rest.id
    applied(engine, *found)
    assert lessons(engine) == [("Retial", "Retail", "approved")]
    changes.reject(engine, "main", left, by="ana@example.com", now=NOW)
    assert set(lessons(engine)) == {("Tech", None, "rejected"), ("Retial", "Retail", "approved")}


def test_an_address_or_a_name_that_a_person_writes_back_stays(session, engine, make):
    ann = make("contact", first_name="ANN", last_name="Lee", title="vp sales",
               email="ann@outlok.com")  # fmt: skip
    better = {"first_name": "Ann", "title": "VP of Sales", "email": "ann@outlook.com"}
    made = changes.propose(
        session, "main", title="Correct", kind="normalise_fields",
        drafts=[Draft("update", "contact", ann.id, better)], proposed_by="agent", now=NOW,
    )  # fmt: skip
    found, row = (made.id, made.digest), ann.id
    session.commit()
    applied(engine, *found)
    with writing(engine) as editing:
        changes.edit(editing, "main", "contact", row,
                     {"email": "ann@outlok.com", "title": "vp sales", "first_name": "Anne"},
                     actor="bo@example.com", now=NOW)  # fmt: skip
    assert lessons(engine) == [("ann@outlok.com", None, "edited")]


def test_an_undone_correction_stays_as_it_was(session, engine, make):
    name, digest, _ = corrected(session, make, ("Tech", "Technology"))
    applied(engine, name, digest)
    changes.undo_now(engine, "main", name, by=ANA, worker="test", now=NOW)
    assert lessons(engine) == [("Tech", None, "undone")]


def test_what_a_person_writes_over_a_correction_is_the_rule(session, engine, make):
    name, digest, rows = corrected(session, make, ("Tech", "Technology"))
    applied(engine, name, digest)
    with writing(engine) as editing:
        changes.edit(editing, "main", "account", rows[0], {"industry": "Software"},
                     actor="bo@example.com", now=NOW)  # fmt: skip
    assert lessons(engine) == [("Tech", "Software", "edited")]


def test_a_forgotten_lesson_is_not_learned_again_from_the_same_decision(session, engine, make):
    name, digest, _ = corrected(session, make, ("technolgy", "technology"))
    applied(engine, name, digest)
    assert lessons(engine)
    with working(engine) as forgetting:
        forget(forgetting, "main", "technolgy", by="ana", now=NOW)
    assert lessons(engine) == []


def test_what_was_said_outweighs_what_was_decided(session, engine, make):
    said(session, "Tech", "Software")
    name, digest, _ = corrected(session, make, ("Tech", "Technology"))
    applied(engine, name, digest)
    assert lessons(engine) == [("Tech", "Software", "said")]
