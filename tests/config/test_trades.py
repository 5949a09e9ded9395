"""Every plan can be tried in every trade, and its amounts keep their share of an order."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from omegaconf import OmegaConf

from sim.config.amounts import AMOUNTS, in_trade, is_amount
from sim.config.compose import compose_layers, compose_plan
from sim.config.overrides import group_options
from sim.config.scenarios import scenario_files
from sim.config.schema import Plan
from sim.config.validate import validate

TRADES = [name for name in group_options()["trade"] if name != "none"]
SCENARIOS = scenario_files()
GROUPS = {name for name, file in SCENARIOS.items() if "defaults" in file.content}


def test_the_trades_of_the_sources_are_there() -> None:
    """Eight trades, each with a scenario without a plan, and a plan held against it."""
    assert set(TRADES) == {
        *("apparel", "beauty", "grocery", "restaurant"),
        *("digital", "home", "mother_baby", "mall"),
    }
    for trade in TRADES:
        chosen = [{"override /trade": trade}]
        plans = [name for name, file in SCENARIOS.items() if file.content.get("defaults") == chosen]
        assert f"trade_{trade}" in plans
        against = {
            one["against"] for name in plans for one in SCENARIOS[name].content["story"]["expects"]
        }
        assert f"trade_{trade}" in against


@cache
def below(trade: str) -> Any:
    """The defaults of conf/ in a trade, and what set them."""
    layers = compose_layers(None, [f"trade={trade}"])
    return OmegaConf.create(dict(layers.data)), layers.provenance


def laid_over(trade: str, scenario: str) -> Plan:
    """A scenario without groups of its own laid over a trade, as Hydra would, but at once."""
    defaults, provenance = below(trade)
    merged = OmegaConf.to_container(OmegaConf.merge(defaults, SCENARIOS[scenario].content))
    assert isinstance(merged, dict)
    data = {str(key): value for key, value in merged.items()}
    return validate(in_trade(data, provenance), lambda _: None)[0]


@pytest.mark.parametrize("trade", TRADES)
def test_every_plan_can_be_tried_in_a_trade(trade: str) -> None:
    """Each scenario of the library is a valid plan with the dearest orders, and in one other."""
    for place, scenario in enumerate(sorted(SCENARIOS.keys() - GROUPS)):
        if trade == "home" or TRADES[place % len(TRADES)] == trade:
            assert laid_over(trade, scenario).trade.order_yuan > 0


@pytest.mark.parametrize("scenario", sorted(GROUPS))
def test_a_scenario_with_groups_of_its_own_can_be_tried_in_another_trade(scenario: str) -> None:
    """The command line chooses the trade, whatever the scenario chose; large orders fit, too."""
    assert compose_plan(scenario, ["trade=home"]).plan.shoppers.label.startswith("家居")


def test_laying_over_is_what_hydra_does() -> None:
    """The short way of these tests gives the plan of `compose_plan`."""
    assert laid_over("grocery", "fila_333") == compose_plan("fila_333", ["trade=grocery"]).plan


@pytest.mark.parametrize("trade", TRADES)
def test_the_size_of_an_order_is_that_of_its_spending(trade: str) -> None:
    """`trade.order_yuan` is the mean of Gamma-Gamma: p v / (q - 1)."""
    plan = compose_plan(f"trade_{trade}").plan
    spend = plan.shoppers.spend
    assert spend.p * spend.v_yuan / (spend.q - 1.0) == pytest.approx(
        plan.trade.order_yuan, rel=0.005
    )
    assert sum(plan.shoppers.season) / 12 == pytest.approx(1.0, abs=0.01)


def test_an_amount_keeps_its_share_of_an_order() -> None:
    """Thirty off 200 for orders of 292 yuan are 6.2 off 41 for orders of 60."""
    plan = compose_plan("member_day", ["trade=grocery"]).plan
    assert (plan.coupon.face, plan.coupon.threshold) == (6.2, 41.0)
    assert plan.guides.yuan_per_hour == compose_plan("member_day").plan.guides.yuan_per_hour


def test_an_amount_of_the_command_line_stands() -> None:
    """Who sets an amount beside a trade means it in that trade."""
    assert compose_plan("member_day", ["trade=grocery", "coupon.face=7"]).plan.coupon.face == 7.0


def test_amounts_of_a_group_keep_their_share_whoever_chose_it() -> None:
    """Tiers put under a plan on the command line are those a scenario puts there."""
    typed = compose_plan("baseline", ["tiers=four", "points=mall", "trade=grocery"]).plan
    assert typed.tiers == compose_plan("tiers_four", ["trade=grocery"]).plan.tiers
    assert typed.tiers.levels["gold"].from_yuan == 410


def test_a_plan_written_for_a_trade_says_so() -> None:
    """Its own amounts stand in its own trade and are changed in another."""
    assert compose_plan("grocery_member_day").plan.coupon.face == 5.0
    assert compose_plan("grocery_member_day", ["trade=home"]).plan.coupon.face == 1700.0


def test_without_a_trade_nothing_is_changed() -> None:
    """Equal sizes give the data back untouched."""
    layers = compose_layers("everything")
    assert in_trade(layers.data, layers.provenance) is layers.data


def test_every_amount_is_a_setting() -> None:
    """No pattern of `AMOUNTS` is idle: each names a setting in yuan."""
    from sim.config.keys import lever_at

    for pattern in AMOUNTS:
        lever = lever_at(pattern.replace("*", "name"))
        assert lever is not None, pattern
        assert lever.unit.startswith("yuan"), pattern
        assert is_amount(pattern.replace("*", "name"))
