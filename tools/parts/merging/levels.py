"""What people call groups of duplicates that are sure, and those that only look alike."""

SURE = (
    "safe", "sure", "certain", "obvious", "clear", "confident", "automatic", "conservative",
    "definite", "clear-cut", "unambiguous", "high confidence", "exact duplicates", "100% sure",
    "are sure about", "you're sure about", "beyond doubt", "without doubt",
)  # fmt: skip
DOUBTED = (
    "doubtful", "unsure", "uncertain", "not sure", "weren't sure", "aren't sure", "wasn't sure",
    "isn't sure", "not certain", "less certain", "less sure", "even the unsure", "borderline",
    "questionable", "possible duplicates", "possible ones", "ambiguous", "in doubt",
    "need a look", "needs a look", "worth a look", "to review", "for review", "review tier",
    "even the uncertain", "maybes", "not so sure", "low confidence",
)  # fmt: skip
