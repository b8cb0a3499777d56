"""What is left of a sentence once its times are taken out: what to do, where a digest goes."""

import re
from dataclasses import dataclass

from agent.planner.words.splitting import asks, steps

POLITE = re.compile(
    r"^\W*(?:(?:hi|hey|hello|ok(?:ay)?|pitcrew|please|pls|kindly|so|and|also|then|from now on|going"
    r" forward|(?:could|can|would|will) (?:you|we)|(?:i|we)(?:'d| would) like (?:you )?to"
    r"|(?:i|we) (?:want|need) (?:you )?to|(?:we|you) should|let's|make sure (?:to|you|that you)"
    r"|don't forget to|remember to|be sure to)\b[ ,:]*)+",
    re.IGNORECASE,
)
DOES = re.compile(
    r"^(?:clean|run|do|fix|merge|check|refresh|update|review|tidy|go through|score|watch|monitor"
    r"|nudge|re-?run|export|work|look|close|chase|dedupe|de-dupe|standardi[sz]e|normali[sz]e)\b",
    re.IGNORECASE,
)
WANTS = re.compile(
    r"^(?:i|we)(?:'d| would)? (?:need|want|like|love)\b(?: to (?:see|have|get))? ?", re.IGNORECASE
)
"""Opens a wish for a thing: `I need a forecast`."""
_REPORT = re.compile(
    r"^(?:an? |the )?(?:short |quick )?(?:digest|summary|overview|list|reminder) (?:of|on|about) ",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"^(?:(?:see|have|get|receive)(?! (?:rid|to|it done)\b)|(?:know|hear)(?: about)?)\b ?",
    re.IGNORECASE,
)
"""What is left of `I want to see the forecast` once its polite words are taken off."""
_ASKED = re.compile(r"^(?:how|what|which|who|whose|where|when|why)\b", re.IGNORECASE)
MUST = re.compile(
    r"^(?:make sure|ensure|see to it)(?: that)? (?P<what>.+?) (?:gets?|is|are)(?: all)?"
    r" (?P<done>\w+ed)(?P<up> up)?$",
    re.IGNORECASE,
)
"""`Make sure the CRM gets cleaned.`"""
_WHOLE = re.compile(
    r"^(?:clean|tidy)(?:[ -]?up)?(?: up)? (?:the |our |my )?(?:whole |entire )?"
    r"(?:crm|data|database)(?: data)?(?: up)?$",
    re.IGNORECASE,
)
WHOLE = "run the clean-up of the CRM"
"""What `clean up the CRM` asks for when it is done again and again: all of it, with a report."""
_KIND = r"(?: recurring| regular| automatic| weekly| daily| monthly)?"
_NOUN = r"(?: (?:schedule|job|task|run|routine)(?: (?:to|that|which|for|of))?(?: will| would)?)"
_SCHEDULING_LEAD = re.compile(
    rf"^(?:(?:schedule|automate)(?: an?| the)?{_KIND}{_NOUN}?"
    rf"|(?:set up|create|add|make|put)(?: me| us)?(?: an?| the)?{_KIND}{_NOUN})\b[ ,:]*",
    re.IGNORECASE,
)
_SENT = r"(?:send|e-?mail|mail|post|message|slack|deliver|give|ping|dm|share)"
_WHAT_IS_SENT = (
    r"(?:(?:me|us|them|him|her|everyone|the team|it|that|this|the results?|results?|what you (?:did"
    r"|found)) ?)*(?:(?:a |the |with a |an )?(?:short |brief |weekly |daily )?(?:digest|summary"
    r"|report|copy|update|results?|outcome|note|overview|email|e-mail|message)s?"
    r"(?: of (?:it|that|what \w+(?: \w+)?|the results?))?)?"
)
_HERE = r"(?:#[\w-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+)"
_TO = (
    r"(?>(?: ?,)?(?: ?(?:and|&|plus))? ?(?:(?:to|by|via|in|on|at|into|over) (?:the |our |my )?"
    rf"(?:#?[\w@:./+-]+)|(?<=[ ,]){_HERE})(?: channel)?)*"
)
_DIGEST = re.compile(
    r"[ ,.;]*(?:\b(?:and|then|plus|afterwards|after that)\b[ ,]*)+(?:then |please |also )*"
    rf"(?:{_SENT}|tell|notify|inform|let)\b ?{_WHAT_IS_SENT}(?:know )?{_TO}"
    r"(?: (?:when (?:it's |you're )?done|afterwards|each time))?[ .!]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^(?:{_SENT})(?: (?:me|us|everyone|them|it to me|\S+@\S+|the team|(?:the )?#\S+))*\b ?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CHANNEL = re.compile(r"#[\w-]+")
_LINK = re.compile(r"https?://\S+")
_BY_MAIL = re.compile(
    r"\b(?:e-?mail|mail) (?:me|us|it to me)\b|\b(?:by|via|per) (?:e-?)?mail\b", re.IGNORECASE
)
_TO_ADDRESS = re.compile(
    rf" ?\b(?:to|by|via|in|on|into) (?:the |our |my )?(?:{_HERE}|(?:e-?)?mail|slack)(?: channel)?"
    rf"(?:(?:,? (?:and|&|plus)|,) (?:(?:to|by|via|in|on|into) )?(?:the |our |my )?"
    rf"(?:{_HERE}|(?:e-?)?mail|slack)(?: channel)?)*", re.IGNORECASE,
)  # fmt: skip
_DRAFTS = re.compile(
    r"[ ,;.]*\b(?:but |and )?(?:(?:only |just )propose(?: only)?|drafts? only|only drafts?"
    r"|propose only|ask me (?:first|before)(?: \w+){0,3}"
    r"|(?:don't|do not) (?:apply|change) (?:anything|it|them)(?: without (?:asking|checking"
    r"|(?:my |our )?(?:ok(?:ay)?|approval|word|say-so))(?: (?:with )?(?:me|us))?(?: first)?)?"
    r"|without applying(?: \w+)?"
    r"|nothing automatically)\b",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"[ ,;.]*\b(?:but |and |with )?(?:at most|no more than|max(?:imum)?(?: of)?|up to"
    r"|limit(?:ed)? to) (?P<n>\d[\d,]*) (?:rows?|changes?|records?|fixes)"
    r"(?: (?:a|per|each|every) (?:run|time))?",
    re.IGNORECASE,
)
_AND = r"(?:[ ,;.]|\b(?:and|but|then|also|please|pls)\b)*"
_THE_REST = (
    r"(?:the (?:rest|others?|remainder)|(?:any|every)thing else|all else|the remaining \w+"
    r"|what(?:ever)?(?:(?:'s| is| was)? (?:left|remaining|not (?:covered|allowed))(?: over)?"
    r"| remains| you (?:cannot|can't|could not|couldn't|may not) (?:fix|do|decide|apply)))"
)
_WHERE_ASKED = (
    r"(?: (?:in|on|via|over|by|through|to|into) (?:the |our )?[#\w@:./+-]+(?: channel)?)?"
)
_ASKS_FOR_REST = re.compile(
    rf"{_AND}\b(?:(?:ask|check with|come (?:back )?to|ping) (?:me|us|#?\w+){_WHERE_ASKED}"
    r" (?:for|about|on|with|(?P<before>before)(?: (?:doing|applying|touching|changing|fixing))?)"
    r"|(?:post|send|put|bring|raise|route|leave)(?: me)?)"
    rf" {_THE_REST}(?: to (?:me|us))?(?: for (?:approval|review|me|us))?{_WHERE_ASKED}"
    r"(?=\W*$|\s*[,;.]|\s+(?:and|then|but)\b)",
    re.IGNORECASE,
)
"""`Ask me for the rest`: every schedule does, so nothing is left to plan."""
_AS_ALLOWED = re.compile(
    rf"{_AND}\b(?:fix|apply|do|change|correct|make)(?: only| just)?"
    r" (?:what(?:ever|soever)?|everything|anything|all)(?: that)? (?:is |are )?"
    r"(?:(?:(?:our|the|your|my|a) )?(?:standing )?polic(?:y|ies)"
    r" (?:allows?|covers?|permits?|lets? you)"
    r"|(?:allowed|covered|permitted) by (?:our|the|your|my|a)(?: standing)? polic(?:y|ies))",
    re.IGNORECASE,
)
"""`Fix what our policy allows`, behind other work: each run applies that by itself."""
_JOINS = re.compile(r"^(?:[ ,;:.–-]|\b(?:and|to|then|that|please|pls|you|should|i want you to)\b)+",
                    re.IGNORECASE)  # fmt: skip
_ENDS = re.compile(
    r"(?:[ ,;:.!?-]|\b(?:and|then|at|on|for|please|pls|thanks|thank you|automatically|regularly"
    r"|in)\b)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a sentence once its times are taken out."""

    ask: str
    destination: str | None = None
    draft_only: bool = False
    max_rows: int | None = None


def left_of(text: str) -> Left:
    """What is to be done, and what is said of how: where the digest goes, and limits."""
    alone = _without_the_rest(text)
    place = _place(alone) or _place(text)
    text = _work_alone(alone)
    most, drafts = _MOST.search(text), bool(_DRAFTS.search(text))
    text = _DRAFTS.sub("", _MOST.sub("", text)).strip()
    ask = _plainly(_trim(_undigested(text)), sent=place is not None)
    return Left(ask, place, drafts, int(most["n"].replace(",", "")) if most else None)


def _undigested(text: str) -> str:
    """The work without what is said of sending, however many places it names."""
    before = None
    while before != text:
        before, text = text, _DIGEST.sub("", text)
    return text


def _without_the_rest(text: str) -> str:
    """The text without `ask me for the rest`.

    `Ask me before anything else` stays, and makes the schedule draft only, unless something is
    said to be allowed.
    """
    allowed = _AS_ALLOWED.search(text) is not None
    return _ASKS_FOR_REST.sub(lambda m: "" if allowed or not m["before"] else m[0], text)


def _work_alone(text: str) -> str:
    """The work without `fix what our policy allows`, unless that is all the work there is."""
    rest = _AS_ALLOWED.sub("", text)
    return rest if _trim(_DIGEST.sub("", rest)) else text


def _plainly(text: str, *, sent: bool) -> str:
    """The request as it would be made once: without `schedule a`, `send me`, `make sure that`."""
    lead = _SCHEDULING_LEAD.match(text)
    if lead and lead.end() < len(text):
        rest = _trim(text[lead.end() :])
        text = rest if asks(rest) or DOES.match(rest) or _LEAD.match(rest) else f"run {rest}"
    must = MUST.match(text)
    if must:
        verb = must["done"].lower()
        stem = verb[:-1] if verb.endswith(("sed", "zed", "ted", "ged")) else verb[:-2]
        text = f"{stem}{must['up'] or ''} {must['what']}"
    text = _REPORT.sub("show ", text)
    opens = _LEAD.match(text) or WANTS.match(text) or WISHED.match(text)
    if opens and sent:
        text = _TO_ADDRESS.sub("", text)
    if opens:
        wished = text[opens.end() :].strip()
        text = wished if _ASKED.match(wished) else f"show {wished}"
    first = steps(text)[0]
    return text.replace(first, WHOLE, 1) if _WHOLE.match(first) else text


def _trim(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = _ENDS.sub("", _JOINS.sub("", POLITE.sub("", text.strip())))
        text = _OFTEN.sub("", _FOR_ME.sub("", text))
    return text.strip()


_OFTEN = re.compile(
    r"^(?:(?:daily|weekly|monthly|nightly|regular|regularly|routinely|automatically)\b ?)+",
    re.IGNORECASE,
)
"""How often, left behind where the times are told more exactly: `daily digest ..., weekdays`."""
_FOR_ME = re.compile(r"[ ,]*\b(?:to|for) (?:me|us)(?: only| alone)?[ .!]*$", re.IGNORECASE)


def _place(text: str) -> str | None:
    """Where a digest is to go, if the words say so: each place, in their order."""
    links = [(link.start(), f"webhook:{link[0].rstrip('.,;')}") for link in _LINK.finditer(text)]
    rest = _LINK.sub(lambda link: " " * len(link[0]), text)
    mails = [(mail.start(), f"email:{mail[0]}") for mail in _ADDRESS.finditer(rest)]
    posts = [(post.start(), f"slack:{post[0]}") for post in _CHANNEL.finditer(rest)]
    me = _BY_MAIL.search(text) if not mails else None
    found = [*links, *mails, *posts, *([(me.start(), "email:me")] if me else [])]
    return ", ".join(dict.fromkeys(place for _, place in sorted(found))) or None
