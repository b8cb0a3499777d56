"""Reading a rule out of a person's sentence: `always write IBM for I.B.M.`, `forget the IBM rule`.

A rule is learned from what a person wrote and from nothing else, so the sentence itself is read
here, and whatever else claims to be a rule is held against it.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from store.schema import ENTITIES

Action = Literal["list", "learn", "forget"]

_PLAIN = str.maketrans(dict.fromkeys("“”«»‟„", '"') | {"\u2018": "'", "\u2019": "'", "`": "'"})
_VALUE = r"[\"'][^\"']+?[\"']|\S(?:.*?\S)?"
_A, _B = rf"(?P<found>{_VALUE})", rf"(?P<written>{_VALUE})"
_FIELDS = (
    r"(?:crm|data|records?|[a-z]+(?: [a-z]+)? (?:fields?|columns?|names?)|names?|titles?|products?"
    r"|industr(?:y|ies)|sectors?|companies|accounts?|contacts?|leads?|deals?|opportunities"
    r"|customers?|everything|countr(?:y|ies)|states?|sources?|segments?)"
)
_END = (
    r"(?:[ ,]+(?:from now on|in (?:the )?future|going forward|every ?where|every time|at all times"
    r"|always|please|pls|thanks?(?: you)?|ok|when (?:you )?clean(?:ing)?(?: up)?|as a rule|again"
    rf"|(?:in|on|of|for|among) (?:(?:the|all|our|any|every) )*(?P<where>{_FIELDS})))*[.!]*$"
)
_RULE = r"(?:a|the|this) rule(?: that| to)?"
_OPEN = (
    r"^(?:(?:please|pls|ok(?:ay)?|and|also|hey|hi|pitcrew|(?:can|could|would) you|i want you to|we"
    r"|i'd like you to|from now on|going forward|in (?:the )?future|as a rule|new rule|rule"
    r"|(?:remember|learn|note)(?: that| this)?|keep in mind(?: that)?"
    rf"|(?:add|save|set) {_RULE}|make (?:it )?{_RULE}|make it a habit to|as a house style"
    r"|(?:(?:remember|note) )?our convention(?: is)?)[ ,:]+)*"
)
_MARKED = re.compile(
    r"\b(?:always|from now on|in (?:the )?future|going forward|remember|learn|rule|note that"
    r"|keep in mind|never|whenever|every time|stands for|is short for|is the same as|should be"
    r" (?:written|spelled|called)|must be (?:written|spelled|called)"
    r"|(?:should|must|has to|ought to|is to) read)\b"
    r"|\b(?:when|where|if)(?:ever)? (?:the |an? )?[a-z]+(?: [a-z]+)? (?:is|says|reads|shows)"
    r" (?=[\"'])",
    re.IGNORECASE,
)
_NOT = r"(?:never|don't ever|do not ever|don't|do not)"
_TOUCH = r"(?:change|touch|correct|fix|rewrite|edit|normali[sz]e|clean(?: up)?|alter)"
_WORD = r"(?:the (?:value|word|name|spelling) )?"
_AS_IT_IS = r"(?:alone|as (?:it )?is|as it's written|untouched|the way it is|unchanged)"
_RIGHT = r"(?:right|correct|fine|ok|spelled (?:right|correctly)|not a (?:typo|mistake))"
_KEEPS = (
    rf"{_NOT} {_TOUCH} {_WORD}{_A}",
    rf"(?:always )?(?:leave|keep) {_WORD}{_A} {_AS_IT_IS}",
    rf"{_A} is {_RIGHT}(?: as (?:it )?is)?",
)
_SEEN = (
    r"(?:(?:you (?:see|find)|it says|(?:somebody|someone|anyone) (?:writes|types|enters)"
    r"|there is))"
)
_FOR = rf"(?:for|instead of|rather than|in place of|and not|not|(?:where|when)(?:ever)? {_SEEN})"
_MAKE = r"(?:write|use|put|make it|change it to|it(?:'s| is)|it means|turn it into|correct it to)"
_TURN = r"(?:change|rewrite|correct|map|turn|convert|rename|translate|fix|normali[sz]e)"
_MUST = r"(?:should|must|has to|ought to|is to) (?:always )?(?:be|become|read)"
_SAY = "write|use|spell|put|say|enter|type"
_QUOTED = r"(?P<found>[\"'][^\"']+[\"'])"
_WRITES = (
    (
        rf"(?:when|where|if)(?:ever)? (?:the |an? )?(?P<field>{_FIELDS}) (?:is|says|reads|shows)"
        rf" {_QUOTED}[, ]+(?:then )?(?:please )?(?:always )?(?:{_SAY}|{_MAKE})(?: it as)? {_B}"
    ),
    rf"(?:always )?(?:{_SAY}|make it) (?:(?:it|them) (?:as )?)?{_B},? {_FOR} {_A}",
    rf"when(?:ever)? {_SEEN} {_A}[, ]+(?:please )?(?:always )?{_MAKE} {_B}",
    rf"(?:always )?(?:replace|substitute) {_A} (?:with|by) {_B}",
    rf"(?:always )?{_TURN} {_A} (?:to|into|as) {_B}",
    rf"(?:always )?(?:treat|read|take|count|spell|write|log|record) {_A} as {_B}",
    rf"{_A} {_MUST}(?: written| spelled| called| changed)?(?: as| to| into)? {_B}",
    rf"{_A} (?:always )?(?:means|is short for|stands for|is the same as|becomes) {_B}",
    rf"{_A} ?(?:->|=>|→|⇒|=|:) ?{_B}",
)
_STAYS = (
    rf"(?:exempt|spare|skip) {_WORD}{_A} (?:from|in|when)\b.*?",
    rf"{_A} (?:stays|remains|is to stay|must stay|should stay)\b.*?",
)
"""More ways to say that a value stays as it is, where a rule is surely meant."""
_RATHER = (
    rf"{_B} (?:replaces|goes instead of|is to replace) {_A}",
    rf"{_A} (?:turns|has to turn|must turn|should turn|is to turn) into {_B}",
    rf"{_A} (?:goes|has to go|must go|should go) (?:in )?as {_B}",
    rf"(?:it is |it's |(?:we )?(?:always )?(?:{_SAY}) (?:it )?(?:as )?)?{_B},? (?:and )?not {_A}",
)
"""More ways to say how a value is written."""
_DROP = r"(?:forget|remove|delete|drop|unlearn|cancel|discard|scrap|undo)"
_MY = r"(?:(?:the|that|your|my|our|any|all|clean-?up) )*"
_ABOUT = r"(?:about|for|on|that says|saying|with|of|to write|concerning|called)"
_NO_MORE = r"(?: (?:as|to|into|with|for) \S.*?)?(?: any ?more)?"
_FORGETS = (
    rf"{_DROP} {_MY}rules? {_ABOUT} {_A}",
    rf"{_DROP} {_MY}{_A} rules?",
    rf"(?:forget|unlearn) (?:about |what i (?:said|told you|taught you) about |that )?{_A}",
    rf"(?:stop|quit) (?:writing|changing|rewriting|correcting|replacing|turning) {_A}{_NO_MORE}",
)
_REASON = re.compile(
    r"[,;.!:-]+ (?:because |since |as )?(?:it|that|this|they)(?:'s|'re| is| are)(?: \w+){0,2}"
    r" (?:spelled|spelt|written|correct|right|called|on purpose|intended|deliberate|how|the way"
    r"|fine|named|meant)\b[^,;\"']*$",
    re.IGNORECASE,
)
"""Why a value is to stay as it is: `don't touch eBay, it's spelled that way on purpose`."""
_ASKED_TO = re.compile(
    r"[.;!] *(?:please )?(?:remember|note|keep) (?:it|that|this)[.!]*$", re.IGNORECASE
)
"""What is only said so that the rule is kept: `we say Americas, not AMER. Remember it.`"""
_INITIALS = re.compile(r"(?:\w\.)+\w")
_POINTING = frozenset({
    "it", "its", "that", "this", "them", "those", "these", "anything", "everything", "something",
    "nothing", "all", "any", "every", "my", "our", "your", "their", "what", "which", "who", "the",
    "about", "remember", "note", "learn",
})  # fmt: skip
_KNOWN_BY_ID = re.compile(r"\brule_[a-z2-7]+\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence says of a rule; `written` is None where a value stays as it is.

    `where` are the words that say which fields or records it is about, if any do.
    """

    action: Action
    found: str = ""
    written: str | None = None
    where: str = ""


def told(text: str, *, loosely: bool = False) -> Told | None:
    """The rule that a sentence teaches, or the one that it takes back; None when it does neither.

    Args:
        text: What a person wrote.
        loosely: Whether it surely speaks of a rule, so that it need not say `always` or `rule`.

    >>> told("Always write IBM for I.B.M.")
    Told(action='learn', found='I.B.M.', written='IBM', where='')
    >>> told("from now on treat Tech as Technology in the industry field").where
    'industry field'
    >>> told("from now on spell it IBM, not I.B.M.").written
    'IBM'
    >>> told("never change eBay").found, told("forget the IBM rule").found
    ('eBay', 'IBM')
    >>> told('Never change the name "Carport Cloud", it is correct like this').found
    'Carport Cloud'
    >>> told("Don't touch eBay, it's spelled that way on purpose").found
    'eBay'
    >>> told("show the rules you learned") is None, told("never change phone numbers") is None
    (True, True)
    >>> told("New York, not NYC", loosely=True).found, told("New York, not NYC")
    ('NYC', None)
    >>> told("forget that Acme and Apex are different"), told("set a rule: the longest name wins")
    (None, None)
    """
    whole = _ASKED_TO.sub("", " ".join(text.translate(_PLAIN).split()))
    said = _REASON.sub("", whole)
    by_id = _KNOWN_BY_ID.search(said)
    if by_id and re.search(r"\b(?:forget|remove|delete|drop|unlearn)\b", said, re.IGNORECASE):
        return Told("forget", by_id[0])
    forgotten = _first(_FORGETS, said)
    if forgotten:
        return Told("forget", forgotten["found"])
    marked = _MARKED.search(said) or said != whole
    if not (marked or loosely) and not _is_bare_pair(said):
        return None
    kept = _first((*_KEEPS, *(_STAYS if loosely else ())), said)
    if kept:
        return Told("learn", kept["found"], where=kept["where"])
    pair = _first((*(_RATHER if loosely else ()), *_WRITES), said)
    return Told("learn", pair["found"], pair["written"], pair["where"]) if pair else None


def holds(text: str, value: str) -> bool:
    """Whether a value stands in a person's words, whatever its case and spaces.

    >>> holds("always write IBM for I.B.M.", "ibm"), holds("clean up the industries", "IBM")
    (True, False)
    """
    return " ".join(value.casefold().split()) in " ".join(text.casefold().split())


def _is_bare_pair(said: str) -> bool:
    return bool(re.search(r"->|=>|→|⇒", said)) or bool(
        re.match(rf"{_OPEN}(?:treat|map) ", said, re.IGNORECASE)
    )


def _first(patterns: tuple[str, ...], said: str) -> dict[str, str] | None:
    for pattern in patterns:
        match = re.match(rf"{_OPEN}{pattern}{_END}", said, re.IGNORECASE)
        if match:
            values = {name: _bare(v or "", said) for name, v in match.groupdict().items()}
            values["where"] = values["where"] or values.get("field", "")
            sound = all(values[name] for name in values.keys() - {"where", "field"})
            return values if sound and not _is_general(values["found"]) else None
    return None


def _is_general(value: str) -> bool:
    """Whether it names no value, but a kind of thing: `it`, `phone numbers`, `closed deals`."""
    words = value.casefold().replace("_", " ").split()
    if words[-1] in {"rule", "rules", "different", "duplicates"}:
        return True  # "set a rule: the longest wins", "forget that A and B are different"
    return words[0] in _POINTING or all(word in _general_words() for word in words)


@cache
def _general_words() -> frozenset[str]:
    """The words for tables and fields, in the singular and the plural."""
    said = {word for e in ENTITIES.values() for text in (e.label, e.plural, *e.words)
            for word in text.casefold().split()}  # fmt: skip
    said |= {word for e in ENTITIES.values() for spec in e.fields
             for text in (spec.label, *spec.words) for word in text.casefold().split()}  # fmt: skip
    ends = {f"{word}s" for word in said} | {f"{word.removesuffix('y')}ies" for word in said}
    return frozenset(said | ends | {"open", "closed", "won", "lost", "old", "new", "numbers"})


def _bare(value: str, said: str) -> str:
    """A value without its quotation marks; a full stop at the end stays if it is an initial's."""
    bare = value.strip().rstrip(",;:").strip("\"'").strip()
    ends = said.rstrip("\"'").endswith(f"{bare}.")
    return f"{bare}." if ends and _INITIALS.fullmatch(bare) else bare
