from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import BadInput
from tools.parts.periods import earlier, find, resolve

TODAY = date(2017, 12, 31)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("last quarter", "2017-07-01..2017-09-30"),
        ("this quarter", "2017-10-01..2017-12-31"),
        ("Q4", "2017-10-01..2017-12-31"),
        ("2017-Q2", "2017-04-01..2017-06-30"),
        ("the third quarter of 2016", "2016-07-01..2016-09-30"),
        ("q3 of last year", "2016-07-01..2016-09-30"),
        ("March", "2017-03-01..2017-03-31"),
        ("since March 1", "2017-03-01..2017-12-31"),
        ("since Monday", "2017-12-25..2017-12-31"),
        ("from Jan to March 2017", "2017-01-01..2017-03-31"),
        ("the last 90 days", "2017-10-03..2017-12-31"),
        ("next 30 days", "2018-01-01..2018-01-30"),
        ("YTD", "2017-01-01..2017-12-31"),
        ("H1 2017", "2017-01-01..2017-06-30"),
        ("31 Dec 2017", "2017-12-31..2017-12-31"),
        ("before October 2017", "..2017-09-30"),
        ("all time", "..2017-12-31"),
    ],
)
def test_a_period_is_read_in_the_words_people_use(text: str, key: str) -> None:
    assert resolve(text, TODAY).key == key


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 900))
def test_a_key_reads_back_to_itself(start: date, length: int) -> None:
    end = date.fromordinal(start.toordinal() + length)
    assert resolve(f"{start}..{end}", TODAY).key == f"{start}..{end}"


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 12))
def test_last_quarter_ends_the_day_before_this_one_begins(today: date, month: int) -> None:
    this = resolve("this quarter", today, month)
    last = resolve("last quarter", today, month)
    assert this.start is not None
    assert (this.start - last.end).days == 1
    assert this.start <= today <= this.end


def test_a_fiscal_year_is_said_and_calendar_overrides_it() -> None:
    assert resolve("this quarter", TODAY, 2).label == "fiscal Q4 2018"
    assert resolve("this calendar quarter", TODAY, 2).label == "Q4 2017"


def test_ahead_takes_the_next_one() -> None:
    assert resolve("Q1", TODAY, ahead=True).key == "2018-01-01..2018-03-31"


def test_comparisons_are_relative_to_the_period() -> None:
    q4 = resolve("Q4 2017", TODAY)
    assert earlier(q4, "previous").label == "Q3 2017"
    assert earlier(q4, "same period last year").label == "Q4 2016"


@pytest.mark.parametrize("text", ["", "soon", "the 32nd of March", "Q7", "5 deals"])
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        resolve(text, TODAY)
    assert "last quarter" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Q9", "four quarters"), ("31 February", "no day 31"), ("2026-02-30", "no day is written"),
        ("between 5 March and 40 March", "March has no day 40"), ("since 31 April", "no day 31"),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        resolve(text, TODAY)


def test_words_in_a_sentence_that_cannot_be_a_period_are_found_and_kept_as_they_are() -> None:
    [found] = find("won revenue in q9, by region", TODAY)
    assert (found.span.key, bool(found.span.fault)) == ("Q9", True)
    assert find("in March 40 deals were won", TODAY)[0].span.label == "March 2017"
    assert find("40 may slip", TODAY) == []


def test_a_comma_after_a_quarter_is_not_part_of_it() -> None:
    text = "export what we won in Q3, please"
    [found] = find(text, TODAY)
    assert text[found.start : found.end] == "Q3"


def test_a_verb_is_not_a_month_and_money_is_not_a_year() -> None:
    assert find("which deals may slip over $2000", TODAY) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("before the end of next month", "..2018-01-31"),
        ("since the end of August", "2017-08-31..2017-12-31"),
        ("since the start of the quarter", "2017-10-01..2017-12-31"),
        ("since the first of the month", "2017-12-01..2017-12-31"),
        ("the start of the quarter", "2017-10-01..2017-10-01"),
        ("trailing twelve", "2017-01-01..2017-12-31"),
        ("as of the end of September, trailing twelve months", "2016-10-01..2017-09-30"),
        ("the last 6 months to August", "2017-03-01..2017-08-31"),
        ("the past year", "2017-01-01..2017-12-31"),
        ("the past fiscal year", "2016-01-01..2016-12-31"),
        ("since two weeks", "2017-12-18..2017-12-31"),
        ("two quarters ago", "2017-04-01..2017-06-30"),
        ("the quarter before last", "2017-04-01..2017-06-30"),
        ("the year so far", "2017-01-01..2017-12-31"),
        ("the first week of October", "2017-10-01..2017-10-07"),
        ("week 42", "2017-10-16..2017-10-22"),
        ("10/2017", "2017-10-01..2017-10-31"),
        ("31/10/2017", "2017-10-31..2017-10-31"),
        ("October first", "2017-10-01..2017-10-01"),
        ("before thanksgiving", "..2017-11-22"),
        ("the day before yesterday", "2017-12-29..2017-12-29"),
        ("the last 24 hours", "2017-12-30..2017-12-31"),
    ],
)
def test_edges_counts_and_numbers_are_read_as_people_mean_them(text: str, key: str) -> None:
    assert resolve(text, TODAY).key == key


def test_a_day_that_could_be_two_is_refused_and_says_how_to_write_it() -> None:
    with pytest.raises(BadInput, match="two days"):
        resolve("1/10/2017", TODAY)


def test_what_has_lasted_since_a_month_lies_behind_though_the_words_look_ahead() -> None:
    assert resolve("since September", TODAY, ahead=True).key == "2017-09-01..2017-12-31"


def test_more_than_a_month_ago_names_no_month() -> None:
    assert find("created more than a month ago", TODAY) == []
