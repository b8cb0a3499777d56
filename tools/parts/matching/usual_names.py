"""Names that are common wherever they are used: a short table does not show it of its own.

Among 200 contacts a John Smith may be the only Smith there. What is known of such names beforehand
counts like a table of usual size; a long table tells by itself.
"""

import numpy as np
import polars as pl

from tools.parts.matching.encode import POPULATION, UNSEEN, Column, Floats

_LONG = 20_000
"""So many records tell by themselves how common a name is."""
_FIRST = {
    6: """james john robert michael david william richard joseph thomas mary jennifer maria jose
        mohammed juan peter ana anna wei""",
    7: """charles christopher daniel matthew anthony mark steven stephen paul andrew joshua kenneth
        kevin brian george timothy ronald edward jason jeffrey ryan gary nicholas eric jonathan
        patricia linda elizabeth barbara susan jessica sarah karen lisa nancy sandra ashley emily
        kimberly margaret donna michelle carol amanda melissa deborah stephanie rebecca laura sharon
        cynthia kathleen amy angela julia emma olivia luis carlos antonio miguel manuel francisco
        pedro carmen ahmed ali hassan fatima hans klaus andreas stefan markus jean pierre michel
        philippe nathalie isabelle marco giuseppe giovanni francesca jan piotr andrzej katarzyna
        agnieszka lars anders erik raj amit priya rahul sanjay yuki hiroshi takashi min li jing
        ivan sergei alexander olga elena natalia""",
}
_LAST = {
    7: """smith johnson garcia rodriguez martinez hernandez lopez gonzalez silva santos nguyen kim
        lee li wang zhang chen singh kumar muller schmidt""",
    8: """williams brown jones miller davis wilson anderson thomas taylor moore jackson martin perez
        thompson white harris sanchez clark ramirez lewis robinson walker young allen king wright
        scott torres hill flores green adams nelson baker hall rivera campbell mitchell carter
        roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris
        doe fernandez ferreira oliveira souza costa pereira schneider fischer weber meyer wagner
        becker hoffmann rossi russo ferrari bianchi dubois dupont durand bernard petit nowak
        kowalski kowalska wisniewski hansen jensen nielsen andersen andersson johansson karlsson
        nilsson eriksson devries jansen bakker ivanov ivanova petrov petrova patel sharma khan gupta
        ahmed ali hassan tanaka sato suzuki takahashi park choi liu yang huang zhao wu zhou tran
        pham""",
}


def _table(tiers: dict[int, str]) -> pl.DataFrame:
    rows = [(name, bits) for bits, names in tiers.items() for name in names.split()]
    return pl.DataFrame(rows, schema=["name", "bits"], orient="row")


GIVEN, FAMILY = _table(_FIRST), _table(_LAST)
"""About how common, in bits: 7 is one in 128 of those among whom the name is used."""


def no_rarer(bits: Floats, texts: pl.Series, usual: pl.DataFrame, size: int) -> Floats:
    """The bits of names, a common one's no more than a table of so many records may claim.

    Args:
        bits: What the table says of each name.
        texts: The names.
        usual: GIVEN or FAMILY.
        size: How many records the table has.
    """
    if size > _LONG:
        return bits
    place = texts.to_frame("name").join(usual, on="name", how="left", maintain_order="left")
    known = place["bits"].fill_null(0).to_numpy()
    share = np.where(known > 0, POPULATION * np.exp2(-known.astype(np.float32)), 0)
    most = np.log2((size + POPULATION) / (UNSEEN + share))
    return np.where(known > 0, np.minimum(bits, most), bits).astype(np.float32)


def weighed(column: Column, usual: pl.DataFrame) -> Column:
    """A column of names with the bits of common ones bounded."""
    told = no_rarer(column.bits, column.texts, usual, len(column.code))
    return Column(column.code, column.texts, told)
