"""How the mailboxes of two people compare."""

from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from tools.parts.matching import similarity
from tools.parts.matching.encode import Codes, Levels, among, take
from tools.parts.matching.people import MANY, People
from tools.parts.matching.person_levels import Name
from tools.parts.matching.spelling import one_person, spells


class Box(IntEnum):
    """How two mailboxes compare."""

    UNKNOWN = 0
    SAME = 1
    TYPO = 2
    COLLEAGUES = 3
    OTHER_DOMAIN = 4
    SAME_PROVIDER = 5
    SHARED = 6
    OTHER_FORM = 7


BOX_WORDS = (
    "no personal e-mail to compare", "same mailbox", "one slip between the e-mails",
    "two mailboxes at one company", "e-mails at different domains",
    "two mailboxes at one provider", "same mailbox, which several people use",
    "e-mails that spell one name in two ways",
)  # fmt: skip
_FIRST_IS_SURE = (
    Name.UNKNOWN,
    Name.SAME,
    Name.LAST_TYPO,
    Name.SWAPPED,
    Name.FIRST_ONLY,
    Name.LAST_ONLY,
)


def box(p: People, left: Codes, right: Codes, names: Levels, common: Codes) -> Levels:
    """How the mailboxes compare, as `Box`; `common` is the one that both have.

    `tray@` and `kray@` are Tim and Kim: a slip in a mailbox is one only under the same name.
    """
    boxes, own = p.boxes, p.boxes.personal
    mailbox, domain, local = boxes.mailbox.code, boxes.domain.code, boxes.local
    a, b = mailbox[left], mailbox[right]
    both = (a >= 0) & (b >= 0) & own[left] & own[right]
    level = np.where(both, Box.OTHER_DOMAIN, Box.UNKNOWN).astype(np.int8)
    near = np.flatnonzero(both & (domain[left] == domain[right]))
    level[near] = np.where(boxes.free[left[near]], Box.SAME_PROVIDER, Box.COLLEAGUES)
    slips = near[among(names[near], _FIRST_IS_SURE) & (a[near] != b[near])]
    typed = similarity.one_letter(local.code[left[slips]], local.code[right[slips]], local)
    level[slips[typed]] = Box.TYPO
    level[_both_spelled(p, left, right, level, names)] = Box.COLLEAGUES
    level[_two_forms(p, left, right, level, names)] = Box.OTHER_FORM
    equal = common >= 0
    shared = take(p.names_on_mailbox, common, missing=0) >= MANY
    level[equal] = np.where(shared, Box.SHARED, Box.SAME)[equal]
    return level


def _both_spelled(p: People, left: Codes, right: Codes, level: Levels, names: Levels) -> Codes:
    """Mailboxes a letter apart of names a letter apart, each spelling its own: Pike and Pine."""
    near = np.flatnonzero((level == Box.TYPO) & (names == Name.LAST_TYPO))
    said = [
        spells(*one, box) and spells(*two, other)
        for one, box, two, other in _spellings(p, left[near], right[near])
    ]
    return near[np.array(said, np.bool_)].astype(np.int32)


def _two_forms(p: People, left: Codes, right: Codes, level: Levels, names: Levels) -> Codes:
    """Colleagues of one name whose mailboxes spell that name in two ways."""
    other = p.boxes.mailbox.code[left] != p.boxes.mailbox.code[right]
    near = np.flatnonzero(other & (level == Box.COLLEAGUES) & among(names, _ONE_NAME))
    swapped = (names[near] == Name.SWAPPED).tolist()
    pairs = zip(_spellings(p, left[near], right[near]), swapped, strict=True)
    said = [
        one_person([one, two[::-1] if other_way else two], box, other_box)
        or (other_way and one_person([one[::-1], two], box, other_box))
        for (one, box, two, other_box), other_way in pairs
    ]
    return near[np.array(said, np.bool_)].astype(np.int32)


def _spellings(
    p: People, left: Codes, right: Codes
) -> Iterator[tuple[tuple[str, str], str, tuple[str, str], str]]:
    """Each pair's names and what stands before their @, of the left one and of the right one."""
    local = p.boxes.local
    sides = (
        part
        for rows in (left, right)
        for part in (p.names.words(rows), local.texts.gather(local.code[rows]).to_list())
    )
    return zip(*sides, strict=True)


_ONE_NAME = (Name.SAME, Name.SHORT_FORM, Name.INITIAL, Name.LAST_TYPO, Name.SWAPPED,
             Name.FIRST_TYPO)  # fmt: skip


def shared_box(p: People, left: Codes, right: Codes) -> Codes:
    """The mailbox that two records have in common, be it a further one of either; else -1.

    Of several, the one that says most.
    """
    first = p.boxes.own
    a = first[left]
    found = np.where((a >= 0) & (a == first[right]), a, -1).astype(np.int32)
    every = (first, *p.boxes.more)
    for n, one in enumerate(every):
        for two in every[0 if n else 1 :]:
            a = one[left]
            hit = np.flatnonzero((a >= 0) & (a == two[right]))
            was, now = found[hit], a[hit]
            found[hit] = np.where((was < 0) | (p.says[now] > p.says[was]), now, was)
    return found
