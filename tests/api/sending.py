"""Requests made from the app's own OpenAPI schema: fitting ones, and ones that do not quite fit."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

Json = Any
letters = st.text(max_size=12) | st.sampled_from(
    ["last", "\0", "\ud800", "..", "%", "_", "'; DROP TABLE account; --", "a" * 300, "é", "1e9"]
)  # fmt: skip
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | letters,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(letters, inner, max_size=3),
    max_leaves=5,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    said: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(schema: Mapping[str, Any]) -> list[Operation]:
    """All that the schema describes."""
    return [
        Operation(method, path, said)
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]


@dataclass(frozen=True, slots=True)
class Sender:
    """Makes requests by a schema; `known` are values that the store knows, by parameter."""

    schema: Mapping[str, Any]
    known: Mapping[str, list[str]]

    def request(self, draw: Any, operation: Operation) -> dict[str, Any]:
        """What `client.request` takes."""
        path, query, headers = operation.path, {}, {}
        for parameter in operation.said.get("parameters", []):
            name, spec = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                value = draw(st.sampled_from(self.known.get(name, ["x"])) | letters)
                path = path.replace(f"{{{name}}}", _escaped(value) or "x")
            elif parameter["in"] == "query" and draw(st.booleans()):
                query[name] = _text(draw(self.values(spec) | junk))
            elif parameter["in"] == "header" and draw(st.integers(0, 4)) == 0:
                headers[name] = draw(st.text("abc-123", max_size=20))
        made = {"method": operation.method, "url": path, "params": query, "headers": headers}
        return made | self._body(draw, operation, headers)

    def _body(self, draw: Any, operation: Operation, headers: dict[str, str]) -> dict[str, Any]:
        content = operation.said.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            spec = content["application/json"]["schema"]
            sent = draw(self.values(spec) | self.values(spec) | self.nearly(spec) | junk)
            headers["content-type"] = "application/json"
            return {"content": json.dumps(sent).encode()}
        if "multipart/form-data" in content:
            given = draw(st.binary(max_size=60) | st.just(b"Company,Country\nAcme,US\n"))
            files = {
                "file": (draw(st.sampled_from(["a.csv", "../a.xlsx", "a", "é.parquet"])), given)
            }
            return {"files": files, "data": {"mapping": draw(st.just("{}") | st.text(max_size=9))}}
        return {}

    def nearly(self, spec: Mapping[str, Any]) -> st.SearchStrategy[Json]:
        """A fitting object of which one field is something else."""

        def spoilt(pair: tuple[Json, str, Json]) -> Json:
            value, name, other = pair
            if not isinstance(value, dict) or not value:
                return other
            names = sorted(value)
            return value | {names[len(name) % len(names)]: other}

        return st.tuples(self.values(spec), letters, junk).map(spoilt)

    def values(self, spec: Mapping[str, Any]) -> st.SearchStrategy[Json]:
        """Values that fit a schema."""
        spec = self._followed(spec)
        if "anyOf" in spec or "oneOf" in spec:
            return st.one_of([self.values(each) for each in spec.get("anyOf") or spec["oneOf"]])
        if "const" in spec or "enum" in spec:
            return st.sampled_from(spec.get("enum") or [spec["const"]])
        return self._of_kind(spec)

    def _of_kind(self, spec: Mapping[str, Any]) -> st.SearchStrategy[Json]:
        made: dict[str, Callable[[], st.SearchStrategy[Json]]] = {
            "null": st.none,
            "boolean": st.booleans,
            "integer": lambda: st.integers(
                spec.get("minimum", -(2**70)), spec.get("maximum", 2**70)
            ),
            "number": lambda: st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
            "string": lambda: _strings(spec),
            "array": lambda: st.lists(
                self.values(spec.get("items", {})), min_size=spec.get("minItems", 0), max_size=4
            ),
            "object": lambda: self._objects(spec),
        }
        return made.get(str(spec.get("type")), lambda: junk)()

    def _objects(self, spec: Mapping[str, Any]) -> st.SearchStrategy[Json]:
        fields, needed = spec.get("properties", {}), set(spec.get("required", ()))
        if not fields:
            more = spec.get("additionalProperties")
            inner = self.values(more) if isinstance(more, dict) else junk
            return st.dictionaries(letters, inner, max_size=3)
        return st.fixed_dictionaries(
            {name: self.values(spec) for name, spec in fields.items() if name in needed},
            optional={n: self.values(spec) for n, spec in fields.items() if n not in needed},
        )

    def _followed(self, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in spec:
            spec = self.schema["components"]["schemas"][spec["$ref"].rsplit("/", 1)[1]]
        return spec


def _strings(spec: Mapping[str, Any]) -> st.SearchStrategy[str]:
    examples = [e for e in spec.get("examples", []) if isinstance(e, str)]
    if spec.get("format") == "date":
        return st.dates().map(str)
    if spec.get("format") == "date-time":
        return st.datetimes().map(str)
    if "pattern" in spec:
        return st.from_regex(spec["pattern"])
    least, most = spec.get("minLength", 0), min(spec.get("maxLength", 20), 20)
    made = st.text(min_size=least, max_size=max(most, least)) | letters
    return made | st.sampled_from(examples) if examples else made


def _text(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _escaped(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
