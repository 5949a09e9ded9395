"""What a fit says on the console, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping

from reports.numbers import minus, percent
from sim.config.filling import filled
from sim.study.fit.holdout import Holdout
from sim.study.fit.issues import KINDS, counts
from sim.study.fit.laws import ENGINE_LAW
from sim.study.fit.report import FitReport

ZH: Mapping[str, str] = {
    "log": "订单日志 {source}：{rows:,} 行，{customers:,} 位客户，{orders:,} 单"
    "（同客同日合并 {merged:,} 行）",
    "issue": "  {count:,} 行：{meaning}（首见第 {line} 行）",
    "clean": "  每一行都可用",
    "calibration": "校准期 {start} 至 {until}（{weeks:g} 周）：{people:,} 位客户，"
    "其中 {repeaters:,} 位复购；复购 {repeats:,} 单，BG/NBD 拟合 {expected:,.0f} 单",
    "bgnbd": "复购节奏 BG/NBD（周；模拟所用）",
    "mbgnbd": "复购节奏 MBG/NBD（周）",
    "paretonbd": "复购节奏 Pareto/NBD（周）",
    "gammagamma": "订单金额 Gamma-Gamma（日志币种）",
    "model": "{name}：{values}；对数似然 {ll}",
    "error": " ± {error:.2g}",
    "flat": "  提示：数据不足以确定这些参数（无标准误）{names}",
    "few": "  提示：{people} 位顾客中只有 {repeaters} 位复购，太少，不足为凭",
    "holdout": "留出期 {days} 天：实际复购 {actual:,} 单",
    "law_error": "  {name}：预期 {expected:,.0f} 单{error}；人均绝对误差 {mae:.3f} 单{mape}",
    "total_error": "（{error}）",
    "mape": "；累计曲线平均误差 {mape:.1%}",
    "no_holdout": "没有留出期：全部订单都用于拟合，预测能力未经检验",
    "files": "已写入 {out}：fit.json（参数与误差）、import.csv（逐行问题）、"
    "shoppers.yaml（用 shoppers={out}/shoppers.yaml 运行）",
}
EN: Mapping[str, str] = {
    "log": "Order log {source}: {rows:,} {rows:row|rows}, {customers:,} "
    "{customers:customer|customers}, {orders:,} {orders:order|orders} "
    "({merged:,} {merged:row|rows} merged into another order of the same customer and day)",
    "issue": "  {count:,} {count:row|rows}: {meaning} (first in line {line})",
    "clean": "  every row could be used",
    "calibration": "Calibration {start} to {until} ({weeks:g} weeks): {people:,} "
    "{people:customer|customers}, {repeaters:,} of them bought again; {repeats:,} repeat "
    "{repeats:order|orders}, BG/NBD fits "
    "{expected:,.0f}",
    "bgnbd": "Repeat buying, BG/NBD (weeks; the law simulated shoppers live by)",
    "mbgnbd": "Repeat buying, MBG/NBD (weeks)",
    "paretonbd": "Repeat buying, Pareto/NBD (weeks)",
    "gammagamma": "Order values, Gamma-Gamma (the log's currency)",
    "model": "{name}: {values}; log-likelihood {ll}",
    "error": " ± {error:.2g}",
    "flat": "  note: the log does not determine these parameters (no standard errors){names}",
    "few": "  note: {people} customers, {repeaters} with a repeat order, are too few to rely on",
    "holdout": "Hold-out of {days} {days:day|days}: {actual:,} repeat {actual:order|orders}",
    "law_error": "  {name} expects {expected:,.0f}{error}; "
    "mean absolute error {mae:.3f} orders a customer{mape}",
    "total_error": " ({error})",
    "mape": "; mean error of the cumulative curve {mape:.1%}",
    "no_holdout": "No hold-out: every order went into the fit, the forecast is untested",
    "files": "Written to {out}: fit.json (parameters and errors), import.csv (row by row), "
    "shoppers.yaml (run with shoppers={out}/shoppers.yaml)",
}
FEW = 100
"""Repeat buyers: CDNOW's 946 give the shape r to 5 %, so a hundred would to a sixth."""
TEXTS: Mapping[str, Mapping[str, str]] = {"zh": ZH, "en": EN}
NAMES = {"bgnbd": "BG/NBD    ", "mbgnbd": "MBG/NBD   ", "paretonbd": "Pareto/NBD"}


def render(report: FitReport, lang: str) -> str:
    """The report in words, `lang` zh or en; the last line says where the files are."""
    text = TEXTS[lang]
    lines = [
        *_log_lines(report, text, lang),
        _calibration_line(report, text),
        *_few(report, text),
        *_model_lines(report, text),
        *_holdout_lines(report, text),
        text["files"].format(out=report.out),
    ]
    return "\n".join(lines)


def _log_lines(report: FitReport, text: Mapping[str, str], lang: str) -> list[str]:
    orders = report.orders
    head = filled(
        text["log"],
        source=report.source,
        rows=orders.rows,
        customers=int(orders.customer.max()) + 1,
        orders=len(orders.day),
        merged=orders.merged,
    )
    first = {issue.kind: issue.line for issue in reversed(orders.issues)}
    found = [
        filled(text["issue"], count=count, meaning=KINDS[kind][lang == "zh"], line=first[kind])
        for kind, count in counts(orders.issues).items()
    ]
    return [head, *(found or [text["clean"]])]


def _calibration_line(report: FitReport, text: Mapping[str, str]) -> str:
    x = report.cohort.x
    return filled(
        text["calibration"],
        start=report.orders.start,
        until=report.until,
        weeks=round(report.weeks, 1),
        people=len(x),
        repeaters=int((x > 0).sum()),
        repeats=int(x.sum()),
        expected=report.calibration_expected[ENGINE_LAW],
    )


def _few(report: FitReport, text: Mapping[str, str]) -> list[str]:
    """A warning where chance alone would move the parameters by a sixth or more."""
    repeaters = int((report.cohort.x > 0).sum())
    if repeaters >= FEW:
        return []
    return [text["few"].format(people=len(report.cohort.x), repeaters=repeaters)]


def _model_lines(report: FitReport, text: Mapping[str, str]) -> list[str]:
    lines = []
    for name, fit in report.models.items():
        errors = fit.standard_errors or {}
        values = ", ".join(
            f"{key} {value:.4f}"
            + (text["error"].format(error=errors[key]) if key in errors else "")
            for key, value in fit.estimate.items()
        )
        ll = minus(f"{fit.log_likelihood:.2f}")
        lines.append(text["model"].format(name=text[name], values=values, ll=ll))
        if fit.standard_errors is None:
            names = ": " + ", ".join(fit.at_bound) if fit.at_bound else ""
            lines.append(text["flat"].format(names=names))
    return lines


def _holdout_lines(report: FitReport, text: Mapping[str, str]) -> list[str]:
    if report.holdout is None:
        return [text["no_holdout"]]
    head = filled(text["holdout"], days=report.holdout.days, actual=report.holdout.actual)
    return [head, *(_law_line(name, test, text) for name, test in report.holdouts.items())]


def _law_line(name: str, test: Holdout, text: Mapping[str, str]) -> str:
    error, mape = test.total_error, test.cumulative_mape
    return text["law_error"].format(
        name=NAMES[name],
        expected=test.expected,
        error=text["total_error"].format(error=percent(error)) if error is not None else "",
        mae=test.mae,
        mape=text["mape"].format(mape=mape) if mape is not None else "",
    )
