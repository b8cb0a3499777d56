"""What may stand in a log line: no secret, and nothing by which a person is known."""

import re
from re import Pattern

MARKS: tuple[tuple[Pattern[str], str], ...] = (
    (re.compile(r"(://[^\s:/@]*:)[^\s@]+@"), r"\1[secret]@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+\S+"), r"\1 [secret]"),
    (
        re.compile(
            r"(?i)([\w-]*(?:password|passwd|secret|token|api[_-]?key)\b[\"']?\s*[=:]\s*)\S+"
        ),
        r"\1[secret]",
    ),
    (re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b(?:pk_|sk-|xox[a-z]-|xapp-|gh[a-z]_|whsec_|AKIA|eyJ)[\w.-]{8,}"), "[secret]"),
    (re.compile(r"\b[A-Za-z0-9_-]{32,}\b"), "[secret]"),
    (
        re.compile(
            r"(?<![\w.-])(?:\+\d[\d ().-]{6,18}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w-])"
        ),
        "[phone]",
    ),
)
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”|\([^()]*\)=\([^()]*\)")
LONGEST = 300


def redacted(text: str) -> str:
    """The text without addresses, telephone numbers and secrets.

    >>> redacted("ana.ruiz@example.com called from +1 (415) 555-0100")
    '[e-mail] called from [phone]'
    >>> redacted("postgresql://ops:hunter2@db/pitcrew, api_key=abc, on 2026-11-20")
    'postgresql://ops:[secret]@db/pitcrew, api_key=[secret] on 2026-11-20'
    """
    for pattern, mark in MARKS:
        text = pattern.sub(mark, text)
    return text


def of_a_fault(text: str) -> str:
    """What an error of a library says, without the values that it quotes.

    A database quotes the row that it refused and a parser the text that it could not read: these
    are the company's records. The class of the error and the place in the code stand beside it.

    >>> of_a_fault("invalid literal for int() with base 10: 'Ana Ruiz'")
    'invalid literal for int() with base 10: [quoted]'
    """
    first = text.strip().split("\n", 1)[0]
    return redacted(QUOTED.sub("[quoted]", first))[:LONGEST]
