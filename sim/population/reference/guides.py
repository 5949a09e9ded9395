"""A guide (导购): a limited resource that works through tasks, one after another.

A guide's day is planned at midnight, from what is known then. A message whose journey was started
again, or whose reader muted the guide, in the meantime costs the time all the same and is not sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.clock import DAY, HOUR
from sim.population.interface import W_TASKS
from sim.population.reference import journeys, touching
from sim.population.reference.shopper import Shopper, draw
from sim.population.reference.touching import Letter
from sim.population.rules import StepRule
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Due, Town

_OFFSET = 1  # ms; a guide's messages never land on the same moment as a broadcast
_OFFICE_OFFSET = 2  # ms; nor those of head office on the same moment as a store guide's


class Guide:
    """One guide: a task list, and the time already spent in the store."""

    def __init__(self, town: Town, number: int) -> None:
        self.town = town
        self.number = number
        self.of_office = number >= town.rules.books
        self.tasks: list[Due] = []
        self._store_day = -1
        self._store_ms = 0

    def in_store(self, now: int, work_ms: int) -> None:
        """Time spent with a shopper in the store; it is missing from tomorrow's task time."""
        if self._store_day != now // DAY:
            self._store_day, self._store_ms = now // DAY, 0
        self._store_ms += work_ms
        self._count_work(now, work_ms)

    def plan(self, day: int) -> list[Letter]:
        """The working day: tasks by priority, then age, then uid, as far as the time goes."""
        if not self._present():
            return []
        plan = self.town.plan.guides
        queue, self.tasks = sorted(self.tasks, key=self._rank), []
        spent = self._store_ms if self._store_day == day - 1 else 0
        time_left = self._time() - spent
        offset = _OFFICE_OFFSET if self.of_office else _OFFSET
        now = day * DAY + int(plan.start_hour * HOUR) + offset
        letters = []
        for position, due in enumerate(queue):
            if not self._worth(due, day):
                continue
            work_ms = self._step(due).work_ms
            if work_ms > time_left:
                self.tasks = queue[position:]
                break
            time_left -= work_ms
            now += work_ms
            letters.append(self._letter(due, day, now))
        return letters

    def _present(self) -> bool:
        """Whether anybody is there to do the tasks; if not, they wait."""
        roster = self.town.staff.roster
        return roster is None or bool(roster.present[self.number])

    def _time(self) -> int:
        """Working time of today in ms."""
        roster = self.town.staff.roster
        if roster is None:
            return self.town.today.guide_ms
        return int(roster.time_ms[self.number])

    def _rank(self, due: Due) -> tuple[int, int, int, int, int]:
        due_day, shopper, index, number, _ = due
        return self.town.rules.journeys[index].priority, due_day, shopper.uid, index, number

    def _step(self, due: Due) -> StepRule:
        return self.town.rules.journeys[due[2]].steps[due[3]]

    def _worth(self, due: Due, day: int) -> bool:
        """Whether a task is still to be done: current, reachable, fresh, and not skipped."""
        town = self.town
        due_day, shopper, index, number, ordinal = due
        journey = town.rules.journeys[index]
        channel_number = journey.steps[number].channel
        channel = town.rules.channels[channel_number]
        if shopper.journeys[index] != ordinal or not shopper.reachable(channel.bit):
            return False
        if day - due_day > town.plan.guides.patience_days:
            return self._drop(shopper, day, "tasks_expired", "task_expired", channel.name)
        address = ordinal * touching.STEPS + number
        luck = draw(town.key, shopper.uid, at.STEP + journey.hash, address)[0]
        place = journey.steps[number].channel
        if not town.staff.does(self.number, place, town.today.execution[place], luck):
            return self._drop(shopper, day, "tasks_skipped", "task_skipped", channel.name)
        return True

    def _drop(self, shopper: Shopper, day: int, series: str, event: str, channel: str) -> bool:
        self.town.registers.count(day * DAY, series)
        self.town.note(day * DAY, shopper, event, channel)
        return False

    def _letter(self, due: Due, day: int, now: int) -> Letter:
        """The message of a task that will be done at `now`; a late one is worth less."""
        due_day, shopper, index, number, ordinal = due
        journey = self.town.rules.journeys[index]
        self._count_work(now, journey.steps[number].work_ms)
        self.town.registers.count(now, "tasks_late", day > due_day)
        value = 1.0
        for _ in range(day - due_day):
            value *= self.town.plan.guides.late_value
        value *= self.town.staff.skill(self.number)
        return journeys.letter(now, shopper, index, number, ordinal, value, self.town)

    def _count_work(self, now: int, work_ms: int) -> None:
        series = "office_seconds" if self.of_office else "guide_seconds"
        self.town.registers.count(now, "tasks_done")
        self.town.registers.count(now, series, work_ms // 1000)
        if now >= 0:
            self.town.staff.note(self.number, W_TASKS)
