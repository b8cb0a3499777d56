"""The playbooks as passages on a shelf of their own."""

import hashlib
from collections.abc import Sequence

from knowledge.playbook import Playbook
from knowledge.sections import Section, markdown, passages
from knowledge.shelf import Shelf

PLAYBOOKS = "playbooks"


def shelve(shelf: Shelf, books: Sequence[Playbook]) -> None:
    """Bring the shelf up to date with the playbooks; only changed ones are put on anew."""
    known = shelf.documents()
    for book in books:
        digest = hashlib.blake2b(book.model_dump_json().encode(), digest_size=16).hexdigest()
        if known.pop(book.name, ("", ""))[1] != digest:
            shelf.put(book.name, PLAYBOOKS, digest, _book_sections(book))
    if known:
        shelf.drop(known)


def _book_sections(book: Playbook) -> list[Section]:
    """When it applies and what never happens, then the body's own sections."""
    rules = [f"Never: {each}" for each in book.never]
    rules += [f"Stop and ask: {each}" for each in book.stop_and_ask]
    head = [Section((book.title, "When"), book.when)]
    if rules:
        head.append(Section((book.title, "Never, and when to ask"), "\n".join(rules)))
    return [*passages(head), *passages(markdown(book.body))]
