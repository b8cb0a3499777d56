"""A part beside the rest or the whole, two periods in one breath, and in which order they stand."""

from datetime import date

import pytest

from agent.planner.judging.holding import foretells_the_past
from agent.planner.reading.filling import fill
from agent.planner.talk.present import of_now
from agent.planner.words.clause import Clause, World
from agent.planner.words.elliptic import spelled_out
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Call, Memory
from agent.planner.words.splitting import steps
from agent.planner.words.vocabulary import declared

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def lexicon():
    made = Lexicon()
    declared(made)
    for name, value in (("region", "EMEA"), ("region", "West"), ("product", "Ledger Pro"),
                        ("type", "renewal"), ("type", "new"),
                        ("team", "West Commercial")):  # fmt: skip
        made.add(value, Meaning("value", name, value))
    return made


@pytest.fixture(scope="module")
def calls(lexicon):
    def read(text):
        clause = Clause(spelled_out(plainly(text), lexicon), World(lexicon, TODAY))
        return [call.arguments for call in fill(clause, "measure", Memory()).calls]

    return read


def _wheres(found):
    return [[(c["field"], c["op"], c["value"]) for c in f.get("where", [])] for f in found]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("won revenue from deals over 100k versus the rest", ("amount_cents", "lte", 100_000.0)),
        ("win rate of deals under 20k against the others", ("amount_cents", "gte", 20_000.0)),
        ("win rate in EMEA vs everyone else", ("region", "is_not", "EMEA")),
    ],
)
def test_the_rest_is_what_is_not_of_the_part(calls, text, other) -> None:
    assert _wheres(calls(text))[1] == [other]


@pytest.mark.parametrize(
    "text",
    [
        "EMEA win rate vs the company average",
        "West against the whole company: deal size",
        "how does the win rate in EMEA compare to everyone",
        "deal size in the West compared with the overall average",
    ],
)
def test_the_whole_beside_a_part_is_without_its_condition(calls, text) -> None:
    part, whole = _wheres(calls(text))
    assert len(part) == 1
    assert whole == []


def test_a_comparison_with_a_period_sets_nothing_beside_the_whole(calls) -> None:
    assert len(calls("EMEA win rate this quarter vs last quarter")) == 1


@pytest.mark.parametrize(
    ("text", "order", "count"),
    [
        ("Q4 bookings by region, highest to lowest", "top", None),
        ("win rate by segment, low to high", "bottom", None),
        ("Q3 bookings by region, worst first", "bottom", None),
        ("deal size by team, descending", "top", None),
        ("rank the regions by win rate, lowest to highest", "bottom", None),
        ("top 5 reps by won revenue, highest to lowest", "top", 5),
    ],
)
def test_the_order_that_is_spelled_out_is_kept(calls, text, order, count) -> None:
    rank = calls(text)[0]["rank"]
    assert (rank["order"], rank.get("count")) == (order, count)


def test_what_is_left_out_of_it_is_not_what_is_measured(calls) -> None:
    text = "rank the regions by deal size, leaving Ledger Pro out of it"
    assert _wheres(calls(text)) == [[("product", "is_not", "Ledger Pro")]]


@pytest.mark.parametrize(
    ("text", "period", "before"),
    [
        ("win rate this year and last", "2026-01-01..2026-12-31", "2025-01-01..2025-12-31"),
        ("win rate by source, last month and this", "2026-11-01..2026-11-30",
         "2026-10-01..2026-10-31"),
        ("won revenue this quarter to date against same days of last quarter",
         "2026-10-01..2026-11-20", "2026-07-01..2026-08-20"),
        ("pipeline created this month vs the same days last month", "2026-11-01..2026-11-20",
         "2026-10-01..2026-10-20"),
    ],
)  # fmt: skip
def test_two_periods_in_one_breath_are_compared(calls, text, period, before) -> None:
    found = calls(text)[0]
    assert (found["period"], found["compare_to"]) == (period, before)


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("won and lost revenue this year", ["won_revenue", "lost_revenue"]),
        ("net and gross retention last 12 months",
         ["net_revenue_retention", "gross_revenue_retention"]),
        ("net retention last year, and the gross one also",
         ["net_revenue_retention", "gross_revenue_retention"]),
    ],
)  # fmt: skip
def test_a_word_that_is_said_once_for_two_figures_makes_two(calls, text, metrics) -> None:
    assert [found["metric"] for found in calls(text)] == metrics


def test_how_much_is_in_them_is_of_the_same_records(calls) -> None:
    text = "who has the most overdue deals and how much money is in them?"
    assert steps(text) == [text]
    count, worth = calls(text)
    assert (count["metric"], worth["metric"]) == ("overdue_deals", "open_pipeline")
    assert _wheres([worth]) == [[("expected_close_on", "before", "2026-11-20")]]


def test_months_are_those_of_the_calendar(calls) -> None:
    found = calls("how much of the pipeline is older than six months?")
    assert _wheres(found) == [[("created_on", "before", "2026-05-20")]]


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        ("win rate for the year", None, "win rate for this year"),
        ("bookings for the whole quarter by region", None, "bookings for this quarter by region"),
        ("and the deal size for the quarter", "2025-07-01..2025-09-30",
         "and the deal size for the quarter"),
        ("and for the year?", "2025-07-01..2025-09-30", "and for this year?"),
        ("won revenue for the year 2017", None, "won revenue for the year 2017"),
    ],
)  # fmt: skip
def test_for_the_quarter_is_this_one_unless_another_was_looked_at(text, before, said) -> None:
    made = [Call(tool="measure", arguments={"metric": "win_rate", "period": before})]
    assert of_now(text, Memory(calls=made if before else [])) == said


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("won revenue in EMEA and West per rep, split please", ["owner", "region"]),
        ("won revenue in EMEA and West this year, separately", ["region"]),
        ("won revenue in EMEA and West this year, added up", None),
        ("won revenue in EMEA and West by month, side by side", ["month", "region"]),
    ],
)
def test_values_that_are_asked_for_apart_are_told_apart(calls, text, by) -> None:
    assert calls(text)[0].get("by") == by


def test_reps_that_reached_a_quota_are_told_by_rep(calls) -> None:
    found = calls("which reps hit quota last quarter?")[0]
    assert (found["by"], found["having"]) == (["owner"], {"at_least": 1.0})


def test_a_time_that_is_over_is_not_foretold(lexicon) -> None:
    def over(text):
        filled = fill(Clause(text, World(lexicon, TODAY)), "forecast_attainment", Memory())
        return foretells_the_past(filled)

    assert over("which reps hit quota last quarter?")
    assert not over("which reps hit quota this quarter?")
    assert not over("what did we forecast per rep last quarter?")
