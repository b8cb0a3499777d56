"""JSON as the doors write it: a Decimal is a JSON number, to the last digit."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite

from pydantic import BaseModel


def dumps(value: object) -> str:
    """The JSON text of a value made of models, mappings, sequences, dates and Decimals.

    >>> dumps({"value": Decimal("2355928.00"), "on": date(2017, 12, 31), "n": None})
    '{"value": 2355928.00, "on": "2017-12-31", "n": null}'
    """
    match value:
        case BaseModel():
            return dumps(dict(value))
        case Mapping():
            pairs = (f"{json.dumps(str(key))}: {dumps(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list() | tuple() | set() | frozenset():
            return "[" + ", ".join(dumps(item) for item in value) + "]"
        case _:
            return _leaf(value)


def _leaf(value: object) -> str:
    match value:
        case Decimal():
            return format(value, "f") if value.is_finite() else "null"
        case Enum():
            return dumps(value.value)
        case date() | datetime():
            return json.dumps(value.isoformat())
        case float():
            return json.dumps(value) if isfinite(value) else "null"
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return json.dumps(str(value), ensure_ascii=False)
