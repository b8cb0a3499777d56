"""What people say around a request: greetings, hedges, who wants to know, and why they ask.

All of it is taken off before a message is read, so that the day of "have a good Friday" is no
period, and the Maria who wants to know is not the owner whose deals are meant.
"""

import re

_CALLS = (
    r"(?:hi|hello|hey|hiya|howdy|yo|dear|morning|afternoon|evening|good (?:morning|afternoon"
    r"|evening|day)|greetings)(?: (?:there|all|team|again|everyone|folks|mate|friend|both|you))*"
)
_FILLERS = (
    r"(?:so|ok|okay|okey|um+|uh+|er+|erm|hm+|well|right|now then|oh|ah|haha|lol|and uh|actually"
    r"|btw|by the way|anyway|listen|look|honestly|frankly|basically|lovely|great|perfect|super"
    r"|cool|nice|alright|all right|wait|no wait|sorry(?: to (?:bother|disturb|trouble) you"
    r"(?: again)?|,? one more)?|apologies|excuse me|thanks(?: so much| a lot)?"
    r"|thank you(?: so much)?|cheers(?! (?:and|or|&)\b)"
    r"|you know what|tell you what|here's one"
    r"|quick (?:one|question|ask|check)(?: for (?:you|\w+(?=:)))?"
    r"|(?:just )?one (?:more )?(?:thing|question|last thing)|(?:ok(?:ay)? )?last one(?: i promise)?"
    r"|(?:just )?(?:out of (?:curiosity|interest)|curious|checking|wondering)"
    r"|while (?:you're|you are|we're) at it|when(?:ever)? you (?:have|get|find) (?:a|the|some) \w+"
    r"|if (?:you don't mind|possible|i may|you can|you could|you would|it's not too much trouble)"
    r"|for (?:my|the|our|a|an) (?:own )?(?:notes|records|report|deck|meeting|call|board deck"
    r"|board meeting|slides?|one[- ]on[- ]one|1:1|standup|review)|pitcrew"
    r"|for (?:my|the|our|a|an) (?:[\w-]+ ){0,2}(?:pack|deck|slides?|meeting|call|review|qbr|memo"
    r"|update"
    r"|newsletter|dashboard|spreadsheet|presentation|all[- ]hands|report|summary|town hall)(?=[:,])"
    r"|(?:(?:the |your |our |a )?(?:new )?(?:founder|co-founder|ceo|cfo|coo|cro|cmo|vp(?: \w+)?"
    r"|boss"
    r"|controller|head of \w+|sales (?:manager|ops|director)|marketing|finance|revops|ops"
    r"|sdr (?:manager|lead))|(?-i:[A-Z])[\w-]+(?: from \w+)?) (?:here|speaking|again)(?=[,.:;!-])"
    r"|not that it matters,? but|just so (?:that )?i know|for what it's worth"
    r"|for (?-i:[A-Z])[\w-]+'s (?:[\w-]+ )?(?:call|meeting|deck|slides?|review|report|update)(?=:)"
    r"|o+h|and while (?:you're|you are|we're) at it)"
)
_I = r"(?:i|we|she|he|they|one|somebody|someone)"
_HEDGES = (
    # A wish: "I'd be interested in knowing", "we would love to see", "it would be good to have".
    (
        rf"{_I}(?:'d| would| should| could| might| do| will|'ll)?(?: really| just| quite| also"
        rf"| only)*"
        r" (?:be |am )?(?:very |most |so )*(?:like|love|want|wish|need|grateful|obliged|glad|happy"
        r"|interested|keen|curious|care)(?: (?:in|for|to|it|if|that|you|me|us|knowing|know|see"
        r"|seeing"
        r"|hear|hearing|have|having|get|getting|learn|find out|understand|check|ask|could|would|can"
        r"|a look at|about|please))*"
    ),
    (
        r"(?:it|that)(?:'d| would| will| might|'ll) be (?:very |really |so )?(?:good|nice|great"
        r"|useful|helpful|lovely|interesting|worth|handy)(?: (?:to|if|know|see|have|looking|at"
        r"|knowing"
        r"|checking|you|we|i|could|can|understand|get))*(?: whether)?"
    ),
    (
        rf"{_I}(?:'m| am|'ve been| have been| was|'re| are| keep| kept)?(?: just| only| kind of)*"
        r" (?:wondering|wonder|thinking|asking|curious|hearing|told|noticing)(?: (?:about|if"
        r"|whether"
        r"|that|anyone had looked at|we could|you could|you can))*"
    ),
    rf"{_I}(?:'ve| have)(?: just)? been asked(?: (?:about|for|to|whether|if|by \w+))*",
    (
        rf"{_I} (?:(?:can't|cannot) help noticing|suppose|guess|think|feel(?: like)?|believe"
        rf"|imagine"
        r"|bet|fear|hear|heard|said|say|might ask|may ask|told me)(?: (?:that|whether))?"
    ),
    r"(?:it|there) (?:seems?|looks?|feels?|appears?)(?: to me)?(?: (?:that|like|as if))?",
    (
        r"(?:perhaps|maybe|possibly|surely|presumably)(?: (?:we|you|i) (?:should|could|can|might)"
        r"(?: know| see| look at)?)?"
    ),
    r"(?:what|all) i(?:'d| would)?(?: really)? (?:want|need|like|love)(?: to (?:know|see))? is",
    r"(?:you know what )?i'd love\?",
    r"(?:nobody|no one) (?:has told|tells|told) me(?: yet)?",
    (
        r"(?:do|does) (?:you|anyone|anybody) (?:happen to )?know(?= (?:how|what|which|who|when"
        r"|where"
        r"|why|if|whether)\b)"
    ),
    r"(?:any|some) idea(?= (?:how|what|which|who|when|where|why|if)\b)",
    (
        r"(?:can|could|would|will|may|might) (?:you|i|we|u)(?: please| kindly| maybe| perhaps| just"
        r"| quickly| possibly| also)*(?: (?:be so (?:good|kind) as to|be able to|trouble you for"
        r"|ask"
        r"(?: you)?(?: for| to)?|mind|tell me|let me know|confirm|advise|remind me|say|help me"
        r"(?: (?:to|with|understand|see))*|have a look at|take a look at|look up|look into|work out"
        r"|find out|figure out|provide(?: me with)?|prepare|state|walk me through))+"
    ),
    (
        r"(?:(?:can|could|would|will|may|might) (?:you|u)|(?:can|could|may|might) (?:we|i))"
        r"(?: please| kindly| maybe| perhaps| just| also)*(?= (?!(?:we|i|you|make|hit|reach"
        r"|get to|meet"
        r"|still|expect|achieve|afford)\b))"
    ),
    r"would it be (?:terrible|ok(?:ay)?|possible|too much|alright|fine)(?: (?:to|if we|if you))+",
    r"(?:is it|it is|it's|would it be) (?:possible|ok(?:ay)?)(?: (?:to|that you|for you to))+",
    (
        rf"{_I} (?:ought to|should|needs? to|had better|have to|must)(?= (?:remind|merge|fix|clean"
        r"|tidy|close|fill|correct|nudge|chase)\b)"
    ),
    rf"{_I} want that you",
    r"please to",
    r"to ask you (?:to|for|about)",
    r"(?:kindly|please|pls|plz)(?: (?:advise|confirm|state|provide|tell me|let me know))*",
    r"do me a favou?r(?: and|,)?",
    r"(?:could|can) (?:someone|anybody|anyone|somebody)",
    r"(?:tell|inform) me(?: please)?(?= (?:how|what|which|who|when|where|why|if|whether)\b)",
)
_ASIDES = re.compile(
    r"(?:^|(?<=[.!?;] ))(?:i |we )?(?:hope|trust) (?:you|all|this|that|your)\b[^.!?]*[.!?]+\s*"
    r"|(?<=[.!?] )(?:(?:he|she|they)(?:'s|'re|'ll| \w+)|i (?:keep|know|promise|hope|love|hate|will"
    r"|never|always|just|had|got|really|only|have an?|want to (?:say|help))\b|i'(?:ll|m|ve)\b"
    r"|i (?:think|believe|guess|suspect|put|heard) (?:you|it|that|they|he|she|we|there|them)\b"
    r"|we (?:got|had|keep|heard|hear|just|were told|have been|are being|are getting) (?!to\b)"
    r"|(?:it|that|this)(?:'s|'ll| is| was"
    r"| will be) (?:for|fine|ok|okay|enough|urgent|lovely|important|a bit|just|not urgent"
    r"|the end|bad)|(?:somebody|someone|no names?)\b"
    r"|(?-i:[A-Z])[\w'-]+(?:'s| is| was| will be) \w+ing (?:her|him|them|me|us)\b)"
    r"[^.!?]*(?:[.!?]+\s*|$)",
    re.IGNORECASE,
)
"""Sentences that are about the people who talk, not about the work."""
_WHO = (
    r"(?:my (?:boss|manager|director|vp|colleague|team|lead|head of \w+)|our (?:ceo|cfo|coo|cmo|cro"
    r"|vp|board|director|boss|founder|controller)|the (?:ceo|cfo|coo|cmo|cro|vp|board|boss|director"
    r"|founder|controller|auditors?|chair(?:man|woman)?|investors?|partners?|team|vp of \w+"
    r"|head of \w+|\w+ (?:people|team|folks|guys|office))|finance|marketing|legal|hr|sales ops"
    r"|revops|(?:(?:mr|mrs|ms|miss|dr)\.? )?(?-i:[A-Z][\w'-]+"
    r"(?: [A-Z][\w'-]+)?)(?<!'s)(?:'s (?:office|team|people|assistant))?"
    r"(?: (?:from|in|over in) \w+)?)"
)
_WANTS = (
    r"(?:(?:just |also )?(?:wants?|wanted|asks?|asked|is asking|was asking|needs?|needed|would like"
    r"|'d like|wonders?|is wondering|was wondering|says?|said|thinks?|reckons?|believes?"
    r"|claims?|claimed|suspects?|mentioned|fears?"
    r"|told me|tells me|is curious|insists?"
    r"|requested|would love|(?:will|may|might|is going to)(?: probably| surely)? (?:ask|want"
    r"|wonder|need))(?: (?:me|us|you|to know|to see|to have|to get|to hear|for|about|that"
    r"|whether|if|to understand))*)"
)
_RELAYED = re.compile(
    rf"^{_WHO} {_WANTS}[,:]? (?=(?:how|what|which|who|when|where|why|the|a|an|our|to|all|every|is"
    r"|are|do|does|did|has|have|there|show|list|give|any|some|if|whether|her|his|their|she|he|they"
    r"|no|we|we've|we're|you|you've|i|too many|most|half|none|nobody|many|much|it"
    r"|\d+|open|won|lost|stale|new)\b|(?-i:[A-Z])[\w'-]+ )",
    re.IGNORECASE,
)
_OF_THEIRS = re.compile(
    r"^(?P<who>[A-Z][\w'-]+(?: [A-Z][\w'-]+)*) (?:just |also )?(?:asked|asks|is asking"
    r"|(?:wants?|wanted|would like|needs?|needed)(?: to (?:know|see|have))?|wonders)(?: me| us)?"
    r"(?P<ask> [^.?!A-Z]{0,60}?)(?<!and )(?<!with )(?<!by )"
    r"\b(?:(?P<theirs>his|her|their)|he|she)\b(?! (?:or|and)\b)"
)
"""Who asks about their own: `Dana asked which of her deals are due`."""
_ASKS_FOR = re.compile(
    rf"^{_WHO} (?:also |just )?(?:asks?|asked|is asking|was asking|needs?|wants?|would like)"
    r" (?:for|to see|to know|to have|about) ",
    re.IGNORECASE,
)
_TOLD_TO = re.compile(
    rf"^{_WHO} (?:asked|told|wants?|wanted|needs?) (?:me|us|you) to"
    r" (?:have |get |ask you (?:to|for) )?",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"^(?:so )?i(?: (?:was|am|have|had|just|went|keep|got|need this)|'(?:m|ve))\b[^?]*?[,:;.-] ?"
    r"(?=(?:and )?(?:how|what|which|who|is|are|do|does|where|when|why|show|give|list|can|could"
    r"|tell)\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|them|they|those|these|that|this one|he|she|his|her|their"
                     r"|there(?! (?:is|are|any|was|were)\b))\b")  # fmt: skip
_LEADS = tuple(
    re.compile(rf"^(?:and |but |also |oh )?(?:{pattern})\b[\s,.!:;…-]*(?:please )?", re.IGNORECASE)
    for pattern in (_CALLS, _FILLERS, *_HEDGES)
)
_TRAILS = re.compile(
    r"[\s,.;:!-]*\b(?:please and thank you|please|pls|plz|thanks(?: (?:so much|a lot|in advance"
    r"|a million))?|thank you"
    r"(?: (?:so|very) much| in advance)?|thx|ty|(?<!with )(?<!at )(?<!for )(?<!from )(?<!of )"
    r"(?<!to )(?<!about )(?<!on )(?<!is )cheers|(?<=[.,!?] )(?:(?:(?:best|kind|warm|many)"
    r"(?: regards| wishes)?|regards|sincerely|yours(?: truly| sincerely| faithfully)?),?"
    r" (?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?)|if (?:possible|you (?:can|could|would"
    r"|please|don't"
    r" mind))|for me|when you (?:can|have (?:time|a (?:minute|moment|sec(?:ond)?)))|at your"
    r" convenience|asap|(?<=, )right\?|ok\?|would you|will you|haha|lol|i think|i guess|no rush"
    r"|(?:could|can|would) you (?:please )?(?:check|look|find out|have a look|look it up)"
    r"(?: (?:for me|that|this|please))*"
    r"|if (?:that's|it's|it is|that is) not too much trouble"
    r"|by any chance|off the top of your head)[\s.!]*(?P<mark>\??)\s*$",
    re.IGNORECASE,
)
_SMILES = re.compile(r"(?:^|(?<=\s))(?:[:;]-?[)(DPp]|<3|xx+|🙂|🙏|😊|😅|👍)(?=\s|$)")
_AWAY = re.compile(
    r",\s*(?:as |since |because )?(?:he|she|they)(?:'s|'re|'ll| is| are| was| were| will be"
    r"| goes| has| have)? (?:leaves?|left|leaving|on leave|out|off sick|retir\w+|gone|on holiday"
    r"|away|on vacation|on parental leave|resigned|quit)\b[^,.;?]*(?=[.!]?$)",
    re.IGNORECASE,
)
"""Why somebody's work goes to another: the day of their leaving is no day of the records."""
SHORTEST = 2
"""Words; taking off more would leave nothing to read."""


def heart(text: str) -> str:
    """The request in a message, without what is said around it.

    >>> heart("Morning! Quick one: could you tell me which deals close this week?")
    'which deals close this week?'
    >>> heart("Maria wants to know how many leads we got in May, thanks")
    'how many leads we got in May'
    >>> heart("Dana asked which of her deals are due")
    "which of Dana's deals are due"
    >>> heart("I was looking at the leads page, how bad is our lead data really?")
    'how bad is our lead data really?'
    >>> heart("Give Lee's open deals to Dana, she's leaving us on Friday.")
    "Give Lee's open deals to Dana."
    """
    text = _SMILES.sub(".", text.strip()).replace(" .", ".")
    text = _kept(_ASIDES.sub("", text.replace("’", "'")).strip(), text)
    text = _OF_THEIRS.sub(_named, _AWAY.sub("", text))
    text = _kept(_TRAILS.sub(lambda m: m["mark"], text), text)
    for _ in range(6):
        shorter = _without_lead(text)
        if shorter == text:
            break
        text = shorter
    return _kept(_TRAILS.sub(lambda m: m["mark"], text), text)


def _named(said: re.Match[str]) -> str:
    """Who asks, named where they stand for themselves."""
    ending = "'s" if said["theirs"] else ""
    return f"{said['ask'].strip()} {said['who']}{ending}".lstrip()


def _without_lead(text: str) -> str:
    """The text without the first thing that is said around the request."""
    for pattern in (_RELAYED, _ASKS_FOR, _TOLD_TO, *_LEADS):
        match = pattern.match(text)
        if match and match.end():
            return _kept(text[match.end() :].lstrip(" ,.?!"), text)
    story = _STORY.match(text)
    if story and not _POINTS.search(text[story.end() :].lower()):
        return _kept(text[story.end() :], text)
    return text


def _kept(shorter: str, text: str) -> str:
    return shorter if len(shorter.split()) >= SHORTEST else text
