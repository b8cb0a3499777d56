"""What was not understood of a request: said beside the answer, or asked before a change."""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.text import Token
from tools.result import Question

_INTRODUCES = frozenset({"with", "for", "in", "at", "from", "of", "by", "about", "except",
                         "without", "where", "having", "whose", "under", "like"})  # fmt: skip
SAYS_NOTHING = frozenset(
    "roughly approximately nearly almost assuming basically badly nicely properly usual whatever"
    " also even ever just only really quite rather very still already again anyway maybe perhaps"
    " might could would should must shall ought kindly lovely honest honestly actual actually"
    " basically exactly simply possibly probably presumably seem appear suppose guess think feel"
    " believe wonder imagine mean know want wish like love need hope care curious interest wait"
    " while whilst though although however therefore because since whether either neither both"
    " thing stuff lot bit kind sort something anything everything someone anyone everyone nobody"
    " anybody somebody everybody whom whose them they there here these those this that much many"
    " most more less few several enough too another other else each every all any some none"
    " please thank thanks sorry okay quick quickly soon asap later right good great nice fine sure"
    " have having gave given got gotten went goes been being does doing done make take give"
    " show tell look see come get put let"
    " bring keep find help work present presently currently moment today nowadays lately recently"
    " breakdown break down split comparison compare detail summary overview rundown snapshot view"
    " list listing table sheet picture idea quantity amount total overall altogether together"
    " share figure number report update status reason cause explain establish provide prepare"
    " state advise confirm check verify consider regard concern relate involve according point"
    " across usual usually typical typically become receive remain broken lying around exact"
    " precise precisely whole entire complete proper potential reckon draw pager column object"
    " entry lots"
    " leave leaving"
    " confident awful terrible horrible ugly weird badly guys folks nums altogether wherever"
    " thought thoughts imagining received remains becomes expect pray refrain arrive"
    " outside promised brilliant somewhere gentle gently polite politely hoping appreciate obvious"
    " obviously enquire inquire print printed inside force particular schedule double doubled"
    " whichever merely simply brilliant wonderful kindly obliged minus desc asc"
    " meant oops during including shown whoever whomever true false"
    " combined jointly aside beside dictating excluded term case fact way time"
    " moment while minute second question answer request task job".split()
)
"""Words that set no condition wherever they stand."""
SURE_OF_VERB = 0.8
"""At least so likely, a tool is meant by a verb that nobody knows."""
SHORTEST = 4
"""Letters; shorter words seldom carry a condition."""
STRANGE = 2
"""Words; a single one may be a name or a slip."""


def unread(clause: Clause, tool: str) -> str:
    """The first words of a request that no reader used and that no ask for the tool holds.

    `Companies in Canada that are hiring`: nothing here knows who is hiring, and an answer that
    passes over it in silence would look like a whole one.
    """
    strange = [t for t in clause.left_over() if _is_strange(clause, t, tool)]
    if not strange:
        return ""
    last = strange[0]
    for token in strange[1:]:
        if clause.text[last.end : token.start].strip():
            break
        last = token
    return clause.text[strange[0].start : last.end]


def is_mostly_strange(clause: Clause, tool: str) -> bool:
    """Whether words that nobody knows outweigh the rest: `flarb the wibble until noon`."""
    strange = sum(_is_strange(clause, t, tool) for t in clause.left_over())
    telling = [t for t in clause.tokens if len(t.text) >= SHORTEST and t.norm not in SAYS_NOTHING]
    return strange >= STRANGE and 2 * strange >= len(telling)


def is_condition(clause: Clause, words: str) -> bool:
    """Whether words that were not understood stand where a condition stands: `with a discount`."""
    start = clause.text.find(words)
    return start > 0 and bool(_INTRODUCES & set(clause.before(start, 2)))


def opens_with(clause: Clause, words: str) -> bool:
    """Whether words that were not understood are the verb of the request: `escalate the deals`."""
    first = clause.low.lstrip()
    return first.startswith(f"{words.lower()} ") and not re.match(
        r"of\b|for\b|in\b", first[len(words) :].lstrip()
    )


_MEANS = re.compile(
    r"\b(?:average|avg\.?|mean|median|typical|highest|lowest|biggest|largest)"
    r"(?: (?:number|amount|size|level) of)?(?: (?:the|our|a|of))* ?$"
)


def is_figure(clause: Clause, words: str) -> bool:
    """Whether words that nobody knows name the figure itself: `average discount by rep`."""
    start = clause.text.find(words)
    after = clause.low[start + len(words) :]
    led = start > 0 and _MEANS.search(clause.low[:start]) and _ENDS.match(after)
    return clause.metric is not None and start >= 0 and bool(
        led or _RATED.match(after)
    )  # fmt: skip


_ENDS = re.compile(
    r"\W*$| (?:by|per|for|in|of|on|at|this|last|across|we|since|during|that|is|was|given|paid"
    r"|granted|offered|earned)\b|[,?:]"
)
_RATED = re.compile(r" (?:rate|score|index)s?\b")


def must_ask(clause: Clause, words: str, chance: float, *, strict: bool) -> bool:
    """Whether words left unread would make the answer one to another question."""
    verb = chance < SURE_OF_VERB and opens_with(clause, words)
    return (
        clause.guessed
        or is_figure(clause, words)
        or (strict and (verb or is_condition(clause, words)))
    )


def unread_aside(words: str) -> str:
    """What a reply adds when it leaves words out of account; nothing when it leaves none."""
    if not words:
        return ""
    return f"I did not take “{words}” into account: I do not know what it asks for here."


def unread_question(words: str, *, figure: bool = False) -> Question:
    """What is asked before a change is proposed on words that are half understood."""
    if figure:
        return Question(
            text=f"Nothing here holds “{words}”, so that I can compute no such figure. Shall I "
            "compute the nearest one without it, or would you put it another way?",
            options=["go on without it"],
            slot="unused",
        )
    return Question(
        text=f"I cannot take “{words}” into account here. Shall I go on without it, or would you "
        "put it another way?",
        options=["go on without it"],
        slot="unused",
    )


def _is_strange(clause: Clause, token: Token, tool: str) -> bool:
    familiar = clause.world.familiar.get(tool)
    if not familiar or not token.text.isalpha():
        return False
    if len(token.text) < SHORTEST and not _is_short_name(clause, token):
        return False
    if token.norm in SAYS_NOTHING or token.text.lower() in SAYS_NOTHING:
        return False
    if token.norm in familiar:
        return False
    return token.norm not in clause.world.lexicon.words or _is_led(clause, token)


def _is_short_name(clause: Clause, token: Token) -> bool:
    """Whether three letters are the name of a figure that nobody has told of: `highest NPS`."""
    shout = clause.text.isupper() or token.text.lower() in _SHORT
    return len(token.text) == SHORTEST - 1 and token.text.isupper() and not shout


_SHORT = frozenset("crm ceo cfo coo cro cmo cto kpi ytd qtd mtd ttm ltm fyi btw usa csv pdf pls"
                   " thx ops mrr arr nrr grr cac ltv mql sql sal sdr bdr csm smb api jan feb mar"
                   " apr jun jul aug sep oct nov dec mon tue wed thu fri sat sun qbr eoq eom"
                   " eoy deal won all new top".split())  # fmt: skip


def _is_led(clause: Clause, token: Token) -> bool:
    """Whether a word that is part of a name here stands where a condition does, and nobody read it.

    `Duplicates at universities`: some account is called a university, which sets no condition.
    """
    before = clause.before(token.start, 1)
    alone = all(s.end <= token.start or s.start >= token.end for s in clause.senses)
    return alone and bool(before) and before[0] in _LEADS


_LEADS = frozenset({"at", "with", "without", "whose", "like"})
"""Words that are seldom followed by anything but a condition."""
