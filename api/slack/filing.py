"""Files that people put into Slack: looked at, shown with their mapping, imported at a press."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from api import importing, uploads
from api.drawing.block_tables import grid
from api.slack.answer import Answer, File
from connectors.files import ImportPlan, ImportReport
from connectors.files.opening import open_source
from connectors.files.planning import table_called
from connectors.files.recognise import candidates
from connectors.slack.blocks import VALUE, Block, Button, buttons, context, section
from connectors.slack.client import Client, Sent
from connectors.slack.text import escaped, marked
from store.conversation_keys import digest
from store.errors import BadInput, NotFound, PitcrewError, Refused
from store.schema import entity
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
MOST_BYTES = 200_000_000
MOST_FILES, MOST_TABLES = 10, 5
SAY = "Send it again with a word on what it is, such as: these are contacts."
COLUMNS = ("Column", "Field", "Recognised by", "For example")
COUNTS = ("read", "added", "changed", "same", "duplicates", "rejected")
LONGEST = 40
_MEANT = re.compile(r"\b(?:as|into|to|are|of|my|our|the)\s+([a-z][a-z ]{2,30})", re.IGNORECASE)


def is_table(name: str) -> bool:
    """Whether a file of that name may hold rows to import."""
    return name.lower().endswith(KINDS)


def looked_at(
    office: "Office", client: Client, actor: Actor, sent: Sequence[Sent], text: str
) -> Answer:
    """What importing files would do, each with its mapping and a button. Nothing is imported yet.

    Args:
        office: The deployment.
        client: The way to Slack.
        actor: Who sent them.
        sent: The files.
        text: What was written beside them; it may say what they are.

    Raises:
        Refused: They may not import.
    """
    importing.permitted(actor)
    blocks: list[Block] = []
    for each in sent[:MOST_FILES]:
        try:
            blocks += _first_look(office, _taken(office, client, each), _table_in(text))
        except (BadInput, NotFound) as error:
            blocks += section(f"*{marked(each.name)}*: {escaped(error.message)}")
            blocks += context(SAY)
    if len(sent) > MOST_FILES:
        blocks += context(f"I looked at the first {MOST_FILES} of {len(sent):,} files.")
    return Answer(f"What importing {sent[0].name} would do", blocks)


def _first_look(office: "Office", upload: str, as_table: str | None) -> list[Block]:
    """The preview; of a file that could be several tables, a button for each of them.

    Raises:
        BadInput: It cannot be read, or fits no table.
    """
    try:
        return preview(office, upload, as_table, {})
    except BadInput:
        path = uploads.find(office.settings.home, upload)
        fitting = candidates(open_source(path, None).header, path.name)[:MOST_TABLES]
        if as_table is not None or not fitting:
            raise
        pressed = [
            Button(entity(each.table).plural.capitalize(), "map",
                   {"upload": upload, "as": each.table, "map": {}})
            for each in fitting
        ]  # fmt: skip
        asked = section(f"What is in *{marked(path.name)}*? Its columns fit more than one table.")
        return [*asked, *buttons(f"file:{upload}", pressed)]


def preview(
    office: "Office", upload: str, as_table: str | None, mapping: Mapping[str, str]
) -> list[Block]:
    """One upload: what it was taken for, where each column goes, and what can be pressed."""
    path = uploads.find(office.settings.home, upload)
    plan = importing.planned(office, path, as_table, mapping)
    how = "as you said" if plan.score is None else "by its headers"
    rows = f", {plan.rows_total:,} rows" if plan.rows_total is not None else ""
    blocks = section(f"*{marked(plan.file_name)}* → {entity(plan.table).plural} ({how}{rows})")
    blocks += section(grid(COLUMNS, ["text"] * 4, _columns(plan))[0])
    blocks += context(*(escaped(warning) for warning in plan.warnings))
    carries = {"upload": upload, "as": plan.table, "map": dict(mapping)}
    if plan.questions:
        return [*blocks, *_questions(plan, carries)]
    carries["seal"] = seal(path, plan)
    if len(json.dumps(carries)) > VALUE:
        return [
            *blocks,
            *context("Too much was said of it for a button: `pitcrew import` takes it."),
        ]
    said = f"Import {plan.rows_total:,} rows" if plan.rows_total is not None else "Import"
    pressed = [Button(said, "import", carries, "primary"), Button("Leave it", "leave", carries)]
    hint = f"Nothing is imported yet. Is it something else? {SAY}"
    return [*blocks, *context(hint), *buttons(f"file:{upload}", pressed)]


def imported(office: "Office", actor: Actor, carries: Mapping[str, Any]) -> Answer:
    """Import an upload just as it was shown.

    Raises:
        Refused: They may not import, or it is not what was shown.
        NotFound: The upload is gone: it was imported, left, or a day has passed.
    """
    importing.permitted(actor)
    upload = str(carries.get("upload"))
    path = uploads.find(office.settings.home, upload)
    plan = importing.planned(office, path, str(carries["as"]), dict(carries.get("map") or {}))
    if seal(path, plan) != carries.get("seal"):
        raise Refused(
            f"{path.name} is not read as it was when it was shown.", hint="Send the file again."
        )
    report = importing.carried_out(office, actor, upload, plan)
    text = said(report)
    blocks = section(text) + context(*(escaped(warning) for warning in report.warnings))
    return Answer(text, blocks, _rejects(office, report))


def left(office: "Office", carries: Mapping[str, Any]) -> None:
    """Drop an upload that nobody wants."""
    try:
        uploads.drop(office.settings.home, str(carries.get("upload")))
    except PitcrewError:
        return  # it is gone already, which is what was wanted


def seal(path: Path, plan: ImportPlan) -> str:
    """What a press stands for: this content, this table, these columns."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    columns = json.dumps(plan.as_dict()["columns"], sort_keys=True, default=str)
    return digest(content, plan.table, columns)


def said(report: ImportReport) -> str:
    """What an import did: the counts add up to the rows read."""
    counts = ", ".join(f"{getattr(report, name):,} {name}" for name in COUNTS)
    return f"*{marked(report.file)}* → {entity(report.table).plural}: {counts}"


def _taken(office: "Office", client: Client, sent: Sent) -> str:
    """Fetch a file and keep it aside; the id of the upload."""
    with TemporaryFile() as content:
        client.fetch(sent, content, MOST_BYTES)
        content.seek(0)
        return uploads.keep(office.settings.home, sent.name, content)


def _columns(plan: ImportPlan) -> list[list[str]]:
    rows = []
    for column in plan.columns:
        field = column.spec.label if column.spec else "kept aside"
        values = [row.get(column.header, "") for row in plan.sample]
        shown = ", ".join(value for value in values if value)[:LONGEST]
        rows.append([column.header, field, column.how, shown])
    return rows


def _questions(plan: ImportPlan, carries: dict[str, Any]) -> list[Block]:
    """What must be said first, with a button for each answer."""
    blocks: list[Block] = []
    for n, question in enumerate(plan.questions):
        blocks += section(escaped(question.text))
        answers = [answer.rpartition("=") for answer in question.answers]
        blocks += buttons(
            f"file:{carries['upload']}:{n}",
            [
                Button(field, "map", {**carries, "map": {**carries["map"], column: field}})
                for column, _, field in answers
            ],
        )  # fmt: skip
    return blocks


def _table_in(text: str) -> str | None:
    """The table that the words beside a file name, if they name one.

    >>> _table_in("please import these as contacts"), _table_in("here you go")
    ('contact', None)
    """
    phrases = [found[1] for found in _MEANT.finditer(text)]
    for phrase in [*phrases, text]:
        words = phrase.split()
        for size in (2, 1):
            if len(words) < size:
                continue
            try:
                return table_called(" ".join(words[:size]))
            except (BadInput, NotFound):
                continue
    return None


def _rejects(office: "Office", report: ImportReport) -> list[File]:
    if not report.rejects_path:
        return []
    path = office.settings.home / report.rejects_path
    return [File(path.name, path.read_bytes)]
