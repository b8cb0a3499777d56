"""Playbooks and documents over HTTP: read, search, add, remove."""

from typing import Annotated

from fastapi import APIRouter, Query, UploadFile

from api import documents
from api.given import Text
from api.office import Asker, TheOffice
from api.views import knowledge
from knowledge.playbook import read_all
from store.errors import NotFound

router = APIRouter(tags=["knowledge"])
Words = Annotated[Text, Query(min_length=1, max_length=2000)]
Source = Annotated[Text, Query(max_length=1000, description="As the list of documents says it.")]
Most = Annotated[int, Query(ge=1, le=50)]


@router.get("/playbooks")
def list_playbooks() -> list[knowledge.PlaybookHeading]:
    """How each job is done here."""
    return [knowledge.heading(book) for book in read_all()]


@router.get("/playbooks/{name}")
def show_playbook(name: Text) -> knowledge.PlaybookView:
    """One playbook, whole."""
    for book in read_all():
        if book.name == name:
            return knowledge.playbook(book)
    raise NotFound(f"There is no playbook {name!r}.", hint="`GET /v1/playbooks` lists them.")


@router.get("/documents")
def list_documents(office: TheOffice, asker: Asker) -> knowledge.Documents:
    """The documents that Pitcrew may quote."""
    held = office.index.holdings(office.workspace.id)
    return knowledge.Documents(
        documents=held.documents, passages=held.passages, may_add=documents.may_add(asker)
    )


@router.get("/documents/passages")
def search(office: TheOffice, words: Words, limit: Most = 8) -> list[knowledge.Found]:
    """The passages of documents and playbooks that answer best, each with its citation."""
    return knowledge.found(office.index.search(office.workspace.id, words, k=limit))


@router.get("/documents/text")
def show_document(office: TheOffice, source: Source) -> knowledge.DocumentView:
    """One document as it was read, its passages in order."""
    return knowledge.document(source, office.index.document(office.workspace.id, source))


@router.post("/documents", status_code=201)
def add_document(office: TheOffice, asker: Asker, file: UploadFile) -> knowledge.Added:
    """Add a Markdown, text, PDF, DOCX or HTML document, or another version of one."""
    return documents.add(office, asker, file.filename or "document", file.file)


@router.delete("/documents", status_code=204)
def forget_document(office: TheOffice, asker: Asker, source: Source) -> None:
    """Remove a document; nothing is quoted from it any more."""
    documents.forget(office, asker, source)
