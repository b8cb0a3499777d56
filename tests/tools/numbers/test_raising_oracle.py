"""Money raised by prospects agrees with plain Python over made rows."""

from fractions import Fraction

from tests.tools.numbers.company import companies, few, inside, same
from tests.tools.numbers.oracle import middle


def _spread(value, metric, cents, **asks):
    known = [c for c in cents if c]
    enough = len(known) >= 3
    mean = Fraction(sum(known), 100 * len(known)) if enough else None
    assert same(value(metric, **asks), mean)
    assert same(value(metric, "median", **asks), middle(known) / 100 if enough else None)


@few
@companies
def test_what_was_raised_is_the_sum_of_the_rounds_of_the_period(asked, seed):
    company, value, _ = asked(seed)
    rounds = [r for r in company.live("funding_round") if inside(r["funded_on"])]
    cents = [r.get("raised_cents") for r in rounds]
    assert same(value("funding_raised"), Fraction(sum(c or 0 for c in cents), 100))
    _spread(value, "round_size", cents)


@few
@companies
def test_what_a_company_raised_leaves_out_those_that_raised_nothing(asked, seed):
    company, value, _ = asked(seed)
    raised = [c.get("raised_cents") for c in company.live("prospect_company")]
    _spread(value, "company_funding", raised, period=None)
    _spread(value, "company_funding",
            [c.get("raised_cents") for c in company.live("prospect_company")
             if inside(c.get("founded_on"))])  # fmt: skip
