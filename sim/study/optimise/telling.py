"""What a search says on the terminal, in Chinese and English."""

from __future__ import annotations

import shlex
from pathlib import Path

from reports.numbers import amount, change, change_span, plain, span
from reports.words import Words, words
from sim.config.filling import filled
from sim.config.schema import Study
from sim.measure.definitions import BY_KEY
from sim.study.closing import aligned, page_at
from sim.study.compare import or_nan
from sim.study.optimise.asked import Asked, Best
from sim.study.optimise.confirm import Finalist, Tried
from sim.study.space import Space
from sim.study.span import Span
from sim.study.stopped import stopped_told

NOTHING = 1e-6
"""Of an advantage: sums of fen turned into yuan agree to less than this."""

START = {
    "en": "{trials} {trials:plan|plans} to try with {replications} "
    "{replications:replication|replications} each; the best again with "
    "{confirm} fresh {confirm:one|ones}",
    "zh": "试 {trials} 个方案，各重复 {replications} 次；最好的几个再用 {confirm} 次新的运气核对",
}

TEXT = {
    "en": {
        "tried": "{tried} {tried:plan|plans} tried, none of them twice.",
        "used up": "These are all the plans there are: nothing is left to try.",
        "kept": "In the search {kept} of them keep {limits} in {probability} of the replications.",
        "impossible": "{count} contradict themselves and were not run.",
        "fresh": "{kpi} on {n} {n:replication|replications} the search has not seen; change "
        "against the plan as "
        "written, intervals for all at once",
        "written": "as written",
        "within": "within the limits {share} ({span})",
        "best": "Best found: {settings}",
        "same": "It does exactly as the plan as written does, in every fresh replication: what was "
        "searched changes nothing here.",
        "ahead": "It beats the plan as written: {change} (95% interval {span}).",
        "open": "Nobody can tell it from the plan as written: {change} (95% interval {span}).",
        "behind": "It does worse than the plan as written: {change} (95% interval {span}).",
        "curse": "The search promised {promised}; on fresh luck {gone} of that is gone ({share}).",
        "kept curse": "The search promised {promised}; on fresh luck it is no less.",
        "unkept": "None of these plans keeps {limits} in {probability} of the fresh replications; "
        "nearest first above. Widen the ranges, or the limit.",
        "start unkept": "The plan as written does not keep the limits.",
        "alike": "As good, as far as anybody can tell: plan {plans}.",
        "alike all": "As good, as far as anybody can tell: plans {plans}.",
        "edge": "Its {key} is at the end of its range: the best may lie beyond.",
        "none": "No other plan than the one as written was tried.",
        "none lived": "No other plan than the one as written could be lived to the end.",
        "run": "To look closer: {again}",
        "files": "Tables: {table}, {finalists}\nPicture: {picture}",
    },
    "zh": {
        "tried": "试了 {tried} 个方案，没有重复。",
        "used up": "取值范围内的方案已全部试过，再多也没有了。",
        "kept": "搜索中有 {kept} 个在 {probability} 的重复里守住 {limits}。",
        "impossible": "{count} 个自相矛盾，没有运行。",
        "fresh": "{kpi}，{n} 次搜索没有见过的重复；与原设定之差，区间同时成立",
        "written": "原设定",
        "within": "守住限制 {share}（{span}）",
        "best": "找到的最好方案：{settings}",
        "same": "在每一次新的重复里，它都与原设定完全一样：所搜索的参数在这里不起作用。",
        "ahead": "它好于原设定：{change}（95% 区间 {span}）。",
        "open": "无法判断它与原设定孰优：{change}（95% 区间 {span}）。",
        "behind": "它不如原设定：{change}（95% 区间 {span}）。",
        "curse": "搜索时看似 {promised}；换成新的运气，其中 {gone} 不见了（{share}）。",
        "kept curse": "搜索时看似 {promised}；换成新的运气并没有变少。",
        "unkept": "以上方案都没能在 {probability} 的新重复里守住 {limits}；按接近程度排列。"
        "请放宽范围或限制。",
        "start unkept": "原设定守不住限制。",
        "alike": "看不出差别、同样好的：方案 {plans}。",
        "alike all": "看不出差别、同样好的：方案 {plans}。",
        "edge": "{key} 取在范围的端点：更好的也许在范围之外。",
        "none": "除原设定外没有试到别的方案。",
        "none lived": "除原设定外没有哪个方案跑得完。",
        "run": "细看：{again}",
        "files": "表：{table}、{finalists}\n图：{picture}",
    },
}


def told(found: Best, scenario: str, asked: Asked, space: Space, study: Study, out: Path) -> str:
    """What was found and where it lies."""
    said, text = words(study.lang), TEXT[study.lang]
    files = text["files"].format(
        table=out / "optimize.csv",
        finalists=out / "finalists.csv",
        picture=out / "optimize.svg",
    )
    page = [page_at(out, study)] if study.report else []
    rows = []
    if len(found.finalists) > 1:
        rows.append(filled(text["fresh"], kpi=said.kpi(asked.kpi), n=asked.confirm))
        rows += aligned([cells(i, one, asked, said, text) for i, one in enumerate(found.finalists)])
    counted = counts(found, asked, study)
    answered = answer(found, scenario, asked, space, study)
    stopped = stopped_told(found.stopped, study)
    return "\n".join([*counted, "", *rows, "", *answered, *stopped, files, *page])


def counts(found: Best, asked: Asked, study: Study) -> list[str]:
    """How many plans were tried, and how many of them will do."""
    said, text = words(study.lang), TEXT[study.lang]
    tried = found.tried
    lines = [filled(text["tried"], tried=len(tried))]
    if found.used_up:
        lines.append(text["used up"])
    if asked.limits:
        kept = len({one.digest for one in tried if one.kept})
        lines.append(text["kept"].format(kept=kept, **_limits(asked, said)))
    if impossible := sum(one.digest is None and one.stopped is None for one in tried):
        lines.append(text["impossible"].format(count=impossible))
    return lines


def answer(found: Best, scenario: str, asked: Asked, space: Space, study: Study) -> list[str]:
    """The best plan, and how far to believe it; at least one sentence."""
    said, text = words(study.lang), TEXT[study.lang]
    finalists = found.finalists
    lines = []
    if asked.limits and not finalists[0].kept:
        lines.append(text["start unkept"])
    if len(finalists) < 2:
        return [text["none lived" if found.stopped else "none"], *lines]
    best = finalists[1]
    if not best.kept:
        return [text["unkept"].format(**_limits(asked, said)), *lines]
    assert best.tried is not None
    settings = " ".join(f.setting(best.tried.values[f.key]) for f in space.factors)
    lines = [text["best"].format(settings=settings), *_advantage(best, asked, said, text), *lines]
    alike = [str(i) for i, one in enumerate(finalists) if i > 1 and one.kept and _alike(one)]
    if alike:
        which = "alike all" if len(alike) > 1 else "alike"
        lines.append(text[which].format(plans=said("join.comma").join(alike)))
    if not _same(best):  # of plans that all do the same, none is the best for being at an end
        lines += [text["edge"].format(key=key) for key in found.edges]
    return [*lines, text["run"].format(again=_again(scenario, best.tried, space))]


def _again(scenario: str, best: Tried, space: Space) -> str:
    """The command that lives the best plan by itself, with all that stood in the search."""
    own = ("out=", "report=")
    stood = [one for one in space.fixed if not one.startswith(own)]
    settings = [one.setting(best.values[one.key]) for one in space.factors]
    return shlex.join(["siyu", "run", f"scenario={scenario}", *stood, *settings])


def _limits(asked: Asked, said: Words) -> dict[str, str]:
    return {
        "limits": said("join.comma").join(one.text for one in asked.limits),
        "probability": amount(said, asked.probability, "share"),
    }


def cells(
    place: int, one: Finalist, asked: Asked, said: Words, text: dict[str, str]
) -> tuple[str, ...]:
    """A finalist in words: place, values, figure, change, its interval, and limits if any."""
    unit = BY_KEY[asked.kpi].unit
    figure = amount(said, or_nan(one.figure.mean), unit)
    within = text["within"].format(
        share=amount(said, or_nan(one.within.mean), "share"),
        span=span(said, or_nan(one.within.low), or_nan(one.within.high), "share"),
    )
    limits = (within,) if asked.limits else ()
    if one.tried is None:
        return (text["written"], "", figure, "", "", *limits)
    values = " ".join(f"{key}={plain(value)}" for key, value in one.tried.values.items())
    moved = change(said, or_nan(one.change.mean), unit)
    return (str(place), values, figure, moved, _span(one.change, said, unit), *limits)


def _advantage(best: Finalist, asked: Asked, said: Words, text: dict[str, str]) -> list[str]:
    """What the best is worth against the plan as written, and what luck had lent it."""
    unit, sign = BY_KEY[asked.kpi].unit, 1.0 if asked.maximise else -1.0
    gain = or_nan(best.change.mean)
    ends = (or_nan(best.change.low), or_nan(best.change.high))
    if _same(best):
        return [text["same"]]
    clear = ends[0] > 0 or ends[1] < 0
    which = "open" if not clear else "ahead" if sign * gain > 0 else "behind"
    lines = [
        text[which].format(change=change(said, gain, unit), span=_span(best.change, said, unit))
    ]
    gone = sign * (best.promised - gain)
    promised = change(said, best.promised, unit)
    if sign * best.promised > 0 and gone > NOTHING * sign * best.promised:
        share = amount(said, min(gone / (sign * best.promised), 9.99), "share")
        lost = amount(said, gone, unit)
        lines.append(text["curse"].format(promised=promised, gone=lost, share=share))
    elif sign * best.promised > 0:
        lines.append(text["kept curse"].format(promised=promised))
    return lines


def _same(best: Finalist) -> bool:
    """Exactly as the plan as written, in every fresh replication."""
    return best.change.mean == best.change.low == best.change.high == 0.0


def _alike(one: Finalist) -> bool:
    """Not told apart from the best."""
    behind = one.behind
    return behind is None or behind.low is None or behind.low <= 0


def _span(one: Span, said: Words, unit: str) -> str:
    if one.low is None or one.high is None:
        return ""
    return change_span(said, one.low, one.high, unit)
