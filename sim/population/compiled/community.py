"""Members of groups inside kernels: what the brand hears of them, and how they feel a mood.

The mood of a group is a factor in a table of the city, a row for each kind of group; a member's
seat, kept in EXTRA, says which group is theirs.
"""

from __future__ import annotations

from sim.population.community import COMMUNITIES, MOST_GROUPS, NOWHERE
from sim.population.compiled.layout import STIR, WHO, Ints
from sim.population.compiled.machine import (
    Floats,
    People,
    Person,
    Rulebook,
    Tape,
    compiled,
)
from sim.population.compiled.person import person
from sim.population.compiled.pointers import mood_at
from sim.population.compiled.registers import write


@compiled
def mood(p: Person, c: Rulebook, channel: int) -> float:
    """Factor on the chance to open a message; one in a channel without groups."""
    if not c.communal >> channel & 1:
        return 1.0
    community = c.community[channel]
    return float(mood_at(c, community * MOST_GROUPS + p.seats[community]))


@compiled
def listens_in(p: Person, c: Rulebook) -> int:
    """The channel of the first kind of group, by name, that somebody listens to; or NOWHERE."""
    hears = p.enrolled & ~p.left_channels & ~p.closed & c.communal
    found, first = NOWHERE, COMMUNITIES
    for channel in range(c.channels):
        if hears >> channel & 1 and c.community[channel] < first:
            found, first = channel, c.community[channel]
    return int(found)


@compiled
def tune(
    people: People,
    ints: Ints,
    rows: int,
    floats: Floats,
    hours: int,
    size: int,
    c: Rulebook,
    channel: int,
) -> None:
    """Multiply how well the hour suits each of some readers by the mood of their group.

    rows, hours: places of columns in `ints` and `floats`.
    """
    for k in range(size):
        floats[hours + k] *= mood(person(people, ints[rows + k]), c, channel)


@compiled
def stir(p: Person, c: Rulebook, tape: Tape, kind: int, channel: int, now: int) -> None:
    """Something happened in a channel; the brand hears of it if it has groups there."""
    if not c.communal >> channel & 1:
        return
    community = c.community[channel]
    write(tape, STIR, now, p.uid, community, kind, p.seats[community], tape[WHO])
