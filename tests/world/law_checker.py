"""An independent reader of platform rules: goes by the calendar and the event log alone.

It knows nothing of how a population keeps the rules. `python -m tests.world.law_checker PACK
[KEY=VALUE ...]` lives a plan of mass messages under a pack of rules and checks every message sent.
"""

from __future__ import annotations

import sys
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from zlib import crc32

import numpy as np

from sim.config.compose import compose_plan
from sim.config.law import PlatformRule
from sim.config.schema import Plan
from sim.measure.events import EVENTS, Events
from sim.world import simulate

DAY, HOUR = 86_400_000, 3_600_000
DELIVERED, FORBIDDEN = EVENTS.index("touch_delivered"), EVENTS.index("touch_forbidden")


@dataclass
class Checker:
    """Is given the log day by day; `broken` says what was found."""

    plan: Plan
    sent: int = 0
    forbidden: int = 0
    broken: list[str] = field(default_factory=list)
    _kept: dict[str, list[tuple[int, np.ndarray, np.ndarray]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, events: Events) -> None:
        """One day of the log."""
        rows = events.rows
        self.forbidden += int((rows["event"] == FORBIDDEN).sum())
        rows = rows[rows["event"] == DELIVERED]
        if not len(rows):
            return
        self.sent += len(rows)
        day = int(rows["time_ms"][0]) // DAY
        today = self.plan.start_date + timedelta(days=day)
        names = np.array(events.words)[rows["channel"]]
        mass = np.isin(rows["reference"], [crc32(n.encode()) % 2**24 for n in self.plan.campaigns])
        by_hand = rows["time_ms"] % 1000 != 0
        for name, rule in self.plan.platform.rules.items():
            meant = np.isin(names, rule.channels)
            if rule.applies != "all":
                meant &= mass if rule.applies == "mass" else ~by_hand
            chosen = rows[meant]
            self._kept[name].append((day, chosen["uid"].copy(), chosen["time_ms"].copy()))
            self._forget(name, rule, day, today)
            if rule.from_date <= today < rule.until_date and self._complete(rule, day, today):
                self._check(name, rule, today)

    def _complete(self, rule: PlatformRule, day: int, today: date) -> bool:
        """A calendar window only grows: it is enough to look at its last day."""
        tomorrow = today + timedelta(days=1)
        new = {"month": tomorrow.day == 1, "week": tomorrow.weekday() == 0}.get(rule.window, True)
        return new or tomorrow >= rule.until_date or day + 1 == self.plan.horizon_days

    def _forget(self, name: str, rule: PlatformRule, day: int, today: date) -> None:
        """Leave only what still counts."""
        first = {
            "month": day - today.day + 1,
            "week": day - today.weekday(),
            "days": day - rule.length + 1,
            "hours": day - 2,
            "quiet": day,
        }[rule.window]
        self._kept[name] = [one for one in self._kept[name] if one[0] >= first]

    def _check(self, name: str, rule: PlatformRule, today: date) -> None:
        uids = np.concatenate([one[1] for one in self._kept[name]])
        times = np.concatenate([one[2] for one in self._kept[name]])
        if not len(uids):
            return
        if rule.window == "quiet":
            hours = times % DAY / HOUR
            first, until = rule.quiet
            inside = (hours >= first) & (hours < until)
            if first > until:
                inside = (hours >= first) | (hours < until)
            worst = int(inside.sum())
            self._note(worst == 0, name, today, f"{worst} in quiet hours")
        elif rule.window == "hours":
            order = np.lexsort((times, uids))
            same = np.diff(uids[order]) == 0
            gaps = np.diff(times[order])[same]
            least = int(gaps.min()) if len(gaps) else DAY * 9
            self._note(least >= rule.length * HOUR, name, today, f"only {least} ms apart")
        else:
            days = {"month": monthrange(today.year, today.month)[1], "week": 7, "days": rule.length}
            most = rule.most or days[rule.window]
            worst = int(np.unique(uids, return_counts=True)[1].max())
            self._note(worst <= most, name, today, f"{worst} messages, {most} allowed")

    def _note(self, lawful: bool, name: str, today: date, what: str) -> None:
        if not lawful:
            self.broken.append(f"{today} {name}: {what}")


def checked(plan: Plan) -> Checker:
    """Live a plan and read its log."""
    found = Checker(plan)
    simulate(plan, 0, events=found.take)
    return found


def without_rules(plan: Plan, rules: dict[str, PlatformRule]) -> Checker:
    """Live a plan that has no rules, and hold its log against some: a checker that can fail."""
    from dataclasses import replace

    found = Checker(replace(plan, platform=replace(plan.platform, rules=rules)))
    simulate(plan, 0, events=found.take)
    return found


if __name__ == "__main__":
    pack, *settings = sys.argv[1:]
    result = checked(compose_plan("mass_twice_daily", [f"platform={pack}", *settings]).plan)
    print(f"{result.sent:,} sent, {result.forbidden:,} forbidden, {len(result.broken)} days broken")
    print("\n".join(result.broken[:5]))
    sys.exit(bool(result.broken))
