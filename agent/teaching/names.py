"""Names that a wording may hold in place of another: what is learned must hold for any of them."""

from calendar import day_name, month_name

from store.demo import generate
from store.demo.places import PLACES, REGIONS
from store.demo.stages import PACES, PRODUCTS, STAGES
from store.demo.words import INDUSTRIES

Names = dict[str, tuple[str, ...]]
"""Names by their kind; one takes another's place only within a kind."""

SCALE = 0.05
"""The size of the demo company whose people and accounts are named."""
OTHERWISE_MEANT = frozenset({"May", "Technology", "United States"})
"""A month that is also a verb, an industry and a country that people write in other ways."""


def names() -> Names:
    """The names of the demo company, and of times."""
    rows = generate(scale=SCALE).rows
    made = {
        "person": [row["name"] for row in rows["user"]],
        "team": [row["name"] for row in rows["team"]],
        "product": [product.name for product in PRODUCTS],
        "region": REGIONS,
        "account": [row["name"] for row in rows["account"]],
        "industry": INDUSTRIES,
        "country": [place.country for place in PLACES],
        "stage": STAGES,
        "segment": PACES,
        "quarter": ("Q1", "Q2", "Q3", "Q4"),
        "month": month_name[1:],
        "weekday": day_name[:5],
    }
    return {
        kind: tuple(name for name in dict.fromkeys(found) if name not in OTHERWISE_MEANT)
        for kind, found in made.items()
    }
