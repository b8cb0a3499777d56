"""An exec pack as one HTML file: no script, nothing fetched, every figure a link to its receipt."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from tools.parts.cells import WORDY
from tools.parts.periods import written_day
from tools.parts.showing import look
from tools.parts.showing.drawing import svg
from tools.parts.showing.pack import ROWS_SHOWN, Key, Pack, keys, left_out, shown, text_of
from tools.parts.showing.receipt_lines import lines
from tools.parts.showing.sections import Section
from tools.result import Chart, Table

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(pack: Pack) -> str:
    """The whole document."""
    return "\n".join(_document(pack)) + "\n"


def _document(pack: Pack) -> Iterator[str]:
    title = escape(pack.title)
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{_style()}</style></head><body>"
    yield f"<header><p class=over>{escape(pack.company)}</p><h1>{title}</h1>"
    yield (
        f"<p class=soft>As of {written_day(pack.as_of)}. Results are set beside"
        f" {escape(pack.compared)}. Every figure leads to its receipt.</p></header>"
    )
    yield '<div class="cards">' + "".join(_card(key) for key in keys(pack)) + "</div>"
    for each in pack.sections:
        yield from _section(each)
    yield '<section><h2 id="receipts">Receipts</h2>'
    for receipt in pack.receipts:
        facts = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in lines(receipt))
        yield (
            f'<article class="receipt" id="{receipt.id}"><h3>{escape(receipt.label)}</h3>'
            f"<code>{receipt.id}</code><dl>{facts}</dl></article>"
        )
    yield "</section></body></html>"


def _card(key: Key) -> str:
    return (
        f'<a class="card" href="#{key.figure.id}"><span>{escape(key.label)}</span>'
        f"<b>{escape(key.figure.text)}</b><small>{escape(key.beside)}</small></a>"
    )


def _section(each: Section) -> Iterator[str]:
    yield f'<section id="{each.name}"><h2>{escape(each.title)}</h2>'
    if each.missing:
        yield f"<p class=missing>Nothing to show. {escape(each.missing)}</p></section>"
        return
    yield from (f"<p>{escape(said)}</p>" for said in each.said)
    for chart in each.charts:
        yield _picture(chart)
    yield '<ul class="figures">'
    for figure in each.figures:
        why = f" <i>{escape(figure.reason)}</i>" if figure.reason else ""
        yield (
            f'<li><span>{escape(figure.label)}</span><a href="#{figure.id}">'
            f"{escape(figure.text)}</a>{why}</li>"
        )
    yield "</ul>"
    for table in shown(each.tables):
        yield from _table(table)
    if each.notes:
        yield "<ul class=notes>" + "".join(f"<li>{escape(n)}</li>" for n in each.notes) + "</ul>"
    yield "</section>"


def _picture(chart: Chart) -> str:
    """A chart as a picture: drawings that stand in the page itself would share their ids."""
    inside = b64encode(svg(chart).encode()).decode()
    title = escape(chart.title)
    return (
        f'<figure><figcaption>{title}</figcaption><img alt="{title}"'
        f' src="data:image/svg+xml;base64,{inside}"></figure>'
    )


def _table(table: Table) -> Iterator[str]:
    units = [*table.units, *["text"] * (len(table.columns) - len(table.units))]
    kinds = ["" if unit in WORDY else " class=num" for unit in units]
    caption = escape(table.title or table.name)
    yield f"<div class=wide><table><caption>{caption}</caption><thead><tr>"
    yield "".join(
        f"<th{kind}>{escape(name)}</th>" for name, kind in zip(table.columns, kinds, strict=True)
    )
    yield "</tr></thead><tbody>"
    for row in table.rows[:ROWS_SHOWN]:
        cells = zip(row, units, kinds, strict=False)
        yield (
            "<tr>" + "".join(f"<td{k}>{escape(text_of(v, u))}</td>" for v, u, k in cells) + "</tr>"
        )
    yield "</tbody></table></div>"
    if left := left_out(table):
        yield f"<p class=soft>{left}</p>"


def _style() -> str:
    ink = look.INK["light"]
    return (
        f":root{{color-scheme:light}}body{{max-width:860px;margin:0 auto;padding:40px 24px 80px;"
        f"font:15px/1.55 {look.FONT},system-ui,'Segoe UI',Roboto,Arial,sans-serif;"
        f"color:{ink['ink']};background:{ink['paper']}}}"
        f"h1{{font-size:32px;letter-spacing:-.025em;line-height:1.2;margin:2px 0 8px}}"
        f"h2{{font-size:21px;letter-spacing:-.015em;margin:52px 0 12px;padding-top:16px;"
        f"border-top:1px solid {ink['line']}}}h3{{font-size:15px;margin:0}}"
        f".over{{margin:0;color:{look.ACCENT};font-weight:600}}"
        f".soft,.notes,.missing,figcaption,caption,dt{{color:{ink['soft']};font-size:13.5px}}"
        f".cards{{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:10px;"
        f"margin-top:26px}}.card{{display:flex;flex-direction:column;justify-content:space-between;"
        f"padding:13px 15px;border:1px solid {ink['line']};border-radius:12px;color:inherit;"
        f"text-decoration:none}}.card span{{font-size:12.5px;color:{ink['soft']};line-height:1.35}}"
        f".card b{{font-size:22px;letter-spacing:-.02em}}.card small{{color:{ink['soft']}}}"
        f"figure{{margin:18px 0}}figcaption{{font-weight:600}}img{{max-width:100%;height:auto}}"
        f".figures{{list-style:none;padding:0;columns:2;column-gap:36px}}"
        f".figures li{{display:flex;gap:10px;justify-content:space-between;break-inside:avoid;"
        f"padding:5px 0;border-bottom:1px solid {ink['line']};font-size:13.5px}}"
        f".figures a{{font-weight:600;color:inherit;white-space:nowrap;"
        f"text-decoration-color:{look.ACCENT}}}"
        f".wide{{overflow-x:auto}}table{{border-collapse:collapse;width:100%;font-size:13.5px;"
        f"margin:14px 0}}caption{{text-align:left;font-weight:600;padding-bottom:6px}}"
        f"th,td{{padding:6px 10px 6px 0;text-align:left;border-bottom:1px solid {ink['line']}}}"
        f".num{{text-align:right;font-variant-numeric:tabular-nums}}"
        f".receipt{{padding:12px 0;border-bottom:1px solid {ink['line']};break-inside:avoid}}"
        f".receipt:target{{outline:2px solid {look.ACCENT};outline-offset:6px;border-radius:4px}}"
        f"dl{{display:grid;grid-template-columns:90px 1fr;gap:2px 12px;margin:8px 0 0}}"
        f"dd{{margin:0;font-size:13.5px;overflow-wrap:anywhere}}code{{font-size:12px}}"
        f"@media(max-width:620px){{.figures{{columns:1}}h1{{font-size:26px}}}}"
        f"@media print{{body{{padding:0}}h2{{break-after:avoid}}}}"
    )
