import pytest

from evals.bench import import_contacts


def test_contacts_are_imported_in_a_process_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["import_contacts", "--rows", "40"])
    import_contacts.main()
    told = capfd.readouterr().out
    assert "first import: 40 rows" in told
    assert "added 0, same 40, rejected 0" in told
