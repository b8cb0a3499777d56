import pytest

from store.changes import Draft, find, propose
from store.engine import reading, working
from store.errors import BadInput, Conflict
from tests.tools.changes.making import applied, proposal
from tests.tools.lists.making import NOW, WORKSPACE, account, company, context, user
from tools.arguments import Filter
from tools.changes.narrow_changes import narrow_changes
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


def test_only_some_fields_can_be_kept(engine):
    with working(engine) as session:
        context(session)
        one, two = account(session, "One"), account(session, "Two")
        drafts = [
            Draft("update", "account", one.id, {"phone": "new"}),
            Draft("update", "account", two.id, {"phone": "new", "city": "Oslo"}),
        ]
        propose(session, WORKSPACE, title="T", kind="k", drafts=drafts, proposed_by="x", now=NOW)
        session.commit()
    assert records(narrow(engine, fields=["phone"])) == ["account One"]


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
