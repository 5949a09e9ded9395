"""Plans of one scenario that differ in a few values: only what differs is built and checked.

Ten thousand points of a sweep are ten thousand plans, of which all but a few settings agree. A
group of the plan is built once for all points that say the same in it. A check that settings can
hold together (`sim.config.checks.CHECKS`) is asked again only if it reads a group in which this
point differs from every point it has passed: what a check reads is noted while it runs. Since it
reads nothing else, it would say the same again. So every point is checked as if it had been
composed alone; and one that does not pass *is* composed alone, for the words of its refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from sim.config.amounts import scale_of, scaled
from sim.config.checks import CHECKS
from sim.config.checks.contradiction import Found
from sim.config.compose import Composer, Layered
from sim.config.errors import InputError
from sim.config.keys import field_types
from sim.config.overrides import Setting, unsaid, with_value
from sim.config.schema import Plan, Study
from sim.config.sources import COMMAND_LINE
from sim.config.validate import Built, build

_MOST = 4096
"""Groups, and points a check has passed, that are remembered at once."""

Said = tuple[str, ...]
"""What a point says in one group, as it is typed."""


class Varying:
    """One scenario at many points."""

    def __init__(self, composer: Composer) -> None:
        """Of the scenario a composer composes."""
        self._composer = composer
        self._bases: dict[int, _Base] = {}

    def plan(self, overrides: Sequence[str]) -> Plan:
        """As `Composer.plan(overrides).plan`; plans share the groups in which they agree.

        Raises:
            InputError: these settings make no valid plan.
        """
        below, values = self._composer.parts(overrides)
        if id(below) not in self._bases:
            self._bases[id(below)] = _Base(below)
        try:
            plan = self._bases[id(below)].plan(values)
        except (InputError, LookupError):
            plan = None
        return plan if plan is not None else self._composer.plan(overrides).plan


class _Base:
    """What Hydra composed, and what was built on it."""

    def __init__(self, below: Layered) -> None:
        self._below = below
        self._built = Built()
        self._groups: dict[tuple[str, Said, float], Any] = {}
        self._passed: dict[float, list[_Passed]] = {}

    def plan(self, values: Sequence[Setting]) -> Plan | None:
        """The plan under some values; None if settings of it cannot hold together.

        Raises:
            InputError: a setting is unknown, missing, mistyped or out of range.
            LookupError: there is no such setting.
        """
        told: dict[str, list[Setting]] = {}
        for one in values:
            told.setdefault(one.key.partition(".")[0], []).append(one)
        scale = scale_of({"trade": self._data("trade", told.get("trade", ()))})
        said = {name: tuple(one.text for one in own) for name, own in told.items()}
        groups = {}
        for name in field_types(Plan):
            key = (name, said.get(name, ()), scale)
            if key not in self._groups:
                if len(self._groups) >= _MOST:
                    self._groups.clear()
                self._groups[key] = self._group(name, told.get(name, ()), scale)
            groups[name] = self._groups[key]
        if unknown := [one for one in told if one not in groups and one not in field_types(Study)]:
            raise LookupError(unknown[0])
        plan = Plan(**groups)
        if scale not in self._passed:  # in another trade amounts of every group differ
            self._passed[scale] = [_Passed(check) for check in CHECKS]
        return plan if all(one.holds(plan, said) for one in self._passed[scale]) else None

    def _group(self, name: str, settings: Sequence[Setting], scale: float) -> Any:
        if settings and (name, (), 1.0) not in self._groups:
            with suppress(InputError):  # what the settings are there to mend
                self._groups[name, (), 1.0] = self._group(name, (), 1.0)
        data = self._data(name, settings)
        if scale != 1.0:
            mine = {one.key: COMMAND_LINE for one in settings}
            data = scaled(data, name, scale, {**self._below.provenance, **mine})
        # Of what stands below the settings all parts will be met again, of what they set none.
        self._built.fixed = bool(settings) or scale != 1.0
        return build(name, data, self._built)

    def _data(self, name: str, settings: Sequence[Setting]) -> Any:
        data: Any = {name: self._below.data[name]}
        for one in settings:
            value, place = one.parsed.value(), one.key.split(".")
            data = with_value(data, place, value, may_be_new=unsaid(one.key))
        return data[name]


Check = Callable[[Plan], Found]


class _Passed:
    """The points a check has passed, by what they say in the groups it read."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._points: dict[tuple[str, ...], set[tuple[Said, ...]]] = {}
        self._count = 0

    def holds(self, plan: Plan, said: Mapping[str, Said]) -> bool:
        """Whether a plan passes; `said` is what it says in groups in which points may differ."""
        for names, passed in self._points.items():
            if tuple(said.get(name, ()) for name in names) in passed:
                return True
        reader = _Reader(plan)
        if any(True for _ in self._check(cast(Plan, reader))):
            return False
        if self._count >= _MOST:
            self._points.clear()
            self._count = 0
        names = tuple(sorted(reader.read))
        self._points.setdefault(names, set()).add(tuple(said.get(name, ()) for name in names))
        self._count += 1
        return True


class _Reader:
    """A plan that notes which of its groups are read."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._plan, name)
