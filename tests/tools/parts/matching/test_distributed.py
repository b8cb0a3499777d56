"""Spark's workers give the very result that one process gives."""

import shutil
import sys

import numpy as np
import pytest

from evals.bench._crm_people import contacts
from store.errors import NotReady
from tools.parts.matching import distributed
from tools.parts.matching.engine import match_people, scored_here


class Session:
    """A session that must not be asked for anything."""

    def __getattr__(self, name):
        raise AssertionError(name)


@pytest.fixture(scope="module")
def people():
    return contacts(3_000, seed=5)


@pytest.fixture(scope="module")
def session():
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    begun = distributed.spark("local[2]")
    yield begun
    begun.stop()


def test_results_come_back_in_the_order_of_the_pairs(people):
    found = match_people(people)
    left, right = found.links.left[:500], found.links.right[:500]
    place = np.random.default_rng(3).permutation(500)
    mixed = scored_here(found.subject, found.model, left[place], right[place])
    table = distributed.pa.Table.from_batches([distributed._batch(place, mixed)])
    bits, conflict, guarded = distributed._in_order(table)
    assert (bits == found.links.bits[:500]).all()
    assert (conflict == found.links.conflict[:500]).all()
    assert guarded.dtype == np.bool_


def test_few_pairs_are_not_sent_anywhere(people):
    few = people.head(60)
    here, near = match_people(few), match_people(few, scorer=distributed.OnSpark(Session()))
    assert (here.likely == near.likely).all()


def test_without_spark_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NotReady, match="not installed"):
        distributed.spark()


@pytest.mark.slow
def test_spark_gives_the_same_groups_and_the_same_bits(session, people):
    here = match_people(people)
    there = match_people(people, scorer=distributed.OnSpark(session, near=100))
    assert len(here.links.left) > 1_000
    assert (here.links.bits == there.links.bits).all()
    assert (here.links.conflict == there.links.conflict).all()
    assert (here.safe == there.safe).all()
    assert (here.likely == there.likely).all()
