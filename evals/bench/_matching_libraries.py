"""`dedupe` and `recordlinkage`, as somebody who has read their documentation would use them.

dedupe is shown 500 labelled pairs, half of them matches, which no other peer gets: its own way is
to ask a person for them. recordlinkage learns by itself (ECM), over the pairs that share one of a
few keys. Both compare the values that the exact keys compare, cleaned in the same way.

Source:
    dedupe 3: "Library documentation", `prepare_training`, `mark_pairs`, `partition`.
    recordlinkage 0.16: "Classification algorithms", `ECMClassifier`.
"""

import io
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl

from evals.bench._matching_cleaning import cleaned, hanging_together
from evals.bench._matching_sets import LabelledSet, Labels

MOST_DEDUPE = 20_000
"""Records above which dedupe is not run: at 100,000 it held more than 6 GB."""
MOST = 150_000
"""Records above which ECM is not run: it says that all are two."""
LABELLED = 500
_PERSON = ("first_name", "last_name")
_FIELDS: dict[str, tuple[str, ...]] = {
    "contacts": (*_PERSON, "email", "phone", "company_name", "city", "postal_code"),
    "accounts": ("name", "website", "phone", "street", "city", "postal_code"),
    "febrl": (*_PERSON, "born_on", "identity_number", "street", "postal_code"),
    "history": (*_PERSON, "born_on", "city", "postal_code", "title"),
}
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "contacts": (("email",), ("phone",), _PERSON, ("last_name", "company_name"),
                 ("first_name", "company_name"), ("last_name", "city")),
    "accounts": (("name",), ("website",), ("phone",), ("street",)),
    "febrl": (("identity_number",), _PERSON, ("last_name", "born_on"), ("first_name", "born_on"),
              ("last_name", "postal_code"), ("first_name", "postal_code")),
    "history": (_PERSON, ("last_name", "born_on"), ("first_name", "born_on"),
                ("postal_code", "first_name"), ("postal_code", "last_name"),
                ("born_on", "city")),
}  # fmt: skip
_SPELLED = frozenset({"first_name", "last_name", "name", "company_name", "street", "city"})
"""Fields that are compared letter by letter; the others are equal or not."""
_ALIKE = 0.88


def with_dedupe(labelled: LabelledSet) -> Labels:
    """Train dedupe on labelled pairs, and partition the records."""
    import dedupe
    from dedupe import variables

    random.seed(7)
    np.random.seed(7)  # noqa: NPY002 - the library draws from the global one
    fields = _FIELDS[labelled.kind]
    table = labelled.frame().select(cleaned(field).alias(field) for field in fields)
    rows = dict(enumerate(table.with_columns(pl.all().replace("", None)).to_dicts()))
    made = [
        variables.ShortString(field, has_missing=bool(table[field].null_count()))
        if field in _SPELLED
        else variables.Exact(field, has_missing=bool(table[field].null_count()))
        for field in fields
    ]
    finder = dedupe.Dedupe(made, num_cores=1, in_memory=True)
    told = io.StringIO(json.dumps(_told(rows, labelled.real(), fields)))
    finder.prepare_training(rows, training_file=told)
    finder.train(recall=1.0, index_predicates=False)
    label = np.zeros(len(rows), np.int64)
    for number, (members, _) in enumerate(finder.partition(rows, threshold=0.5)):
        label[list(members)] = number
    return label


def _told(
    rows: dict[int, dict[str, Any]], real: Labels, fields: tuple[str, ...]
) -> dict[str, list[Any]]:
    """So many pairs of one entity, and as many of two that share a value, as a person is asked."""
    chance = random.Random(7)
    by_entity: dict[int, list[int]] = defaultdict(list)
    by_value: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in rows.items():
        by_entity[int(real[place])].append(place)
        for field in fields:
            if row[field]:
                by_value[field, row[field]].append(place)
    matches = list(_couples(by_entity.values(), chance))
    distinct = [(a, b) for a, b in _couples(by_value.values(), chance) if real[a] != real[b]]
    half = LABELLED // 2
    return {
        name: [{"__class__": "tuple", "__value__": [rows[a], rows[b]]} for a, b in some]
        for name, some in (("match", chance.sample(matches, min(half, len(matches)))),
                           ("distinct", chance.sample(distinct, min(half, len(distinct)))))
    }  # fmt: skip


def _couples(groups: Iterable[list[int]], chance: random.Random) -> Iterator[tuple[int, int]]:
    """A pair of each group that has two."""
    for members in groups:
        if len(members) > 1:
            one, two = chance.sample(members, 2)
            yield one, two


def with_recordlinkage(labelled: LabelledSet) -> Labels:
    """Learn by ECM which pairs are one, and follow them."""
    import recordlinkage as library

    fields = _FIELDS[labelled.kind]
    table = labelled.frame().select(cleaned(field).alias(field) for field in fields)
    frame = table.with_columns(pl.all().replace("", None)).to_pandas()
    index = library.Index()
    for key in _KEYS[labelled.kind]:
        index.block(list(key))
    pairs = index.index(frame)
    compare = library.Compare()
    for field in fields:
        if field in _SPELLED:
            compare.string(field, field, method="jarowinkler", threshold=_ALIKE, label=field)
        else:
            compare.exact(field, field, label=field)
    found = library.ECMClassifier().fit_predict(compare.compute(pairs, frame))
    ends = np.array(found.to_list(), np.int64).reshape(-1, 2)
    return hanging_together(ends[:, 0], ends[:, 1], len(frame))
