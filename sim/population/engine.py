"""Which engine lives a plan, what memory it will need, and getting it ready."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.behaviour.acquisition import expected_joins
from sim.config.acquisition import Channel
from sim.config.errors import InputError
from sim.config.said import note, say
from sim.config.schema import Plan
from sim.population.loyalty import loyalty_of

# Shopper-days up to which the readable engine is as quick as loading the other: 300 people's year.
# Measured over plans of every kind, those with journeys, groups, desks and referral among them: at
# 100 people the engines take about as long, at 300 the other is up to four times as quick, at 1,000
# two to fourteen times.
QUICK = 110_000
_SEND = 4  # a message that may reach a shopper, though a cap refuse it, takes as long as these
_ROW = 148  # bytes of a shopper in the compiled engine; a test holds it to the layout
_EXTRA = 36  # more, if a plan has one of the levers that need them
_FLOW = 4  # more for each journey of the plan, and once if it has any
_TASTE = 8  # more for each category of goods
_LISTED = 10  # what a day holds of each: who lives, who joins (7 to 11 measured)
_WAITING = 15  # more with journeys: tasks of guides, who asks when the budget binds (3 to 25)
_VIEWED = 215  # more with stage views: what they ask of everybody at a midnight (200 to 220)
_SEATED = 120  # with communities: who enters a group on one day (27 to 120)
_FELT = 55  # with satisfaction followed (45 to 60)
_PASSED_ON = 50  # with offers that are passed on, or signals read: who came by (25 to 60)
_KEPT = 60  # with coupons of which a day has so many: what may have to be undone
_START = 110e6  # bytes of a process that has no shopper yet
_PROCESS = 3_000  # bytes of a shopper's process in the readable engine (2,800 measured)
_GIGABYTE = 1e9


def chosen(plan: Plan) -> str:
    """`simpy` or `compiled`; `auto` picks by the work to do. Both give the same results."""
    if plan.engine != "auto":
        return plan.engine
    work = plan.shoppers.initial * (plan.horizon_days + _SEND * _sends(plan))
    return "compiled" if work > QUICK else "simpy"


def _sends(plan: Plan) -> int:
    """Broadcasts of the run, in all channels: what one shopper could be sent."""
    days = plan.horizon_days
    return sum(
        len(one.hours) * len(range(one.from_day, min(days, one.until_day), one.every_days))
        for one in plan.campaigns.values()
    )


def expected_people(plan: Plan) -> float:
    """Initial people and expected joins by the brand's own doors; invited friends come on top."""
    thousands = plan.shoppers.initial / 1000.0
    joins = sum(_joins(channel, plan.horizon_days) for channel in plan.acquisition.values())
    return plan.shoppers.initial + joins * thousands


def _joins(channel: Channel, days: int) -> float:
    open_days = max(0, min(days, channel.until_day) - channel.from_day)
    mean = expected_joins(channel.joins_per_day, channel.spend_per_day, channel.half_spend)
    return mean * open_days


def needed_bytes(plan: Plan) -> float:
    """What one run of a plan will need, twice the expected people allowed for if friends invite."""
    people = expected_people(plan) * (2.0 if plan.referral.active else 1.0)
    extras = bool(plan.platform.rules or plan.touch.limits or plan.communities)
    extras = extras or bool(plan.cart.fill or plan.subscription.fee)
    extras = extras or plan.attribution.commission == "served"
    extras = extras or loyalty_of(plan).active or bool(plan.moves.accounts or plan.moves.unlinked)
    compiled = _ROW + _LISTED + (_EXTRA if extras else 0)
    compiled += _WAITING + _FLOW * (len(plan.journeys) + 1) if plan.journeys else 0
    compiled += _TASTE * len(plan.goods.categories) + _at_once(plan)
    each = compiled if chosen(plan) == "compiled" else _PROCESS
    return _START + people * each


def _at_once(plan: Plan) -> int:
    """The most that a midnight, or a part of a day, takes for each shopper and gives back."""
    return max(
        _VIEWED if plan.views else 0,
        _SEATED if plan.communities else 0,
        _FELT if plan.satisfaction.weight > 0.0 else 0,
        _PASSED_ON if plan.shared_offers or plan.signals else 0,
        _KEPT if any(kind.stock for kind in plan.coupons.values()) else 0,
    )


def free_bytes() -> float:
    """Memory that can be had without swapping, from the kernel; infinite where it does not say."""
    info = Path("/proc/meminfo")
    if not info.exists():
        return float("inf")
    lines = dict(line.split(":", 1) for line in info.read_text().splitlines())
    return float(lines["MemAvailable"].split()[0]) * 1024.0


def check_memory(plans: Sequence[Plan], processes: int) -> None:
    """Report large needs, and refuse what cannot fit; an event log goes to a file day by day.

    Raises:
        InputError: as many runs at once as there are processes need more memory than is free.
    """
    needs = max(needed_bytes(plan) for plan in plans) * processes
    free = free_bytes()
    words = say(
        "{needs:.1f} GB for {processes} {processes:run|runs} at once, {free:.1f} GB free",
        needs=needs / _GIGABYTE,
        processes=processes,
        free=free / _GIGABYTE,
    )
    if needs > free:
        raise InputError(
            say("these runs do not fit into memory"),
            key="shoppers.initial",
            value=max(plan.shoppers.initial for plan in plans),
            allowed=say("needs {words}; fewer shoppers or workers=1 need less", words=words),
        )
    if needs > _GIGABYTE:
        note(say("memory: needs {words}", words=words))


def make_ready(plans: Sequence[Plan]) -> None:
    """Load the compiled engine if a plan needs it; the first time on a machine, compile it."""
    if all(chosen(plan) == "simpy" for plan in plans):
        return
    import sim.population.compiled.city  # noqa: F401
    from sim.science import missing

    if missing("in every run"):
        from sim.science.compiling import compile_for_every_run

        note(say("compiling the engine for this machine, once; about half a minute"))
        compile_for_every_run()
