"""What an event log tells of one shopper, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sim.behaviour.clock import DAY
from sim.randomness.address import name_hash
from sim.study.differ import Event

_POLICY = ("touch_", "friend_added")  # events whose reference is a journey or a campaign

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
    return TEXT[lang]["moment"].format(day=day, clock=clock)


def policy_names(plans: Sequence[Mapping[str, Mapping[str, object]]]) -> dict[int, str]:
    """Journeys and campaigns of resolved plans, by the number that stands for them in a log."""
    parts = ("journeys", "campaigns")
    return {name_hash(name): name for plan in plans for part in parts for name in plan[part]}


def event_words(row: Event, policies: Mapping[int, str], lang: str) -> str:
    """One event on one line: when, who, what, by which way, how much, in reference to what."""
    cells = [moment_words(row.time_ms, lang), str(row.uid), row.event, row.channel]
    if row.amount_fen:
        cells.append(TEXT[lang]["yuan"].format(row.amount_fen / 100))
    if row.reference:
        named = policies if row.event.startswith(_POLICY) else {}
        cells.append(named.get(row.reference, str(row.reference)))
    return "  ".join(cell for cell in cells if cell)


def life_words(rows: Sequence[Event], lang: str) -> list[str]:
    """What these events, all of one shopper and in order, tell about where that shopper stands."""
    if not rows:
        return [TEXT[lang]["nothing"]]
    told = (say(rows, lang) for say in _SAYINGS)
    return [line for line in told if line]


def _of(rows: Sequence[Event], *events: str) -> list[Event]:
    return [row for row in rows if row.event in events]


def _last(rows: Sequence[Event], key: str, lang: str, **facts: object) -> str:
    """A line about some events and the last of them; nothing if there are none."""
    if not rows:
        return ""
    moment = moment_words(rows[-1].time_ms, lang)
    words = {"n": len(rows), "moment": moment, "channel": rows[-1].channel} | facts
    return TEXT[lang][key].format(**words)


def _joined(rows: Sequence[Event], lang: str) -> str:
    return _last(_of(rows, "joined"), "joined", lang)


def _friends(rows: Sequence[Event], lang: str) -> str:
    added = _of(rows, "friend_added")
    return _last(added, "friends", lang, channels=_listed([row.channel for row in added], lang))


def _orders(rows: Sequence[Event], lang: str) -> str:
    orders = _of(rows, "order")
    total = TEXT[lang]["yuan"].format(sum(row.amount_fen for row in orders) / 100)
    return _last(orders, "orders", lang, sum=total)


def _coupons(rows: Sequence[Event], lang: str) -> str:
    count = Counter(row.event.removeprefix("reward_") for row in rows)
    got, used, lost = (count[f"coupon_{what}"] for what in ("issued", "redeemed", "expired"))
    held = got - used - lost
    return TEXT[lang]["coupons"].format(got=got, used=used, lost=lost, held=held) if got else ""


def _touches(rows: Sequence[Event], lang: str) -> str:
    sent, opened = _of(rows, "touch_delivered"), _of(rows, "touch_opened")
    return _last(sent, "touches", lang, sent=len(sent), opened=len(opened))


def _closed(rows: Sequence[Event], lang: str) -> str:
    closed = _of(rows, "muted", "opted_out")
    channels = [TEXT[lang][row.event].format(channel=row.channel) for row in closed]
    return _last(closed, "closed", lang, channels=_listed(channels, lang))


def _listed(words: Sequence[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


_SAYINGS: tuple[Callable[[Sequence[Event], str], str], ...] = (
    _joined,
    _friends,
    _orders,
    _coupons,
    _touches,
    _closed,
    lambda rows, lang: _last(_of(rows, "visit"), "visits", lang),
    lambda rows, lang: _last(_of(rows, "invited"), "invited", lang),
    lambda rows, lang: _last(_of(rows, "dropped_out"), "dropped_out", lang),
)
