import re
from pathlib import Path

import pytest

from evals.choice import ASIDE
from knowledge import asks
from knowledge.wordings import NOTHING, Wording, read_all
from store.errors import BadInput

FEWEST = 10_000


def alike(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def written(folder: Path, *lines: str) -> Path:
    (folder / "some.tsv").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_line_is_a_world_a_wording_and_its_plain_request(tmp_path: Path) -> None:
    folder = written(
        tmp_path, "demo\thow much did we win?\twon revenue", "", "talk\tper rep\tby owner"
    )
    assert read_all(folder) == (
        Wording("demo", "how much did we win?", "won revenue"),
        Wording("talk", "per rep", "by owner"),
    )


@pytest.mark.parametrize("line", ["demo\tonly two", "demo\ta\tb\tc", "demo\tno plain form\t "])
def test_a_line_without_three_fields_is_refused_by_its_file_and_number(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(BadInput, match=r"some.tsv:2 has not the three fields"):
        read_all(written(tmp_path, "demo\ta\tb", line))


def test_a_wording_with_two_plain_forms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "another.tsv").write_text("demo\tbookings\twon revenue\n")
    with pytest.raises(BadInput, match=r"some.tsv:1 gives 'bookings' another plain form"):
        read_all(written(tmp_path, "demo\tbookings\tnumber of won deals"))


def test_a_wording_that_stands_twice_alike_is_read_once(tmp_path: Path) -> None:
    assert len(read_all(written(tmp_path, "demo\ta\tb", "demo\ta\tb"))) == 1


@pytest.mark.parametrize(
    ("world", "plain", "alone"),
    [("demo", "win rate", True), ("talk", "by owner", False), ("demo", "nothing", False),
     ("demo", "win rate; open deals", False)],
)  # fmt: skip
def test_one_request_that_needs_no_other_stands_alone(world: str, plain: str, alone: bool) -> None:
    assert Wording(world, "said", plain).stands_alone == alone


def test_what_is_shipped_can_be_read() -> None:
    assert len(read_all()) > FEWEST
    assert {each.world for each in read_all()} == {"demo", "maven", "cb", "talk"}


def test_no_wording_that_is_kept_aside_is_taught() -> None:
    taught = {alike(each.said) for each in read_all()}
    taught |= {alike(each.text) for each in asks.read_all() if each.tool == NOTHING}
    aside = read_all(ASIDE / "wordings") + read_all(ASIDE)
    assert aside
    assert [each.said for each in aside if alike(each.said) in taught] == []
