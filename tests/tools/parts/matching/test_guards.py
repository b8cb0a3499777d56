"""What only looks like one record is never merged unseen: each case from real pain."""

import polars as pl
import pytest

from tools.parts.matching.engine import match_companies, match_people

Row = dict[str, str | None]

ANN: Row = {"first_name": "Ann", "last_name": "Lee", "company_name": "Acme Foods",
            "email": "ann.lee@acme.com", "phone": "+1 415 555 0123", "title": "Buyer"}  # fmt: skip
ACME: Row = {"name": "Acme Foods", "domain": "acme.com", "phone": "+1 415 555 0123",
             "street": "1 Main St", "city": "Boston", "postal_code": "02101",
             "country": "US"}  # fmt: skip

PEOPLE: dict[str, Row] = {
    "colleagues with one number": {"first_name": "Tom", "last_name": "Ray",
                                   "email": "tom.ray@acme.com"},
    "a couple with one number and one company": {"first_name": "Bo", "email": None},
    "two people who write from info@": {"first_name": "Tom", "last_name": "Ray",
                                        "email": "info@acme.com"},
    "only a number in common": {"first_name": "Bo", "last_name": "Ray", "email": None,
                                "company_name": None},
    "a namesake with a mailbox of their own": {"email": "ann.lee2@acme.com", "phone": None},
    "a namesake elsewhere": {"email": "ann@umbra.io", "company_name": "Umbra", "phone": None,
                             "title": None},
    "father and son": {"last_name": "Lee, Jr.", "email": None},
    "another middle initial": {"first_name": "Ann Q.", "email": None},
    "mailboxes a letter apart": {"first_name": "Jan", "email": "jan.lee@acme.com",
                                 "phone": None},
    "another first name at one switchboard": {"first_name": "Anton", "email": None},
}  # fmt: skip
COMPANIES: dict[str, Row] = {
    "the same name in another country": {"domain": "acme.fr", "country": "France",
                                         "city": "Lyon", "street": None, "phone": None,
                                         "postal_code": None},
    "a subsidiary": {"name": "Acme Foods Europe", "parent_name": "Acme Foods"},
    "a branch word": {"name": "Acme Foods International", "street": None},
    "another site of one company": {"street": "9 Oak Ave", "city": "Denver",
                                    "postal_code": "80201", "phone": "+1 303 555 0144"},
    "another site with a number of the same block": {"street": "9 Oak Ave", "city": "Denver",
                                                     "postal_code": "80201",
                                                     "phone": "+1 415 555 0199"},
    "a namesake with a number of the same block": {"domain": None, "street": None,
                                                   "postal_code": None,
                                                   "phone": "+1 415 555 0199"},
    "a franchise: one domain, other names": {"name": "Bob's Diner", "street": "9 Oak Ave",
                                             "city": "Denver", "phone": None,
                                             "postal_code": None},
    "another legal form at another place": {"name": "Acme Foods GmbH", "domain": None,
                                            "city": "Berlin", "country": "DE", "phone": None,
                                            "street": None, "postal_code": None},
    "only a number in common": {"name": "Kestrel Freight", "domain": "kestrel.com",
                                "street": None, "city": None, "postal_code": None},
}  # fmt: skip


def crowd(kind: str) -> list[Row]:
    """Unrelated records, so that nothing here is the commonest of its kind."""
    if kind == "person":
        return [{"first_name": f"Given{n}", "last_name": f"Family{n}", "title": "Analyst",
                 "email": f"p{n}@firm{n}.com"} for n in range(30)]  # fmt: skip
    return [{"name": f"Firm {n} Works", "domain": f"firm{n}.com", "country": "US"}
            for n in range(30)]  # fmt: skip


@pytest.mark.parametrize("case", PEOPLE)
def test_two_people_are_never_merged_unseen(case: str) -> None:
    one = ANN | {"middle": "K"} if "middle" in case else dict(ANN)
    if "middle" in case:
        one["first_name"] = "Ann K."
    if "info@" in case:
        one["email"] = "info@acme.com"
    safe = match_people(frame([one, one | PEOPLE[case], *crowd("person")])).safe
    assert safe[0] != safe[1]


@pytest.mark.parametrize("case", COMPANIES)
def test_two_companies_are_never_merged_unseen(case: str) -> None:
    safe = match_companies(frame([ACME, ACME | COMPANIES[case], *crowd("company")])).safe
    assert safe[0] != safe[1]


def test_the_same_record_twice_is_merged() -> None:
    """The guards above would be worth nothing if they held everything apart."""
    assert len(set(match_people(frame([ANN, ANN, *crowd("person")])).safe[:2])) == 1
    assert len(set(match_companies(frame([ACME, ACME, *crowd("company")])).safe[:2])) == 1


def test_somebody_who_moved_jobs_is_shown_as_that_and_never_merged_unseen() -> None:
    before = ANN | {"last_name": "Okonkwo", "email": "ann.okonkwo@gmail.com"}
    after = before | {"company_name": "Umbra Freight", "phone": None, "title": "CFO",
                      "website": "umbra.io"}  # fmt: skip
    found = match_people(frame([before | {"website": "acme.com"}, after, *crowd("person")]))
    assert found.safe[0] != found.safe[1]
    assert found.likely[0] == found.likely[1]
    said = found.traces([0, 1])[0].sentence
    assert said.startswith("perhaps moved jobs, ")
    assert "same mailbox (+" in said


def test_test_records_are_never_merged_unseen() -> None:
    junk: Row = {"first_name": "Test", "last_name": "Test", "email": "x.y@acme.com"}
    found = match_people(frame([junk, junk, *crowd("person")]))
    assert found.safe[0] != found.safe[1]
    assert "looks like a test record" in found.traces([0, 1])[0].sentence


def test_clients_of_an_agency_that_share_its_mailbox_stay_apart() -> None:
    clients = [
        {"first_name": first, "last_name": last, "email": "crm@agency.com", "company_name": firm}
        for first, last, firm in (("Ann", "Lee", "Acme"), ("Tom", "Ray", "Umbra"),
                                  ("Ilse", "Brandt", "Kestrel"), ("Noor", "Ruiz", "Norfolk"))
    ]  # fmt: skip
    assert len(set(match_people(frame([*clients, *crowd("person")])).likely[:4])) == 4


def frame(rows: list[Row]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )
