"""What became of digests: where each went, or why it has not arrived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from store.schedule import ScheduleDelivery


def deliveries(
    session: Session, workspace_id: str, run_ids: Iterable[str]
) -> Mapping[str, Sequence[ScheduleDelivery]]:
    """The digests of runs on their way or sent, by the run's id."""
    query = select(ScheduleDelivery).where(
        col(ScheduleDelivery.workspace_id) == workspace_id,
        col(ScheduleDelivery.schedule_run_id).in_(list(run_ids)),
    )
    found: dict[str, list[ScheduleDelivery]] = defaultdict(list)
    for one in session.exec(query.order_by(col(ScheduleDelivery.destination))):
        found[one.schedule_run_id].append(one)
    return found
