"""The figures of /metrics: what this process counted, and how the store stands now."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func
from sqlmodel import col, select

from api.pressure import Line
from store.doors import WebhookDelivery
from store.engine import reading
from store.ledger import ChangeSet
from store.schedule import ScheduleRun

if TYPE_CHECKING:
    from agent.setup import Office

KINDS = (
    ("pitcrew_change_sets", "Change sets of the workspace.", ChangeSet, "status"),
    ("pitcrew_schedule_runs", "Runs of schedules.", ScheduleRun, "state"),
    ("pitcrew_webhook_deliveries", "Events on their way to webhooks.", WebhookDelivery, "state"),
)


class Standing(Collector):
    """How the queues and the store stand at the moment of asking."""

    def __init__(self, office: "Office", line: Line) -> None:
        self._office, self._line = office, line

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each figure once."""
        running, waiting = self._line.depth
        chats = GaugeMetricFamily("pitcrew_chats", "Chats of this process.", labels=["state"])
        chats.add_metric(["running"], running)
        chats.add_metric(["waiting"], waiting)
        yield chats
        with reading(self._office.engine) as session:
            for name, meaning, table, column in KINDS:
                state = col(getattr(table, column))
                family = GaugeMetricFamily(name, meaning, labels=[column])
                query = (
                    select(state, func.count())
                    .where(col(table.workspace_id) == self._office.settings.workspace)
                    .group_by(state)
                )
                for value, count in session.exec(query):
                    family.add_metric([value], count)
                yield family


def figures(office: "Office", line: Line) -> bytes:
    """All of them, as Prometheus reads them."""
    now = CollectorRegistry()
    now.register(Standing(office, line))
    return generate_latest(REGISTRY) + generate_latest(now)
