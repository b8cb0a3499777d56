"""How fast, and in how much memory, a million contacts are imported.

    python -m evals.bench.import_contacts [--rows 1000000] [--url postgresql://...]

Writes a seeded CSV of invented people into a temporary folder, imports it into a new store (SQLite
there, or the empty database at `--url`) in a process of its own, and prints rows per second and
the peak resident memory of that process.
"""

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ITSELF = "evals.bench.import_contacts"
"""By its name and not its path, whose folder has modules that would hide Python's own."""
FIRST = [
    "Ada",
    "Ben",
    "Cora",
    "Dev",
    "Elif",
    "Finn",
    "Gia",
    "Hugo",
    "Ines",
    "Jonas",
    "Kofi",
    "Lena",
    "Mei",
    "Noor",
    "Omar",
    "Priya",
]
LAST = [
    "Adeyemi",
    "Berg",
    "Costa",
    "Diaz",
    "Evans",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ito",
    "Jensen",
    "Kim",
    "Lopez",
    "Meyer",
]
WORDS = [
    "Acorn",
    "Beacon",
    "Cedar",
    "Delta",
    "Ember",
    "Falcon",
    "Granite",
    "Harbor",
    "Iris",
    "Juniper",
    "Keystone",
]
KINDS = ["Labs", "Systems", "Foods", "Energy", "Health", "Logistics", "Media", "Partners"]
TITLES = ("VP Engineering", "Account Executive", "CFO", "Head of Sales", "Analyst", "Buyer")
CITIES = (("Austin", "TX", "USA"), ("Lyon", "", "France"), ("Leeds", "", "UK"), ("Pune", "", "IN"))
HEADER = (
    "Contact ID", "First Name", "Last Name", "Email", "Phone", "Mobile", "Title", "Company",
    "Street", "City", "State", "Zip", "Country", "Lead Source", "Created Date", "Newsletter",
)  # fmt: skip


def write_contacts(path: Path, rows: int, seed: int = 7) -> None:
    """A CSV of `rows` invented contacts; the same seed gives the same file."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_contact(number, chance) for number in range(rows))


def _contact(number: int, chance: random.Random) -> tuple[object, ...]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    company = f"{chance.choice(WORDS)} {chance.choice(KINDS)} {chance.randrange(9000)}"
    domain = company.replace(" ", "").lower() + ".com"
    city, state, country = chance.choice(CITIES)
    return (
        f"C{number:08}", first, last, f"{first}.{last}{number}@{domain}".lower(),
        f"({chance.randrange(200, 999)}) 555-{chance.randrange(10_000):04}",
        f"+1 {chance.randrange(2_000_000_000, 9_999_999_999)}" if chance.getrandbits(1) else "",
        chance.choice(TITLES), company, f"{chance.randrange(1, 9999)} Main St, Suite {number % 90}",
        city, state, f"{chance.randrange(100_000):05}", country,
        chance.choice(("Web", "Event", "Partner", "N/A")),
        date(2015, 1, 1) + timedelta(days=chance.randrange(4000)),
        chance.choice(("yes", "no", "")),
    )  # fmt: skip


def load_once(path: Path, url: str) -> None:
    """Import `path` into the store at `url` and print how it went."""
    from connectors.files import load, plan  # the libraries count towards this process's memory
    from store.engine import open_engine, upgrade, writing
    from store.people import Workspace

    engine = open_engine(url)
    upgrade(engine)
    workspace = Workspace(id="bench", name="Bench")
    with writing(engine) as session:
        session.merge(workspace)
    for attempt in ("first import", "same file again"):
        started, used = time.perf_counter(), time.process_time()
        planned = plan(path, workspace=Workspace(id="bench", name="Bench"))
        (report,) = load(
            engine, "bench", [planned], by="bench", now=datetime.now(UTC), home=path.parent
        )
        seconds = time.perf_counter() - started
        print(
            f"{attempt}: {report.read:,} rows in {seconds:.1f} s"
            f" ({report.read / seconds:,.0f} rows/s; {time.process_time() - used:.1f} s of CPU);"
            f" added {report.added:,}, same {report.same:,}, rejected {report.rejected:,};"
            f" peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
            flush=True,
        )


def main() -> None:
    """Make the file, then import it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--url", help="an empty PostgreSQL database; default: a new SQLite file")
    parser.add_argument("--only-load", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only_load:
        load_once(asked.only_load, asked.url)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.csv"
        write_contacts(path, asked.rows)
        print(f"{asked.rows:,} contacts, {path.stat().st_size / 1e6:.0f} MB of CSV", flush=True)
        url = asked.url or f"sqlite:///{folder}/store.db"
        command = [sys.executable, "-m", ITSELF, "--only-load", str(path), "--url", url]
        subprocess.run(command, check=True)  # noqa: S603 - this module again


if __name__ == "__main__":
    main()
