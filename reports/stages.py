"""Members by stage: each view at the beginning and end of the run, and flows by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reports.numbers import amount, change
from reports.results import Results, Scenario
from reports.tables import read_rows
from reports.words import Words

Floats = npt.NDArray[np.float64]
COLUMNS = ("scenario", "replication", "view", "day", "stage", "people")
FLOWS = ("scenario", "view", "day", "from", "to", "people")
NO_STAGE, JOINED = "none", "joined"


@dataclass(frozen=True)
class Cell:
    """One stage of one plan at the end: people, share of all members, change since the beginning.

    width: of its bar, in hundredths.
    """

    people: str
    share: str
    change: str
    width: int


@dataclass(frozen=True)
class Flows:
    """Where members of each stage were at the next look, in shares of them; a plan's own."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class View:
    """A view over all plans that have it: for each stage its name and a cell a plan (or None)."""

    name: str
    stages: list[tuple[str, list[Cell | None]]]
    flows: list[Flows]


def views(results: Results, wording: Words) -> list[View]:
    """Every view of any plan, in the order of the plans; none if nobody counted stages."""
    path = results.folder / "stages.csv"
    if not path.is_file():
        return []
    stocks: dict[tuple[str, str], dict[str, dict[int, list[int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for row in read_rows(path, COLUMNS):
        place = stocks[row["scenario"], row["view"]]
        place[row["stage"]][int(row["day"])].append(int(row["people"]))
    flows = _flow_tables(results)
    names = dict.fromkeys(view for s in results.scenarios for view in s.plan["views"])
    return [_view(results, view, stocks, flows, wording) for view in names]


def _view(results: Results, view: str, stocks: Any, flows: Any, wording: Words) -> View:
    plans = [s for s in results.scenarios if view in s.plan["views"]]
    stages = dict.fromkeys(stage for s in plans for stage in s.plan["views"][view]["stages"])
    rows = [
        (_name(plans, view, stage, wording), _cells(results, view, stage, stocks, wording))
        for stage in (*stages, NO_STAGE)
    ]
    if not any(cell and cell.people != "0" for cell in rows[-1][1]):
        rows.pop()  # everybody fits some stage
    found = [_flow_table(s, view, flows[s.name, view], wording) for s in plans]
    return View(plans[0].plan["views"][view][wording.lang], rows, found)


def _name(plans: list[Scenario], view: str, stage: str, wording: Words) -> str:
    if stage in (NO_STAGE, JOINED):
        return wording(f"stages.{stage}")
    for scenario in plans:
        found = scenario.plan["views"][view]["stages"].get(stage)
        if found:
            return str(found[wording.lang])
    raise KeyError(stage)


def _cells(
    results: Results, view: str, stage: str, stocks: Any, wording: Words
) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for scenario in results.scenarios:
        found = stocks.get((scenario.name, view))
        if not found or stage not in found:
            cells.append(None)
            continue
        first, last = min(found[stage]), max(found[stage])
        begun, ended = (_share(found, stage, day) for day in (first, last))
        people = float(np.mean(found[stage][last]))
        cells.append(
            Cell(
                amount(wording, people, "people"),
                amount(wording, ended, "share"),
                change(wording, round(ended - begun, 4), "share"),
                round(100 * ended),
            )
        )
    return cells


def _share(found: Any, stage: str, day: int) -> float:
    """Share of a stage among all members on a day, over all replications."""
    everybody = sum(sum(days[day]) for days in found.values())
    return sum(found[stage][day]) / everybody if everybody else 0.0


def _flow_tables(results: Results) -> Any:
    """People by (scenario, view), origin and end, summed over looks after the first."""
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in read_rows(results.folder / "stage_flows.csv", FLOWS):
        if int(row["day"]) > 0:
            found[row["scenario"], row["view"]][row["from"], row["to"]] += int(row["people"])
    return found


def _flow_table(scenario: Scenario, view: str, flows: Any, wording: Words) -> Flows:
    stages = [*scenario.plan["views"][view]["stages"], NO_STAGE]
    ends = [stage for stage in stages if any(to == stage for _, to in flows)]
    origins = [one for one in (*stages, JOINED) if any(origin == one for origin, _ in flows)]
    names = {one: _name([scenario], view, one, wording) for one in (*stages, JOINED)}
    rows = []
    for origin in origins:
        people = sum(count for (one, _), count in flows.items() if one == origin)
        counts = (flows.get((origin, end), 0) / people for end in ends)
        shares = [amount(wording, round(share, 4), "share") for share in counts]
        rows.append((names[origin], *shares))
    head = (wording("stages.from"), *(names[end] for end in ends))
    return Flows(scenario.title[wording.lang], head, rows)
