"""A second run matches what has changed, and comes to what matching everything comes to."""

import json
import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tools.parts.matching import engine, remembering, stash
from tools.parts.matching.earlier import Earlier
from tools.parts.matching.engine import Said, grouping, marks, scored_here, settled
from tools.parts.matching.grouping import USUAL, Tiers
from tools.parts.matching.moves import moves
from tools.parts.matching.outcome import Judged, Matches
from tools.parts.matching.remembering import Memory, match

FIRST = ("Ann", "Bob", "Robert", "Carla", "Derek", "Ilse", "Tomas", "Noor", "Liz", "Elizabeth")
LAST = ("Lee", "Hale", "Okafor", "Van Dyk", "Ruiz", "Brandt", "Smith-Jones", "Hail", "Brand")
FIRMS = ("Brightwater", "Umbrella Foods", "Kestrel Freight", "Northgate Legal", "Kestrel Frieght")
TOWNS = ("Boston", "Leeds", "Graz")


def person(dice):
    first, last, firm = dice.choice(FIRST), dice.choice(LAST), dice.choice(FIRMS)
    site = firm.lower().replace(" ", "") + ".com"
    box = f"{first[0]}{last}".lower().replace(" ", "")
    return {
        "first_name": first, "last_name": last, "company_name": dice.choice([firm, firm, None]),
        "email": dice.choice([f"{box}@{site}", f"{box}@gmail.com", f"info@{site}", None]),
        "other_emails": dice.choice([f"{box}@{site}; {box}@web.de", None, None, None]),
        "phone": f"+1415555{dice.randrange(100, 130)}0" if dice.random() < 0.6 else None,
        "other_phones": dice.choice([f"+1415555{dice.randrange(100, 130)}0", None, None, None]),
        "title": dice.choice(["CFO", "Analyst", None]), "city": dice.choice([*TOWNS, None]),
    }  # fmt: skip


def company(dice):
    firm, town = dice.choice(FIRMS), dice.choice(TOWNS)
    return {
        "name": firm + dice.choice(["", " Inc", " GmbH", f" {town}", " Europe"]),
        "domain": dice.choice(["kestrel.io", "umbra.com", "brightwater.com", None]),
        "phone": f"+1415555{dice.randrange(100, 120)}0", "city": dice.choice([town, None]),
        "street": dice.choice([f"{dice.randrange(1, 9)} High Street", None]),
        "parent_name": dice.choice([None, None, "Kestrel Freight"]),
    }  # fmt: skip


def entry(dice):
    return {
        "first_name": dice.choice(FIRST), "last_name": dice.choice(LAST),
        "born_on": f"19{dice.randrange(50, 60)}-0{dice.randrange(1, 9)}-11",
        "identity_number": str(dice.randrange(1000, 1060)), "city": dice.choice(TOWNS),
        "postal_code": f"LS{dice.randrange(1, 4)} 4AB",
        "street": f"{dice.randrange(1, 20)} High St",
    }  # fmt: skip


def table(rows):
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def edited(dice, rows, make):
    """Some rows changed, some gone, some new, and sometimes all of them in another order."""
    kept = [dict(row) for row in rows if dice.random() > 0.04]
    for row in kept:
        if dice.random() < 0.08:
            fresh = make(dice)
            for field in dice.sample(sorted(row), 2):
                row[field] = fresh[field]
    kept += [make(dice) for _ in range(dice.randrange(12))]
    kept += [dict(dice.choice(kept)) for _ in range(dice.randrange(4))]
    if dice.random() < 0.3:
        dice.shuffle(kept)
    return kept


def everything(folder, frame, apart, tiers):
    """Every record of a frame matched under what an earlier run learnt."""
    earlier = Earlier(stash.read(folder))
    subject = earlier.subject(earlier.read(frame).sheet)
    left, right = subject.candidates()
    judged = Judged(left, right, *scored_here(subject, earlier.model, left, right))
    how = grouping(subject, earlier.model, Said(apart), tiers, marks(frame))
    return settled(subject, earlier.model, judged, how)


def groups(label):
    return {frozenset(np.flatnonzero(label == value).tolist()) for value in np.unique(label)}


def assert_same(one: Matches, two: Matches) -> None:
    for name in ("left", "right", "bits", "conflict", "guarded"):
        assert (getattr(one.judged, name) == getattr(two.judged, name)).all(), name
    assert groups(one.likely) == groups(two.likely)
    assert groups(one.safe) == groups(two.safe)


@pytest.fixture(autouse=True)
def _always(monkeypatch):
    monkeypatch.setattr(remembering, "FEW", 0)
    monkeypatch.setattr(remembering, "MOVED", 1.0)


@pytest.mark.parametrize(("make", "of_companies"), [(person, False), (company, True),
                                                    (entry, False)])  # fmt: skip
@pytest.mark.parametrize("seed", range(5))
def test_what_has_changed_is_matched_as_if_everything_were(tmp_path, make, of_companies, seed):
    dice = random.Random(seed)
    rows = [make(dice) for _ in range(dice.choice([40, 150, 400]))]
    match(table(rows), of_companies=of_companies, memory=Memory(tmp_path))
    for _ in range(2):
        rows = edited(dice, rows, make)
        frame, apart = table(rows), [tuple(dice.sample(range(len(rows)), 2)) for _ in range(3)]
        tiers = dice.choice([USUAL, USUAL, Tiers(-3.0, 9.0)])
        ran = match(frame, apart, of_companies=of_companies, tiers=tiers, memory=Memory(tmp_path))
        assert ran.changed is not None
        assert_same(ran.matches, everything(tmp_path, frame, apart, tiers))


@pytest.mark.parametrize("crowd", [4, 7, 12, 30])
def test_keys_that_come_to_be_shared_by_too_many_no_longer_make_pairs(tmp_path, crowd):
    """Six may share a number, eight a town and a surname: one more, and pairs of others go."""
    rows = [
        {"first_name": f"{a}na", "last_name": f"{b}olt", "phone": "+14155550100", "city": "Boston"}
        for a, b in zip("ABCDEFGHIJKL", "ZYXWVUTSRQPO", strict=True)
    ]
    frame = table(rows[:crowd] * (crowd // len(rows) + 1))
    match(frame[: crowd + 1], of_companies=False, memory=Memory(tmp_path))
    for after in (frame[:crowd], frame[: crowd // 2], pl.concat([frame, frame])):
        ran = match(after, of_companies=False, memory=Memory(tmp_path))
        assert_same(ran.matches, everything(tmp_path, after, (), USUAL))


def test_a_number_that_becomes_a_switchboard_counts_for_less_among_those_who_had_it(tmp_path):
    rows = [{"first_name": n, "last_name": "Lee", "phone": "+14155550100", "company_name": None}
            for n in ("Ann", "Anne")]  # fmt: skip
    others = [{"first_name": n, "last_name": n + "sen", "phone": "+14155550100",
               "company_name": None} for n in ("Bo", "Cy", "Di", "Ed")]  # fmt: skip
    match(table(rows), of_companies=False, memory=Memory(tmp_path))
    frame = table(rows + others)
    ran = match(frame, of_companies=False, memory=Memory(tmp_path))
    assert_same(ran.matches, everything(tmp_path, frame, (), USUAL))
    [trace] = ran.matches.traces([0, 1])
    assert "same direct number" not in trace.sentence


def test_when_nothing_has_changed_nothing_is_matched(tmp_path, monkeypatch):
    frame = table([person(random.Random(n)) for n in range(60)])
    first = match(frame, of_companies=False, memory=Memory(tmp_path))
    monkeypatch.setattr("tools.parts.matching.again.scored_here", None)
    again = match(frame, of_companies=False, memory=Memory(tmp_path))
    assert first.changed is None
    assert again.changed == 0
    assert groups(again.matches.safe) == groups(first.matches.safe)
    assert (again.matches.links.bits == first.matches.links.bits).all()


def test_when_much_has_changed_the_weights_are_learnt_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(remembering, "MOVED", 0.05)
    dice = random.Random(3)
    rows = [person(dice) for _ in range(200)]
    match(table(rows), of_companies=False, memory=Memory(tmp_path))
    little = match(table([*rows, *rows[:5]]), of_companies=False, memory=Memory(tmp_path))
    grown = table([*rows, *(person(dice) for _ in range(40))])
    much = match(grown, of_companies=False, memory=Memory(tmp_path))
    assert little.changed == 5
    assert much.changed is None
    assert (much.matches.links.bits == engine.match_people(grown).links.bits).all()
    assert match(grown, of_companies=False, memory=Memory(tmp_path)).changed == 0


def test_many_words_of_people_are_learnt_from(tmp_path, monkeypatch):
    monkeypatch.setattr(remembering, "MOVED", 0.05)
    frame = table([person(random.Random(n)) for n in range(100)])
    match(frame, of_companies=False, memory=Memory(tmp_path))
    told = [(n, n + 1) for n in range(10)]
    assert match(frame, told, of_companies=False, memory=Memory(tmp_path)).changed is None


def test_a_person_may_ask_to_begin_afresh(tmp_path):
    frame = table([person(random.Random(n)) for n in range(50)])
    match(frame, of_companies=False, memory=Memory(tmp_path))
    assert match(frame, of_companies=False, memory=Memory(tmp_path, afresh=True)).changed is None


def cut_short(folder: Path) -> None:
    [file] = folder.glob("*.bin")
    file.write_bytes(file.read_bytes()[:-100])


def overwritten(folder: Path) -> None:
    [file] = folder.glob("*.bin")
    file.write_bytes(bytes(file.stat().st_size))


def of_another_version(folder: Path) -> None:
    head = json.loads((folder / "kept.json").read_text())
    (folder / "kept.json").write_text(json.dumps(head | {"made_by": "another"}))


def nonsense(folder: Path) -> None:
    (folder / "kept.json").write_text("[1, 2")


def gone(folder: Path) -> None:
    [file] = folder.glob("*.bin")
    file.unlink()


@pytest.mark.parametrize("harm", [cut_short, overwritten, of_another_version, nonsense, gone])
def test_what_is_of_no_use_is_made_anew(tmp_path, harm):
    frame = table([person(random.Random(n)) for n in range(50)])
    first = match(frame, of_companies=False, memory=Memory(tmp_path))
    harm(tmp_path)
    again = match(frame, of_companies=False, memory=Memory(tmp_path))
    assert again.changed is None
    assert groups(again.matches.safe) == groups(first.matches.safe)
    assert match(frame, of_companies=False, memory=Memory(tmp_path)).changed == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_table_of_other_columns_is_another_table(tmp_path):
    frame = table([person(random.Random(n)) for n in range(50)])
    match(frame, of_companies=False, memory=Memory(tmp_path))
    less = match(frame.drop("city"), of_companies=False, memory=Memory(tmp_path))
    assert less.changed is None


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    frame = table([person(random.Random(n)) for n in range(50)])
    ran = match(frame, of_companies=False, memory=Memory(tmp_path / "file" / "below"))
    assert len(ran.matches.safe) == 50


def test_records_are_known_again_by_what_they_hold():
    was = np.array([7, 8, 8, 9, 5], np.uint64)
    found = moves(was, np.array([9, 8, 6, 8, 8, 7], np.uint64))
    assert found.now[3] == 0
    assert found.now[0] == 5
    assert found.now[4] == -1
    assert sorted([*found.now[1:3].tolist(), *found.fresh.tolist()]) == [1, 2, 3, 4]
    assert len(found.fresh) == 2
