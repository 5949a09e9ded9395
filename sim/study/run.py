"""`siyu run` and `siyu compare`: simulate, sum up, compare, and leave one result folder."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from reports import rebuild
from sim.config.compose import Composed
from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import Plan, Study
from sim.study.attribution import HEADER as ATTRIBUTION
from sim.study.attribution import credits
from sim.study.closing import compared, held_out, other_people, page_at, ran, stands
from sim.study.compare import HEADER as COMPARISON
from sim.study.compare import Comparison, Summary, compare, summarise
from sim.study.decomposition import HEADER as DECOMPOSITION
from sim.study.decomposition import Decomposition
from sim.study.figure import check_kpi
from sim.study.holdout import HEADER as HOLDOUT
from sim.study.holdout import HoldOut, has_holdout, hold_out
from sim.study.points import kept_beside
from sim.study.precision import Reached, replicate
from sim.study.replicate import Simulate, simulate_world
from sim.study.samples import Samples
from sim.study.stages import write_stages
from sim.study.twins import Twins, forget
from sim.study.write import (
    manifest,
    result_folder,
    result_path,
    write_csv,
    write_json,
    write_tables,
)


@dataclass(frozen=True)
class Found:
    """What a study found, by scenario; the reference first.

    study: how it was run, with as many replications as there are results of.
    reached: what precision they have, if one was asked for.
    """

    study: Study
    reached: Reached | None
    samples: dict[str, Samples]
    summary: dict[str, Summary]
    comparisons: list[Comparison]
    real: HoldOut | None


def run_study(
    composed: Sequence[Composed],
    *,
    command: str,
    argv: Sequence[str],
    simulate: Simulate = simulate_world,
) -> Path:
    """Run every scenario, hold all against the first, and write the result folder.

    How to run it (`replications`, `workers`, `out`, ...) is taken from the first scenario.

    Args:
        composed: one scenario, or several in the order of the comparison.
        command: `run` or `compare`, for the manifest and the folder's name.
        argv: the arguments, for the manifest.
        simulate: what runs one replication.

    Returns:
        The result folder (docs/decisions/0004-results.md).

    Raises:
        InputError: the scenarios are no twin worlds, or the folder cannot be written.
    """
    check_twins([one.plan for one in composed])
    study, reference = composed[0].study, composed[0].plan
    check_kpi(study.precision_of, "precision_of")
    out = result_path(study.out, command, [one.plan.story.name for one in composed])
    with result_folder(out) as folder:
        found = write_study(
            folder, composed, kept_beside(out), command=command, argv=argv, simulate=simulate
        )
    forget(kept_beside(out))
    study = found.study
    print(compared(found.comparisons, study) if found.comparisons else ran(found.summary, study))
    if best := stands(found.samples, study):
        print(f"\n{best}")
    if different := other_people([one.plan for one in composed], study):
        print(f"\n{different}")
    if found.real is not None:
        print(f"\n{held_out(found.real, reference.shoppers.real_customers, study)}\n")
    if found.reached is not None:
        print(found.reached.told(study.lang, compared=bool(found.comparisons)))
    if study.report:
        print(page_at(out, study))
    return out


def write_study(
    folder: Path,
    composed: Sequence[Composed],
    kept: Path,
    *,
    command: str,
    argv: Sequence[str],
    simulate: Simulate = simulate_world,
    evidence: str | None = None,
) -> Found:
    """Run twin worlds and write all there is to say of them into a folder that exists.

    Arguments as in `run_study`; the caller checks them (`check_twins`) and makes the folder whole.
    evidence: the set of evidence, where this is one reading of several; the caller, who sees all of
    them, then writes the pages.
    """
    study, reference = composed[0].study, composed[0].plan
    began = time.monotonic()
    plans = [one.plan for one in composed]
    with Twins(kept, plans, study, simulate) as twins:
        reached = _replicated(twins, study)
        if reached is not None:
            study = replace(study, replications=reached.replications)
        runs, parts = twins.runs(study.replications), twins.origins()
        if study.events:
            twins.write_events(folder, study.replications)
    seconds = time.monotonic() - began
    samples = {name: Samples.of(results) for name, results in runs.items()}
    summary = {name: summarise(sample) for name, sample in samples.items()}
    comparisons = compare(samples)
    real = hold_out(reference, runs[reference.story.name]) if has_holdout(reference) else None
    write_tables(folder, runs, study.tables)
    write_stages(folder, {plan.story.name: plan for plan in plans}, runs)
    credit = credits(plans, study, simulate, kept)
    if credit:
        write_csv(folder / "attribution.csv", ATTRIBUTION, credit)
    write_json(folder / "summary.json", summary)
    _write_rows(folder, comparisons, parts, real)
    run = [replace(one, study=study) for one in composed]
    record = manifest(run, command=command, argv=argv, wall_seconds=seconds)
    if reached is not None:
        record["precision"] = reached.record()
    if evidence is not None:
        record["evidence_set"] = evidence
    write_json(folder / "manifest.json", record)
    if study.report and evidence is None:
        rebuild(folder, study.lang)
    return Found(study, reached, samples, summary, comparisons, real)


def _replicated(twins: Twins, study: Study) -> Reached | None:
    """Live as many replications as said, or as a precision needs."""
    if study.precision > 0.0:
        return replicate(twins, study)
    twins.up_to(study.replications)
    return None


def check_twins(plans: Sequence[Plan]) -> None:
    """Refuse another seed, other days or another number of people: no difference would be causal.

    Raises:
        InputError: naming the scenario that differs.
    """
    facts: dict[str, list[object]] = {
        "seed": [plan.seed for plan in plans],
        "horizon_days": [plan.horizon_days for plan in plans],
        "start_date": [plan.start_date for plan in plans],
        "shoppers.initial": [plan.shoppers.initial for plan in plans],
    }
    for key, values in facts.items():
        for plan, value in zip(plans, values, strict=True):
            if value != values[0]:
                raise InputError(
                    say("Scenarios can only be compared over the same people, days and luck."),
                    file=say("scenario {name}", name=plan.story.name),
                    key=key,
                    value=value,
                    allowed=say(
                        "{value}, as in {name}; or {key}=… for all of them",
                        value=values[0],
                        name=plans[0].story.name,
                        key=key,
                    ),
                )


def _write_rows(
    folder: Path,
    comparisons: Sequence[Comparison],
    parts: Sequence[Decomposition],
    real: HoldOut | None,
) -> None:
    if comparisons:
        write_csv(folder / "comparison.csv", COMPARISON, map(attrgetter(*COMPARISON), comparisons))
        write_csv(
            folder / "decomposition.csv", DECOMPOSITION, map(attrgetter(*DECOMPOSITION), parts)
        )
    if real is not None:
        write_csv(folder / "holdout.csv", HOLDOUT, real.rows)
