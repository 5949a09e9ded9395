"""The plans at any place of a space of settings, of one scenario or of two side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.config.compose import Composed, Composer
from sim.config.errors import InputError
from sim.study.points import Point, Workshop
from sim.study.samples import Floats
from sim.study.space import Factor

Place = Floats
"""For each factor a place from 0 to 1, or NaN: as written. Shape (factors,)."""

Pair = tuple[Point, ...]
"""The plan of each scenario at one place."""


class Field:
    """One or two scenarios over the same factors.

    A factor that only one of two scenarios has moves in that one alone.
    """

    def __init__(
        self, scenarios: Sequence[str], fixed: Sequence[str], factors: Sequence[Factor]
    ) -> None:
        """Compose the scenarios as they are written.

        Raises:
            InputError: a plan is not valid, or no scenario has a factor's key.
        """
        self.factors = tuple(factors)
        self._fixed = tuple(fixed)
        self._composers = [Composer(scenario) for scenario in scenarios]
        self.written: list[Composed] = [one.plan(fixed) for one in self._composers]
        self._own = [
            [self._has(composer, factor) for factor in self.factors] for composer in self._composers
        ]
        for i, factor in enumerate(self.factors):
            if not any(own[i] for own in self._own):
                self._composers[0].plan([*fixed, factor.setting(factor.low)])
        self._points: dict[tuple[int, tuple[str, ...]], Point] = {}

    def _has(self, composer: Composer, factor: Factor) -> bool:
        if len(self._composers) == 1:
            return True
        try:
            composer.layers([*self._fixed, factor.setting(factor.low)])
        except InputError as error:
            if not error.what.startswith("unknown key"):
                raise
            return False
        return True

    def nowhere(self) -> Place:
        """Everything as written."""
        return np.full(len(self.factors), np.nan)

    def end(self, group: Sequence[int], at: float) -> Place:
        """Some factors at an end (0 or 1), all others as written."""
        place = self.nowhere()
        place[list(group)] = at
        return place

    def values(self, place: Place) -> list[object]:
        """What each factor is set to; None where it stands as written."""
        return [
            None if np.isnan(at) else factor.value(float(at))
            for factor, at in zip(self.factors, place, strict=True)
        ]

    def typed(self, place: Place, scenario: int) -> str:
        """What is set there of one of the scenarios, as typed; of two with its name."""
        name = self.written[scenario].plan.story.name
        settings = self._settings(scenario, place)
        return " ".join([f"scenario={name}", *settings] if len(self.written) > 1 else settings)

    def pair(self, place: Place) -> Pair:
        """The plan of each scenario at a place, checked.

        Raises:
            InputError: these settings make no valid plan.
        """
        return tuple(self._point(side, place) for side in range(len(self._composers)))

    def _point(self, side: int, place: Place) -> Point:
        settings = self._settings(side, place)
        key = (side, settings)
        if key not in self._points:
            plan = self._composers[side].plan([*self._fixed, *settings]).plan
            self._points[key] = Point.of(plan)
        return self._points[key]

    def _settings(self, side: int, place: Place) -> tuple[str, ...]:
        return tuple(
            factor.setting(factor.value(float(at)))
            for factor, at, own in zip(self.factors, place, self._own[side], strict=True)
            if own and not np.isnan(at)
        )


def figures(workshop: Workshop, pairs: Sequence[Pair], kpi: int) -> Floats:
    """A KPI at each place in each replication, shape (places, replications).

    Of two scenarios the paired difference of the second from the first. NaN where undefined, and
    in every replication of a place at which a plan stopped.

    Raises:
        LookupError: some run is not finished.
    """
    replications = workshop.study.replications
    known = {digest: np.full(replications, np.nan) for digest in workshop.stopped}

    def of(point: Point) -> Floats:
        if point.digest not in known:
            samples = workshop.store.samples(point.digest, replications)
            known[point.digest] = samples.values[:, kpi]
        return known[point.digest]

    rows = [of(pair[-1]) - (of(pair[0]) if len(pair) > 1 else 0.0) for pair in pairs]
    return np.stack(rows)
