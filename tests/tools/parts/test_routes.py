"""Which tables lead to which, worked out from the schema."""

import pytest

from store.errors import BadInput
from tools.parts.routes import pairs, reachable, route


@pytest.mark.parametrize(
    ("table", "word", "columns"),
    [
        ("account", "deals", ["account_id"]),
        ("account", "owner", ["owner_id"]),
        ("opportunity", "account", ["account_id"]),
        ("opportunity", "contacts", ["account_id", "account_id"]),
        ("contact", "open deals", None),
        ("user", "reps", None),
        ("user", "deals", ["owner_id"]),
        ("team", "deals", ["team_id", "owner_id"]),
        ("account", "stage changes", ["account_id", "opportunity_id"]),
        ("product", "deals", ["product"]),
        ("lead", "deals", None),
        ("account", "account", None),
    ],
)
def test_a_word_leads_over_these_references(table, word, columns):
    if columns is None:
        with pytest.raises(BadInput, match="not linked") as caught:
            route(table, word)
        assert "linked to:" in caught.value.hint
    else:
        assert [step.column for step in route(table, word).steps] == columns


def test_every_pair_leads_somewhere_and_back_is_said():
    for (table, other), steps in pairs().items():
        assert steps[-1].table == other, (table, other)
    assert "owner" in reachable("account")
    assert "deals" in reachable("account")
