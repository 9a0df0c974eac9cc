"""A report as one page for browsers: no scripts, nothing from elsewhere, plots as SVG.

All text of logs is gated already (see domain/text.py) and is escaped here. The page forbids by its
Content-Security-Policy whatever it does not have itself.
"""

from html import escape

from relaytui.cli.report_blocks import TITLES, WORDS, Block, blocks, heading
from relaytui.cli.report_numbers import number
from relaytui.cli.report_plot import bars, columns
from relaytui.cli.report_style import POLICY, STYLE
from relaytui.domain.report import Report
from relaytui.domain.report_rows import Span

#: Plots over time: title, counts, and how they are drawn.
_PLOTS = (
    ("Messages and deliveries", (("messages", "bar"), ("delivered", "good"), ("deferred", "bad"))),
    ("Refused", (("rejects", "bar"), ("failed_logins", "bad"), ("limit_hits", "good"))),
)
_CARDS = ("messages", "delivered", "deferred", "bounced", "rejects", "failed_logins", "limit_hits",
          "bytes")  # fmt: skip


def page(report: Report) -> str:
    """The whole page."""
    span, *words = heading(report)
    title = f"Mail, {span}"
    parts = [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n",
        *(f"<p>{escape(line)}</p>\n" for line in words),
        _cards(report),
        *_plots(report),
        *(_block(block) for block in blocks(report)),
        "</body>\n</html>\n",
    ]  # fmt: skip
    return "".join(parts)


def _cards(report: Report) -> str:
    cards = [
        f'<div class="card"><b>{escape(number(report.totals[name], name, report.at_least))}</b>'
        f"{escape(WORDS[name])}</div>"
        for name in _CARDS
    ]
    return f'<div class="cards">{"".join(cards)}</div>\n'


def _plots(report: Report) -> list[str]:
    spans = report.hours if len(report.hours) <= 24 * 8 else report.days
    if len(spans) < 2:
        return []
    made = []
    for title, names in _PLOTS:
        series = [(TITLES[name], look, _series(spans, name)) for name, look in names]
        if any(any(counts) for _, _, counts in series):
            figure = columns(title, [one.begin[:16].replace("T", " ") for one in spans], series)
            made.append(f"<h2>{escape(title)}</h2>\n{figure}\n")
    return made


def _series(spans: list[Span], name: str) -> list[int]:
    return [span.counts.get(name, 0) for span in spans]


def _block(block: Block) -> str:
    parts = [f"<h2>{escape(block.title)}</h2>\n"]
    if block.rows:
        text = {len(block.columns) - 1, 1} if block.wide else set()
        drawn = bool(block.plot) and len(block.plot) > 1
        head = [f"<th{_look(at, text)}>{escape(one)}</th>" for at, one in enumerate(block.columns)]
        rows = []
        for at, row in enumerate(block.rows):
            cells = [f"<td{_look(place, text)}>{escape(one)}</td>" for place, one in enumerate(row)]
            if drawn:
                cells.append(f'<td class="text">{bars(block.plot[at], max(block.plot))}</td>')
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
        if drawn:
            head.append("<th></th>")
        parts.append(f'<div class="wide"><table>\n<tr>{"".join(head)}</tr>\n{"".join(rows)}'
                     "</table></div>\n")  # fmt: skip
    if block.note:
        parts.append(f"<p>{escape(block.note)}</p>\n")
    return "".join(parts)


def _look(at: int, text: set[int]) -> str:
    return ' class="text"' if at in text else ""
