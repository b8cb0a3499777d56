"""Quotas of a period, and how much of them was reached."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select

from tools.parts.comparing import CENTS
from tools.parts.dimensions import DIMENSIONS, Dimension
from tools.parts.metrics import closing
from tools.parts.metrics.shape import Answer, Key, Metric, Part, Variant
from tools.parts.metrics.slices import Raw, Slice, collect, keys_of, labelled, raw_key
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span

QUOTA = table_of("quota").c
NO_QUOTA = "no quota is recorded for it: import a file with `pitcrew import FILE --as quota`"


def quotas(cut: Slice, *, prorated: bool = False) -> dict[Raw, Decimal]:
    """The quota of each group in the slice's period, in major units.

    A quota that only partly lies in the period counts by its share of days. Quotas of reps are
    used when there are any, those of teams otherwise: the two are never added.

    Args:
        cut: Which quotas, and how they are split.
        prorated: Whether only the days up to today count on which the rep was employed.
    """
    joins = cut.joins("quota")
    keys = list(keys_of(cut, joins, Part("quota", _any, table="quota", day="starts_on")))
    user = table_of("user").alias()
    columns = (*keys, QUOTA.starts_on, QUOTA.ends_on, user.c.started_on, user.c.left_on)
    rows = (
        select(*columns, func.sum(cut.moment.cents("quota", "amount_cents", QUOTA.starts_on)))
        .select_from(
            joins.source().outerjoin(
                user, and_(user.c.id == QUOTA.user_id, alive(user, cut.ctx.workspace.id))
            )
        )
        .where(cut.rows("quota"), _asked(cut), _of_one_kind(cut))
        .group_by(*columns)
    )
    found: dict[Raw, Decimal] = defaultdict(Decimal)
    for row in cut.ctx.session.execute(rows):
        starts, ends, came, left, cents = row[len(keys) :]
        span = _employed(cut, came, left) if prorated else cut.span
        found[raw_key(cut, row)] += _inside(span, starts, ends) * int(cents) / CENTS
    return dict(found)


def _employed(cut: Slice, came: date | None, left: date | None) -> Span:
    """The days of the period up to today on which somebody was employed."""
    days = [day for day in (cut.span.start, came) if day is not None]
    until = min(cut.moment.last_day, left - timedelta(days=1)) if left else cut.moment.last_day
    return replace(cut.span, start=max(days, default=None), end=until)


def _any(_: object) -> ColumnElement[bool]:
    return QUOTA.starts_on.is_not(None)


def _asked(cut: Slice) -> ColumnElement[bool]:
    begins = QUOTA.starts_on <= cut.span.end
    own = cut.moment.own_money("quota", QUOTA.starts_on)
    if cut.span.start is None:
        return and_(begins, own)
    return and_(begins, own, QUOTA.ends_on >= cut.span.start)


def _of_one_kind(cut: Slice) -> ColumnElement[bool]:
    return QUOTA.user_id.is_not(None) if _reps_have_quotas(cut) else QUOTA.team_id.is_not(None)


def _reps_have_quotas(cut: Slice) -> bool:
    quota = table_of("quota")
    found = select(QUOTA.id).where(
        alive(quota, cut.ctx.workspace.id), _asked(cut), QUOTA.user_id.is_not(None)
    )
    return cut.ctx.session.execute(found.limit(1)).first() is not None


def _inside(span: Span, starts: date, ends: date) -> Decimal:
    """The share of a quota's days that lies in the span."""
    first = starts if span.start is None else max(starts, span.start)
    days = max(0, (min(ends, span.end) - first).days + 1)
    return Decimal(days) / ((ends - starts).days + 1)


def _unit(cut: Slice) -> Dimension:
    return DIMENSIONS["owner" if _reps_have_quotas(cut) else "team"]


def _reached(cut: Slice) -> dict[Key, Answer]:
    """Reps whose won revenue reached their quota, over reps with a quota."""
    unit = _unit(cut)
    if any(dimension.name == unit.name for dimension in cut.by):
        return _to_quota(cut)
    targets = quotas(replace(cut, by=(*cut.by, unit)))
    won = _won_by(cut, unit)
    timed = [i for i, dimension in enumerate(cut.by) if dimension.grain]
    totals: dict[Raw, dict[str, Decimal | None]] = {}
    for key, target in targets.items():
        if target <= 0:
            continue
        done = won.get((*(key[i] for i in timed), key[-1]), {}).get("won_amount") or Decimal(0)
        group = totals.setdefault(
            key[:-1], dict.fromkeys(("reps", "reps_at_quota", "quota", "won_amount"), Decimal(0))
        )
        for name, more in (("reps", 1), ("reps_at_quota", int(done >= target)),
                           ("quota", target), ("won_amount", done)):  # fmt: skip
            group[name] = (group[name] or Decimal(0)) + more
    if not totals and not cut.by:
        return {(): Answer(None, 0, NO_QUOTA)}
    return labelled({key: _share(parts) for key, parts in totals.items()})


def _won_by(cut: Slice, unit: Dimension) -> dict[Raw, dict[str, Decimal | None]]:
    """All that each rep won, wherever: what was sold elsewhere counts towards a quota as well.

    Which reps are asked for is a matter of their quotas, so no condition is set here.
    """
    times = tuple(dimension for dimension in cut.by if dimension.grain)
    alone = replace(cut, by=(*times, unit), filters=(), links=(), walk=None, _read={})
    return collect(alone, (closing.CREDITED_AMOUNT,))


def _share(parts: dict[str, Decimal | None]) -> Answer:
    reps, at_quota = parts["reps"] or Decimal(0), parts["reps_at_quota"] or Decimal(0)
    return Answer(at_quota / reps, int(reps), None, parts)


def _prorated(cut: Slice) -> dict[Key, Answer]:
    return _to_quota(cut, prorated=True)


def _to_quota(cut: Slice, *, prorated: bool = False) -> dict[Key, Answer]:
    """Won revenue over quota."""
    targets = quotas(cut, prorated=prorated)
    won = collect(cut, (closing.CREDITED_AMOUNT, closing.CREDITED))
    found: dict[Raw, Answer] = {}
    for key in set(targets) | set(won) or {()}:
        parts = {"won_amount": Decimal(0), **won.get(key, {}), "quota": targets.get(key)}
        n, quota = int(parts.get("won") or 0), targets.get(key)
        if quota:
            done = parts["won_amount"] or Decimal(0)
            found[key] = Answer(done / quota, n, None, parts)
        else:
            found[key] = Answer(None, n, NO_QUOTA, parts)
    return labelled(found)


def _target(cut: Slice) -> dict[Key, Answer]:
    """The quota itself."""
    found = {key: Answer(v, 0, None, {"quota": v}) for key, v in quotas(cut).items()}
    if not found and not cut.by:
        return {(): Answer(None, 0, NO_QUOTA)}
    return labelled(found)


QUOTA_ATTAINMENT = Metric(
    name="quota_attainment",
    label="quota attainment",
    words=words("""quota attainment|attainment|quota achievement|reps at quota|reps hitting quota
        |share of reps at quota|who hit quota|how many reps hit quota|hit their number
        |percent to quota|made quota|making quota|target attainment|reached quota
        |performance against quota|quota performance|against target|versus target|vs quota
        |hit quota|how are we doing against quota|on target
        |attainment rate|percent of the reps hit their number|percentage of reps made
        quota|reps made quota"""),
    unit="rate",
    noun=("rep with a quota", "reps with a quota"),
    required="quotas",
    default_period="this quarter",
    variants=(
        Variant(
            name="reps_at_quota", label="share of reps at quota", shape="own", own=_reached,
            per=("owner", "to_quota"), grouped=("team", "manager"),
            words=words("share of reps|reps at quota|how many reps|percent of reps"
                        "|what share of reps"),
            definition="Reps whose won revenue in the period, wherever they won it, reached their"
                       " quota, over reps with a quota; for each rep or team, won revenue"
                       " over quota.",
            formula="reps_at_quota / reps", parts=(closing.WON,),
            caveats=("A quota that lies partly in the period counts by its share of days.",),
        ),
        Variant(
            name="to_quota", label="won revenue against quota", shape="own", own=_to_quota,
            noun=("won deal", "won deals"),
            words=words("to quota|of quota|against quota|against target|percent to quota"
                        "|percent of quota|percent to target|how far from quota|overall"),
            definition="Won revenue in the period over the quota of the period.",
            formula="won_amount / quota", parts=(closing.WON,),
            caveats=("A quota that lies partly in the period counts by its share of days.",),
        ),
        Variant(
            name="prorated", label="won revenue against the quota so far", shape="own",
            own=_prorated, noun=("won deal", "won deals"),
            words=words("prorated|pro-rated|pro rata|so far|to date|on pace|pacing|year to date"),
            definition="Won revenue in the period over the quota of its days up to today, of each"
                       " rep only the days on which they were employed.",
            formula="won_amount / prorated quota", parts=(closing.WON,),
            caveats=("A ramp counts as it is written in the quotas.",),
        ),
    ),
)  # fmt: skip

QUOTA_TOTAL = Metric(
    name="quota",
    label="quota",
    words=words("""quota|total quota|quota amount|sales target|target|targets|quotas|our number
        |what is the quota|how much is the quota"""),
    unit="money",
    noun=("quota", "quotas"),
    table="quota",
    additive=True,
    required="quotas",
    default_period="this quarter",
    variants=(
        Variant(
            name="default", label="quota", shape="own", own=_target,
            definition="What reps (or teams, when reps have none) are to bring in in the period.",
            formula="sum of quota, each by its share of days in the period",
            parts=(Part("quotas", _any, table="quota", day="starts_on"),),
        ),
    ),
)  # fmt: skip

QUOTAS = (QUOTA_ATTAINMENT, QUOTA_TOTAL)
