"""Where the demo company sells: cities, the states and countries they are in, and their numbers."""

from dataclasses import dataclass

REGIONS = ("East", "West", "Central", "EMEA", "APAC")


@dataclass(frozen=True, slots=True)
class Place:
    """A city, the sales region that covers it, and how its telephone numbers begin."""

    city: str
    state: str | None
    country: str
    region: str
    dial: str
    digits: int
    postal: str

    @property
    def is_american(self) -> bool:
        """Whether it is in the United States, where a bare number is a local one."""
        return self.country == "United States"


_UNITED_STATES = {
    "West": "San Francisco CA 415 941|San Jose CA 408 951|Los Angeles CA 213 900"
    "|San Diego CA 619 921|Sacramento CA 916 958|Seattle WA 206 981|Spokane WA 509 992"
    "|Portland OR 503 972|Denver CO 303 802|Boulder CO 720 803"
    "|Salt Lake City UT 801 841|Phoenix AZ 602 850"
    "|Tucson AZ 520 857|Las Vegas NV 702 891|Boise ID 208 837",
    "Central": "Chicago IL 312 606|Austin TX 512 787|Dallas TX 214 752|Houston TX 713 770"
    "|San Antonio TX 210 782|Minneapolis MN 612 554|St. Louis MO 314 631|Kansas City MO 816 641"
    "|Milwaukee WI 414 532|Indianapolis IN 317 462|Columbus OH 614 432|Cleveland OH 216 441"
    "|Detroit MI 313 482|Omaha NE 402 681|Nashville TN 615 372",
    "East": "New York NY 212 100|Brooklyn NY 718 112|Buffalo NY 716 142|Boston MA 617 021"
    "|Cambridge MA 857 021|Philadelphia PA 215 191|Pittsburgh PA 412 152|Washington DC 202 200"
    "|Baltimore MD 410 212|Charlotte NC 704 282|Raleigh NC 919 276|Atlanta GA 404 303"
    "|Miami FL 305 331|Tampa FL 813 336|Orlando FL 407 328|Hartford CT 860 061"
    "|Newark NJ 973 071|Richmond VA 804 232",
}
"""City, state, area code and the first digits of its ZIP codes."""

_ELSEWHERE = (
    "Vancouver|BC|Canada|West|+1604555|4|",
    "Calgary|AB|Canada|West|+1403555|4|",
    "Winnipeg|MB|Canada|Central|+1204555|4|",
    "Toronto|ON|Canada|East|+1416555|4|",
    "Montreal|QC|Canada|East|+1514555|4|",
    "London||United Kingdom|EMEA|+44207946|4|",
    "Manchester||United Kingdom|EMEA|+44161496|4|",
    "Leeds||United Kingdom|EMEA|+44113496|4|",
    "Bristol||United Kingdom|EMEA|+44117496|4|",
    "Edinburgh||United Kingdom|EMEA|+44131496|4|",
    "Berlin||Germany|EMEA|+493023125|3|101",
    "Munich||Germany|EMEA|+498999998|3|803",
    "Hamburg||Germany|EMEA|+494066969|3|200",
    "Frankfurt||Germany|EMEA|+496990009|3|603",
    "Cologne||Germany|EMEA|+492214710|3|506",
    "Paris||France|EMEA|+3319900|4|750",
    "Lyon||France|EMEA|+3346571|4|690",
    "Amsterdam||Netherlands|EMEA|+3120555|4|",
    "Dublin||Ireland|EMEA|+3531555|4|",
    "Madrid||Spain|EMEA|+3491555|4|280",
    "Stockholm||Sweden|EMEA|+46846500|3|",
    "Sydney|NSW|Australia|APAC|+6125550|4|",
    "Melbourne|VIC|Australia|APAC|+6135550|4|",
    "Brisbane|QLD|Australia|APAC|+6175550|4|",
    "Singapore||Singapore|APAC|+656555|4|",
    "Tokyo||Japan|APAC|+813555|5|",
    "Bengaluru|KA|India|APAC|+91802555|4|560",
    "Mumbai|MH|India|APAC|+91222555|4|400",
)


def _american() -> list[Place]:
    rows = []
    for region, cities in _UNITED_STATES.items():
        for line in cities.split("|"):
            city, state, area, postal = line.rsplit(" ", 3)
            rows.append(Place(city, state, "United States", region, f"+1{area}555", 4, postal))
    return rows


def _foreign() -> list[Place]:
    rows = []
    for line in _ELSEWHERE:
        city, state, country, region, dial, digits, postal = line.split("|")
        rows.append(Place(city, state or None, country, region, dial, int(digits), postal))
    return rows


PLACES: tuple[Place, ...] = (*_american(), *_foreign())
BY_REGION: dict[str, list[Place]] = {
    region: [place for place in PLACES if place.region == region] for region in REGIONS
}
METROS = {
    "San Francisco": "SF Bay", "San Jose": "SF Bay", "Brooklyn": "New York", "Newark": "New York",
    "Cambridge": "Boston", "Boulder": "Denver",
}  # fmt: skip
"""Cities that belong to the metropolitan area of another."""
COUNTRY_SPELLINGS = {
    "United States": ("U.S.A.", "USA", "us", "Unites States", "united states", "U.S."),
    "United Kingdom": ("UK", "U.K.", "Great Britain", "united kingdom"),
    "Germany": ("Deutschland", "GERMANY", "DE"),
    "Canada": ("CAN", "canada", "Cananda"),
    "France": ("FR", "france"),
    "Australia": ("AUS", "Austrailia"),
    "Netherlands": ("Holland", "The Netherlands", "NL"),
    "India": ("IND", "india"),
}
"""How people mistype the countries, for the planted dirt."""
STATE_NAMES = {
    "CA": "California", "WA": "Washington", "OR": "Oregon", "CO": "Colorado", "UT": "Utah",
    "AZ": "Arizona", "NV": "Nevada", "ID": "Idaho", "IL": "Illinois", "TX": "Texas",
    "MN": "Minnesota", "MO": "Missouri", "WI": "Wisconsin", "IN": "Indiana", "OH": "Ohio",
    "MI": "Michigan", "NE": "Nebraska", "TN": "Tennessee", "NY": "New York",
    "MA": "Massachusetts", "PA": "Pennsylvania", "MD": "Maryland", "NC": "North Carolina",
    "GA": "Georgia", "FL": "Florida", "CT": "Connecticut", "NJ": "New Jersey", "VA": "Virginia",
}  # fmt: skip
