"""AgentPy: an agent for each shopper, the day called over an AgentList.

Form: a method called on the list, which AgentPy turns into one comprehension over the agents;
an AgentList, as nobody is removed (the AgentDList pays for removal). Steps are driven by
`sim_setup` and `sim_step`, the documented way to separate set-up from stepping.
"""

from __future__ import annotations

import agentpy

from benchmarks.lifecycle import Lifecycle, Outcome
from benchmarks.models.person import Person, counted


class Shopper(Person, agentpy.Agent):
    """A shopper as an AgentPy agent."""

    def setup(self, friend: bool) -> None:
        """Called by AgentPy at birth."""
        self.born(self.p.life, self.model.random, friend=friend)


class Town(agentpy.Model):
    """The model; `step` is a day."""

    def setup(self) -> None:
        """Called by AgentPy before the first step."""
        self.shopper_days = 0
        self.agents = agentpy.AgentList(self, self.p.shoppers, Shopper, friend=False)

    def step(self) -> None:
        """One day of everybody; those referred join at its end."""
        self.shopper_days += len(self.agents)
        joining = sum(self.agents.live(self.p.life, self.random.random))
        self.agents.extend(agentpy.AgentList(self, joining, Shopper, friend=True))

    def go(self) -> None:
        """Live all days."""
        while self.running:
            self.sim_step()

    def outcome(self) -> Outcome:
        """Count the agents."""
        return counted(self.agents, self.p.shoppers, self.shopper_days)


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A model of `shoppers`, before its first step."""
    town = Town({"life": life, "shoppers": shoppers})
    town.sim_setup(steps=days, seed=seed)
    return town
