"""`siyu compare evidence=all`: does the ranking of scenarios survive another reading of evidence?

Response to touches, coupons and invitations is known within ranges only. The sets of conf/evidence
read those ranges as a sceptic would, in the middle, and as an advocate would. Under each of them
every pair of scenarios is held against each other in twin worlds, by contribution.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from pathlib import Path
from typing import Literal, cast

import numpy as np

from reports.numbers import change, change_span
from reports.words import words
from sim.config.compose import Composed
from sim.config.schema import Study
from sim.measure.definitions import BY_KEY, KPIS
from sim.statistics.intervals import simultaneous_intervals
from sim.study.closing import aligned
from sim.study.compare import HIGHER, LOWER, UNDECIDED, judge, number
from sim.study.replicate import Simulate, simulate_world
from sim.study.run import Found, check_twins, write_study
from sim.study.samples import Floats, Samples
from sim.study.write import manifest, result_folder, result_path, write_csv, write_json

SETS = ("central", "optimistic", "pessimistic")
RANKED_BY = "contribution"
HOLDS, OPEN, REVERSED = "holds", "open", "reversed"

TEXT = {
    "en": {
        "head": "{kpi}: difference under each set of evidence, {n} twin worlds, 95% interval for "
        "all pairs at once",
        "pair": "{name} against {reference}",
        "holds": "holds",
        "open": "not decided under every set",
        "reversed": "the sign turns",
        "winner": "Best under every set: {name}.",
        "no winner": "No scenario is best under every set.",
        "survives": "The ranking survives: every pair has the same sign under every set.",
        "fails": "The ranking does not survive: {pairs} of {all} pairs turn or cannot be "
        "separated under some set.",
        "pages": "One result folder for each set: {folders}",
        "pessimistic": "pessimistic",
        "central": "central",
        "optimistic": "optimistic",
    },
    "zh": {
        "head": "{kpi}：各证据设定下的差值，{n} 组孪生世界，95% 区间对全部配对同时成立",
        "pair": "{name} 相对 {reference}",
        "holds": "成立",
        "open": "并非每种设定都有定论",
        "reversed": "方向反转",
        "winner": "每种设定下都最好：{name}。",
        "no winner": "没有方案在每种设定下都最好。",
        "survives": "排序经得起检验：每一对在每种设定下方向相同。",
        "fails": "排序经不起检验：{all} 对中有 {pairs} 对在某种设定下反转或无法区分。",
        "pages": "每种设定一个结果目录：{folders}",
        "pessimistic": "悲观",
        "central": "中性",
        "optimistic": "乐观",
    },
}


@dataclass(frozen=True)
class Pair:
    """Two scenarios under one set of evidence: scenario less reference, in the KPI's unit.

    low, high: ends of the 95 % interval, which holds for all pairs of the set at once; None with
    one replication. verdict: see `sim.study.compare.judge`.
    """

    evidence: str
    scenario: str
    reference: str
    kpi: str
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True)
class Survival:
    """What is left of a ranking under every set of evidence.

    outcomes: by (scenario, reference), in the order asked: `holds` where the verdict is the same
    and decided under every set, `reversed` where it turns, else `open`.
    winner: the scenario that is higher than every other under every set, or None.
    """

    outcomes: dict[tuple[str, str], str]
    winner: str | None

    @property
    def survives(self) -> bool:
        """Does every pair keep its sign, told from chance, under every set?"""
        return all(outcome == HOLDS for outcome in self.outcomes.values())


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
        The result folder: `evidence.csv`, `summary.json`, `manifest.json`, and for each set a
        result folder of its own.

    Raises:
        InputError: the scenarios are no twin worlds, or the folder cannot be written.
    """
    composed = next(iter(sets.values()))
    check_twins([one.plan for one in composed])
    study, began = composed[0].study, time.monotonic()
    names = [one.plan.story.name for one in composed]
    out = result_path(study.out, "evidence", names)
    found: dict[str, Found] = {}
    with result_folder(out) as folder:
        for name, under in sets.items():
            (folder / name).mkdir()
            found[name] = write_study(
                folder / name, under, command="compare", argv=argv, simulate=simulate
            )
        pairs = [row for name, one in found.items() for row in pairs_of(name, one.samples)]
        survival = survival_of(pairs)
        _write(folder, found, pairs, survival)
        seconds = time.monotonic() - began
        record = manifest(composed, command="compare", argv=argv, wall_seconds=seconds)
        write_json(folder / "manifest.json", record | {"evidence": list(found)})
    print(_told(pairs, survival, study))
    print(TEXT[study.lang]["pages"].format(folders=", ".join(str(out / one) for one in sets)))
    return out


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


def survival_of(pairs: Sequence[Pair]) -> Survival:
    """What every pair does over the sets of evidence, and who wins under all of them."""
    verdicts: dict[tuple[str, str], set[str]] = {}
    for row in pairs:
        verdicts.setdefault((row.scenario, row.reference), set()).add(row.verdict)
    outcomes = {pair: _outcome(seen) for pair, seen in verdicts.items()}
    names = dict.fromkeys(name for pair in verdicts for name in reversed(pair))
    winner = next((name for name in names if _beats_all(name, verdicts)), None)
    return Survival(outcomes, winner)


def _outcome(seen: set[str]) -> str:
    if {HIGHER, LOWER} <= seen:
        return REVERSED
    return OPEN if UNDECIDED in seen or len(seen) > 1 else HOLDS


def _beats_all(name: str, verdicts: Mapping[tuple[str, str], set[str]]) -> bool:
    """Is it higher as the scenario, and the other lower as its reference, wherever it stands?"""
    return all(
        seen == {HIGHER if name == scenario else LOWER}
        for (scenario, reference), seen in verdicts.items()
        if name in (scenario, reference)
    )


def _write(
    folder: Path, found: Mapping[str, Found], pairs: Sequence[Pair], survival: Survival
) -> None:
    """What holds over all sets, beside the folders of each."""
    header = (*(field.name for field in fields(Pair)), "over_all_sets")
    outcomes = [survival.outcomes[row.scenario, row.reference] for row in pairs]
    rows = [(*astuple(row), over) for row, over in zip(pairs, outcomes, strict=True)]
    write_csv(folder / "evidence.csv", header, rows)
    summary = {
        "ranked_by": RANKED_BY,
        "survives": survival.survives,
        "winner": survival.winner,
        "rankings": {name: _ranking(one) for name, one in found.items()},
        "summaries": {name: one.summary for name, one in found.items()},
    }
    write_json(folder / "summary.json", summary)


def _ranking(found: Found) -> list[str]:
    """The scenarios by their mean, best first."""
    means = {name: figures[RANKED_BY]["mean"] for name, figures in found.summary.items()}
    return sorted(means, key=lambda name: -(means[name] or 0.0))


def _told(pairs: Sequence[Pair], survival: Survival, study: Study) -> str:
    """The table of pairs by set, and the verdict, for the terminal."""
    said, text = words(cast(Literal["zh", "en"], study.lang)), TEXT[study.lang]
    rows: list[tuple[str, ...]] = []
    for name, reference in survival.outcomes:
        own = [row for row in pairs if (row.scenario, row.reference) == (name, reference)]
        outcome = text[survival.outcomes[name, reference]]
        rows.append((text["pair"].format(name=name, reference=reference), "", "", outcome))
        rows += [("  " + text[row.evidence], *_difference(row, study)) for row in own]
    broken = sum(outcome != HOLDS for outcome in survival.outcomes.values())
    ends = text["survives"] if survival.survives else text["fails"]
    best = text["winner"] if survival.winner else text["no winner"]
    return "\n".join(
        [
            text["head"].format(kpi=said.kpi(RANKED_BY), n=study.replications),
            *aligned(rows),
            best.format(name=survival.winner),
            ends.format(pairs=broken, all=len(survival.outcomes)),
        ]
    )


def _difference(row: Pair, study: Study) -> tuple[str, str, str]:
    said, unit = words(cast(Literal["zh", "en"], study.lang)), BY_KEY[row.kpi].unit
    interval = ""
    if row.low is not None and row.high is not None:
        interval = change_span(said, row.low, row.high, unit)
    difference = math.nan if row.difference is None else row.difference
    return change(said, difference, unit), interval, said(f"verdict.{row.verdict}")
