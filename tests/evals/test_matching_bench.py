"""The bench of matching marks groups rightly, runs each peer, and says which it cannot run."""

import json
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from evals.bench import _matching_libraries as libraries
from evals.bench import _matching_peers as peers
from evals.bench import _matching_spark, matching
from evals.bench._crm_people import contacts
from evals.bench._matching_sets import b_cubed, f1, named, pairwise, sets


def labels(*numbers):
    return np.array(numbers, np.int64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("sets")
    made = contacts(900, seed=3)
    (home / "small").mkdir()
    made.drop("person").write_parquet(home / "small" / "contacts.parquet")
    truth = made.select("external_id", person_id="person").sample(fraction=1, shuffle=True, seed=1)
    truth.write_parquet(home / "small" / "truth_contacts.parquet")
    return home


@pytest.fixture(scope="module")
def small(folder):
    return next(sets(folder))


def test_a_pair_too_many_costs_precision_and_a_pair_too_few_recall():
    assert pairwise(labels(0, 0, 0, 1), labels(0, 0, 1, 2)) == (1 / 3, 1.0)
    assert pairwise(labels(0, 1, 2, 2), labels(0, 0, 0, 0)) == (1.0, 1 / 6)


def test_records_alone_cost_nothing():
    assert b_cubed(labels(0, 1, 2), labels(5, 3, 1)) == (1.0, 1.0)


def test_b_cubed_averages_over_records():
    precision, recall = b_cubed(labels(0, 0, 0, 1), labels(0, 0, 1, 1))
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert recall == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)


def test_marks_do_not_depend_on_the_numbers_of_groups():
    one, real = labels(0, 0, 1, 1, 2), labels(4, 4, 4, 0, 0)
    other = labels(2, 2, 0, 0, 1)
    assert pairwise(one, real) == pairwise(other, real)
    assert b_cubed(one, real) == pytest.approx(b_cubed(other, real))


def test_f1_of_nothing_is_nothing():
    assert f1(0.0, 0.0) == 0.0


def test_truth_is_found_by_key_and_not_by_place(small):
    truth = pl.read_parquet(small.truth)
    owner = dict(zip(truth["external_id"], truth["person_id"], strict=True))
    keys, real = small.raw()["external_id"].to_list(), small.real().tolist()
    seen = {}
    for key, number in zip(keys, real, strict=True):
        assert seen.setdefault(number, owner[key]) == owner[key]
    assert len(seen) == truth["person_id"].n_unique()


def test_columns_of_registers_are_only_renamed():
    row = {"rid": "1", "given_name": "Ann", "surname": "Lee", "street_number": "7",
           "address_1": "Elm Way", "suburb": "Bath", "postcode": "9", "date_of_birth": "19800101",
           "soc_sec_id": "11"}  # fmt: skip
    read = named("febrl", pl.DataFrame([row])).to_dicts()[0]
    assert read["first_name"] == "Ann"
    assert read["street"] == "7 Elm Way"
    assert read["identity_number"] == "11"


def test_pitcrew_beats_exact_keys(small):
    ours, keys = peers.pitcrew(small), peers.exact(small)
    assert ours.f1 > keys.f1 > 0.3
    # Two people of one name at one company hang together here: nine records of nine hundred.
    assert ours.auto_precision >= 0.95
    assert ours.again_seconds is not None
    assert keys.auto_precision is None


def test_an_edit_before_the_second_run_touches_one_record_in_a_hundred(small):
    frame = small.frame().with_columns(title=pl.int_range(pl.len()).cast(pl.String))
    assert (peers._changed(frame)["title"] != frame["title"]).sum() == 9


def test_a_table_from_abroad_has_marks_prefixes_and_endings():
    made = contacts(600, seed=3, abroad=0.66)
    text = " ".join(made.select(pl.concat_str(pl.all(), ignore_nulls=True)).to_series())
    assert contacts(600, seed=3, abroad=0.66).equals(made)
    assert all(part in text for part in ("ü", "+49", ".pl", "GmbH & Co. KG"))
    assert made["person"].n_unique() < made.height


@pytest.mark.parametrize("peer", ["splink-tuned", "dedupe", "recordlinkage"])
def test_a_peer_that_is_absent_says_so(small, monkeypatch, peer):
    monkeypatch.setattr(peers, "find_spec", lambda _name: None)
    (said,) = matching.beside(small, [peer])
    assert f"not run: {peer.partition('-')[0]} is not installed" in said


def test_spark_that_is_absent_is_said_to_be(small, monkeypatch):
    monkeypatch.setattr(_matching_spark, "find_spec", lambda _name: None)
    assert "not run: pyspark is not installed" in matching.spread(small)


def test_dedupe_is_told_as_many_matches_as_others_and_all_are_true(small):
    rows = dict(enumerate(small.frame().select("first_name", "email").to_dicts()))
    real = small.real()
    told = libraries._told(rows, real, ("first_name", "email"))
    assert 0 < len(told["match"]) <= libraries.LABELLED // 2
    assert 0 < len(told["distinct"]) <= libraries.LABELLED // 2
    at = {id(row): place for place, row in rows.items()}
    for name, same in (("match", True), ("distinct", False)):
        for pair in told[name]:
            one, two = (int(real[at[id(row)]]) for row in pair["__value__"])
            assert (one == two) is same


def test_the_tutorial_is_not_begun_where_it_would_never_end(small, monkeypatch):
    monkeypatch.setattr(matching, "missing", lambda _: None)
    monkeypatch.setitem(matching._MOST, "splink-tutorial", (100, "it takes hours"))
    (said,) = matching.beside(small, ["splink-tutorial"])
    assert "not run: it takes hours" in said


def test_a_peer_that_takes_too_long_is_stopped_and_said_to_be(small):
    (said,) = matching.beside(small, ["pitcrew"], limit=0)
    assert said.endswith("pitcrew: stopped after 0 CPU s")


def test_a_peer_that_fails_is_said_to_and_the_bench_goes_on(small, tmp_path, monkeypatch):
    monkeypatch.setattr(matching, "missing", lambda _: None)
    gone = small._replace(records=tmp_path / "contacts.parquet")
    monkeypatch.setattr(matching, "_too_many", lambda *_: None)
    first, second = matching.beside(gone, ["exact", "exact"])
    assert "exact: failed: FileNotFoundError" in first
    assert second == first


@pytest.mark.slow
@pytest.mark.parametrize("peer", ["splink-tutorial", "splink-tuned", "recordlinkage"])
def test_a_peer_groups_every_record(small, peer):
    pytest.importorskip(peer.partition("-")[0])
    (marks,) = matching.beside(small, [peer])
    assert marks.records == 900 or marks.records > 900
    assert marks.f1 > 0.5
    assert marks.cpu_seconds > 0
    assert marks.peak_mb > 0


@pytest.mark.slow
def test_spark_comes_to_the_same_result(small):
    pytest.importorskip("pyspark")
    if _matching_spark.missing():
        pytest.skip("Spark needs Java")
    assert "the same pairs, bits, contradictions, guards, auto tier, groups" in matching.spread(
        small
    )


@pytest.mark.slow
def test_the_table_is_printed_side_by_side(folder, tmp_path):
    told = [sys.executable, "-m", "evals.bench.matching", str(folder), "--only", "small",
            "--peers", "pitcrew,exact", "--json", str(tmp_path / "marks.json")]  # fmt: skip
    said = subprocess.run(told, check=True, capture_output=True, text=True).stdout
    assert "Pitcrew" in said
    assert "exact keys" in said
    assert "auto: precision" in said
    written = json.loads((tmp_path / "marks.json").read_text())
    assert [each["peer"] for each in written] == ["Pitcrew", "exact keys"]
