"""Figures: each reads results and draws one answer with its uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from reports.figures import bridge, costs, curves, decomposition, forest, holdout, retention
from reports.figures.canvas import Canvas, drawn
from reports.results import Results


@dataclass(frozen=True)
class Picture:
    """A figure by name: how it is drawn and which results it needs."""

    name: str
    draw: Callable[[Canvas], Figure]
    needs: Callable[[Results], bool]


def _always(results: Results) -> bool:
    return bool(results.scenarios)


def _compared(results: Results) -> bool:
    return results.compared


def _moved(results: Results) -> bool:
    return any(one in results.followed for one in drawn(results))


def _some(*kpis: str) -> Callable[[Results], bool]:
    """Does any scenario have more than nothing of any of these KPIs?"""

    def needs(results: Results) -> bool:
        figures = [results.summary[s.name] for s in results.scenarios]
        return any(found[kpi].mean > 0 for found in figures for kpi in kpis)

    return needs


def _stayed(results: Results) -> bool:
    """Did a whole month of some newcomers lie within the run?"""
    found = (retention.retention(results, one) for one in results.scenarios)
    return _some("joined")(results) and any(size.size for _, size in found)


def _fitted(results: Results) -> bool:
    return results.holdout is not None


def _loaded(results: Results) -> bool:
    """Is anybody touched, and does any of it fill a panel?"""
    return _some("touches")(results) and bool(curves.loads(results))


PICTURES: tuple[Picture, ...] = (
    Picture("holdout", holdout.draw, _fitted),
    Picture("bridge", bridge.draw, _compared),
    Picture("decomposition", decomposition.draw, _moved),
    Picture("forest", forest.draw, _compared),
    Picture("members", curves.members, _always),
    Picture("active", curves.active, _always),
    Picture("retention", retention.draw, _stayed),
    Picture("costs", costs.draw, _some("programme_cost", "acquisition_cost")),
    Picture("load", curves.load, _loaded),
)


def pictures_of(results: Results) -> list[Picture]:
    """The figures these results can fill, in the order of the page."""
    return [picture for picture in PICTURES if picture.needs(results)]


def remove_former(folder: Path, drawn: Iterable[Picture]) -> None:
    """Remove what an earlier page left of figures that are not among those drawn."""
    names = {picture.name for picture in PICTURES} - {picture.name for picture in drawn}
    for name in names:
        for ending in ("svg", "png"):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)
