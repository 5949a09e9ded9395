"""Talk in a community group (社群): it catches on from those who talk, fades, and is worn out.

A member who listens either talks these days or is silent. The silent are drawn in by those who talk
and by what the brand does; those who talk fall silent by and by, sooner where they are advertised
at. That is the epidemic of infection and recovery (SIS: Weiss and Dishon, Mathematical Biosciences
11, 1971) with innovation from outside (Bass, Management Science 15(5), 1969): below a threshold of
contagion to fading a group that is left alone dies out.
"""

from __future__ import annotations

from typing import Any

from sim.behaviour.elementary import exp
from sim.science import science

Floats = Any  # float64, one a group
Ints = Any  # int64, one a group


@science
def drawn(effort: float, gain: float, half: float) -> float:
    """What an effort (yuan, minutes, people) adds to the rate at which the silent join in:
    saturating, `gain` at most, half of it at `half`."""
    return gain * (effort / (effort + half)) if effort > 0.0 else 0.0


@science
def talking(
    active: float, listening: float, members: float, contagion: float, stirred: float, fading: float
) -> float:
    """Of `listening` members, how many talk a day later.

    active: how many talk now. contagion: rate at which one silent member joins in where all talk;
    members who muted the group hear nothing and say nothing, so talk is thinned by them. stirred:
    rate of joining in for any other reason; fading: rate of falling silent; all a day.
    """
    joins = 1.0 - exp(-(contagion * (active / members) + stirred))
    falls = 1.0 - exp(-fading)
    return active * (1.0 - falls) + (listening - active) * joins


@science
def mood(active: float, listening: float, quiet: float, usual: float) -> float:
    """Factor on the chance to open a message in the group: `quiet` where nobody talks, one where
    the share `usual` of the listeners does, and more where more do."""
    if listening <= 0.0:
        return quiet
    return quiet + (1.0 - quiet) * (active / listening / usual)


@science
def on_topic(active: float, listening: float, usual: float, topical: float) -> float:
    """Factor on the chance to open a message chosen by what the group talks of: 1 + `topical` where
    as many talk as usual, or more; a group in which nobody talks has no topic."""
    if listening <= 0.0:
        return 1.0
    return 1.0 + topical * min(1.0, active / listening / usual)


@science
def a_day_later(
    active: Floats,
    members: Ints,
    muted: Ints,
    spoke: Ints,
    contagion: float,
    stirred: float,
    echo: float,
    packet: float,
    packet_gain: float,
    packet_half: float,
    fading: float,
) -> None:
    """Let a day pass in each of some groups; `active` becomes who talks after it.

    spoke: members who answered a message that day; each is heard by all who listen (`echo`).
    stirred: what the brand did in every group alike; packet: yuan of red packets in each group,
    which pull by what there is for one listener (`drawn`).
    """
    for group in range(len(active)):
        listening = float(members[group] - muted[group])
        if listening <= 0.0:
            active[group] = 0.0
            continue
        more = stirred + echo * (spoke[group] / listening)
        more += drawn(packet / listening, packet_gain, packet_half)
        active[group] = talking(
            min(active[group], listening), listening, float(members[group]), contagion, more, fading
        )


@science
def moods(
    active: Floats,
    members: Ints,
    muted: Ints,
    quiet: float,
    usual: float,
    topical: float,
    found: Floats,
) -> None:
    """Fill in the mood of each of some groups; topical: see `on_topic`."""
    for group in range(len(active)):
        listening = float(members[group] - muted[group])
        found[group] = mood(active[group], listening, quiet, usual)
        found[group] *= on_topic(active[group], listening, usual, topical)
