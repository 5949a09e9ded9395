"""What the terminal says when a study is done: the main figures, never without their interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.cells import cell_len

from reports.numbers import amount, change, change_span, factor, percent, span
from reports.standing import standing, standing_told
from reports.words import Words, words
from sim.config.filling import filled
from sim.config.schema import Plan, Study
from sim.measure.definitions import BY_KEY, KPIS
from sim.measure.ranking import SAME
from sim.study.compare import Comparison, Summary, or_nan
from sim.study.holdout import HoldOut, Total
from sim.study.samples import Floats, Samples

MAIN = (
    "contribution",
    "members",
    "active_30",
    "repurchase_rate",
    "opted_out_share",
    "net_sales",
    "programme_cost",
    "acquisition_cost",
    "contribution_per_member",
    "cac",
)
SHOWN = 5
"""Points of a sweep that are said; the table has them all."""

IN_FULL = 12
"""Comparisons whose main figures are all said; of more plans only what they earn."""

FACTORS = ("members", "net_sales", "contribution")
"""The figures whose variance is said."""

TEXT = {
    "en": {
        "ran": "{name}: mean of {n} {n:replication|replications}, 95% interval",
        "compared": "{name} against {reference}: difference over {n} twin {n:world|worlds}, 95% "
        "interval",
        "many": "Contribution against {reference}: difference over {n} twin {n:world|worlds} "
        "and its 95% "
        "interval, the best of {plans} plans first",
        "ran one": "{name}: one replication, no interval",
        "compared one": "{name} against {reference}: difference in one pair of twin worlds, "
        "no interval",
        "many one": "Contribution against {reference}: difference in one pair of twin worlds, "
        "no interval, the best of {plans} plans first",
        "others": "Every other figure of each plan is in comparison.csv.",
        "family": "The intervals of each figure hold for all {n} differences at once.",
        "other people": "Other customers than {reference}'s live in: {names}. Their "
        "differences are those of the customers too, not of the plan alone.",
        "factor": "Variance against independent seeds: {items}",
        "spared": "{kpi} 1/{factor}",
        "added": "{kpi} {factor} times",
        "real": "Repeat orders, simulated against real: mean of {n} "
        "{n:replication|replications}, scaled to the "
        "{people:,} real customers",
        "calibration": "weeks {first} to {last}, which the fit has seen",
        "holdout": "weeks {first} to {last}, hold-out: later than anything the fit has seen",
        "total": "real {real}, simulated {simulated}",
        "error": "(95% interval {low} to {high})",
        "mape": "orders summed since week 1: off by {mape:.1%} on average over weeks {first} to "
        "{last}",
        "swept": "Contribution: the best {shown} of {points} {points:point|points}, mean of {n} "
        "{n:replication|replications}; "
        "difference from the first point and its 95% interval",
        "swept one": "Contribution: the best {shown} of {points} {points:point|points}, one "
        "replication; "
        "difference from the first point, no interval",
        "first": "the first point",
        "idle": "Changes nothing in any run, whatever its value here: {keys}. This plan does "
        "not use it, or something else has to change with it.",
        "luckiest": "The best of many points is partly the luckiest: run it again with another "
        "seed before you believe it.",
        "page": "Page: {page}",
        "undefined": "undefined in some replication",
        "undefined one": "undefined here",
        "one replication": "one replication has no interval",
        "too few": "too few to divide by",
        "alike": "the same in too few replications",
    },
    "zh": {
        "ran": "{name}：{n} 次重复的均值与 95% 区间",
        "compared": "{name} 相对 {reference}：{n} 组孪生世界的差值与 95% 区间",
        "many": "贡献利润相对 {reference}：{n} 组孪生世界的差值与 95% 区间，{plans} 个方案从高到低",
        "ran one": "{name}：只有一次重复，没有区间",
        "compared one": "{name} 相对 {reference}：一组孪生世界的差值，没有区间",
        "many one": "贡献利润相对 {reference}：一组孪生世界的差值，没有区间，"
        "{plans} 个方案从高到低",
        "others": "各方案的其他指标见 comparison.csv。",
        "family": "同一指标的区间对全部 {n} 个差值同时成立。",
        "other people": "以下方案的顾客与 {reference} 不同：{names}。"
        "差值也来自顾客，不能只归于方案。",
        "factor": "与独立种子相比的方差：{items}",
        "spared": "{kpi} 1/{factor}",
        "added": "{kpi} {factor} 倍",
        "real": "复购订单，模拟对照真实：{n} 次重复的均值，折算到 {people:,} 位真实顾客",
        "calibration": "第 {first} 至 {last} 周，拟合见过",
        "holdout": "第 {first} 至 {last} 周，留出检验：拟合没有见过",
        "total": "真实 {real} 单，模拟 {simulated} 单",
        "error": "（95% 区间 {low} 至 {high}）",
        "mape": "第 1 周起的累计单数：在第 {first} 至 {last} 周平均相差 {mape:.1%}",
        "swept": "贡献利润：{points} 个点中最好的 {shown} 个，{n} 次重复的均值；"
        "与第一个点之差及其 95% 区间",
        "swept one": "贡献利润：{points} 个点中最好的 {shown} 个，只有一次重复；"
        "与第一个点之差，没有区间",
        "first": "第一个点",
        "idle": "在这里无论取什么值，所有模拟都完全一样：{keys}。本方案用不到它，"
        "或要与别的参数一起变动。",
        "luckiest": "许多点中最好的一个，多少靠运气：换个种子再跑一遍再相信它。",
        "page": "报告：{page}",
        "undefined": "有重复中无定义",
        "undefined one": "此处无定义",
        "one replication": "只有一次重复，没有区间",
        "too few": "分母太小，无法比较",
        "alike": "各次重复差值相同，但重复次数太少",
    },
}


def ran(summary: Mapping[str, Summary], study: Study) -> str:
    """The main KPIs of each scenario with their intervals."""
    said = _words(study)
    blocks = []
    for name, figures in summary.items():
        rows = []
        for key in MAIN:
            mean, low, high = (or_nan(figures[key][part]) for part in ("mean", "low", "high"))
            unit = BY_KEY[key].unit
            rows.append((said.kpi(key), amount(said, mean, unit), _span(said, low, high, unit)))
        blocks.append(_block(study, "ran", rows, name=name))
    return "\n\n".join(blocks)


def compared(rows: Sequence[Comparison], study: Study) -> str:
    """What each scenario changes in the main KPIs, and whether that can be told from chance.

    Of more than `IN_FULL` scenarios only what they earn is said, the best first.
    """
    pairs: dict[tuple[str, str], list[Comparison]] = {}
    for row in rows:
        of_pair = pairs.setdefault((row.scenario, row.reference), [])
        if row.kpi in MAIN:
            of_pair.append(row)
    text = TEXT[study.lang]
    blocks = [_in_short(rows, study), text["others"]] if len(pairs) > IN_FULL else []
    for (name, reference), chosen in pairs.items() if not blocks else ():
        chosen.sort(key=lambda row: MAIN.index(row.kpi))
        lines = [_difference(row, study) for row in chosen]
        block = _block(study, "compared", lines, name=name, reference=reference)
        blocks.append("\n".join([block, *_factors(chosen, study)]))
    if len(pairs) > 1 and study.replications > 1:
        blocks.append(text["family"].format(n=len(pairs)))
    return "\n\n".join(blocks)


def stands(samples: Mapping[str, Samples], study: Study) -> str:
    """Which scenario earns most, and whether that can be told; "" where it needs no saying."""
    place = [kpi.key for kpi in KPIS].index(MAIN[0])
    found = standing({name: one.values[:, place] for name, one in samples.items()})
    names = {name: name for name in samples}
    return "" if found is None else standing_told(found, names, _words(study))


def _in_short(rows: Sequence[Comparison], study: Study) -> str:
    """One line a scenario: what it earns more or less than the reference, the best first."""
    earned = [row for row in rows if row.kpi == MAIN[0]]
    earned.sort(key=lambda row: (row.difference is None, -(row.difference or 0.0)))
    lines = [(row.scenario, *_difference(row, study)[1:]) for row in earned]
    facts = {"reference": earned[0].reference, "plans": str(len(earned))}
    return _block(study, "many", lines, **facts)


def swept(points: Sequence[str], figures: Floats, study: Study, idle: Sequence[str]) -> str:
    """The best points of a sweep by contribution, each held against the first point.

    Args:
        points: what was set at each point, as typed.
        figures: mean, low, high, difference, its low and its high of contribution in yuan,
            shape (points, 6); NaN where undefined, but not at every point.
        study: language and replications.
        idle: keys that change nothing.
    """
    said, text = _words(study), TEXT[study.lang]
    known = np.flatnonzero(~np.isnan(figures[:, 0])).tolist()
    best = sorted(known, key=lambda point: -figures[point][0])[:SHOWN]
    rows = []
    for point in best:
        mean, _, _, difference, low, high = (float(part) for part in figures[point])
        told = text["first"] if point == 0 else change(said, difference, "yuan")
        interval = change_span(said, low, high, "yuan") if point and low < high else ""
        rows.append((points[point], amount(said, mean, "yuan"), told, interval))
    facts = {"shown": len(best), "points": len(points), "n": study.replications}
    head = filled(text[_titled("swept", study)], **facts)
    still = [text["idle"].format(keys=said("join.comma").join(idle))] if idle else []
    differs = len(set(figures[known, 0].tolist())) > 1
    luck = [text["luckiest"]] if differs else []
    return "\n".join([head, *aligned(rows), *still, *luck])


def other_people(plans: Sequence[Plan], study: Study) -> str:
    """A warning where some scenarios live with other customers (another trade); else ""."""
    names = [one.story.name for one in plans if one.shoppers != plans[0].shoppers]
    text = TEXT[study.lang]["other people"]
    listed = _words(study)("join.comma").join(names)
    return text.format(reference=plans[0].story.name, names=listed) if names else ""


def _factors(rows: Sequence[Comparison], study: Study) -> list[str]:
    """One line: how much luck the twin worlds spare, where the difference has any."""
    said, text = _words(study), TEXT[study.lang]
    items = []
    for row in rows:
        if row.kpi in FACTORS and row.variance_factor is not None:
            spared = row.variance_factor >= 1.0
            ratio = row.variance_factor if spared else 1.0 / row.variance_factor
            told = text["spared" if spared else "added"]
            items.append(told.format(kpi=said.kpi_inside(row.kpi), factor=factor(ratio)))
    listed = said("join.comma").join(items)
    return ["  " + text["factor"].format(items=listed)] if items else []


def held_out(real: HoldOut, people: int, study: Study) -> str:
    """The fitted cohort of so many real customers against the weeks that really followed."""
    text, first, last = TEXT[study.lang], 1, 0
    rows: list[tuple[str, ...]] = []
    for total in real.totals:
        first, last = last + 1, last + total.weeks
        rows.append((text[total.phase].format(first=first, last=last), *_total(total, study)))
    lines = [filled(text["real"], n=study.replications, people=people), *aligned(rows)]
    if real.mape is not None:
        # Over the hold-out; a fit that has seen every week is held against all of them.
        lines.append("  " + text["mape"].format(mape=real.mape, first=first, last=last))
    return "\n".join(lines)


def page_at(folder: Path, study: Study) -> str:
    """Where to read on."""
    return TEXT[study.lang]["page"].format(page=folder / "report.html")


def _total(total: Total, study: Study) -> tuple[str, str, str]:
    said = _words(study)
    real, simulated = (amount(said, v, "orders") for v in (float(total.real), total.simulated))
    low, high = or_nan(total.error_low), or_nan(total.error_high)
    text = TEXT[study.lang]
    interval = text["error"].format(low=percent(low), high=percent(high))
    both = text["total"].format(real=real, simulated=simulated)
    return both, percent(or_nan(total.error)), "" if math.isnan(low) else interval


def _difference(row: Comparison, study: Study) -> tuple[str, ...]:
    said, unit = _words(study), BY_KEY[row.kpi].unit
    if row.verdict == SAME:
        return (said.kpi(row.kpi), said("verdict.same"))
    low, high = or_nan(row.low), or_nan(row.high)
    return (
        said.kpi(row.kpi),
        change(said, or_nan(row.difference), unit),
        "" if math.isnan(low) else change_span(said, low, high, unit),
        _reason(row.reason, study) if row.reason else said(f"verdict.{row.verdict}"),
    )


def _reason(reason: str, study: Study) -> str:
    """Why a difference has no interval; a single replication has no other to be defined in."""
    text = TEXT[study.lang]
    return text.get(_titled(reason, study), text[reason])


def _span(said: Words, low: float, high: float, unit: str) -> str:
    return span(said, low, high, unit) if low < high else ""


def _block(study: Study, title: str, rows: Sequence[Sequence[str]], **facts: str) -> str:
    head = filled(TEXT[study.lang][_titled(title, study)], n=study.replications, **facts)
    return "\n".join([head, *aligned(rows)])


def _titled(title: str, study: Study) -> str:
    """The key of a title: one replication has a wording of its own, for it has no interval."""
    return f"{title} one" if study.replications == 1 else title


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side; a Chinese character is two cells wide."""
    columns = max(len(row) for row in rows)
    widths = [max(cell_len(row[c]) for row in rows if c < len(row)) for c in range(columns)]
    return [
        ("  " + "  ".join(cell + " " * (widths[c] - cell_len(cell)) for c, cell in enumerate(row)))
        .rstrip()
        for row in rows
    ]  # fmt: skip


def _words(study: Study) -> Words:
    return words(study.lang)
