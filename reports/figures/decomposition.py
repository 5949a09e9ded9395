"""Why it wins, in orders: what the same shoppers gained, lost and moved, by how they came."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.figures.canvas import INK, UNCLEAR, Canvas, bare, legible
from reports.numbers import change
from reports.results import Moved

SHADES = {"initial": "#0072B2", "new": "#56B4E9", "referred": "#E69F00"}
HATCHES = {"initial": "", "new": "", "referred": "////"}  # in grey the last two look alike
ROWS = ("pulled_forward", "gained", "lost", "difference")


def draw(canvas: Canvas) -> Figure:
    """A panel for each scenario; segments side by side in each bar."""
    followed = canvas.results.followed
    others = [one for one in canvas.others if one in followed]
    columns = 2 if canvas.wide and len(others) > 1 else 1
    rows = -(-len(others) // columns)
    height = 1.4 + (1.75 if canvas.wide else 1.95) * rows
    figure = canvas.figure("decomposition", height)
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes in panels[len(others) :]:
        axes.set_visible(False)
    for axes, scenario in zip(panels, others, strict=False):
        axes.set_title(canvas.title(scenario), color=legible(canvas.colour(scenario)))
        _panel(canvas, axes, canvas.results.moved[scenario.name])
    # Below the last panel: beside the title a narrow page has no room.
    panels[len(others) - 1].legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.14),
        ncols=3 if canvas.wide else 1,
        fontsize=7,
        frameon=False,
    )
    return figure


def _panel(canvas: Canvas, axes: Axes, parts: Sequence[Moved]) -> None:
    """Gained to the right, lost to the left; orders only moved in grey, for they add none."""
    bare(axes, "x")
    for row, kind in enumerate(ROWS):
        ends = {True: 0, False: 0}
        for part in parts:
            value = -part.lost if kind == "lost" else getattr(part, kind)
            start = ends[value > 0]
            colour = UNCLEAR if kind == "pulled_forward" else SHADES[part.segment]
            label = canvas.words(f"figure.decomposition.{part.segment}") if row == 1 else None
            bars = axes.barh(row, value, left=start, height=0.62, color=colour, label=label)
            for bar in bars:
                bar.set(hatch=HATCHES[part.segment], edgecolor="white", linewidth=0)
            ends[value > 0] = start + value
        _label(canvas, axes, row, kind, ends)
    axes.axvline(0, color=INK, lw=0.8)
    names = [canvas.words(f"figure.decomposition.{kind}") for kind in ROWS]
    axes.set_yticks(range(len(ROWS)), names)
    axes.set_ylim(len(ROWS) - 0.5, -0.6)
    axes.use_sticky_edges = False
    axes.margins(x=0.2 if canvas.wide else 0.3)
    if not any(getattr(part, kind) for part in parts for kind in ROWS):
        axes.set_xlim(-1, 1)  # nothing moved: an axis of its own would be of 1e-17 orders
    canvas.value_axis(axes, "orders", 4, axis="x")


def _label(canvas: Canvas, axes: Axes, row: int, kind: str, ends: dict[bool, int]) -> None:
    """The total beside its bar; orders only moved carry no sign."""
    total = ends[True] + ends[False]
    text = change(canvas.words, float(total), "orders")
    left = total < 0
    axes.annotate(
        text.lstrip("+±") if kind == "pulled_forward" or total == 0 else text,
        (ends[not left], row),
        xytext=(-3 if left else 3, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=7,
    )
