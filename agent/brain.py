"""What the planner learns once and keeps: intents of the playbooks, words of a workspace."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from agent import planner
from agent.planner.clause import Clause, World
from agent.planner.composing import composed
from agent.planner.courtesy import heart
from agent.planner.idioms import plainly
from agent.planner.intent import Ask, Embed, Intent, train
from agent.planner.lexicon import Lexicon
from agent.planner.masking import kinds, masked
from agent.planner.memory import Memory
from agent.planner.text import key, norm, tokens
from agent.planner.understanding import Understanding
from agent.planner.vocabulary import declared, vocabulary
from knowledge import embedding, playbook
from store.engine import reading
from store.ledger import Journal
from store.people import Workspace
from store.trail import ImportBatch
from tools import parts
from tools.catalog import catalog
from tools.parts.calendars import calendar_for
from tools.parts.metrics import METRICS

COMMON = 3
"""A word in so many asks is an ordinary word."""
A_DAY = date(2024, 5, 15)
"""Training reads periods from one fixed day, so that it gives the same weights every day."""


@dataclass(slots=True)
class Brain:
    """The planner's knowledge for one store; safe to use from several threads."""

    engine: Engine
    cache: Path
    _intent: Intent | None = None
    _figures: Intent | None = None
    _lexicons: dict[str, tuple[tuple[int, int], Lexicon]] = field(default_factory=dict)
    _ordinary: frozenset[str] | None = None
    _familiar: dict[str, frozenset[str]] = field(default_factory=dict)
    _usual: frozenset[str] = frozenset()
    _embed: Embed | None = None
    _turn: Lock = field(default_factory=Lock)

    def understanding(self, workspace: Workspace, memory: Memory, today: date) -> Understanding:
        """A reader of messages for one conversation."""
        with self._turn:
            intent, figures = self._learned(), self._figures_learned()
            lexicon = self._words_of(workspace.id)
        world = World(
            lexicon, today, calendar_for(workspace), workspace.currency,
            figures, self._familiar,
        )  # fmt: skip
        return Understanding(world, intent, memory)

    def _learned(self) -> Intent:
        if self._intent is None:
            self._meet_language()
            books = playbook.read_all()
            asks = [pair for book in books for pair in book.sentences] + list(composed())
            lexicon = Lexicon(ordinary=self._ordinary or frozenset())
            declared(lexicon)
            key = f"{asks} {sorted(lexicon.phrases)} {_sources()}"
            self._intent = train(lambda: _prepared(asks, lexicon), key, self._embed, self.cache)
        return self._intent

    def _figures_learned(self) -> Intent:
        """Which metric is meant, learned from the words that the registry gives each."""
        if self._figures is None:
            said = [(m.name, phrase) for m in METRICS.values() for phrase in (m.label, *m.words)]
            asks = [(name, form.format(phrase)) for name, phrase in said for form in _forms(phrase)]
            self._figures = train(lambda: _worded(asks), f"{asks}", self._embed, self.cache)
        return self._figures

    def _meet_language(self) -> None:
        model = embedding.load(self.cache)
        self._familiar = _familiar()
        self._usual = _usual()
        self._ordinary = frozenset.intersection(*self._familiar.values())
        if model is None:
            return
        self._embed = model.embed
        known = model.tokenizer.get_vocab()
        self._ordinary |= frozenset(norm(w) for w in known if w.isalpha())

    def _words_of(self, workspace_id: str) -> Lexicon:
        with reading(self.engine) as session:
            age = _age(session, workspace_id)
            kept = self._lexicons.get(workspace_id)
            if kept is None or kept[0] != age:
                made = vocabulary(session, workspace_id, self._ordinary or frozenset(), self._usual)
                self._lexicons[workspace_id] = kept = (age, made)
        return kept[1]


def _familiar() -> dict[str, frozenset[str]]:
    """For each tool the words that its own asks hold, and those that asks hold again and again."""
    said = [(tool, {t.norm for t in tokens(ask) if not t.is_name})
            for book in playbook.read_all() for tool, ask in book.sentences]  # fmt: skip
    seen = Counter(word for tool, words in said if tool in catalog() for word in words)
    # Asks hold slips of the pen on purpose; a slip is seldom made twice.
    common = {word for word, times in seen.items() if times >= COMMON}
    own: dict[str, set[str]] = defaultdict(set)
    for tool, words in said:
        own[tool] |= words
    return {tool: frozenset(common | words) for tool, words in own.items()}


def _usual() -> frozenset[str]:
    """The words, as they are spelled, that asks hold again and again."""
    said = (t for book in playbook.read_all() for _, ask in book.sentences for t in tokens(ask))
    seen = Counter(t.text for t in said if not t.is_name and t.text.isalpha())
    return frozenset(word for word, times in seen.items() if times >= COMMON)


def _prepared(asks: Iterable[tuple[str, str]], lexicon: Lexicon) -> list[Ask]:
    world = World(lexicon, A_DAY)
    found = []
    for tool, text in asks:
        plain = plainly(heart(text))
        clause = Clause(plain, world)
        found.append(Ask(tool, plain, masked(clause), kinds(clause)))
    return found


def _forms(phrase: str) -> tuple[str, ...]:
    """A metric's phrase alone, and as it stands in a question."""
    if phrase.split(maxsplit=1)[0] in {"how", "what", "who", "did", "have", "which"}:
        return ("{}", "{} this quarter")
    return ("{}", "what is our {} this quarter")


def _worded(asks: Iterable[tuple[str, str]]) -> list[Ask]:
    return [Ask(name, text, key(text), frozenset()) for name, text in asks]


def _sources() -> str:
    """The code that masks a sentence, hashed: a change in it makes a new training."""
    rooms = (Path(planner.__file__).parent, Path(parts.__file__).parent)
    files = sorted(path for room in rooms for path in room.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _age(session: Session, workspace_id: str) -> tuple[int, int]:
    """How far the store has moved: every write of business rows leaves a line or a batch."""
    line = select(func.max(Journal.n)).where(col(Journal.workspace_id) == workspace_id)
    batches = select(func.count()).where(
        col(ImportBatch.workspace_id) == workspace_id, col(ImportBatch.ended_at).is_not(None)
    )
    return session.exec(line).one() or 0, session.exec(batches).one()
