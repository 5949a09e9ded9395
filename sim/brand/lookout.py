"""What the brand looks at each midnight, and the broadcasts and journeys that follow: monitors, the
churn warning, tests. Alarms and lists are counted on the day whose figures raised them."""

from __future__ import annotations

from sim.behaviour.units import fen
from sim.brand.experiments import Test, read
from sim.brand.monitor import Watch
from sim.ledger.book import Book
from sim.measure.result import Ints, ReadOut
from sim.measure.tally import ROW
from sim.population.interface import Population, Send
from sim.population.rules import Rules


class Lookout:
    """Everything that sends because of what was seen, not because of the calendar."""

    def __init__(self, rules: Rules, population: Population, book: Book, daily: Ints) -> None:
        plan = rules.plan
        self._rules = rules
        self._population = population
        self._book = book
        self._daily = daily  # the brand's own rows, shape (days, series)
        self._thousands = plan.shoppers.initial / 1000.0
        self._campaigns, self._journeys = list(plan.campaigns), list(plan.journeys)
        channels = list(plan.touch.channels)
        self._watches = [Watch(rule) for _, rule in sorted(plan.monitors.items())]
        self._tests = [
            Test(name, rule, self._campaigns, channels.index(rule.channel))
            for name, rule in sorted(plan.experiments.items())
        ]

    def sends(self, day: int) -> list[Send]:
        """Broadcasts of the day, each once."""
        found = self._watched(day) + self._warned(day) + self._tested(day)
        return list(dict.fromkeys(found))

    def read_outs(self) -> tuple[ReadOut, ...]:
        """The tests that were read, by name."""
        return tuple(test.result for test in self._tests if test.result is not None)

    def _watched(self, day: int) -> list[Send]:
        found: list[Send] = []
        for watch in self._watches if day else ():
            rule = watch.rule
            if watch.alarm(day, self._daily[:day]):
                row = self._daily[day - 1]
                row[ROW["alarms"]] += 1
                row[ROW["alarms_founded"]] += self._shock_within(day, rule.window_days)
                cost = fen(rule.yuan_per_alarm * self._thousands)
                self._book.post(day, "alarm_handling", "cash", cost)
                if rule.journey:
                    self._population.alarm(day, self._journeys.index(rule.journey))
            if watch.sends(day):
                found += self._all_of(rule.campaign, rule.silent_days)
        return found

    def _shock_within(self, day: int, days: int) -> bool:
        """Whether any shock was felt in the days before."""
        window = range(max(0, day - days), day)
        return any(shock.depth(one) > 0.0 for shock in self._rules.shocks for one in window)

    def _warned(self, day: int) -> list[Send]:
        """Broadcasts of the churn warning; how right its list is, is noted too."""
        rule = self._rules.plan.warning
        asked = rule.order_days or rule.visit_days or rule.rhythm
        if not day or day % rule.every_days or not asked:
            return []
        seen = self._population.silent(day, rule.order_days, rule.visit_days, rule.rhythm)
        row = self._daily[day - 1]
        row[ROW["looked_at"]], row[ROW["truly_lost"]] = seen.buyers, seen.lost
        row[ROW["listed"]], row[ROW["listed_lost"]] = seen.flagged, seen.flagged_lost
        return self._all_of(rule.campaign, rule.order_days) if rule.campaign else []

    def _tested(self, day: int) -> list[Send]:
        """Broadcasts of the tests; one that ends today is read first."""
        numbers = [len(campaign.times) for campaign in self._rules.campaigns]
        found: list[Send] = []
        for test in self._tests:
            if day == test.rule.from_day:
                audience = self._population.in_channel(test.channel)
                test.assign(audience)
            if day == test.ends:
                arms = self._population.tested(
                    test.channel, test.hash, test.edges, test.rule.from_day
                )
                test.result = read(test.rule.metric, *arms)
            found += test.sends(day, numbers)
        return found

    def _all_of(self, campaign: str, silent_days: int) -> list[Send]:
        """Every send of the day of a campaign, to buyers silent for so long."""
        index = self._campaigns.index(campaign)
        times = self._rules.campaigns[index].times
        return [Send(index, number, silent_days=silent_days) for number in range(len(times))]
