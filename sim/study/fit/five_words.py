"""What five numbers say about the shoppers, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping

from reports.numbers import MINUS
from sim.study.fit.five import FiveReport, P, Q, Range
from sim.study.fit.moments import REPEAT_KEYS

ZH: Mapping[str, str] = {
    "numbers": "五个数字（从首单起各跟踪 {days} 天；active 指第 {late} 天之后）→ BG/NBD（周）："
    "{values}",
    "number": "  {key} = {given}：模型得 {fitted:.6g}（差 {residual}）",
    "range": "{name} {value:.4g}（按所给位数：{low:.4g} 至 {high:.4g}）",
    "open": "  提示：{names} 在所给位数之内可相差一倍以上，单看它没有意义；要看由它得出的下面几行",
    "bound": "  提示：{names} 已到可模拟范围的边缘：这五个数字定不出它",
    "outlook": "这意味着，100 位首购顾客中：",
    "again": "  第一年内再买的 {first} 位，第二年里还下单的 {second} 位",
    "orders": "  合计第一年再下 {first} 单，第二年 {second} 单",
    "lost": "  一年后未流失 {alive} 位（BG/NBD 中，未复购者不算流失，只是还没来）",
    "money": "客单价 {worth} 元；五个数字看不出客单的差异：形状 p {p}、q {q} "
    "取自 CDNOW（L5），是假设",
    "less": "五个数字不如订单日志：没有留出期检验，看不出季节，区间只含四舍五入、不含抽样误差；"
    "有订单表时请用 siyu fit ORDERS.csv",
    "files": "已写入 {out}：fit.json（参数与误差）、shoppers.yaml"
    "（用 shoppers={out}/shoppers.yaml 运行）",
}
EN: Mapping[str, str] = {
    "numbers": "Five numbers (each person followed for {days} days from the first order; active: "
    "after day {late}) give BG/NBD (weeks): {values}",
    "number": "  {key} = {given}: the law has {fitted:.6g} (off by {residual})",
    "range": "{name} {value:.4g} (the digits allow {low:.4g} to {high:.4g})",
    "open": "  note: the digits leave {names} open by a factor of two or more, so read nothing "
    "into them alone, but into what follows from them",
    "bound": "  note: {names} ended on the edge of what can be simulated: these numbers do not "
    "determine it",
    "outlook": "That means, of 100 first-time buyers:",
    "again": "  {first} order again within a year, {second} order in the year after that",
    "orders": "  all together place {first} further orders in the first year, {second} in the "
    "second",
    "lost": "  {alive} are not lost after a year (BG/NBD loses nobody before a second order: who "
    "never came back counts as still to come)",
    "money": "A mean order is {worth} yuan. How orders differ five numbers cannot tell: the shapes "
    "p {p} and q {q} are CDNOW's (L5), an assumption",
    "less": "Five numbers are less than a log: no hold-out has tested them, they know no season, "
    "and the ranges hold rounding only, not the luck of a small sample. With a log: "
    "siyu fit ORDERS.csv",
    "files": "Written to {out}: fit.json (parameters and errors), shoppers.yaml (run with "
    "shoppers={out}/shoppers.yaml)",
}
TEXTS: Mapping[str, Mapping[str, str]] = {"zh": ZH, "en": EN}
OPEN = 2.0
"""A parameter that may be twice another value of itself is hardly determined."""


def render_five(report: FiveReport, lang: str) -> str:
    """The report in words, `lang` zh or en; the last line says where the files are."""
    text, outlook = TEXTS[lang], report.outlook
    values = (", " if lang == "en" else "，").join(
        text["range"].format(name=name, **vars(one)) for name, one in report.parameters.items()
    )
    late = f"{2 * report.days / 3:.0f}"
    return "\n".join(
        [
            text["numbers"].format(days=report.days, late=late, values=values),
            *_number_lines(report, text),
            *_notes(report, text),
            text["outlook"],
            text["again"].format(
                first=_of_hundred(outlook["again_first_year"]),
                second=_of_hundred(outlook["again_second_year"]),
            ),
            text["orders"].format(
                first=_of_hundred(outlook["first_year"]),
                second=_of_hundred(outlook["second_year"]),
            ),
            text["lost"].format(alive=_of_hundred(outlook["not_lost"])),
            text["money"].format(worth=report.given["order_value"].text, p=P, q=Q),
            text["less"],
            text["files"].format(out=report.out),
        ]
    )


def _number_lines(report: FiveReport, text: Mapping[str, str]) -> list[str]:
    fitted = report.solution.numbers
    return [
        text["number"].format(
            key=key,
            given=report.given[key].text,
            fitted=fitted[key],
            residual=_apart(fitted[key] - report.given[key].value),
        )
        for key in REPEAT_KEYS
    ]


def _apart(difference: float) -> str:
    """How far a number is missed, with its sign; nothing, rounded, has none."""
    rounded = round(difference, 9)
    sign = MINUS if rounded < 0 else "+"
    return f"{sign}{abs(rounded):.1g}" if rounded else "0"


def _notes(report: FiveReport, text: Mapping[str, str]) -> list[str]:
    wide = [name for name, one in report.parameters.items() if one.high > OPEN * one.low]
    edge = report.solution.at_bound
    return [
        text[key].format(names=", ".join(names))
        for key, names in (("open", wide), ("bound", edge))
        if names
    ]


def _of_hundred(one: Range) -> str:
    """People or orders of a hundred, as a range where the digits leave it open."""
    value, low, high = (f"{100 * part:.0f}" for part in (one.value, one.low, one.high))
    return value if low == high else f"{value} ({low}–{high})"
