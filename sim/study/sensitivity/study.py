"""Run the points of a sensitivity study in twin worlds and write what they say."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from reports.sensitivity_picture import draw_sensitivity
from sim.config.compose import Composer
from sim.config.errors import InputError, StoppedError
from sim.config.filling import filled
from sim.config.idle import Idle, in_vain
from sim.config.keys import plan_levers
from sim.config.said import note, say
from sim.config.schema import Plan, Study
from sim.measure.definitions import BY_KEY, KPIS
from sim.study.compare import number
from sim.study.figure import undefined
from sim.study.points import Workshop, as_many_as_said, one_district, store_of
from sim.study.replicate import Simulate, simulate_world
from sim.study.run import check_twins
from sim.study.samples import Floats
from sim.study.sensitivity.asked import METHODS, MOST, Asked
from sim.study.sensitivity.assumed import as_written, assumptions, reaching
from sim.study.sensitivity.effects import (
    elementary_effects,
    luck_share,
    morris,
    morris_places,
    sobol,
    sobol_places,
)
from sim.study.sensitivity.field import Field, Pair, Place, figures
from sim.study.sensitivity.found import Found, Row, between, row, with_effects
from sim.study.sensitivity.page import write_report
from sim.study.sensitivity.telling import START, told
from sim.study.sensitivity.writing import write
from sim.study.space import SYNTAX, Factor, Space, not_varied, read_space
from sim.study.span import Span
from sim.study.stopped import stopped_record
from sim.study.store import Store
from sim.study.write import MANIFEST, manifest, result_folder, result_path, write_json

__all__ = ["METHODS", "MOST", "Asked", "sensitivity"]  # what a command asks with


def sensitivity(
    scenarios: Sequence[str],
    overrides: Sequence[str],
    argv: Sequence[str],
    asked: Asked,
    *,
    simulate: Simulate = simulate_world,
) -> Path:
    """Say which setting a figure, or the difference of two scenarios, hangs on.

    Args:
        scenarios: one, or two of which the second is held against the first.
        overrides: settings; those with an interval or several values vary. If none does, the
            assumptions of the plans vary over their own ranges.
        argv: the arguments, for the manifest.
        asked: how to look.
        simulate: what runs one replication.

    Returns:
        The result folder: `sensitivity.csv`, `points.csv`, `sensitivity.json`, `manifest.json`,
        `sensitivity.svg`, `sensitivity.png` and `report.html`.

    Raises:
        InputError: anything asked for is wrong, or the figure is undefined at some point.
        StoppedError: a plan stopped as written; any other has no figures, and is named.
    """
    began = time.monotonic()
    asked.check()
    space = read_space(overrides)
    by_themselves = not space.factors
    factors = _assumed(scenarios, space, asked.only) if by_themselves else space.factors
    field = Field(scenarios, space.fixed, factors)
    study = field.written[0].study
    check_twins([one.plan for one in field.written])
    one_district(study, "sensitivity")
    as_many_as_said(study, "sensitivity")
    out = result_path(study.out, "sensitivity", scenarios)
    varied = () if by_themselves else factors
    alone = [field.end([i], at) for i, factor in enumerate(varied) for at in factor.typed]
    pairs = [field.pair(place) for place in (field.nowhere(), *alone)]
    for said in in_vain(_seen(field, varied, pairs)):
        note(said)
    plans_at_ends: Iterable[Plan] = (point.plan for pair in pairs for point in pair)
    text = START[study.lang]
    with (
        Store(store_of(out)) as store,
        Workshop(store, study, plans_at_ends, simulate, tasks=1_000_000) as workshop,
    ):
        reached: list[int] = list(range(len(factors)))
        refused: list[int] = []
        if by_themselves:
            print(filled(text["assumptions"], count=len(factors)), flush=True)
            reached, refused = reaching(field, workshop)
        looked = Looked(field, workshop, asked, KPIS.index(BY_KEY[asked.kpi]))
        found = looked.found(reached, refused, by_themselves)
    with result_folder(out) as folder:
        write(folder, found, looked.tried, field, scenarios, asked)
        seconds = time.monotonic() - began
        record = manifest(field.written, command="sensitivity", argv=argv, wall_seconds=seconds)
        record |= {"runs": workshop.lived} | stopped_record(found.stopped)
        write_json(folder / MANIFEST, record)
        draw_sensitivity(folder, study.lang)
        if study.report:
            write_report(folder, found, field, scenarios, asked.kpi, study, record)
    print(told(found, scenarios, asked.kpi, study, out))
    return out


def _seen(field: Field, varied: Sequence[Factor], pairs: Sequence[Pair]) -> list[Idle]:
    """What was without effect in each scenario; of assumptions nobody typed it is found out."""
    keys = [factor.key for factor in varied]
    found = [Idle(one, keys) for one in field.written]
    for pair in pairs:
        for seen, point in zip(found, pair, strict=True):
            seen.pass_by(point.plan)
    return found


def _assumed(scenarios: Sequence[str], space: Space, only: tuple[str, ...]) -> tuple[Factor, ...]:
    """The assumptions of these plans.

    Raises:
        InputError: there are none.
    """
    plans = [Composer(scenario).plan(space.fixed) for scenario in scenarios]
    factors = tuple(assumptions(plans, only))
    if not factors:
        raise not_varied("sensitivity", say("assumptions with a range, or {syntax}", syntax=SYNTAX))
    return factors


class Looked:
    """The stages of a study: as written, one at a time, all together."""

    def __init__(self, field: Field, workshop: Workshop, asked: Asked, kpi: int) -> None:
        self._field, self._workshop, self._asked, self._kpi = field, workshop, asked, kpi
        self._study: Study = workshop.study
        self.tried: list[tuple[str, Place, Floats]] = []
        self._stopped: dict[str, StoppedError] = {}

    def found(self, reached: Sequence[int], refused: Sequence[int], by_themselves: bool) -> Found:
        """All that can be said of these factors."""
        field = self._field
        if not by_themselves:  # every plan is checked before the first run
            for place in self._design(reached)[1]:
                field.pair(place)
        figures = self._figures("ends", [field.nowhere(), *self._places_of_ends(reached)])
        base, compared, kpi = figures[0], len(field.written) > 1, KPIS[self._kpi]
        written = {
            key: value for one in reversed(field.written) for key, value, _ in plan_levers(one.plan)
        }
        rows = {
            i: row(
                field.factors[i],
                written.get(field.factors[i].key),
                np.stack([base, *figures[1 + 2 * k : 3 + 2 * k]]),
                kpi.key,
                compared=compared,
            )
            for k, i in enumerate(reached)
        }
        most = self._asked.most if by_themselves else len(rows)
        chosen = sorted(sorted(rows, key=lambda i: -rows[i].reach)[:most])
        clashing = self._clashing(chosen) if by_themselves else []
        chosen = [i for i in chosen if i not in clashing]
        luck, ahead, incomplete = luck_share(figures), None, False
        if self._asked.method != "ends" and chosen:
            units, all_together = self._together(chosen)
            luck = luck_share(all_together)
            incomplete = bool(np.isnan(all_together).any())
            if not incomplete:
                rows |= self._with_effects(rows, chosen, units, all_together)
                ahead = float((all_together.mean(axis=1) > 0).mean()) if compared else None
        left = set(range(len(field.factors))) - set(reached) - set(refused)
        return Found(
            Span.of(base, between(kpi.key, compared=compared)),
            sorted(rows.values(), key=lambda one: -one.reach),
            number(luck),
            ahead,
            [field.factors[i].key for i in sorted(left)],
            [field.factors[i].key for i in (*refused, *clashing)],
            self._stopped,
            incomplete,
        )

    def _places_of_ends(self, factors: Sequence[int]) -> list[Place]:
        return [self._field.end([i], at) for i in factors for at in (0.0, 1.0)]

    def _together(self, chosen: Sequence[int]) -> tuple[Floats, Floats]:
        """The design of these factors, and the figures at every point of it."""
        units, places = self._design(chosen)
        return units, self._figures("design", places)

    def _with_effects(
        self, rows: dict[int, Row], chosen: Sequence[int], units: Floats, figures: Floats
    ) -> dict[int, Row]:
        """The rows of the factors that moved together, with their effects."""
        by_row = figures.reshape(*units.shape[:2], -1)
        seed = self._field.written[0].plan.seed
        effects = self._asked.method == "morris"
        found = morris(elementary_effects(units, by_row), seed) if effects else sobol(by_row, seed)
        return {i: with_effects(rows[i], found, k) for k, i in enumerate(chosen)}

    def _design(self, chosen: Sequence[int]) -> tuple[Floats, list[Place]]:
        """Places of these factors, shape (rows, points of a row, chosen), and the same flat."""
        if self._asked.method == "ends":
            return np.empty((0, 0, 0)), []
        make = morris_places if self._asked.method == "morris" else sobol_places
        units = make(len(chosen), self._asked.n, self._field.written[0].plan.seed)
        places = np.full((*units.shape[:2], len(self._field.factors)), np.nan)
        places[:, :, list(chosen)] = units
        return units, list(places.reshape(-1, places.shape[2]))

    def _clashing(self, chosen: Sequence[int]) -> list[int]:
        """Those that contradict the plan, or each other, where all move together.

        Raises:
            InputError: what contradicts is none of them.
        """
        clashing: list[int] = []
        while left := [i for i in chosen if i not in clashing]:
            try:
                for place in self._design(left)[1]:
                    self._field.pair(place)
            except InputError as error:
                guilty = [i for i in left if self._field.factors[i].key == error.key]
                if not guilty:
                    raise
                clashing += guilty
            else:
                break
        return clashing

    def _figures(self, stage: str, places: Sequence[Place]) -> Floats:
        """The figure at some places, run if need be; every plan is checked before the first run.

        NaN where a plan stopped.

        Raises:
            InputError: the figure is undefined in some run.
            StoppedError: see `as_written`.
        """
        pairs = [self._field.pair(place) for place in places]
        points = [point for pair in pairs for point in pair]
        replications = range(self._study.replications)
        runs = len({point.digest for point in points}) * len(replications)
        done = runs - len(self._workshop.missing(points, replications))
        text = START[self._study.lang]
        told = filled(text[stage], places=len(places), runs=runs, done=done)
        print(told, flush=True)
        as_written(self._field, self._workshop, replications)
        self._workshop.live(points, replications)
        found = figures(self._workshop, pairs, self._kpi)
        for place, pair, here in zip(places, pairs, found, strict=True):
            if not self._stopped_at(place, pair) and np.isnan(here).any():
                values = zip(self._field.factors, self._field.values(place), strict=True)
                where = ", ".join(f"{f.key}={v}" for f, v in values if v is not None)
                raise undefined("kpi", self._asked.kpi, where)
            self.tried.append((stage, place, here))
        return found

    def _stopped_at(self, place: Place, pair: Pair) -> bool:
        """Whether a plan stopped there, which is noted."""
        why = {
            self._field.typed(place, scenario): self._workshop.stopped[point.digest]
            for scenario, point in enumerate(pair)
            if point.digest in self._workshop.stopped
        }
        self._stopped |= why
        return bool(why)
