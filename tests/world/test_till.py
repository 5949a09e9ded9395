"""A coupon that the till refuses, because the budget is used up, is void and pulls no more."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.config.compose import compose_plan
from sim.config.errors import StoppedError
from sim.measure.result import RunResult
from sim.population.compiled.layout import drained, tape
from sim.world import simulate
from tests.world.test_engines import both, same

LETTERS = (
    "+campaigns.weekly={channel:community,content:promotion,hours:[12],every_days:7,from_day:2,"
    "until_day:999,coupon:true,intensity:1.0}"
)
PLAN = (
    *("shoppers.initial=300", "horizon_days=90", "touch.channels.community.enrol=0.9", LETTERS),
    *("coupon.face=60", "coupon.threshold=0", "coupon.gate=redemption", "coupon.lift=40"),
    *("coupon.validity_days=40", "coupon.budget=900"),
)


def moments(result: RunResult, kind: str) -> Counter[tuple[int, int]]:
    """When and to whom events of one kind came, and how often at once."""
    assert result.events is not None
    mine = result.events["event"] == kind
    times, uids = (result.events[name][mine].tolist() for name in ("time_ms", "uid"))
    return Counter(zip(times, uids, strict=True))


@pytest.fixture(scope="module", name="runs")
def made_runs() -> tuple[RunResult, RunResult]:
    """The same plan in both engines."""
    readable, compiled = both(compose_plan("baseline", list(PLAN)).plan)
    return readable, compiled


def test_both_engines_refuse_the_same(runs: tuple[RunResult, RunResult]) -> None:
    """At the same order, with the same books after it."""
    same(*runs)
    assert runs[0].daily["coupons_refused"].sum() > 0


def test_who_is_refused_holds_it_no_more(runs: tuple[RunResult, RunResult]) -> None:
    """Each refusal is the end of a coupon, at the moment of an order at full price."""
    refused = moments(runs[0], "coupon_refused")
    assert refused
    for kind in ("coupon_expired", "order"):
        assert not refused - moments(runs[0], kind), kind
    issued, used = (moments(runs[0], kind) for kind in ("coupon_issued", "coupon_redeemed"))
    assert refused.total() + used.total() <= issued.total()


def test_a_void_coupon_sells_nothing() -> None:
    """Without a fen of budget a coupon brings one order at most, the one that finds it void."""
    pulling, idle = (
        simulate(compose_plan("baseline", [*PLAN, "coupon.budget=0", lift]).plan, 0)
        for lift in ("coupon.lift=40", "coupon.lift=0")
    )
    more = pulling.daily["orders"].sum() - idle.daily["orders"].sum()
    assert 0 < more <= pulling.daily["coupons_issued"].sum()


BACK = [
    pytest.param((), id="redeemed or back after weeks"),
    pytest.param(("coupon.validity_days=3",), id="all back before the next letter"),
    pytest.param(("coupon.validity_days=6",), id="back at the midnight before the next letter"),
    pytest.param(("coupon.validity_days=7",), id="back at the midnight after the next letter"),
    pytest.param(("coupon.face=70", "coupon.budget=950"), id="never as much left as a coupon"),
    pytest.param(("referral.active=true", "referral.accept=0.05"), id="rewards beside it"),
]


@pytest.mark.parametrize("more", BACK)
def test_what_comes_back_is_granted_again(more: tuple[str, ...]) -> None:
    """Money of coupons that expired goes to whoever asks first, whatever the day, in both."""
    readable, compiled = both(compose_plan("baseline", [*PLAN, "coupon.gate=issue", *more]).plan)
    same(readable, compiled)
    assert readable.daily["coupons_expired"].sum() > 0
    issued = readable.daily["coupons_issued"]
    assert issued[:9].sum() > 0 and issued[30:].sum() > 0
    assert readable.daily["coupons_refused"].sum() > 0


def test_a_day_beyond_anything_real_ends_in_words() -> None:
    """Somebody who does more on a day than can be written down is not left out of it."""
    full = tape(1)
    full[2] = 7
    with pytest.raises(StoppedError, match="1,048,576 things on a single day: some setting"):
        drained(full)
