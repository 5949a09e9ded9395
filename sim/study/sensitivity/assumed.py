"""Assumptions as factors, and which of them a plan can feel at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.config.compose import Composed
from sim.config.errors import InputError, nearest
from sim.config.keys import plan_levers
from sim.config.lever import Lever
from sim.config.said import say
from sim.config.sources import assumed_range
from sim.study.points import Workshop
from sim.study.samples import Samples
from sim.study.sensitivity.field import Field, Pair
from sim.study.space import Factor
from sim.study.stopped import none_to_hold_against

Group = tuple[int, ...]
"""Factors by their place in the field."""


def assumptions(composed: Sequence[Composed], only: Sequence[str]) -> list[Factor]:
    """Every number whose source says `assumption LO..HI`, over that range.

    The range is clipped to what the setting allows. Left out are numbers that stand outside
    their own range (an amount scaled to another trade) and ranges of one whole number.

    Args:
        composed: the scenarios; a number of any of them counts, the first one's range holds.
        only: beginnings of keys, such as `touch`; empty for all.

    Raises:
        InputError: no assumption begins with one of `only`.
    """
    found: dict[str, Factor] = {}
    for one in composed:
        for key, value, lever in plan_levers(one.plan):
            origin = one.provenance.get(key)
            if key in found or origin is None:
                continue
            if factor := _over_its_range(key, value, lever, origin.source):
                found[key] = factor
    for begin in only:
        if not any(_below(key, begin) for key in found):
            tops = sorted({key.split(".")[0] for key in found})
            raise InputError(
                say("no assumption of this plan begins so"),
                file=say("command line"),
                key="assumptions",
                value=begin,
                allowed=tops,
                nearest=nearest(begin, [*tops, *found]),
            )
    return [f for key, f in found.items() if not only or any(_below(key, b) for b in only)]


def _over_its_range(key: str, value: Any, lever: Lever, source: str) -> Factor | None:
    """The factor of an assumption; None if it is none, or has no range to move over."""
    span = assumed_range(source)
    if span is None or type(value) not in (int, float):
        return None
    low = max(span[0], span[0] if lever.low is None else lever.low)
    high = min(span[1], span[1] if lever.high is None else lever.high)
    if not low <= value <= high:
        return None
    if type(value) is int:
        low, high = int(np.ceil(low)), int(np.floor(high))
    return Factor(key, key, low, high, whole=type(value) is int) if low < high else None


def _below(key: str, begin: str) -> bool:
    return f"{key}.".startswith(f"{begin}.")


def as_written(field: Field, workshop: Workshop, replications: Iterable[int]) -> Pair:
    """The plans as written, lived: all others are held against them.

    Raises:
        StoppedError: one of them stopped.
    """
    written = field.pair(field.nowhere())
    workshop.live(written, replications)
    for one, point in zip(field.written, written, strict=True):
        if why := workshop.stopped.get(point.digest):
            raise none_to_hold_against(
                say("{scenario} as written", scenario=one.plan.story.name), why
            )
    return written


def reaching(field: Field, workshop: Workshop) -> tuple[list[int], list[int]]:
    """Which factors change any KPI of any plan, and which cannot be set to an end alone.

    Factors of one group of settings are moved together to their low and to their high ends, in
    the first replication. Twin worlds make "nothing changed" exact, so a group without effect
    goes for two runs; any other is halved. What needs a factor of another group to move as well
    is not seen.

    Returns:
        The factors that reach something, and those of which an end contradicts the plan.

    Raises:
        StoppedError: see `as_written`.
    """
    written = as_written(field, workshop, [0])
    reached: list[int] = []
    refused: list[int] = []
    groups = _by_group(field.factors)
    while groups:
        ends, clashing = _at_ends(field, groups)
        workshop.live([one for pairs in ends.values() for pair in pairs for one in pair], [0])
        moving = [
            group
            for group, pairs in ends.items()
            if not all(_same(workshop, pair, written) for pair in pairs)
        ]
        refused += [group[0] for group in clashing if len(group) == 1]
        reached += [group[0] for group in moving if len(group) == 1]
        several = [group for group in (*clashing, *moving) if len(group) > 1]
        groups = [half for group in several for half in _halved(group)]
    return sorted(reached), sorted(refused)


def _at_ends(field: Field, groups: Sequence[Group]) -> tuple[dict[Group, list[Pair]], list[Group]]:
    """Each group at its low and its high ends, and those of which an end contradicts the plan."""
    ends: dict[Group, list[Pair]] = {}
    clashing: list[Group] = []
    for group in groups:
        try:
            ends[group] = [field.pair(field.end(group, at)) for at in (0.0, 1.0)]
        except InputError:
            clashing.append(group)
    return ends, clashing


def _by_group(factors: Sequence[Factor]) -> list[Group]:
    groups: dict[str, list[int]] = {}
    for i, factor in enumerate(factors):
        groups.setdefault(factor.key.split(".")[0], []).append(i)
    return [tuple(group) for group in groups.values()]


def _halved(group: Group) -> list[Group]:
    middle = len(group) // 2
    return [group[:middle], group[middle:]]


def _same(workshop: Workshop, pair: Pair, written: Pair) -> bool:
    """Is every KPI of every plan as written, to the last digit? Not of one that stopped."""
    return not any(one.digest in workshop.stopped for one in pair) and all(
        one.digest == other.digest or _equal(workshop.store.samples(one.digest, 1), known)
        for one, other, known in (
            (a, b, workshop.store.samples(b.digest, 1)) for a, b in zip(pair, written, strict=True)
        )
    )


def _equal(one: Samples, other: Samples) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))
