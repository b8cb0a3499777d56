"""Groups of changes by their rule: numbered by size, the same every time, few enough to read."""

from tools.parts.ledger.grouping import MOST, _rule, bunches, items_of, sure_text


def change(group, kind="update", table="account", rule=None, reason="", confidence=None, **after):
    return {
        "group_no": group, "kind": kind, "table_name": table, "row_id": f"{table}_{group}_{kind}",
        "after": after, "before": {}, "reason": reason, "confidence": confidence,
        "evidence": {"rule": rule} if rule else {},
    }  # fmt: skip


def told(found):
    return [(b.number, b.what, b.rule, [i.number for i in b.items]) for b in found]


def test_a_merge_and_its_children_are_one_item_under_its_rule():
    changes = [
        change(1, rule="same domain", phone="1"), change(1, "merge", rule="same domain"),
        change(1, "move", "contact", rule="same domain", account_id="a"),
        change(2, rule="same phone"), change(2, "merge", rule="same phone"),
        change(3, rule="same phone"), change(3, "merge", rule="same phone"),
    ]  # fmt: skip
    assert told(bunches(changes)) == [
        (1, "merge accounts", "same phone", [2, 3]), (2, "merge accounts", "same domain", [1]),
    ]  # fmt: skip
    assert len(items_of(changes)[0].rows) == 3


def test_updates_are_grouped_by_field_and_by_reason_without_their_values():
    changes = [
        change(1, phone="1", reason="“0049 1” becomes “+49 1”"),
        change(2, phone="2", reason="“0049 2” becomes “+49 2”"),
        change(3, industry="Retail", reason="a known misspelling"),
        change(4, "create", name="New"),
    ]
    assert told(bunches(changes)) == [
        (1, "phone of accounts", "… becomes …", [1, 2]),
        (2, "industry of accounts", "a known misspelling", [3]),
        (3, "new accounts", "", [4]),
    ]


def test_numbers_of_a_record_are_left_out_of_a_rule_and_those_of_a_norm_are_not():
    reasons = ("the same number as E.164", "12 of 1,204 agree, 3.5 times", "in 2024.")
    assert [_rule(items_of([change(1, phone="1", reason=each)])[0]) for each in reasons] == [
        "the same number as E.164", "n of n agree, n times", "in n",
    ]  # fmt: skip


def test_reasons_that_are_all_different_do_not_make_a_group_each():
    letters = "abcdefghijklmnopqrstuvwxyz"
    changes = [
        change(n, phone="1", reason=f"because of {letters[n // 26]}{letters[n % 26]}")
        for n in range(MOST + 5)
    ]
    assert told(bunches(changes)) == [(1, "phone of accounts", "", list(range(MOST + 5)))]


def test_how_sure_a_group_is_never_says_certain():
    changes = [change(1, phone="1", confidence=0.91), change(2, phone="1", confidence=1.0)]
    [bunch] = bunches(changes)
    assert sure_text(bunch.sure) == "91 to over 99.9 %"
