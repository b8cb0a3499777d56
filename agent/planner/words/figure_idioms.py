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
    (r"\bhalf a year\b", "6 months"),
    (r"\ba fortnight\b", "2 weeks"),
)
