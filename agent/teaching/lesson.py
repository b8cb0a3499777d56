"""Teaches the network that puts free wordings in plain words: `make learn-wordings`.

Takes hours on one processor, so where a training stands is kept after every epoch, in a file beside
what it writes. `--resume` goes on from there; with the epochs that are done already, it writes what
has been learned so far.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from agent.lessons import SHIPPED
from agent.teaching.batches import BATCH, batch, chances, off, shuffled
from agent.teaching.examples import MARKS, Example, Pair, Variety, coded, vocabulary
from agent.teaching.names import Names, names
from agent.teaching.network import begun
from knowledge import asks, embedding, weights, wordings
from knowledge.wordings import NOTHING, Wording
from store.errors import BadInput, NotReady

EPOCHS = 40
RATE, LEAST = 1e-3, 0.01
"""The longest steps, and the share of their length that the last ones still have."""
WARM_UP = 200
"""Steps that grow before the longest one."""
DECAY, KEPT = 0.01, (0.9, 0.98)
"""How much weights shrink, and how much of the running means a step of AdamW keeps."""
STEEPEST = 1.0
"""The length that slopes are cut to."""
SURE = math.log(0.5)
"""The chance above which a word is the likeliest for certain, as a logarithm."""
SEED = 0
WORLD = "demo"


@dataclass(frozen=True, slots=True)
class Score:
    """How far off a network is, by the word, and the share of requests that it has whole."""

    off: float
    whole: float


class Teacher:
    """A network that is being taught, and how far it has come.

    Args:
        taught: What it is taught.
        kinds: The names that may take each other's place.
        epochs: How often it is to see each pair, in all; the steps become shorter towards the end.

    Raises:
        NotReady: There is no sentence model on this machine.
    """

    def __init__(self, taught: Sequence[Wording], kinds: Names, epochs: int) -> None:
        model = embedding.load()
        if model is None:
            raise NotReady("There is no sentence model on this machine.", hint=weights.HINT)
        self._pieces_of = model.pieces
        self._taught, self._epochs = taught, epochs
        self._chance = random.Random(SEED)  # noqa: S311 - it varies what is taught, and keeps no secret
        torch.manual_seed(SEED)
        self._variety = Variety(kinds, self._chance)
        self.vocabulary = vocabulary([(each.said, each.plain) for each in taught])
        self._numbers = {word.lower(): number for number, word in enumerate(self.vocabulary)}
        self.network = begun(len(self.vocabulary), weights.find().tensors)
        self.network.begin_with(
            {at: model.pieces(word.lower()) for at, word in enumerate(self.vocabulary)
             if at >= len(MARKS)}
        )  # fmt: skip
        learned = [each for each in self.network.parameters() if each.requires_grad]
        self._climb = torch.optim.AdamW(learned, RATE, KEPT, weight_decay=DECAY)
        self.epoch = self._steps = 0

    def teach(self) -> float:
        """Show every pair once, and tell how far off the network was."""
        self.network.train()
        found = [
            self._step(each)
            for each in shuffled(self.examples(self._variety.round(self._taught)), self._chance)
        ]
        self.epoch += 1
        return sum(found) / len(found)

    def examples(self, pairs: Sequence[Pair]) -> list[Example]:
        """What of the pairs can be learned, as numbers."""
        made = (coded(pair, self._numbers, self._pieces_of) for pair in pairs)
        return [each for each in made if each.can_be_learned]

    def score(self, aside: Sequence[Wording]) -> Score:
        """How well the network knows what it was not taught."""
        examples = self.examples([(each.said, each.plain) for each in aside])
        self.network.eval()
        total = words = whole = 0.0
        with torch.no_grad():
            for start in range(0, len(examples), BATCH):
                made = batch(examples[start : start + BATCH])
                found = chances(self.network, made)
                count = made.counts.sum().item()
                total, words = total + off(found, made).item() * count, words + count
                whole += ((found > SURE) | ~made.counts).all(1).sum().item()
        return Score(total / max(words, 1), whole / max(len(examples), 1))

    def _step(self, examples: Sequence[Example]) -> float:
        for group in self._climb.param_groups:
            group["lr"] = RATE * self._pace()
        made = batch(examples)
        wrong = off(chances(self.network, made), made)
        self._climb.zero_grad()
        wrong.backward()
        nn.utils.clip_grad_norm_(
            [each for each in self.network.parameters() if each.requires_grad], STEEPEST
        )
        self._climb.step()
        self._steps += 1
        return float(wrong.item())

    def _pace(self) -> float:
        """The share of the longest step that the next one has."""
        steps = self._epochs * (len(self._taught) // BATCH + 1)
        return min((self._steps + 1) / WARM_UP, max(LEAST, 1 - self._steps / steps))

    def keep(self, path: Path) -> None:
        """Keep all that it takes to go on."""
        draft = path.with_suffix(".draft")
        torch.save(
            {
                "network": self.network.own(), "climb": self._climb.state_dict(),
                "vocabulary": self.vocabulary, "epoch": self.epoch, "steps": self._steps,
                "chance": self._chance.getstate(), "torch": torch.get_rng_state(),
            },
            draft,
        )  # fmt: skip
        draft.replace(path)

    def go_on(self, path: Path) -> None:
        """Go on from what was kept.

        Raises:
            BadInput: There is nothing, or it was taught from other wordings.
        """
        if not path.exists():
            raise BadInput(f"There is no {path} to go on from.", hint="Begin without --resume.")
        kept: dict[str, Any] = torch.load(path, weights_only=True)
        if kept["vocabulary"] != self.vocabulary:
            raise BadInput(
                f"{path} was learned from other wordings.", hint="Begin without --resume."
            )
        self.network.load_state_dict(kept["network"], strict=False)
        self._climb.load_state_dict(kept["climb"])
        self.epoch, self._steps = kept["epoch"], kept["steps"]
        version, numbers, spare = kept["chance"]
        self._chance.setstate((version, tuple(numbers), spare))
        torch.set_rng_state(kept["torch"])

    def write(self, path: Path) -> None:
        """Write what the planner reads: `agent.planner.learned.adapted.rewording`."""
        shipped = self.network.shipped()
        np.savez_compressed(path, vocabulary=np.array(self.vocabulary), **shipped)  # type: ignore[arg-type] # numpy's own annotation takes no names


def taught(folder: Path = wordings.SHIPPED) -> list[Wording]:
    """The wordings of a folder, and the asks that nothing in the product answers."""
    found = wordings.read_all(folder)
    known = {each.said for each in found}
    return [*found, *(Wording(WORLD, each.text, NOTHING) for each in asks.read_all()
                      if each.tool == NOTHING and each.text not in known)]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach as the command line says."""
    said = _parser().parse_args(arguments)
    if said.threads:
        torch.set_num_threads(said.threads)
    teacher = Teacher(taught(said.wordings), names(), said.epochs)
    kept = said.out.with_suffix(".unfinished")
    if said.resume:
        teacher.go_on(kept)
    while teacher.epoch < said.epochs:
        start = time.monotonic()
        told = f"off {teacher.teach():.3f}"
        if said.aside:
            score = teacher.score(wordings.read_all(said.aside))
            told += f", aside {score.off:.3f}, whole {score.whole:.1%}"
        teacher.keep(kept)
        took = time.monotonic() - start
        sys.stdout.write(f"epoch {teacher.epoch} of {said.epochs}: {told}, {took:.0f} s\n")
        sys.stdout.flush()
    teacher.write(said.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m agent.teaching.lesson", description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="times that a pair is seen")
    parser.add_argument("--threads", type=int, help="processors; torch chooses without it")
    parser.add_argument("--out", type=Path, default=SHIPPED / "rewording.npz")
    parser.add_argument("--resume", action="store_true", help="go on from the last epoch")
    parser.add_argument("--wordings", type=Path, default=wordings.SHIPPED, help="what is taught")
    parser.add_argument("--aside", type=Path, help="wordings to score by, which are not taught")
    return parser


if __name__ == "__main__":
    main()
