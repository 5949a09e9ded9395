"""What an event log tells of one shopper, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from reports.numbers import minus
from sim.behaviour.clock import DAY, MINUTE
from sim.config.filling import filled
from sim.measure.eventwords import event_words, source_words
from sim.randomness.address import name_hash
from sim.study.differ import Event

# Parts of a plan an event of the log may refer to by the hash of their names.
_NAMED = (
    *("journeys", "campaigns", "group_buys", "raffles", "shared_offers", "attractions"),
    *("entries", "gatherings", "occasions", "signals"),
)

TEXT = {
    "en": {
        "moment": "day {day} {clock}",
        "yuan": "{:,.2f} yuan",
        "nothing": "nothing was noted",
        "joined": "joined {moment}, from {channel}",
        "friends": "added as a friend: {channels}",
        "orders": "orders: {n}, {sum} in all, the last {moment}",
        "coupons": "coupons: {got} received, {used} redeemed, {lost} expired, {held} held",
        "touches": "touches: {sent} delivered, {opened} opened, the last {moment} by {channel}",
        "closed": "no longer reached: {channels}",
        "visits": "visits: {n}, the last {moment}",
        "invited": "friends invited: {n}",
        "dropped_out": "stopped buying {moment}",
        "muted": "{channel} muted",
        "opted_out": "{channel} left",
    },
    "zh": {
        "moment": "第 {day} 天 {clock}",
        "yuan": "{:,.2f} 元",
        "nothing": "没有任何记录",
        "joined": "{moment} 加入，来自 {channel}",
        "friends": "已加好友：{channels}",
        "orders": "订单：{n} 笔，共 {sum}，最近一笔 {moment}",
        "coupons": "优惠券：收到 {got}，核销 {used}，过期 {lost}，在手 {held}",
        "touches": "触达：送达 {sent}，打开 {opened}，最近一次 {moment}，经 {channel}",
        "closed": "不再触达：{channels}",
        "visits": "访问：{n} 次，最近一次 {moment}",
        "invited": "邀请好友：{n} 人",
        "dropped_out": "{moment} 起不再购买",
        "muted": "{channel} 已屏蔽",
        "opted_out": "{channel} 已退出",
    },
}


def moment_words(time_ms: int, lang: str) -> str:
    """A moment as a day and a time of day; days before day 0 are negative."""
    day, rest = divmod(time_ms, DAY)
    seconds, ms = divmod(rest, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
    return TEXT[lang]["moment"].format(day=minus(str(day)), clock=clock)


def day_words(day: int, start: date) -> str:
    """A day of the run as a date; day 0 is `start`."""
    return (start + timedelta(days=day)).isoformat()


def date_words(start: date, time_ms: int) -> str:
    """A moment as a date and a time of day; day 0 is `start`."""
    return f"{day_words(time_ms // DAY, start)} {clock_words(time_ms)}"


def clock_words(time_ms: int) -> str:
    """The time of day of a moment, to the minute."""
    minutes = time_ms % DAY // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


def policy_names(plans: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Journeys, campaigns, offers of resolved plans, by the number that stands for them in a log.

    A plan that was written may lack parts plans have by now.
    """
    return {name_hash(one): one for plan in plans for part in _NAMED for one in plan.get(part, ())}


def phrase(row: Event, names: Mapping[int, str], lang: str) -> str:
    """One event in words, without its moment."""
    yuan = TEXT[lang]["yuan"].format(row.amount_fen / 100) if row.amount_fen else ""
    way = source_words(row.channel, lang) if row.event == "joined" else row.channel
    return event_words()[row.event].say(
        lang, way=way, yuan=yuan, reference=row.reference, names=names
    )


def log_line(row: Event, policies: Mapping[int, str], lang: str) -> str:
    """One event on one line: when, who and what, in words and as it stands in the log."""
    # A log of another version may have an event that has no words here.
    words = phrase(row, policies, lang) if row.event in event_words() else ""
    told = [
        moment_words(row.time_ms, lang),
        str(row.uid),
        words,
        f"[{_logged(row, policies, lang)}]",
    ]
    return "  ".join(cell for cell in told if cell)


def _logged(row: Event, policies: Mapping[int, str], lang: str) -> str:
    """What happened by its name in the log, by which way, how much, in reference to what."""
    cells = [row.event, row.channel]
    if row.amount_fen:
        cells.append(TEXT[lang]["yuan"].format(row.amount_fen / 100))
    if row.reference:
        named = policies if row.event in event_words() and event_words()[row.event].named else {}
        cells.append(named.get(row.reference, str(row.reference)))
    return "  ".join(cell for cell in cells if cell)


class Speech(NamedTuple):
    """A language, and how it tells a moment (ms)."""

    lang: str
    moment: Callable[[int], str]


def life_words(rows: Sequence[Event], lang: str, start: date | None = None) -> list[str]:
    """What these events, all of one shopper and in order, tell about where that shopper stands.

    start: date of day 0; with it moments are told as dates.
    """
    if not rows:
        return [TEXT[lang]["nothing"]]
    moment = partial(date_words, start) if start else partial(moment_words, lang=lang)
    told = (say(rows, Speech(lang, moment)) for say in _SAYINGS)
    return [line for line in told if line]


def _of(rows: Sequence[Event], *events: str) -> list[Event]:
    return [row for row in rows if row.event in events]


def _last(rows: Sequence[Event], key: str, to: Speech, **facts: object) -> str:
    """A line about some events and the last of them; nothing if there are none."""
    if not rows:
        return ""
    moment = to.moment(rows[-1].time_ms)
    words = {"n": len(rows), "moment": moment, "channel": rows[-1].channel} | facts
    return filled(TEXT[to.lang][key], **words)


def _joined(rows: Sequence[Event], to: Speech) -> str:
    joined = _of(rows, "joined")
    source = source_words(joined[-1].channel, to.lang) if joined else ""
    return _last(joined, "joined", to, channel=source)


def _friends(rows: Sequence[Event], to: Speech) -> str:
    added = _of(rows, "friend_added")
    return _last(added, "friends", to, channels=_listed([row.channel for row in added], to.lang))


def _orders(rows: Sequence[Event], to: Speech) -> str:
    orders = _of(rows, "order")
    total = TEXT[to.lang]["yuan"].format(sum(row.amount_fen for row in orders) / 100)
    return _last(orders, "orders", to, sum=total)


def _coupons(rows: Sequence[Event], to: Speech) -> str:
    count = Counter(row.event.removeprefix("reward_") for row in rows)
    got, used, lost = (count[f"coupon_{what}"] for what in ("issued", "redeemed", "expired"))
    held = got - used - lost
    return TEXT[to.lang]["coupons"].format(got=got, used=used, lost=lost, held=held) if got else ""


def _touches(rows: Sequence[Event], to: Speech) -> str:
    sent, opened = _of(rows, "touch_delivered"), _of(rows, "touch_opened")
    return _last(sent, "touches", to, sent=len(sent), opened=len(opened))


def _closed(rows: Sequence[Event], to: Speech) -> str:
    closed = _of(rows, "muted", "opted_out")
    channels = [TEXT[to.lang][row.event].format(channel=row.channel) for row in closed]
    return _last(closed, "closed", to, channels=_listed(channels, to.lang))


def _listed(words: Sequence[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


_SAYINGS: tuple[Callable[[Sequence[Event], Speech], str], ...] = (
    _joined,
    _friends,
    _orders,
    _coupons,
    _touches,
    _closed,
    lambda rows, to: _last(_of(rows, "visit"), "visits", to),
    lambda rows, to: _last(_of(rows, "invited"), "invited", to),
    lambda rows, to: _last(_of(rows, "dropped_out"), "dropped_out", to),
)
