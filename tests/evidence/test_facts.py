"""Published facts the settings lean on: does the engine show their sign, and their size?

What is measured, against which target, and what falls short: docs/evidence-tests.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from facts import DAY_MS, Column, Events, interval, kpi, lived, log, of, total

from sim.evidence.load import entry
from sim.measure.result import RunResult

YEARS = "horizon_days=1095"
# A base that lives out a lifetime of its own (L3): contact then adds orders, not only earlier ones.
LIFETIME = (
    "shoppers.repeat.law=paretonbd",
    "shoppers.repeat.r=0.553",
    "shoppers.repeat.alpha_weeks=10.578",
)
# Five years of it at a thin margin: goods at the dear end of their range, and groups that are
# looked after. What costs the same however much is sent makes both flanks of a profit steeper.
THIN = (
    *("horizon_days=1826", "finance.cost_of_goods=0.66", "shoppers.spend.v_yuan=100"),
    "touch.channels.community.yuan_per_group_month=3000",
)
LADDER = ("touch_4_a_month", "touch_7_a_month", "touch_10_a_month")


def profit_against_seven(evidence: str, *overrides: str, replications: int) -> list[Column]:
    """Profit per customer at 4 and at 10 touches a month, % against 7, by replication."""
    four, seven, ten = (
        kpi(lived(name, evidence, *overrides, replications=replications), "contribution_per_member")
        for name in LADDER
    )
    return [100 * (four / seven - 1.0), 100 * (ten / seven - 1.0)]


@pytest.mark.slow
def test_under_contact_costs_more_than_over_contact():
    """F1 under `contact_pays`: 4 instead of 7 loses a third of the profit, 10 a sixth.

    The settings were chosen under other seeds. Each published loss lies within the interval, both
    are losses, and too little costs more than too much.
    """
    found = profit_against_seven(
        *("contact_pays", *LIFETIME, *THIN, "shoppers.initial=8000", "seed=11"), replications=6
    )
    for column, published in zip(found, entry("F1").numbers[1:], strict=True):
        assert interval(column).low < published < interval(column).high < 0.0
    four, ten = found
    assert interval(four - ten).high < 0.0


@pytest.mark.slow
def test_over_contact_costs_more_than_under_contact():
    """F3 under `pessimistic`: too short an interval loses more than too long a one."""
    four, ten = profit_against_seven("pessimistic", YEARS, "shoppers.initial=8000", replications=4)
    assert interval(ten).high < 0.0
    assert interval(ten - four).high < 0.0


def churned(evidence: str, *overrides: str, replications: int = 3) -> Column:
    """Share of subscribers lost in three months, by replication; about 6 % if left alone (sBG)."""
    subscribers = (
        *("shoppers.repeat.law=sbg", "shoppers.repeat.a=1", "shoppers.repeat.b=43"),
        *("shoppers.history_days=1", "horizon_days=91", "shoppers.initial=10000"),
    )
    lost = lived("baseline", evidence, *subscribers, *overrides, replications=replications)
    return total(lost, "dropouts") / 10_000


def keeping(every_days: int) -> str:
    """A proactive message to everybody, every so many days."""
    return (
        "+campaigns.keep={channel: community, content: recall, hours: [10], "
        f"every_days: {every_days}, from_day: 1, until_day: 91, coupon: false, intensity: 1}}"
    )


RECONSIDER = f"touch.response.reconsider={1.0 - (1.0 - 0.10) / (1.0 - 0.06):.4f}"  # F6, one contact


@pytest.mark.slow
def test_one_proactive_contact_raises_churn_from_six_to_ten_percent():
    """F6: asked once whether they are content, subscribers think again; 6 % lost become 10 %."""
    before, after = entry("F6").numbers
    alone = churned("central", replications=8)
    asked = churned("central", keeping(1000), RECONSIDER, replications=8)
    none = churned("central", keeping(1000), replications=8)
    assert interval(100 * alone).centre == pytest.approx(before, abs=0.3)
    assert interval(100 * asked).low < after < interval(100 * asked).high
    assert interval(none - alone).high < 0.001  # the message alone, without the mechanism


@pytest.mark.slow
def test_proactive_contact_raises_churn():
    """F6, by fatigue alone: contact every day loses more subscribers in three months than none."""
    assert interval(churned("pessimistic", keeping(1)) - churned("pessimistic")).low > 0.0


def voucher_wave(coupon: bool, channel: str = "community") -> str:
    """One message to everybody on day 10."""
    return (
        f"+campaigns.wave={{channel: {channel}, content: promotion, hours: [20], every_days: 3650, "
        f"from_day: 10, until_day: 11, coupon: {str(coupon).lower()}, intensity: 1}}"
    )


def spending_per_yuan(evidence: str, channel: str, *coupon: str, replications: int) -> Column:
    """List value a voucher wave adds over its yuan redeemed, by replication."""
    facts = ("horizon_days=120", "shoppers.initial=40000", "coupon.budget=1e9", *coupon)
    wave = voucher_wave(True, channel)
    given = lived("baseline", evidence, *facts, wave, replications=replications)
    none = lived("baseline", evidence, *facts, replications=replications)
    added = total(given, "list_fen") - total(none, "list_fen")
    return added / total(given, "coupon_redeemed_fen")


VOUCHERS = {
    "central: 20 off 200 in the group": (
        *("central", "community", "coupon.face=20", "coupon.threshold=200"),
    ),
    "coupon_advertises: 30 off, from the guide, claimed by four in five": (
        *("coupon_advertises", "guide", "coupon.face=30"),
        *("touch.channels.guide.enrol=1", "touch.channels.guide.execution=1"),
        "touch.channels.guide.open_rate=0.9",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("voucher", VOUCHERS.values(), ids=VOUCHERS)
def test_a_yuan_of_vouchers_brings_three_to_six(voucher: tuple[str, ...]):
    """C4: spending added per yuan lies between the lowest and the highest of the studies."""
    _, highest, lowest, _ = entry("C4").numbers
    evidence, channel, *coupon = voucher
    found = interval(spending_per_yuan(evidence, channel, *coupon, replications=4))
    assert lowest < found.centre < highest
    assert found.low > 1.0


SENT, EXPIRED, AFTER = 10 + 20 / 24, 15, 22  # days: sent, its last day over, and a week more


def spent(events: Events, begin: float, end: float, uids: Column | None = None) -> float:
    """List value in fen of the orders between two moments (days), of all or of some shoppers."""
    orders = of(events, "order")
    kept = (orders["time_ms"] >= begin * DAY_MS) & (orders["time_ms"] < end * DAY_MS)
    if uids is not None:
        kept &= np.isin(orders["uid"], uids)
    return float(orders["amount_fen"][kept].sum())


def coupon_lift(evidence: str, replications: int) -> Column:
    """Share of the added spending that is of redeemers, and what is added in the week after expiry.

    20 off 250 for 4 days to every follower of the official account, shape (replications, 2).
    """
    facts = (
        *("horizon_days=30", "shoppers.initial=40000", "touch.channels.official.enrol=1"),
        *("coupon.face=20", "coupon.threshold=250", "coupon.validity_days=4", "coupon.budget=1e9"),
    )
    offered = (*facts, voucher_wave(True, "official"))
    rows = []
    for given, none in zip(
        lived("baseline", evidence, *offered, replications=replications, events=True),
        lived("baseline", evidence, *facts, replications=replications, events=True),
        strict=True,
    ):
        theirs, plain = log(given), log(none)
        redeemers = np.unique(of(theirs, "coupon_redeemed")["uid"])
        added, by_redeemers = (
            spent(theirs, SENT, EXPIRED, who) - spent(plain, SENT, EXPIRED, who)
            for who in (None, redeemers)
        )
        after = spent(theirs, EXPIRED, AFTER) / spent(plain, EXPIRED, AFTER) - 1.0
        rows.append((100 * by_redeemers / added, 100 * after))
    return np.array(rows)


@pytest.mark.slow
def test_a_coupon_sells_mostly_by_being_seen():
    """C5 under `coupon_advertises`: a tenth of the gain by redeemers, a quarter more a week later.

    Without exposure (`central`) most of the gain is theirs and nothing is left in the week after.
    """
    found = [interval(column) for column in coupon_lift("coupon_advertises", replications=8).T]
    for measured, published in zip(found, entry("C5").numbers, strict=True):
        assert measured.low < published < measured.high
    share, after = coupon_lift("central", replications=2).T
    assert (share > 50).all()
    assert (abs(after) < 5).all()


def repeat_ladder(result: RunResult) -> Column:
    """Of those with m orders within a year of the first, the share with one more; m = 1, 2, 3."""
    orders = log(result)
    kept = orders["event"] == "order"
    uids, times, index = (orders[name][kept] for name in ("uid", "time_ms", "reference"))
    begun = dict(zip(uids[index == 0].tolist(), times[index == 0].tolist(), strict=True))
    starts = np.array([begun[uid] for uid in uids.tolist()])
    counts = np.unique(uids[times < starts + 365 * DAY_MS], return_counts=True)[1]
    return np.array([(counts > m).sum() / (counts >= m).sum() for m in (1, 2, 3)])


BASES = {
    "fitted to the ladder": (
        ("r=0.10758", "alpha_weeks=1.4876", "a=1.03566", "b=2.21566"),
        [0.32, 0.53, 0.64],
    ),
    "music buyers (L2), second and third step": ((), [None, 0.53, 0.64]),
}


@pytest.mark.parametrize(("repeat", "target"), BASES.values(), ids=BASES)
def test_repeat_ladder(repeat: tuple[str, ...], target: list[float | None]):
    """L1: those who bought twice go on more often than those who bought once, by these shares."""
    cohort = ("shoppers.start=cohort", "shoppers.first_orders=[1]", "horizon_days=366")
    base = (f"shoppers.repeat.{one}" for one in repeat)
    (result,) = lived(
        *("baseline", "central"),
        *(*cohort, *base, "shoppers.initial=20000"),
        replications=1,
        events=True,
    )
    found = repeat_ladder(result)
    for share, published in zip(found, target, strict=True):
        if published is not None:
            assert share == pytest.approx(published, abs=0.03)
    assert (np.diff(found) > 0).all()


def referral_funnel(events: Events) -> Column:
    """Of the buyers of the run: who refer, bring a customer, bring one worth the two rewards."""
    joined, orders = of(events, "joined"), of(events, "order")
    invited = joined["reference"] != 0
    inviter = dict(
        zip(joined["uid"][invited].tolist(), joined["reference"][invited].tolist(), strict=True)
    )
    spent: dict[int, int] = {}
    for uid, fen in zip(orders["uid"].tolist(), orders["amount_fen"].tolist(), strict=True):
        spent[uid] = spent.get(uid, 0) + fen
    buyers = {uid for uid in spent if uid not in inviter}
    margin, rewards = 0.55, 10_000  # list value less goods; 50 yuan each side, in fen
    steps = (
        set(of(events, "invited")["uid"].tolist()),
        {by for uid, by in inviter.items() if uid in spent},
        {by for uid, by in inviter.items() if spent.get(uid, 0) * margin > rewards},
    )
    return np.array([len(step & buyers) / len(buyers) for step in steps])


def test_referral_funnel():
    """R4, telecom: 30-12-8 lies between `central` and `optimistic` at every step."""
    central, optimistic = (
        np.array(
            [
                referral_funnel(log(run))
                for run in lived(
                    *("reward_only_referral", evidence, "shoppers.initial=10000"),
                    replications=4,
                    events=True,
                )
            ]
        )
        for evidence in ("central", "optimistic")
    )
    telecom = entry("R4").numbers[1:4]
    for step, published in enumerate(telecom):
        assert interval(central[:, step]).high < published / 100
        assert interval(optimistic[:, step]).low > published / 100


def intended(events: Events) -> Column:
    """Of the buyers of the run: who ever mean to invite a friend, who ever do."""
    buyers = set(of(events, "order")["uid"].tolist())
    steps = (set(of(events, kind)["uid"].tolist()) for kind in ("share_meant", "share_passed"))
    return np.array([len(step & buyers) / len(buyers) for step in steps])


def test_most_intentions_to_refer_are_forgotten():
    """R4, telecom: 81 % mean to and 30 % do; those who come by more often do more of it."""
    usual, often = (
        intended(log(lived("invitation_meant", "central", *more, replications=1, events=True)[0]))
        for more in (("shoppers.initial=10000",), ("shoppers.initial=10000", OFTEN))
    )
    assert usual == pytest.approx(np.array(entry("R4").numbers[:2]) / 100, abs=0.03)
    assert often[0] == pytest.approx(usual[0], abs=0.02)
    assert often[1] > usual[1] + 0.05


OFTEN = "shoppers.visits.per_week=1"


def second_lives(events: Events) -> tuple[int, float, float]:
    """Won back within 60 days of 90 silent ones: how many, orders and yuan of a year from then.

    Yuan: list value less goods of the orders after the one that brought them back, less coupons
    redeemed from that one on. Win-backs of the first year count, so all have a year to go.
    """
    silent, late, year = 90 * DAY_MS, 150 * DAY_MS, 365 * DAY_MS
    rows = of(events, "order", "coupon_redeemed")
    last: dict[int, int] = {}
    back: dict[int, int] = {}
    orders, fen = 0, 0.0
    for time, uid, event, amount in zip(
        *(rows[name].tolist() for name in ("time_ms", "uid", "event", "amount_fen")), strict=True
    ):
        lapsed = uid in last and silent <= time - last[uid] < late
        if event == "order" and uid not in back and lapsed and time < year:
            back[uid] = time
        elif uid in back and time < back[uid] + year:
            orders += event == "order"
            fen += 0.55 * amount if event == "order" else -amount
        if event == "order":
            last[uid] = time
    return len(back), orders / len(back), fen / 100.0 / len(back)


def recalled(content: str, coupon: str) -> Column:
    """`second_lives` by replication, shape (replications, 3), of a recall after 90 silent days."""
    step = (
        f"{{day: 90, action: touch, channel: official, content: {content}, hour: 20, "
        f"minutes: 0, accept: 0, coupon: {coupon}}}"
    )
    journey = (
        "+journeys.recall={trigger: purchased, priority: 1, from_day: 0, until_day: 36500, "
        f"coverage: 1, steps: [{step}]}}"
    )
    facts = (
        *("horizon_days=730", "shoppers.initial=20000", "touch.channels.official.enrol=1"),
        *("touch.channels.official.open_rate=0.4", "coupon.face=60", "coupon.budget=1e9"),
    )
    runs = lived("baseline", "central", *facts, journey, replications=4, events=True)
    return np.array([second_lives(log(run)) for run in runs])


@pytest.mark.slow
def test_a_discount_wins_back_more_for_less():
    """L11: a discount regains more than service does, for a shorter second life that earns less."""
    discount, service = recalled("recall", "true"), recalled("service", "false")
    more, orders, yuan = (interval(column) for column in (discount - service).T)
    assert more.low > 0.0
    assert orders.high < 0.0
    assert yuan.high < 0.0
