"""A guide (导购): a limited resource that works through tasks, one after another."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.behaviour.clock import DAY
from sim.population.reference import touching
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Due, Town

_OFFSET = 1  # ms; a guide's messages never land on the same moment as a broadcast


class Guide:
    """One guide: a task list, and the time already spent in the store."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.tasks: list[Due] = []
        self._store_day = -1
        self._store_ms = 0

    def in_store(self, now: int, work_ms: int) -> None:
        """Time spent with a shopper in the store; it is missing from tomorrow's task time."""
        if self._store_day != now // DAY:
            self._store_day, self._store_ms = now // DAY, 0
        self._store_ms += work_ms
        self.town.registers.count(now, "guide_seconds", work_ms // 1000)
        self.town.registers.count(now, "tasks_done")

    def work(self, day: int) -> Generator[simpy.Event, object, None]:
        """One working day: tasks by priority, then age, then uid, as far as the time goes."""
        town, plan = self.town, self.town.plan.guides
        queue, self.tasks = sorted(self.tasks, key=self._rank), []
        spent = self._store_ms if self._store_day == day - 1 else 0
        time_left = int(plan.minutes_per_day * 60_000) - spent
        yield town.env.timeout(int(plan.start_hour * 3_600_000) + _OFFSET)
        for position, due in enumerate(queue):
            work_ms = town.rules.journeys[due[2]].steps[due[3]].work_ms
            if not self._worth(due, day):
                continue
            if work_ms > time_left:
                self.tasks += queue[position:]
                return
            time_left -= work_ms
            yield town.env.timeout(work_ms)
            self._do(due, day, work_ms)

    def _rank(self, due: Due) -> tuple[int, int, int, int, int]:
        due_day, shopper, index, number, _ = due
        return self.town.rules.journeys[index].priority, due_day, shopper.uid, index, number

    def _worth(self, due: Due, day: int) -> bool:
        """Whether a task is still to be done: live, reachable, fresh, not skipped or held back."""
        town, now = self.town, int(self.town.env.now)
        due_day, shopper, index, number, ordinal = due
        journey = town.rules.journeys[index]
        channel = town.rules.channels[journey.steps[number].channel]
        if shopper.journeys[index] != ordinal or not shopper.reachable(channel.bit):
            return False
        if day - due_day > town.plan.guides.patience_days:
            return self._drop(shopper, now, "tasks_expired", "task_expired", channel.name)
        words = draw(
            town.key, shopper.uid, at.STEP + journey.hash, ordinal * touching.STEPS + number
        )
        if words[0] >= channel.execution:
            return self._drop(shopper, now, "tasks_skipped", "task_skipped", channel.name)
        if touching.held_back(town, shopper, now):
            return self._drop(shopper, now, "touches_blocked", "touch_blocked", channel.name)
        return True

    def _drop(self, shopper: Shopper, now: int, series: str, event: str, channel: str) -> bool:
        self.town.registers.count(now, series)
        self.town.note(now, shopper, event, channel)
        return False

    def _do(self, due: Due, day: int, work_ms: int) -> None:
        town, now = self.town, int(self.town.env.now)
        due_day, shopper, index, number, ordinal = due
        journey = town.rules.journeys[index]
        town.registers.count(now, "tasks_done")
        town.registers.count(now, "guide_seconds", work_ms // 1000)
        if day > due_day:
            town.registers.count(now, "tasks_late")
        value = 1.0
        for _ in range(day - due_day):
            value *= town.plan.guides.late_value
        step = journey.steps[number]
        touching.hand_over(
            town,
            touching.step_letter(
                now, shopper, journey, step, ordinal * touching.STEPS + number, value
            ),
        )
