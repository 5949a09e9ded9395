"""What is told of a shopper: who it is, where two lives part, the story, what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reports.numbers import minus
from reports.trace_page import Section, Told
from sim.behaviour.clock import DAY
from sim.config.filling import filled
from sim.config.schema import Plan
from sim.measure.eventwords import source_words
from sim.study.differ import Event
from sim.study.lifeline import date_words, day_words, life_words, phrase, policy_names
from sim.study.store import plan_record
from sim.study.trace.life import Life
from sim.study.trace.story import SIDES, parted_at, parting, said, spans
from sim.study.trace.sums import COUNTED, Sums, sums_of
from sim.study.trace.texts import TEXT
from sim.study.trace.traits import trait_rows

_ABOVE = ("sales", "discount", "returned")  # what the sum spent is made of
_BELOW = ("income", "goods", "messages", "commission", "rewards", "handling", "amends")
_TAKEN = ("sales", "income")


@dataclass(frozen=True)
class Trace:
    """A shopper in one world, or in two.

    plans, own, lives: of each world, the reference first; `own` are the settings that tell it from
    the other, if the scenario does not.
    """

    uid: int
    replication: int
    plans: tuple[Plan, ...]
    own: tuple[str, ...]
    lives: tuple[Life, ...]
    lang: str

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Parts of the plans by name hash."""
        return policy_names([plan_record(plan) for plan in self.plans])

    @cached_property
    def sums(self) -> tuple[Sums, ...]:
        """What each life came to."""
        return tuple(
            sums_of(life.run, plan) for life, plan in zip(self.lives, self.plans, strict=True)
        )

    @cached_property
    def parting(self) -> tuple[Event | None, Event | None] | None:
        """Where two lives part; None if they do not, or there is one."""
        return parting([life.rows for life in self.lives]) if len(self.lives) > 1 else None

    @cached_property
    def parted(self) -> int | None:
        """The moment of it, ms."""
        return None if self.parting is None else parted_at(self.parting)

    @property
    def two(self) -> bool:
        """Whether there are two worlds."""
        return len(self.plans) > 1

    @property
    def born(self) -> int:
        """The world this person is described from: the first in which they came."""
        return next(place for place, life in enumerate(self.lives) if life.rows)

    def say(self, key: str, **values: object) -> str:
        """One of the words with its values filled in."""
        return filled(TEXT[self.lang][key], **values)

    def moment(self, time_ms: int) -> str:
        """A moment as a date, a time of day and the day of the run."""
        day = self.say("day", day=minus(str(time_ms // DAY)))
        return f"{date_words(self.plans[0].start_date, time_ms)} · {day}"


def told(trace: Trace) -> Told:
    """Everything in words."""
    plan, two = trace.plans[0], trace.two
    worlds = [
        " ".join(
            (trace.say("world", name=one.story.name, title=one.story.title[trace.lang]), own)
        ).strip()
        for one, own in zip(trace.plans, trace.own, strict=True)
    ]
    setting = trace.say(
        "setting",
        seed=plan.seed,
        replication=trace.replication + 1,
        people=plan.shoppers.initial,
        days=plan.horizon_days,
        start=plan.start_date.isoformat(),
    )
    titles = [f"{side}  {one}" for side, one in zip(SIDES, worlds, strict=False)] if two else worlds
    sections = [_who(trace), _before(trace), _parts(trace), _sums(trace), _orders(trace)]
    sections += [_story(trace), _events(trace)]
    return Told(
        lang=trace.lang,
        title=trace.say("title two" if two else "title one", uid=trace.uid),
        worlds=[*titles, setting],
        lead=_lead(trace),
        sections=[one for one in sections if one.rows],
    )


def _lead(trace: Trace) -> str:
    ours, theirs = trace.sums[-1], trace.sums[0]
    if not trace.two:
        yuan, left = _yuan(ours.spent), _yuan(ours.contribution)
        return trace.say("lead one", n=len(ours.orders), yuan=yuan, contribution=left)
    if trace.parted is None:
        return trace.say("lead same")
    return trace.say(
        "lead two",
        when=trace.moment(trace.parted),
        orders=len(ours.orders),
        theirs=len(theirs.orders),
        spent=_yuan(ours.spent - theirs.spent, signed=True),
        contribution=_yuan(ours.contribution - theirs.contribution, signed=True),
    )


def _who(trace: Trace) -> Section:
    life, plan = trace.lives[trace.born], trace.plans[trace.born]
    joined = [row for row in life.rows if row.event == "joined"]

    def moment_from(row: Event) -> str:
        comma = "，" if trace.lang == "zh" else ", "
        return f"{trace.moment(row.time_ms)}{comma}{source_words(row.channel, trace.lang)}"

    came = [(trace.say("came"), moment_from(one)) for one in joined]
    rows: list[tuple[str, ...]] = [*came, *trait_rows(life, plan, trace.lang)]
    never = [side for side, one in zip(SIDES, trace.lives, strict=False) if not one.rows]
    rows += [(side, trace.say("never")) for side in never]
    return Section("who", trace.say("who"), rows, note=trace.say("who note"))


def _before(trace: Trace) -> Section:
    """What is behind this shopper on day 0; the same in twin worlds, unless a plan changes it."""
    past = [[row for row in life.rows if row.time_ms < 0] for life in trace.lives]
    start = trace.plans[0].start_date
    told_ = [life_words(rows, trace.lang, start) if rows else [] for rows in past]
    rows: list[tuple[str, ...]] = [(line,) for line in told_[0]]
    if past[0] != past[-1]:
        rows = [(side, line) for side, lines in zip(SIDES, told_, strict=True) for line in lines]
    return Section("before", trace.say("before"), rows)


def _parts(trace: Trace) -> Section:
    rows = []
    if trace.parting is not None:
        for side, row in zip(SIDES, trace.parting, strict=True):
            words = phrase(row, trace.names, trace.lang) if row else trace.say("nothing")
            rows.append((side, f"{trace.moment(row.time_ms)}  {words}" if row else words))
    return Section("parts", trace.say("parts"), list(rows), note=trace.say("parts note"))


def _story(trace: Trace) -> Section:
    start = trace.plans[0].start_date
    rows: list[tuple[str, ...]] = []
    for span in spans([life.run for life in trace.lives], trace.parted):
        one_day = span.first == span.last
        ends = [span.first] if one_day else [span.first, span.last]
        days = "–".join(str(day) for day in ends)
        dates = " – ".join(day_words(day, start) for day in ends)
        when = f"{dates} · {trace.say('day', day=days)}"
        for side, events in span.events.items():
            if words := said(events, trace.names, trace.lang, one_day=one_day):
                rows.append((when, side, words) if trace.two else (when, words))
                when = ""
    rows = rows or [(trace.say("quiet"),)]
    note = trace.say("story note") if trace.two else ""
    return Section("story", trace.say("story"), rows, note=note)


def _sums(trace: Trace) -> Section:
    rows: list[tuple[str, ...]] = []
    for name in COUNTED:
        numbers = [one.counts[name] for one in trace.sums]
        if any(numbers) or name == "orders":
            cells = [f"{number:,}" for number in numbers]
            apart = [_signed(numbers[1] - numbers[0])] if trace.two else []
            rows.append((trace.say(f"count {name}"), *cells, *apart))
    rows += _money(trace, _ABOVE)
    rows.append(_money_row(trace, "spent", [one.spent for one in trace.sums]))
    rows += _money(trace, _BELOW)
    rows.append(_money_row(trace, "contribution", [one.contribution for one in trace.sums]))
    head = ("", *SIDES, trace.say("difference")) if trace.two else ()
    return Section("sums", trace.say("sums"), rows, head, trace.say("sums note"))


def _money(trace: Trace, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Lines of the sums that are not zero everywhere."""
    for name in names:
        sign = 1 if name in _TAKEN else -1
        fen = [sign * one.fen[name] for one in trace.sums]
        if any(fen):
            yield _money_row(trace, f"fen {name}", fen)


def _money_row(trace: Trace, key: str, fen: Sequence[int]) -> tuple[str, ...]:
    apart = [_yuan(fen[1] - fen[0], signed=True)] if trace.two else []
    return (trace.say(key), *map(_yuan, fen), *apart)


def _orders(trace: Trace) -> Section:
    """Orders of two lives by their index: moved, gained or lost."""
    rows: list[tuple[str, ...]] = []
    if trace.two:
        ours, theirs = ({one.index: one for one in side.orders} for side in trace.sums)
        start = trace.plans[0].start_date
        for index in sorted(ours.keys() | theirs.keys()):
            both = ours.get(index), theirs.get(index)
            cells = [
                f"{date_words(start, one.time_ms)}  {_yuan(one.fen)}" if one else "–"
                for one in both
            ]
            rows.append((f"{trace.say('order')} {index + 1}", *cells, _moved(trace, both)))
    head = ("", *SIDES, "")
    return Section("orders", trace.say("orders"), rows, head, trace.say("orders note"))


def _moved(trace: Trace, both: tuple[Any, Any]) -> str:
    ours, theirs = both
    if ours is None or theirs is None:
        return trace.say("gained" if ours is None else "lost")
    days = (theirs.time_ms - ours.time_ms) / DAY
    if not days:
        return trace.say("same")
    return trace.say("later" if days > 0 else "earlier", days=abs(days))


def _events(trace: Trace) -> Section:
    """The whole log of the shopper; what both worlds have alike once."""
    rows: list[tuple[str, ...]] = []
    for span in spans([life.rows for life in trace.lives], trace.parted):
        marked = [(row, side) for side, events in span.events.items() for row in events]
        # What both have comes in the order of the log, each side's own after it at one moment.
        for row, side in sorted(marked, key=lambda one: one[0].time_ms):
            when, words = trace.moment(row.time_ms), phrase(row, trace.names, trace.lang)
            rows.append((when, side, words) if trace.two else (when, words))
    return Section("events", trace.say("events"), rows, folded=True)


def _yuan(fen: int, *, signed: bool = False) -> str:
    sign = "+" if signed and fen > 0 else ""
    return minus(f"{sign}{fen / 100:,.2f}")


def _signed(number: int) -> str:
    return minus(f"{number:+,}") if number else "0"
