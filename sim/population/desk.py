"""The service desk (在线客服) in the units the brand works in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.behaviour.clock import MINUTE
from sim.behaviour.units import clock_ms, whole
from sim.config.schema import Plan
from sim.config.team import Complaints, FirstLine
from sim.population.offers import per_thousand


class DeskRule(NamedTuple):
    """The service desk; an answer in time adds goodwill and nudge as an opened touch does."""

    ask_rate: float
    ask_near: float
    agents: int
    mean_ms: float
    opens_ms: int
    closes_ms: int
    target_ms: int
    patience_ms: int
    goodwill: float
    nudge: float
    given_up_dropout: float
    peak_agents: int
    peak_ms: tuple[int, int]  # when they come and begin no more, ms of the day
    first_line: FirstLine
    complaints: Complaints
    complaint_coupon: int  # as a message carries it

    @property
    def open(self) -> bool:
        """Whether there is a desk at all."""
        return self.ask_rate > 0.0 or self.complaints.late > 0.0 or self.complaints.missing > 0.0


def desk_of(plan: Plan, carried: Callable[[str], int]) -> DeskRule:
    """Change the units of a plan's desk; carried: code of a kind of coupon by name."""
    desk, content = plan.desk, plan.touch.classes[plan.desk.content]
    return DeskRule(
        ask_rate=desk.ask_rate,
        ask_near=desk.ask_near,
        agents=per_thousand(desk.agents, plan),
        mean_ms=desk.minutes * MINUTE,
        opens_ms=clock_ms(desk.from_hour),
        closes_ms=clock_ms(desk.to_hour),
        target_ms=whole(desk.target_minutes * MINUTE),
        patience_ms=whole(desk.patience_minutes * MINUTE),
        goodwill=content.goodwill,
        nudge=content.nudge,
        given_up_dropout=desk.given_up_dropout,
        peak_agents=per_thousand(desk.peak.agents, plan),
        peak_ms=(clock_ms(desk.peak.from_hour), clock_ms(desk.peak.to_hour)),
        first_line=desk.first_line,
        complaints=desk.complaints,
        complaint_coupon=carried(desk.complaints.coupon),
    )
