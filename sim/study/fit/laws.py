"""The published laws of repeat buying, side by side behind one interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.study.fit import btyd, mbgnbd, paretonbd
from sim.study.fit.cohort import Cohort, distinct
from sim.study.fit.maximise import Maximum
from sim.study.fit.orders import Floats, Ints

ENGINE_LAW = "bgnbd"  # the one simulated shoppers live by


@dataclass(frozen=True)
class Law:
    """How a law is fitted and what it then expects; see `sim.study.fit.btyd` for the shapes."""

    model: Callable[..., Any]
    fit: Callable[[Ints, Floats, Floats], Maximum]
    expected_repeats: Callable[[Any, Floats], Floats]
    conditional_repeats: Callable[[Any, Floats, Ints, Floats, Floats], Floats]


LAWS: Mapping[str, Law] = {
    "bgnbd": Law(btyd.BgNbd, btyd.fit_bgnbd, btyd.expected_repeats, btyd.conditional_repeats),
    "mbgnbd": Law(
        mbgnbd.MbgNbd, mbgnbd.fit_mbgnbd, mbgnbd.expected_repeats, mbgnbd.conditional_repeats
    ),
    "paretonbd": Law(
        paretonbd.ParetoNbd,
        paretonbd.fit_paretonbd,
        paretonbd.expected_repeats,
        paretonbd.conditional_repeats,
    ),
}


@dataclass(frozen=True)
class FittedLaw:
    """A law at its estimate from a cohort."""

    name: str
    maximum: Maximum

    @property
    def _model(self) -> Any:
        return LAWS[self.name].model(**self.maximum.estimate)

    def tracked(self, first: Ints, day: int) -> Floats:
        """Expected repeat orders up to `day` of customers of whom only the first day is known."""
        return LAWS[self.name].expected_repeats(self._model, np.maximum(day - first, 0) / 7)

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """Expected orders of each customer in the next `days`, given what each has done."""
        seen = distinct(cohort.x, cohort.t_x, cohort.observed)
        conditional = LAWS[self.name].conditional_repeats
        ahead = np.full(len(seen.x), days / 7)
        return conditional(self._model, ahead, seen.x, seen.t_x, seen.observed)[seen.place]


def fit_laws(cohort: Cohort) -> dict[str, FittedLaw]:
    """All laws fitted on one cohort, by name."""
    return {
        name: FittedLaw(name, law.fit(cohort.x, cohort.t_x, cohort.observed))
        for name, law in LAWS.items()
    }
