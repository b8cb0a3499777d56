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
    "a couple in one record, and one of them": {"first_name": "Ann & Bo"},
    "a name and a mailbox with the same other letter": {"last_name": "Lei",
                                                        "email": "ann.lei@acme.com"},
    "two mailboxes that spell one name": {"email": "alee@acme.com"},
    "a namesake at another company of the town": {"company_name": "Umbra Freight", "phone": None,
                                                  "email": "ann@umbra.io", "city": "Boston"},
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
    "another client of an agency": {"name": "Acme Foods (for Umbra)"},
    "another branch behind a dash": {"name": "Acme Foods - Denver"},
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
    other = ACME | COMPANIES[case]
    one = ACME | ({"name": "Acme Foods (Boston)"} if "another client" in case else {})
    one |= {"name": "Acme Foods - Boston"} if "behind a dash" in case else {}
    safe = match_companies(frame([one, other, *crowd("company")])).safe
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first_name": "Gregory", "last_name": "Thiel", "email": "gthiel@thieltool.com"},
         {"first_name": "Greg", "last_name": "Thiel", "email": "greg@thieltool.com"}),
        ({"first_name": "Fatima", "last_name": "Zahra Benali", "email": "fz.benali@atlas.ma"},
         {"first_name": "Fatima Zahra", "last_name": "Benali", "email": "fatima.benali@atlas.ma"}),
        ({"first_name": "Rosa María Fernández Gil", "email": "rosa@olivares.es"},
         {"first_name": "Rosa Fernandez", "email": "rosa@olivares.es"}),
        ({"first_name": "Олег", "last_name": "Петров", "email": "o.petrov@ural.ru"},
         {"first_name": "Oleg", "last_name": "Petrov", "email": "petrov.oleg@ural.ru"}),
        ({"first_name": "浩", "last_name": "中村", "email": "h.nakamura@sakura.jp"},
         {"first_name": "Hiroshi", "last_name": "Nakamura", "email": "h.nakamura@sakura.jp"}),
        ({"first_name": 'Harold "Hal"', "last_name": "Brubaker", "email": "hal@brubaker.com"},
         {"first_name": "Mr. Harold", "last_name": "Brubaker, CBE", "email": "hal@brubaker.com"}),
    ],
    ids=["mailboxes in two forms", "cut elsewhere", "parts left out", "Cyrillic", "other letters",
         "a nickname in quotes"],
)  # fmt: skip
def test_one_person_written_in_two_ways_is_found(one: Row, other: Row) -> None:
    same: Row = {"company_name": "Works of One Town", "phone": "+1 415 555 0123"}
    found = match_people(frame([one | same, other | same, *crowd("person")]))
    assert found.likely[0] == found.likely[1]


def test_what_a_mailbox_of_several_is_called_is_no_name() -> None:
    team: Row = {"first_name": "Accounts", "last_name": "Payable", "phone": "+1 415 555 0123",
                 "company_name": "Acme Foods", "email": "ap@acme.com"}  # fmt: skip
    found = match_people(frame([team, team | {"email": "accounts@acme.com"}, *crowd("person")]))
    assert found.safe[0] != found.safe[1]
    assert "a team's name, not a person's" in found.traces([0, 1])[0].sentence


def test_a_short_table_does_not_make_a_common_name_rare() -> None:
    common: Row = {"first_name": "John", "last_name": "Smith"}
    rare: Row = {"first_name": "Quillon", "last_name": "Vandermeersch"}
    rows: list[Row] = [
        {**name, "company_name": firm, "email": f"me@{firm}.com"}
        for name in (common, rare)
        for firm in ("umbra", "kestrel")
    ]
    found = match_people(frame([*rows, *crowd("person")]))
    assert found.likely[0] != found.likely[1]
    assert found.likely[2] == found.likely[3]


def test_shop_numbers_are_no_slips_of_the_keyboard() -> None:
    shops = [ACME | {"name": f"SpeedyPrint #{number}", "street": None} for number in (114, 115)]
    found = match_companies(frame([*shops, *crowd("company")]))
    assert found.safe[0] != found.safe[1]
    assert "different names" in found.traces([0, 1])[0].sentence


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
