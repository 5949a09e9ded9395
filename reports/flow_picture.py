"""A journey as a picture (SVG): from its trigger down, with the simulated numbers on its edges."""

from __future__ import annotations

from typing import NamedTuple

from reports import drawing
from reports.drawing import PAPER, Anchor, text
from sim.config.filling import filled
from sim.config.said import Language
from sim.config.touch import Journey, Step
from sim.measure.flows import WINDOW_DAYS, Flow, Passage

_ROW, _TOP, _WIDTH = 104, 196, 1120
_TRUNK, _BOX, _BOX_WIDTH, _BOX_HEIGHT = 132, 250, 270, 66
_ANSWER, _ORDER, _CHIP_HEIGHT = 668, 900, 46
_ANSWER_WIDTH, _ORDER_WIDTH = 96, 190
_INK, _SOFT, _LINE = "#1f2933", "#7b8794", "#9fb3c8"
_ACCENT, _TINT, _GREEN, _GREEN_TINT = "#2b6cb0", "#ebf4ff", "#2f855a", "#e6f6ec"

WORDS = {
    "en": {
        "trigger": {
            "joined": "joined",
            "purchased": "ordered",
            "redeemed": "ordered with a coupon",
            "won_back": "ordered after {days} {days:day|days} without",
            "bought": "ordered {category}",
            "tier_changed": "tier changed",
            "group_entered": "entered a group",
            "dormant": "{days} {days:day|days} without an order",
            "inactive": "{days} {days:day|days} without a sign of life",
            "birthday": "{days} {days:day|days} before the birthday",
            "coupon_expiring": "{days} {days:day|days} before a coupon expires",
            "date": "on its days",
            "alert": "on an alarm",
            "cart_left": "cart left for {days} {days:day|days}",
            "stage_changed": "stage {left} → {entered}",
        },
        "stop": {"never": "", "purchase": "ends at an order", "visit": "ends at a visit or order"},
        "after": {"any": "", "opened": "if opened", "not_opened": "if not opened"},
        "rest": "again after {days} {days:day|days}",
        "audience": "for {name}",
        "day": "day {day}",
        "friend": "guide asks to be added",
        "coupon": "coupon",
        "guide": "{minutes:g} min of a guide",
        "entered": "{n} entered",
        "came": "asked {n}",
        "sent": "sent {n}",
        "held": "held back {n}",
        "opened": "opened",
        "added": "accepted",
        "ordered": f"ordered in {WINDOW_DAYS} days",
        "anyway": "without it {share}",
        "beside": "{figure} ({note})",
        "left": "left early {n}",
        "note": "Simulated: {people:,} shoppers, {days} {days:day|days}. Shares are of those "
        "sent. “Without it”: the same people, days and luck in the twin world that has no "
        "such journey.",
    },
    "zh": {
        "trigger": {
            "joined": "入会",
            "purchased": "下单",
            "redeemed": "用券下单",
            "won_back": "{days} 天未购后下单",
            "bought": "购买 {category}",
            "tier_changed": "等级变动",
            "group_entered": "进群",
            "dormant": "{days} 天未下单",
            "inactive": "{days} 天未活跃",
            "birthday": "生日前 {days} 天",
            "coupon_expiring": "券到期前 {days} 天",
            "date": "指定日期",
            "alert": "监测告警",
            "cart_left": "加购 {days} 天未付",
            "stage_changed": "阶段 {left} → {entered}",
        },
        "stop": {"never": "", "purchase": "下单即止", "visit": "到访或下单即止"},
        "after": {"any": "", "opened": "若已打开", "not_opened": "若未打开"},
        "rest": "{days} 天后可再进入",
        "audience": "面向 {name}",
        "day": "第 {day} 天",
        "friend": "导购请求加好友",
        "coupon": "带券",
        "guide": "导购 {minutes:g} 分钟",
        "entered": "进入 {n}",
        "came": "询问 {n}",
        "sent": "发送 {n}",
        "held": "拦截 {n}",
        "opened": "打开",
        "added": "同意",
        "ordered": f"{WINDOW_DAYS} 天内下单",
        "anyway": "无此旅程 {share}",
        "beside": "{figure}（{note}）",
        "left": "提前离开 {n}",
        "note": "模拟：{people:,} 人，{days} 天。占比以发送为分母。"
        "“无此旅程”指孪生世界里同样的人、同样的日子、同样的运气。",
    },
}


class Sheet(NamedTuple):
    """What is drawn: the journey, its numbers, and what they were simulated with."""

    name: str
    journey: Journey
    flow: Flow
    people: int
    days: int
    lang: Language

    @property
    def words(self) -> dict[str, object]:
        """Everything the picture says."""
        return dict(WORDS[self.lang])

    def say(self, key: str, **values: object) -> str:
        """One of the words with its values filled in."""
        return filled(str(self.words[key]), **values)

    def pick(self, key: str, choice: str) -> str:
        """One of the words for a choice of a setting."""
        choices = self.words[key]
        assert isinstance(choices, dict)
        return filled(
            str(choices[choice]),
            days=self.journey.days,
            category=self.journey.bought,
            left="/".join(self.journey.from_stages) or "*",
            entered="/".join(self.journey.to_stages) or "*",
        )


def draw_flow(sheet: Sheet) -> str:
    """The picture as the text of an SVG file."""
    steps = sorted(enumerate(sheet.journey.steps), key=lambda one: (one[1].day, one[0]))
    parts = [*_head(sheet)]
    most = max(1, sheet.flow.entered.came)
    last = _TOP
    for row, (place, step) in enumerate(steps):
        y = _TOP + row * _ROW
        passage = sheet.flow.steps[place]
        parts.append(_line(_TRUNK, last - (58 if row == 0 else 0), _TRUNK, y, passage.came, most))
        parts += _row(sheet, step, passage, y, most)
        last = y
    parts += _foot(sheet, last)
    height = last + 128
    return drawing.sheet(parts, _WIDTH, height, 14)


def _head(sheet: Sheet) -> list[str]:
    """Title, trigger and who entered."""
    journey, entered = sheet.journey, sheet.flow.entered
    rest = sheet.say("rest", days=journey.reentry_days) if journey.reentry_days else ""
    audience = sheet.say("audience", name=journey.audience) if journey.audience else ""
    rules = " · ".join(one for one in (audience, sheet.pick("stop", journey.stop), rest) if one)
    return [
        _text(40, 44, sheet.name, size=22, bold=True),
        _text(40, 68, rules, colour=_SOFT),
        _box(_TRUNK - 72, 88, 330, 50, _ACCENT, _ACCENT),
        _text(_TRUNK - 54, 119, sheet.pick("trigger", journey.trigger), PAPER, size=16, bold=True),
        _text(_TRUNK + 282, 109, sheet.say("entered", n=f"{entered.came:,}"), bold=True),
        _text(_TRUNK + 282, 129, _outcome(sheet, entered), colour=_SOFT),
    ]


def _outcome(sheet: Sheet, passage: Passage) -> str:
    ordered = _share(passage.ordered, passage.sent)
    anyway = sheet.say("anyway", share=_share(passage.anyway, passage.sent))
    return sheet.say("beside", figure=f"{sheet.say('ordered')} {ordered}", note=anyway)


def _row(sheet: Sheet, step: Step, passage: Passage, y: int, most: int) -> list[str]:
    """One step: the edge to it, its box, and what became of those it reached."""
    friend = step.action == "add_friend"
    sent = sheet.say("came" if friend else "sent", n=f"{passage.sent:,}")
    held = sheet.say("held", n=f"{passage.held_back:,}") if passage.held_back else ""
    title, detail = _said(sheet, step)
    top = y - _BOX_HEIGHT // 2
    parts = [
        _text(40, y + 5, sheet.say("day", day=step.day), colour=_SOFT),
        _line(_TRUNK, y, _BOX, y, passage.sent, most, dashed=step.after != "any"),
        _text(_TRUNK + 10, y - 10, sent, bold=True, size=13),
        _text(_TRUNK + 10, y + 20, sheet.pick("after", step.after) or held, _SOFT, size=12),
        _box(_BOX, top, _BOX_WIDTH, _BOX_HEIGHT, _TINT, _ACCENT),
        _text(_BOX + 16, y - 6, title, bold=True),
        _text(_BOX + 16, y + 18, detail, colour=_SOFT),
    ]
    return parts + _chips(sheet, passage, y, most, friend=friend)


def _said(sheet: Sheet, step: Step) -> tuple[str, str]:
    """The two lines of a step's box."""
    if step.action == "add_friend":
        return sheet.say("friend"), f"{step.channel} · {sheet.say('guide', minutes=step.minutes)}"
    coupon = f"{sheet.say('coupon')} {step.coupon_kind}".strip() if step.coupon else ""
    minutes = sheet.say("guide", minutes=step.minutes) if step.minutes else ""
    clock = "" if step.minutes else f"{int(step.hour):02}:{int(step.hour % 1 * 60):02}"
    detail = " · ".join(one for one in (clock, minutes, coupon) if one)
    return f"{step.channel} · {step.content}", detail


def _beside(sheet: Sheet, count: int, of: int) -> str:
    """A number with its share."""
    return sheet.say("beside", figure=f"{count:,}", note=_share(count, of))


def _chips(sheet: Sheet, passage: Passage, y: int, most: int, *, friend: bool) -> list[str]:
    """Who answered, and who ordered soon after."""
    top, edge = y - _CHIP_HEIGHT // 2, _BOX + _BOX_WIDTH
    answered = _beside(sheet, passage.answered, passage.sent)
    ordered = _beside(sheet, passage.ordered, passage.sent)
    anyway = sheet.say("anyway", share=_share(passage.anyway, passage.sent))
    return [
        _line(edge, y + 14, _ORDER, y + 14, passage.ordered, most, colour=_GREEN),
        _line(edge, y, _ANSWER, y, passage.answered, most),
        _text(edge + 14, y - 10, answered, size=13, bold=True),
        _box(_ANSWER, top, _ANSWER_WIDTH, _CHIP_HEIGHT, PAPER, _ACCENT, round_=23),
        _text(_ANSWER + 48, y + 5, sheet.say("added" if friend else "opened"), middle=True),
        _text(
            _ANSWER + _ANSWER_WIDTH + 12,
            y + 5,
            ordered,
            size=13,
            bold=True,
        ),
        _box(_ORDER, top, _ORDER_WIDTH, _CHIP_HEIGHT, _GREEN_TINT, _GREEN, round_=8),
        _text(_ORDER + 95, y - 2, sheet.say("ordered"), middle=True, bold=True, size=13),
        _text(_ORDER + 95, y + 15, anyway, _SOFT, middle=True, size=12),
    ]


def _foot(sheet: Sheet, last: int) -> list[str]:
    left = sheet.say("left", n=f"{sheet.flow.left:,}")
    note = sheet.say("note", people=sheet.people, days=sheet.days)
    parts = [_text(40, last + 104, note, _SOFT, size=12)]
    if sheet.journey.stop != "never":
        parts += [
            _line(_TRUNK, last, _TRUNK, last + 58, sheet.flow.left, sheet.flow.entered.came or 1),
            _text(_TRUNK + 10, last + 62, left, bold=True, size=13),
        ]
    return parts


def _share(part: int, whole: int) -> str:
    return f"{100.0 * part / whole:.1f}%" if whole else "–"


def _line(
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    count: int,
    most: int,
    *,
    colour: str = _LINE,
    dashed: bool = False,
) -> str:
    """An edge, as wide as the share of those who entered that goes along it."""
    width = 1.5 + 10.0 * min(1.0, count / most)
    return drawing.line((x0, y0), (x1, y1), colour, width, "7 5" if dashed else "")


def _box(x: int, y: int, width: int, height: int, fill: str, edge: str, round_: int = 8) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.5"/>'
    )


def _text(
    x: int,
    y: int,
    words: str,
    colour: str = _INK,
    *,
    size: int = 14,
    bold: bool = False,
    middle: bool = False,
) -> str:
    anchor: Anchor = "middle" if middle else "start"
    return text(x, y, words, colour, size=size, bold=bold, anchor=anchor)
