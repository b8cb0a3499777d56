"""The phrases around linked records: what says that there are none, some, or so many."""

import re

LEFT = re.compile(
    r"\b(?:(?:and |with )?(?:an? |the |whose |their )?(?:owners?|reps?|ae|aes|account executives?"
    r"|account managers?|salespeople|sellers?|salesperson)"
    r"|(?:and |that (?:are|is|were) |still )*(?:owned|held|handled|run|managed|looked after) by"
    r"(?: an?| the)?(?: \w+)??)"
    r"(?: (?:who|that|which|someone|somebody|people|anyone|anybody|reps?|folks|a person))*"
    r"(?:'s| has| have| is| are)?(?: already| since)?"
    r" (?:left(?: us| the company| the building)?|gone|quit|departed|inactive|moved on"
    r"|no longer (?:here|with us|works? (?:here|for us)|employed|active)|not here any ?more)\b"
)
"""Somebody who owned it and works here no more."""
FORMER = re.compile(
    r"\b(?:and |with |(?:that are |still )?owned by |(?:and |that )?(?:still )?belong(?:s|ing)? to "
    r"|assigned to |of |held by )?(?:an? |the )?"
    r"(?:former|departed|ex|inactive|old)[ -](?:owners?|reps?|employees?|colleagues?|staff|aes?"
    r"|sellers?|salespeople|users?|people)\b"
)
NONE = re.compile(
    r"(?:\bwithout|\bwith no|\bwith zero|\b(?:with |have |has |had )?neither"
    r"|\b(?:have|has|had|having) (?:no|zero|never had)"
    r"|\bnot having|\b(?:have|has|had) not|\b(?:don't|doesn't|do not|does not|didn't|did not"
    r"|haven't|hasn't|hadn't|have not|has not|had not) (?:have|had|got"
    r"|log(?:ged)?|made?|done?|held|created?|opened?|won|win|closed?|book(?:ed)?)"
    r"|\b(?:logged|made|did|done|held|created|opened) (?:no|zero)|\black(?:s|ing)?|\bnot (?:a|one)"
    r"|\bthere (?:is|are) no|\bno|\bzero|\bw/o|\bminus)"
    r"(?: (?:a single|single|any|an|a|the|one))* ?$"
)
SOME = re.compile(
    r"(?:\bwith|\b(?:that|who|which|still|and|already|do)? ?(?:have|has|had|having|got)|\bw/"
    r"|\bthere(?: is| are|'s)(?: still)?)"
    r"(?: (?:an|a|any|some|at least an?))* ?$"
)
OWNS = re.compile(
    r"(?:\b(?:who|that|which|and|still|do|does) )*\b(?:own|owns|owning|hold|holds|look after|run)"
    r"(?: (?:an|a|any|some|at least an?))* ?$"
)
"""Before records, said of people: what they own."""
AND_SOME = re.compile(r"(?:\band|,|\bplus|\bbut|\balso)(?: also| still)?(?: (?:an|a|any|some))* ?$")
"""After a first link, `and an open deal` goes on with it."""
WAY = re.compile(
    r"\b(?:at|of|from|in|on|to|whose|belong(?:s|ing)? to|for|under)(?: (?:the|an|a|our))* ?$"
)
MANY = re.compile(r"(?:\bmultiple|\bseveral|\bmore than one|\bmany) ?$")
ONE = re.compile(
    r"(?:(?:\bonly|\bjust|\bexactly|\bprecisely)(?: a)?(?: single)?"
    r"|\b(?:with|have|has|having) a single) ?(?P<n>one|1)? ?$"
)
EXACTLY = re.compile(r"(?:\bexactly|\bprecisely|\bonly|\bjust) ?$")
UNTOUCHED = re.compile(
    r"\b(?:(?:that |who |which |we )?(?:nobody|no one|no-one|noone|none of (?:us|the reps|our reps)"
    r"|no (?:rep|seller|colleague|salesperson|account manager)s?)(?: has| have|'s)?(?: ever)?"
    r"|(?:that |who |which )?(?:haven't|hasn't|have not|has not|not|never|weren't|wasn't)"
    r"(?: yet| ever)? been|we(?: have|'ve)? (?:never|not|haven't))"
    r" (?:touched|contacted|called|phoned|emailed|visited|spoken (?:to|with)|talked (?:to|with)"
    r"|worked|reached out to|reached|met(?: with)?)\b"
)
STATUS = {
    "open": r"(?:open|active|live)",
    "won": r"(?:won|closed[- ]won)",
    "lost": r"(?:lost|closed[- ]lost)",
}
HAS_DONE = re.compile(r"'?s? (?:has|have|had|ever|did)\b")
"""After somebody: what they did or did not do."""
LEAD_IN = re.compile(r"(?:\b(?:and|but|or|that|who|which|also|still|yet) )+$")
BETWEEN = re.compile(r"^ ?(?:in|over|for|during|within|since|from|at all|logged|recorded|made)?"
                      r"(?: (?:in|over|for|during|within|the))*\s*$")  # fmt: skip
COMPARED = re.compile(r"\bcompar\w+ (?:it |them |that |those )?(?:with|to|against)(?: the)? ?$")
"""What is set beside something is no part of it: `compared with event deals`."""
LASTING = re.compile(
    r"^ ?(?:at all )?(?:in|for|within|since) (?:over |more than |at least |the )?(?P<n>\d{1,4}|an?)"
    r" (?P<unit>day|week|month|quarter|year)s?\b"
)
RELATIVE = re.compile(r"\b(?:who|whose|whom)\b")
"""Words that stand for what was named before them, never for owners to split by."""
WHO = re.compile(
    r"^(?:so |and |ok |hey )?(?P<who>who(?:'s)?) (?:has|have|had|does|did|hasn't|got)\b"
)
BUYER = re.compile(r"^(?:so |and |ok )?(?P<who>who) (?:\w+ )?(?:bought|buys|purchased|uses)\b")
WHOSE = re.compile(
    r"\b(?:whose|at|with|on|in) (?:an? |the )?(?P<noun>\w+)"
    r" (?:has|have|is|are|that has|which has)\b"
)
"""What follows is about the record between: `whose account has no owner`."""
UNSOLD = re.compile(
    r"\b(?:(?:that |which )?(?:nobody|no[ -]?one|no (?:customer|client|account|company)"
    r"|none of our (?:customers|clients|accounts))(?: has| have| is| are| was)?(?: yet| ever)?"
    r" (?:bought|buys?|buying|purchas(?:ed|es?|ing)|order(?:ed|s|ing)?|took|takes?|wanted)"
    r"|(?:(?:are|is|were|was|been)(?:n't| not| never)|not|never)(?: being| been)?"
    r" (?:selling|sold|bought|purchased|ordered)|unsold"
    r"|(?:(?:have|has|did|do|does) (?:we|they|nobody|anyone)? ?(?:not|never)"
    r"|(?:we|they)?(?: have| has)? ?"
    r"(?:haven't|hasn't|didn't|did not|have not|never|not))(?: yet| ever)?"
    r" (?:sell|sold|win|won|close|closed|bought|buy))"
    r"(?: (?:any(?:thing)?|to|from us|once|at all))*\b"
)
"""Nothing was won of it: products not sold, customers who never bought."""
BUYS = re.compile(
    r"(?:\b(?:that|who|which|and|but|already|also|still|do|does|did|not|never|haven't|hasn't|don't"
    r"|doesn't|didn't|have|has|yet|ever|neither|nor|only|just|solely) )*\b(?:bought|buy|buys|buying"
    r"|purchased?|purchases|owns?|uses?|using|used|have|has|had|having|with|without|got|took|take|ordered"
    r"|sold|sells?|selling|runs?|running|on|not|never|no|neither|nor|w/o|in)"
    r"(?: (?:the|our|a|an|any|both|either|only|just|from|neither|not|yet|some|nothing but))* ?$"
)
"""What comes before the name of something that was sold."""
NOT_BOUGHT = re.compile(
    r"(?:\b(?:not|never|no|without|neither|nor|w/o)|n't)(?: (?:yet|ever|have|has|had|bought|buy"
    r"|purchased?|own|used?|got|take|took|taken|had|ordered?|sold|sell|with|on|the|our|a|an|any|both|either|single"
    r"))* ?$"
)
ONLY = re.compile(
    r"\b(?:only|just|solely)(?: ever)?(?: (?:bought|buy|buys|have|has|had|own|owns|use|uses|used"
    r"|purchased|took|take|ordered))(?: (?:the|our))? ?$"
    r"|\b(?:bought|buy|buys|have|has|own|owns|use|uses|purchased|took|ordered)"
    r" (?:only|just|nothing but)(?: the| our)? ?$"
)
"""Before a product: nothing else was bought."""
NOTHING_ELSE = re.compile(
    r",? (?:and |but )?(?:nothing else|no other (?:products?|product lines?|series)|nothing more"
    r"|only|alone)\b"
)
RENEWED = re.compile(
    r"\b(?P<no>(?:have|has|had|did|do|does)?(?: not|n't)|(?:haven't|hasn't|didn't|did not|have not"
    r"|has not|never|not))?(?: yet| ever)? ?(?P<verb>renew|expand)(?:ed|s)?\b(?! pipeline)"
)
TOUCHED = re.compile(
    r"\b(?<!no )(?:were|was|been|got|we|we've|reps?|somebody|someone|anybody|anyone)(?: have| has)?"
    r" (?P<verb>emailed|called|phoned|met|visited)(?: (?:with|by (?:us|anyone|anybody|a rep)))?\b"
)
"""What was done to a record: a kind of activity."""
DID = re.compile(
    r"\b(?P<verb>won|lost|closed|signed|booked|sold)"
    r"(?: (?:an|a|any|some|their|its|the|at least an?))* ?$"
)
"""Before deals: how they ended."""
NOBODY = re.compile(r"\b(?:nobody|no one|no-one|we|anyone)(?: has| have|'s|'ve)?(?: ever)? $")
DEEDS = frozenset({"touched", "called", "emailed", "contacted", "phoned"})
WINS = re.compile(r"\b(?:win|won|close|closed|book|booked|sign|signed|sell|sold)(?: \w+)? ?$")
NONE_EITHER = re.compile(r"(?:,|\bor|\bnor|\band)(?: (?:any|an|a|the|no))* ?$")
PEOPLE = {"owner": "user", "team": "team", "account": "account", "product": "product"}
"""Dimensions whose values are records: `sales reps` are users."""
SELLS = frozenset({"product", "account", "user", "team"})
RESULTS = {"win": "won", "wins": "won", "loss": "lost", "losses": "lost"}
"""Deals that one word names with their status: `no wins this quarter`."""
