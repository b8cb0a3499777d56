from dataclasses import replace

import pytest

from store.changes import Draft, find, propose
from store.engine import reading, working
from store.errors import BadInput, Conflict, Refused
from tests.tools.changes.making import applied, proposal
from tests.tools.changes.merging import carried_out, proposed
from tests.tools.lists.making import NOW, WORKSPACE, account, company, context, user
from tools.arguments import Filter
from tools.changes.narrow_changes import narrow_changes
from tools.changes.show_changes import show_changes
from tools.lists.load_list import load_list


def narrow(engine, **arguments):
    with working(engine) as session:
        result = narrow_changes(context(session), **arguments)
        session.commit()
        return result


def records(result):
    return [row[1] for row in next(t for t in result.tables if t.name == "changes").rows]


def test_only_the_first_so_many_make_a_new_draft_and_the_old_one_is_rejected(engine):
    made, _ = proposal(engine, count=5)
    result = narrow(engine, keep_first=3)
    assert records(result) == ["account A0", "account A1", "account A2"]
    assert result.change_sets[0].status == "draft"
    assert result.change_sets[0].digest != made.digest
    with reading(engine) as session:
        assert find(session, WORKSPACE, made.id).status == "rejected"
        assert find(session, WORKSPACE, result.facts["change_set"]).counts["rows"] == 3


@pytest.mark.parametrize("talk", [None, "cnv_other"])
def test_whom_the_person_has_not_asked_narrows_no_draft_that_was_shown_elsewhere(engine, talk):
    made, _ = proposal(engine, count=5)
    with working(engine) as session:
        ctx = replace(context(session), own_words=False, conversation_id=talk)
        with pytest.raises(Refused, match="was proposed elsewhere"):
            narrow_changes(ctx, change_set=made.id, keep_first=3)
    with reading(engine) as session:
        assert find(session, WORKSPACE, made.id).status == "draft"


def test_conditions_on_the_records_keep_or_drop_them(engine):
    with working(engine) as session:
        context(session)
        dana = user(session, "Dana Fox")
        owners = {"Acme": dana.id, "Bolt": dana.id, "Core": None}
        rows = [account(session, name, owner_id=owners[name], phone="old") for name in owners]
        drafts = [Draft("update", "account", row.id, {"phone": "new"}) for row in rows]
        made = propose(session, WORKSPACE, title="T", kind="k", drafts=drafts, proposed_by="x",
                       now=NOW)  # fmt: skip
        session.commit()
    by_dana = Filter(field="owner", value="Dana Fox")
    dropped = narrow(engine, change_set=made.id, drop=[by_dana])
    assert records(dropped) == ["account Core"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"keep": [Filter(field="name", value="A1")]}, ["account A1"]),
        ({"keep": [Filter(field="name", op="is_not", value="A1")]}, ["account A0", "account A2"]),
        ({"drop": [Filter(field="account", value="A1")]}, ["account A0", "account A2"]),
        ({"keep": [Filter(field="country", value="Norway")], "keep_first": 1}, ["account A0"]),
    ],
)
def test_one_record_can_be_kept_or_left_out_by_name(engine, given, expected):
    proposal(engine, country="Norway")
    assert records(narrow(engine, **given)) == expected


def test_records_that_do_not_exist_yet_are_known_by_what_they_would_be(engine):
    with working(engine) as session:
        ctx = context(session)
        ids = [company(session, name).id for name in ("Acme", "Bolt", "Core")]
        load_list(ctx, records=ids)
        session.commit()
    result = narrow(engine, drop=[Filter(field="account", value="Acme")])
    assert records(result) == ["account Bolt", "account Core"]


@pytest.mark.parametrize(
    ("part", "left"), [({"fields": ["phone"]}, "One"), ({"drop_fields": ["city"]}, "One")]
)
def test_only_some_fields_can_be_kept_or_left_out(engine, part, left):
    with working(engine) as session:
        context(session)
        one, two = account(session, "One"), account(session, "Two")
        drafts = [
            Draft("update", "account", one.id, {"phone": "new"}),
            Draft("update", "account", two.id, {"phone": "new", "city": "Oslo"}),
        ]
        propose(session, WORKSPACE, title="T", kind="k", drafts=drafts, proposed_by="x", now=NOW)
        session.commit()
    assert records(narrow(engine, **part)) == [f"account {left}"]


def test_what_leaves_nothing_or_everything_or_says_nothing_is_refused(engine):
    proposal(engine)
    for given in (
        {}, {"keep_first": 3}, {"keep": [Filter(field="name", value="Zzz")]},
        {"keep": [Filter(field="nonsense", value="x")]},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            narrow(engine, **given)


def test_what_was_decided_cannot_be_narrowed(engine):
    made, _ = applied(engine)
    with pytest.raises(Conflict):
        narrow(engine, change_set=made.id, keep_first=1)


def merges_of(result):
    rows = next(t for t in result.tables if t.name == "changes").rows
    return {row[1].split(" (")[0] for row in rows if row[2] == "merge into"}


def grouped(result):
    return [row[:4] for row in next(t for t in result.tables if t.name == "groups").rows]


def test_merges_are_kept_by_group_rule_record_and_table(engine):
    made = proposed(engine)
    with working(engine) as session:
        shown = show_changes(context(session), change_set=made.id)
    numbers = {what: number for number, what, *_ in grouped(shown)}
    assert sum(row[3] for row in grouped(shown)) == made.counts["groups"] == 4
    only = narrow(engine, groups=[numbers["merge contacts"]], rest="wait")
    assert merges_of(only) == {"contact Ann Lee"}
    rest = only.facts["rest"]
    no_acme = narrow(engine, change_set=rest, drop=[Filter(field="account", value="Acme")])
    assert {name[:12] for name in merges_of(no_acme)} == {"account Bolt", "account Core"}
    last = narrow(engine, change_set=no_acme.facts["change_set"],
                  drop=[Filter(field="country", value="Germany")])  # fmt: skip
    assert {name[:12] for name in merges_of(last)} == {"account Bolt"}
    assert last.change_sets[0].summary.endswith("(only 1 of 2 groups)")


def test_what_was_narrowed_elsewhere_is_narrowed_on_where_one_part_of_it_waits(engine):
    made, _ = proposal(engine, count=5)
    narrow(engine, change_set=made.id, keep_first=4)
    again = narrow(engine, change_set=made.id, keep_first=2)
    assert records(again) == ["account A0", "account A1"]
    last = narrow(engine, change_set=made.id, keep_first=1, rest="wait")
    asked = narrow(engine, change_set=made.id, keep_first=1)
    assert "was narrowed, and 2 parts wait. Which one?" in asked.say
    [question] = asked.questions
    assert {line.partition(":")[0] for line in question.options} == {
        last.facts["change_set"], last.facts["rest"],
    }  # fmt: skip


def test_the_rest_waits_when_a_part_is_taken_first_and_both_can_be_applied(engine):
    made = proposed(engine, tables=["account"])
    part = narrow(engine, keep_first=1, rest="wait")
    assert "The other 2 wait as" in part.notes[1]
    for name in (part.facts["change_set"], part.facts["rest"]):
        with reading(engine) as session:
            carried_out(engine, found := find(session, WORKSPACE, name))
            assert find(session, WORKSPACE, found.id).status == "draft"  # as this session saw it
    with reading(engine) as session:
        assert find(session, WORKSPACE, part.facts["rest"]).status == "applied"
        assert find(session, WORKSPACE, made.id).decided_note == (
            f"narrowed to {part.facts['change_set']}"
        )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"tables": ["contact"]}, 1), ({"drop_table": "contact"}, 3), ({"same": "domain"}, 2),
        ({"same": "email"}, 1), ({"tables": ["contact"], "drop_table": "contact"}, 3),
        ({"keep": [Filter(field="owner", value="Dana Fox")]}, 1),
        ({"drop_table": "account", "drop": [Filter(field="country", value="Germany")]}, 3),
        ({"rule": "mailbox"}, 1),
    ],
)  # fmt: skip
def test_a_part_is_said_in_many_ways(engine, given, expected):
    proposed(engine)
    assert narrow(engine, **given).facts["groups"] == expected


def test_what_is_kept_without_the_merge_before_it_is_still_applied_whole(engine):
    """The contact moves with its account in one group and is merged in another."""
    made = proposed(engine)
    part = narrow(engine, tables=["contact"])
    with reading(engine) as session:
        carried_out(engine, find(session, WORKSPACE, part.facts["change_set"]))
    with reading(engine) as session:
        assert find(session, WORKSPACE, part.facts["change_set"]).status == "applied"
        assert made.counts["groups"] == 4


def test_only_those_that_are_sure_enough(engine):
    with working(engine) as session:
        context(session)
        drafts = [
            Draft("update", "account", account(session, f"A{n}").id, {"phone": "1"}, confidence=c)
            for n, c in enumerate((0.9, 0.99, None))
        ]
        propose(session, WORKSPACE, title="T", kind="k", drafts=drafts, proposed_by="x", now=NOW)
        session.commit()
    assert records(narrow(engine, sure_above=0.95)) == ["account A1"]


def test_a_group_or_rule_that_is_not_there_is_named(engine):
    proposed(engine)
    for given in ({"groups": [99]}, {"rule": "horoscope"}, {"sure_above": 99.0}):
        with pytest.raises(BadInput):
            narrow(engine, **given)


def test_a_step_of_a_review_leaves_the_others_waiting_and_what_is_named_to_go_goes(engine):
    made = proposed(engine)
    step = narrow(engine, change_set=made.id, groups=[1])
    with reading(engine) as session:
        rest = find(session, WORKSPACE, step.facts["rest"])
        waits = (rest.status, rest.counts["groups"] + step.facts["groups"])
    assert waits == ("draft", made.counts["groups"])
    assert narrow(engine, change_set=rest.id, drop_groups=[1]).facts["rest"] is None
