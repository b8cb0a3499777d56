"""The words of a reply when no language model writes them: the results' own, in order."""

from tools.result import Result

HELP = (
    "I work on your sales data. I can:\n"
    "- measure it: “What did we win last quarter by region?”, “Why did win rate drop?”\n"
    "- build lists: “Build a list of 50 Series B finance companies in the USA”\n"
    "- clean it: “Find duplicate contacts and merge the safe ones, but show me first”\n"
    "- forecast: “What will we land this quarter, by team?”\n"
    "- change things only with your word: I show a preview, you approve, and you can undo."
)
BEYOND = (
    "I cannot do that. I measure, forecast, build lists from, and clean up the sales data in this "
    "store; ask “what can you do?” for examples."
)
OUTSIDE = "What was found outside is quoted in the notes; Pitcrew has not checked it."
IMPORTS = (
    "Files come in with their columns shown first. Drop a CSV, XLSX or Parquet file on the page "
    "(“Import a file”), send it to me in Slack, or run “pitcrew import FILE”. A list of prospects "
    "that I built goes into the CRM with “load it into the CRM”."
)
THANKS = "You are welcome. Say so when there is more."
CHANGES = (
    "Every change goes through three steps. First I propose it and show a preview: each record, "
    "its value now and the new one. Nothing is written yet. Then somebody approves or rejects "
    "exactly what was shown, or keeps a part of it (“only group 2”). After that it can be undone: "
    "“undo that” first shows what would be given back, and is itself approved. Undo restores the "
    "values from before, and leaves alone what a person has edited since and names it. "
    "“List changes” shows what waits and what was applied."
)
_STATEMENTS = {
    "help": HELP, "thanks": THANKS, "nothing": BEYOND, "outside": OUTSIDE, "imports": IMPORTS,
    "changes": CHANGES,
}  # fmt: skip
COURTEOUS = frozenset({"", "help", "thanks", "imports", "outside", "changes"})
"""Statements that refuse nothing."""


def composed(
    results: list[Result], refusals: list[str], statement: str = "", aside: str = ""
) -> str:
    """One reply out of what the tools said, what was refused, and what is still needed."""
    parts = [_told(r) for r in results]
    parts += refusals
    if statement:
        parts.append(_STATEMENTS.get(statement, statement))
    parts.append(aside)
    sets = [c.status for r in results for c in r.change_sets]
    if "draft" in sets:
        nothing = "Nothing else" if {"applied", "conflicted"} & set(sets) else "Nothing"
        parts.append(f"{nothing} has changed yet. {asks_for_approval(sets.count('draft'))}")
    # A model may ask for the same thing twice; nobody needs to read it twice.
    return "\n\n".join(p for p in dict.fromkeys(parts) if p) or BEYOND


def _told(result: Result) -> str:
    lines = [result.say]
    if result.reading and result.reading not in result.say:
        lines.append(f"Reading: {result.reading}")
    lines += [f"Note: {note}" for note in result.notes]
    lines += [q.text for q in result.questions if q.text not in result.say]
    return "\n".join(lines)


def asks_for_approval(drafts: int) -> str:
    """How a person who can decide is asked to; a door at which nobody can leaves it out."""
    if drafts == 1:
        return "Say “approve” to apply it, or “reject”."
    return "Say “approve” to apply the last of these, “approve all” for every one, or “reject”."
