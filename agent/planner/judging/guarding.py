"""What people add so that nothing goes wrong: `nothing else touched`, `spend at most $40`.

Where it holds whatever is said, it is taken out before the request is read, so that the amount is
no condition on records and the rep no owner, and the reply says that it holds. A claim that the
rules of approval are not what they were changes nothing, and the reply says that as well.
"""

import re

from agent.planner.judging.beyond import APPROVAL
from agent.planner.reading.plan import Plan

FILLS_ONLY_GAPS = "A value that is there is never touched, whoever entered it."
BUYS_NOTHING = "Nothing is bought: I fill from what the store knows, which costs nothing."
COUNTRY_OF_HQ = "Of the headquarters I can fill the country."
_FILLS = re.compile(r"\b(?:fill|enrich|complete|populate|supply|append|backfill)\b", re.IGNORECASE)
_SEP = r"(?:^|(?<=[^ ,;.:-])(?: ?[,;.:-]{1,3})? (?:(?:and|but|or|with|for|plus|also) )*+)"
_END = r"(?=\s*(?:[,;.!?-]|$|\band\b|\bbut\b))"
_WHO = (
    r"(?:reps?|people|persons?|humans?|users?|someone|somebody|anyone|sales(?: ?people)?|hand|we"
    r"|they|staff|the team|colleagues)"
)
_NEVER = r"(?:don't|do not|never|without|no|not|and not|dont)"
_GAPS = re.compile(
    rf"{_SEP}(?:(?:please |just )?{_NEVER} (?:touch(?:ing)?|overwrit(?:e|ing)|chang(?:e|ing)"
    r"|replac(?:e|ing)|alter(?:ing)?|edit(?:ing)?)(?: of)?(?: (?:anything|any|what(?:ever)?|values?"
    rf"|things?|the|human|manual(?:ly)?|existing|entries|input|data|fields?|cells?|that|which|a|an"
    rf"|were|was|is|are|has|have|been|already|there|our|by|in|entered|typed|filled|set|{_WHO}"
    r"|entry|themselves|hand))*+"
    rf"|(?:leave|keep|respect) (?:alone )?(?:(?:whatever|what|anything|all|any|the|values?|things?"
    rf"|entries|manual(?:ly)?|existing|human|input|data|that|which|a|an|were|was|is|are|has|have"
    rf"|been|by|our|in|entered|typed|filled|set|{_WHO}|hand)\b ?)++(?:alone"
    r"|as (?:it|they) (?:is|are)|untouched|intact)?)"
    rf"{_END}",
    re.IGNORECASE,
)
_MONEY = r"(?:(?:\$|€|£|usd|eur) ?\d[\d,.]*k?|\d[\d,.]*k? ?(?:\$|€|£|dollars|bucks|euros?|usd|eur))"
_SPENDS = re.compile(
    rf"{_SEP}(?:(?:spend(?:ing)?|budget(?: is| of)?|cap(?:ped)?(?: is| of)?|costs?|pay(?:ing)?"
    r"|limit(?: is| of)?|max(?:imum)?)(?: (?:at most|at|to|of|spend|cost|it|us|me|no|not|more|than"
    rf"|max(?:imum)?|up|under|below|only|should|must|is|budget))*+:? {_MONEY}"
    rf"|for (?:at most|no more than|max(?:imum)?(?: of)?|up to) {_MONEY}"
    rf"(?: (?:max|budget|in total|tops|at most|cap))?|{_MONEY} (?:budget|max|tops|cap|limit))"
    rf"{_END}",
    re.IGNORECASE,
)
_HQ = re.compile(r"\b(?:HQ|headquarters?|head office)(?: (?:location|country|address))?\b",
                 re.IGNORECASE)  # fmt: skip
_NOTHING_ELSE = re.compile(
    rf"{_SEP}(?:(?:with )?nothing else(?: (?:is|was|gets|to be|must be|should be))*(?: (?:touched"
    r"|changed|altered|edited|moved|affected))"
    r"|(?:please )?(?:don't|do not|dont|never) (?:touch|change|alter|move|edit|affect)"
    r" (?:anything|any(?:thing)? other \w+)(?: else)?(?: yet)?"
    r"|(?:touch|change|alter|move|edit) nothing(?: else)?(?: yet)?"
    r"|leave (?:everything|all|anything) else(?: (?:alone|as it is|untouched|as is|in peace))?)"
    rf"{_END}",
    re.IGNORECASE,
)
_CLAIMS = re.compile(
    r"^[^.!?]*?\b(?:approvals?(?: \w+)?|polic(?:y|ies)|(?:the )?(?:gate|rules? (?:of|on|for)"
    r" approvals?))\b[^.!?,;]*\b(?:amended|changed|updated|lifted|waived|suspended|revised|dropped"
    r"|no longer|not needed|unnecessary|relaxed|abolished|off)\b[^.!?,;]*"
    r"[,;.!]+ *(?:so |and |therefore |thus |please |just )*",
    re.IGNORECASE,
)
_WAIVES = re.compile(
    r"\b(?:no|without(?: any| a| the)?|skip(?: the)?|don't need(?: a| the| any)?|bypass(?: the)?)"
    r" (?:preview|approval|review|confirmation|sign-off|asking)\b"
    r"|\bno need to (?:show|ask|check with|confirm|preview)\b|\bdon't (?:ask|bother asking)\b"
    r"|\b(?:apply|merge|do|change|fix) (?:it |them |the \w+ )?(?:straight away|directly|right away)"
    r"\b",
    re.IGNORECASE,
)
_LACKED = re.compile(
    r"^(?:(?:some|many|most|a lot|lots|several) of )?(?P<whose>(?:our |the |my )?[\w ]{3,40}?)"
    r" (?:lacks?|miss(?:es)?|(?:is|are) (?:missing|without|lacking)|(?:has|have|with) no) "
    r"(?P<what>[\w ,&-]{3,80}?) ?(?:[-,;:.]|so)+ ?(?:please |can you |could you |just )*"
    r"(?:fill (?:in )?(?:the |those |these |any |all )?"
    r"(?:gaps?|blanks?|holes?|them|those|these|that)(?: in)?"
    r"|fill (?:them|those|that|it) (?:in|up))\b",
    re.IGNORECASE,
)
"""What is lacking, said before it is to be filled."""
LONGEST = 600
"""Characters; a longer text is no request with a guard."""
SHORTEST = 2
"""Words that must be left; a guard alone is no request."""


def unguarded(text: str, *, waits: bool) -> tuple[str, str]:
    """The text without what holds anyway, and what the reply says of it.

    Args:
        text: The message; what it decides was read before, from its own words.
        waits: Whether a proposal is on the table: such words are then about a part of it.

    >>> unguarded("Tidy the titles, nothing else touched", waits=False)
    ('Tidy the titles', '')
    >>> unguarded("Fill in missing industries, spend at most $40", waits=False)[0]
    'Fill in missing industries'
    """
    if len(text) > LONGEST:
        return text, ""
    promises = []
    if _CLAIMS.search(text) or _WAIVES.search(text):
        promises.append(APPROVAL)
        text = _without(_CLAIMS, text)
    if waits:
        return text, " ".join(promises)
    if _FILLS.search(text):
        text, more = _of_filling(text)
        promises += more
    return _without(_NOTHING_ELSE, text), " ".join(promises)


def _of_filling(text: str) -> tuple[str, list[str]]:
    """A request to fill gaps without its guards, and what is promised."""
    promises = []
    text = _LACKED.sub(r"fill in missing \g<what> of \g<whose>", text)
    for pattern, promise in ((_SPENDS, BUYS_NOTHING), (_GAPS, FILLS_ONLY_GAPS)):
        shorter = _without(pattern, text)
        promises += [promise] if shorter != text else []
        text = shorter
    if _HQ.search(text):
        text, promises = _HQ.sub("country", text), [*promises, COUNTRY_OF_HQ]
    return text, promises


def _without(pattern: re.Pattern[str], text: str) -> str:
    shorter = " ".join(pattern.sub(" ", text).split()).strip(" ,;-")
    return shorter if len(shorter.split()) >= SHORTEST else text


def fits(plan: Plan, promise: str) -> bool:
    """Whether what is promised of filling gaps is about the plan: that it fills any."""
    of_filling = any(p in promise for p in (BUYS_NOTHING, FILLS_ONLY_GAPS, COUNTRY_OF_HQ))
    fills = any(call.tool.startswith("fill_") for call in plan.calls)
    return fills or plan.question is not None or not of_filling


def promised(plan: Plan, promise: str) -> Plan:
    """The plan, with what holds anyway said beside it."""
    if promise and promise not in {plan.statement, plan.aside}:
        plan.aside = "\n\n".join(part for part in (promise, plan.aside) if part)
    return plan
