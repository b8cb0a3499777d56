"""Every tool as `docs/tools.md` tells it: what it does, who may use it, and what it takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.catalog import FAMILIES, catalog, family_of
from tools.contract import Tool

HEAD = """# Tools

What the agent can do, by the function of the business. `reads` looks only; `proposes` drafts a
change set that a person decides on; `decides` carries out a person's own word. The role is the
lowest that may use it. `pitcrew tool NAME '{"argument": "value"}'` runs one by hand;
`pitcrew tools --markdown` writes this page.
"""
Schema = Mapping[str, Any]


def markdown() -> str:
    """`docs/tools.md`, whole; a test holds the file to it."""
    lines = [HEAD]
    for family in FAMILIES:
        lines.append(f"## {family.capitalize()}\n")
        for name, tool in catalog().items():
            if family_of(name) == family:
                lines += _told(tool)
    lines += _parts()
    return "\n".join(lines).rstrip() + "\n"


def _told(tool: Tool[Any, Any]) -> Iterator[str]:
    yield f"### {tool.name}\n"
    yield f"`{tool.effect}` · from {tool.role.replace('_', ' ')}\n"
    yield tool.summary.strip() + "\n"
    arguments = tool.arguments.model_json_schema().get("properties", {})
    if not arguments:
        yield "It takes no arguments.\n"
        return
    required = tool.arguments.model_json_schema().get("required", [])
    yield "| argument | takes | default | meaning |\n|---|---|---|---|"
    for name, schema in arguments.items():
        default = "required" if name in required else _default(schema.get("default"))
        meaning = schema["description"].replace("|", "\\|")
        yield f"| `{name}` | {_takes(schema)} | {default} | {meaning} |"
    yield ""


def _parts() -> Iterator[str]:
    """The parts that arguments are made of: a filter, a range, a ranking."""
    yield "## Filters, ranges and rankings\n"
    parts: dict[str, Schema] = {}
    for tool in catalog().values():
        parts |= tool.arguments.model_json_schema().get("$defs", {})
    for name, schema in sorted(parts.items()):
        takes = "; ".join(f"`{n}`: {_takes(part)}" for n, part in schema["properties"].items())
        yield f"* **{_spaced(name)}**: {takes}. {' '.join(schema['description'].split())}"


def _takes(schema: Schema) -> str:
    """What may be given, in words: `text`, `whole number`, `list of filter`, or the values."""
    if "anyOf" in schema:
        return " or ".join(_takes(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "$ref" in schema:
        return _spaced(schema["$ref"].rsplit("/", 1)[1])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_takes(schema['items'])}"
    kind = str(schema["type"])
    return {"string": "text", "integer": "whole number", "boolean": "yes or no"}.get(kind, kind)


def _default(value: object) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def _spaced(name: str) -> str:
    """`NumberRange` as `number range`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
