"""Touches: who is on today's list, the frequency governor, and how a touch is taken."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple

import simpy

from sim.behaviour import governor
from sim.behaviour import touch as science
from sim.behaviour.arms import place
from sim.behaviour.clock import DAY, HOUR, MINUTE, NEVER, SECOND
from sim.behaviour.precision import single
from sim.population.community import ENTERED, LEFT, MUTED, SPOKE
from sim.population.interface import Send
from sim.population.law import AUTOMATIC, BY_HAND, MASS
from sim.population.reference import (
    audience,
    buying,
    clockwork,
    exposing,
    law,
    room,
    sharing,
    tastes,
    wallet,
)
from sim.population.reference.shopper import Shopper, draw
from sim.population.rules import NO_COUPON, CampaignRule
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town

_SENDS = 64  # ordinals kept apart for one campaign and day
STEPS = 32  # ordinals kept apart for one run through a journey
NO_JOURNEY = -1


class Letter(NamedTuple):
    """One touch to make; `policy` is the name hash of its campaign or journey.

    turn: who goes first of one moment, see `sim.behaviour.governor.turn`.
    """

    time: int
    uid: int
    turn: int
    policy: int
    mechanism: int
    ordinal: int
    channel: int
    content: int
    coupon: int
    value: float
    journey: int
    shopper: Shopper
    about: int
    own_hour: float = 0.0  # see `sim.behaviour.touch.hour_chosen`


# -- memberships ------------------------------------------------------------------------------


def enrol(town: Town, shopper: Shopper, now: int) -> None:
    """The channels a new member can be reached in from the first day on."""
    for index, channel in enumerate(town.rules.channels):
        if draw(town.key, shopper.uid, at.ENROL + channel.hash, 0)[0] < channel.enrol:
            enter(town, shopper, index)
            town.groups.stir(shopper, ENTERED, index, now)


def enter(town: Town, shopper: Shopper, channel: int) -> None:
    """Become reachable in a channel."""
    town.registers.enrolled += shopper.enrolled == 0
    shopper.enrolled |= town.rules.channels[channel].bit
    town.audiences[channel].append(shopper)


# -- today's list -----------------------------------------------------------------------------


def broadcasts(town: Town, day: int, sends: list[Send]) -> list[Letter]:
    """Letters of the day's broadcasts to everyone reachable, and meant, at midnight."""
    letters = []
    for send in sends:
        rule = town.rules.campaigns[send.campaign]
        channel = town.rules.channels[rule.channel]
        reached = [s for s in town.audiences[rule.channel] if s.reachable(channel.bit)]
        town.audiences[rule.channel] = reached
        meant = rule.intensity * town.today.execution[rule.channel] * send.share
        ordinal = day * _SENDS + send.number
        letters += [
            _campaign_letter(rule, day * DAY + rule.times[send.number], ordinal, shopper)
            for shopper in reached
            if audience.holds(town, shopper, rule.audience, day)
            and draw(town.key, shopper.uid, at.CAMPAIGN + rule.hash, ordinal)[0] < meant
            and _is_for(town, shopper, day, send)
        ]
    return letters


def _is_for(town: Town, shopper: Shopper, day: int, send: Send) -> bool:
    """Whether somebody is in the send's stretch of a test, and silent for as long as it asks."""
    if send.test and not send.low <= place(*town.key, shopper.uid, send.test) < send.high:
        return False
    long_ago = shopper.seen_orders > 0 and day - shopper.last_order_day >= send.silent_days
    return long_ago or not send.silent_days


def _campaign_letter(rule: CampaignRule, time: int, ordinal: int, shopper: Shopper) -> Letter:
    return Letter(
        time=time,
        uid=shopper.uid,
        turn=rule.turn,
        policy=rule.hash,
        mechanism=at.CAMPAIGN,
        ordinal=ordinal,
        channel=rule.channel,
        content=rule.content,
        coupon=rule.coupon,
        value=1.0,
        journey=NO_JOURNEY,
        shopper=shopper,
        about=rule.about,
        own_hour=rule.own_hour,
    )


def deliver(town: Town, letters: list[Letter]) -> Generator[simpy.Event, object, None]:
    """The day's postman: letters in order of time, uid, turn and ordinal."""
    for letter in sorted(letters, key=lambda letter: letter[:6]):
        if letter.time > town.env.now:
            yield town.env.timeout(letter.time - town.env.now)
        hand_over(town, letter)


# -- one touch --------------------------------------------------------------------------------


def held_back(town: Town, shopper: Shopper, now: int) -> bool:
    """The frequency governor: the plan's own limits."""
    rule = town.plan.touch
    gap = now - shopper.last_touch if shopper.sent else NEVER
    return governor.held_back(
        _sent(shopper, now), gap, town.today.weekly_cap, rule.min_gap_minutes * MINUTE
    )


def _sent(shopper: Shopper, now: int) -> int:
    """Messages of the last days, as of now."""
    return governor.rolled(shopper.sent, now // DAY - shopper.last_touch // DAY)


def _kind(town: Town, letter: Letter) -> int:
    """A mass message, one that goes out by itself, or a guide's own words."""
    if letter.journey == NO_JOURNEY:
        return MASS
    step = town.rules.journeys[letter.journey].steps[letter.ordinal % STEPS]
    return BY_HAND if step.work_ms else AUTOMATIC


def hand_over(town: Town, letter: Letter) -> None:
    """One touch lands: governor, platform, delivery, opening, effects, annoyance."""
    shopper, now = letter.shopper, letter.time
    channel = town.rules.channels[letter.channel]
    town.catch_up(shopper, now)
    if not shopper.reachable(channel.bit) or _restarted(letter):
        return
    _trace(town, letter, channel.name)
    shopper.answered &= ~_mark(letter)  # unless it is opened
    if held_back(town, shopper, now):
        _block(town, letter, channel.name)
        return
    stopped = law.forbidden(town, shopper, now, channel.bit, letter.content, _kind(town, letter))
    if stopped is not None and stopped.own:
        _block(town, letter, channel.name)
        return
    if stopped is not None:
        town.registers.count(now, "touches_forbidden")
        town.registers.count(now, "forbidden_fen", channel.message_fen)
        town.note(now, shopper, "touch_forbidden", channel.name, 0, letter.policy)
        return
    shopper.sent = _sent(shopper, now) + 1
    if _kind(town, letter) == BY_HAND:
        shopper.served = now // DAY + 1
    town.registers.count(now, "touches_delivered")
    town.registers.count(now, "message_fen", channel.message_fen)
    town.note(now, shopper, "touch_delivered", channel.name, channel.message_fen, letter.policy)
    _take(town, letter)


def _block(town: Town, letter: Letter, channel: str) -> None:
    """Held back by the plan itself."""
    town.registers.count(letter.time, "touches_blocked")
    town.note(letter.time, letter.shopper, "touch_blocked", channel, 0, letter.policy)


def _trace(town: Town, letter: Letter, channel: str) -> None:
    """Note which step of a journey comes now, if journeys are followed."""
    if town.rules.traced and letter.journey != NO_JOURNEY:
        step = letter.ordinal % STEPS
        town.note(letter.time, letter.shopper, "journey_step", channel, step, letter.policy)


def _mark(letter: Letter) -> int:
    """The bit of the letter's journey in `Shopper.answered`."""
    return 0 if letter.journey == NO_JOURNEY else 1 << letter.journey


def _restarted(letter: Letter) -> bool:
    """A journey that started again since midnight, or was left, makes its old steps pointless."""
    running = letter.shopper.journeys.get(letter.journey, NO_JOURNEY)
    return letter.journey != NO_JOURNEY and running != letter.ordinal // STEPS


def _take(town: Town, letter: Letter) -> None:
    """See it, open it or not, tire, perhaps have enough, perhaps think again."""
    shopper, now = letter.shopper, letter.time
    response = town.plan.touch.response
    channel = town.rules.channels[letter.channel]
    _, opens, clicks, bears = draw(
        town.key, shopper.uid, letter.mechanism + letter.policy, letter.ordinal
    )
    before = science.fatigue_now(
        shopper.fatigue, now - shopper.last_touch, town.rules.fatigue_slope
    )
    shopper.fatigue = single(before + town.rules.contents[letter.content].fatigue)
    shopper.last_touch = now // SECOND * SECOND
    hour = science.hour_factor(now % DAY / HOUR, shopper.hour, response.hour_effect)
    hour = science.hour_chosen(hour, response.hour_effect, letter.own_hour)
    hour *= town.groups.mood(shopper, letter.channel)
    chance = science.open_chance(
        town.today.open_rate[letter.channel] * town.today.novelty[letter.content],
        shopper.affinity,
        town.plan.shoppers.traits.affinity_mean,
        hour,
        before,
        response.fatigue_on_open,
    )
    exposing.see(town, shopper, now, letter.coupon)
    annoyed = science.annoyed_chance(shopper.fatigue, shopper.tolerance, response.annoyance)
    found = science.led_to(opens, chance, bears, annoyed, response.opt_out_share)
    if found & science.OPENED:
        shopper.answered |= _mark(letter)
        _open(town, letter, clicks < channel.click_rate)
    if found & (science.MUTES | science.LEAVES):
        _close(town, shopper, now, letter.channel, for_good=found & science.LEAVES != 0)
    exposing.reconsider(town, shopper, now, letter.policy, letter.ordinal, letter.content)


def _open(town: Town, letter: Letter, clicked: bool) -> None:
    """An opened touch: goodwill, nudge, coupon, visit, an occasion to share."""
    shopper, now = letter.shopper, letter.time
    registers, content = town.registers, town.rules.contents[letter.content]
    name = town.rules.channels[letter.channel].name
    registers.count(now, "touches_opened")
    town.note(now, shopper, "touch_opened", name, 0, letter.policy)
    if clicked:
        registers.count(now, "touches_clicked")
        registers.active(shopper, now)
        town.groups.stir(shopper, SPOKE, letter.channel, now)
        town.note(now, shopper, "touch_clicked", name, 0, letter.policy)
    clockwork.settle(town, shopper, now)
    value = letter.value * tastes.relevance(
        town, shopper, letter.about, letter.policy, letter.ordinal
    )
    shopper.goodwill = single(science.filled(shopper.goodwill, min(1.0, content.goodwill * value)))
    shopper.nudge = single(shopper.nudge + content.nudge * value)
    if letter.coupon != NO_COUPON:
        wallet.offer(town, shopper, now, letter.coupon)
    if town.rules.rooms >> letter.channel & 1:
        room.watch(town, shopper, now)
    clockwork.plan_order(town, shopper)
    sharing.occasion(
        town, shopper, now, letter.policy, letter.ordinal, town.plan.referral.share_on_open
    )
    clockwork.refresh(shopper)
    town.wake(shopper)


def _close(town: Town, shopper: Shopper, now: int, channel: int, *, for_good: bool) -> None:
    """Mute (屏蔽) the channel, or leave it for good; some who leave in anger stop buying."""
    rule = town.rules.channels[channel]
    shopper.closed |= rule.bit
    town.groups.stir(shopper, LEFT if for_good else MUTED, channel, now)
    if not for_good:
        shopper.muted = True
        town.registers.count(now, "muted")
        town.note(now, shopper, "muted", rule.name)
        return
    shopper.opted_out = True
    shopper.left_channels |= rule.bit
    town.registers.count(now, "opted_out")
    town.note(now, shopper, "opted_out", rule.name)
    if shopper.left_channels == shopper.enrolled:
        town.registers.gone(shopper)
    angry = draw(town.key, shopper.uid, at.QUIT + rule.hash, 0)[0]
    if shopper.alive and shopper.orders and angry < town.plan.touch.response.opt_out_dropout:
        clockwork.settle(town, shopper, now)
        buying.lose(town, shopper, now)
        clockwork.refresh(shopper)
        town.wake(shopper)
