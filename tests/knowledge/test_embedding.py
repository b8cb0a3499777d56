import logging
from pathlib import Path

import numpy as np
import pytest

from knowledge import embedding, weights
from store.errors import NotReady

installed = pytest.mark.skipif(
    not embedding.available(), reason="the sentence model's package is not installed"
)

# Computed by another implementation, in plain numpy.
REFUND = [-0.09391, 0.01321, 0.07276, 0.00059, 0.04404, -0.02609]
COVERAGE = [0.05879, -0.02277, 0.01321, -0.03994, -0.01407, -0.04903]
TEXTS = [
    "Who approves a refund?",
    "Pipeline coverage for the West region is three times the quota.",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> embedding.MiniLM:
    found = embedding.load(tmp_path_factory.mktemp("model"))
    assert found is not None
    return found


@installed
def test_the_vectors_are_those_of_the_published_model(model: embedding.MiniLM) -> None:
    vectors = model.embed(TEXTS)
    assert vectors[:, :6] == pytest.approx(np.array([REFUND, COVERAGE]), abs=2e-5)
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32


@installed
def test_a_text_has_one_vector_whatever_it_is_embedded_with(model: embedding.MiniLM) -> None:
    long = "The finance lead signs every refund. " * 80
    together = model.embed([long, TEXTS[0], "", TEXTS[1]])
    assert together[1] == pytest.approx(model.embed([TEXTS[0]])[0], abs=1e-5)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


@installed
def test_no_text_gives_no_vector(model: embedding.MiniLM) -> None:
    assert model.embed([]).shape == (0, 384)


@installed
def test_a_paraphrase_is_nearer_than_another_subject(model: embedding.MiniLM) -> None:
    asked, same, other = model.embed(
        ["How do I give a client their money back?", "Refunds to customers", "Server maintenance"]
    )
    assert asked @ same > asked @ other + 0.2


@installed
def test_the_graph_is_built_once_and_whole(tmp_path: Path) -> None:
    embedding.load.cache_clear()
    embedding.load(tmp_path)
    (graph,) = tmp_path.iterdir()
    built = graph.stat().st_mtime_ns
    embedding.load.cache_clear()
    embedding.load(tmp_path)
    assert graph.stat().st_mtime_ns == built


@installed
def test_altered_weights_are_refused_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(weights, "WEIGHTS", "0" * 64)
    embedding.load.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert embedding.load(tmp_path) is None
        assert embedding.load(tmp_path) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"The sentence model's model.safetensors is not the published file. {weights.HINT}"
    ]
    assert list(tmp_path.iterdir()) == []
    embedding.load.cache_clear()


def test_an_absent_package_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(NotReady, match="not installed") as missing:
        weights.find("no_such_package_anywhere")
    assert "requirements-model.txt" in missing.value.hint
    monkeypatch.setattr(embedding, "load", lambda: None)
    with pytest.raises(NotReady, match="no sentence model"):
        embedding.embed(["a"])
