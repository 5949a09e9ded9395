"""A result folder read and checked: `sim.study.write` wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from reports.results import Difference, Estimate, Holdout, Moved, Results, Scenario
from reports.tables import AGAIN, number, read_json, read_rows
from sim.config.alike import together
from sim.config.errors import InputError
from sim.config.said import say
from sim.measure.definitions import KPIS
from sim.measure.ranking import Pair

VERDICTS = ("higher", "lower", "cannot separate", "same")
# What a manifest has to tell.
MANIFEST = (
    "command", "argv", "created", "scenarios", "plans", "digests", "seed", "replications",
    "horizon_days", "start_date", "initial", "shoppers_label", "code_version", "libraries",
    "settings", "assumptions",
)  # fmt: skip


BESIDE = {"zh": "{title}（{name}）", "en": "{title} ({name})"}
"""A title that another plan of the comparison has too."""


def read_results(folder: Path) -> Results:
    """Read and check a result folder (docs/decisions/0004-results.md).

    Raises:
        InputError: a file, key or column is missing, or a verdict contradicts its interval.
    """
    manifest = _read_manifest(folder / "manifest.json")
    plans = together(manifest["plans"])
    results = Results(
        folder=folder,
        manifest=manifest,
        scenarios=_told_apart(
            [_scenario(manifest, plans[story["name"]], story) for story in manifest["scenarios"]]
        ),
        summary=_read_summary(folder / "summary.json"),
        differences=_read_comparison(folder / "comparison.csv"),
        moved=_read_moved(folder / "decomposition.csv"),
        holdout=_read_holdout(folder / "holdout.csv"),
        pairs=_read_pairs(folder / "evidence.csv"),
    )
    _check_tables(results)
    _check_moved(results)
    return results


def evidence_sets(folder: Path) -> tuple[str, ...]:
    """The sets of evidence a folder holds a comparison under; empty for any other folder."""
    path = folder / "manifest.json"
    return tuple(read_json(path).get("evidence", ()))


def _check_tables(results: Results) -> None:
    """Every scenario of the manifest has all its replications in every table."""
    for scenario in results.scenarios:
        found = len(results.runs(scenario.name, KPIS[0].key))
        if found != results.replications:
            raise InputError(
                say(
                    "runs holds {found} replications of {name}, the manifest says {replications}",
                    found=found,
                    name=scenario.name,
                    replications=results.replications,
                ),
                file=results.folder / "manifest.json",
                key="replications",
                value=results.replications,
            )


def _read_manifest(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = read_json(path)
    for key in MANIFEST:
        if key not in manifest:
            raise InputError(
                say("the manifest has no {key}", key=key), file=path, key=key, allowed=AGAIN
            )
    return manifest


def _scenario(manifest: dict[str, Any], plan: dict[str, Any], story: dict[str, Any]) -> Scenario:
    name = story["name"]
    return Scenario(
        name=name,
        title=story["title"],
        question=story["question"],
        evidence=tuple(story["evidence"]),
        plan=plan,
        digest=manifest["digests"][name],
        assumptions=tuple(manifest["settings"][place] for place in manifest["assumptions"][name]),
    )


def _told_apart(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios, those of one title with their names behind it.

    Whoever copies a plan and changes three numbers leaves its title, and compares it with the
    original.
    """
    titles = Counter((lang, one.title[lang]) for one in scenarios for lang in one.title)
    return tuple(
        replace(
            one,
            title={
                lang: BESIDE[lang].format(title=title, name=one.name)
                if titles[lang, title] > 1
                else title
                for lang, title in one.title.items()
            },
        )
        for one in scenarios
    )


def _read_summary(path: Path) -> dict[str, dict[str, Estimate]]:
    raw = read_json(path)
    return {
        scenario: {kpi.key: _estimate(path, scenario, kpi.key, values) for kpi in KPIS}
        for scenario, values in raw.items()
    }


def _estimate(path: Path, scenario: str, kpi: str, values: dict[str, Any]) -> Estimate:
    if kpi not in values:
        raise InputError(
            say("the summary of {scenario} has no {kpi}", scenario=scenario, kpi=kpi),
            file=path,
            key=kpi,
            allowed=AGAIN,
        )
    parts = ("mean", "low", "high", "p10", "p50", "p90")
    numbers = {part: values[kpi][part] for part in parts}
    known = {f: float("nan") if v is None else float(v) for f, v in numbers.items()}
    return Estimate(**known, n=int(values[kpi]["n"]))


def _read_comparison(path: Path) -> dict[tuple[str, str], Difference]:
    """Differences by (scenario, KPI); none where the study ran a single scenario."""
    if not path.is_file():
        return {}
    columns = [field.name for field in fields(Difference)]
    found: dict[tuple[str, str], Difference] = {}
    for row in read_rows(path, columns):
        difference = Difference(
            scenario=row["scenario"],
            reference=row["reference"],
            kpi=row["kpi"],
            difference=number(row["difference"]),
            low=number(row["low"]),
            high=number(row["high"]),
            relative=number(row["relative"]),
            verdict=row["verdict"],
            variance_factor=number(row["variance_factor"]),
        )
        _check_verdict(path, difference)
        found[difference.scenario, difference.kpi] = difference
    return found


def _read_pairs(path: Path) -> tuple[Pair, ...]:
    """Every pair under every set of evidence; none where there was one set only."""
    if not path.is_file():
        return ()
    pairs = tuple(_pair(row) for row in read_rows(path, [field.name for field in fields(Pair)]))
    for pair in pairs:
        _check_verdict(path, pair)
    return pairs


def _pair(row: dict[str, str]) -> Pair:
    difference, low, high = (
        float(row[key]) if row[key] else None for key in ("difference", "low", "high")
    )
    return Pair(
        evidence=row["evidence"],
        scenario=row["scenario"],
        reference=row["reference"],
        kpi=row["kpi"],
        difference=difference,
        low=low,
        high=high,
        verdict=row["verdict"],
    )


def _check_verdict(path: Path, row: Difference | Pair) -> None:
    """Refuse a verdict its own interval does not carry: the page would overclaim."""
    key = f"{row.scenario}: {row.kpi}"
    if row.verdict not in VERDICTS:
        raise InputError(
            say("unknown verdict"), file=path, key=key, value=row.verdict, allowed=VERDICTS
        )
    low, high = (float("nan") if end is None else end for end in (row.low, row.high))
    if (row.verdict == "higher" and not low > 0) or (row.verdict == "lower" and not high < 0):
        raise InputError(
            say(
                "the verdict contradicts its interval from {low:g} to {high:g}", low=low, high=high
            ),
            file=path,
            key=key,
            value=row.verdict,
            allowed=say("cannot separate"),
        )


def _read_moved(path: Path) -> dict[str, tuple[Moved, ...]]:
    """Rows by scenario; none where the study ran a single scenario."""
    if not path.is_file():
        return {}
    found: dict[str, tuple[Moved, ...]] = {}
    for row in read_rows(path, [field.name for field in fields(Moved)]):
        kinds = ("replication", "anyway", "pulled_forward", "gained", "lost", "difference")
        counts = {kind: int(row[kind]) for kind in kinds}
        days = number(row["days_earlier"])
        moved = Moved(row["scenario"], segment=row["segment"], days_earlier=days, **counts)
        found[moved.scenario] = (*found.get(moved.scenario, ()), moved)
    return found


def _check_moved(results: Results) -> None:
    """Orders gained less orders lost are the difference of that replication, to the order."""
    for name, rows in results.moved.items():
        told = sum(row.gained - row.lost for row in rows)
        mine, other = (results.runs(one, "orders") for one in (name, results.reference.name))
        counted = (mine - other)[rows[0].replication]
        if told != counted:
            raise InputError(
                say(
                    "orders gained less lost are {told}, the runs differ by {counted:g}",
                    told=told,
                    counted=counted,
                ),
                file=results.folder / "decomposition.csv",
                key=name,
                value=told,
                allowed=[f"{counted:g}"],
            )


def _read_holdout(path: Path) -> Holdout | None:
    if not path.is_file():
        return None
    rows = read_rows(path, ("week", "real", "simulated", "low", "high", "phase"))
    columns = {
        name: np.array([number(row[name]) for row in rows])
        for name in ("week", "real", "simulated", "low", "high")
    }
    return Holdout(**columns, calibration=np.array([r["phase"] == "calibration" for r in rows]))
