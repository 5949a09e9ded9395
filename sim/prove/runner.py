"""Run gates over seeds, and make one number of what each seed found."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.prove.gate import Case, Finding, Gate, Settings
from sim.prove.registry import families, known_gates
from sim.prove.trial import Trial
from sim.study.backend.spread import in_order
from sim.study.replicate import hired

SEED = 2026  # first seed of a pack
FULL_SEEDS = 5
QUICK_PART = 50  # a quick pack lives one in so many people, with one seed


@dataclass(frozen=True)
class Experiment:
    """One gate with its settings, lived by `people` shoppers under each of `seeds`."""

    gate: str
    settings: Settings
    source: str
    people: int
    seeds: tuple[int, ...]
    engine: str

    @property
    def command(self) -> str:
        """The command that gives these numbers again."""
        gate = known_gates()[self.gate]
        changed = [
            f"{name}={value:g}"
            for name, value in self.settings.values.items()
            if value != gate.parameters[name].default
        ]
        points = ",".join(f"{point:.12g}" for point in self.settings.t)
        where = [] if self.settings.t == gate.default_t else [f"t=[{points}]"]
        who = [f"n={self.people}", f"seed={self.seeds[0]}", f"seeds={len(self.seeds)}"]
        return " ".join(["siyu prove", self.gate, *changed, *where, *who])


@dataclass(frozen=True)
class Proof:
    """What one experiment found: its numbers over all seeds, and those of the worst seed each.

    worst: for each finding the largest |z| any single seed gave.
    """

    experiment: Experiment
    findings: tuple[Finding, ...]
    worst: tuple[float, ...]

    @property
    def left_out(self) -> tuple[float, ...]:
        """Points asked for at which there was nobody to look at."""
        seen = {one.t for one in self.findings}
        return tuple(t for t in self.experiment.settings.t if t not in seen)


def pack(mode: str, seed: int, seeds: int, engine: str) -> list[list[Experiment]]:
    """The experiments of the proof pack by family; `mode` is full or quick."""
    part = 1 if mode == "full" else QUICK_PART
    return [
        [
            _experiment(gate, case, part, tuple(range(seed, seed + seeds)), engine)
            for gate in family
            for case in gate.cases
        ]
        for family in families()
    ]


def _experiment(
    gate: Gate, case: Case, part: int, seeds: tuple[int, ...], engine: str
) -> Experiment:
    settings = gate.settings(case.values, case.t)
    return Experiment(gate.name, settings, case.source, case.people // part, seeds, engine)


def run(groups: Sequence[Sequence[Experiment]], workers: int) -> Iterator[Proof]:
    """Run experiments over `workers` processes (0: all cores), in their order.

    Experiments of one group run one after another in one process, so that those that look at the
    same lives live them once.
    """
    jobs = [(group, place) for group in groups for place in range(len(group[0].seeds))]
    with hired(_of_seed, (), len(jobs), backend="local", workers=workers) as crew:
        done = in_order(jobs, crew)
        for group in groups:
            by_seed = [next(done) for _ in group[0].seeds]
            for place, experiment in enumerate(group):
                yield _pooled(experiment, [found[place] for found in by_seed])


def _of_seed(job: tuple[Sequence[Experiment], int]) -> list[Sequence[Finding]]:
    """What every experiment of a group finds under one of its seeds."""
    group, place = job
    return [
        known_gates()[one.gate].measure(
            one.settings, Trial(one.people, one.seeds[place], one.engine)
        )
        for one in group
    ]


def _pooled(experiment: Experiment, by_seed: Iterable[Sequence[Finding]]) -> Proof:
    """The errors of seeds are independent."""
    alike: Mapping[tuple[str, float, int], list[Finding]] = defaultdict(list)
    for findings in by_seed:
        seen: dict[tuple[str, float], int] = defaultdict(int)
        for one in findings:
            seen[one.quantity, one.t] += 1
            alike[one.quantity, one.t, seen[one.quantity, one.t]].append(one)
    return Proof(
        experiment,
        tuple(_average(found) for found in alike.values()),
        tuple(max(abs(one.z) for one in found) for found in alike.values()),
    )


def _average(found: Sequence[Finding]) -> Finding:
    """Counts are pooled: what is the mean of more of them weighs more."""
    count, first = len(found), found[0]
    of = [one.counts.of for one in found if one.counts is not None]
    alike = [1.0 / count] * count
    weights = [one / sum(of) for one in of] or alike
    return Finding(
        first.quantity,
        first.t,
        _weighted(weights, [one.target for one in found]),
        _weighted(weights, [one.measured for one in found]),
        math.sqrt(sum((part * one.se) ** 2 for part, one in zip(weights, found, strict=True))),
        {name: _weighted(weights, [one.given[name] for one in found]) for name in first.given},
        first.counts and replace(first.counts, of=sum(of)),
    )


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    """A mean; of numbers all alike it is just that number."""
    if min(values) == max(values):
        return values[0]
    return sum(part * value for part, value in zip(weights, values, strict=True))
