"""The all-MiniLM-L6-v2 network as an ONNX graph, built from its tensors without torch.

A BERT encoder of 6 layers, 12 heads of 32 and 384 values a token (Reimers and Gurevych 2019;
Wang et al. 2020), followed by the mean over the tokens and the division by the length, so that
one run of the graph gives finished embeddings. The states in the middle are given as well: what
reads wordings for another purpose goes on from there.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto

LAYERS, HEADS, WIDTH = 6, 12, 384
LOWER = 3
"""Layers below the states that are given as `middle`."""
REVISION = 1
"""Raised when the embeddings change, so that passages are embedded anew."""
GRAPH = 2
"""Raised when the graph changes, so that a cached one is built anew."""

Tensors = Mapping[str, NDArray[Any]]


def save(tensors: Path, graph: Path) -> None:
    """Build the network from `tensors` and put it at `graph`, whole or not at all."""
    import onnx  # a second of imports, once in the life of a deployment
    from safetensors.numpy import load_file

    model = _Builder(load_file(tensors)).model()
    graph.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=graph.parent, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(model.SerializeToString())
        onnx.checker.check_model(draft)
        Path(draft).replace(graph)
    finally:
        Path(draft).unlink(missing_ok=True)


class _Builder:
    """Collects the nodes and the constants of one graph; each method returns its output's name."""

    def __init__(self, tensors: Tensors) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self.tensors = tensors
        # onnx's own annotations do not admit the attributes that its functions take.
        self.onnx: Any = helper
        self.types, self.arrays = TensorProto, numpy_helper
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def model(self) -> "ModelProto":
        """The whole graph: token ids and mask in, one unit vector a text out, or its middle."""
        states = self.embeddings()
        bias = self.mask_bias()
        for layer in range(LAYERS):
            if layer == LOWER:
                self.nodes.append(self.onnx.make_node("Identity", [states], ["middle"]))
            states = self.layer(states, bias, f"encoder.layer.{layer}.")
        self.pool(states)
        ids = [
            self.onnx.make_tensor_value_info(name, self.types.INT64, ["text", "token"])
            for name in ("ids", "mask")
        ]
        out = [
            self.onnx.make_tensor_value_info(name, self.types.FLOAT, shape)
            for name, shape in (("unit", ["text", WIDTH]), ("middle", ["text", "token", WIDTH]))
        ]
        graph = self.onnx.make_graph(
            self.nodes, "all-MiniLM-L6-v2", ids, out, initializer=[*self.constants.values()]
        )
        model: ModelProto = self.onnx.make_model(
            graph, opset_imports=[self.onnx.make_opsetid("", 20)], ir_version=9
        )
        return model

    def embeddings(self) -> str:
        """Word, position and (always the first) segment, added and normalised."""
        words = self.node("Gather", self.weight("embeddings.word_embeddings"), "ids")
        count = self.node("Shape", "ids", start=1, end=2)
        first, axis = self.integers("first", 0), self.integers("axis", 0)
        table = self.weight("embeddings.position_embeddings")
        positions = self.node("Slice", table, first, count, axis)
        segment = self.tensors["embeddings.token_type_embeddings.weight"][0]
        summed = self.add(self.add(words, positions), self.constant("segment", segment))
        return self.normalise(summed, "embeddings.LayerNorm")

    def mask_bias(self) -> str:
        """Zero where there is a token and minus a billion where there is padding."""
        mask = self.node("Cast", "mask", to=self.types.FLOAT)
        spread = self.node("Unsqueeze", mask, self.integers("over_heads", 1, 2))
        absent = self.node("Sub", self.constant("one", np.float32(1)), spread)
        return self.node("Mul", absent, self.constant("far", np.float32(-1e9)))

    def layer(self, states: str, bias: str, name: str) -> str:
        """Attention and feed-forward, each added to what came in and normalised."""
        mixed = self.linear(self.attention(states, bias, name), f"{name}attention.output.dense")
        states = self.normalise(self.add(mixed, states), f"{name}attention.output.LayerNorm")
        wide = self.node("Gelu", self.linear(states, f"{name}intermediate.dense"))
        narrow = self.linear(wide, f"{name}output.dense")
        return self.normalise(self.add(narrow, states), f"{name}output.LayerNorm")

    def attention(self, states: str, bias: str, name: str) -> str:
        """Scaled dot-product attention over all heads at once."""
        query = self.heads(states, f"{name}attention.self.query", [0, 2, 1, 3])
        key = self.heads(states, f"{name}attention.self.key", [0, 2, 3, 1])
        value = self.heads(states, f"{name}attention.self.value", [0, 2, 1, 3])
        scale = self.constant("scale", np.float32((WIDTH / HEADS) ** -0.5))
        scores = self.add(self.node("Mul", self.node("MatMul", query, key), scale), bias)
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        together = self.node("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.node("Reshape", together, self.integers("whole", 0, 0, WIDTH))

    def heads(self, states: str, name: str, order: list[int]) -> str:
        """A linear map, split into the heads."""
        shape = self.integers("split", 0, 0, HEADS, WIDTH // HEADS)
        return self.node(
            "Transpose", self.node("Reshape", self.linear(states, name), shape), perm=order
        )

    def pool(self, states: str) -> None:
        """The mean over real tokens, scaled to length one, named `unit`."""
        mask = self.node("Cast", "mask", to=self.types.FLOAT)
        weights = self.node("Unsqueeze", mask, self.integers("over_width", 2))
        summed = self.node(
            "ReduceSum", self.node("Mul", states, weights), self.integers("tokens", 1), keepdims=0
        )
        length = self.node("ReduceL2", summed, self.integers("width", 1), keepdims=1)
        self.nodes.append(self.onnx.make_node("Div", [summed, length], ["unit"]))

    def linear(self, states: str, name: str) -> str:
        """Multiply by the named weight and add its bias."""
        weight = np.ascontiguousarray(self.tensors[f"{name}.weight"].T)
        product = self.node("MatMul", states, self.constant(f"{name}.turned", weight))
        return self.add(product, self.constant(f"{name}.bias", self.tensors[f"{name}.bias"]))

    def normalise(self, states: str, name: str) -> str:
        """Layer normalisation with the named gain and bias."""
        bias = self.constant(f"{name}.bias", self.tensors[f"{name}.bias"])
        return self.node(
            "LayerNormalization", states, self.weight(name), bias, axis=-1, epsilon=1e-12
        )

    def weight(self, name: str) -> str:
        return self.constant(f"{name}.weight", self.tensors[f"{name}.weight"])

    def add(self, left: str, right: str) -> str:
        return self.node("Add", left, right)

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def constant(self, name: str, values: NDArray[Any] | np.float32) -> str:
        self.constants[name] = self.arrays.from_array(np.asarray(values), name)
        return name

    def node(self, kind: str, *inputs: str, **attributes: float | list[int]) -> str:
        output = f"v{len(self.nodes)}"
        self.nodes.append(self.onnx.make_node(kind, [*inputs], [output], **attributes))
        return output
