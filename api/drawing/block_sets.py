"""Change sets as Slack's blocks: what would change and why, what became of it, and the buttons."""

from collections.abc import Sequence

from api.drawing.block_tables import grid
from api.drawing.change_set import STATUS, effects, sized
from api.views.change_groups import Group
from api.views.change_sets import Page, Summary
from api.views.changed_rows import ChangedRow
from connectors.slack.blocks import Block, context, section
from connectors.slack.deciding import DONE, deciding
from connectors.slack.text import escaped, marked
from tools.result import ChangeSetRef

CHANGES = 6
"""Changed values beside a proposal."""
EXPLAINED = 15
GROUPS = 12
HEADS = {
    "draft": "Proposed", "applied": "Applied", "conflicted": "Applied in part",
    "rejected": "Rejected",
}  # fmt: skip
COLUMNS = ("Record", "Field", "Before", "After")


def proposal(given: ChangeSetRef, page: Page | None) -> list[Block]:
    """A change set of a reply: its groups, its first rows, and its buttons."""
    head = f"*{HEADS.get(given.status, given.status.capitalize())}: {marked(given.summary)}*"
    risk = f"{given.risk} risk"
    blocks = section(f"{head}\n{escaped(sized(given.counts))} · {risk} · `{given.id}`")
    if page is not None and given.status == "draft":
        blocks += groups(page.groups) if len(page.groups) > 1 else []
        blocks += rows(page.changes, CHANGES, page.total)
        blocks += context(*(escaped(line) for line in effects(page.change_set.effects)))
    return blocks + deciding(given.id, given.digest, given.status, given.risk)


def explained(page: Page) -> list[Block]:
    """All there is to know before deciding: groups by rule, rows with reasons, effects, digest."""
    found = page.change_set
    blocks = section(standing(found))
    blocks += groups(page.groups)
    blocks += rows(page.changes, EXPLAINED, page.total, why=True)
    blocks += context(
        *(escaped(line) for line in effects(found.effects)),
        f"Proposed by {escaped(found.proposed_by)}. Digest `{found.digest}`.",
    )
    return blocks + deciding(found.id, found.digest, _shown(found), found.risk)


def standing(found: Summary) -> str:
    """Where a change set stands, in words."""
    size = f"{escaped(sized(found.counts))} · {found.risk} risk · `{found.id}`"
    # Of a draft the buttons say it, and what stands here would be old once one is pressed.
    status = [] if found.status == "draft" else [decided(found)]
    return "\n".join([f"*{marked(found.summary)}*", size, *status])


def decided(found: Summary) -> str:
    """What became of it, and by whom: `12 changes applied; approved by ana@example.com`."""
    said = []
    if not found.applied:
        said.append(STATUS.get(found.status, found.status))
    if found.applied or found.skipped:
        left = f", {found.skipped:,} left alone because they changed since" if found.skipped else ""
        noun = "change" if found.applied == 1 else "changes"
        said.append(f"{found.applied:,} {noun} applied{left}")
    if found.approved_by:
        said.append(f"approved by {escaped(found.approved_by)}")
    if found.undone_by:
        said.append(f"undone by `{found.undone_by}`")
    if found.note and found.status == "rejected":
        said.append(escaped(found.note))
    return "; ".join(said)


def undone(found: Summary) -> str:
    """An undo in three: reversed, kept because somebody edited since, and errored."""
    report = found.undo_report or {}
    back, kept, errored = (
        report.get("reversed", {}).get("rows", 0), report.get("kept_total", 0),
        report.get("errored_total", 0),
    )  # fmt: skip
    lines = [f"Undone: {back:,} reversed, {kept:,} kept as edited since, {errored:,} errored."]
    for name in ("kept", "errored"):
        lines += [f"• {name}: {escaped(each['said'])}" for each in report.get(name, [])[:10]]
    return "\n".join(lines)


def after(found: Summary, who: str) -> list[Block]:
    """What stands where the buttons were: who decided, how it went, and what can still be done."""
    line = f"{marked(who)}: {decided(found)}" if who else decided(found)
    told = [{**block, "block_id": f"{DONE}{found.id}"} for block in context(line)]
    return [*told, *deciding(found.id, found.digest, _shown(found), found.risk)]


def groups(given: Sequence[Group]) -> list[Block]:
    """The changes by the rule behind them, a line each."""
    lines = [_group(each) for each in given[:GROUPS]]
    if len(given) > GROUPS:
        lines.append(f"and {len(given) - GROUPS:,} more kinds of change")
    return section("\n".join(lines)) if lines else []


def rows(given: Sequence[ChangedRow], most: int, total: int, *, why: bool = False) -> list[Block]:
    """The first changed values: record, field, before, after, and why if wanted."""
    cells = [(row, cell) for row in given for cell in row.cells]
    shown = [
        [row.record, cell.label, _value(cell.before), _value(cell.after),
         *([cell.why or row.reason] if why else [])]
        for row, cell in cells[:most]
    ]  # fmt: skip
    if not shown:
        return []
    names = [*COLUMNS, *(["Why"] if why else [])]
    drawn, _ = grid(names, ["text"] * len(names), shown)
    seen = len({row.seq for row, _ in cells[:most]})
    rest = f"{seen:,} of {total:,} changes." if seen < total else ""
    return [*section(drawn), *(context(rest) if rest else [])]


def _group(given: Group) -> str:
    sure = f", sure {escaped(given.sure)}" if given.sure else ""
    rule = f": {marked(given.rule)}" if given.rule else ""
    such = f"; for example {marked('; '.join(given.examples))}" if given.examples else ""
    return f"*{given.number}.* {given.items:,} × {marked(given.what)}{rule}{sure}{such}"  # noqa: RUF001 - a times sign reads as one


def _shown(found: Summary) -> str:
    """The status as the buttons see it: what was undone whole cannot be undone again."""
    whole = found.undone_by and found.undone_groups >= found.counts.get("groups", 0)
    return "undone" if whole else found.status


def _value(value: str | None) -> str:
    return "–" if value is None else value  # noqa: RUF001 - a dash for a missing value
