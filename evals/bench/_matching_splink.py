"""Splink as its own documentation uses it, and as somebody who knows it would tune it.

The register and the historical figures are taken as Splink's published examples take them; the
CRM tables follow its tutorial. Tuned means: values cleaned as well as SQL can, more blocking
rules, term frequencies, and the threshold that suits the labels best, which no user could know.

Source:
    Splink documentation: the tutorial, and the examples on FEBRL 3, FEBRL 4 and 50k figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.bench._matching_sets import LabelledSet, Labels

TUTORIAL_MOST = 500_000
"""Records above which the tutorial's rules (all of one surname) make too many pairs to wait for."""
_OURS = {"company_name": "company", "postal_code": "zip"}
"""Columns of our own tables, as the other CRM tables call them."""
_DEFAULT, _GRID = 0.95, (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999)
_DIGITS = r"nullif(right(regexp_replace({}, '\D', '', 'g'), 9), '')"
_LOWER = "nullif(lower(trim({})), '')"
_LEGAL = (
    r"' (inc|incorporated|llc|corp|corporation|co|company|ltd|limited|plc|llp|gmbh|ag|kg|sarl|sas"
    r"|sa|sl|srl|spa|bv|nv|pvt|ab|oy|as|ltda)$'"
)
_FIRM = (
    "nullif(trim(regexp_replace(trim(regexp_replace(lower({}), '[^a-z0-9]+', ' ', 'g')),"
    f" {_LEGAL}, '')), '')"
)
_SITE = r"nullif(regexp_extract(lower({}), '^(?:https?://)?(?:www\.)?([a-z0-9.-]+)', 1), '')"
_WORK = (
    r"nullif(regexp_replace({}, '^[^@]*@(gmail|yahoo|hotmail|outlook|icloud|aol)\..*$|^[^@]*@',"
    " ''), '')"
)
_SHARED = "^(info|sales|contact|office|admin|support|hello|billing|hr|noemail|none|test)@"
_MAIL = (
    r"nullif(regexp_replace(regexp_replace(lower(trim({})), '\+[^@]*@', '@'), 'googlemail',"
    " 'gmail'), '')"
)


@dataclass(frozen=True)
class Spec:
    """A model for one kind of table."""

    columns: dict[str, str]
    comparisons: list[Any]
    blocking: tuple[tuple[str, ...], ...]
    sure: tuple[str, ...]
    teaching: tuple[tuple[str, ...], ...]
    recall: float = 0.7


def run(labelled: LabelledSet, *, tuned: bool, spent: Callable[[], float]) -> tuple[Labels, float]:
    """Train, predict and cluster; the groups, and the CPU seconds until they were there."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    spec = _SPECS[labelled.kind](tuned)
    db = DuckDBAPI()
    linked = "src" in labelled.raw().columns
    tables = _tables(db, labelled, spec, linked=linked)
    settings = SettingsCreator(
        link_type="link_only" if linked else "dedupe_only", unique_id_column_name="place",
        comparisons=spec.comparisons, retain_matching_columns=False,
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in spec.blocking],
    )  # fmt: skip
    linker = Linker(tables, settings, log_level=40)
    train = linker.training
    train.estimate_probability_two_random_records_match(list(spec.sure), recall=spec.recall)
    train.estimate_u_using_random_sampling(max_pairs=5e6 if tuned else 1e6, seed=7)
    for rule in spec.teaching:
        train.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=min(_GRID))
    size = labelled.raw().height
    label = _clusters(linker, found, _DEFAULT, size)
    took = spent()
    return (_best(linker, found, labelled.real(), size) if tuned else label), took


def _tables(db: Any, labelled: LabelledSet, spec: Spec, *, linked: bool) -> Any:
    """The cleaned table; two where a set links two."""
    import duckdb

    raw = labelled.raw().with_row_index("place").rename(_OURS, strict=False).to_arrow()
    listed = ", ".join(f"{made} AS {name}" for name, made in spec.columns.items())
    with duckdb.connect() as cleaning:
        clean = cleaning.from_arrow(raw)
        parts = [clean.filter(f"src = {n}") for n in (0, 1)] if linked else [clean]
        made = [
            db.register(part.project(f"place, {listed}").to_arrow_table(),
                        dataset_display_name=f"side_{n}")
            for n, part in enumerate(parts)
        ]  # fmt: skip
    return made if linked else made[0]


def _clusters(linker: Any, found: Any, threshold: float, size: int) -> Labels:
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=threshold
    )
    table = groups.as_duckdbpyrelation().select("cluster_id, place").fetchnumpy()
    label = np.zeros(size, np.int64)
    _, numbers = np.unique(np.asarray(table["cluster_id"]).astype(str), return_inverse=True)
    label[np.asarray(table["place"]).astype(np.int64)] = numbers
    return label


def _best(linker: Any, found: Any, real: Labels, size: int) -> Labels:
    from evals.bench._matching_sets import f1, pairwise

    tried = [_clusters(linker, found, threshold, size) for threshold in _GRID]
    return max(tried, key=lambda label: f1(*pairwise(label, real)))


def _often(*comparisons: Any) -> list[Any]:
    """Comparisons in which a rare value weighs more."""
    return [each.configure(term_frequency_adjustments=True) for each in comparisons]


def _employer() -> Any:
    """The company's name and its site as one comparison, since they say the same."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name="employer",
        comparison_levels=[
            cll.And(cll.NullLevel("company"), cll.NullLevel("site")),
            cll.ExactMatchLevel("site", term_frequency_adjustments=True),
            cll.ExactMatchLevel("company", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("company", 0.9), cll.ElseLevel(),
        ],
    )  # fmt: skip


def _contacts(tuned: bool) -> Spec:  # noqa: FBT001 - the one thing that a spec is asked
    import splink.comparison_library as cl

    plain = {"first_name": "first_name", "last_name": "last_name", "email": "email",
             "phone": "phone", "company": "company", "city": "city"}  # fmt: skip
    columns = {name: _LOWER.format(source) for name, source in plain.items()}
    if tuned:
        mail = _MAIL.format("email")
        columns |= {
            "email": f"CASE WHEN NOT regexp_matches({mail}, '{_SHARED}') THEN {mail} END",
            "phone": _DIGITS.format("coalesce(phone, mobile)"), "zip": _LOWER.format("zip"),
            "company": _FIRM.format(columns["company"]),
            "site": f"coalesce({_SITE.format('website')}, {_WORK.format(mail)})",
        }  # fmt: skip
    comparisons = [
        cl.NameComparison("first_name"), cl.NameComparison("last_name"),
        cl.EmailComparison("email"), cl.ExactMatch("phone"),
        cl.JaroWinklerAtThresholds("company", [0.92, 0.8]),
        *_often(cl.ExactMatch("city")),
    ]  # fmt: skip
    if tuned:
        comparisons = [*_often(*comparisons[:4]), _employer(), comparisons[-1]]
    blocking: tuple[tuple[str, ...], ...] = (("first_name", "city"), ("last_name",), ("email",))
    if tuned:
        blocking = (
            ("email",), ("phone", "substr(last_name, 1, 1)"), ("first_name", "last_name"),
            ("substr(first_name, 1, 1)", "last_name", "substr(company, 1, 3)"),
            ("first_name", "substr(company, 1, 6)"), ("last_name", "substr(company, 1, 6)"),
            ("last_name", "site"), ("first_name", "site"), ("last_name", "zip"),
            ("first_name", "zip"), ("substr(first_name, 1, 1)", "last_name", "city"),
        )  # fmt: skip
    whole = "l.first_name = r.first_name and l.last_name = r.last_name and l.company = r.company"
    teaching = (("first_name", "last_name"), ("email",))
    return Spec(columns, comparisons, blocking, ("l.email = r.email", whole), teaching)


def _accounts(tuned: bool) -> Spec:  # noqa: FBT001 - as above
    import splink.comparison_library as cl

    names = ("name", "website", "phone", "street", "city", "zip", "country")
    columns = {name: _LOWER.format(name) for name in names}
    if tuned:
        columns |= {"name": _FIRM.format("name"), "website": _SITE.format("website"),
                    "phone": _DIGITS.format("phone")}  # fmt: skip
    parts = [
        cl.NameComparison("name"), cl.ExactMatch("website"), cl.ExactMatch("phone"),
        cl.ExactMatch("city"),
    ]  # fmt: skip
    place = [cl.JaroWinklerAtThresholds("street", [0.92, 0.8]), cl.ExactMatch("zip")]
    comparisons = [*parts[:3], *_often(parts[3]), *place]
    blocking: tuple[tuple[str, ...], ...] = (("name",), ("website",), ("phone",), ("zip",))
    if tuned:
        comparisons = [*_often(*parts), *place, cl.ExactMatch("country")]
        blocking += (("zip", "substr(name, 1, 4)"), ("city", "substr(name, 1, 4)"),
                     ("substr(name, 1, 10)",))  # fmt: skip
    sure = ("l.website = r.website", "l.name = r.name and l.city = r.city")
    return Spec(columns, comparisons, blocking, sure, (("name",), ("website",)))


def _febrl(tuned: bool) -> Spec:  # noqa: FBT001 - as above
    import splink.comparison_library as cl

    names = ("given_name", "surname", "date_of_birth", "soc_sec_id", "street_number", "postcode")
    named = [cl.NameComparison("given_name"), cl.NameComparison("surname")]
    comparisons = [
        *(_often(*named) if tuned else named),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        *_often(cl.ExactMatch("street_number")),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ]
    blocking = (("soc_sec_id",), ("given_name",), ("surname",), ("date_of_birth",), ("postcode",))
    sure = (
        "l.soc_sec_id = r.soc_sec_id",
        (
            "l.given_name = r.given_name and l.surname = r.surname"
            " and l.date_of_birth = r.date_of_birth"
        ),
    )
    columns = {name: _LOWER.format(name) for name in names}
    return Spec(columns, comparisons, blocking, sure, (("date_of_birth",), ("postcode",)), 0.9)


def _history(tuned: bool) -> Spec:  # noqa: FBT001 - as above
    import splink.comparison_library as cl

    names = ("first_name", "surname", "dob", "birth_place", "postcode_fake", "occupation")
    columns = {name: name for name in names}
    columns["whole"] = "first_name || ' ' || surname"
    comparisons = [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="whole"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        *_often(cl.ExactMatch("birth_place"), cl.ExactMatch("occupation")),
    ]  # fmt: skip
    if tuned:
        comparisons[0:1] = _often(cl.NameComparison("first_name"), cl.NameComparison("surname"))
    outward = "substr(postcode_fake, 1, 3)"
    blocking: tuple[tuple[str, ...], ...] = (
        ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"), ("surname", "dob"),
        ("first_name", "dob"), ("postcode_fake", "first_name"), ("postcode_fake", "surname"),
        ("dob", "birth_place"), (outward, "dob"), (outward, "first_name"), (outward, "surname"),
        ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
    )  # fmt: skip
    sure = (
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        (
            "substr(l.first_name, 1, 2) = substr(r.first_name, 1, 2) and l.surname = r.surname"
            " and substr(l.postcode_fake, 1, 2) = substr(r.postcode_fake, 1, 2)"
        ),
        "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
    )
    return Spec(columns, comparisons, blocking, sure, (("first_name", "surname"), ("dob",)), 0.6)


_SPECS: dict[str, Callable[[bool], Spec]] = {
    "contacts": _contacts, "accounts": _accounts, "febrl": _febrl, "history": _history,
}  # fmt: skip
