"""What `siyu diff` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from reports.numbers import minus
from sim.behaviour.clock import DAY
from sim.config.filling import filled
from sim.config.keys import leaves
from sim.population.inspect import State
from sim.study.differ import Event, Parting, life
from sim.study.lifeline import life_words, log_line, moment_words, policy_names
from sim.study.sides import Side

Settings = dict[str, object]

TEXT = {
    "en": {
        "same": "the same: {events:,} {events:event|events} in {runs} {runs:run|runs}",
        "settings": "settings that differ (A | B)",
        "parted": "{n:,} {n:event is|events are} the same, then they part, {moment}",
        "before": "before, in both",
        "ended": "nothing more",
        "life": "shopper {uid} so far, in both",
        "state": "shopper {uid} at the midnight day {day} begins with",
        "differs": "not the same (A | B)",
        "same state": "the same",
        "absent": "not there yet",
        "only": "only {side}",
    },
    "zh": {
        "same": "完全相同：{runs} 次模拟，{events:,} 个事件",
        "settings": "不同的设定（A | B）",
        "parted": "前 {n:,} 个事件相同，此后分开：{moment}",
        "before": "此前，两边相同",
        "ended": "再无事件",
        "life": "顾客 {uid} 至此，两边相同",
        "state": "顾客 {uid} 在第 {day} 天零点的状态",
        "differs": "不同（A | B）",
        "same state": "相同",
        "absent": "尚未出现",
        "only": "仅 {side}",
    },
}


def same(runs: int, events: int, lang: str) -> str:
    """No run parts from its twin."""
    return filled(TEXT[lang]["same"], runs=runs, events=events)


def sides(left: Side, right: Side, lang: str) -> str:
    """What is held against what, and the settings in which they differ."""
    lines = [f"A  {left.title}", f"B  {right.title}"]
    plans = _settings(left), _settings(right)
    told = _differences(*plans, lang) if all(plans) else {}
    if told:
        lines += ["", TEXT[lang]["settings"], *(f"  {key}: {both}" for key, both in told.items())]
    return "\n".join(lines)


def _differences(ours: Settings, theirs: Settings, lang: str) -> dict[str, str]:
    """Settings that differ, by key; a part of the plan that one side has alone by its name."""
    told: dict[str, str] = {}
    for key in ours | theirs:
        if key not in ours:
            told[_part_missing(key, ours)] = TEXT[lang]["only"].format(side="B")
        elif key not in theirs:
            told[_part_missing(key, theirs)] = TEXT[lang]["only"].format(side="A")
        elif ours[key] != theirs[key]:
            told[key] = f"{ours[key]!r} | {theirs[key]!r}"
    return told


def _part_missing(key: str, settings: Settings) -> str:
    """The largest part of a plan around `key` of which there is nothing in `settings`."""
    names = key.split(".")
    parts = (".".join(names[:length]) for length in range(2, len(names)))
    return next((p for p in parts if not any(k.startswith(f"{p}.") for k in settings)), key)


def parted(parting: Parting, left: Side, right: Side, lang: str) -> str:
    """The parting event on both sides, what stands around it, and the shopper it is about."""
    text, first = TEXT[lang], parting.first
    policies = policy_names([plan for plan in (left.plan, right.plan) if plan])
    moment = moment_words(first.time_ms, lang)

    def rows(events: Sequence[Event]) -> list[str]:
        return [f"  {log_line(row, policies, lang)}" for row in events]

    lines = ["", filled(text["parted"], n=parting.shared, moment=moment)]
    if parting.before:
        lines += [text["before"], *rows(parting.before)]
    for name, after in (("A", parting.left), ("B", parting.right)):
        told = rows(after) or [f"  {text['ended']}"]
        lines += [name, f"> {told[0][2:]}", *told[1:]]
    so_far = life(left.tables(), first.uid, parting.shared)
    lines += ["", text["life"].format(uid=first.uid)]
    lines += [f"  {line}" for line in life_words(so_far, lang)]
    return "\n".join([*lines, *_states(left, right, first, lang)])


def _settings(side: Side) -> Settings:
    return {key: value for key, value in leaves(side.plan) if not key.startswith("story.")}


def _states(left: Side, right: Side, first: Event, lang: str) -> Iterator[str]:
    """The shopper on both sides; nothing where a side has no state to show."""
    day = first.time_ms // DAY
    ours, theirs = left.state(first.uid, day), right.state(first.uid, day)
    if ours is None or theirs is None:
        return
    yield ""
    yield TEXT[lang]["state"].format(uid=first.uid, day=minus(str(day)))
    if not ours and not theirs:
        yield f"  {TEXT[lang]['absent']}"
    shared = sorted(ours.keys() & theirs.keys())
    unequal = [name for name in shared if ours[name] != theirs[name]]
    if unequal:
        yield f"  {TEXT[lang]['differs']}"
        yield from (
            f"    {name}: {_value(ours[name])} | {_value(theirs[name])}" for name in unequal
        )
    yield from _paragraph("same state", {n: ours[n] for n in shared if n not in unequal}, lang)
    yield from _paragraph("only", {n: ours[n] for n in ours if n not in theirs}, lang, side="A")
    yield from _paragraph("only", {n: theirs[n] for n in theirs if n not in ours}, lang, side="B")


def _paragraph(key: str, state: State, lang: str, side: str = "") -> list[str]:
    """Fields side by side under a heading; nothing if there are none."""
    told = "; ".join(f"{name} {_value(state[name])}" for name in sorted(state))
    lines = wrap(told, 96, initial_indent="    ", subsequent_indent="    ")
    return [f"  {TEXT[lang][key].format(side=side)}", *lines] if state else []


def _value(value: object) -> str:
    return "-" if value is None else repr(value)
