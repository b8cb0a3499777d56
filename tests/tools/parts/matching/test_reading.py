"""Values read in bulk come down to what they come down to one at a time."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.matching import reading, text

PIECES = st.sampled_from(
    ["Acme", "the ", "Mfg", " & ", "Co.", "L.L.C.", " - Boston", "(UK)", "Inc", "and", "é", "o'",
     "acme.com", " ", "-", ",", ".", "@", "+tag", "gmail.com", "googlemail.com", "gmial.com",
     "http://", "https://www.", "/a?b=c", "(0)", "+44", "020 7946 0958", " ext. 12", "x", "Jr",
     "Dr. ", "Van", "Mary-Ann", "Müller", "5", "sa", "a", "PhD", "none", "info"]
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.lists(PIECES, min_size=1, max_size=6).map("".join),
        st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), min_size=1, max_size=40),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def series(values: list[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def or_nothing(values: list[str | None]) -> list[str | None]:
    return [value or None for value in values]


@given(TEXTS)
def test_addresses(values: list[str]) -> None:
    read, one = reading.mails(series(values)), [text.mail(value) for value in values]
    assert read.address.to_list() == [m and m.address for m in one]
    assert read.local.to_list() == [m and m.local for m in one]
    assert read.domain.to_list() == [m and m.domain for m in one]
    assert read.personal.tolist() == [m is not None and m.personal for m in one]
    assert read.free.tolist() == [m is not None and m.free for m in one]


@given(TEXTS)
def test_numbers_and_sites(values: list[str]) -> None:
    assert reading.phones(series(values)).to_list() == [text.phone(value) for value in values]
    assert or_nothing(reading.sites(series(values)).to_list()) == or_nothing(
        [text.site(value) for value in values]
    )


@given(TEXTS)
def test_companies(values: list[str]) -> None:
    words = [text.company_words(value) for value in values]
    joined, spaced = reading.companies(series(values)), reading.spaced_companies(series(values))
    assert or_nothing(joined.to_list()) == or_nothing(["".join(w) for w in words])
    assert or_nothing(spaced.to_list()) == or_nothing([" ".join(w) for w in words])


@pytest.mark.parametrize("family", [False, True])
@given(values=TEXTS)
def test_names(values: list[str], family: bool) -> None:
    every = series(values)
    read = reading.names(every, every.is_not_null().to_numpy(), family=family)
    parts = [text.name_part(value, family=family) for value in values]
    whole = [text.person("", v) if family else text.person(v, "") for v in values]
    assert read.part.to_list() == [part.word for part in parts]
    assert read.suffix.tolist() == [part.suffix for part in parts]
    assert read.whole_first.to_list() == [name.first for name in whole]
    assert read.whole_last.to_list() == [name.last for name in whole]
