"""A person's own word on a change set, read from their sentence and from nothing else.

Consent is never inferred. Every word of the sentence must be one of a decision (`decision_words`),
all of them must agree, the change set must have been shown in this conversation, and the digest is
the one that was shown. No model output, record, file or playbook reaches this module.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.decision_words import FIELDS, KINDS, PHRASE, SET_ID, TABLES, role_of
from agent.planner.words.memory import ShownSet
from tools.context import Consent

Verb = Literal["approve", "reject", "undo"]

_TYPOGRAPHIC = "\N{RIGHT SINGLE QUOTATION MARK}"  # phones and word processors write it in "don't"
_LETTERS = {
    "approve": "a", "reject": "r", "undo": "u", "restore": "s", "approved": "p", "rejected": "q",
    "deny": "n", "yes": "y", "fair": "k", "praise": "g", "wrong": "w", "filler": "f",
    "thanks": "t", "request": "c", "lead": "l", "be": "b", "after": "z", "object": "o",
    "pointer": "d",
}  # fmt: skip
_VERBS: dict[str, Verb] = {"a": "approve", "p": "approve", "r": "reject", "q": "reject",
                           "u": "undo", "s": "undo"}  # fmt: skip
_AROUND = "[fkygntz]*"
_CLAUSE = re.compile(
    # An order, a statement of one (`all approved`), a reason, or words around a decision.
    rf"{_AROUND}[cl]*f*(?:(?:[aru]|s(?=f*[dozf]))[dofz]*)+[dobwfkygntz]*"
    rf"|{_AROUND}(?:d[dof]*b?f*)?[pq][ft]*"
    rf"|{_AROUND}(?:d[dof]*b[dof]*)?[dofb]*w[dof]*"
    rf"|{_AROUND}(?:d+b?f*)?{_AROUND}"
)
_REASONED = re.compile(r"p(?=[dof]*w)")
_VALUED = re.compile(r"(?<=[db])k")
"""`It was approved in error`, and `that is great`, approve nothing by themselves."""
_POINTERS = frozenset({"it", "that", "this", "they", "those", "these", "them", "all", "both",
                       "everything", "the"})  # fmt: skip
_SEPARATORS = re.compile(r"\s*(?:[,;:!.\u2026\n]+|\s[-\u2013\u2014]+\s|\s&\s)\s*")
_REST = re.compile(r"\b(?:the )?(?:rest|others|remaining(?: ones)?|remainder)\b")
_A_PART = re.compile(r"\((?:only|the other) .*\)$")
"""How a change set is called that is a part of another one."""
_EVERY_SET = re.compile(
    r"\b(?:all|both|everything|each|every)\b(?!(?: of)? (?:it|that|this)\b| in (?:it|there)\b)"
)
_ONE_OF_MANY = re.compile(r"\b(?:last|latest|previous|old|original|former|above) ones?\b")
_ITEM = re.compile(
    r"(?:(?P<field>[a-z][a-z -]*) of |duplicate |new |dead )"
    r"(?P<table>account|contact|lead|deal|opportunit)"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """The pieces of a sentence all of whose words are a decision's."""

    clauses: list[str]
    """The parts that the words of each clause play, a letter each."""
    objects: str
    """The words for what is decided."""

    @property
    def letters(self) -> str:
        return "".join(self.clauses)

    @property
    def verbs(self) -> set[Verb]:
        return {_VERBS[letter] for letter in self.letters if letter in _VERBS}


def is_bare(text: str) -> bool:
    """Whether a sentence only agrees, so that what it agrees to is what was said just before.

    >>> is_bare("Yes, thanks"), is_bare("no"), is_bare("approve")
    (True, True, False)
    """
    said = _said(text)
    return said is not None and not said.verbs and _bare(said) is not None


def verb_of(text: str) -> Verb | None:
    """The decision that a sentence is, if it is one and nothing else.

    >>> verb_of("Looks good, apply it"), verb_of("undo that please"), verb_of("don't apply it")
    ('approve', 'undo', 'reject')
    >>> verb_of("never mind, scrap it"), verb_of("Withdraw what you did; it was a mistake.")
    ('reject', 'undo')
    >>> verb_of("merge duplicates and approve automatically") is None
    True
    """
    said = _said(text)
    if said is None:
        return None
    if not said.verbs:
        return _bare(said)
    against = {"approve": "nw", "reject": "g", "undo": "g"}
    [verb, *others] = said.verbs
    if others or any(letter in said.letters for letter in against[verb]):
        return None
    return None if verb != "undo" and _ONE_OF_MANY.search(said.objects) else verb


def _bare(said: _Said) -> Verb | None:
    """What a sentence without a verb means: thanks for a preview are no approval of it."""
    letters = said.letters
    agrees = any(letter in letters for letter in "yg") or ("k" in letters and "t" not in letters)
    if "w" in letters or ("n" in letters and agrees):
        return None
    return "approve" if agrees else "reject" if "n" in letters else None


def _said(text: str) -> _Said | None:
    """The sentence in pieces; None when a word in it is none of a decision's."""
    low = text.lower().replace(_TYPOGRAPHIC, "'").strip()
    asks = "?" in low
    clauses, objects = [], []
    for part in _SEPARATORS.split(low.removesuffix("?")):
        pieces = list(_pieces(" ".join(part.split())))
        if any(role is None for _, role in pieces):
            return None
        letters = "".join(_LETTERS[role] for _, role in pieces if role)
        clauses.append(_VALUED.sub("f", _REASONED.sub("b", letters)))
        objects += [words for words, role in pieces if role in {"object", "pointer", "after"}]
    if any(not _CLAUSE.fullmatch(clause) for clause in clauses):
        return None
    said = _Said(clauses, " ".join(objects))
    return None if asks and "c" not in said.letters else said


def _pieces(part: str) -> Iterator[tuple[str, str | None]]:
    """The phrases and words of a clause, each with the part that it plays."""
    at = 0
    while at < len(part):
        phrase = PHRASE.match(part, at)
        words = phrase[0] if phrase else part[at:].split(" ", 1)[0]
        if phrase:
            yield words, phrase.lastgroup
        else:
            yield words, "pointer" if words in _POINTERS else role_of(words)
        at += len(words) + 1


def consents(text: str, shown: Sequence[ShownSet]) -> list[Consent]:
    """The decisions that a person's message makes on change sets that they were shown.

    Args:
        text: The person's own message, nothing else.
        shown: What this conversation has shown, oldest first.

    Returns:
        One consent for each change set that is decided; none when the message decides nothing or
        nothing that it could mean has been shown.
    """
    verb = verb_of(text) or _on_the_rest(text, shown)
    if verb is None:
        return []
    low = text.lower()
    named = set(SET_ID.findall(low))
    if verb == "undo" and not named and _awaits_undo(shown):
        verb = "approve"  # "undo it", after what the undo would do was shown
    wanted = {"approve": {"draft"}, "reject": {"draft"}, "undo": {"applied", "conflicted"}}[verb]
    fitting = [
        s for s in shown if s.status in wanted and (s.id in named if named else _is_about(s, low))
    ]
    # "Them" are the changes of the set shown last; every set must be asked for in so many words.
    said = _said(low)
    if not named and not (said and _EVERY_SET.search(said.objects)):
        fitting = fitting[-1:]
    return [Consent(verb=verb, change_set_id=s.id, digest=s.digest) for s in fitting]


def _on_the_rest(text: str, shown: Sequence[ShownSet]) -> Verb | None:
    """`Apply the rest`, once the rest is what was shown last: a part of a larger set."""
    if not shown or not _A_PART.search(shown[-1].summary):
        return None
    said = text.lower()
    return verb_of(_REST.sub("it", said)) if _REST.search(said) else None


def _awaits_undo(shown: Sequence[ShownSet]) -> bool:
    """Whether the set shown last is an undo that waits for a word."""
    return bool(shown) and shown[-1].status == "draft" and shown[-1].summary.startswith("Undo")


def _is_about(shown: ShownSet, low: str) -> bool:
    """Whether the work that a sentence names is all that was shown, and not a part of it."""
    summary = shown.summary.lower().replace("undo", "")
    words = re.findall(r"[a-z'-]+", low)
    for kind, told in KINDS:
        if any(re.fullmatch(kind, word) for word in words) and not re.search(told, summary):
            return False
    fields = {_stem(word) for word in words if FIELDS.fullmatch(word)}
    tables = {_stem(word) for word in words if TABLES.fullmatch(word)}
    if not all(named in summary for named in fields | tables):
        return False
    items = [(match["field"] or "", match["table"]) for match in _ITEM.finditer(summary)]
    of_fields = all(any(f in field for f in fields) for field, _ in items) or not fields
    of_tables = all(table in tables for _, table in items) or not tables
    cut = bool(fields | tables) and " more field" in summary
    return of_fields and of_tables and not cut


def _stem(word: str) -> str:
    """A word as it stands in a summary, whatever its number: `countries` is `countr`."""
    one = re.sub(r"(?:ies|y|es|s)$", "", word.replace("-", ""))
    known = {"companie": "account", "compan": "account", "people": "contact", "opportunit": "deal"}
    return known.get(one, one)
