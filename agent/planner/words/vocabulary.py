"""Filling the lexicon: from declarations in the code, and from the values in the store."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlmodel import Session, col, select

from agent.planner.words.lexicon import COMPANIES as COMPANY_TABLES
from agent.planner.words.lexicon import LARGE, Lexicon, Meaning
from agent.planner.words.text import key, norm
from store.people import Team, User
from store.schema import ENTITIES, Entity, Kind
from tools.parts.dimensions import DIMENSIONS, distinct, ends_of, values
from tools.parts.metrics import METRICS
from tools.parts.paths import alive, table_of
from tools.parts.sectors import SECTORS

PEOPLE = frozenset({"owner", "manager"})
COMPANIES = frozenset({"account"})
OWN_VALUES = frozenset({"type", "status"})
"""Dimensions under which each table keeps values of its own."""
NAMESAKES = 6
"""Companies that may share a first word for it to stand for one of them."""
LEGAL = frozenset(
    "inc incorporated corp corporation co company ltd limited llc gmbh ag sa sas bv nv plc pty ab"
    " oy as kg group holding holdings".split()
)


def vocabulary(
    session: Session, workspace_id: str, ordinary: frozenset[str],
    usual: frozenset[str] = frozenset(),
) -> Lexicon:  # fmt: skip
    """The lexicon of a workspace.

    Args:
        session: Reads the values of each dimension.
        workspace_id: Whose values.
        ordinary: Words of the language that are never taken for a misspelling.
        usual: Words that requests are made of, in which a slip is mended.
    """
    lexicon = Lexicon(ordinary=ordinary, usual=usual)
    declared(lexicon)
    if _only_prospects(session, workspace_id):
        prospects_only(lexicon)
    for name in DIMENSIONS:
        leads = name == "manager"
        known = managers(session, workspace_id) if leads else values(session, workspace_id, name)
        stored(lexicon, name, known, _owners(session, workspace_id, name))
    lexicon.absent = frozenset(
        t for t in COMPANY_TABLES if not _holds_any(session, workspace_id, t)
    )
    return lexicon


def _holds_any(session: Session, workspace_id: str, table: str) -> bool:
    rows = select(table_of(table).c.id).where(alive(table_of(table), workspace_id)).limit(1)
    return session.execute(rows).first() is not None


def _only_prospects(session: Session, workspace_id: str) -> bool:
    """Whether the companies of a workspace are all in the prospect universe."""
    return _holds_any(session, workspace_id, "prospect_company") and not _holds_any(
        session, workspace_id, "account"
    )


def prospects_only(lexicon: Lexicon) -> None:
    """Let the words for companies mean prospects, where there are no accounts."""
    company = Meaning("table", "prospect_company")
    count = Meaning("metric", "count_prospect_companies")
    instead = {("table", "account"): company, ("metric", "count_accounts"): count}
    for form, meanings in lexicon.phrases.items():
        if any((m.slot, m.name) in instead for m in meanings):
            kept = [instead.get((m.slot, m.name), m) for m in meanings
                    if (m.slot, m.name) != ("dimension", "account")]  # fmt: skip
            lexicon.phrases[form] = list(dict.fromkeys(kept))
    for word in ("company", "companies", "firm", "firms", "business", "businesses", "venture"):
        lexicon.add(word, company)
    lexicon.instead = {
        "count_accounts": "count_prospect_companies", "won_revenue": "funding_raised"
    }  # fmt: skip


def _owners(session: Session, workspace_id: str, name: str) -> dict[str, frozenset[str]]:
    """Of a dimension that each table fills with values of its own: the tables that hold each."""
    if name not in OWN_VALUES:
        return {}
    held: dict[str, set[str]] = defaultdict(set)
    for table in DIMENSIONS[name].tables:
        for value in distinct(session, workspace_id, list(ends_of(name, table))):
            held[value].add(table)
    return {value: frozenset(tables) for value, tables in held.items()}


def managers(session: Session, workspace_id: str) -> list[str]:
    """The names of those whom somebody reports to, or who lead a team."""
    leads = select(User.manager_id).where(
        col(User.workspace_id) == workspace_id, col(User.manager_id).is_not(None)
    )
    names = select(User.name).where(
        col(User.workspace_id) == workspace_id, col(User.state) == "live", col(User.id).in_(leads)
    )
    teams = select(Team.manager_name).where(
        col(Team.workspace_id) == workspace_id, col(Team.manager_name).is_not(None)
    )
    found = {*session.exec(names), *(name for name in session.exec(teams) if name)}
    return sorted(found)


AMBIGUOUS = frozenset(
    "will mark grant rose may bill rich art drew hope grace faith joy dawn summer april june august"
    " chase hunter price young long short white black green brown day king page ray sue pat jack"
    " frank carol mile cook baker bell rice wood bank field case sale close best small little gray"
    " stone west east north south major love sharp swift rob max min sky star win open lane park"
    " street ford cash buck dean earl duke prince bishop noble wise strong power hand head foot"
    " hall house church temple hill lake rivers brook marsh forest heath moss reed root branch leaf"
    " team".split()
)
"""Names that are also words; they count only with a capital."""
CALENDAR = (
    "january february march april june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday week month quarter year today yesterday"
    " last next previous current this since until between compare versus average median highest"
    " slowest fastest longest shortest oldest newest largest fewest strongest weakest latest slower"
    " lowest biggest smallest forecast duplicate approve reject undo merge normalise normalize"
    " export region revenue pipeline industry product country contact account opportunity companies"
    " company"
).split()
"""Words of the grammars, so that a slip in them is mended too."""


def declared(lexicon: Lexicon) -> None:
    """Add what the code names: metrics, dimensions, tables and fields."""
    lexicon.add_words(CALENDAR)
    lexicon.add_words(("gmail", "googlemail", "hotmail", "yahoo", "icloud", "gmx", "protonmail"))
    named = (w for label, _, also, _ in SECTORS.values() for w in f"{label} {also}".split())
    lexicon.add_words(w for word in named for w in word.split("|") if len(w) > 5 and w.isalpha())  # noqa: PLR2004 - short words are mended too easily
    ways = (
        w for m in METRICS.values() for v in m.variants for said in v.words for w in said.split()
    )
    lexicon.add_words(w for w in ways if len(w) > 9 and w.isalpha())  # noqa: PLR2004 - as above
    for metric in METRICS.values():
        for phrase in (metric.name.replace("_", " "), metric.label, *metric.words):
            lexicon.add(phrase, Meaning("metric", metric.name))
    for dimension in DIMENSIONS.values():
        for phrase in (dimension.name.replace("_", " "), dimension.label, *dimension.words):
            lexicon.add(phrase, Meaning("dimension", dimension.name))
    for entity in ENTITIES.values():
        for phrase in (entity.label, entity.plural, *entity.words):
            lexicon.add(phrase, Meaning("table", entity.name))
        _declared_fields(lexicon, entity)


def _declared_fields(lexicon: Lexicon, entity: Entity) -> None:
    for spec in entity.fields:
        if spec.kind is Kind.LONG_TEXT and spec.name != "description":
            continue
        for phrase in (spec.label, *spec.words):
            lexicon.add(phrase, Meaning("field", spec.name, entity.name))


def stored(
    lexicon: Lexicon, dimension: str, found: list[str],
    owners: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Add the values that a dimension has in the store, with the short forms people use."""
    large = len(found) > LARGE
    for value in found:
        shy, held = _shy(value, lexicon, large=large), owners.get(value, frozenset())
        for said in {value, value.replace("-", " "), value.replace("-", "")}:
            lexicon.add(said, Meaning("value", dimension, value, 1.0, shy, held))
    for short, full in _short_forms(dimension, found, lexicon.ordinary):
        shy = norm(short) in (AMBIGUOUS if dimension not in COMPANIES else lexicon.ordinary)
        held = owners.get(full, frozenset())
        lexicon.add(short, Meaning("value", dimension, full, 0.8, shy, held))


def _shy(value: str, lexicon: Lexicon, *, large: bool) -> bool:
    """A one-word name out of very many that is also an ordinary word needs its capital."""
    form = key(value)
    return len(form) == 1 and (large and form[0] in lexicon.ordinary)


def _short_forms(
    dimension: str, found: Iterable[str], ordinary: frozenset[str]
) -> list[tuple[str, str]]:
    if dimension in PEOPLE:
        return [(word, v) for v in found for word in _names(v)]
    if dimension == "team":
        return [(word, v) for v in found for word in _team_names(v)]
    if dimension == "type":
        return [(f"{v} {noun}", v) for v in found for noun in ("business", "logo", "logos")]
    if dimension in COMPANIES:
        return _company_names(found, ordinary)
    return []


def _company_names(found: Iterable[str], ordinary: frozenset[str]) -> list[tuple[str, str]]:
    """`Darton` for `Darton Components Inc.`; a first word that several share is asked about."""
    cores = [(_core(v), v) for v in found]
    firsts = [(v.split()[0], v) for v in found if v.split()]
    taken = Counter(s for s, _ in cores)
    shared = Counter(s for s, _ in firsts)
    short = [(s, v) for s, v in cores if s and s != v and taken[s] <= NAMESAKES]
    own = [(s, v) for s, v in firsts if s != v and shared[s] <= NAMESAKES and len(s) > 3  # noqa: PLR2004 - shorter words are seldom names
           and norm(s) not in ordinary]  # fmt: skip
    return list(dict.fromkeys([*short, *own]))


def _names(person: str) -> list[str]:
    parts = person.split()
    return [parts[0], parts[-1]] if len(parts) > 1 else []


def _team_names(team: str) -> list[str]:
    """`East team` is also `East`; a team that is called after its manager has their names."""
    short = re.sub(r"(?i)^(the )?|('s)?\s+(sales )?(team|squad|pod)$", "", team).strip()
    return [w for w in {short, *_names(short)} if w and w != team]


def _core(company: str) -> str:
    words = company.replace(",", " ").split()
    while len(words) > 1 and words[-1].strip(".").lower() in LEGAL:
        words.pop()
    return " ".join(words)
