"""Looking everything over: what is well, what is not, and what to do about it."""

import shutil
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from api import listening
from api.watching.readiness import Check, disk_check, store_check
from api.wrong_settings import slips
from store import artifacts, journal
from store import workspace as workspaces
from store.engine import damage, reading
from store.errors import PitcrewError, Refused
from store.trail import Artifact

if TYPE_CHECKING:
    from agent.setup import Office

SECONDS = 5


def examine(office: "Office") -> Iterator[Check]:
    """Each check as it is done; when the store does not answer, those that need it are left out."""
    yield _settings(office)
    yield _home(office)
    yield disk_check(office)
    first = store_check(office)
    yield first
    if first.ok:
        for each in (_pages, _journal, _artifacts, _knowledge, _people):
            yield _looked(each, office)
    for each in (_model, _mail, _backups):
        yield _looked(each, office)


def _looked(each: "Callable[[Office], Check]", office: "Office") -> Check:
    try:
        return each(office)
    except PitcrewError as error:
        name = each.__name__.strip("_")
        return Check(name, ok=False, said=error.message, hint=error.hint)
    except (SQLAlchemyError, OSError) as error:
        name = each.__name__.strip("_")
        return Check(name, ok=False, said=f"It could not be looked at ({type(error).__name__}).",
                     hint="The log may say more.")  # fmt: skip


def _settings(office: "Office") -> Check:
    found = slips(office.settings)
    if found is None:
        return Check("settings", ok=True, said="Every PITCREW_ variable is a setting.")
    said, hint = found
    return Check("settings", ok=False, said=said, hint=hint)


def _home(office: "Office") -> Check:
    home, probe = office.settings.home, office.settings.home / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Check("home", ok=False, said=f"{home} cannot be written: {error.strerror}.",
                     hint="Give it to the user that runs Pitcrew.")  # fmt: skip
    return Check("home", ok=True, said=f"{home.resolve()} can be written.")


def _pages(office: "Office") -> Check:
    found = damage(office.engine)
    said = found[0] if found else "Every page of the store can be read."
    if office.engine.dialect.name == "postgresql":
        said = "PostgreSQL looks after its pages itself."
    return Check("pages", ok=not found, said=said,
                 hint="Stop Pitcrew and restore a backup: `pitcrew restore FILE`.")  # fmt: skip


def _journal(office: "Office") -> Check:
    lines = 0
    with reading(office.engine) as session:
        for space in workspaces.every(session):
            broken = journal.broken_at(session, space.id)
            if broken is not None:
                raise Refused(
                    f"The journal of {space.id} does not hold from line {broken} on.",
                    hint="Somebody changed the store past Pitcrew; compare it with a backup.",
                )
            lines += journal.length(session, space.id)
    return Check("journal", ok=True, said=f"All {lines:,} lines hold.")


def _artifacts(office: "Office") -> Check:
    with reading(office.engine) as session:
        rows = session.exec(
            select(Artifact).where(col(Artifact.workspace_id) == office.settings.workspace)
        ).all()
    gone = [row for row in rows if not _is_there(office, row)]
    if gone:
        raise Refused(
            f"{len(gone):,} of {len(rows):,} files that runs made are gone or changed, "
            f"{gone[0].id} for one.", hint="Restore `artifacts/` from a backup, or ask again.",
        )  # fmt: skip
    return Check("files", ok=True, said=f"All {len(rows):,} files that runs made are there.")


def _is_there(office: "Office", row: Artifact) -> bool:
    try:
        artifacts.read(office.artifacts, row)
    except PitcrewError:
        return False
    return True


def _knowledge(office: "Office") -> Check:
    found = office.index.holdings(office.settings.workspace)
    said = f"{len(found.documents):,} documents, {found.passages:,} passages."
    if office.index.embedder is None:
        return Check("knowledge", ok=False, said=f"{said} The sentence model is not there.",
                     hint="`make setup` installs it.")  # fmt: skip
    behind = found.passages - (found.vectors or 0)
    if behind > 0 and found.documents:
        said += f" {behind:,} of them are found by their words alone: `pitcrew knowledge reindex`."
    return Check("knowledge", ok=True, said=said)


def _people(office: "Office") -> Check:
    """Whether it may be reached as the settings say it is to be."""
    settings = office.settings
    if not settings.public_url:
        return Check("people", ok=True, said="Only this machine reaches it, by its settings.")
    listening.check(office, "0.0.0.0")  # noqa: S104 - asked about, nothing is opened
    return Check("people", ok=True, said=f"People reach it at {settings.public_url}, signed in.")


def _model(office: "Office") -> Check:
    settings = office.settings
    if settings.planner == "embedded" or settings.model.name is None:
        return Check("model", ok=True, said="The embedded planner plans; no model is set.")
    from httpx import Client, HTTPError

    url = (settings.model.base_url or "https://api.openai.com/v1").rstrip("/")
    key = settings.model.api_key.get_secret_value() if settings.model.api_key else "none"
    hint = "Check PITCREW_MODEL__BASE_URL and PITCREW_MODEL__API_KEY; until then the embedded "
    hint += "planner answers."
    try:
        with Client(timeout=SECONDS) as client:
            answer = client.get(f"{url}/models", headers={"authorization": f"Bearer {key}"})
    except HTTPError as error:
        return Check("model", ok=False, said=f"{url} does not answer ({type(error).__name__}).",
                     hint=hint)  # fmt: skip
    if answer.is_success:
        return Check("model", ok=True, said=f"{url} answers.")
    return Check("model", ok=False, said=f"{url} answers {answer.status_code}.", hint=hint)


def _mail(office: "Office") -> Check:
    mail = office.settings.mail
    if mail.host is None:
        return Check("mail", ok=True, said="No mail server is set; no digest goes by e-mail.")
    try:
        socket.create_connection((mail.host, mail.port), SECONDS).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Check("mail", ok=False, said=f"{mail.host}:{mail.port} does not answer: {why}.",
                     hint="Check PITCREW_MAIL__HOST and PITCREW_MAIL__PORT.")  # fmt: skip
    return Check("mail", ok=True, said=f"{mail.host}:{mail.port} answers.")


def _backups(office: "Office") -> Check:
    if office.engine.dialect.name == "sqlite":
        return Check("backups", ok=True, said="`pitcrew backup FILE` needs nothing more.")
    there = all(shutil.which(name) for name in ("pg_dump", "pg_restore"))
    said = "pg_dump and pg_restore are here." if there else "pg_dump or pg_restore is not here."
    return Check("backups", ok=there, said=said, hint="Install PostgreSQL's client programs.")
