"""Living the worlds of a trace: once to choose somebody, once to follow them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.schema import Plan
from sim.population.engine import check_memory, make_ready
from sim.randomness.address import name_hash, uid_of_arrival
from sim.study.progress import progress
from sim.study.trace.choosing import choose, spending
from sim.study.trace.console import choice_words, nobody_words
from sim.study.trace.life import life_of
from sim.study.trace.told import Trace

RUNNING = {"en": "worlds", "zh": "已完成的世界"}


def uid_of_member(number: int) -> int:
    """The uid of a member of day 0, counted from 1; the same in every world and for every seed."""
    return int(uid_of_arrival(name_hash("initial"), 0, number - 1))


def chosen(plans: Sequence[Plan], replication: int, lang: str) -> int | None:
    """Live the worlds, print who is worth a look, and name the one to tell; None if nobody is.

    Raises:
        InputError: they do not fit into memory.
    """
    _prepare(plans)
    found = []
    with progress(len(plans), RUNNING[lang]) as advance:
        for plan in plans:
            found.append(spending(plan, replication))
            advance(1)
    choice = choose(found)
    if not choice.candidates:
        print(nobody_words(len(plans), lang))
        return None
    print(choice_words(choice, lang))
    return choice.uid


def lived(
    plans: Sequence[Plan], own: Sequence[str], replication: int, uid: int, lang: str
) -> Trace:
    """Live the worlds and follow one shopper.

    Args:
        plans: one, or two twin worlds.
        own: for each the settings that tell it from the other.
        replication: which luck.
        uid: whom to follow.
        lang: `en` or `zh`.

    Raises:
        InputError: they do not fit into memory.
    """
    _prepare(plans)
    lives = []
    with progress(len(plans), RUNNING[lang]) as advance:
        for plan in plans:
            lives.append(life_of(plan, replication, uid))
            advance(1)
    return Trace(uid, replication, tuple(plans), tuple(own), tuple(lives), lang)


def _prepare(plans: Sequence[Plan]) -> None:
    """One world is lived after the other; what the engine needs is loaded before."""
    check_memory(plans, 1)
    make_ready(plans)
