import json
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations

import phonenumbers
import pytest
from sqlalchemy import Engine, text

from store.demo import LAST_DAY, World, generate, write
from store.errors import BadInput, Conflict
from store.schema import ENTITIES

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def small() -> World:
    return generate(seed=7, scale=0.08)


def by_id(world: World, table: str) -> dict[str, dict]:
    return {row["id"]: row for row in world.rows[table]}


def test_the_same_seed_makes_the_same_rows_and_truth() -> None:
    assert generate(seed=7, scale=0.03).digest() == generate(seed=7, scale=0.03).digest()


def test_another_seed_makes_another_company() -> None:
    assert generate(seed=8, scale=0.03).digest() != generate(seed=7, scale=0.03).digest()


def test_a_scale_out_of_bounds_is_refused() -> None:
    with pytest.raises(BadInput, match="scale 0"):
        generate(scale=0)


def test_the_truth_is_plain_json() -> None:
    assert json.loads(json.dumps(small().truth)) == small().truth


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_row_fits_the_store_and_points_at_a_row_that_is_there(
    engine: Engine, seed: int
) -> None:
    world = generate(seed=seed, scale=0.03)
    counts = write(engine, "main", world, NOW)
    assert counts == {table: len(rows) for table, rows in world.rows.items()}
    with engine.connect() as connection:
        held = connection.execute(text("SELECT count(*), sum(amount_cents) FROM opportunity")).one()
        deals = world.rows["opportunity"]
        assert tuple(held) == (len(deals), sum(deal["amount_cents"] or 0 for deal in deals))
        unknown = connection.execute(text("SELECT count(*) FROM account WHERE extra IS NOT NULL"))
        assert unknown.scalar() == 0


def test_the_demo_is_not_written_over_a_companys_own_data(engine: Engine) -> None:
    write(engine, "main", small(), NOW)
    with pytest.raises(Conflict, match="already holds accounts"):
        write(engine, "main", small(), NOW)


def test_the_rows_use_only_columns_of_the_store() -> None:
    for table, rows in small().rows.items():
        columns = set(ENTITIES[table].model.__table__.columns.keys())
        assert set(rows[0]) <= columns, table
        assert {tuple(sorted(row)) for row in rows} == {tuple(sorted(rows[0]))}, table


def test_nothing_happens_after_the_last_day() -> None:
    for rows in small().rows.values():
        for row in rows:
            for name in ("created_on", "closed_on", "last_activity_on", "converted_on"):
                assert row.get(name) is None or row[name] <= LAST_DAY
            for name in ("entered_at", "occurred_at", "responded_at"):
                assert row.get(name) is None or row[name].date() <= LAST_DAY


def test_the_history_of_stages_agrees_with_the_deal() -> None:
    moves: dict[str, list[dict]] = {}
    for move in small().rows["stage_history"]:
        moves.setdefault(move["opportunity_id"], []).append(move)
    for deal in small().rows["opportunity"]:
        course = sorted(moves[deal["id"]], key=lambda m: (m["entered_at"].date(), m["stage"]))
        chain = {m["from_stage"] for m in course}
        assert None in chain
        assert deal["stage"] in {m["stage"] for m in course} - (chain - {deal["stage"]})
        assert min(m["entered_at"].date() for m in course) == deal["created_on"]
        if deal["closed_on"]:
            assert max(m["entered_at"].date() for m in course) == deal["closed_on"]


def test_an_open_deal_is_either_dead_for_long_or_was_touched_lately() -> None:
    world, stale = small(), {row["id"] for row in small().truth["stale_deals"]["stale"]}
    assert stale
    for deal in world.rows["opportunity"]:
        if deal["status"] == "open":
            quiet = (world.today - deal["last_activity_on"]).days
            assert quiet >= 75 if deal["id"] in stale else quiet <= 14


def test_only_the_noted_live_deals_have_an_impossible_close_date() -> None:
    truth = small().truth["stale_deals"]
    noted = {row["id"] for row in truth["stale"]} | set(truth["overdue_but_alive"])
    for deal in small().rows["opportunity"]:
        if deal["status"] == "open" and deal["id"] not in noted:
            assert (deal["expected_close_on"] or date.max) >= small().today


@pytest.mark.parametrize("table", ["account", "contact"])
def test_duplicates_and_lookalikes_do_not_overlap(table: str) -> None:
    rows, truth = by_id(small(), table), small().truth
    same = {frozenset(p) for c in truth["duplicates"][table] for p in combinations(c["ids"], 2)}
    different = {frozenset(pair["ids"]) for pair in truth["not_duplicates"][table]}
    assert same
    assert different
    assert not same & different
    assert all(i in rows for pair in same | different for i in pair)


def test_a_duplicate_person_shares_something_that_identifies_them() -> None:
    rows = by_id(small(), "contact")
    for cluster in small().truth["duplicates"]["contact"]:
        one, two = (rows[i] for i in cluster["ids"])
        email = (one["email"] or "1").split("@")[0] == (two["email"] or "2").split("@")[0]
        plus = (two["email"] or "").split("+")[0] == (one["email"] or "-").split("@")[0]
        digits = [{*"".join(c for c in p["phone"] or "" if c.isdigit())[-7:]} for p in (one, two)]
        assert email or plus or (digits[0] and digits[0] == digits[1])


def test_undoing_the_planted_dirt_leaves_clean_fields() -> None:
    world = generate(seed=7, scale=0.08)
    tables = {table: by_id(world, table) for table in ("account", "contact", "lead")}
    for fault in world.truth["bad_formats"]:
        row = tables[fault["table"]][fault["id"]]
        assert row[fault["field"]] == fault["bad"] != fault["right"]
        row[fault["field"]] = fault["right"]
    for rows in tables.values():
        for row in rows.values():
            assert row["phone"] is None or is_clean_phone(row["phone"])
            email = row.get("email")
            assert email is None or (email == email.lower().strip() and email.count("@") == 1)
            assert row["country"] is None or row["country"][0].isupper()


def is_clean_phone(number: str) -> bool:
    return number.startswith("+") and phonenumbers.is_valid_number(phonenumbers.parse(number))


def test_the_story_of_the_west_can_be_read_off_the_rows() -> None:
    world = generate(seed=7, scale=0.3)
    shift = world.truth["shift"]
    regions = {user["id"]: user["region"] for user in world.rows["user"]}
    won: Counter[str] = Counter()
    for deal in world.rows["opportunity"]:
        closed = deal["closed_on"]
        quarter = closed and f"{closed.year}-Q{(closed.month + 2) // 3}"
        if deal["status"] == "won" and quarter == shift["quarter"]:
            won[deal["region"] or regions[deal["owner_id"]]] += deal["amount_cents"]
    assert won["West"] == shift["won_cents"]["West"][shift["quarter"]]
    pushed = by_id(world, "opportunity")[shift["because"]["pushed"]["id"]]
    assert (pushed["status"], pushed["push_count"]) == ("open", 1)
    assert len(shift["because"]["reps_left"]) == 2


def test_people_who_left_still_own_records() -> None:
    assert all(count > 0 for count in small().truth["owned_by_people_who_left"].values())


def test_the_answer_to_the_list_that_people_ask_for_is_in_the_rows() -> None:
    truth = small().truth["lists"]["series_b_financial_services_north_america"]
    companies = by_id(small(), "prospect_company")
    assert set(truth["latest"]) < set(truth["ever"])
    for company in truth["ever"]:
        assert companies[company]["country"] in {"United States", "Canada"}


@pytest.mark.slow
def test_the_full_company_has_its_promised_size_and_shape(engine: Engine) -> None:
    world = generate()
    sizes = write(engine, "main", world, NOW)
    assert 3_900 <= sizes["account"] <= 4_300
    assert 19_000 <= sizes["contact"] <= 21_000
    assert sizes["opportunity"] >= 6_000
    assert 55_000 <= sizes["activity"] <= 70_000
    won = [d for d in world.rows["opportunity"] if d["status"] == "won"]
    closed = [d for d in world.rows["opportunity"] if d["status"] != "open"]
    assert 0.2 <= len(won) / len(closed) <= 0.35
    money = world.truth["shift"]["won_cents"]
    falls = {region: q["2026-Q3"] / q["2026-Q2"] for region, q in money.items()}
    assert min(falls, key=falls.__getitem__) == "West"
