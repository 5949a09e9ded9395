"""Journeys (自动化旅程): who enters one, who leaves it early, and which steps are due today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import trigger as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import spend_fen
from sim.behaviour.stages import EVER, next_turn, stage_by_orders, turned
from sim.behaviour.trigger import BOUGHT, MIDNIGHT, PURCHASED, REDEEMED, WON_BACK
from sim.population.interface import W_FRIENDS
from sim.population.reference import audience, knowing, staff
from sim.population.reference.shopper import Shopper, draw
from sim.population.reference.touching import STEPS, Letter, enter
from sim.population.rules import (
    ANY,
    EVERYBODY,
    NEVER,
    ON_PURCHASE,
    OPENED,
    JourneyRule,
    StepRule,
)
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town

_SINCE = (science.DORMANT, science.INACTIVE, science.CART_LEFT)
LEFT = -2  # in place of the ordinal of a running trigger: was in the journey and left it early


# -- entering and leaving ---------------------------------------------------------------------


def start(town: Town, shopper: Shopper, now: int, trigger: int, ordinal: int) -> None:
    """Start, or start again, every journey this trigger belongs to."""
    for index, journey in enumerate(town.rules.journeys):
        if journey.trigger == trigger:
            _begin(town, shopper, now, index, ordinal)


def on_tier(town: Town, shopper: Shopper, now: int, before: int) -> None:
    """Start the journeys of the change of tier that just happened; before: the tier before it."""
    for index, journey in enumerate(town.rules.journeys):
        if journey.trigger == science.TIER_CHANGED and science.moved(
            before, shopper.tier, journey.move, journey.tier
        ):
            _begin(town, shopper, now, index, now // DAY)


def on_order(
    town: Town, shopper: Shopper, now: int, ordinal: int, gap: int, *, redeemed: bool, basket: int
) -> None:
    """What an order ends and starts.

    gap: days since the order before, if there was one. basket: bits of the categories in it.
    """
    stop(town, shopper, now, ON_PURCHASE)
    for index, journey in enumerate(town.rules.journeys):
        if (
            journey.trigger == PURCHASED
            or (journey.trigger == REDEEMED and redeemed)
            or (journey.trigger == BOUGHT and basket >> journey.bought & 1)
            or (journey.trigger == WON_BACK and ordinal > 0 and gap >= journey.days)
        ):
            _begin(town, shopper, now, index, ordinal)
    if knowing.known(town, shopper):
        _on_stage(town, shopper, now, gap)


def _on_stage(town: Town, shopper: Shopper, now: int, gap: int) -> None:
    """Start the journeys of the change of stage that an order just made, which the brand knows to
    be theirs; gap: as in `on_order`."""
    day, orders, rows = now // DAY, shopper.seen_orders, town.rules.known.rows
    silent = gap if orders > 1 else EVER
    since = day - shopper.joined // DAY
    for index, journey in enumerate(town.rules.journeys):
        if journey.trigger != science.STAGE_CHANGED:
            continue
        first, last, leaves, enters = journey.stages
        spent = [_spent(town, shopper, orders - 1), _spent(town, shopper, orders)]
        before = stage_by_orders(rows, first, last, since, orders - 1, silent, spent[0])
        after = stage_by_orders(rows, first, last, since, orders, 0, spent[1])
        if turned(before, after, leaves, enters):
            _begin(town, shopper, now, index, day)


def _spent(town: Town, shopper: Shopper, orders: int) -> int:
    """What a shopper spent on their first orders, in fen, if a view asks for it."""
    if not town.rules.known.spends:
        return 0
    return spend_fen(*town.key, shopper.uid, orders, town.plan.shoppers.spend.p, shopper.spend_rate)


def stop(town: Town, shopper: Shopper, now: int, event: int) -> None:
    """Leave the journeys that this event ends; what ends at a visit ends at an order too."""
    for index, journey in enumerate(town.rules.journeys):
        ends = journey.stop != NEVER and journey.stop >= event
        if not ends or shopper.journeys.get(index, LEFT) < 0:
            continue
        shopper.journeys[index] = LEFT
        if town.rules.traced and now // DAY < shopper.started[index] + journey.last_day:
            town.note(now, shopper, "journey_left", "", 0, journey.hash)


def at_midnight(town: Town, day: int) -> None:
    """Start the journeys whose trigger comes at the midnight of `day`, for whom it does."""
    for index, journey in enumerate(town.rules.journeys):
        if journey.trigger < MIDNIGHT:
            continue
        for shopper in town.shoppers:
            here = shopper.arrived and shopper.member and not shopper.fake
            if here and _next_trigger(town, shopper, journey, day - 1) == day:
                _begin(town, shopper, day * DAY, index, day)


def _next_trigger(town: Town, shopper: Shopper, journey: JourneyRule, after: int) -> int:
    """The first day after `after` at whose midnight this journey starts, as things are."""
    if journey.trigger in _SINCE:
        return science.next_offset(_since(shopper, journey.trigger), journey.days, after)
    if journey.trigger == science.BIRTHDAY:
        place = science.birthday(*town.key, shopper.uid)
        return science.next_birthday(place, town.rules.new_year, journey.days, after)
    if journey.trigger == science.COUPON_EXPIRING:
        expiries = [held.expiry // DAY for held in shopper.wallet]
        days = [science.next_offset(expiry, -journey.days, after) for expiry in expiries]
        return min(days, default=science.NEVER_DAY)
    if journey.trigger == science.ALERT:
        return science.next_alert(town.alarmed.get(journey.hash, -1), after)
    if journey.trigger == science.STAGE_CHANGED:
        return _next_turn(town, shopper, journey, after)
    return science.next_date(journey.from_day, journey.days, after)


def _next_turn(town: Town, shopper: Shopper, journey: JourneyRule, after: int) -> int:
    """The first day after `after` at whose midnight time alone has changed the stage."""
    orders = shopper.seen_orders if knowing.known(town, shopper) else 0
    return next_turn(
        *(town.rules.known.rows, *journey.stages, shopper.joined // DAY),
        *(orders, shopper.last_order_day, _spent(town, shopper, orders), after),
    )


def _since(shopper: Shopper, trigger: int) -> int:
    """The day from which a trigger of silence, or of a cart, counts."""
    joined = shopper.joined // DAY
    if trigger == science.DORMANT:
        return shopper.last_order_day if shopper.seen_orders else joined
    if trigger == science.INACTIVE:
        return max(joined, shopper.last_active)
    return shopper.cart - 1 if shopper.cart else -science.NEVER_DAY


def _begin(town: Town, shopper: Shopper, now: int, index: int, ordinal: int) -> None:
    """Enter the journey of that index, if it is open, meant for this shopper, and not too soon."""
    journey, day = town.rules.journeys[index], now // DAY
    if day < 0 or not journey.from_day <= day < journey.until_day:
        return
    before = index in shopper.journeys
    if not science.rested(before, shopper.started.get(index, 0), day, journey.reentry_days):
        return
    if journey.audience != EVERYBODY and not audience.holds(town, shopper, journey.audience, day):
        return
    if (
        draw(town.key, shopper.uid, at.START + journey.hash, ordinal)[0]
        >= town.today.coverage[index]
    ):
        return
    if journey.guided and not town.staff.begun(staff.guide_of(town, shopper, index)):
        return
    shopper.journeys[index], shopper.started[index] = ordinal, day
    shopper.answered &= ~(1 << index)
    if town.rules.traced:
        town.note(now, shopper, "journey_entered", "", 0, journey.hash)
    for number, step in enumerate(journey.steps):
        if step.add_friend:
            _add_friend(town, shopper, now, journey, step, ordinal * STEPS + number)
        else:
            town.due[day + step.day].append((day + step.day, shopper, index, number, ordinal))


def _add_friend(
    town: Town, shopper: Shopper, now: int, journey: JourneyRule, step: StepRule, ordinal: int
) -> None:
    """In the store, on the spot: the guide asks to be added, the shopper accepts or not."""
    channel = town.rules.channels[step.channel]
    if shopper.enrolled & channel.bit:
        return
    asked, accepts, _, _ = draw(town.key, shopper.uid, at.STEP + journey.hash, ordinal)
    if not town.staff.does(shopper.guide, step.channel, town.today.execution[step.channel], asked):
        town.registers.count(now, "tasks_skipped")
        return
    town.guides[shopper.guide].in_store(now, step.work_ms)
    if accepts < step.accept * town.staff.skill(shopper.guide):
        enter(town, shopper, step.channel)
        town.registers.count(now, "friends_added")
        town.staff.note(shopper.guide, W_FRIENDS)
        town.note(now, shopper, "friend_added", channel.name, 0, journey.hash)


# -- today's steps ----------------------------------------------------------------------------


def mail(town: Town, day: int) -> list[Letter]:
    """Letters of automatic steps due today; a guide's steps go to the guide's task list."""
    letters = []
    for due in town.due.pop(day, []):
        _, shopper, index, number, ordinal = due
        journey = town.rules.journeys[index]
        step = journey.steps[number]
        channel = town.rules.channels[step.channel]
        if shopper.journeys[index] != ordinal or not shopper.reachable(channel.bit):
            continue
        if not _on_branch(shopper, index, step):
            continue
        if step.work_ms:
            town.guides[staff.guide_of(town, shopper, index)].tasks.append(due)
            continue
        address = ordinal * STEPS + number
        execution = town.today.execution[step.channel]
        if draw(town.key, shopper.uid, at.STEP + journey.hash, address)[0] < execution:
            time = day * DAY + step.at_ms
            letters.append(letter(time, shopper, index, number, ordinal, 1.0, town))
    return letters


def _on_branch(shopper: Shopper, index: int, step: StepRule) -> bool:
    """Whether the message of this journey that came last was answered as the step asks."""
    answered = bool(shopper.answered & (1 << index))
    return step.after == ANY or answered == (step.after == OPENED)


def letter(
    time: int, shopper: Shopper, index: int, number: int, ordinal: int, value: float, town: Town
) -> Letter:
    """The touch of one journey step."""
    journey = town.rules.journeys[index]
    step = journey.steps[number]
    return Letter(
        time=time,
        uid=shopper.uid,
        turn=journey.turn,
        policy=journey.hash,
        mechanism=at.STEP,
        ordinal=ordinal * STEPS + number,
        channel=step.channel,
        content=step.content,
        coupon=step.coupon,
        value=value,
        journey=index,
        shopper=shopper,
        about=step.about,
    )
