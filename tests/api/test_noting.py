"""`pitcrew snapshot` notes today's open deals, and lists the days it noted."""

from datetime import UTC, datetime

from typer.testing import CliRunner

from api import cli
from tests.api.fakes import FakeOffice
from tests.makers import Make


def run(office: FakeOffice, *words: str) -> str:
    ran = CliRunner().invoke(cli.app, list(words), obj={"office": office})
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_a_snapshot_says_how_many_deals_are_open_and_how_many_changed(
    office: FakeOffice, make: Make
):
    make("opportunity", status="open")
    make("opportunity", status="open")
    make("opportunity", status="won")
    assert "2 open deals, 2 changed" in run(office, "snapshot")
    assert run(office, "snapshot", "--list").split() == [datetime.now(UTC).date().isoformat()]


def test_nothing_is_listed_before_the_first_snapshot(office: FakeOffice):
    assert run(office, "snapshot", "--list") == ""
