"""The buttons of a change set; each carries the digest that was drawn beside it."""

from connectors.slack.blocks import Block, Button, buttons

SET = "set:"
"""What the name of a change set's row of buttons begins with."""
DONE = "done:"
"""The same for the line above it that says what was decided."""


def deciding(change_set: str, digest: str, status: str, risk: str = "low") -> list[Block]:
    """What somebody may press: approve, reject and explain, or undo and explain.

    Args:
        change_set: Its id.
        digest: The hash of what is shown.
        status: Where it stands.
        risk: How much it matters; Slack asks once more before a risky one.
    """
    carries = {"id": change_set, "digest": digest}
    explain = Button("Explain", "explain", carries)
    if status == "draft":
        sure = "It is of high risk. Apply exactly what was shown?" if risk == "high" else None
        return buttons(
            f"{SET}{change_set}",
            [
                Button("Approve", "approve", carries, "primary", sure),
                Button("Reject", "reject", carries), explain,
            ],
        )  # fmt: skip
    if status in {"applied", "conflicted"}:
        asks = "Take it back? What somebody has edited since stays as it is."
        undo = Button("Undo", "undo", carries, "danger", asks)
        return buttons(f"{SET}{change_set}", [undo, explain])
    return buttons(f"{SET}{change_set}", [explain])
