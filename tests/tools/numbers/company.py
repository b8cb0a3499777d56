"""Random companies in plain dictionaries, for oracles; each has a workspace of its own."""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from store import workspace as workspaces
from tests.makers import NOW
from tools.parts.paths import table_of

TODAY = date(2026, 11, 20)
FIRST = date(2025, 1, 1)
START, END = date(2026, 4, 1), date(2026, 9, 30)
SPAN = f"{START}..{END}"
DAY = timedelta(days=1)
QUARTERS = [
    (date(2026, 4, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
]  # fmt: skip
companies = given(seed=st.integers(0, 10**6))
few = settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


class Company:
    """Random rows of every table that these figures look at; `live` leaves the deleted out."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.rows = {}
        self.people()
        for make, times in ((self.deal, 70), (self.subscription, 40), (self.cost, 25),
                            (self.lead, 40), (self.activity, 150)):  # fmt: skip
            for _ in range(times):
                make()

    def people(self):
        came, left = {1: date(2026, 5, 10)}, {2: date(2026, 8, 15)}
        for n in range(4):
            self.add("user", name=f"Rep {n}", role="rep", active=n != 3, started_on=came.get(n),
                     left_on=left.get(n))  # fmt: skip
            for first, last in QUARTERS:
                self.add("quota", user_id=f"user-{n}", starts_on=first, ends_on=last,
                         amount_cents=(n + 1) * 3_000_000, currency="USD")  # fmt: skip
        self.prospects()
        for n in range(12):
            self.add("account", name=f"Firm {n}", segment=self.dice.choice(["SMB", "Big", None]))
        for n in range(8):
            self.add("contact", last_name=f"P{n}", account_id=f"account-{self.dice.randrange(12)}",
                     consent="unknown")  # fmt: skip
        for n, name in enumerate(("Talk", "Offer", "Won", "Lost")):
            self.add("stage", name=name, position=n, status={2: "won", 3: "lost"}.get(n, "open"),
                     win_rate={0: 0.25, 1: 0.5}.get(n))  # fmt: skip

    def prospects(self):
        for n in range(3):
            self.add("team", name=f"Team {n}")
            self.add("prospect_company", name=f"Firm {n}")
            self.add("prospect_person", last_name=f"P {n}",
                     prospect_company_id=f"prospect_company-{n}")  # fmt: skip
            self.add("funding_round", prospect_company_id=f"prospect_company-{n}", stage="seed",
                     funded_on=date(2026, 2 + 3 * n, 1))  # fmt: skip

        for n in range(9):
            self.add("funding_round", prospect_company_id=f"prospect_company-{n % 3}",
                     stage="series-a", funded_on=date(2026, 4 + n % 4, 5), currency="USD",
                     raised_cents=None if n == 4 else (n * n + 1) * 1_234_567)  # fmt: skip
        for n in range(7):
            self.add("prospect_company", name=f"Start {n}", founded_on=date(2026, 5 + n % 5, 9),
                     currency="USD", raised_cents=(None, 0, *range(3, 8))[n])  # fmt: skip

    def add(self, table, **row):
        rows = self.rows.setdefault(table, [])
        rows.append({"id": f"{table}-{len(rows)}", **row})
        return rows[-1]

    def live(self, table):
        return [r for r in self.rows[table] if r.get("state", "live") == "live"]

    def day(self, first=FIRST, last=TODAY):
        return first + timedelta(days=self.dice.randrange((last - first).days + 1))

    def maybe(self, value, share=0.8):
        return value if self.dice.random() < share else None

    def deal(self):
        dice, created = self.dice, self.day()
        status = dice.choice(["won", "won", "lost", "open"])
        row = self.add(
            "opportunity", name="d", status=status,
            stage=dice.choice(["Talk", "Offer", None]), created_on=self.maybe(created, 0.93),
            closed_on=None if status == "open" else self.day(created),
            expected_close_on=self.maybe(self.day(created, date(2027, 3, 1))),
            amount_cents=self.maybe(dice.randrange(1, 10**7)), currency="USD",
            owner_id=self.maybe(f"user-{dice.randrange(4)}", 0.9),
            account_id=self.maybe(f"account-{dice.randrange(12)}", 0.9),
            loss_reason=dice.choice([None, "Price", "No decision", "no-decision"]),
            last_activity_on=self.maybe(self.day(created)),
            state=dice.choice(["live"] * 9 + ["deleted"]),
        )  # fmt: skip
        when = created
        for _ in range(dice.randrange(5)):
            when += timedelta(days=dice.randrange(50))
            self.add("stage_history", opportunity_id=row["id"], stage="Talk",
                     entered_at=at(when, dice.randrange(24)),
                     amount_cents=self.maybe(dice.randrange(1, 10**7)),
                     expected_close_on=self.maybe(self.day(created, date(2027, 3, 1))))  # fmt: skip

    def subscription(self):
        starts = self.day()
        self.add("subscription", account_id=f"account-{self.dice.randrange(12)}",
                 arr_cents=self.dice.randrange(1, 10**7), starts_on=starts,
                 ends_on=self.maybe(starts + timedelta(days=self.dice.randrange(600))),
                 state=self.dice.choice(["live"] * 9 + ["deleted"]))  # fmt: skip

    def cost(self):
        starts = self.day()
        self.add("cost", function=self.dice.choice(["sales", "marketing", "cost_of_revenue"]),
                 amount_cents=self.dice.randrange(1, 10**7), starts_on=starts,
                 ends_on=self.maybe(starts + timedelta(days=self.dice.randrange(90))))  # fmt: skip
        if len(self.rows["cost"]) == 1:
            self.add("cost", function="sales", amount_cents=77, starts_on=TODAY, ends_on=None)

    def lead(self):
        dice, created = self.dice, self.day()
        arrived = at(created, dice.randrange(24), dice.randrange(60))
        later = arrived + timedelta(minutes=dice.randrange(9_000))
        self.add(
            "lead", created_on=created, created_at=self.maybe(arrived),
            responded_at=self.maybe(later, 0.6), mql_on=self.maybe(created, 0.5),
            sal_on=self.maybe(created, 0.3), sql_on=self.maybe(self.day(created), 0.3),
            converted_on=self.maybe(created, 0.2),
            converted_contact_id=self.maybe(f"contact-{dice.randrange(8)}", 0.3),
        )  # fmt: skip

    def activity(self):
        dice = self.dice
        self.add(
            "activity", kind=dice.choice(["call", "email", "note"]),
            direction=dice.choice(["outbound", "outbound", "inbound", None]),
            occurred_at=at(self.day(), dice.randrange(24)),
            owner_id=f"user-{dice.randrange(4)}", account_id=f"account-{dice.randrange(12)}",
            lead_id=self.maybe(f"lead-{dice.randrange(40)}", 0.3),
            opportunity_id=self.maybe(f"opportunity-{dice.randrange(70)}", 0.4),
        )  # fmt: skip

    def write(self, session, workspace_id):
        stamp = {"workspace_id": workspace_id, "recorded_at": NOW, "changed_at": NOW, "version": 1,
                 "state": "live"}  # fmt: skip
        workspaces.ensure(session, workspace_id, timezone="UTC")
        for table, rows in self.rows.items():
            names = {name for row in rows for name in row}
            filled = [dict.fromkeys(names) | stamp | row for row in rows]
            session.execute(insert(table_of(table)), filled)
        session.commit()


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def same(found, wanted):
    if wanted is None or found is None:
        return found is None and wanted is None
    return abs(Fraction(found) - Fraction(wanted)) < Fraction(1, 100)


def share(top, bottom, least=5, n=None):
    enough = (bottom if n is None else n) >= least
    return Fraction(top) / Fraction(bottom) if enough and bottom else None


def worth(rows):
    return Fraction(sum(r["amount_cents"] or 0 for r in rows), 100)


def inside(day, start=START, end=END):
    return day is not None and start <= day <= end
