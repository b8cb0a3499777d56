"""The funding condition of a list, in both of its readings: ever raised, or raised last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select

from store.errors import NotFound
from store.prospect import FundingRound, ProspectCompany
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.formats import money
from tools.parts.funding import LABELS, answering, canonical
from tools.parts.funding import resolve as resolve_stage
from tools.parts.listing.criterion import Criterion, Facts
from tools.parts.listing.universe import Company, Universe
from tools.parts.periods import Span, resolve, written_day

StageReading = Literal["ever", "latest"]
CHUNK = 500


def funding_criterion(
    ctx: Context, universe: Universe, asked: Sequence[str], reading: StageReading
) -> Criterion:
    """Companies that ever raised one of some rounds, or whose latest round is one of them.

    Raises:
        NotFound: A stage that is not known.
    """
    if universe.source == "accounts":
        return Criterion(
            "funding", " or ".join(asked), false(), ~false(), lambda *_: "",
            ["Accounts in the CRM carry no funding rounds; the prospect companies do."],
        )  # fmt: skip
    values, labels, notes = _values(ctx, asked)
    ids = latest_ids(ctx, values) if reading == "latest" else ever_ids(ctx, values)
    name = " or ".join(labels)
    words = f"latest round is {name}" if reading == "latest" else f"ever raised {name}"
    funded = select(FundingRound.prospect_company_id).where(_alive(ctx))
    return Criterion(
        "funding", words, ids, col(ProspectCompany.id).not_in(funded),
        lambda company, facts: _evidence(company, facts, values, reading), notes,
    )  # fmt: skip


def funded_criterion(
    ctx: Context, universe: Universe, period: str, stages: Sequence[str]
) -> Criterion:
    """Companies that raised money in a period, in a round of the stages when some are named.

    Raises:
        BadInput: The period cannot be read.
        NotFound: A stage that is not known.
    """
    if universe.source == "accounts":
        return Criterion("funded", f"raised in {period}", false(), ~false(), lambda *_: "",
                         ["Accounts in the CRM carry no funding rounds."])  # fmt: skip
    span = resolve(period, ctx.today, calendar_for(ctx.workspace))
    values = _values(ctx, stages)[0] if stages else None
    tests = [_alive(ctx), *_within(span)]
    tests += [col(FundingRound.stage).in_(values)] if values else []
    undated = select(FundingRound.prospect_company_id).where(
        _alive(ctx), col(FundingRound.funded_on).is_not(None)
    )
    return Criterion(
        "funded", f"raised {'that round' if values else 'money'} in {span.label}",
        col(ProspectCompany.id).in_(select(FundingRound.prospect_company_id).where(*tests)),
        col(ProspectCompany.id).not_in(undated),
        lambda _, facts: _raised_within(facts, span, values),
    )  # fmt: skip


def raised_within(ctx: Context, period: str, stages: Sequence[str]) -> ColumnElement[int]:
    """What each prospect company raised in a period, in rounds of the stages if some are named."""
    span = resolve(period, ctx.today, calendar_for(ctx.workspace))
    tests = [_alive(ctx), *_within(span)]
    tests += [col(FundingRound.stage).in_(_values(ctx, stages)[0])] if stages else []
    return (
        select(func.sum(FundingRound.raised_cents))
        .where(col(FundingRound.prospect_company_id) == col(ProspectCompany.id), *tests)
        .correlate(ProspectCompany)
        .scalar_subquery()
    )


def _within(span: Span) -> list[ColumnElement[bool]]:
    day = col(FundingRound.funded_on)
    return [*([day >= span.start] if span.start else []), day <= span.end]


def _raised_within(facts: Facts, span: Span, values: Sequence[str] | None) -> str:
    fitting = []
    for found in facts.rounds:
        late = found.funded_on is None or found.funded_on > span.end
        early = found.funded_on and span.start and found.funded_on < span.start
        if not late and not early and (values is None or found.stage in values):
            fitting.append(found)
    more = len(fitting) - 1
    return round_text(fitting[0]) + (f" (and {more} more)" if more else "") if fitting else ""


def ever_ids(ctx: Context, values: Sequence[str]) -> ColumnElement[bool]:
    """Companies with a round of one of those kinds, at any time up to today."""
    rounds = select(FundingRound.prospect_company_id).where(
        _alive(ctx), col(FundingRound.stage).in_(values)
    )
    return col(ProspectCompany.id).in_(rounds)


def latest_ids(ctx: Context, values: Sequence[str]) -> ColumnElement[bool]:
    """Companies whose last day of funding up to today includes a round of one of those kinds."""
    last = (
        select(
            col(FundingRound.prospect_company_id).label("company"),
            func.max(FundingRound.funded_on).label("day"),
        )
        .where(_alive(ctx))
        .group_by(col(FundingRound.prospect_company_id))
        .subquery()
    )
    rounds = (
        select(FundingRound.prospect_company_id)
        .join(last, and_(col(FundingRound.prospect_company_id) == last.c.company,
                         col(FundingRound.funded_on) == last.c.day))
        .where(_alive(ctx), col(FundingRound.stage).in_(values))
    )  # fmt: skip
    return col(ProspectCompany.id).in_(rounds)


def rounds_of(ctx: Context, company_ids: Sequence[str]) -> dict[str, Facts]:
    """The rounds of some companies, latest first."""
    found: dict[str, list[FundingRound]] = defaultdict(list)
    for start in range(0, len(company_ids), CHUNK):
        chosen = col(FundingRound.prospect_company_id).in_(company_ids[start : start + CHUNK])
        for row in ctx.session.exec(select(FundingRound).where(_alive(ctx), chosen)):
            found[row.prospect_company_id].append(row)
    return {company: Facts(sorted(rounds, key=_day, reverse=True))
            for company, rounds in found.items()}  # fmt: skip


def _day(found: FundingRound) -> str:
    return found.funded_on.isoformat() if found.funded_on else ""


def round_text(found: FundingRound) -> str:
    """One round as a cell says it: `Series B on 7 Mar 2011, $5,000,000`."""
    kind = canonical(found.stage or "")
    text = LABELS.get(kind, found.stage or "round of no named kind")
    if found.funded_on:
        text += f" on {written_day(found.funded_on)}"
    if found.raised_cents is None:
        return f"{text}, amount not on record"
    return f"{text}, {money(Decimal(found.raised_cents) / 100, found.currency or 'USD')}"


def _alive(ctx: Context) -> ColumnElement[bool]:
    """Live rounds that had happened by today; those without a day count as having happened."""
    return and_(
        col(FundingRound.workspace_id) == ctx.workspace.id, col(FundingRound.state) == "live",
        or_(col(FundingRound.funded_on).is_(None), col(FundingRound.funded_on) <= ctx.today),
    )  # fmt: skip


def _values(ctx: Context, asked: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    stages = select(FundingRound.stage).where(_alive(ctx)).distinct()
    known = [stage for stage in ctx.session.exec(stages) if stage]
    values: list[str] = []
    labels: list[str] = []
    notes: list[str] = []
    for text in asked:
        stage = resolve_stage(text)
        if stage is None:
            kinds = ", ".join(sorted(known))
            raise NotFound(f"No funding stage is called {text!r}.", hint=f"On record: {kinds}.")
        match = answering(stage, known)
        values += match.values
        labels.append(stage.label if stage.label[0].isupper() else f"{stage.label} funding")
        notes += [match.note] if match.note else []
    return values, labels, notes


def _evidence(
    company: Company, facts: Facts, values: Sequence[str], reading: StageReading  # noqa: ARG001 - every evidence takes the company
) -> str:  # fmt: skip
    fitting = [found for found in facts.rounds if found.stage in values]
    if not fitting:
        return ""
    last = facts.rounds[0].funded_on
    chosen = [f for f in fitting if reading == "ever" or f.funded_on == last]
    more = len(chosen) - 1
    return round_text(chosen[0]) + (f" (and {more} more)" if more else "")
