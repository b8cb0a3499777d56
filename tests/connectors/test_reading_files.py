"""Cutting text files into rows: encodings, delimiters, and rows that are not sound."""

from pathlib import Path

import pytest

from connectors.files.opening import open_source
from connectors.files.rows import BadRow, Source
from store.errors import BadInput, NotFound


def opened(folder: Path, content: str | bytes, name: str = "people.csv") -> Source:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path)


def read(source: Source, size: int = 1000) -> tuple[list[tuple[int, ...]], list[BadRow]]:
    rows: list[tuple[int, ...]] = []
    bad: list[BadRow] = []
    for chunk in source.chunks(size):
        rows += zip(chunk.lines, *chunk.columns, strict=True)
        bad += chunk.bad
    return rows, bad


@pytest.mark.parametrize(
    ("mark", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_the_delimiter_is_found(tmp_path, mark, name):
    source = opened(tmp_path, f"name{mark}city\nAcme, Inc. | x{mark}Rome\n".replace(" | x", ""))
    assert source.facts["delimiter"] == name
    assert source.header == ["name", "city"] if mark != "," else True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_accents_survive_in_every_usual_encoding(tmp_path, encoding):
    text = "name,city\n" + "Zoë Müller,Málaga\n" * 30
    source = opened(tmp_path, text.encode(encoding))
    rows, bad = read(source)
    assert rows[0][1:] == ("Zoë Müller", "Málaga")
    assert source.header == ["name", "city"]
    assert not bad


def test_an_old_mac_file_is_read_as_one_and_said_to_be(tmp_path):
    source = opened(tmp_path, "name,city\rFurnésh™,Bogotá\r".encode("mac_roman"))
    rows, _ = read(source)
    assert rows == [(2, "Furnésh™", "Bogotá")]
    assert "mac_roman" in source.notes[0]


def test_a_byte_that_is_not_utf8_is_found_behind_the_first_megabyte(tmp_path):
    body = b"name,city\n" + b"Acme,Rome\n" * 120_000 + "Café,Rome\n".encode("cp1252")
    source = opened(tmp_path, body)
    rows, _ = read(source)
    assert source.facts["encoding"] == "cp1252"
    assert rows[-1][1] == "Café"


def test_a_quoted_line_break_belongs_to_its_cell_and_lines_are_the_files_own(tmp_path):
    rows, bad = read(opened(tmp_path, 'name,note\nA,"one\ntwo"\nB,x\n'))
    assert rows == [(2, "A", "one\ntwo"), (4, "B", "x")]
    assert not bad


def test_a_nul_byte_costs_its_own_row_only(tmp_path):
    rows, bad = read(opened(tmp_path, "name,note\nA,x\nB\0b,y\nC,z\n"))
    assert [row[1] for row in rows] == ["A", "C"]
    assert (bad[0].line, bad[0].value) == (3, "B\\0b")
    assert "NUL" in bad[0].reason


def test_a_row_with_too_few_or_too_many_cells_is_told_with_its_line(tmp_path):
    rows, bad = read(opened(tmp_path, "name,note\nA,x\nB\nC,y,z\nD,w,,\n"))
    assert [row[1] for row in rows] == ["A", "D"]
    assert [(row.line, row.reason) for row in bad] == [
        (3, "1 cells where the header has 2"),
        (4, "3 cells where the header has 2"),
    ]


def test_a_quote_that_is_never_closed_costs_one_row_not_the_rest_of_the_file(tmp_path):
    lines = ["name,note", "A,x", 'B,"open', *(f"C{n},y" for n in range(3000))]
    rows, bad = read(opened(tmp_path, "\n".join(lines) + "\n"))
    assert len(rows) == 3001
    assert [row.line for row in bad] == [3]
    assert rows[1] == (4, "C0", "y")


def test_a_quote_left_open_at_the_very_end_is_told(tmp_path):
    rows, bad = read(opened(tmp_path, 'name,note\nA,x\nB,"open\n'))
    assert [row[1] for row in rows] == ["A"]
    assert "not closed" in bad[0].reason


def test_a_cell_of_absurd_length_is_told(tmp_path):
    rows, bad = read(opened(tmp_path, f"name,note\nA,{'x' * 200_000}\nB,y\n"))
    assert [row[1] for row in rows] == ["B"]
    assert "longer than 131,072" in bad[0].reason


def test_rows_that_a_program_quoted_whole_are_unwrapped_and_said_to_be(tmp_path):
    source = opened(tmp_path, 'name,note,city\nA,x,Rome\n"B,""y, z"",Oslo"\n')
    rows, bad = read(source)
    assert rows[1] == (3, "B", "y, z", "Oslo")
    assert not bad
    assert source.told() == ["1 rows were quoted whole, as one cell; they were unwrapped."]


def test_blank_lines_are_passed_over_and_titles_above_the_header_skipped(tmp_path):
    source = opened(tmp_path, "Accounts by owner\n\nname,city,owner\nA,Rome,Ana\n\nB,Oslo,Bo\n")
    rows, bad = read(source)
    assert source.header == ["name", "city", "owner"]
    assert rows == [(4, "A", "Rome", "Ana"), (6, "B", "Oslo", "Bo")]
    assert not bad
    assert "above the header" in source.notes[0]


def test_small_and_large_chunks_give_the_same_rows(tmp_path):
    lines = [f'{n},"a{n}"' if n % 3 else f'{n},"a\n{n}"' for n in range(100)]
    lines[50] = "50"
    source = opened(tmp_path, "id,note\n" + "\n".join(lines) + "\n")
    assert read(source, 7) == read(source, 1000)
    assert len(read(source, 7)[0]) == 99


def test_repeated_and_missing_column_names_are_told_apart(tmp_path):
    assert opened(tmp_path, "name,,name\na,b,c\n").header == ["name", "column 2", "name (2)"]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(BadInput, match="empty"):
        opened(tmp_path, content)


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"none\.csv"):
        open_source(tmp_path / "none.csv")


def test_a_workbook_in_name_only_is_refused(tmp_path):
    with pytest.raises(BadInput, match="not what its name says"):
        opened(tmp_path, "name\nA\n", "book.xlsx")


def test_a_broken_workbook_is_refused(tmp_path):
    with pytest.raises(BadInput, match="workbook"):
        opened(tmp_path, b"PK\x03\x04garbage", "book.xlsx")


def test_rows_wider_than_the_header_do_not_pass_for_one(tmp_path):
    source = opened(tmp_path, "email,title,company,phone\na,b,c,d\n,,,,0\n,,,,0\n,,,,0\n")
    assert source.header == ["email", "title", "company", "phone"]


def test_a_file_of_one_column_may_hold_delimiters(tmp_path):
    assert opened(tmp_path, "name\nAcme; Inc.\n").header == ["name"]
