"""The network of `agent.planner.learned.rewording` as it is trained, in torch.

The names of its parts are those of the shipped training; a test holds that both give the same
chances. The sentence model stays as it is, but for changes of low rank to the matrices of its upper
layers (Hu et al. 2021).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from agent.planner.learned.adapted import MATRICES, NORMS
from agent.planner.learned.attention import TINY
from agent.planner.learned.learning import Matrix
from agent.planner.learned.rewording import HEADS, UPPER
from agent.planner.learned.rewording import TINY as MODEL_TINY
from agent.planner.learned.writing import HEADS as WRITER_HEADS
from knowledge.network import LAYERS, WIDTH

MODEL_WIDE = 4 * WIDTH
"""Values in the middle of the sentence model's feed-forward parts."""
RANK, SCALE = 16, 2.0
"""The rank of a change, and what it is multiplied by."""
WRITER, WRITER_WIDE, WRITER_LAYERS, LONGEST_PLAIN = 256, 768, 2, 64
"""The writer's values a word, those in the middle of its feed-forward parts, its layers, and the
places that it knows."""
MODEL_DROPPED, CHANGE_DROPPED, WRITER_DROPPED = 0.1, 0.1, 0.2
"""The shares of values that each step leaves out."""
PLACES_SPREAD = 0.02
"""How far apart the places of words begin."""
FAR = -1e9
"""What is added to the score of what must not be looked at."""

Chances = tuple[Tensor, Tensor]
"""The logarithms of the chances of the vocabulary's words, and of the wording's."""


class Changed(nn.Module):
    """A matrix of the sentence model with a change of low rank, which begins at nothing."""

    def __init__(self, own: nn.Linear) -> None:
        super().__init__()
        self.own = own
        self.a = nn.Parameter(torch.randn(own.in_features, RANK) / own.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(RANK, own.out_features))
        self.drop = nn.Dropout(CHANGE_DROPPED)

    def forward(self, states: Tensor) -> Tensor:
        """The states times the matrix and times its change."""
        return self.own(states) + (self.drop(states) @ self.a) @ self.b * SCALE


class ModelLayer(nn.Module):
    """A layer of the sentence model."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.n1, self.n2 = (nn.LayerNorm(WIDTH, eps=MODEL_TINY) for _ in range(2))
        self.up, self.down = nn.Linear(WIDTH, MODEL_WIDE), nn.Linear(MODEL_WIDE, WIDTH)
        self.drop = nn.Dropout(MODEL_DROPPED)

    def forward(self, states: Tensor, unseen: Tensor) -> Tensor:
        """Attention and feed-forward, each added to what came in and normalised."""
        mixed = attended(self.q(states), self.k(states), self.v(states), HEADS, attn_mask=unseen)
        states = self.n1(states + self.drop(self.o(mixed)))
        return self.n2(states + self.drop(self.down(functional.gelu(self.up(states)))))

    def take(self, tensors: Mapping[str, Tensor], name: str) -> None:
        """Take the weights of the layer of this name."""
        for own, theirs in (*MATRICES.items(), *NORMS.items()):
            _take(getattr(self, own), tensors, f"{name}.{theirs}")

    def change(self) -> None:
        """Give every matrix a change that can be learned."""
        for name in MATRICES:
            setattr(self, name, Changed(getattr(self, name)))


class Model(nn.Module):
    """The sentence model, of which only the changes to its upper layers are learned."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        table = "embeddings.{}_embeddings.weight"
        self.word = nn.Embedding.from_pretrained(tensors[table.format("word")])
        self.pos = nn.Parameter(tensors[table.format("position")].clone())
        self.seg = nn.Parameter(tensors[table.format("token_type")][0].clone())
        self.norm = nn.LayerNorm(WIDTH, eps=MODEL_TINY)
        self.layers = nn.ModuleList(ModelLayer() for _ in range(LAYERS))
        self.drop = nn.Dropout(MODEL_DROPPED)
        _take(self.norm, tensors, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            layer.take(tensors, f"encoder.layer.{number}")
        self.requires_grad_(requires_grad=False)
        for number in UPPER:
            self.layers[number].change()

    def forward(self, pieces: Tensor, real: Tensor) -> Tensor:
        """A state for each piece, where `real` tells pieces from what fills up a row."""
        known = self.word(pieces) + self.pos[: pieces.shape[1]] + self.seg
        states, unseen = self.drop(self.norm(known)), hidden(real)
        for layer in self.layers:
            states = layer(states, unseen)
        return states


class WriterLayer(nn.Module):
    """Looks at the words so far, then at the wording."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WRITER, WRITER) for _ in range(4))
        self.cq, self.ck, self.cv, self.co = (nn.Linear(WRITER, WRITER) for _ in range(4))
        self.up, self.down = nn.Linear(WRITER, WRITER_WIDE), nn.Linear(WRITER_WIDE, WRITER)
        self.n1, self.n2, self.n3 = (nn.LayerNorm(WRITER, eps=TINY) for _ in range(3))
        self.drop = nn.Dropout(WRITER_DROPPED)

    def forward(self, states: Tensor, memory: Tensor, unseen: Tensor) -> Tensor:
        """What came in, and what was seen."""
        seen = self.n1(states)
        mixed = attended(self.q(seen), self.k(seen), self.v(seen), WRITER_HEADS, is_causal=True)
        states = states + self.drop(self.o(mixed))
        asked = self.cq(self.n2(states))
        mixed = attended(asked, self.ck(memory), self.cv(memory), WRITER_HEADS, attn_mask=unseen)
        states = states + self.drop(self.co(mixed))
        return states + self.drop(self.down(functional.gelu(self.up(self.n3(states)))))


class Network(nn.Module):
    """Reads wordings and writes plain requests.

    Args:
        words: The size of the vocabulary.
        tensors: The sentence model's weights.
    """

    def __init__(self, words: int, tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.enc = Model(tensors)
        self.mem, self.memnorm = nn.Linear(WIDTH, WRITER), nn.LayerNorm(WRITER, eps=TINY)
        self.took = nn.Linear(WRITER, WRITER, bias=False)
        self.emb = nn.Embedding(words, WRITER)
        nn.init.normal_(self.emb.weight, std=WRITER**-0.5)
        self.pos = nn.Parameter(torch.randn(LONGEST_PLAIN, WRITER) * PLACES_SPREAD)
        self.layers = nn.ModuleList(WriterLayer() for _ in range(WRITER_LAYERS))
        self.norm, self.out = nn.LayerNorm(WRITER, eps=TINY), nn.Linear(WRITER, WRITER)
        self.bias = nn.Parameter(torch.zeros(words))
        self.ptr_q, self.ptr_k = nn.Linear(WRITER, WRITER), nn.Linear(WRITER, WRITER)
        self.gate = nn.Linear(WRITER, 1)
        self.drop = nn.Dropout(WRITER_DROPPED)

    def begin_with(self, pieces: Mapping[int, Sequence[int]]) -> None:
        """Begin words of the vocabulary, by number, where the sentence model has their pieces."""
        with torch.no_grad():
            turned = torch.linalg.qr(torch.randn(WIDTH, WRITER))[0]
            for number, found in pieces.items():
                self.emb.weight[number] = self.enc.word.weight[list(found)].mean(0) @ turned

    def read(self, pieces: Tensor, real: Tensor, pool: Tensor) -> Tensor:
        """One row a word of each wording; `pool` has the share of each piece in each word."""
        return self.memnorm(self.mem(torch.bmm(pool, self.enc(pieces, real))))

    def write(self, memory: Tensor, said: Tensor, last: Tensor, at: Tensor) -> Chances:
        """The chances of each next word.

        Args:
            memory: What was read.
            said: Which rows of the memory are words.
            last: The number of the word before each one that is to come.
            at: Where that word was copied from; below 0 where it was not.
        """
        unseen = hidden(said)
        places = at.clamp(min=0)[:, :, None].expand(-1, -1, WRITER)
        copied = torch.gather(memory, 1, places) * (at >= 0)[:, :, None]
        known = self.emb(last) + self.took(copied) + self.pos[: last.shape[1]]
        states = self.drop(known)
        for layer in self.layers:
            states = layer(states, memory, unseen)
        return self._chances(self.norm(states), memory, unseen[:, 0])

    def _chances(self, states: Tensor, memory: Tensor, unseen: Tensor) -> Chances:
        words = self.out(states) @ self.emb.weight.T + self.bias
        places = self.ptr_q(states) @ self.ptr_k(memory).transpose(1, 2) / WRITER**0.5 + unseen
        gate = self.gate(states)
        return (
            functional.log_softmax(words, -1) + functional.logsigmoid(gate),
            functional.log_softmax(places, -1) + functional.logsigmoid(-gate),
        )

    def own(self) -> dict[str, Tensor]:
        """What was learned: the writer, and the changes to the sentence model."""
        learned = {name for name, weight in self.named_parameters() if weight.requires_grad}
        return {name: weight for name, weight in self.state_dict().items() if name in learned}

    def shipped(self) -> dict[str, Matrix]:
        """What was learned, in half precision, as matrices that multiply from the right."""
        return {name: _shipped(name, weight.numpy()) for name, weight in self.own().items()}


def begun(words: int, tensors: Path) -> Network:
    """A network that has learned nothing yet, over the sentence model of this file."""
    return Network(words, load_file(tensors))


def attended(query: Tensor, keys: Tensor, values: Tensor, heads: int, **how: object) -> Tensor:
    """Scaled dot-product attention over `heads` equal shares of the columns."""
    asked, known, held = (
        each.view(*each.shape[:2], heads, -1).transpose(1, 2) for each in (query, keys, values)
    )
    mixed = functional.scaled_dot_product_attention(asked, known, held, **how)
    return mixed.transpose(1, 2).reshape(query.shape)


def hidden(real: Tensor) -> Tensor:
    """What to add to scores so that only what is real is looked at."""
    return torch.zeros(real.shape).masked_fill(~real, FAR)[:, None, None, :]


def _take(part: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    part.weight.data.copy_(tensors[f"{name}.weight"])
    part.bias.data.copy_(tensors[f"{name}.bias"])


def _shipped(name: str, weight: Matrix) -> Matrix:
    if name.startswith("enc."):  # the changes stand as they multiply already
        return (weight * (SCALE if name.endswith(".b") else 1)).astype(np.float16)
    turned = name.endswith(".weight") and weight.ndim > 1 and name != "emb.weight"
    return (weight.T if turned else weight).astype(np.float16)
