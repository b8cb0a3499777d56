"""Turns of phrase about figures, put into the plain words that the other readers know."""

FIGURES: tuple[tuple[str, str], ...] = (
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
    (r"\bhalf a year\b", "6 months"),
    (r"\ba fortnight\b", "2 weeks"),
)
