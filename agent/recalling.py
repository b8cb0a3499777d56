"""What a branch of a conversation may refer to, read from the replies that were copied into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.planner.words.memory import Call, Memory, Records, ShownSet
from agent.run import REMEMBERED_CALLS, REMEMBERED_ROWS, REMEMBERED_SETS
from tools.catalog import catalog

RECEIPTS = 50


def recalled(replies: Sequence[Mapping[str, Any]]) -> Memory:
    """The memory as it was after the last of these replies, as far as they tell of it.

    An open question of the last reply is not remembered: its answer is a new request.
    """
    last = replies[-1] if replies else {}
    sets = {each["id"]: each for reply in replies for each in reply.get("change_sets", [])}
    return Memory(
        calls=[call for reply in replies for call in _calls(reply)][-REMEMBERED_CALLS:],
        records=_records(last),
        sets=[
            ShownSet(id=s["id"], digest=s["digest"], status=s["status"], summary=s["summary"])
            for s in sets.values()
        ][-REMEMBERED_SETS:],
        receipts=[each["id"] for each in last.get("receipts", [])][:RECEIPTS],
    )


def _calls(reply: Mapping[str, Any]) -> list[Call]:
    known = catalog()
    return [
        Call(tool=step["tool"], arguments=step["arguments"], text=step.get("said", ""))
        for step in reply.get("plan", [])
        if step["status"] == "done"
        and step["tool"] in known
        and known[step["tool"]].effect != "decides"
    ]


def _records(reply: Mapping[str, Any]) -> Records | None:
    for table in reversed(reply.get("tables", [])):
        if table.get("row_table") and table.get("row_ids"):
            return Records(table=table["row_table"], ids=table["row_ids"][:REMEMBERED_ROWS])
    return None
