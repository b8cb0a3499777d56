"""Turns of phrase about figures, put into the plain words that the other readers know."""

FIGURES: tuple[tuple[str, str], ...] = (
    (
        (
            r"\bhow many (?:brand[- ]new |new )(?:logos|customers|clients) (?:did|have|has)"
            r" (?P<who>[\w' ]{2,30}?) (?:sign(?:ed)?|win|won|land(?:ed)?|closed?|get|got"
            r"|gain(?:ed)?"
            r"|bring in|brought in|add(?:ed)?)(?: (?:up|on))?\b"
        ),
        r"how many deals of type new did \g<who> win",
    ),
    # A bare "new logos last month?" counts them.
    (
        (
            r"^(?:(?:any|the|our|and) )*new (?:logos?|customers|clients)(?: (?:won|signed|landed"
            r"|closed"
            r"|added))?(?= (?:last|this|in|by|per|since|for|so far|from|during|q[1-4]|ytd|mtd|qtd"
            r"|(?:year|quarter|month) to date|yesterday|today)\b|\W*$)"
        ),
        "how many deals of type new did we win",
    ),
    (
        (
            r"\b(?:in|over|during|within) the year\b(?! (?:of|to|before|after|when|that"
            r"|\d))"
        ),
        "this year",
    ),
    # What falls on each of the people who sell is a mean.
    (
        r"\bper (?:head|capita|salesperson|sales person|sales head)\b(?! (?:of|count)\b)",
        "per rep on average",
    ),
    (
        (
            r"\b(?:mqls?|marketing[- ]qualified(?: leads?)?)\b(?P<then>[^.?!]{0,60}?)\b(?:reached"
            r"|got to|made it to|became|turned into|went on to|passed to|moved to)"
            r" (?:be )?(?:sales[- ]qualified(?: leads?)?|sqls?)\b"
        ),
        r"mqls\g<then> mql to sql",
    ),
    (
        (
            r"\bif (?:we|you|i|one) (?:only|just) (?:count|counted|take|took|include|included"
            r"|look at|looked at|consider|considered)\b"
            r"|(?<=\w )(?:counting|taking|including|considering|looking at) (?:only|just)\b"
        ),
        "only",
    ),
    (
        (
            r"^(?:counting|taking|including|considering|looking at) (?:only"
            r"|just) ([^,?]{2,30}), (.+?)\??$"
        ),
        r"\2, only \1",
    ),
    (r"\b(average|mean|median|typical) size\b(?! of)", r"\1 deal size"),
    # The average of an age, and not "the average deal".
    (r"\b(?:average|avg\.?) deal(?= (?:age|cycle|duration)s?\b)", "mean deal"),
    (r"\btypical deal(?= (?:age|cycle|duration)s?\b)", "median deal"),
    (r"\bhalf a year\b", "6 months"),
    (r"^((?:now |and |please )?(?:list|show|give|sort|rank)(?: me)?) the latter\b", r"\1 those"),
    (
        (
            r"\b(?:last|latest|most recent|previous) (?:completed?|full|whole|closed|finished"
            r"|ended) (quarter|month|year|week)\b"
        ),
        r"last \1",
    ),
    # One figure computed in two ways, the second told at the end.
    (
        (
            r"\b(?P<one>median|mean|average) (?P<what>[^.?!,;]{5,60}?),? (?:and|plus|with)"
            r" (?:also )?(?:the |its )?(?P<other>90th percentile|p90|median|mean|average)"
            r"(?= ?[,.;?!]|$| (?:for|in|by|per|of (?:it|that|them)|as well|too)\b)"
        ),
        r"\g<one> and \g<other> \g<what>",
    ),
    # What stood open week by week is no figure of today's deals by the week they should close.
    (
        (
            r"\bhow (?:(?:our|the|my) )?(?![\w' ]{0,40}\bpipeline\b)(?P<what>[\w' ]{3,40}?)"
            r" (?:has |have |had )?(?:moved"
            r"|developed|evolved|changed|trended|gone|grown) (?:by )?(?P<unit>week|month|quarter"
            r"|day)(?:[- ]by[- ](?:week|month|quarter|day)|ly)?\b"
        ),
        r"\g<what> by \g<unit>",
    ),
    (
        (
            r"\bwhich (?:(?:single|few|individual|one or two) )?(?P<what>deals?|opps?"
            r"|opportunit(?:y|ies)) (?:could|would|can|might|will) (?:swing|make or break|move"
            r"|tip|decide) (?P<when>(?:the|this|next) (?:quarter|month|year)|it)"
            r"(?: (?:the )?most)?\b"
        ),
        r"which \g<what> does the forecast for \g<when> hang on",
    ),
    (
        (
            r"\bhow many (?P<one>\w+) and how many (?P<other>(?!(?:did|do|does|were|was|are|is|have"
            r"|has|of|in|at|by|for|to)\b)\w+) (?P<rest>[^.?!]{5,80})(?=\W*$)"
        ),
        r"how many \g<one> \g<rest> and how many \g<other> \g<rest>",
    ),
    (
        r"\b(deals|opportunities|opps) (?:finished|concluded|completed|settled|resolved)\b",
        r"\1 closed",
    ),
    (
        (
            r"\b(?:deals|opps|opportunities) (?:created|opened) (?:against|vs\.?|versus"
            r"|compared (?:to|with)) (?:(?:deals|opps|opportunities|those) )?closed\b"
        ),
        "created vs closed",
    ),
    (
        (
            r"\b(?P<one>acquired|operating|public|ipo)(?P<joint>,? (?:or|and|vs\.?|versus|against)"
            r"(?: the)? )shut(?:ter(?:ed)?)?(?: ?down)?\b"
        ),
        r"\g<one>\g<joint>closed",
    ),
    (
        (
            r"^(?P<one>acquired|operating|closed|public|ipo) (?:vs\.?|versus|against|compared"
            r" (?:to|with)) (?P<other>acquired|operating|closed|public|ipo)(?: (?:companies|ones))?"
            r"[:,;]? (?:how do (?:the |their )?(?:counts?|numbers?) compare|(?:the )?counts?"
            r"|how many(?: (?:of each|each))?)\W*$"
        ),
        r"how many companies are \g<one> versus \g<other>",
    ),
    (
        (
            r"^(?:the )?(?:deals|opps|opportunities) created (?P<when>[^?.!]{3,50}?)[,:;-]+"
            r" (?:and )?(?:what|which) (?:part|share|portion|percentage|fraction|proportion|%)"
            r" (?:of (?:them|those|these) )?(?:has|have|was|were|is|are) (?:been )?won"
            r"(?: (?:by now|so far|since|to date|already|by today))?\W*$"
        ),
        r"win rate of all created deals \g<when>",
    ),
    (r"\ba fortnight\b", "2 weeks"),
)
