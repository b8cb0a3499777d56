"""Companies as columns of codes: names, sites, numbers and addresses."""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from tools.parts.matching import text
from tools.parts.matching.encode import Column, Flags, joined
from tools.parts.matching.vocabulary import (
    BRANCH_WORDS,
    COUNTRY_OF_ENDING,
    COUNTRY_OF_FORM,
    COUNTRY_OF_PREFIX,
    FREE_MAIL,
)
from tools.parts.normalise.place import country_code

FIELDS = (
    "name", "domain", "website", "phone", "street", "city", "state_region", "postal_code",
    "country", "parent_name",
)  # fmt: skip

_STREET_WORDS = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr",
    "lane": "ln", "parkway": "pkwy", "court": "ct", "place": "pl", "highway": "hwy",
    "square": "sq", "terrace": "ter", "strasse": "str", "north": "n", "south": "s", "east": "e",
    "west": "w", "suite": "ste",
}  # fmt: skip
_LINE = 4
"""The digits that tell a line of a company's numbers from its others."""
_INTERNATIONAL = re.compile(r"\s*(?:\+|00)\s*(\d\d)")
_ASIDE = re.compile(r"\(([^)]*)\)| - (.*)$")
_UNIT = re.compile(r"[,\s]+(?:suite|ste|floor|fl|unit|apt|room|#)\b.*$")


@dataclass(frozen=True)
class Companies:
    """One entry per record in every column."""

    name: Column
    spaced: Column
    core: Column
    acronym: Column
    domain: Column
    label: Column
    phone: Column
    block: Column
    street: Column
    city: Column
    state: Column
    postcode: Column
    country: Column
    parent: Column
    form: Column
    aside: Column
    city_in_name: Flags

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.name.code)


def companies(frame: pl.DataFrame) -> Companies:
    """Read a frame with any of FIELDS; a column that is not there is missing for all."""
    raw = {f: Column.in_frame(frame, f) for f in FIELDS}
    words = [text.company_words(value) for value in raw["name"].values]
    parent = raw["parent_name"].derive(lambda name: "".join(text.company_words(name)))
    name, core, acronym, parent = joined([
        raw["name"].rekey(["".join(w) for w in words]),
        raw["name"].rekey(["".join(_core(w)) for w in words]),
        raw["name"].rekey(["".join(w[0] for w in part) if len(part) > 1 else None
                           for part in words]),
        parent,
    ])  # fmt: skip
    site, website = joined([raw["domain"].derive(_site), raw["website"].derive(_site)])
    domain = Column(np.where(site.code >= 0, site.code, website.code), site.texts)
    phone, form = raw["phone"].derive(text.phone), raw["name"].derive(text.legal_form)
    return Companies(
        name, raw["name"].rekey([" ".join(part) for part in words]), core, acronym, domain,
        label=domain.derive(lambda d: d.partition(".")[0].replace("-", "")),
        phone=phone, block=phone.derive(lambda number: number[:-_LINE]),
        street=raw["street"].derive(street), city=raw["city"].derive(text.plain),
        state=raw["state_region"].derive(text.plain),
        postcode=raw["postal_code"].derive(lambda code: code.replace(" ", "").lower()[:5]),
        country=_country(raw, domain, form), parent=parent, form=form,
        aside=raw["name"].derive(aside),
        city_in_name=_named_for_city(name, raw["city"]),
    )  # fmt: skip


def aside(name: str) -> str | None:
    """What a name says of one branch or client: in brackets, or behind a dash; None without one.

    >>> aside("Marcus Agency (for Nike)"), aside("Acme - Denver"), aside("Kwik Fit (Pty) Ltd")
    ('for nike', 'denver', None)
    """
    found = _ASIDE.search(text.plain(name))
    said = " ".join(re.findall(r"\w+", found[1] or found[2] or "")) if found else ""
    return None if not said or set(said.split()) <= text.LEGAL_ENDS else said


def street(address: str) -> str | None:
    """House number and street, without the suite; None without a number.

    >>> street("6846 Enterprise Road, Suite 332") == street("6846 enterprise rd.")
    True
    """
    flat = re.sub(r"[^\w#,]+", " ", _UNIT.sub("", text.plain(address))).replace(",", " ")
    words = [_STREET_WORDS.get(w, w) for w in flat.split()]
    return " ".join(words) if any(w[0].isdigit() for w in words) and len(words) > 1 else None


def _country(raw: dict[str, Column], domain: Column, form: Column) -> Column:
    """The country as told; else as the site's ending, the dialling code or the legal form says."""
    parts = joined([
        raw["country"].derive(country_code),
        domain.derive(lambda d: COUNTRY_OF_ENDING.get(d.rpartition(".")[2])),
        raw["phone"].derive(_dialled), form.derive(COUNTRY_OF_FORM.get),
    ])  # fmt: skip
    code = parts[0].code
    for other in parts[1:]:
        code = np.where(code >= 0, code, other.code)
    return Column(code.astype(np.int32), parts[0].texts)


def _dialled(number: str) -> str | None:
    """The country of a number in international form."""
    found = _INTERNATIONAL.match(number)
    return COUNTRY_OF_PREFIX.get(found[1]) if found else None


def _named_for_city(name: Column, city: Column) -> Flags:
    """Whether a company's name holds its city: then the city tells no more than the name."""
    flat = city.derive(lambda value: "".join(text.company_words(value)))
    both = np.stack([name.code, flat.code], axis=1)
    distinct, back = np.unique(both, axis=0, return_inverse=True)
    holds = [min(n, c) >= 0 and flat.values[c] in name.values[n] for n, c in distinct.tolist()]
    return np.array(holds, np.bool_)[back.reshape(-1)]


def _core(words: list[str]) -> list[str]:
    """The words that name the whole company, not a branch of it."""
    while len(words) > 1 and words[-1] in BRANCH_WORDS:
        words = words[:-1]
    return words


def _site(value: str) -> str | None:
    found = text.site(value)
    return None if found in FREE_MAIL else found
