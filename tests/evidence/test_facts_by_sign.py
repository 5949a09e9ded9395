"""Facts that settings cite for their direction, held against the engine: coupons, referral, rest.

Beside `test_facts`, whose facts give sizes. Rows of docs/evidence-tests.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from facts import DAY_MS, Column, Events, interval, lived, log, of, total

from sim.behaviour.coupon import attraction, pull
from sim.config.compose import compose_plan
from sim.evidence.load import entry
from sim.world import simulate

SENT, LIFE = 10, 14  # day of the wave, days a coupon lives


def wave(coupon: bool) -> str:
    """One promotion to everybody, by the guide."""
    return (
        "+campaigns.wave={channel: guide, content: promotion, hours: [10], every_days: 3650, "
        f"from_day: {SENT}, until_day: {SENT + 1}, coupon: {str(coupon).lower()}, intensity: 1}}"
    )


def offered(coupon: bool, *overrides: str, replications: int) -> list[Events]:
    """Event logs of a wave of 40 off for `LIFE` days, or of its message alone."""
    facts = (
        *("horizon_days=40", "shoppers.initial=20000", "touch.channels.guide.enrol=1"),
        *("touch.channels.guide.execution=1", "coupon.budget=1e9"),
        *("coupon.face=40", f"coupon.validity_days={LIFE}", *overrides),
    )
    runs = lived(
        "baseline", "central", *facts, wave(coupon), replications=replications, events=True
    )
    return [log(run) for run in runs]


def redeemed_a_day(events: Events, life: int = LIFE) -> Column:
    """Coupons redeemed on each day after that of the wave, shape (life,); all expire together."""
    days = of(events, "coupon_redeemed")["time_ms"] // DAY_MS - SENT - 1
    return np.bincount(days[days >= 0], minlength=life)[:life]


def test_a_fifth_off_sells_three_quarters_more() -> None:
    """C11: at the mean proneness to deals a cut of 20 % raises intensity by the published 73 %."""
    plan = compose_plan("baseline").plan
    deal = plan.shoppers.traits.deal_mean
    more = pull(attraction(deal, 0.2, plan.coupon.lift, 1.0)) - 1.0
    assert 100 * more == pytest.approx(entry("C11").numbers[1], abs=1.0)


def test_redemptions_peak_again_before_expiry() -> None:
    """C7: more are redeemed on the last three days than on the three before, which hold more."""
    found = np.array([redeemed_a_day(one) for one in offered(True, replications=4)])
    last, before = found[:, -3:].sum(axis=1), found[:, -6:-3].sum(axis=1)
    assert interval(last - before).low > 0


def test_a_short_life_hurries() -> None:
    """C8: of coupons that live four days more are redeemed in three than of those of fourteen."""
    short = offered(True, "coupon.validity_days=4", replications=4)
    long = offered(True, replications=4)
    faster = [
        redeemed_a_day(one, 4)[:3].sum() - redeemed_a_day(other)[:3].sum()
        for one, other in zip(short, long, strict=True)
    ]
    assert interval(np.array(faster)).low > 0


def sold_after(events: Events) -> float:
    """List value in fen of the two weeks after expiry."""
    orders = of(events, "order")
    begin = (SENT + LIFE + 1) * DAY_MS
    kept = (orders["time_ms"] >= begin) & (orders["time_ms"] < begin + 14 * DAY_MS)
    return float(orders["amount_fen"][kept].sum())


def test_sales_dip_after_a_promotion() -> None:
    """C13: in the two weeks after expiry less is sold than had the message had no coupon."""
    with_it, without = (
        np.array([sold_after(one) for one in offered(coupon, replications=4)])
        for coupon in (True, False)
    )
    assert interval(with_it / without - 1.0).high < 0


def left_in_a_week(hours: str) -> Column:
    """Share of members who opt out in the second week of promotions at these hours, every day."""
    promoted = (
        f"+campaigns.many={{channel: community, content: promotion, hours: {hours}, every_days: 1, "
        "from_day: 0, until_day: 14, coupon: false, intensity: 1}"
    )
    facts = ("shoppers.initial=10000", "touch.weekly_cap=100")
    first, both = (
        total(
            lived("baseline", "central", *facts, promoted, f"horizon_days={days}", replications=4),
            "opted_out",
        )
        for days in (7, 14)
    )
    return (both - first) / 10_000


def test_three_a_day_drive_people_out() -> None:
    """F9, by sign: three promotions a day lose more members a week than one does."""
    assert interval(left_in_a_week("[9, 13, 20]") - left_in_a_week("[20]")).low > 0


def yuan_of_half_a_year(events: Events, referred: bool) -> float:
    """Mean list value of 180 days from the first order of those who joined in the first 180."""
    joined, orders = of(events, "joined"), of(events, "order")
    origin = joined["channel"] == "referral"
    kept = (origin if referred else ~origin) & (joined["channel"] != "initial")
    mine = np.isin(orders["uid"], joined["uid"][kept])
    uids, times, fen = (orders[name][mine] for name in ("uid", "time_ms", "amount_fen"))
    first = orders["reference"][mine] == 0
    begun = dict(zip(uids[first].tolist(), times[first].tolist(), strict=True))
    since = times - np.array([begun[uid] for uid in uids.tolist()])
    start = times - since
    early = (start < 180 * DAY_MS) & (since < 180 * DAY_MS)
    return float(fen[early].sum() / len(np.unique(uids[early])) / 100)


@pytest.mark.slow
def test_referred_buyers_are_worth_more() -> None:
    """R1, by sign: who was brought by a buyer buys more in half a year than who came by a door.

    Friends take after their inviters (`referral.likeness`), and who buys more invites more.
    """
    plan = compose_plan(
        "two_sided_referral",
        ["engine=compiled", "shoppers.initial=20000", "referral.invitee_reward=0"],
    ).plan
    runs = [log(simulate(plan, number, events=True)) for number in range(8)]
    by_friend, by_door = (
        np.array([yuan_of_half_a_year(one, referred) for one in runs]) for referred in (True, False)
    )
    assert interval(by_friend / by_door - 1.0).low > 0
