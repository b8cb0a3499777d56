"""Corrections divided: those that a standing policy allows, and those that a person decides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.changes import Draft, covered
from store.ledger import StandingPolicy
from tools.parts.normalise.survey import Correction, Survey

TOOL = "normalise_fields"


@dataclass(slots=True)
class Share:
    """Some corrections, and how many of them are only over a policy's limit."""

    policy: StandingPolicy | None = None
    items: list[tuple[Survey, Correction]] = field(default_factory=list)
    over: int = 0

    def __len__(self) -> int:
        return len(self.items)

    def drafts(self) -> list[Draft]:
        """The corrections as changes to propose."""
        return [
            Draft("update", one.table, c.row_id, {one.spec.name: c.fix.value},
                  reason=c.fix.reason, confidence=c.fix.confidence)
            for one, c in self.items
        ]  # fmt: skip

    def by_rule(self) -> Iterator[tuple[str, str, int, list[str]]]:
        """For each field and rule: how many, and the first few different samples."""
        counts: Counter[tuple[str, str]] = Counter()
        samples: dict[tuple[str, str], dict[str, None]] = {}
        for one, c in self.items:
            key = one.where, c.fix.reason
            counts[key] += 1
            after = "(emptied)" if c.fix.value is None else c.fix.value
            samples.setdefault(key, {}).setdefault(f"{c.before} → {after}")
        for (where, reason), count in counts.most_common():
            yield where, reason, count, list(samples[where, reason])[:3]


def shares(
    found: Sequence[Survey], policies: Sequence[StandingPolicy], now: datetime
) -> tuple[list[Share], Share]:
    """What each policy allows, up to its limit, and the rest.

    Args:
        found: The fields, read.
        policies: Those that hold for corrections.
        now: The time.
    """
    allowed = {policy.id: Share(policy) for policy in policies}
    rest = Share()
    for one in found:
        for correction in one.corrections:
            fitting = [p for p in policies if covered(p, TOOL, [_sealed(one, correction)], now)]
            room = next((p for p in fitting if len(allowed[p.id]) < p.max_rows), None)
            share = rest if room is None else allowed[room.id]
            share.items.append((one, correction))
            rest.over += bool(fitting) and room is None
    return [share for share in allowed.values() if len(share)], rest


def _sealed(one: Survey, correction: Correction) -> dict[str, Any]:
    """A correction as a policy looks at it."""
    return {
        "kind": "update", "table_name": one.table, "group_no": 1,
        "after": {one.spec.name: correction.fix.value}, "confidence": correction.fix.confidence,
    }  # fmt: skip
