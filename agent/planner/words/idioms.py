"""Turns of phrase, put into the plain words that the other readers know.

Each is a way in which many people say one thing; none of them names a tool or a value.
"""

import re

from agent.planner.words.figure_idioms import FIGURES
from agent.planner.words.record_turns import RECORD_TURNS

_FIELD_OF_WORK = (
    r"(?P<job>engineering|technology|security|product|design|marketing|finance|accounting|hr"
    r"|human resources|legal|operations|procurement|purchasing|customer (?:success|service|support)"
    r"|support|partnerships|logistics|manufacturing|compliance|revenue operations|revops"
    r"|sales operations|communications|research|(?-i:IT)|data|sales(?= at\b| there\b))"
)
_WHO_DOES = (
    r"(?:who(?:ever)?|(?:the )?(?:people|persons?|someone|somebody|anyone|those|folks|contacts?))"
    r"(?: (?:who|that))?"
)
_US = r"we|i|they|you|the team|our team"
_THEN = r"(?= (?:on|last|this|yesterday|today|in|during|since|between)\b)"
_NTH = r"first|second|third|fourth|1st|2nd|3rd|4th"
_PLAIN: tuple[tuple[str, str], ...] = (
    (r"(?<!\w)'?em\b(?!-)", "them"),
    (r"\b(last|this|next|previous|prev|current|per|each|the) q\b(?!\d)", r"\1 quarter"),
    (r"\b(\d|a|two|three|four|six|eight) q(?:s|trs?)?\b(?!\d)", r"\1 quarters"),
    (r"\b(?:this )?(?:fiscal|financial) year (?=to date\b|so far\b)", "year "),
    (r"\b(last|this|next|previous|current) financial (year|quarter|month)\b", r"\1 fiscal \2"),
    (r"\b(?:last|past) fortnight\b", "last 2 weeks"),
    # "In the third quarter than in the second", "between the first and second half".
    ((rf"\b({_NTH}) (quarter|half)(?= (?:than|as|or|and|vs|versus|against|to|over)\b)(.{{1,30}}?)"
      rf" ({_NTH})\b(?! (?:quarter|half|of|week|month|day|best))"), r"\1 \2\3 \4 \2"),
    ((rf"\b({_NTH}) (and|or|vs\.?|versus|to) (?:the )?({_NTH}) (quarter|half)s?"
      r"((?: of)? (?:20\d\d|last year|this year))?\b"), r"\1 \4\5 \2 \3 \4\5"),
    (r"\b(?:crushing|killing|smashing|nailing) (?:it|their numbers?)\b", "selling the most"),
    (r"\b(?:on fire|on a roll|our star performers?|our stars?)\b", "selling the most"),
    ((r"\b(biggest|largest|smallest|top|best|worst|recent|latest|last) (\d+ )?(?:losses|loss)\b"
      r"(?! reason)"), r"\1 \2lost deals"),
    (r"\b(biggest|largest|smallest|recent|latest) (\d+ )?wins?\b", r"\1 \2won deals"),
    (r"(?<!who )\bwins\b(?! (?:the|most|more|us|a|an|it|with)\b)", "won deals"),
    (r"\b(you|we|they|was|were) touch(ed)?\b", r"\1 change\2"), (r"\bwhales\b", "biggest deals"),
    (r"\b(deals|opportunities|opps) opened\b", r"\1 created"),
    (r"\b(who(?:'s| has| have)?) (?:closed|sold|signed|landed) the (most|least)\b(?! \w+s\b)",
     r"\1 won the \2"),
    (r"\bby (?:expected )?(?:close|closing|due) (month|quarter|week)\b", r"by \1"),
    (r"\b(?:closed[- ]?)?lost reasons?\b", "loss reasons of lost deals"),
    ((r"\b(?:have(?:n't| not)|has(?:n't| not)|did(?:n't| not)|never) (?:logged|log|recorded|record"
      r"|entered|enter|done) (?:anything|a thing|any work)\b"), "have no activities"),
    ((r"\bhow many (?:new )?(?:people|colleagues|sellers|staff|hires) (?:did we hire|have we hired"
      r"|we(?:'ve| have)? hired|were hired|have joined(?: us)?|joined(?: us)?)\b"),
     "how many reps started"),
    # What a hyphen ties to a value: "partner-sourced", "Texas-based".
    (r"(?<=\w)-(?:sourced|based|led|owned|generated|originated|run|sized|only)\b", ""),
    (r"(?<=[a-z]) ?%(?= (?!of\b)|[?.,!]?$)", " percent"),
    (r"\b(?:five|5)[- ]figure (\w+)", r"\1 of at least 10k"),
    (r"\b(?:six|6)[- ]figure (\w+)", r"\1 of at least 100k"),
    (r"\b(?:seven|7)[- ]figure (\w+)", r"\1 of at least 1m"),
    # Where the asker is going is no place that is asked about.
    ((r"^for (?:the|our|my|an?) [\w' -]{0,30}?\b(?:conference|event|trip|visit|workshop|summit"
      r"|trade (?:show|fair)|offsite|roadshow)\b[^,]{0,30}, "), ""),
    (r"(?<=\w)(>=|<=|=>|=<|>|<)(?=\d)", r" \1 "),
    (r"\bnothing open\b", "no open deals"),
    (r"\b(new|existing)-(business|logos?|customers?)\b", r"\1 \2"),
    (r"\bwho (?:all )?reports? to\b", "list the reps of"),
    ((r"\b(reps|sellers|people|colleagues|salespeople) (?:(?:who|that) )?(?:are )?report(?:s|ing)?"
      r" (?:in)?to\b"), r"\1 of"),
    ((r"^(?:so |and )?(?:what|which)(?: kinds? of)?(?: (?:things|products|stuff))? do we"
      r" (?:actually |really )?(?:sell|offer)\W*$"), "list our products"),
    (r"\bsales ?persons\b", "reps"),
    ((r"\b(?:the )?(?:e-?mails?(?: addresses)?|phone numbers?|contact details|numbers) (?:of|for) "
      r"(?=(?:everyone|everybody|anyone|all (?:the )?people|people)\b)"), ""),
    (r"\bwho(?:'s| is| are)(?: all)? (?:on|in) (?P<who>[\w' ]{2,30}?)'s team\b",
     r"list the reps of \g<who>"),
    (r"\b(?:are |is |that are )?(?:neither won nor lost|not (?:yet )?(?:won or lost|decided))\b",
     "open"),
    (r"\b(deals|opportunities|opps) in (?:the|our|my) (?:pipe|pipeline|funnel)\b", r"open \1"),
    (r"\b(?:as (?:a )?)?(?:%|pct|percent|percentage) of (?:the )?total\b", "as a percentage"),
    (r"(?<![\d.] )(?<![\d.])(?:^|(?<=\s))(?:%|pct|percentage|portion) of\b", "share of"),
    ((r"\b(?:(?:where|whose|with|have|has) )?(?:(?:the|their|its|an?) )?(?:expected )?"
      r"(?:clos(?:e|ing) dates?|expected close) (?:that(?:'s| is| are| lies?|'ve|'re) "
      r"|which (?:is|are) )?(?:(?:already|has|have|is|are|was|were|had) )*"
     r"(?:in the past|passed|past|gone(?: by)?|behind us|lapsed|expired|elapsed|run out|over)\b"),
     "overdue"),
    (r"\b(?:past|beyond) (?:their|its|the) (?:expected )?close dates?\b", "overdue"),
    ((rf"\b{_WHO_DOES} (?:runs?|heads?(?: up)?|manages?|looks? after|(?:is|are|'s)?"
      rf" ?(?:in charge of|responsible for|running|heading(?: up)?|looking after|the boss of))"
      rf" (?:the )?{_FIELD_OF_WORK}\b"),
     r"\g<job> leaders"),
    ((rf"\bwho (?:should|can|could|do|would) (?:i|we) (?:talk|speak|write|turn|reach out|go) to"
      rf" (?:in|about|for) {_FIELD_OF_WORK}\b"), r"\g<job> leaders"),
    # Who did the most of one thing asks for that thing, with its owner.
    ((r"\bwho(?:'s| has)? (?:closed|won|landed|signed|sold|brought in|booked) (?:the|our)"
      r" (biggest|largest|smallest) (?:deal|contract|sale|order|one)\b"), r"\1 won deal"),
    ((r"\bwho(?:'s| has)? lost (?:the|our) (biggest|largest|smallest) (?:deal|contract|sale)\b"),
     r"\1 lost deal"),
    ((r"\bwhy (?:do|did|are|have|were) (?:we|they) (?:been )?(?:lose|losing|lost)\b(?: deals\b)?"
      r"(?! (?:more|less|fewer|it|that|this|them|those|these)\b)"), "loss reasons of lost deals"),
    ((r"\b(?:top |main |biggest )?reasons? (?:why |that |for )?(?:we )?"
      r"(?:lose|losing|lost|losses)\b(?: deals\b)?"), "loss reasons of lost deals"),
    ((r"\b(?:grouped|split|broken (?:down|out|up)|divided|sliced|separated|itemi[sz]ed)"
      r" (?:for|on|over|along|into|in|per|after|as to|according to|by)(?: each| every| the)?\b"
      r"(?! (?:last|this|next|q\d|20\d\d))"), "by"),
    (r"\b(?:split|breakdown|cut|grouping)[:=] ?", "by "),
    (r"\brows?:? (?:of |is |are |= ?)?(\w+),? (?:and )?col(?:umn)?s?:? (?:of |is |are |= ?)?(\w+)",
     r"by \1 and \2"),
    (r"(?<=\w) x (?=(?:region|segment|product|source|team|owner|month|quarter|stage|industry)\b)",
     " and "),
    (r"^share (?!of\b)", "show "),
    ((r"\bwhat (?:do|would) (?:you|we) (?:think|reckon|expect|guess|suppose|believe|say) (?:that )?"
      r"(?!we'll |we will |of )(?P<who>[\w ]{2,30}?) (?P<does>bring|do|make|sell|land|close|win)"
      r"(?:s|es)?(?: in)?\b"), r"what will \g<who> \g<does>"),
    (r"\b(?:odds|likelihood|probabilit(?:y|ies)) (?=of\b|that\b|we\b|for\b)", "chance "),
    ((r"\bhow much (deals|opportunities|opps|leads|contacts|accounts|customers|calls|meetings"
      r"|emails|activities|renewals|reps)\b"), r"how many \1"),
    ((r"\bhow many (?:brand[- ]new |new )(?:logos|customers|clients) "
      r"(?:(?:did|have|has) we )?(?:sign(?:ed)?|win|won|land(?:ed)?|closed?|get|got"
      r"|gain(?:ed)?|bring in|brought in"
      r"|add(?:ed)?)(?: (?:up|on))?\b"), "how many deals of type new did we win"),
    ((r"\bwhat (?:kinds?|types?|sorts?) of (?:business(?:es)?|compan(?:y|ies)|customers?|clients?"
      r"|firms?|organi[sz]ations?)\b"), "which industries"),
    (r"\b(industries|sectors|countries|cities|regions) (?:that )?buys? from us the (most|least)\b",
     r"\1 won the \2"),
    (r"\baccount (?:managers|executives|owners)\b(?= (?:have|has|had|are|with|who|did|do)\b)",
     "reps"),
    ((r"\b(by|per|each|every|which) "
      r"(?:sdr|bdr|ae|csm|seller|isr|account manager|account executive)s?\b"), r"\1 rep"),
    ((r"\b(?:win|wins|won|close|closes|closed) (less|fewer|more) than"
      r" (\d+ ?(?:%|percent|per cent|pct)) of (?:their|its|the|our|his|her)"
      r" (?:deals|opportunities|opps)\b"),
     r"have a win rate \1 than \2"),
    (r"\b(?:don't|do not) ever\b", "never"),
    (r"'s (?:people|guys|folks|crew|lot)\b(?! (?:who|that|in)\b)", "'s team"),
    ((r"\b(between|from) (?:the )?(\d{1,2})(?:st|nd|rd|th)? (and|to|until) (?:the )?(\d{1,2})"
      r"(?:st|nd|rd|th)?(?: of)? (january|february|march|april|may|june|july|august|september"
      r"|october|november|december)\b"), r"\1 \2 \5 \3 \4 \5"),
    ((r"\b((?:open |won |lost )?(?:deals|opportunities|opps|contacts|activities|calls|meetings))"
      r" ?(?:=+|is|are|equals?) ?(?:0|zero|none)\b"), r"no \1"),
    ((r"\bare we (?:(?:doing|ahead|up|down|better|worse|behind) ?)+(?:on|of|than|from)?"
      r" (?:last|the previous) (year|quarter|month)\b"),
     r"how does our won revenue compare with last \1"),
    (r"\b(?:is|are) (?:the )?f[ua]rthest behind\b", "has the lowest quota attainment"),
    (r"\b(?:is|are) (?:the )?f[ua]rthest ahead\b", "has the highest quota attainment"),
    (r"^who (?:buys|spends|pays us)(?: the)? most(?: (?:from|with) us)?\b",
     "top accounts by won revenue"),
    ((r"\bwhat (?:do|does) (?:people|customers?|clients?|a customer) (?:usually|typically|normally)"
      r" (?:pay|spend)(?: (?:us|with us))?\b"), "what is our average deal size"),
    (r"^=? ?countifs?\b[ (:,]*", "how many "),
    (r"^=? ?sumifs?\b[ (:,]*(?:the )?(?:amounts?,? )?", "sum of the amount of deals, "),
    (r"\bhow'd\b", "how did"), (r"\bwho'd\b", "who did"), (r"\bwhat'd\b", "what did"),
    (r"\bno longer (?:with us|here|working here|at the company|employed)\b", "left"),
    (r"\bbrand[- ]new\b", "new"),
    (r"\b(?:the )?quantit(?:y|ies) of\b", "number of"),
    # What is asked about stands first: "the deals of Tom, how old are they?"
    (r"^([^,?]+), (how (?:old|big|long|large)) (are|is) (?:they|it)\b", r"\2 \3 \1"),
    ((r"^([^,?]+), how many\b ?(?:do |are |is )?(?:(?:we|there|they|that|it)\b ?)?"
      r"(?:have|got|are|is)?\s*\??$"), r"how many \1"),
    # Who was met is asked of the meetings.
    (rf"^(?:who|whom) did (?:{_US}) (?:meet|see|visit)(?: (?:up )?with)?{_THEN}",
     "which meetings did we have"),
    (rf"^(?:who|whom) did (?:{_US}) (?:call|phone|ring|speak (?:to|with)|talk (?:to|with)){_THEN}",
     "which calls did we make"),
    (rf"^(?:who|whom) did (?:{_US}) (?:e-?mail|write(?: to)?){_THEN}",
     "which emails did we send"),
    ((r"\b(leads?\b[^.?!]{0,30}?) (?:throw|threw|thrown|toss(?:ed)?|chuck(?:ed)?|bin(?:ned)?"
      r"|reject(?:ed)?|discard(?:ed)?|junk(?:ed)?|disqualify)(?: (?:out|away))?\b"),
     r"\1 disqualified"),
    (r"\b(?:junk|rejected|discarded|binned|thrown out) leads\b", "disqualified leads"),
    (r"\bbad leads(?=.{0,30} disqualified\b)", "leads"),
    ((r"\b(lost\b[^.?!]{0,60}?) (?:with|and|plus|including) (?:the|their|its) reasons?\b"
      r"(?: (?:why|for it))?"), r"\1 including loss reason"),
    ((r"\b(companies|firms|accounts|businesses) (?:that |which |who )?we(?:'re| are)"
      r" (?:currently |now |still )?(?:selling|pitching|talking|speaking) (?:to|with)\b"),
     "accounts"),
    ((r"\b(?:whose|with an?|who have an?|in an?) (?:job|role|position|title|function)"
      r" (?:(?:that )?(?:has|is|involves|relates|touches)|having|in|related)?"
      r" ?(?:anything |something )?(?:to do with|related to|about|in|with|to)? ?(?:the )?"
      rf"{_FIELD_OF_WORK}\b"), r"in \g<job> roles"),
    ((rf"\b(contacts?|people|everyone|everybody)\b([^.?!]{{0,40}}?)"
      rf" (?:who work )?in (?:an? |the )?{_FIELD_OF_WORK}"
      r" (?:roles?|jobs?|positions?|functions?)\b"), r"\g<job> \1\2"),
    ((r"^((?:please )?(?:export|list|show|download|pull|send|give)\b[^.?!]{0,30}?)\b(?<!and )"
      r"losses\b(?! (?:by|per|and|vs|versus|reason))"), r"\1lost deals"),
    (r"\bwhose (?:annual |yearly )?subscriptions?\b", "with a subscription"),
    ((r"\b(subscriptions?) (?:(?:that|which|has|have|already) )*(?:ended|ran out"
      r"|run out(?= (?:last|this))|expired|lapsed)\b"), r"\1 that ended"),
    ((r"\b(subscriptions?) (?:(?:that|which|is|are|will|due to|about to|going to) )*(?:ends?|ending"
      r"|runs? out|running out|expires?|expiring|lapses?|lapsing)\b"), r"\1 that ends"),
    ((r"\b(?:company|companies|firms?|startups?|start-ups?|business|businesses|ventures?)"
      r"((?: (?:in|from|on) [\w' ]{2,20}?)?)(?: (?:that|which|who|has|have|had|ever))*"
      r" (?:(?:raised|got|received|took in|taken in|collected|pulled in|attracted|secured)"
      r" the most(?! \w*(?:s|people)\b)(?![\w ]{0,12} (?:in \d|in q\d|last|this|since|during)\b)"
      r"|(?:has|have|had) the most(?= (?:money|funding|cash|capital|investment)\b))"
      r"(?: (?:money|funding|cash|capital|investment))?(?: (?:ever|of all|so far))?"),
     r"companies\1 with the most funding"),
    (r"\byoung \(?((?:19|20)\d\d) (?:onwards?|or later|and later|and up)\)?", r"founded since \1"),
    ((r"\b(?:must have|that have|who have|that|who|have|has|having|where we|we|we've)"
      r"(?: ever| also| already)? (?:won|bought|closed|signed|ordered) something\b"),
     "with a won deal"),
    ((r"^([^,?]+), how many\b(?: (?:do|are|is|have|has|we|there|they|it|got))*,? and"
      r" (?:whose are (?:they|these|those)|who (?:owns|has) (?:them|these|those))\W*$"),
     r"how many \1 by owner"),
    (r",? (?:and )?whose are (?:they|these|those)\b", " by owner"),
    ((r"\b(deals?|opportunit(?:y|ies)|opps?|contacts?)\b([^.?!,]{0,30}?)"
      r" (without|with no|missing|lacking) (an? |any |the |their )?(account|owner|product) name\b"),
     r"\1\2 \3 \4\5"),
    (r"^is (?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)* the owner of (.{3,40}?)\?(?: if not.*)?$",
     r"who owns \1?"),
    ((r"\b(?:in )?alphabetical(?:ly| order)?(?: (?:sorted|ordered))?\b"
      r"|\b(?:from )?a (?:to|-|through) z\b(?! (?:fund|score))"), "sorted by name alphabetical"),
    ((r"\bhow many (?:days|weeks|months) (?:do|does|did|have|has|are|is) (?:our |the |most |open )*"
      r"(deals|opportunities|opps) (?:usually |typically |normally |been |just )*(?:sit|stay|remain"
      r"|stand|lie|hang|stick|spend)?(?:ting|ing)?(?: around)?(?: open)\b"),
     r"how old are open \1"),
    # What the last answer was for, and what it should have been for.
    ((r"^(?:no,? |but |sorry,? )?(?:this|that|it|these|those)(?:'s| is| was| are| were)"
      r"(?: only| all)?(?: (?:for|about|from|in))?[\w' ]{2,30}?[,;.:-] ?(?:but |and )?(?:i|we)"
      r" (?:want|wanted|need|needed|meant|asked for|said|was asking (?:for|about))(?: to see)?"
      r" (?!(?:to|you|it|a|an)\b)"), "I meant "),
    ((r"\bturn(?:ed)? into (?:something|anything)(?: real)?\b|\bc[ao]me to (?:some|any)thing\b"
      r"|\b(?:went|go) (?:any|some)where\b|\bpanned out\b"), "converted"),
    ((r"^(.{0,40}\bleads?\b.{0,30}|(?:(?:and|so) )?(?:how many|which)(?: ones?)?(?: of (?:them"
      r"|those|these))?) (?:became|turned into) (?:deals|opportunities|opps|customers)\b"),
     r"\1 converted"),
    ((r"^(\W*(?:(?:please|can you|could you|now|and)[ ,]+)*)(?:remove|delete|get rid of|eliminate)"
      r"((?: (?:the|all|any|our|of))*)(?: (?:little|small|few|obvious|silly|annoying))*"
      r" (duplicates?|dupes?)\b"), r"\1merge\2 \3"),
    ((r"\b(?:did|has|have) (?:anyone|anybody|someone|somebody|they) (?:sa(?:y|id) no to"
      r"|reject(?:ed)?|decline[d]?|refuse[d]?|turn(?:ed)? down)"
      r"(?: (?:the|any|your|my|our|those|these|some|of))*"
      r" (?:changes?|proposals?|clean-?ups?|merges?|fix(?:es)?|batch(?:es)?|suggestions?)\b"
      r"(?: (?:that )?(?:you|we|i) (?:proposed|made|suggested))?"),
     "which change sets were rejected"),
    ((r"\b(?:but |and )?(?:do not|don'?t|never) (?:touch|change|merge) (anything|everything|any"
      r"|those|records|the ones)(?= (?:that|which|owned|belonging|of|in|from|with|assigned)\b)"),
     r"but leave out \1"),
    (r"\bwho (?:changed|switched|moved|updated|edited|touched) the owner (?:of|on)\b",
     "who changed"),
    ((r"\b(?:everything|anything|all|whatever|the ones?|those|deals?)(?: (?:that|which))?(?:'s| is"
      r"| has| have|'ve) been (?:just )?(?:sitting|lying|hanging|rotting|gathering dust)"
      r"(?: (?:there|around|idle))? since last (year|quarter|month)\b"),
     r"stale deals with last activity before this \1"),
    ((r"\b(?:everything|anything|all|whatever|the ones?|those)(?: (?:that|which))?(?:'s| is| has"
      r"| have|'ve) been (?:just )?(?:sitting|lying|hanging|rotting|gathering dust)"
      r"(?: (?:there|around|idle))?\b"), "the stale deals"),
    (r"^(\W*(?:please )?)close out (?=(?:the |all )?stale\b)", r"\1close "),
    ((r"\bwhy did (?P<what>[\w .&'-]{2,40}?) (?:go|move|get moved|get assigned|end up)(?: over)?"
      r" (?:to|with) (?:that|this|another|a different|the new|the other) (?:owner|rep)\b"),
     r"who changed \g<what>"),
    ((r"\b(?:i (?:now )?see|there(?:'s| is)|it (?:has|shows)) (?:a |an )?(?:different|another|new"
      r"|other|wrong) owner (?:on|of|for|at)\b"), "who changed"),
    ((r"\bleave ((?:anything|everything|any|all|those|records|contacts|accounts|leads|deals)\b"
      r"[^.?!,]{2,60}?) alone\b"), r"leave out \1"),
    (r"^(compare\b[^.?!,]{2,40}?) (?:for|of|among) (?:the |all |our )*reps (?=in\b)",
     r"\1 by rep "),
    # A complaint, and an order that says no more: "Titles are a mess (VP / V.P.). Standardise."
    ((r"^([^.!?(,]{4,60}?) (?:is|are|looks?)(?: \w+){0,3}? (?:mess|awful|terrible|inconsistent"
      r"|horrible|dirty|rubbish|garbage|ugly|wrong|all over the place)(?: ?\([^)]{0,120}\))?"
      r" ?[.!;:-]+ (?:please |can you |could you )?(standardi[sz]e|clean|fix|tidy|normali[sz]e"
      r"|correct|sort)(?: (?:them|it|those|that|these))?((?: (?:up|out))?)"
      r"(?= ?[,.!?]|$| but| and)"),
     r"\2\3 \1"),
    ((r"\b(draft|write|prepare|compose|send) (?:up )?(?:(?:an?|some|the|short|quick|friendly) )*"
      r"(?:notes?|messages?|emails?|e-mails?|reminders?|pings?|nudges?) (?=(?:to|for) )"),
     r"\1 nudges "),
)  # fmt: skip
_PATTERNS = tuple(
    (re.compile(said, re.IGNORECASE), plain) for said, plain in (*_PLAIN, *RECORD_TURNS, *FIGURES)
)
_ASIDE = re.compile(
    r"^(?:before|when|while|as soon as|whenever|if|so that|since) (?:i|we|you|my|our|it's|it is)\b"
    r"(?P<said>[^,?]{3,60}), (?=\w)",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"\d|\b(?:won|lost|closed|changed|raised|open|merge|quarter|deal)", re.IGNORECASE
)


def plainly(text: str) -> str:
    """The text without turns of phrase, and without a clause that only says why it is asked.

    >>> plainly("who's crushing it this year?"), plainly("bookings last q by region")
    ("who's selling the most this year?", 'bookings last quarter by region')
    >>> plainly("Before I present it tomorrow, forecast this quarter")
    'forecast this quarter'
    """
    aside = _ASIDE.match(text)
    if aside and not _SAYS_MORE.search(aside["said"]):
        text = text[aside.end() :]
    for pattern, plain in _PATTERNS:
        text = pattern.sub(plain, text)
    return text
