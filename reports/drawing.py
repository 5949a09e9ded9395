"""Pictures drawn by hand (SVG): a sheet of paper, lines and words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

PAPER = "#FFFFFF"
FONT = (
    "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',Helvetica,Arial,sans-serif"
)

Anchor = Literal["start", "middle", "end"]


def sheet(parts: Sequence[str], width: int, height: int, size: int) -> str:
    """The text of an SVG file; size: of words that say nothing of their own, in pixels."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT}" font-size="{size}">\n'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float = 1.0,
    dash: str = "",
) -> str:
    """A line from one place to another; dash: lengths of ink and gap, such as `4 4`."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    (x0, y0), (x1, y1) = start, end
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" '
        f'stroke-width="{width:.1f}"{dashed}/>'
    )


def text(
    x: float,
    y: float,
    words: str,
    colour: str,
    *,
    size: int,
    bold: bool = False,
    anchor: Anchor = "start",
) -> str:
    """Words, of which one end or the middle stands at `x`."""
    weight = ' font-weight="600"' if bold else ""
    held = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}"{weight}{held}>'
        f"{escape(words)}</text>"
    )
