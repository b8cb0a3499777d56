"""The metric registry: every figure that can be asked for by name."""

from store.errors import BadInput
from tools.parts.metrics.acquisition import ACQUISITION
from tools.parts.metrics.ageing import AGEING
from tools.parts.metrics.conversion import STAGE_CONVERSION
from tools.parts.metrics.deals import DEALS
from tools.parts.metrics.leads import LEAD_METRICS
from tools.parts.metrics.pipeline import PIPELINE
from tools.parts.metrics.prospecting import ACTIVITY_TO_OPPORTUNITY
from tools.parts.metrics.quotas import QUOTAS
from tools.parts.metrics.raising import RAISING
from tools.parts.metrics.records import RECORDS
from tools.parts.metrics.recurring import RECURRING
from tools.parts.metrics.shape import Metric, Variant
from tools.parts.metrics.slipping import SLIPPAGE_RATE

__all__ = ["METRICS", "Metric", "Variant", "find_metric", "variant_of"]

METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        *DEALS,
        *PIPELINE,
        *QUOTAS,
        STAGE_CONVERSION,
        SLIPPAGE_RATE,
        *AGEING,
        ACTIVITY_TO_OPPORTUNITY,
        *LEAD_METRICS,
        *RECURRING,
        *ACQUISITION,
        *RAISING,
        *RECORDS,
    )
}


def find_metric(name: str) -> Metric:
    """The metric called `name`, by its name, its label or one of its words.

    Raises:
        BadInput: There is none; the hint lists those there are.
    """
    said = " ".join(name.casefold().replace("_", " ").split())
    for metric in METRICS.values():
        if said in (metric.name.replace("_", " "), metric.label.casefold()):
            return metric
    for metric in METRICS.values():
        if said in metric.words:
            return metric
    raise BadInput(f"There is no metric called {name!r}.", hint=f"Metrics: {', '.join(METRICS)}.")


def variant_of(metric: Metric, name: str | None) -> Variant:
    """The metric's variant of that name; the default for None.

    Raises:
        BadInput: It has no such variant; the hint lists those it has.
    """
    found = metric.variant(name)
    if found is None:
        known = ", ".join(v.name for v in metric.variants)
        raise BadInput(f"{metric.label.capitalize()} has no variant {name!r}.",
                       hint=f"Variants: {known}.")  # fmt: skip
    return found
