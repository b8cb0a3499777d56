"""The registry: every metric can be asked for by its own words, and says what it is."""

from collections import Counter

import pytest

from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.numbers.measure import measure
from tools.parts.dimensions import DIMENSIONS, dimension, values
from tools.parts.metrics import METRICS, find_metric, variant_of
from tools.parts.paths import Joins

UNITS = {"money", "count", "rate", "days", "hours", "months", "ratio", "money/day"}


def test_no_word_means_two_metrics_or_two_dimensions():
    for registry in (METRICS, DIMENSIONS):
        words = Counter(w for each in registry.values() for w in {each.label, *each.words})
        assert [word for word, n in words.items() if n > 1] == []


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_is_declared_in_full(metric):
    assert metric.unit in UNITS
    assert len(metric.words) >= 4
    assert all(word == word.lower() for word in metric.words)
    for variant in metric.variants:
        assert variant.definition.endswith(".")
        assert variant.formula
        assert variant.parts
        assert variant.shape != "own" or variant.own
        names = {part.name for part in variant.parts}
        assert variant.shape == "own" or {*variant.top, *variant.bottom} <= names
    assert len({v.name for v in metric.variants}) == len(metric.variants)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_variant_answers_on_an_empty_store_without_a_made_up_figure(metric, session):
    for variant in metric.variants:
        result = measure(context(session), metric.name, variant=variant.name)
        if metric.unit != "count":
            assert all(f.value is None and f.reason for f in result.figures if f.value != 0)
        assert result.say


def test_names_and_words_find_a_metric_and_its_variants():
    assert find_metric("Win Rate").name == find_metric("close rate").name == "win_rate"
    assert variant_of(METRICS["sales_cycle"], None).name == "median"
    with pytest.raises(BadInput, match="no variant 'mode'"):
        variant_of(METRICS["sales_cycle"], "mode")


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_whatever_people_call_a_metric_is_that_metric(metric):
    for word in (metric.name, metric.label, *metric.words):
        assert find_metric(word) is metric, word


def test_every_path_of_every_dimension_can_be_walked():
    for each in DIMENSIONS.values():
        for table, paths in each.paths.items():
            Joins("main", table).value(paths)


def test_values_are_distinct_live_and_of_the_workspace(make, session):
    make("team", name="Reds", region="East")
    make("user", name="Ana Ruiz", region="East")
    make("opportunity", name="x", region="West", loss_reason="Price")
    make("opportunity", name="y", region="West", loss_reason="Price")
    make("opportunity", name="z", region="Gone", state="deleted")
    type(make)(session, "another")("user", name="Theirs", region="Mars")
    assert values(session, "main", "region") == ["East", "West"]
    assert values(session, "main", "loss_reason") == ["Price"]
    assert values(session, "main", "month") == []
    assert dimension("per salesperson".removeprefix("per ")).name == "owner"


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.steps], ids=lambda m: m.name)
def test_each_step_of_a_bridge_or_funnel_says_what_it_is(metric) -> None:
    assert len(metric.steps_mean) == len(metric.steps)
    assert all(said.endswith(".") and " " in said for said in metric.steps_mean)
