"""Which pairs of people are worth comparing."""

import numpy as np

from tools.parts.matching.blocking import MISSING, Key, Keys, key
from tools.parts.matching.encode import Numbers, numbered, take
from tools.parts.matching.people import People

_LONG_LOCAL = 6


def keys(p: People) -> Keys:
    """What people may share that makes them worth comparing."""
    names, org = p.names, p.organisation.numbers
    formal, surname, initial = names.formal.numbers, names.surname.numbers, names.initial
    city, title = p.city.numbers, p.title.numbers
    yield from _mailboxes(p)
    numbers = _numbers(p)
    yield key(numbers), 6
    yield key(numbers, np.tile(initial, len(p.numbers))), 60
    full = (formal != MISSING) & (surname != MISSING)
    low = np.where(full, np.minimum(formal, surname), MISSING)
    high = np.where(full, np.maximum(formal, surname), MISSING)
    yield key(low, high), 40
    yield key(low, high, org), 60
    yield key(low, high, city), 60
    yield key(low, high, title), 40
    g3, f2, f3, f4 = names.first.prefix(3), *(names.last.prefix(n) for n in (2, 3, 4))
    either = np.where((g3 != MISSING) & (f3 != MISSING), np.minimum(g3, f3), MISSING)
    yield key(either, np.maximum(g3, f3), org), 60
    yield _letters(p), 20
    family = np.where(surname != MISSING, surname, formal)
    given = np.where(formal != MISSING, formal, surname)
    label = p.label.prefix(4)
    for columns, cap in (
        ((family, org), 40), ((given, org), 40), ((f2, initial, org), 40), ((title, org), 8),
        ((formal, label, f2), 40), ((surname, label, initial), 40), ((surname, city), 8),
        ((surname, p.company.numbers), 30), ((surname, g3), 12), ((surname, title, initial), 12),
        ((formal, title, city), 8), ((g3, f3, city), 30), ((formal, f4), 8),
    ):  # fmt: skip
        yield key(*columns), cap


def _mailboxes(p: People) -> Keys:
    boxes = p.boxes
    mailbox = numbered(boxes.mailbox.texts)
    first = np.where(boxes.personal, take(mailbox, boxes.mailbox.code, missing=0), MISSING)
    more = (take(mailbox, code, missing=0) for code in boxes.more)
    yield key(np.concatenate([first, *more])), 60
    local = boxes.local
    long = boxes.personal & (take(local.lengths, local.code) >= _LONG_LOCAL)
    yield key(np.where(long, local.numbers, MISSING)), 8


def _numbers(p: People) -> Numbers:
    """Every slot's numbers, a record's second mention of one left out."""
    number = numbered(p.phone.texts)
    slots: list[Numbers] = []
    for code in p.numbers:
        mine = take(number, code, missing=0)
        repeated = np.logical_or.reduce([np.zeros(p.size, np.bool_), *(mine == s for s in slots)])
        slots.append(np.where(repeated, MISSING, mine))
    return np.concatenate(slots)


def _letters(p: People) -> Key:
    """Whole names by their letters alone: swapped names and slips of two keys agree."""
    first, last = p.names.first, p.names.last
    both = take(first.bag, first.code, missing=0) + take(last.bag, last.code, missing=0)
    return np.where(p.names.full, both | np.uint64(1), MISSING)
