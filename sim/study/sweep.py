"""One scenario at every point of a grid, all in the same twin worlds; a killed sweep goes on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reports.sweep_picture import draw_sweep
from sim.config.compose import Composer
from sim.config.errors import StoppedError
from sim.config.filling import filled
from sim.config.idle import Idle, in_vain
from sim.config.said import note, say
from sim.config.varying import Varying
from sim.measure.definitions import KPIS
from sim.study.closing import swept
from sim.study.columns import numbers, texts
from sim.study.compare import estimate, number, paired_difference
from sim.study.grid import Grid, read_grid
from sim.study.points import Point, Workshop, as_many_as_said, one_district, store_of
from sim.study.progress import progress
from sim.study.replicate import Simulate, simulate_world
from sim.study.samples import Floats, Samples
from sim.study.stopped import Stopped, stopped_record, stopped_told
from sim.study.store import Digests, Store
from sim.study.write import (
    MANIFEST,
    TableFile,
    manifest,
    result_folder,
    result_path,
    write_csv,
    write_json,
)

PARTS = ("mean", "low", "high", "diff", "diff_low", "diff_high")

CONTRIBUTION = [kpi.key for kpi in KPIS].index("contribution")

WORDS = {
    "en": {
        "start": "{points} {points:point|points}, {runs} {runs:run|runs}, {done} of them "
        "already done",
        "check": "points checked",
        "end": "Table: {table}\nPicture: {picture}",
    },
    "zh": {
        "start": "{points} 个点，共 {runs} 次模拟，其中 {done} 次已完成",
        "check": "已检查的点",
        "end": "表：{table}\n图：{picture}",
    },
}


def sweep(
    scenario: str,
    overrides: Sequence[str],
    argv: Sequence[str],
    *,
    simulate: Simulate = simulate_world,
) -> Path:
    """Run the scenario at every point of the grid and write the result folder.

    Every point is checked before the first one runs. A finished run is kept at once in
    `OUT.study/study.sqlite` and not run again for the same plan, code and replication. A point a
    run of which stops has no figures, and says why; the others are lived to the end.

    Returns:
        The result folder: `sweep.csv`, `sweep.parquet`, `sweep.svg`, `sweep.png`, `manifest.json`.

    Raises:
        InputError: nothing is swept, a key cannot be, a point makes no valid plan, or districts
            are asked for.
        StoppedError: no point could be lived.
    """
    began = time.monotonic()
    grid = read_grid(overrides)
    composer = Composer(scenario)
    first = composer.plan(next(grid.overrides()))
    study, words = first.study, WORDS[first.study.lang]
    one_district(study, "sweep")
    as_many_as_said(study, "sweep")
    out = result_path(study.out, "sweep", (scenario,))
    seen = Idle(first, [axis.key for axis in grid.axes])
    points = _check(composer, grid, words["check"], seen)
    for said in in_vain([seen]):
        note(said)
    runs = len({point.digest for point in points}) * study.replications
    plans = (point.plan for point in points)
    with (
        Store(store_of(out)) as store,
        Workshop(store, study, plans, simulate, tasks=runs) as workshop,
    ):
        done = runs - len(workshop.missing(points, range(study.replications)))
        print(filled(words["start"], points=len(points), runs=runs, done=done), flush=True)
        workshop.live(points, range(study.replications))
        told = [" ".join(point[len(grid.fixed) :]) for point in grid.overrides()]
        stopped = _stopped(points, told, workshop.stopped)
        figures = _figures(
            None if at in stopped else store.samples(point.digest, study.replications)
            for point, at in zip(points, told, strict=True)
        )
    with result_folder(out) as folder:
        _write_table(folder, grid, figures)
        record = manifest(
            [first], command="sweep", argv=argv, wall_seconds=time.monotonic() - began
        )
        record |= {"sweep": _record(grid, runs, done)} | stopped_record(stopped)
        write_json(folder / MANIFEST, record)
        draw_sweep(folder, study.lang)
    print(swept(told, figures[:, CONTRIBUTION], study, _idle(grid, figures[:, :, 0])))
    for line in stopped_told(stopped, study):
        print(line)
    print(words["end"].format(table=out / "sweep.csv", picture=out / "sweep.svg"))
    return out


def _check(composer: Composer, grid: Grid, what: str, seen: Idle) -> list[Point]:
    """Check every point, name it, and note in which settings it has an effect."""
    varying, digests = Varying(composer), Digests()
    points = []
    overrides = list(grid.overrides())
    with progress(len(overrides), what) as advance:
        for one in overrides:
            plan = varying.plan(one)
            seen.pass_by(plan)
            points.append(Point(digests.of(plan), partial(varying.plan, one)))
            advance(1)
    return points


def _stopped(
    points: Sequence[Point], told: Sequence[str], why: Mapping[str, StoppedError]
) -> Stopped:
    """The points that stopped, by what was set there, as typed.

    Raises:
        StoppedError: all of them did.
    """
    found = {
        at: why[point.digest] for point, at in zip(points, told, strict=True) if point.digest in why
    }
    if len(found) == len(points):
        raise StoppedError(
            say("every point stopped; {point}: {why}", point=told[0], why=found[told[0]].why)
        )
    return found


def _figures(samples: Iterable[Samples | None]) -> Floats:
    """Every KPI at every point and its paired difference from the first point.

    None is a point that stopped. Shape (points, kpis, parts), in the order of `PARTS`; NaN where
    undefined.
    """
    rows = [np.full((len(KPIS), len(PARTS)), np.nan)]
    reference: Samples | None = None
    for place, sample in enumerate(samples):
        row = np.full_like(rows[0], np.nan)
        if sample is not None:
            reference = sample if place == 0 else reference
            row[:, :3] = np.stack(estimate(sample)[:3], axis=1)
            if reference is not None:
                row[:, 3:] = np.stack(paired_difference(sample, reference), axis=1)
        rows.append(row)
    return np.stack(rows[1:])


def _idle(grid: Grid, means: Floats) -> list[str]:
    """Keys that change no figure at any value of the others; `means` has shape (points, kpis)."""
    whole = means.reshape(*(len(axis.values) for axis in grid.axes), -1)
    return [
        axis.key
        for i, axis in enumerate(grid.axes)
        if len(axis.values) > 1
        and np.array_equal(
            whole, np.broadcast_to(whole.take([0], axis=i), whole.shape), equal_nan=True
        )
    ]


def _write_table(folder: Path, grid: Grid, figures: Floats) -> None:
    names = [f"{kpi.key}_{part}" for kpi in KPIS for part in PARTS]
    flat = figures.reshape(len(figures), -1)
    keys = [axis.key for axis in grid.axes]
    write_csv(folder / "sweep.csv", [*keys, *names], _rows(grid, flat))
    swept = zip(*grid.values(), strict=True)
    columns = {key: _column(values) for key, values in zip(keys, swept, strict=True)}
    columns |= {name: numbers(flat[:, i], nan_is_null=True) for i, name in enumerate(names)}
    with TableFile(folder, "sweep", "parquet") as file:
        file.write(pa.table(columns))


def _rows(grid: Grid, flat: Floats) -> Iterator[list[object]]:
    for values, figures in zip(grid.values(), flat, strict=True):
        yield [*values, *(number(figure) for figure in figures)]


def _column(values: Sequence[object]) -> pa.Array:
    """Numbers as numbers; anything else, or a mixture, as text."""
    kinds = {type(value) for value in values}
    if kinds <= {int} or kinds <= {int, float}:
        return numbers(np.array(values))
    return texts([str(value) for value in values])


def _record(grid: Grid, runs: int, done: int) -> dict[str, Any]:
    return {
        "keys": [axis.key for axis in grid.axes],
        "values": {axis.key: list(axis.values) for axis in grid.axes},
        "runs": runs,
        "already_done": done,
    }
