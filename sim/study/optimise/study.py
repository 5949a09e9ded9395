"""Search the space of a plan's settings, then live the best again on fresh luck."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from reports.optimise_picture import draw_optimise
from sim.config.compose import Composed, Composer
from sim.config.errors import InputError, StoppedError
from sim.config.filling import filled
from sim.config.idle import Idle, in_vain
from sim.config.keys import plan_levers
from sim.config.said import note, say
from sim.config.schema import Plan
from sim.measure.definitions import KPIS
from sim.study.figure import undefined
from sim.study.grid import Value
from sim.study.optimise.asked import Asked, Best
from sim.study.optimise.confirm import Finalist, Tried, candidates, confirmed, holds
from sim.study.optimise.limits import beyond, shortfall
from sim.study.optimise.page import write_report
from sim.study.optimise.search import AT_ONCE, Proposal, Search
from sim.study.optimise.telling import START, told
from sim.study.optimise.writing import write
from sim.study.points import Point, Workshop, as_many_as_said, one_district, store_of
from sim.study.replicate import Simulate, simulate_world
from sim.study.samples import Floats
from sim.study.space import Factor, Space, not_varied, read_space
from sim.study.stopped import Stopped, none_to_hold_against, stopped_record
from sim.study.store import Store
from sim.study.write import MANIFEST, manifest, result_folder, result_path, write_json

__all__ = ["Asked", "optimise"]  # what a command asks with

AT_A_TIME, MOST = 3, 15  # plans lived again on fresh replications
PLACE = {kpi.key: place for place, kpi in enumerate(KPIS)}


def optimise(
    scenario: str,
    overrides: Sequence[str],
    argv: Sequence[str],
    asked: Asked,
    *,
    simulate: Simulate = simulate_world,
) -> tuple[Path, bool]:
    """Find the best plan of a space, and say what is left of its advantage on fresh luck.

    Args:
        scenario: the plan to start from.
        overrides: settings; those with an interval or several values are searched.
        argv: the arguments, for the manifest.
        asked: what is wanted.
        simulate: what runs one replication.

    Returns:
        The result folder (`optimize.csv`, `finalists.csv`, `optimize.json`, `optimize.svg`,
        `optimize.png`, `report.html`, `manifest.json`), and whether a plan was found that keeps the
        limits.

    Raises:
        InputError: anything asked for is wrong, or the figure is undefined in some run.
        StoppedError: the plan as written stopped; any other is no candidate, and is named.
    """
    began = time.monotonic()
    asked.check()
    space = read_space(overrides)
    if not space.factors:
        raise not_varied("optimize", fixed=space.fixed)
    composer = Composer(scenario)
    written = composer.plan(space.fixed)
    study = written.study
    one_district(study, "optimize")
    as_many_as_said(study, "optimize")
    out = result_path(study.out, "optimize", (scenario,))
    plans = [written.plan, *_each_alone(composer, space)]
    seen = Idle(written, [factor.key for factor in space.factors])
    for plan in plans:
        seen.pass_by(plan)
    for said in in_vain([seen]):
        note(said)
    text = filled(
        START[study.lang],
        trials=asked.trials,
        replications=study.replications,
        confirm=asked.confirm,
    )
    print(text, flush=True)
    with (
        Store(store_of(out)) as store,
        Workshop(store, study, plans, simulate, tasks=1_000_000) as workshop,
    ):
        found = _Searching(composer, space, written, workshop, asked).best()
    with result_folder(out) as folder:
        write(folder, found, space, scenario, asked)
        seconds = time.monotonic() - began
        record = manifest([written], command="optimize", argv=argv, wall_seconds=seconds)
        record |= {"runs": workshop.lived} | stopped_record(found.stopped)
        write_json(folder / MANIFEST, record)
        draw_optimise(folder, study.lang)
        if study.report:
            titles = dict(written.plan.story.title)
            write_report(folder, found, titles, scenario, asked, space, study, record)
    print(told(found, scenario, asked, space, study, out))
    return out, found.winner is not None


def _each_alone(composer: Composer, space: Space) -> list[Plan]:
    """Each value that was typed, all else as written: a wrong one is found before the first run."""
    return [
        composer.plan([*space.fixed, factor.setting(factor.value(place))]).plan
        for factor in space.factors
        for place in factor.typed
    ]


class _Searching:
    """The search and its end."""

    def __init__(
        self,
        composer: Composer,
        space: Space,
        written: Composed,
        workshop: Workshop,
        asked: Asked,
    ) -> None:
        self._composer, self._space, self._workshop, self._asked = composer, space, workshop, asked
        self._start = Point.of(written.plan)
        self._points = {self._start.digest: self._start}
        self._seed = written.plan.seed
        self._values = {key: value for key, value, _ in plan_levers(written.plan)}
        self._replications = workshop.study.replications

    def best(self) -> Best:
        """Search, then confirm."""
        asked, searched = self._asked, range(self._replications)
        self._live([self._start], searched)
        start_mean = float(self._figures(self._start, searched)[0].mean())
        tried, used_up = self._searched()
        chosen, figures, within = self._finalists(tried)
        found = confirmed(
            chosen,
            figures,
            within,
            start_mean,
            asked.probability,
            kpi=asked.kpi,
            maximise=asked.maximise,
        )
        tried = [self._unless_stopped(one) for one in tried]
        return Best(tried, self._stopped(tried), found, self._edges(found), used_up)

    def _live(self, points: Sequence[Point], replications: Iterable[int]) -> None:
        """Live some plans.

        Raises:
            StoppedError: the plan as written stopped, which all others are held against.
        """
        self._workshop.live(points, replications)
        if why := self._workshop.stopped.get(self._start.digest):
            raise none_to_hold_against(say("the plan as written"), why)

    def _unless_stopped(self, one: Tried) -> Tried:
        """A plan tried; without figures if it stopped, in the search or on fresh replications."""
        why = self._workshop.stopped.get(one.digest or "")
        return one if why is None else _without_figures(one.values, why)

    def _stopped(self, tried: Sequence[Tried]) -> Stopped:
        return {self._typed(one.values): one.stopped for one in tried if one.stopped is not None}

    def _typed(self, values: Mapping[str, Value]) -> str:
        return " ".join(one.setting(values[one.key]) for one in self._space.factors)

    def _finalists(self, tried: Sequence[Tried]) -> tuple[list[Tried], Floats, list[list[bool]]]:
        """The best plans, some at a time until one keeps the limits on fresh replications.

        Which of the plans that kept them in the search do so by luck is not known before: the best
        of them lie nearest to the limits. One that stops is left out. Returns the plans, and of the
        plan as written and each of them the figure and whether each replication is within the
        limits.
        """
        asked = self._asked
        fresh = range(self._replications, self._replications + asked.confirm)
        ranked = candidates(tried, self._start.digest, AT_A_TIME, maximise=asked.maximise)[:MOST]
        points = [self._points[str(one.digest)] for one in ranked]
        chosen: list[Tried] = []
        found: list[tuple[Floats, Floats]] = []
        for first in range(0, len(ranked) or 1, AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            self._live([*([] if first else [self._start]), *points[some]], fresh)
            lived = [one for one in ranked[some] if one.digest not in self._workshop.stopped]
            chosen += lived
            found += [self._figures(self._points[str(one.digest)], fresh) for one in lived]
            if any(holds(list(over <= 0.0), asked.probability) for _, over in found):
                break
        found = [self._figures(self._start, fresh), *found]
        figures = np.stack([figure for figure, _ in found])
        return chosen, figures, [list(over <= 0.0) for _, over in found]

    def _searched(self) -> tuple[list[Tried], bool]:
        """The plans tried, and whether they are all there are."""
        asked = self._asked
        search = Search(
            self._space.factors, self._seed, maximise=asked.maximise, written=self._values
        )
        tried: list[Tried] = []
        while len(tried) < asked.trials and not search.used_up:
            proposals = search.ask(min(AT_ONCE, asked.trials - len(tried)))
            points = [self._point(one) for one in proposals]
            real = [point for point in points if point is not None]
            self._workshop.live(real, range(self._replications))
            for proposal, point in zip(proposals, points, strict=True):
                if point is None:
                    search.refuse(proposal)
                    tried.append(Tried(proposal.values, None, kept=False))
                    continue
                if why := self._workshop.stopped.get(point.digest):
                    search.refuse(proposal)
                    tried.append(_without_figures(proposal.values, why))
                    continue
                one = self._tried(proposal, point)
                search.tell(proposal, one.mean, one.shortfall if asked.limits else None)
                tried.append(one)
        return tried, search.used_up

    def _point(self, proposal: Proposal) -> Point | None:
        """The plan of some values; None where they contradict each other."""
        settings = [f.setting(proposal.values[f.key]) for f in self._space.factors]
        try:
            plan = self._composer.plan([*self._space.fixed, *settings]).plan
        except InputError:
            return None
        point = Point.of(plan)
        return self._points.setdefault(point.digest, point)

    def _tried(self, proposal: Proposal, point: Point) -> Tried:
        figure, over = self._figures(point, range(self._replications))
        p = self._asked.probability
        short = shortfall(over, p)
        within = float((over <= 0.0).mean())
        return Tried(
            proposal.values, point.digest, float(figure.mean()), within, short, short <= 0.0
        )

    def _figures(self, point: Point, replications: range) -> tuple[Floats, Floats]:
        """The figure in each replication, and by how much it is beyond the limits there."""
        asked = self._asked
        values = self._workshop.store.samples(point.digest, replications.stop).values
        values = values[replications.start :]
        figure: Floats = values[:, PLACE[asked.kpi]]
        if np.isnan(figure).any():
            where = say("some plan of the search") if point is not self._start else ""
            raise undefined("maximise" if asked.maximise else "minimise", asked.kpi, where)
        if not asked.limits:
            return figure, np.zeros(len(figure))
        return figure, beyond(
            asked.limits, {one.kpi: values[:, PLACE[one.kpi]] for one in asked.limits}
        )

    def _edges(self, found: Sequence[Finalist]) -> list[str]:
        """Keys whose best value lies within a hundredth of its interval from an end."""
        best = found[1].tried if len(found) > 1 else None
        if best is None:
            return []
        return [one.key for one in self._space.factors if _at_an_end(one, best.values[one.key])]


def _without_figures(values: dict[str, Value], why: StoppedError) -> Tried:
    return Tried(values, None, kept=False, stopped=why)


def _at_an_end(factor: Factor, value: Value) -> bool:
    """Whether a value lies within a hundredth of an interval from one of its ends."""
    if factor.listed is not None:
        return False
    low, high = float(factor.low), float(factor.high)
    width = 0.01 * (high - low)
    return not low + width < float(value) < high - width
