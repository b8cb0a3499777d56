"""A register of people, without mailboxes, is matched by names, births, numbers and addresses."""

import numpy as np
import polars as pl

from tools.parts.matching.engine import match_people
from tools.parts.matching.roster import suits

FIRST = ("Ann", "Robert", "Carla", "Derek", "Ilse", "Tomas", "Noor", "Priya")
LAST = ("Lee", "Hale", "Okafor", "Ruiz", "Brandt", "Costa", "Ito")


def register() -> list[dict[str, str | None]]:
    return [
        {
            "first_name": FIRST[n % 8], "last_name": LAST[n % 7],
            "born_on": f"19{40 + n % 50}-0{1 + n % 9}-1{n % 10}",
            "identity_number": str(70_000_000 + n * 7_919_113), "street": f"{n} Oak Road",
            "city": ("Leeds", "York", "Hull")[n % 3], "postal_code": f"{2000 + n}",
        }
        for n in range(56)
    ]  # fmt: skip


def together(rows: list[dict[str, str | None]]) -> bool:
    label = match_people(pl.DataFrame(rows)).likely
    assert len(np.unique(label[:-1])) == len(rows) - 1
    return bool(label[0] == label[-1])


def test_a_table_with_births_and_no_mailboxes_is_a_register() -> None:
    rows = register()
    assert suits(pl.DataFrame(rows))
    assert not suits(pl.DataFrame([row | {"email": "a@acme.com"} for row in rows]))
    assert not suits(pl.DataFrame({"first_name": ["Ann"]}))


def test_a_slip_a_short_form_and_swapped_names_are_one_person() -> None:
    rows = register()
    assert together([*rows, rows[0] | {"born_on": "1940-01-01", "city": None}])
    assert together([*rows, rows[0] | {"first_name": "Lee", "last_name": "Ann"}])


def test_people_of_one_name_or_one_house_are_not_one() -> None:
    rows = register()
    stranger: dict[str, str | None] = {"born_on": "1988-12-30", "identity_number": "11",
                "street": "9 Elm Way", "city": "Bath", "postal_code": "9999"}  # fmt: skip
    assert not together([*rows, rows[0] | stranger])
    other: dict[str, str | None] = {
        "first_name": "Zed",
        "born_on": "1975-05-29",
        "identity_number": "12",
    }
    assert not together([*rows, rows[0] | other])
