"""Days that no person ever meant: the zero of a spreadsheet, of a computer's clock, of a form."""

from datetime import date

from tools.parts.normalise.fix import Doubt

_ZEROS = {
    date(1899, 12, 30): "a spreadsheet's zero", date(1899, 12, 31): "a spreadsheet's zero",
    date(1900, 1, 1): "a spreadsheet's zero", date(1904, 1, 1): "a spreadsheet's zero",
    date(1970, 1, 1): "a computer clock's zero", date(1969, 12, 31): "a computer clock's zero",
    date(1, 1, 1): "a form's zero", date(9999, 12, 31): "a form's end of time",
    date(2099, 12, 31): "a form's end of time", date(2999, 12, 31): "a form's end of time",
}  # fmt: skip
_FIRST, _LAST = 1950, 2100


def day(value: date) -> Doubt | None:
    """What is wrong with a day in a customer record; nothing else is a computer's to decide.

    >>> day(date(1970, 1, 1)).reason, day(date(2026, 11, 20))
    ("1970-01-01 is a computer clock's zero, not a day", None)
    """
    if value in _ZEROS:
        return Doubt(f"{value} is {_ZEROS[value]}, not a day")
    if not _FIRST <= value.year <= _LAST:
        return Doubt(f"{value} is in the year {value.year}")
    return None
