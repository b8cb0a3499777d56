"""Which pairs of people are worth comparing."""

import numpy as np

from tools.parts.matching.blocking import MISSING, Key, Pairs, key, pairs
from tools.parts.matching.encode import Codes, take
from tools.parts.matching.people import People

_LONG_LOCAL = 6


def candidates(p: People) -> Pairs:
    """Pairs of people worth comparing."""
    names, boxes, org = p.names, p.boxes, p.organisation.code
    formal, surname, initial = names.formal.code, names.surname.code, names.initial
    city, title, local = p.city.code, p.title.code, boxes.local
    full = (formal >= 0) & (surname >= 0)
    low = np.where(full, np.minimum(formal, surname), -1)
    high = np.where(full, np.maximum(formal, surname), -1)
    family = np.where(surname >= 0, surname, formal)
    given = np.where(formal >= 0, formal, surname)
    box = np.where(boxes.personal, boxes.mailbox.code, -1)
    written = boxes.personal & (take(local.lengths, local.code) >= _LONG_LOCAL)
    g3, f2, f3, f4 = names.first.prefix(3), *(names.last.prefix(n) for n in (2, 3, 4))
    label = p.label.prefix(4)
    either = np.where((g3 >= 0) & (f3 >= 0), np.minimum(g3, f3), -1)
    return pairs([
        (key(np.r_[box, *boxes.more]), 60), (key(np.where(written, local.code, -1)), 8),
        (key(_numbers(p)), 6),
        (key(_numbers(p), np.tile(initial, len(p.numbers))), 60),
        (key(low, high), 40), (key(low, high, org), 60), (key(low, high, city), 60),
        (key(low, high, title), 40), (key(family, org), 40), (key(given, org), 40),
        (key(f2, initial, org), 40), (key(title, org), 8),
        (key(either, np.maximum(g3, f3), org), 60), (_letters(p), 20),
        (key(formal, label, f2), 40), (key(surname, label, initial), 40),
        (key(surname, city), 8), (key(surname, p.company.code), 30), (key(surname, g3), 12),
        (key(surname, title, initial), 12), (key(formal, title, city), 8),
        (key(g3, f3, city), 30), (key(formal, f4), 8),
    ])  # fmt: skip


def _numbers(p: People) -> Codes:
    """Every slot's numbers, a record's second mention of one left out."""
    slots: list[Codes] = []
    for code in p.numbers:
        repeated = np.logical_or.reduce([np.zeros(p.size, np.bool_), *(code == c for c in slots)])
        slots.append(np.where(repeated, -1, code))
    return np.concatenate(slots)


def _letters(p: People) -> Key:
    """Whole names by their letters alone: swapped names and slips of two keys agree."""
    first, last = p.names.first, p.names.last
    both = take(first.bag, first.code, missing=0) + take(last.bag, last.code, missing=0)
    return np.where(p.names.full, both | np.uint64(1), MISSING)
