"""Whatever the order of edits, merges, crashes and undos: nothing is lost, nothing doubled."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.machine import Office
from tests.stores import Stores

FAST = settings(
    max_examples=100, stateful_step_count=12, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck), print_blob=False, database=None,
)  # fmt: skip
LONG = settings(FAST, max_examples=1500, stateful_step_count=30, derandomize=False)


def test_a_random_office_never_breaks_the_store(sqlite_stores: Stores) -> None:
    run_state_machine_as_test(lambda: Office(sqlite_stores), settings=FAST)


def test_a_random_office_never_breaks_postgresql(postgresql_stores: Stores) -> None:
    run_state_machine_as_test(
        lambda: Office(postgresql_stores), settings=settings(FAST, max_examples=20)
    )


@pytest.mark.slow
def test_a_random_office_never_breaks_a_store_for_a_long_time(stores: Stores) -> None:
    run_state_machine_as_test(lambda: Office(stores), settings=LONG)
