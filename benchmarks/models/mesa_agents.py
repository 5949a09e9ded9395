"""Mesa: an agent for each shopper, the day called over the model's own AgentSet.

Form: `AgentSet.do`, which Mesa documents as the replacement of its schedulers; no shuffle, as
shoppers do not see each other within a day. `do` walks over a snapshot, so whoever is created
during the day lives from the next one on, as declared.
"""

from __future__ import annotations

import mesa

from benchmarks.lifecycle import Lifecycle, Outcome
from benchmarks.models.person import Person, counted


class Shopper(Person, mesa.Agent):
    """A shopper as a Mesa agent."""

    def __init__(self, model: Town, friend: bool) -> None:
        mesa.Agent.__init__(self, model)
        self.born(model.life, model.random, friend=friend)

    def step(self) -> None:
        """One day; friends referred join the model."""
        model = self.model
        for _ in range(self.live(model.life, model.draw)):
            Shopper(model, True)


class Town(mesa.Model):
    """The model; `step` is a day."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.life = life
        self.days = days
        self.initial = shoppers
        self.shopper_days = 0
        self.draw = self.random.random
        Shopper.create_agents(self, shoppers, False)

    def step(self) -> None:
        """One day of everybody."""
        self.shopper_days += len(self.agents)
        self.agents.do("step")

    def go(self) -> None:
        """Live all days."""
        for _ in range(self.days):
            self.step()

    def outcome(self) -> Outcome:
        """Count the agents."""
        return counted(self.agents, self.initial, self.shopper_days)


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A model of `shoppers`, before its first step."""
    return Town(life, shoppers, days, seed)
