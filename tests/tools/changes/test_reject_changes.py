import pytest

from store.errors import Conflict
from tests.tools.changes.making import decided, phones, proposal, status
from tools.changes.approve_changes import approve_changes
from tools.changes.reject_changes import reject_changes


def test_a_no_changes_nothing_and_cannot_be_approved_later(engine):
    made, ids = proposal(engine)
    result = decided(engine, reject_changes, "reject", made)
    assert "Nothing was changed" in result.say
    assert status(engine, made) == "rejected"
    with pytest.raises(Conflict):
        decided(engine, approve_changes, "approve", made)
    assert phones(engine, ids) == ["old"] * 3
