"""What people approved of doubtful merges is read from the change sets, and goes when they do."""

import pytest

from store import changes
from store.engine import reading, working
from tests.makers import NOW
from tests.tools.cleanup.conftest import context
from tools.cleanup.find_duplicates import find_duplicates
from tools.cleanup.merge_duplicates import merge_duplicates
from tools.parts.matching.agreement import accepted

ANA = changes.Approver("ana@example.com", "ops_manager")


@pytest.fixture
def ctx(session):
    return context(session)


@pytest.fixture
def moved(make):
    """Three people who are there twice, with another employer: each worth a look."""
    for name in ("Olga Leeuw", "Bram Okafor", "Ilse Quist"):
        first, last = name.split()
        for firm in ("brightwater", "kestrel"):
            make("contact", first_name=first, last_name=last, city="Boston", title="Analyst",
                 company_name=firm, email=f"{first}.{last}@{firm}.com".lower())  # fmt: skip


def approve(engine, ref):
    changes.approve(engine, "main", ref.id, digest=ref.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", ref.id, worker="test", now=NOW)


def labels(engine, table="contact"):
    with reading(engine) as session:
        return accepted(session, "main", table)


def test_an_approved_merge_that_was_doubtful_is_kept_with_what_it_scored(
    ctx, session, engine, moved
):
    ref = merge_duplicates(ctx, ["contact"], tier="review").change_sets[0]
    session.commit()
    assert labels(engine) == []  # nobody has approved it
    approve(engine, ref)
    found = labels(engine)
    assert len(found) == 3
    assert found[0].said["name"] == "same first and last name"
    assert found[0].said["e-mail"] == "e-mails at different domains"
    assert {one.counts for one in found} == {1.0}
    assert labels(engine, "lead") == []


def test_a_merge_that_was_taken_back_takes_its_word_back(ctx, session, engine, moved):
    ref = merge_duplicates(ctx, ["contact"], tier="review").change_sets[0]
    session.commit()
    approve(engine, ref)
    assert len(labels(engine)) == 3
    changes.undo_now(engine, "main", ref.id, by=ANA, worker="test", now=NOW)
    assert labels(engine) == []


def test_what_was_sure_anyway_teaches_nothing(ctx, session, engine, make):
    for end in ("", " Inc"):
        make("account", name=f"Acme Foods{end}", domain="acme.com", city="Boston")
    ref = merge_duplicates(ctx, ["account"], tier="review").change_sets[0]
    session.commit()
    approve(engine, ref)
    assert labels(engine, "account") == []


def test_what_a_policy_let_through_is_nobodys_word(ctx, session, engine, moved):
    ref = merge_duplicates(ctx, ["contact"], tier="review").change_sets[0]
    session.commit()
    approve(engine, ref)
    with working(engine) as later:
        header = changes.find(later, "main", ref.id)
        header.approved_by = "policy pol_1 of ana@example.com"
        later.commit()
    assert labels(engine) == []


def test_many_at_one_approval_count_for_twenty_looks_and_move_others(ctx, session, engine, make):
    def person(n):
        for firm in ("brightwater", "kestrel"):
            make("contact", first_name=f"Olga{chr(97 + n)}", last_name=f"Leeuw{chr(97 + n)}en",
                 email=f"olga{chr(97 + n)}.{firm}@{firm}.com")  # fmt: skip

    for n in range(24):
        person(n)
    ref = merge_duplicates(ctx, ["contact"], tier="review").change_sets[0]
    session.commit()
    approve(engine, ref)
    found = labels(engine)
    assert len(found) > 20
    assert sum(one.counts for one in found) == pytest.approx(20)
    person(25)
    session.commit()
    with working(engine) as later:
        table = find_duplicates(context(later), "contact").tables[0]
        assert "like pairs that people decided on (+" in table.rows[0][-1]
