"""Figures laid out, saved and put into a page: same bytes for same data, files without dates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.transforms import Bbox

from reports.figures.canvas import INK, SOFT
from reports.whole import whole_file

FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-subset.otf"
DECIMALS = re.compile(r"(\.\d\d)\d+")
TALL = 1.6  # heights of a figure to its width; what is left of A4 under its caption is 1.2


@contextmanager
def look() -> Iterator[None]:
    """Settings under which figures are drawn and saved: own font, same bytes for same data."""
    settings: dict[Any, Any] = {
        "font.family": [_font_name(), "DejaVu Sans"],
        "text.parse_math": False,  # a plan may cost $5
        "font.size": 9,
        "svg.fonttype": "path",
        "svg.hashsalt": "siyu",
        "text.color": INK,
        "axes.labelcolor": SOFT,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
    }
    with mpl.rc_context(settings):
        yield


@cache
def _font_name() -> str:
    fontManager.addfont(FONT)
    return FontProperties(fname=FONT).get_name()


def settle(figure: Figure) -> Figure:
    """Lay the figure out once and for all, so that saving it twice costs no second layout."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def svg(figure: Figure, part: Bbox | None = None) -> str:
    """A figure as an SVG text without date or tool, coordinates to a hundredth of a point.

    part: what of it, in inches from its lower left corner; None: all.
    """
    stream = io.StringIO()
    told = {"Date": None, "Creator": None}
    figure.savefig(stream, format="svg", metadata=told, bbox_inches=part)
    return re.sub(r' d="[^"]*"', lambda path: DECIMALS.sub(r"\1", path[0]), stream.getvalue())


def save_files(figure: Figure, folder: Path, name: str) -> str:
    """Write `name.svg` and `name.png`; the text of the first, which takes long to make."""
    text = svg(figure)
    with whole_file(folder / f"{name}.svg") as fresh:
        fresh.write_text(text, encoding="utf-8")
    with whole_file(folder / f"{name}.png") as fresh:
        figure.savefig(fresh, format="png", dpi=150, metadata={"Software": None})
    return text


def rows_of(figure: Figure) -> list[str]:
    """A settled figure as one SVG text for each row of panels, from the top.

    Below one another they are the whole. Title and footer stand with the first row and the last.
    """
    panels = [axes for axes in figure.axes if axes.get_visible()]
    pieces = []
    for low, high in pairwise(_edges(figure, panels)):
        held = [one for one in (*panels, *figure.texts) if low <= _middle(one) < high]
        for one in (*panels, *figure.texts):
            one.set_visible(one in held)
        pieces.append(svg(figure, Bbox.from_extents(0, low, figure.get_figwidth(), high)))
        for one in (*panels, *figure.texts):
            one.set_visible(True)
    return pieces[::-1]


def _edges(figure: Figure, panels: Sequence[Axes]) -> list[float]:
    """Heights, in inches from below, between which each row of panels stands with its labels.

    In whole points, so that a page puts the rows together without a seam.
    """
    rows: dict[int, list[Bbox]] = {}
    for axes in panels:
        spec, box = axes.get_subplotspec(), axes.get_tightbbox()
        assert spec is not None
        assert box is not None
        rows.setdefault(spec.rowspan.start, []).append(box)
    boxes = [Bbox.union(rows[row]) for row in sorted(rows, reverse=True)]
    between = [(lower.y1 + upper.y0) / 2 / figure.dpi for lower, upper in pairwise(boxes)]
    return [0.0, *(round(edge * 72) / 72 for edge in between), figure.get_figheight()]


def _middle(one: Artist) -> float:
    """Height at which the middle of something stands in its figure, in inches from below."""
    figure = one.get_figure(root=True)
    assert figure is not None
    box = one.get_window_extent()
    return float((box.y0 + box.y1) / 2 / figure.dpi)


def tall(text: str) -> bool:
    """Whether a figure put onto one printed page would shrink to less than three quarters."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    return box is not None and float(box[2]) > TALL * float(box[1])


def inline(text: str, prefix: str) -> str:
    """An SVG file as it stands inside a page.

    Ids get a prefix, so that several figures can share a page; what only a file of its own needs
    (prolog, name spaces, metadata, fixed size) goes.
    """
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    head, body = text.split(">", 1)
    text = re.sub(r' (xmlns(:\w+)?|width|height|version)="[^"]*"', "", head) + ">" + body
    text = text.replace("xlink:href", "href")
    text = re.sub(r'id="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', text)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
