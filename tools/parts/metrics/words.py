"""Phrases written in a block, one after another with `|` between."""


def words(text: str) -> tuple[str, ...]:
    r"""The phrases, without line breaks.

    >>> words("won revenue|closed\n    won")
    ('won revenue', 'closed won')
    """
    return tuple(phrase for part in text.split("|") if (phrase := " ".join(part.split())))
