"""One scenario at every point of a grid, all in the same twin worlds; a killed sweep goes on."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reports.sweep_picture import draw_sweep
from sim.config.compose import Composer
from sim.config.errors import InputError
from sim.config.schema import Study
from sim.measure.definitions import KPIS
from sim.measure.result import Quotient
from sim.study.backend.spread import as_done
from sim.study.closing import swept
from sim.study.compare import estimate, number, paired_difference
from sim.study.grid import Grid, read_grid
from sim.study.progress import progress
from sim.study.replicate import Simulate, hired, simulate_world
from sim.study.samples import Floats, Samples
from sim.study.store import Store, plan_digest
from sim.study.write import TableFile, manifest, result_folder, result_path, write_csv, write_json

PARTS = ("mean", "low", "high", "diff", "diff_low", "diff_high")

CONTRIBUTION = [kpi.key for kpi in KPIS].index("contribution")

WORDS = {
    "en": {
        "start": "{points} points, {runs} runs, {done} of them already done",
        "check": "points checked",
        "run": "runs",
        "end": "Table: {table}\nPicture: {picture}",
    },
    "zh": {
        "start": "{points} 个点，共 {runs} 次模拟，其中 {done} 次已完成",
        "check": "已检查的点",
        "run": "已完成的模拟",
        "end": "表：{table}\n图：{picture}",
    },
}


@dataclass(frozen=True)
class Point:
    """A point that makes a valid plan, pickled: as objects ten thousand would fill the memory."""

    digest: str
    plan: bytes


Run = tuple[Point, int]
"""A point and a replication."""


def sweep(
    scenario: str,
    overrides: Sequence[str],
    argv: Sequence[str],
    *,
    simulate: Simulate = simulate_world,
) -> Path:
    """Run the scenario at every point of the grid and write the result folder.

    Every point is checked before the first one runs. A finished run is kept at once in
    `OUT.study/study.sqlite` and not run again for the same plan, code and replication.

    Returns:
        The result folder: `sweep.csv`, `sweep.parquet`, `sweep.svg`, `sweep.png`, `manifest.json`.

    Raises:
        InputError: nothing is swept, a key cannot be, a point makes no valid plan, or districts
            are asked for.
    """
    began = time.monotonic()
    grid = read_grid(overrides)
    composer = Composer(scenario)
    first = composer.plan(next(grid.overrides()))
    study, words = first.study, WORDS[first.study.lang]
    if study.districts > 1:
        raise InputError(
            "a sweep spreads its runs, not the shoppers of one run",
            key="districts",
            value=study.districts,
            allowed="1; siyu run and siyu compare take more",
        )
    out = result_path(study.out, "sweep", (scenario,))
    points = _check(composer, grid, words["check"])
    file = out.with_name(f"{out.name}.study") / "study.sqlite"
    runs = len({point.digest for point in points}) * study.replications
    with Store(file) as store:
        missing = _missing(store, points, study.replications)
        done = runs - len(missing)
        print(words["start"].format(points=len(points), runs=runs, done=done), flush=True)
        if missing:
            _run(store, missing, simulate, study, words["run"])
        figures = _figures(store.samples(p.digest, study.replications) for p in points)
    with result_folder(out) as folder:
        _write_table(folder, grid, figures)
        record = manifest(
            [first], command="sweep", argv=argv, wall_seconds=time.monotonic() - began
        )
        write_json(folder / "manifest.json", record | {"sweep": _record(grid, runs, done)})
        draw_sweep(folder, study.lang)
    told = [" ".join(point[len(grid.fixed) :]) for point in grid.overrides()]
    print(swept(told, figures[:, CONTRIBUTION], study))
    print(words["end"].format(table=out / "sweep.csv", picture=out / "sweep.svg"))
    return out


def _check(composer: Composer, grid: Grid, what: str) -> list[Point]:
    """Compose and validate every point."""
    points = []
    overrides = list(grid.overrides())
    with progress(len(overrides), what) as advance:
        for one in overrides:
            plan = composer.plan(one).plan
            points.append(Point(plan_digest(plan), pickle.dumps(plan)))
            advance(1)
    return points


def _missing(store: Store, points: Sequence[Point], replications: int) -> list[Run]:
    """Runs still to do: points that make the same plan share their runs."""
    unique = {point.digest: point for point in points}
    return [
        (point, replication)
        for digest, point in unique.items()
        for replication in sorted(set(range(replications)) - store.done(digest))
    ]


def _run(store: Store, runs: Sequence[Run], simulate: Simulate, study: Study, what: str) -> None:
    """Run them, each kept as soon as it is done; workers need not see the store's disk."""

    def parts(run: Run) -> dict[str, Quotient]:
        return simulate(pickle.loads(run[0].plan), run[1]).parts

    real = [point for point, _ in runs] if simulate is simulate_world else []
    crew = hired(
        parts,
        (pickle.loads(point.plan) for point in dict.fromkeys(real)),
        len(runs),
        backend=study.backend,
        workers=study.workers,
    )
    with crew, progress(len(runs), what) as advance:
        for number, found in as_done(runs, crew):
            point, replication = runs[number]
            store.put(point.digest, replication, found)
            advance(1)


def _figures(samples: Iterable[Samples]) -> Floats:
    """Every KPI at every point and its paired difference from the first point.

    Shape (points, kpis, parts), in the order of `PARTS`; NaN where undefined.
    """
    rows: list[Floats] = []
    reference: Samples | None = None
    for sample in samples:
        reference = sample if reference is None else reference
        parts = (*estimate(sample)[:3], *paired_difference(sample, reference))
        rows.append(np.stack(parts, axis=1))
    return np.stack(rows)


def _write_table(folder: Path, grid: Grid, figures: Floats) -> None:
    names = [f"{kpi.key}_{part}" for kpi in KPIS for part in PARTS]
    flat = figures.reshape(len(figures), -1)
    keys = [axis.key for axis in grid.axes]
    write_csv(folder / "sweep.csv", [*keys, *names], _rows(grid, flat))
    swept = zip(*grid.values(), strict=True)
    columns = {key: _column(values) for key, values in zip(keys, swept, strict=True)}
    columns |= {name: pa.array(flat[:, i], from_pandas=True) for i, name in enumerate(names)}
    with TableFile(folder, "sweep", "parquet") as file:
        file.write(pa.table(columns))


def _rows(grid: Grid, flat: Floats) -> Iterator[list[object]]:
    for values, figures in zip(grid.values(), flat, strict=True):
        yield [*values, *(number(figure) for figure in figures)]


def _column(values: Sequence[object]) -> pa.Array:
    """Numbers as numbers; anything else, or a mixture, as text."""
    kinds = {type(value) for value in values}
    if kinds <= {int} or kinds <= {int, float}:
        return pa.array(np.array(values))
    return pa.array([str(value) for value in values])


def _record(grid: Grid, runs: int, done: int) -> dict[str, Any]:
    return {
        "keys": [axis.key for axis in grid.axes],
        "values": {axis.key: list(axis.values) for axis in grid.axes},
        "runs": runs,
        "already_done": done,
    }
