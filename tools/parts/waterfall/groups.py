"""The walk of each group of deals: they add up to the walk of all."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from tools.context import Context
from tools.parts.dimensions import Dimension
from tools.parts.metrics.shape import Key, Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, labelled, raw_key
from tools.parts.paths import table_of
from tools.parts.periods import Span
from tools.parts.waterfall.bars import Passage, Target, Walk, walk
from tools.parts.waterfall.reading import some_at_once


def walks_by(
    ctx: Context, passages: Sequence[Passage], by: Sequence[Dimension], target: Target | None
) -> dict[Key, Walk]:
    """One walk for each group, the largest change first; deals are grouped as they are now."""
    keys = keys_by(ctx, [one.id for one in passages], by)
    nowhere: Raw = (None,) * len(by)
    groups: dict[Raw, list[Passage]] = defaultdict(list)
    for one in passages:
        groups[keys.get(one.id, nowhere)].append(one)
    walks = labelled({key: walk(some, target) for key, some in groups.items()})
    moved = {key: each for key, each in walks.items() if each.steps or each.before}
    order = sorted(moved, key=lambda k: (-abs(moved[k].after - moved[k].before), str(k)))
    return {key: moved[key] for key in order}


def keys_by(ctx: Context, ids: Sequence[str], by: Sequence[Dimension]) -> dict[str, Raw]:
    """Each deal's groups, as it is now."""
    deal = table_of("opportunity")
    cut = Slice(ctx, Span(None, ctx.today, ""), (), tuple(by))
    found: dict[str, Raw] = {}
    for some in some_at_once(ids):
        joins = cut.joins("opportunity")
        keys = list(keys_of(cut, joins, Part("deals", lambda _: deal.c.id.is_not(None))))
        rows = (
            select(*keys, deal.c.id)
            .select_from(joins.source())
            .where(deal.c.workspace_id == ctx.workspace.id, deal.c.id.in_(some))
        )
        for row in ctx.session.execute(rows):
            found[row[-1]] = raw_key(cut, row)
    return found
