"""Ad-hoc questions over linked records agree with plain Python over the same rows."""

from datetime import date
from decimal import Decimal
from statistics import median

import pytest

from store.errors import BadInput, NotFound
from tests.tools.numbers.world import context
from tools.arguments import Filter, Link
from tools.numbers.query_records import query_records

OPEN = Filter(field="status", value="open")
WON = Filter(field="status", value="won")
GONE = Link(table="owner", where=[Filter(field="active", value=False)])


def ids(result):
    return set(result.facts["ids"])


def deals_of(world, column, row_id, status=None):
    return [d for d in world.live("opportunity")
            if d.get(column) == row_id and status in {None, d["status"]}]  # fmt: skip


def test_accounts_without_an_open_deal(world, ctx):
    found = query_records(ctx, "account", links=[Link(table="deals", op="without", where=[OPEN])])
    expected = {a["id"] for a in world.live("account")
                if not deals_of(world, "account_id", a["id"], "open")}  # fmt: skip
    assert ids(found) == expected
    assert found.figures[0].value == len(expected)


@pytest.mark.parametrize("op", ["at_least", "at_most", "exactly"])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_number_of_linked_records(world, ctx, op, count):
    link = Link(table="opportunity", op=op, count=count, where=[WON])
    holds = {"at_least": int.__ge__, "at_most": int.__le__, "exactly": int.__eq__}[op]
    expected = {a["id"] for a in world.live("account")
                if holds(len(deals_of(world, "account_id", a["id"], "won")), count)}  # fmt: skip
    assert ids(query_records(ctx, "account", links=[link])) == expected


def test_an_owner_who_left_and_records_without_an_owner(world, ctx):
    gone = {u["id"] for u in world.live("user") if u.get("active") is False}
    deals = world.live("opportunity")
    assert gone
    assert ids(query_records(ctx, "opportunity", links=[GONE])) == {
        d["id"] for d in deals if d.get("owner_id") in gone
    }
    nobody = Link(table="owner", op="without")
    assert ids(query_records(ctx, "opportunity", links=[nobody])) == {
        d["id"] for d in deals if not world.of("user", d.get("owner_id"))
    }


def test_the_question_that_no_metric_answers(make, session):
    left, here = make("user", name="Ed", active=False), make("user", name="Bo")
    wanted = make("account", name="Wanted", country="Germany", owner_id=left.id)
    make("account", name="Owned", country="Germany", owner_id=here.id)
    busy = make("account", name="Busy", country="Deutschland", owner_id=left.id)
    make("opportunity", account_id=busy.id, status="open")
    make("opportunity", account_id=wanted.id, status="lost")
    make("account", name="French", country="France", owner_id=left.id)
    found = query_records(
        context(session), "account", where=[Filter(field="country", value="Germany")],
        links=[Link(table="opportunity", op="without", where=[OPEN]), GONE],
    )  # fmt: skip
    assert ids(found) == {wanted.id}
    assert found.say.startswith("1 account (country")
    assert "without open deals, whose owner is not active" in found.say
    assert found.figures[0].text == "1"


def test_linked_records_within_a_period(make, session):
    quiet, busy = make("user", name="Quiet"), make("user", name="Busy")
    make("activity", owner_id=busy.id)
    link = Link(table="activity", op="without", period="this month")
    found = query_records(context(session), "user", links=[link])
    assert ids(found) == {quiet.id}
    later = context(session, today=date(2027, 1, 5))
    assert ids(query_records(later, "user", links=[link])) == {quiet.id, busy.id}


def test_links_of_links(make, session):
    lonely, known = make("account", name="Lonely"), make("account", name="Known")
    make("contact", account_id=known.id)
    deals = {a.name: make("opportunity", account_id=a.id) for a in (lonely, known)}
    make("opportunity")
    nested = Link(table="account", links=[Link(table="contact", op="without")])
    assert ids(query_records(context(session), "opportunity", links=[nested])) == {
        deals["Lonely"].id
    }


def test_contacts_and_deals_meet_at_their_account(make, session):
    firm = make("account", name="Firm")
    inside = make("contact", account_id=firm.id)
    make("contact")
    make("opportunity", account_id=firm.id, amount_cents=5_000_00)
    link = Link(table="deals", where=[Filter(field="amount", op="gt", value=4000)])
    found = query_records(context(session), "contact", links=[link])
    assert ids(found) == {inside.id}
    assert "Deals are found through the account." in found.notes


def test_products_and_teams_are_linked_over_names_and_people(make, session):
    sold, idle = make("product", name="GTX Pro"), make("product", name="MG One")
    red = make("team", name="Red")
    rep = make("user", name="Ana", team_id=red.id)
    make("opportunity", product="gtxpro", owner_id=rep.id, status="won")
    ctx = context(session)
    assert ids(query_records(ctx, "product", links=[Link(table="deals", op="without")])) == {
        idle.id
    }
    assert ids(query_records(ctx, "product", links=[Link(table="deals", where=[WON])])) == {sold.id}
    assert ids(query_records(ctx, "team", links=[Link(table="deals")])) == {red.id}


@pytest.mark.parametrize("fold", ["sum", "mean", "median", "min", "max"])
def test_folds_of_a_field_agree_with_plain_python(world, ctx, fold):
    found = query_records(ctx, "opportunity", where=[WON], compute=fold, by=["owner"])
    amounts = [d["amount_cents"] for d in world.live("opportunity") if d["status"] == "won"
               and d["amount_cents"] is not None and d["currency"] in {None, "USD"}]  # fmt: skip
    fold_of = {"sum": sum, "mean": lambda v: Decimal(sum(v)) / len(v), "min": min, "max": max,
               "median": lambda v: median(map(Decimal, v))}[fold]  # fmt: skip
    expected = round(Decimal(fold_of(amounts)) / 100, 2)
    assert found.figures[1].value == expected
    assert sum(row[-1] for row in found.tables[0].rows) == found.figures[0].value


def test_groups_are_counted_and_the_largest_comes_first(world, ctx):
    found = query_records(ctx, "opportunity", links=[Link(table="account", op="without")],
                          by=["month"])  # fmt: skip
    lost = [d for d in world.live("opportunity") if not world.of("account", d.get("account_id"))]
    assert sum(row[1] for row in found.tables[0].rows) == len(lost)
    by_status = query_records(ctx, "opportunity", by=["status"])
    sizes = [row[1] for row in by_status.tables[0].rows]
    assert sizes == sorted(sizes, reverse=True)
    assert by_status.figures[1].value == sizes[0]


def test_another_workspace_is_never_counted(make, session):
    from tests.makers import Make

    firm = make("account", name="Mine")
    Make(session, "another")("account", name="Theirs")
    found = query_records(context(session), "account", links=[Link(table="deals", op="without")])
    assert ids(found) == {firm.id}


def test_nothing_found_is_said_and_a_missing_value_has_a_reason(make, session):
    make("account", name="Firm")
    ctx = context(session)
    assert query_records(ctx, "account", links=[Link(table="deals")]).say.startswith("There are n")
    found = query_records(ctx, "account", compute="mean", of="employees")
    assert found.figures[1].value is None
    assert found.figures[1].reason == "none of them has employees to compute it from"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"table": "account", "links": [{"table": "weather"}]}, "not linked"),
        ({"table": "lead", "links": [{"table": "quota"}]}, "not linked"),
        ({"table": "account", "links": [{"table": "deals", "op": "at_least"}]}, "needs a number"),
        (
            {"table": "account", "links": [{"table": "deals", "op": "at_least", "count": 0}]},
            "At le",
        ),
        ({"table": "account", "compute": "sum", "of": "name"}, "holds no numbers"),
        ({"table": "contact", "compute": "sum"}, "of which field"),
        ({"table": "account", "by": ["stage"]}, "cannot be split"),
        ({"table": "product", "period": "this year"}, "carry no day"),
        ({"links": [{"table": "deals"}]}, "Which records"),
        ({"table": "account", "links": [{"table": "deals", "sql": "1=1"}]}, "sql"),
    ],
)
def test_what_cannot_be_asked_is_said(ctx, arguments, said):
    with pytest.raises(BadInput, match=said):
        query_records.run(ctx, arguments)


def test_a_question_has_bounds(ctx):
    deep = Link(table="account")
    for table in ("contact", "account", "contact"):
        deep = Link(table=table, links=[deep])
    with pytest.raises(BadInput, match="3 deep"):
        query_records(ctx, "account", links=[deep])
    with pytest.raises(BadInput, match="12 conditions"):
        query_records(ctx, "account", links=[Link(table="deals")] * 13)


def test_a_value_that_is_not_in_the_store_is_named(world, ctx):
    link = Link(table="deals", where=[Filter(field="owner", value="Nobody Nowhere")])
    with pytest.raises(NotFound, match="Nobody Nowhere"):
        query_records(ctx, "account", links=[link])
