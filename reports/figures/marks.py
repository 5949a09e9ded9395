"""What tells the lines of plans apart: a colour, and without colours a dash and a marker."""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

# Okabe and Ito (2008), six of eight, then four dark ones: of these ten and the reference's grey any
# two stay apart with every common colour blindness (simulated as by Machado and others, 2009).
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"),
    *("#3A1078", "#B3001E", "#1C4A4A", "#4A1500"),
)
REFERENCE_COLOUR = "#5B6670"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
MOST = 2 * len(COLOURS)
"""Plans that have a mark, and so are drawn: the second ten are dashed, their markers hollow."""

_ON_A_LINE = 7
_SVG = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}


class Mark(NamedTuple):
    """How the line of one plan is drawn."""

    colour: str
    dash: str = "-"
    marker: str = ""
    hollow: bool = False

    def line(self) -> dict[str, Any]:
        """Colour and dash, as `Axes.plot` takes them."""
        return {"color": self.colour, "ls": self.dash, "lw": 1.7}

    def markers(self) -> dict[str, Any]:
        """Shape and filling of its markers, as `Axes.plot` takes them."""
        size = {"*": 7.0, "D": 4.2, "s": 4.4}.get(self.marker, 5.0)
        face = "white" if self.hollow else self.colour
        return {"marker": self.marker, "ms": size, "mfc": face, "mec": self.colour, "mew": 1.1}


def mark_of(place: int) -> Mark:
    """The mark of the plan at a place, below `MOST`, among those drawn that are no reference."""
    again, which = divmod(place, len(COLOURS))
    return Mark(COLOURS[which], "--" if again else "-", MARKERS[which], bool(again))


def badge(mark: Mark) -> str:
    """The marker of a plan as an SVG of its own, beside its name; of a bare line a piece of it."""
    style = MarkerStyle(mark.marker or "_")
    path = style.get_path().transformed(style.get_transform())
    drawn = " ".join(
        f"{_SVG[code]}{' '.join(f'{y:.2f}' for y in points) if code != Path.CLOSEPOLY else ''}"
        for points, code in path.iter_segments(simplify=False)
    )
    face = "none" if mark.hollow else mark.colour
    return (
        f'<svg class="badge" viewBox="-.75 -.75 1.5 1.5" aria-hidden="true">'
        f'<path transform="scale(1,-1)" d="{drawn}" fill="{face}" stroke="{mark.colour}" '
        f'stroke-width=".2"/></svg>'
    )


def every(place: int, points: int) -> tuple[int, int]:
    """First point with a marker and steps between them: a few, not below those of other plans."""
    step = max(points // _ON_A_LINE, 1)
    return (place * step * 3 // len(COLOURS)) % step, step
