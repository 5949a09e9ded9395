"""Who carries a tag, many shoppers at a time."""

from __future__ import annotations

from sim.behaviour import tags
from sim.population.compiled.knowing import carries_by, reading_of
from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import Floats, People, Rulebook, compiled
from sim.population.compiled.person import AHEAD, person, prefetch
from sim.randomness import address as at
from sim.randomness import philox
from sim.science import inlined

_draw, _uniform, _read = inlined(at.draw), inlined(philox.uniform), inlined(tags.read)


@compiled
def _lucks(
    ints: Ints, uids: int, floats: Floats, lucks: int, size: int, c: Rulebook, tag: int, day: int
) -> None:
    """The luck of each uid with a tag on `day` (`tags.luck`), into a column of the scratch."""
    seed, replication, mechanism = c.seed, c.replication, at.TAG + c.t_hash[tag]
    coverage, reading = c.t_coverage[tag], reading_of(c, tag, day)
    for k in range(size):
        known, word, _, _ = _draw(seed, replication, ints[uids + k], mechanism, 0)
        floats[lucks + k] = _read(_uniform(known), _uniform(word), coverage)
    if reading:
        for k in range(size):
            _, word, _, _ = _draw(seed, replication, ints[uids + k], mechanism, reading)
            first = floats[lucks + k]
            floats[lucks + k] = first if first == tags.UNKNOWN else _uniform(word)


@compiled
def labelled(
    people: People,
    ints: Ints,
    rows: int,
    uids: int,
    floats: Floats,
    lucks: int,
    size: int,
    c: Rulebook,
    tag: int,
    wanted: bool,
    day: int,
    lives: bool,
) -> int:
    """Of some rows keep who carries the tag of a place on `day`, or who does not; returns how many.

    rows, uids, lucks: places of columns of the scratch. wanted: whether those who carry it are
    kept. lives: whether more is read of a row than its head.
    """
    for k in range(size):
        ints[uids + k] = people.heads[ints[rows + k]].uid
    _lucks(ints, uids, floats, lucks, size, c, tag, day)
    most, found = max(c.t_sensitivity[tag], 1.0 - c.t_specificity[tag]), 0
    for k in range(size):
        if lives:
            prefetch(people, ints[rows + min(k + AHEAD, size - 1)])
        row, luck = ints[rows + k], floats[lucks + k]
        carried = luck < most and carries_by(person(people, row), c, tag, luck)
        ints[rows + found] = row
        found += 1 if carried == wanted else 0
    return found
