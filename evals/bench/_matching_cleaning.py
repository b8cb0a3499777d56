"""What the peers' tables have in common: values cleaned as a careful person would, and groups."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from evals.bench._matching_sets import Labels

SHARED = "^(info|sales|contact|office|admin|support|hello|billing|hr|noemail|none|test)@"
_LEGAL = " (inc|incorporated|llc|corp|corporation|co|company|ltd|limited|plc|gmbh|ag|sarl|sas|sa)$"


def cleaned(field: str) -> pl.Expr:
    """A value as a careful person would compare it: case, legal forms, digits, shared mail."""
    value = pl.col(field).str.strip_chars().str.to_lowercase()
    if field == "phone":
        return value.str.replace_all(r"\D", "").str.tail(9)
    if field == "email":
        return pl.when(~value.str.contains(SHARED)).then(value.str.replace(r"\+[^@]*@", "@"))
    if field in {"company_name", "name"}:
        return value.str.replace_all("[^a-z0-9]+", " ").str.strip_chars().str.replace(_LEGAL, "")
    return value.str.replace(r"^(https?://)?(www\.)?", "") if field == "website" else value


def hanging_together(left: NDArray[np.int64], right: NDArray[np.int64], size: int) -> Labels:
    """The number of the group that each record is in, when pairs are followed without a guard."""
    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
