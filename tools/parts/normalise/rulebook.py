"""What people taught about single values, laid over what the normalisers say."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import Session

from store.people import Workspace
from store.rules import in_force, key_of
from store.upkeep import CleanupRule
from tools.parts.normalise.fix import Fix

SURE = 0.99
_HOPS = 20
"""A chain of rules is followed so far; a ring of them leads nowhere."""


@dataclass(frozen=True, slots=True)
class Taught:
    """The rules for one field: what is rewritten, and what stays as it is written."""

    written: dict[str, CleanupRule] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()

    def verdict(self, value: str) -> Fix | bool:
        """A fix; True when the value stays as it is; False when nobody said anything of it."""
        if not self.written and not self.kept:
            return False
        key = key_of(value)
        if key in self.kept or value in self.right:
            return True
        rule = self.written.get(key)
        if rule is None or rule.written is None or rule.written == value:
            return False
        return Fix(rule.written, f"your rule: {rule.found!r} is written {rule.written!r}", SURE)

    def applied(self, counts: Counter[str]) -> Counter[str]:
        """A column as it will be once the rules are kept: what is usual is judged by that."""
        if not self.written:
            return counts
        after: Counter[str] = Counter()
        for value, count in counts.items():
            said = self.verdict(value)
            after[said.value or value if isinstance(said, Fix) else value] += count
        return after


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a workspace that are in force."""

    rules: tuple[CleanupRule, ...] = ()

    def of(self, table: str, name: str) -> Taught:
        """The rules for a field; one for this very field outweighs one for everywhere."""
        mine = [r for r in self.rules if r.table_name in {"", table} and r.field_name in {"", name}]
        best: dict[str, CleanupRule] = {}
        for rule in sorted(mine, key=lambda r: (bool(r.field_name), bool(r.table_name))):
            best[rule.key] = rule
        written = {key: _end(rule, best) for key, rule in best.items() if rule.written}
        return Taught(
            {key: rule for key, rule in written.items() if rule is not None},
            frozenset(key for key, rule in best.items() if rule.kind == "keep"),
            frozenset(str(r.written) for r in written.values() if r is not None),
        )


def rulebook(session: Session, workspace: Workspace) -> Rulebook:
    """The rules that hold in a workspace."""
    return Rulebook(tuple(in_force(session, workspace.id)))


def _end(rule: CleanupRule, best: dict[str, CleanupRule]) -> CleanupRule | None:
    """Where a chain of rules ends; None when it goes round."""
    for _ in range(_HOPS):
        following = best.get(key_of(rule.written or ""))
        if following is None or following is rule or following.written is None:
            return rule
        rule = following
    return None
