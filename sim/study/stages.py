"""Counts of the stage views as two small tables: people by stage, and flows between stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.config.schema import Plan
from sim.measure.result import RunResult, StageLook
from sim.study.write import write_csv

STAGES = ("scenario", "replication", "view", "day", "stage", "people", "joined")
FLOWS = ("scenario", "replication", "view", "day", "from", "to", "people")
JOINED, NO_STAGE = "joined", "none"
"""Where who joined since the last look comes from; who fits no stage of a view."""


class _Place(NamedTuple):
    scenario: str
    replication: int


def write_stages(
    folder: Path, plans: Mapping[str, Plan], runs: Mapping[str, Sequence[RunResult]]
) -> None:
    """Write `stages.csv` and `stage_flows.csv`, if any plan has views.

    plans, runs: by scenario; replications in order. `people` are in a stage at the midnight of
    `day`, `joined` of them joined since the day looked at before; flows of nobody are left out.
    """
    if not any(result.stages for results in runs.values() for result in results):
        return
    looks = [
        (_Place(name, number), look, _names(plans[name], look.view))
        for name, results in runs.items()
        for number, result in enumerate(results)
        for look in result.stages
    ]
    write_csv(folder / "stages.csv", STAGES, (row for one in looks for row in _stocks(*one)))
    write_csv(folder / "stage_flows.csv", FLOWS, (row for one in looks for row in _flows(*one)))


def _names(plan: Plan, view: str) -> list[str]:
    return [*plan.views[view].stages, NO_STAGE]


def _stocks(place: _Place, look: StageLook, names: list[str]) -> Iterator[tuple[object, ...]]:
    people, came = look.flows.sum(axis=0).tolist(), look.flows[-1].tolist()
    for name, here, new in zip(names, people, came, strict=True):
        yield (*place, look.view, look.day, name, here, new)


def _flows(place: _Place, look: StageLook, names: list[str]) -> Iterator[tuple[object, ...]]:
    for origin, row in zip([*names, JOINED], look.flows.tolist(), strict=True):
        for name, people in zip(names, row, strict=True):
            if people:
                yield (*place, look.view, look.day, origin, name, people)
