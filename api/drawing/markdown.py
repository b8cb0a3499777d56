"""A reply as Markdown, for chat windows not ours: tables, proposals, receipts as footnotes.

Such a window loads the images and follows the links that it is given. Record text could hold some,
so everything that was not written here is made inert first.
"""

import re
from collections.abc import Iterator, Sequence

from agent.events import Reply
from api.drawing.change_set import sized
from api.drawing.plain import cell, plain
from api.views.change_sets import Page
from tools.parts.cells import WORDY
from tools.result import ChangeSetRef, Figure, Question, Table

ROWS = 12
CHANGES = 10
FOOTNOTES = 20
LINKS = re.compile(r"!\[|\]\(|\]\[|^(\s*\[[^\]]*\]):", re.MULTILINE)
MARKS = re.compile(r"([\\`*_{}\[\]<>|!~#])")
WORDS = {"applied": "Applied", "conflicted": "Applied in part", "rejected": "Rejected"}


def markdown(reply: Reply, previews: Sequence[Page] = (), *, decided_here: bool = True) -> str:
    """The whole reply, the answer first.

    Args:
        reply: What the desk said.
        previews: The first rows of its change sets, for a reply whose tables do not show them.
        decided_here: Whether a person reads it, who may answer `approve`.
    """
    shown = reply.receipts[:FOOTNOTES]
    answer, unplaced = _referenced(inert(reply.answer), shown)
    parts = [answer, *(_table(each) for each in reply.tables)]
    parts += [
        f"Chart: {marked(chart.title)}. Pitcrew's own page draws it." for chart in reply.charts
    ]
    parts += [f"Note: {inert(n)}" for n in reply.notes if n not in reply.answer]
    rows = {page.change_set.id: page for page in previews if not reply.tables}
    for each in reply.change_sets:
        parts.append(_proposal(each, rows.get(each.id)))
        if decided_here and each.id not in reply.answer:
            parts.append(_deciding(each))
    parts += [_question(each, reply.answer) for each in reply.questions]
    if unplaced:
        figures = (f"{marked(shown[n].label)} {shown[n].text}[^{n + 1}]" for n in unplaced)
        parts.append(f"Behind it: {'; '.join(figures)}.")
    parts.append("\n".join(_footnotes(reply.receipts)))
    return "\n\n".join(part for part in parts if part)


def inert(text: str) -> str:
    r"""Text that keeps its emphasis and lists, and loads, links and hides nothing.

    >>> inert("**Won** ![x](http://e.example) <img src=x>")
    '**Won** !\\[x]\\(http://e.example) \\<img src=x>'
    """
    unseen = plain(text).replace("<", "\\<")
    return LINKS.sub(lambda found: _broken(found.group()), unseen)


def marked(text: str) -> str:
    r"""Text of which no letter is a mark of Markdown.

    >>> marked("a|b *c*\nd")
    'a\\|b \\*c\\* d'
    """
    return MARKS.sub(r"\\\1", " ".join(plain(text).split()))


def _broken(found: str) -> str:
    if found.endswith(":"):
        return f"{found[:-1]}\\:"
    return f"{found[0]}\\{found[1]}"


def _referenced(answer: str, figures: Sequence[Figure]) -> tuple[str, list[int]]:
    """The answer with a mark behind each figure that stands in it, and those that do not."""
    places: dict[int, int] = {}
    unplaced = []
    for n, figure in enumerate(figures):
        whole = rf"(?<![\w.,]){re.escape(figure.text)}(?!\w|[.,]\d)"
        ends = [found.end() for found in re.finditer(whole, answer) if found.end() not in places]
        if ends and figure.value is not None:
            places[ends[0]] = n
        else:
            unplaced.append(n)
    for end in sorted(places, reverse=True):
        answer = f"{answer[:end]}[^{places[end] + 1}]{answer[end:]}"
    return answer, unplaced


def _footnotes(figures: Sequence[Figure]) -> Iterator[str]:
    for n, figure in enumerate(figures[:FOOTNOTES], 1):
        rows = "row" if figure.n == 1 else "rows"
        counted = f", from {figure.n:,} {rows}" if figure.n is not None else ""
        why = f" ({marked(figure.reason)})" if figure.reason else ""
        yield f"[^{n}]: {marked(figure.label)}: {figure.text}{why}{counted}. Receipt `{figure.id}`."
    if len(figures) > FOOTNOTES:
        yield f"\n{len(figures) - FOOTNOTES:,} more receipts are kept with this conversation."


def _table(given: Table) -> str:
    units = [*given.units, *["text"] * (len(given.columns) - len(given.units))]
    rows = [[cell(v, u) for v, u in zip(row, units, strict=False)] for row in given.rows[:ROWS]]
    lines = [f"**{marked(given.title or given.name)}**", "", *_grid(given.columns, units, rows)]
    left = [f"{len(rows):,} of {given.total:,} rows"] if len(rows) < given.total else []
    left += [f"all of it: `GET /v1/artifacts/{given.artifact}`"] if given.artifact else []
    return "\n".join([*lines, "", f"{'; '.join(left)}."] if left else lines)


def _grid(columns: Sequence[str], units: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(marked(name) for name in columns)} |"
    yield f"|{'|'.join(':---' if unit in WORDY else '---:' for unit in units)}|"
    for row in rows:
        yield f"| {' | '.join(marked(value) for value in row)} |"


def _proposal(given: ChangeSetRef, page: Page | None) -> str:
    head = WORDS.get(given.status, "Proposed")
    line = f"**{head}: {marked(given.summary)}** ({sized(given.counts)}; {given.risk} risk)"
    return "\n".join([line, "", *_changes(page)]) if page else line


def _deciding(given: ChangeSetRef) -> str:
    """The words that decide it, which name it and so mean no other."""
    if given.status == "draft":
        return f"Apply exactly this: `approve {given.id}`. Drop it: `reject {given.id}`."
    if given.status in {"applied", "conflicted"}:
        return f"To take it back, answer `undo {given.id}`."
    return ""


def _changes(page: Page) -> Iterator[str]:
    rows = [
        [row.record, cell.label, cell.before or "–", cell.after or "–", cell.why or row.reason]  # noqa: RUF001 - a dash for a missing value
        for row in page.changes[:CHANGES]
        for cell in row.cells
    ]
    yield from _grid(("Record", "Field", "Before", "After", "Why"), ["text"] * 5, rows)
    if page.total > CHANGES:
        yield ""
        yield (
            f"{CHANGES:,} of {page.total:,} changes; all of them: "
            f"`GET /v1/change-sets/{page.change_set.id}`, or Pitcrew's own page."
        )


def _question(given: Question, answer: str) -> str:
    lines = [] if given.text in answer else [inert(given.text)]
    return "\n".join([*lines, *(f"- {marked(option)}" for option in given.options)])
