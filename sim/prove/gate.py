"""What a gate is: a named experiment with a target, and what it finds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.config.errors import InputError
from sim.config.said import Said, pair, say
from sim.prove.tails import FARTHEST, equivalent, nearly_normal
from sim.prove.trial import Trial
from sim.prove.wording import quantity_words

LIMIT = 3.5  # standard errors a measurement may lie away from its target
_ANY = (0.0, math.inf)  # what a count can be
_WHOLE = 6  # digits to which a mean times how many it is of is a whole number


@dataclass(frozen=True)
class Counts:
    """Whole numbers whose mean was measured.

    of: how many there are.
    least, most: what each of them can be; a share counts 0 or 1 for each.
    """

    of: int
    least: float = 0.0
    most: float = math.inf


@dataclass(frozen=True)
class Finding:
    """One number measured by the engine, beside what theory says it is.

    t: where it was taken: weeks, renewals, orders, days, a size; each gate says which.
    se: standard error of `measured`, or of its difference from a target that depends on the
        simulated histories. Zero only where no count can be anything but its target.
    given: further conditions a reader needs to compute the target again.
    counts: what `measured` is the mean of, if that is counts whose variance is known.

    Raises:
        InputError: the target is no number, because its formula ran out of digits, or nothing
            varied, so that no distance can be told from chance.
    """

    quantity: str
    t: float
    target: float
    measured: float
    se: float
    given: Mapping[str, float] = field(default_factory=dict)
    counts: Counts | None = None

    def __post_init__(self) -> None:
        _computed(self.target, self.quantity, self.t)
        if not self._certain:
            _known(self.se, self.quantity)

    @property
    def _certain(self) -> bool:
        """Can no count be anything but the target? All are the least there is, or the most."""
        return self.counts is not None and self.target in (self.counts.least, self.counts.most)

    @property
    def by_tail(self) -> bool:
        """Are so few to be expected that a count's own tail tells how far off it is?"""
        if self.counts is None or self._certain:
            return False
        _, mean, variance = self._events(self.counts)
        return not nearly_normal(mean, variance)

    @property
    def z(self) -> float:
        """Standard errors the measurement lies above the target.

        Where few are to be expected, those at which a normal tail is as unlikely as that of the
        count. What is certain is met exactly, or as far off as a number can say.
        """
        distance = self.measured - self.target
        if self.counts is None or not (self._certain or self.by_tail):
            return distance / self.se
        if self._certain:
            return math.copysign(FARTHEST, distance) if distance else 0.0
        far = equivalent(*self._events(self.counts))
        return -far if far and self._rarely_not(self.counts) else far

    def _rarely_not(self, counts: Counts) -> bool:
        """Is it rarer that one of the counts is not at its most than that it is?"""
        return counts.most - self.target < self.target - counts.least

    def _events(self, counts: Counts) -> tuple[float, float, float]:
        """Events seen and expected, and their variance: of doing and not doing, the rarer one."""
        if self._rarely_not(counts):
            seen, expected = counts.most - self.measured, counts.most - self.target
        else:
            seen, expected = self.measured - counts.least, self.target - counts.least
        return round(seen * counts.of, _WHOLE), expected * counts.of, (self.se * counts.of) ** 2

    @property
    def passed(self) -> bool:
        """Is the measurement within `LIMIT` standard errors of its target?"""
        return abs(self.z) <= LIMIT


def mean(quantity: str, t: float, target: float, values: Any, **given: float) -> Finding:
    """Independent values, shape (n,), whose mean is known."""
    _computed(target, quantity, t)
    _enough(values, quantity, 2)
    error = _known(float(values.std(ddof=1)) / math.sqrt(len(values)), quantity)
    return Finding(quantity, t, target, float(values.mean()), error, given)


def counted(
    quantity: str,
    t: float,
    target: float,
    variance: float,
    values: Any,
    between: tuple[float, float] = _ANY,
    **given: float,
) -> Finding:
    """Independent whole numbers, shape (n,), whose mean and variance are known.

    The standard error is the target's own, as that of a share: what nobody did yet still has one,
    and it does not hang on whether the few who make most of a mean are among those seen.

    between: the least and the most each of them can be.
    """
    _computed(target, quantity, t)
    _enough(values, quantity, 1)
    error = math.sqrt(max(0.0, variance) / len(values))
    counts = Counts(len(values), *between)
    return Finding(quantity, t, target, float(values.mean()), error, given, counts)


def share(quantity: str, t: float, target: float, happened: Any, **given: float) -> Finding:
    """Independent yes or no, shape (n,), whose chance is known.

    The standard error is the target's own, so that a rare event not seen once still has one.
    """
    chance = target * (1.0 - target)
    return counted(quantity, t, target, chance, np.asarray(happened), (0.0, 1.0), **given)


def share_of(
    people: int, quantity: str, t: float, target: float, count: int, **given: float
) -> Finding:
    """As `share`, of so many people of whom only how many did it is known."""
    return share(quantity, t, target, np.arange(people) < count, **given)


def foreseen(
    quantity: str, t: float, expected: Any, values: Any, variance: Any = None, **given: float
) -> Finding:
    """Values, shape (n,), each with an expectation of its own given what was seen before.

    variance: of each value, given the same, if they are whole numbers of which it is known;
        without it the scatter seen has to do.
    """
    _enough(values, quantity, 2 if variance is None else 1)
    if variance is not None:
        target, scatter = float(expected.mean()), float(variance.mean())
        return counted(quantity, t, target, scatter, values, _ANY, **given)
    error = _known(float((values - expected).std(ddof=1)) / math.sqrt(len(values)), quantity)
    return Finding(quantity, t, float(expected.mean()), float(values.mean()), error, given)


def foreseen_share(quantity: str, t: float, chances: Any, happened: Any, **given: float) -> Finding:
    """Yes or no, shape (n,), each with a chance of its own given what was seen before."""
    _enough(happened, quantity, 1)
    target, scatter = float(chances.mean()), float((chances * (1.0 - chances)).mean())
    values = np.asarray(happened)
    return counted(quantity, t, target, scatter, values, (0.0, 1.0), **given)


def _computed(target: float, quantity: str, t: float) -> None:
    """Is there a target to be held against?"""
    if not math.isfinite(target):
        raise InputError(
            say(
                "the target of {quantity} at t={t:g} is beyond what its formula can compute",
                quantity=_named(quantity),
                t=t,
            ),
            file=say("command line"),
            value=target,
            allowed=say("parameters less far apart, or a smaller t"),
        )


def _enough(values: Any, quantity: str, least: int) -> None:
    """Are there people whom a quantity is of? Of a few simulated, nobody may have come so far."""
    if len(values) < least:
        raise _of_these_people(
            say("too few came so far that {quantity} could be measured", quantity=_named(quantity))
        )


def _known(error: float, quantity: str) -> float:
    """The standard error, if there is one: people who are all alike say nothing about chance."""
    if error > 0.0:
        return error
    raise _of_these_people(
        say(
            "{quantity} came out the same for everybody, so it has no standard error",
            quantity=_named(quantity),
        )
    )


def _named(quantity: str) -> Said:
    return pair(quantity, quantity_words(quantity, "zh"))


def _of_these_people(what: Said) -> InputError:
    """What those who were simulated cannot tell."""
    return InputError(
        what,
        file=say("command line"),
        key="n",
        allowed=say("more people, or parameters under which people differ"),
    )


@dataclass(frozen=True)
class Parameter:
    """A number a gate takes: default, bounds (both included), meaning. Whole if the default is."""

    default: float
    low: float
    high: float
    meaning: Said

    @property
    def whole(self) -> bool:
        """Does it take whole numbers only?"""
        return isinstance(self.default, int)


@dataclass(frozen=True)
class Settings:
    """What a gate is run with: its parameters by name, and the points `t` it is measured at."""

    values: Mapping[str, float]
    t: tuple[float, ...]

    def __getitem__(self, name: str) -> float:
        return self.values[name]


@dataclass(frozen=True)
class Case:
    """One line of the proof pack: parameters that differ from the defaults, points, and size.

    people: simulated for each seed in the full pack.
    source: where its target numbers are printed, or how they were computed.
    """

    people: int
    source: str
    values: Mapping[str, float] = field(default_factory=dict)
    t: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Gate:
    """A named experiment.

    about: what it shows, by language.
    unit: what `t` counts, by language.
    points: the points it takes as `t`, with their bounds.
    measure: settings and a trial to live them, to findings.
    cases: its part of the proof pack; the first also gives its defaults.
    """

    name: str
    about: Mapping[str, str]
    source: str
    unit: Mapping[str, str]
    points: Parameter
    default_t: tuple[float, ...]
    parameters: Mapping[str, Parameter]
    measure: Callable[[Settings, Trial], Sequence[Finding]]
    cases: tuple[Case, ...]

    def settings(self, values: Mapping[str, float], t: tuple[float, ...] | None = None) -> Settings:
        """Defaults, changed by `values` and `t`, each within its bounds.

        Raises:
            InputError: a value is out of bounds.
        """
        for name, value in values.items():
            _check(name, value, self.parameters[name])
        points = self.default_t if t is None else t
        for point in points:
            _check("t", point, self.points)
        defaults = {name: one.default for name, one in self.parameters.items()}
        return Settings(defaults | dict(values), points)


def _check(name: str, value: float, of: Parameter) -> None:
    whole = not of.whole or float(value).is_integer()
    if whole and of.low <= value <= of.high:
        return
    kind = say("a whole number") if of.whole else say("a number")
    raise InputError(
        say("{name} is out of range", name=name),
        file=say("command line"),
        key=name,
        value=value,
        allowed=say(
            "{kind} from {low:g} to {high:g}: {meaning}",
            kind=kind,
            low=of.low,
            high=of.high,
            meaning=of.meaning,
        ),
    )
