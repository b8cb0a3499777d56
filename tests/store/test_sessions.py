"""Sessions that ended long ago are forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from store import members, sessions
from store.access import SignInTries, WebSession
from store.engine import writing
from store.members import Invited

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(("ago", "left"), [(31, 0), (29, 1)])
def test_a_session_is_forgotten_a_month_after_its_end(
    session: Session, ago: int, left: int
) -> None:
    with writing(session.get_bind()) as writer:  # type: ignore[arg-type]  # the store's engine
        invited = Invited("ana@example.com", "", "admin")
        member = members.add(writer, "main", invited, by="x", now=NOW)
        lasting = sessions.Lasting(timedelta(hours=8), timedelta(days=7))
        ended = NOW - timedelta(days=ago)
        sessions.begin(writer, member, "hash", "password", ended - timedelta(days=7), lasting)
        sessions.attempt(writer, "main", "ana", NOW - timedelta(days=1), 5)
        sessions.attempt(writer, "main", "ben", NOW - timedelta(minutes=1), 5)
        sessions.sweep(writer, "main", NOW)
    assert len(session.exec(select(WebSession)).all()) == left
    assert len(session.exec(select(SignInTries)).all()) == 1
