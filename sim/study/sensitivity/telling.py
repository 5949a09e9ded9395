"""What a sensitivity study says on the terminal and its page, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reports.numbers import about, amount, change, change_span, plain, span
from reports.words import Words, words
from sim.config.filling import filled
from sim.config.schema import Study
from sim.measure.definitions import BY_KEY
from sim.study.closing import aligned, page_at
from sim.study.compare import or_nan
from sim.study.sensitivity.found import OPENS, SETTLES, TURNS, End, Found, Row
from sim.study.span import Span
from sim.study.stopped import stopped_told

SHOWN = 10

START = {
    "en": {
        "assumptions": "{count} {count:assumption|assumptions} with a range; which of them can "
        "the plan feel?",
        "ends": "one at a time: {places} {places:point|points}, {runs} {runs:run|runs}, {done} "
        "of them already done",
        "design": "all together: {places} {places:point|points}, {runs} {runs:run|runs}, {done} "
        "of them already done",
    },
    "zh": {
        "assumptions": "共 {count} 条带范围的假设；方案受其中哪些影响？",
        "ends": "逐一变动：{places} 个点，共 {runs} 次模拟，其中 {done} 次已完成",
        "design": "一起变动：{places} 个点，共 {runs} 次模拟，其中 {done} 次已完成",
    },
}

TEXT = {
    "en": {
        "one": "{kpi} of {a} as written: {figure} (95% interval {span}, {n} "
        "{n:replication|replications})",
        "one bare": "{kpi} of {a} as written: {figure}",
        "two": "{kpi}, {b} less {a}, as written: {figure} (95% interval {span}, {n} "
        "{n:replication|replications})",
        "two bare": "{kpi}, {b} less {a}, as written: {figure}",
        "ends": "Each alone, all else as written: what its ends change",
        "end": "at {value}: {change}",
        "end stopped": "at {value}: stopped",
        "more": "  and {count} more in sensitivity.csv",
        "morris": "All together: mean size of the effect of a step over the whole range, with 95% "
        "interval; the spread says how far it depends on where the others stand",
        "star": "{star} ({span}), spread {spread}",
        "sobol": "All together: share of the variance it makes alone, and with all it interacts "
        "with, each with its 95% interval",
        "shares": "alone {first} ({first_span}), in all {total} ({total_span})",
        "luck": "Of the variance of a single run at one of these points {share} is luck, the rest "
        "comes from where it stands.",
        "ahead": "{b} is ahead on average at {share} of the points at which all moved together.",
        "turns": "The winner hangs on {key}: at {low} {b} less {a} is {at_low}, at {high} "
        "{at_high}{crossing}.",
        "crossing": "; the sign changes near {value}",
        "opens": "Each alone can make it impossible to tell who wins: {keys}.",
        "settles": "Who wins is open as written; each alone can settle it: {keys}.",
        "holds": "No single assumption turns the winner within its range: {winner} stays ahead.",
        "holds lived": "No single assumption is seen to turn the winner, as far as its ends could "
        "be lived: {winner} stays ahead.",
        "open": "Nobody can tell who wins as written, and no single assumption within its range "
        "turns it.",
        "open lived": "Nobody can tell who wins as written, and no single assumption is seen to "
        "turn it, as far as its ends could be lived.",
        "incomplete": "The effects of all together are undefined: they are taken over every point "
        "at which all move, and some of these stopped. Narrow the range of what stops them, or "
        "leave it as written.",
        "left": "{count} {count:assumption changes|assumptions change} no figure at either end and "
        "{count:was|were} left out: this plan does not use {count:it|them}, or only together with "
        "another.",
        "refused": "Left as written, since moving it contradicts the plan: {keys}",
        "most": "Of {count} assumptions that reach something, the {most} that do most alone moved "
        "together; most=N takes more.",
        "interval": "Each interval holds by itself; among many one in twenty misses by chance.",
        "nothing": "None of these changes anything.",
        "first": "What matters most: {key}.",
        "first lived": "What matters most, of what could be lived: {key}.",
        "first open": "Largest on average: {key}. Its interval reaches zero, so nobody can tell "
        "yet what matters most: more replications, or a larger n.",
        "end files": "Table: {table}\nPicture: {picture}",
    },
    "zh": {
        "one": "{a} 的{kpi}，按原设定：{figure}（95% 区间 {span}，{n} 次重复）",
        "one bare": "{a} 的{kpi}，按原设定：{figure}",
        "two": "{kpi}，{b} 减 {a}，按原设定：{figure}（95% 区间 {span}，{n} 次重复）",
        "two bare": "{kpi}，{b} 减 {a}，按原设定：{figure}",
        "ends": "逐一变动、其余不变：取到范围两端时的变化",
        "end": "取 {value}：{change}",
        "end stopped": "取 {value}：中途停止",
        "more": "  另有 {count} 项，见 sensitivity.csv",
        "morris": "一起变动：走完整个范围的平均影响（绝对值）与 95% 区间；离散度表示它多大程度"
        "取决于其他假设取在哪里",
        "star": "{star}（{span}），离散度 {spread}",
        "sobol": "一起变动：单独贡献的方差占比，以及连同全部交互的占比，各附 95% 区间",
        "shares": "单独 {first}（{first_span}），合计 {total}（{total_span}）",
        "luck": "在这些点上任取一次模拟，其方差有 {share} 只是运气，其余来自取值。",
        "ahead": "一起变动的各点中，{b} 平均领先的占 {share}。",
        "turns": "胜负系于 {key}：取 {low} 时 {b} 减 {a} 为 {at_low}，取 {high} 时为 "
        "{at_high}{crossing}。",
        "crossing": "；约在 {value} 处变号",
        "opens": "以下每一项单独变动都能让胜负无法判断：{keys}。",
        "settles": "按原设定胜负未定，以下每一项单独变动都能分出胜负：{keys}。",
        "holds": "没有哪一条假设能在其范围内单独改变胜负：{winner} 始终领先。",
        "holds lived": "就跑得完的两端而言，没有哪一条假设单独改变胜负：{winner} 始终领先。",
        "open": "按原设定无法判断胜负，也没有哪一条假设能在其范围内单独改变这一点。",
        "open lived": "按原设定无法判断胜负；就跑得完的两端而言，也没有哪一条假设单独改变这一点。",
        "incomplete": "一起变动的影响没有定义：它要取遍一起变动的每一个点，而其中有些中途停止。"
        "请收窄使它停止的参数的范围，或让它保持原设定。",
        "left": "{count} 条假设取到两端都不改变任何指标，已略去：本方案用不到它们，"
        "或者只在与别的假设一起变动时才有作用。",
        "refused": "未变动，因为一动就与方案矛盾：{keys}",
        "most": "有影响的假设共 {count} 条，其中单独影响最大的 {most} 条一起变动；"
        "most=N 可取更多。",
        "interval": "各区间单独成立；数目一多，二十个里会有一个落空。",
        "nothing": "这些参数都不起作用。",
        "first": "影响最大的是：{key}。",
        "first lived": "就跑得完的各点而言，影响最大的是：{key}。",
        "first open": "平均影响最大的是：{key}。但它的区间触到零，还无法断定哪一项最要紧："
        "请增加重复次数，或取更大的 n。",
        "end files": "表：{table}\n图：{picture}",
    },
}


def told(found: Found, scenarios: Sequence[str], kpi: str, study: Study, out: Path) -> str:
    """The findings and where they lie, for the terminal."""
    text = TEXT[study.lang]
    files = text["end files"].format(table=out / "sensitivity.csv", picture=out / "sensitivity.svg")
    page = [page_at(out, study)] if study.report else []
    stopped = stopped_told(found.stopped, study)
    return "\n".join([*findings(found, scenarios, kpi, study), *stopped, files, *page])


def findings(found: Found, scenarios: Sequence[str], kpi: str, study: Study) -> list[str]:
    """What was found, a line for each thing said."""
    said, text = words(study.lang), TEXT[study.lang]
    unit = BY_KEY[kpi].unit
    lines = [opening(found, scenarios, kpi, study), ""]
    if found.rows:
        lines.append(text["ends"])
        lines += aligned([_ends(one, said, text, unit) for one in found.rows[:SHOWN]])
        if len(found.rows) > SHOWN:
            lines.append(text["more"].format(count=len(found.rows) - SHOWN))
    lines += _together(found, said, text, unit)
    return [*lines, "", *sentences(found, scenarios, kpi, study)]


def sentences(found: Found, scenarios: Sequence[str], kpi: str, study: Study) -> list[str]:
    """The answer, without its tables; at least one sentence."""
    said, text = words(study.lang), TEXT[study.lang]
    lines = []
    if len(scenarios) > 1:
        lines += _winner(found, scenarios, said, text, BY_KEY[kpi].unit)
    elif found.rows:
        best = (found.ranked or found.rows)[0]
        clear = "first lived" if found.stopped else "first"
        which = clear if _clear(best) else "first open"
        lines.append(text[which].format(key=_named(best.factor.key, said)))
    else:
        lines.append(text["nothing"])
    if found.incomplete:
        lines.append(text["incomplete"])
    if found.luck is not None:
        lines.append(text["luck"].format(share=amount(said, found.luck, "share")))
    if 0 < len(found.ranked) < len(found.rows):
        lines.append(text["most"].format(count=len(found.rows), most=len(found.ranked)))
    if found.unreached:
        lines.append(filled(text["left"], count=len(found.unreached)))
    if found.refused:
        keys = said("join.comma").join(found.refused)
        lines.append(text["refused"].format(keys=keys))
    return [*lines, text["interval"]]


def _clear(best: Row) -> bool:
    """Whether what ranks first is told from nothing; where there is no interval, nobody asks."""
    together = best.star or best.total
    if together is not None:
        return together.low is None or together.low > 0.0
    ends = (best.low.change, best.high.change)
    return any(one.sign or one.low is None for one in ends)


def _named(key: str, said: Words) -> str:
    """A key with what it means."""
    what = meaning(key, said)
    if not what:
        return key
    return f"{key}（{what}）" if said.lang == "zh" else f"{key} ({what})"


def meaning(key: str, said: Words) -> str:
    """What a setting means, in the language spoken."""
    from sim.config.keys import lever_at

    lever = lever_at(key)
    return "" if lever is None else lever.zh if said.lang == "zh" else lever.en


def opening(found: Found, scenarios: Sequence[str], kpi: str, study: Study) -> str:
    """The figure, or the difference, as written."""
    figure = found.written
    said, unit = words(study.lang), BY_KEY[kpi].unit
    one = len(scenarios) == 1
    show = amount if one else change
    bare = figure.low is None
    facts = {
        "kpi": said.kpi(kpi),
        "a": scenarios[0],
        "b": scenarios[-1],
        "figure": show(said, or_nan(figure.mean), unit),
        "span": "" if bare else (_span if one else _change_span)(said, figure, unit),
        "n": study.replications,
    }
    sentence = TEXT[study.lang][("one" if one else "two") + (" bare" if bare else "")]
    return filled(sentence, **facts)


def _ends(row: Row, said: Words, text: dict[str, str], unit: str) -> tuple[str, ...]:
    def at(end: End) -> str:
        if not end.lived:
            return text["end stopped"].format(value=plain(end.value))
        moved = change(said, or_nan(end.change.mean), unit)
        return text["end"].format(value=plain(end.value), change=moved)

    return row.factor.key, at(row.low), at(row.high)


def _together(found: Found, said: Words, text: dict[str, str], unit: str) -> list[str]:
    ranked = found.ranked
    if not ranked:
        return []
    rows = []
    for one in ranked[:SHOWN]:
        if one.star is not None:
            fact = text["star"].format(
                star=size(said, or_nan(one.star.mean), unit),
                span=size_span(said, one.star, unit),
                spread=size(said, or_nan(one.spread), unit),
            )
        else:
            assert one.first is not None
            assert one.total is not None
            fact = text["shares"].format(
                first=amount(said, or_nan(one.first.mean), "share"),
                first_span=_span(said, one.first, "share"),
                total=amount(said, or_nan(one.total.mean), "share"),
                total_span=_span(said, one.total, "share"),
            )
        rows.append((one.factor.key, fact))
    head = text["morris" if ranked[0].star is not None else "sobol"]
    return ["", head, *aligned(rows)]


def _winner(
    found: Found, scenarios: Sequence[str], said: Words, text: dict[str, str], unit: str
) -> list[str]:
    """Whether who wins hangs on one assumption."""
    a, b = scenarios
    lines = []
    for one in found.rows:
        if one.verdict == TURNS:
            at = one.turns_at
            lines.append(
                text["turns"].format(
                    key=_named(one.factor.key, said),
                    a=a,
                    b=b,
                    low=plain(one.low.value),
                    high=plain(one.high.value),
                    at_low=change(said, or_nan(one.low.figure.mean), unit),
                    at_high=change(said, or_nan(one.high.figure.mean), unit),
                    crossing="" if at is None else text["crossing"].format(value=about(at)),
                )
            )
    sign = found.written.sign
    lived = "" if all(end.lived for one in found.rows for end in (one.low, one.high)) else " lived"
    if not lines and sign:
        lines.append(text[f"holds{lived}"].format(winner=b if sign > 0 else a))
    for verdict in (OPENS, SETTLES):
        keys = [_named(one.factor.key, said) for one in found.rows if one.verdict == verdict]
        if keys:
            lines.append(text[verdict].format(keys=said("join.comma").join(keys)))
    lines = lines or [text[f"open{lived}"]]
    if found.ahead is not None:
        lines.append(text["ahead"].format(b=b, share=amount(said, found.ahead, "share")))
    return lines


def size(said: Words, value: float, unit: str) -> str:
    """How large a change is, whichever way it goes; of shares in percentage points."""
    return change(said, value, unit).lstrip("+±")


def size_span(said: Words, one: Span, unit: str) -> str:
    """An interval of such sizes."""
    low, high = (size(said, or_nan(end), unit) for end in (one.low, one.high))
    return said("number.span", low=low.removesuffix(said("unit.points")), high=high)


def _span(said: Words, one: Span, unit: str) -> str:
    return span(said, or_nan(one.low), or_nan(one.high), unit)


def _change_span(said: Words, one: Span, unit: str) -> str:
    return change_span(said, or_nan(one.low), or_nan(one.high), unit)
