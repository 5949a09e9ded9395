"""One life, or two lives of the same person, on one axis of days (SVG)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import sqrt

from reports.drawing import PAPER, Anchor, line, sheet, text

_WIDTH, _LEFT, _RIGHT = 1120, 150, 24
_TITLE, _BAND, _GAP, _FOOT = 34, 168, 26, 40
_INK, _SOFT, _LINE = "#1F2933", "#66727F", "#E3E7EB"
_COLOURS = {
    "touch": "#9FB3C8",
    "opened": "#0072B2",
    "coupon": "#E69F00",
    "order": "#009E73",
    "returned": "#D55E00",
    "life": "#66727F",
}
_ROWS = {"touch": 26, "coupon": 56, "order": 98, "life": 142}  # below the top of a band
_LARGEST = 17.0  # radius of the largest order
_MOST_TICKS = 13
_SIDES: dict[bool, tuple[int, Anchor]] = {False: (5, "start"), True: (-5, "end")}  # of the parting

WORDS = {
    "en": {
        "touch": "messages",
        "coupon": "coupons",
        "order": "orders",
        "life": "the rest",
        "parted": "here the lives part",
        "note": "Dark message: opened. Full coupon: used; grey: expired. A circle's area is what "
        "the order is worth; orange: returned.",
    },
    "zh": {
        "touch": "消息",
        "coupon": "优惠券",
        "order": "订单",
        "life": "其他",
        "parted": "从这里开始不同",
        "note": "深色消息：已打开。实心券：已使用；灰色券：已过期。"
        "圆的面积是订单金额；橙色：已退货。",
    },
}


@dataclass(frozen=True)
class Mark:
    """One thing that happened.

    day: with its part of a day; row: one of `_ROWS`; tone: one of the colours; full: drawn filled;
    fen: amount of an order; words: what a reader sees pointing at it.
    """

    day: float
    row: str
    tone: str
    full: bool
    fen: int
    words: str


@dataclass(frozen=True)
class Band:
    """One life: its title and what happened in it."""

    title: str
    marks: Sequence[Mark]


def draw_lives(
    bands: Sequence[Band], days: int, start: date, parted: float | None, lang: str
) -> str:
    """The picture as the text of an SVG file.

    Args:
        bands: one life, or two to be held against each other.
        days: of the run.
        start: date of day 0.
        parted: day at which two lives part, None if they do not.
        lang: `en` or `zh`.
    """
    height = len(bands) * (_TITLE + _BAND) + _GAP + _FOOT
    most = max((mark.fen for band in bands for mark in band.marks), default=0) or 1
    parts = _axis(days, start, height)
    if parted is not None:
        parts += _parting(_x(parted, days), height, WORDS[lang]["parted"])
    for place, band in enumerate(bands):
        parts += _band(band, _GAP + place * (_TITLE + _BAND), days, most, lang)
    parts.append(text(_LEFT, height - 8, WORDS[lang]["note"], _SOFT, size=11))
    return sheet(parts, _WIDTH, height, 13)


def _x(day: float, days: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * day / days


def _axis(days: int, start: date, height: int) -> list[str]:
    """A line at the first day of each month, as many named as fit; of a short run at each week."""
    dates = [start + timedelta(days=day) for day in range(days + 1)]
    marked = [(d, one) for d, one in enumerate(dates) if one.day == 1]
    if len(marked) < 3:
        marked = [(d, one) for d, one in enumerate(dates) if d % 7 == 0]
    every = -(-len(marked) // _MOST_TICKS)
    parts = []
    for day, one in marked[::every]:
        x = _x(day, days)
        parts.append(line((x, _GAP), (x, height - _FOOT), _LINE))
        if x < _WIDTH - 70:
            parts.append(text(x + 3, height - _FOOT + 14, one.isoformat(), _SOFT, size=11))
    return parts


def _parting(x: float, height: int, words: str) -> list[str]:
    parting = line((x, 18), (x, height - _FOOT), _INK, dash="4 4")
    late = x > _WIDTH * 0.7
    aside, anchor = _SIDES[late]
    return [parting, text(x + aside, 16, words, _INK, size=12, anchor=anchor)]


def _band(band: Band, top: int, days: int, most: int, lang: str) -> list[str]:
    parts = [text(12, top + 20, band.title, _INK, size=13, bold=True)]
    top += _TITLE
    for row, place in _ROWS.items():
        parts.append(line((_LEFT, top + place), (_WIDTH - _RIGHT, top + place), _LINE))
        parts.append(
            text(_LEFT - 12, top + place + 4, WORDS[lang][row], _SOFT, size=13, anchor="end")
        )
    # Large circles first, so that small ones stay in sight.
    for mark in sorted(band.marks, key=lambda one: -one.fen):
        parts.append(_mark(mark, _x(mark.day, days), top + _ROWS[mark.row], most))
    return parts


def _mark(mark: Mark, x: float, y: float, most: int) -> str:
    colour = _COLOURS[mark.tone]
    fill = colour if mark.full else PAPER
    told = f"<title>{escape(mark.words)}</title>"
    style = f'fill="{fill}" stroke="{colour}" stroke-width="1.4"'
    if mark.row == "touch":
        reach = 9 if mark.full else 6
        return (
            f'<line x1="{x:.1f}" y1="{y - reach}" x2="{x:.1f}" y2="{y + reach}" '
            f'stroke="{colour}" stroke-width="{2 if mark.full else 1.2}">{told}</line>'
        )
    if mark.row == "coupon":
        return f'<path d="M{x:.1f} {y - 6}l6 6l-6 6l-6 -6z" {style}>{told}</path>'
    radius = max(3.0, _LARGEST * sqrt(mark.fen / most)) if mark.row == "order" else 3.0
    opacity = ' fill-opacity="0.75"' if mark.row == "order" else ""
    return f'<circle cx="{x:.1f}" cy="{y}" r="{radius:.1f}" {style}{opacity}>{told}</circle>'
