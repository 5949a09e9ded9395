"""A life day by day, or two lives side by side: days on which only routine happens run together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.behaviour.clock import DAY
from sim.measure.eventwords import event_words
from sim.study.differ import Event
from sim.study.lifeline import clock_words, phrase

BOTH = "="
SIDES = ("A", "B")
_JOIN = {"en": "; ", "zh": "；"}


@dataclass(frozen=True)
class Span:
    """Some days of a story.

    first, last: days; the same where something worth a day of its own happened.
    events: by side (`BOTH`, `A`, `B`; in a story of one world only `BOTH`), those it has.
    """

    first: int
    last: int
    events: dict[str, tuple[Event, ...]]


def parting(lives: Sequence[Sequence[Event]]) -> tuple[Event | None, Event | None] | None:
    """The first event in which two lives differ, on each side; None if they are the same."""
    ours, theirs = lives
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return one, other
    shared = min(len(ours), len(theirs))
    if len(ours) == len(theirs):
        return None
    return next(iter(ours[shared:]), None), next(iter(theirs[shared:]), None)


def parted_at(found: tuple[Event | None, Event | None]) -> int:
    """The moment (ms) at which two lives part."""
    return min(row.time_ms for row in found if row is not None)


def spans(lives: Sequence[Sequence[Event]], parted: int | None) -> list[Span]:
    """The story from day 0 on.

    Args:
        lives: the events of one life, or of two.
        parted: the moment (ms) at which they part, if they do; days before and after it are not
            run together.
    """
    by_day: dict[int, list[list[Event]]] = defaultdict(lambda: [[] for _ in lives])
    for side, rows in enumerate(lives):
        for row in rows:
            if row.time_ms >= 0:
                by_day[row.time_ms // DAY][side].append(row)
    return [_span(days, by_day, len(lives)) for days in _stretches(by_day, parted)]


def _stretches(by_day: Mapping[int, list[list[Event]]], parted: int | None) -> Iterator[list[int]]:
    """Days in order; those on which only routine happens run together up to the parting."""
    together: list[int] = []
    break_day = None if parted is None else parted // DAY
    for day in sorted(by_day):
        routine = all(event_words()[row.event].routine for rows in by_day[day] for row in rows)
        if together and (not routine or day == break_day):
            yield together
            together = []
        if routine and day != break_day:
            together.append(day)
        else:
            yield [day]
    if together:
        yield together


def _span(days: Sequence[int], by_day: Mapping[int, list[list[Event]]], worlds: int) -> Span:
    sides = [[row for day in days for row in by_day[day][side]] for side in range(worlds)]
    if worlds == 1:
        return Span(days[0], days[-1], {BOTH: tuple(sides[0])})
    shared = Counter(sides[0]) & Counter(sides[1])
    events = {BOTH: tuple(_taken(sides[0], Counter(shared)))}
    for name, rows in zip(SIDES, sides, strict=True):
        events[name] = tuple(_left(rows, Counter(shared)))
    return Span(days[0], days[-1], {name: rows for name, rows in events.items() if rows})


def _taken(rows: Iterable[Event], shared: Counter[Event]) -> Iterator[Event]:
    """Those of the rows that both sides have, each as often as both have it."""
    for row in rows:
        if shared[row]:
            shared[row] -= 1
            yield row


def _left(rows: Iterable[Event], shared: Counter[Event]) -> Iterator[Event]:
    """The others."""
    for row in rows:
        if shared[row]:
            shared[row] -= 1
        else:
            yield row


def said(
    rows: Sequence[Event], names: Mapping[int, str], lang: str, *, one_day: bool = False
) -> str:
    """Events as one line: alike ones once, with how often; on one day with the time of day."""
    told: Counter[str] = Counter()
    clocks: dict[str, str] = {}
    for row in rows:
        if event_words()[row.event].quiet:
            continue
        words = phrase(row, names, lang)
        told[words] += 1
        clocks.setdefault(words, clock_words(row.time_ms))
    parts: list[str] = []
    before = ""
    for words, times in told.items():
        often = f"{words} ×{times}" if times > 1 else words
        clock = clocks[words] if one_day else ""
        parts.append(f"{clock} {often}" if clock != before else often)
        before = clock
    return _JOIN[lang].join(part.strip() for part in parts)
