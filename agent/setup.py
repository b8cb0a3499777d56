"""Putting the parts together: the store, the knowledge, the planner and the desk."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from agent.settings import Settings
from store import members
from store import workspace as workspaces
from store.engine import open_engine, reading, upgrade, writing
from store.errors import NotFound, NotReady, Refused
from store.people import User, Workspace
from tools.context import Actor

if TYPE_CHECKING:
    from agent.desk import Desk
    from knowledge.index import Index

OPERATOR = Actor(id="operator", name="The operator", role="admin")
"""Who is at this machine before there are accounts."""


@dataclass
class Office:
    """A deployment that is open for work."""

    settings: Settings
    engine: Engine

    @property
    def artifacts(self) -> Path:
        """The folder of files that runs made."""
        return self.settings.home / "artifacts"

    @property
    def workspace(self) -> Workspace:
        """The workspace that commands work in."""
        with reading(self.engine) as session:
            return workspaces.read(session, self.settings.workspace)

    @cached_property
    def index(self) -> "Index":
        """What this deployment knows; the sentence model is loaded with it."""
        from knowledge import embedding
        from knowledge.index import Index

        return Index(self.settings.home, embedding.load(self.settings.home / "cache"))

    @cached_property
    def desk(self) -> "Desk":
        """The agent; its libraries take seconds to import, which no other command should pay."""
        from agent.brain import Brain
        from agent.desk import Desk

        brain = Brain(self.engine, self.settings.home / "cache")
        return Desk(self.engine, self.settings, brain, self.index, self.artifacts)

    def actor_for(self, email: str | None) -> Actor:
        """Who acts: the member with this e-mail, or the operator when none is named.

        Until there are members, a user of the company's own records may be named too. From then on
        only an admin's word gives a role: a CRM's e-mail field would be too easily rewritten.

        Raises:
            NotFound: Nobody here has that e-mail.
            Refused: They may no longer act.
        """
        wanted = email or self.settings.actor
        if wanted is None:
            return OPERATOR
        with reading(self.engine) as session:
            member = members.find(session, self.settings.workspace, wanted)
            if member is not None:
                if not members.is_active(session, member):
                    raise Refused(f"{wanted} is no longer active here.", hint="Ask an admin.")
                return Actor(id=member.email, name=member.name, role=member.role)
            found = self._user(session, wanted)
        if found is None:
            raise NotFound(f"Nobody here has the e-mail {wanted!r}.",
                           hint="Leave --actor out to act as the operator.")  # fmt: skip
        return Actor(id=wanted, name=found.name, role=found.role)

    def _user(self, session: Session, email: str) -> User | None:
        if members.any_at_all(session, self.settings.workspace):
            return None
        mine = col(User.workspace_id) == self.settings.workspace
        return session.exec(
            select(User).where(
                mine, func.lower(User.email) == email.strip().lower(),
                col(User.state) == "live", col(User.active),
            )
        ).first()  # fmt: skip

    def close(self) -> None:
        """Let go of the store and the index."""
        if "index" in self.__dict__:
            self.index.close()
        self.engine.dispose()


def _no_answer(engine: Engine, error: OperationalError) -> NotReady:
    said = str(error.orig).strip().split("\n", 1)[0]
    return NotReady(
        f"The store {engine.url.render_as_string(hide_password=True)} does not answer: {said}.",
        hint="Is PITCREW_STORE_URL right, and the database up?",
    )


def look_in(settings: Settings) -> Office:
    """A deployment as it is: nothing is made in it or brought up to date."""
    return Office(settings, open_engine(settings.store))


def open_office(settings: Settings) -> Office:
    """Open a deployment: its store is made or brought up to date, its workspace is there."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotReady(
            f"The home folder {settings.home} cannot be made: {error.strerror}.",
            hint="Set PITCREW_HOME to a folder that this user may write in.",
        ) from error
    engine = open_engine(settings.store)
    try:
        upgrade(engine)
    except OperationalError as error:
        raise _no_answer(engine, error) from error
    with reading(engine) as session:
        known = any(w.id == settings.workspace for w in workspaces.every(session))
    if not known:
        with writing(engine) as session:
            workspaces.ensure(session, settings.workspace)
    return Office(settings, engine)
