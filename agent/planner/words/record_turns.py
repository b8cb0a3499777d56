"""Turns of phrase about records and lists, put into the plain words that the readers know.

As in `idioms`: each is a way in which many people say one thing; none names a tool or a value.
"""

_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_ORDINALS = ("first second third fourth fifth sixth seventh eighth ninth tenth fifteenth twentieth"
             " thirtieth").split()  # fmt: skip
_DAYS = dict(zip(_ORDINALS, (*range(1, 11), 15, 20, 30), strict=True))
_ROUND = r"(?P<round>seed|angel|venture|series [a-h])"
_NAME = r"(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)*"
RECORD_TURNS: tuple[tuple[str, str], ...] = (
    ((r"^(?:which |the |our )*(?:reps|sellers|agents|people) (?:who|that) (?:have )?(?P<did>closed"
      r"|won|sold|lost) (?P<what>[^,.?!]{2,40}?),? (?:and )?how many(?: deals)?"
      r" (?:each|apiece|did each(?: of them)?(?: \w+)?)\W*$"),
     r"how many deals \g<did> of \g<what> by rep"),
    ((r",? (?:hmm,? )?(?:and |but )?if [^,.?!]{3,50}?,? (?:then |please )*(?:tell me|let me know"
      r"|say so)(?: so)?\W*$"), ""),
    ((rf"^(?:everything|anything|what)(?: (?:that )?(?:was|has been|got))? (?:touched|worked on"
      rf"|logged|handled) by (?P<who>{_NAME})\b"), r"activities of \g<who>"),
    ((r",? (?:plus|and|along with|together with)(?: also| their)? (?P<who>[\w ]{2,30}? leaders)"
      r" (?:there|at each(?: of them)?|in each)\b"), r", and find \g<who> there"),
    ((r"\b(companies|firms|businesses|startups) (?:that are |which are )?in (?:our|the) prospect"
      r" (?:universe|database|list|pool)\b"), "prospect companies"),
    (r"\b(in|from|across|within|of) (?-i:NA)\b(?! (?:values?|fields?|region))",
     r"\1 North America"),
    *((rf"\b(?:the )?{word} of (?={_MONTHS})", f"{day} ") for word, day in _DAYS.items()),
    ((rf"\b(?:everything|anything|whatever|what all)(?: that)? (?P<who>{_NAME})"
      r" (?:has |have )?(?:touched|logged|worked on)\b"), r"activities of \g<who>"),
    # Whose an account is: its owner is told with it.
    ((rf"^(?P<ask>(?:please )?(?:tell me |show me |do you know )?)(?:who(?:'s| is| are)|which rep"
      r" is) (?:the |our )?(?:account |deal )?(?:owners?|reps?)(?: (?:of|for|on|at) (?:the )?"
      rf"(?:accounts? |company )?)(?P<who>{_NAME})\W*$"), r"\g<ask>who owns \g<who>"),
    ((rf"^(?P<who>{_NAME})(?::|,| -)? who(?:'s| is) (?:the |its |their )?(?:account )?owner\W*$"),
     r"who owns \g<who>"),
    ((r"(?<=\d )us (?=(?:tech|software|fintech|health\w*|saas|b2b|biotech|manufactur\w+|retail\w*"
     r"|compan\w+|prospects?|startups?|firms|energy|financ\w+)\b)"), "US "),
    ((r"\b(founded|established|started|launched|created|raised) (before|after|until|since|over"
      r"|under|more than|less than) (\$?[\d.,]+ ?(?:[mkb]|million|billion)?)(,? or) (?=(?:before"
      r"|after|since|until|over|under|more than|less than)\b)"), r"\1 \2 \3\4 \1 "),
    ((r"^(?:(?:show|give|tell|send|get) me |list |(?:look )?up |find |pull (?:up )?)?"
      r"(?:everything|all)"
      r" (?:(?:that )?we (?:have|know|hold|got|have got) )?(?:with|on|about|for|of)"
      r" (?P<who>(?-i:[A-Z])[\w&'.-]*(?: (?-i:[A-Z&])[\w&'.-]*)*)\W*$"),
     r"\g<who>: deals and contacts"),
    ((r"\bwho(?:'s| is| are) our (?:guys?|person|people|man|woman|contacts?) (?:there|in there)"
      r"(?=,? and\b|\W*$)"), "contacts"),
    (r"(?<=contacts and )what(?:'s| is| do we have) open(?: there)?\b", "open deals"),
    (r"^([A-Z][\w&'. ]{2,40}?) - (?=contacts\b|open deals\b|deals\b)", r"\1: "),
    (r"\bwhat(?:'s| is| do we have)(?: still)? open (at|with|for) (?=(?-i:[A-Z])\w)",
     r"open deals \1 "),
    (r"\bstart-up(s?)\b", r"startup\1"),
    (r"\b(?:do|did) we (?:already have|have already)(?= (?:as|in|among)\b|\W*$)",
     "do we already have"),
    (r"\bwho do we already (have|know)\b", r"who do we \1"),
    # Who is meant stands first: "Cheers and Bluth Company: list their open deals".
    ((r"^(?P<who>[^,:.?!]{3,60})[,:] (?P<ask>(?:please )?(?:show|list|give|pull|get)(?: me| us)?"
      r"(?: all| the)*(?: \w+)? (?:deals|opportunities|opps|contacts|activities|meetings|calls"
      r"|leads)) (?:with|for|at|from|of) (?:them|it|both)\b"), r"\g<ask> of \g<who>"),
    ((r"^(?P<who>[^,:.?!]{3,60})[,:] (?P<ask>(?:please )?(?:show|list|give|pull|get)(?: me| us)?"
      r"(?: all)?) (?:their|its|both their) (?P<what>(?:\w+ )?(?:deals|opportunities|opps|contacts"
      r"|activities|meetings|calls|leads))(?: together)?\b"), r"\g<ask> \g<what> of \g<who>"),
    ((r"^is (?P<who>[\w&'. -]{2,40}?) (?:in|on|part of) (?:our|the) (?:prospect )?(?:universe|list"
      r"|database)\b[,;]? ?(?:and )?(?:what|which) (?:funding )?rounds? (?:did|have|has)"
      r" (?:they|it|he|she) (?:do|done|raised?|have|had|get|got|close[d]?)\b"),
     r"list the funding rounds of \g<who>"),
    ((r"^is (?P<who>[\w&'. -]{2,40}?) (?:in|on|part of) (?:our|the) (?:prospect )?(?:universe|list"
      r"|database)\b(?:[,;]? ?(?:and )?how (?:much|big)\b[^?]*)?"),
     r"list the prospect companies named \g<who>"),
    ((r"\b(?:who|that|which) (?:has |have |had )?(won|lost) (more than|fewer than|less than"
      r"|at least|at most|over|under) (\d+) (deals|opps|opportunities)\b"),
     r"with \2 \3 \1 \4"),
    # A talk with somebody, and then a question about "there".
    ((r"^i(?:'m| am|'ve| have|'ve got| have got)[\w' ]{0,20}?\b(?:call|meeting|demo|visit|lunch"
      r"|talk|chat|review|appointment|meeting up|speaking|seeing) (?:with|at)"
      r" (?P<who>(?-i:[A-Z])[\w&'.-]*(?: (?-i:[A-Z&])[\w&'.-]*)*)[^.?!]{0,30}[.;:,!-] ?"
      r"(?P<rest>[^.?!]*?)\b(?:there|(?:with|at) them)\b"), r"\g<rest>at \g<who>"),
    (r"\b(?:been |that are |that were )?open since before (?=\w)", "open and created before "),
    (r"\b(with|have|has|having) (an? |any |the )?(account|owner|product) name\b", r"\1 \2\3"),
    ((r"\b(?:where |who |that |which )?(?:(?:we|they|it) )?(?:have |has |'ve )?lost more"
      r"(?: deals| opportunities| opps| business)?(?: with them| in number)? than"
      r" (?:they|we|it)(?:'ve| have| has)?(?: ever)? won\b"), "with a win rate below 50%"),
    ((r"\b(?:where |who |that |which )?(?:(?:we|they|it) )?(?:have |has |'ve )?won more"
      r"(?: deals| opportunities| opps| business)?(?: with them| in number)? than"
      r" (?:they|we|it)(?:'ve| have| has)?(?: ever)? lost\b"), "with a win rate above 50%"),
    (r"\bopen renewals?\b(?! (?:deal|opp|pipeline|amount|value|rate))", "open renewal deals"),
    (r"\b(before|until|till) (?:the )?(year|quarter|month)[- ]end\b", r"\1 the end of the \2"),
    (r"\bcommit (deals|opps|opportunities)\b", r"\1 with forecast category Commit"),
    (r"\b(?:with|in) (?:an? |the )?commit(?: forecast)?(?: category)\b",
     "with forecast category Commit"),
    (r"^(?:what(?:'s| is) |deals |everything )?in commit\b",
     "deals with forecast category Commit"),
    (r"\bsame (?:person|people|human|individual)s?\b(?=.{0,30}\b(?:leads?|accounts?)\b)",
     "same one"),
    ((r"\b(?:have|has|had|got|with)(?: still| yet)?(?: had| got| received)? (?:no|zero)"
      r" (?:reply|answer|response)s?(?: (?:yet|so far|at all))?(?: from (?:anyone|anybody|us))?\b"),
     "were never answered"),
    ((r"\b(?:belong(?:s|ing)? to|owned by) (?:somebody|someone|anyone|a rep|a person|people|reps)"
      r" (?:who|that)(?:'s| has| have| is)? (?:already |since )?(?:left|gone|departed)\b"),
     "whose owner has left"),
    ((r"\b(?:(?:where|and|on which|to which) )?(?:nobody|no one|no-one)(?: has|'s)?"
      r" (?:logged|recorded|done|entered|written) (?:anything|a thing|a word)"
      r" (?=in\b|for\b|over\b|within\b|since\b)"), "with no activity "),
    ((r"\b(?:(?:where|and|on which|to which) )?(?:nothing(?:'s| has)? (?:happened|moved|been done"
      r"|been logged|gone on)|no news|no movement|radio silence) (?=in\b|for\b|over\b|within\b"
      r"|since\b)"), "with no activity "),
    ((rf"\b(?:have |has |had )?never (?:gone|got|gotten|went|made it|progressed|moved|raised)"
      rf"(?: any(?:thing)?)? (?:beyond|past|further than) (?:an? |the |their )?{_ROUND}"
      r"(?: round| stage| funding)?\b"), r"whose latest round is \g<round>"),
    (rf"\b(?:took|taken|got|received) {_ROUND} (?:money|funding|capital|investment)\b",
     r"raised \g<round> funding"),
    (r"\b(?:with |have |has )zero (websites?|phones?|e-?mails?|owners?|contacts?)\b",
     r"with no \1"),
    ((r"\b(?:nobody|no one|none)(?: (?:that's|that is|that was|who is|who was|which is|is|was|got"
      r"|has been))? (?=(?:closed|acquired|bought|shut|dead|public|ipo))"), "not "),
    ((r"\b(?:don't|do not|haven't|have not)(?: already| yet)* (?:have|got|know)(?: already| yet)?"
      r" (?:in|as) (?:our |the )?(?:crm|accounts?|system|books)\b"), "are not in the crm"),
)  # fmt: skip
