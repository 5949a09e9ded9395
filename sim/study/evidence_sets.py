"""`siyu compare evidence=all`: does the ranking of scenarios survive another reading of evidence?

Response to touches, coupons and invitations is known within ranges only. The sets of conf/evidence
read those ranges as a sceptic would, in the middle, and as an advocate would. Under each of them
every pair of scenarios is held against each other in twin worlds, by contribution.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from itertools import combinations
from pathlib import Path

import numpy as np

from reports import rebuild
from reports.numbers import change, change_span
from reports.survival import survival_told
from reports.words import Words, words
from sim.config.compose import Composed
from sim.config.schema import Study
from sim.measure.definitions import BY_KEY, KPIS
from sim.measure.ranking import Pair, Survival, ranking, survival_of
from sim.statistics.intervals import simultaneous_intervals
from sim.study.closing import aligned, page_at
from sim.study.compare import judge, number, or_nan
from sim.study.points import as_many_as_said, kept_beside
from sim.study.replicate import Simulate, simulate_world
from sim.study.run import Found, check_twins, write_study
from sim.study.samples import Floats, Samples
from sim.study.twins import forget
from sim.study.write import manifest, result_folder, result_path, write_csv, write_json

SETS = ("central", "optimistic", "pessimistic")
RANKED_BY = "contribution"


def run_evidence(
    sets: Mapping[str, Sequence[Composed]],
    *,
    argv: Sequence[str],
    simulate: Simulate = simulate_world,
) -> Path:
    """Compare the scenarios under every set of evidence and say whether their ranking survives.

    Args:
        sets: by set of evidence, the scenarios in the order of the comparison.
        argv: the arguments, for the manifests.
        simulate: what runs one replication.

    Returns:
        The result folder: `evidence.csv`, `summary.json`, `manifest.json`, for each set a result
        folder of its own, and `report.html`, the page of the first of them.

    Raises:
        InputError: the scenarios are no twin worlds, or the folder cannot be written.
    """
    composed = next(iter(sets.values()))
    check_twins([one.plan for one in composed])
    study, began = composed[0].study, time.monotonic()
    as_many_as_said(study, "compare evidence=all")
    names = [one.plan.story.name for one in composed]
    out = result_path(study.out, "evidence", names)
    with result_folder(out) as folder:
        kept = kept_beside(out)
        found = {
            name: _under(name, one, (folder / name, kept), argv, simulate)
            for name, one in sets.items()
        }
        pairs = [row for name, one in found.items() for row in pairs_of(name, one.samples)]
        survival = survival_of(pairs)
        _write(folder, found, pairs, survival)
        seconds = time.monotonic() - began
        record = manifest(composed, command="compare", argv=argv, wall_seconds=seconds)
        write_json(folder / "manifest.json", record | {"evidence": list(found)})
        if study.report:
            rebuild(folder, study.lang)
    forget(kept_beside(out))
    print(_told(pairs, survival, study))
    said, folders = words(study.lang), (str(out / one) for one in sets)
    print(said("survival.folders", folders=said("join.comma").join(folders)))
    if study.report:
        print(page_at(out, study))
    return out


def _under(
    name: str,
    composed: Sequence[Composed],
    places: tuple[Path, Path],
    argv: Sequence[str],
    simulate: Simulate,
) -> Found:
    """The comparison under one set of evidence, in a folder of its own, and where runs are kept."""
    folder, kept = places
    folder.mkdir()
    return write_study(
        folder, composed, kept, command="compare", argv=argv, simulate=simulate, evidence=name
    )


def pairs_of(evidence: str, samples: Mapping[str, Samples]) -> list[Pair]:
    """Every pair of scenarios, the later against the earlier, in twin worlds."""
    place = [kpi.key for kpi in KPIS].index(RANKED_BY)
    values = {name: one.values[:, place] for name, one in samples.items()}
    pairs = list(combinations(values, 2))
    differences: Floats = np.column_stack([values[b] - values[a] for a, b in pairs])
    family = simultaneous_intervals(differences)
    rows = []
    for k, (reference, name) in enumerate(pairs):
        low, high = number(family.low[k]), number(family.high[k])
        verdict = judge(bool((differences[:, k] == 0.0).all()), low, high)
        centre = number(family.centre[k])
        rows.append(Pair(evidence, name, reference, RANKED_BY, centre, low, high, verdict))
    return rows


def _write(
    folder: Path, found: Mapping[str, Found], pairs: Sequence[Pair], survival: Survival
) -> None:
    """What holds over all sets, beside the folders of each and in them, for each has a page."""
    header = (*(field.name for field in fields(Pair)), "over_all_sets")
    outcomes = [survival.outcomes[row.scenario, row.reference] for row in pairs]
    rows = [(*astuple(row), over) for row, over in zip(pairs, outcomes, strict=True)]
    for place in (folder, *(folder / name for name in found)):
        write_csv(place / "evidence.csv", header, rows)
    summary = {
        "ranked_by": RANKED_BY,
        "survives": survival.survives,
        "winner": survival.winner,
        "rankings": {name: ranking([r for r in pairs if r.evidence == name]) for name in found},
        "summaries": {name: one.summary for name, one in found.items()},
    }
    write_json(folder / "summary.json", summary)


def _told(pairs: Sequence[Pair], survival: Survival, study: Study) -> str:
    """The table of pairs by set, and the verdict, for the terminal."""
    said = words(study.lang)
    rows: list[tuple[str, ...]] = []
    for (name, reference), outcome in survival.outcomes.items():
        own = [row for row in pairs if (row.scenario, row.reference) == (name, reference)]
        pair = said("survival.pair", name=name, reference=reference)
        rows.append((pair, "", "", said(f"survival.{outcome}")))
        rows += [("  " + said(f"survival.{row.evidence}"), *_difference(row, said)) for row in own]
    names = {name: name for pair in survival.outcomes for name in pair}
    return "\n".join(
        [
            said("survival.head", kpi=said.kpi(RANKED_BY), n=study.replications),
            *aligned(rows),
            *survival_told(pairs, survival, names, said),
        ]
    )


def _difference(row: Pair, said: Words) -> tuple[str, str, str]:
    unit = BY_KEY[row.kpi].unit
    interval = ""
    if row.low is not None and row.high is not None:
        interval = change_span(said, row.low, row.high, unit)
    return change(said, or_nan(row.difference), unit), interval, said(f"verdict.{row.verdict}")
