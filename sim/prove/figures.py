"""Two pictures of a proof pack: how far every number is off, and the curve of repeat orders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

from sim.prove.gate import LIMIT
from sim.prove.runner import Proof

INK, SOFT, LINE = "#1F2933", "#66727F", "#0072B2"
SIZE = (7.2, 3.6)


def draw(proofs: Sequence[Proof], folder: Path) -> dict[str, Path]:
    """Write the pictures as SVG; the file of each by name. The same proofs give the same bytes."""
    import matplotlib as mpl

    mpl.use("Agg")
    with mpl.rc_context({"svg.hashsalt": "proof", "font.size": 9, "text.color": INK}):
        return {
            "distances": _saved(_distances(proofs), folder / "proof-distances.svg"),
            "repeats": _saved(_repeats(proofs), folder / "proof-repeats.svg"),
        }


def _saved(figure: Any, path: Path) -> Path:
    part = path.with_name(f".{path.name}.part")
    figure.savefig(part, format="svg", metadata={"Date": None})
    part.replace(path)
    return path


def _figure(title: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _distances(proofs: Sequence[Proof]) -> Any:
    """Every z in order of size, against the z that luck would put in that place."""
    found = sorted(one.z for proof in proofs for one in proof.findings)
    normal = NormalDist()
    expected = [normal.inv_cdf((place + 0.5) / len(found)) for place in range(len(found))]
    figure, axes = _figure(f"{len(found)} numbers: distance from target in standard errors")
    axes.plot([-LIMIT, LIMIT], [-LIMIT, LIMIT], color=SOFT, linewidth=0.8)
    for limit in (-LIMIT, LIMIT):
        axes.axhline(limit, color=SOFT, linewidth=0.8, linestyle="--")
    axes.plot(expected, found, ".", color=LINE, markersize=4)
    axes.set_xlabel("what luck alone would give, in order of size")
    axes.set_ylabel("measured")
    return figure


def _repeats(proofs: Sequence[Proof]) -> Any:
    """Relative error of mean repeat orders by week, with the limit of its standard error."""
    curve = next(proof for proof in proofs if proof.experiment.gate == "bgnbd")
    means = [one for one in curve.findings if one.quantity == "expected_purchases"]
    weeks = [one.t for one in means]
    figure, axes = _figure("BG/NBD, CDNOW: mean repeat orders, error in percent of the target")
    axes.axhline(0.0, color=SOFT, linewidth=0.8)
    axes.errorbar(
        weeks,
        [100.0 * (one.measured / one.target - 1.0) for one in means],
        yerr=[100.0 * LIMIT * one.se / one.target for one in means],
        fmt="o",
        color=LINE,
        markersize=4,
        linewidth=1,
        capsize=2,
    )
    axes.set_xscale("log")
    axes.set_xticks([0.143, 1, 3, 10, 32, 78], ["1 day", "1", "3", "10", "32", "78"])
    axes.minorticks_off()
    axes.set_xlabel("weeks since the first order")
    axes.set_ylabel(f"%, bars: {LIMIT} standard errors")
    return figure
