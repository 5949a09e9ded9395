"""Laws of reach and response: what a touch may do, and what it may never do."""

from __future__ import annotations

from hypothesis import strategies as st

from sim.config.schema import Plan
from tests.laws.worlds import (
    CAMPAIGNS,
    SETTINGS,
    Levers,
    by_shopper,
    changed,
    identical,
    law,
    lived,
    never_fewer,
    plan_of,
    rows,
)

SHARES = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2, unique=True).map(sorted)
OWN_LIFE = ("order", "visit", "refund", "dropped_out")
CALM = {"touch.response.annoyance": 0.0}  # nobody mutes, so everybody stays on the list
PROMOTION = {"touch.response.reconsider_on": "promotion"}
DAILY = "campaigns.daily_promotions"
COUPONS = {  # in every promotion, and nobody opens one
    f"{DAILY}.coupon": True,
    "coupon.face": 20.0,
    "touch.channels.community.open_rate": 0.0,
    "touch.channels.official.open_rate": 0.0,
}
MILD = {"touch.response.opt_out_dropout": 0.0}  # leaving the list is all that anger does


def broadcasts(engine: str, levers: Levers) -> Plan:
    """Two campaigns and nothing else."""
    return changed(plan_of("touch_heavy", *CAMPAIGNS, f"engine={engine}"), levers)


@law(settings=SETTINGS, caps=st.lists(st.integers(0, 25), min_size=2, max_size=2).map(sorted))
def test_a_looser_cap_never_lowers_sends(engine: str, settings: Levers, caps: list[int]) -> None:
    """With nobody annoyed, nobody gets fewer messages under a looser weekly cap."""
    plan = broadcasts(engine, settings | CALM)
    tight, loose = (lived(plan, touch__weekly_cap=cap) for cap in caps)
    sent = "touch_delivered"
    assert never_fewer(by_shopper(loose, sent), by_shopper(tight, sent))


@law(settings=SETTINGS, shares=SHARES, cap=st.sampled_from([3, 1000]))
def test_better_execution_never_lowers_sends(
    engine: str, settings: Levers, shares: list[float], cap: int
) -> None:
    """With nobody annoyed, staff who carry out more sends reach nobody less often."""
    plan = broadcasts(engine, settings | CALM | {"touch.weekly_cap": cap})
    sloppy, keen = (lived(plan, touch__channels__community__execution=share) for share in shares)
    sent = "touch_delivered"
    assert never_fewer(by_shopper(keen, sent), by_shopper(sloppy, sent))


@law(settings=SETTINGS, shares=SHARES)
def test_a_higher_open_rate_never_lowers_opens(
    engine: str, settings: Levers, shares: list[float]
) -> None:
    """Who opens a message at one open rate opens it at any higher one."""
    plan = broadcasts(engine, settings)
    dull, bright = (lived(plan, touch__channels__community__open_rate=share) for share in shares)
    assert set(rows(dull, "touch_opened")) <= set(rows(bright, "touch_opened"))
    assert rows(dull, "touch_delivered") == rows(bright, "touch_delivered")


@law(settings=SETTINGS, shares=SHARES)
def test_a_higher_opt_out_share_never_keeps_members(
    engine: str, settings: Levers, shares: list[float]
) -> None:
    """Leaving instead of muting never raises members, and nobody is reached more or less."""
    plan = broadcasts(engine, settings)
    muting, leaving = (lived(plan, touch__response__opt_out_share=share) for share in shares)
    assert (leaving.daily["members"] <= muting.daily["members"]).all()
    assert rows(leaving, "touch_delivered") == rows(muting, "touch_delivered")


@law(settings=SETTINGS, shares=SHARES)
def test_more_anger_never_brings_orders(engine: str, settings: Levers, shares: list[float]) -> None:
    """Nobody buys more often when more of those who leave in anger stop buying."""
    plan = broadcasts(engine, settings | {"touch.response.annoyance": 0.03})
    mild, angry = (lived(plan, touch__response__opt_out_dropout=share) for share in shares)
    assert set(rows(angry, "order")) <= set(rows(mild, "order"))


@law(settings=SETTINGS)
def test_unopened_campaigns_change_no_order(engine: str, settings: Levers) -> None:
    """What nobody opens sells nothing: orders, visits and refunds are those without campaigns."""
    plan = broadcasts(engine, settings | MILD)
    unread = {f"touch__channels__{name}__open_rate": 0.0 for name in plan.touch.channels}
    silent, sent = lived(plan, campaigns={}), lived(plan, **unread)
    assert rows(sent, *OWN_LIFE) == rows(silent, *OWN_LIFE)
    assert rows(sent, "touch_delivered")


@law(settings=SETTINGS, nudges=st.lists(st.floats(0, 3), min_size=2, max_size=2).map(sorted))
def test_a_stronger_nudge_never_lowers_orders(
    engine: str, settings: Levers, nudges: list[float]
) -> None:
    """Nobody buys less often when an opened promotion pulls harder."""
    plan = broadcasts(engine, settings | MILD | {"touch.response.goodwill_retention": 0.0})
    weak, strong = (lived(plan, touch__classes__promotion__nudge=nudge) for nudge in nudges)
    assert never_fewer(by_shopper(strong, "order"), by_shopper(weak, "order"))


@law(settings=SETTINGS, exposures=st.lists(st.floats(0, 2), min_size=2, max_size=2).map(sorted))
def test_a_coupon_message_sells_by_being_seen(
    engine: str, settings: Levers, exposures: list[float]
) -> None:
    """Nobody buys less often when coupon messages that nobody opens advertise more."""
    plan = broadcasts(engine, settings | MILD | COUPONS)
    weak, strong = (lived(plan, coupon__exposure=exposure) for exposure in exposures)
    assert never_fewer(by_shopper(strong, "order"), by_shopper(weak, "order"))
    assert not rows(strong, "touch_opened", "coupon_issued")


@law(settings=SETTINGS)
def test_a_coupon_without_value_advertises_nothing(engine: str, settings: Levers) -> None:
    """With no face value, or no coupon in the message, exposure changes nothing at all."""
    for levers in (COUPONS | {"coupon.face": 0.0}, COUPONS | {f"{DAILY}.coupon": False}):
        plan = broadcasts(engine, settings | levers)
        assert identical(lived(plan, coupon__exposure=0.0), lived(plan, coupon__exposure=1.0))


@law(settings=SETTINGS, shares=SHARES)
def test_more_reconsidering_never_brings_orders(
    engine: str, settings: Levers, shares: list[float]
) -> None:
    """Nobody buys more often when a promotion makes more buyers think of leaving."""
    plan = broadcasts(engine, settings | {"touch.response.goodwill_retention": 0.0} | PROMOTION)
    few, many = (lived(plan, touch__response__reconsider=share) for share in shares)
    assert never_fewer(by_shopper(few, "order"), by_shopper(many, "order"))
    lost = by_shopper(many, "reconsidered")
    assert max(lost.values(), default=0) <= 1
    assert set(lost) <= set(by_shopper(many, "dropped_out"))
    assert many.daily["reconsidered"].sum() == len(lost)


@law(settings=SETTINGS)
def test_nobody_reconsiders_what_they_do_not_get(engine: str, settings: Levers) -> None:
    """A class of content that is never sent makes nobody think of leaving."""
    plan = broadcasts(engine, settings)
    assert identical(lived(plan), lived(plan, touch__response__reconsider=1.0))


@law(settings=SETTINGS, shares=SHARES)
def test_goodwill_that_keeps_never_loses_buyers(
    engine: str, settings: Levers, shares: list[float]
) -> None:
    """Nobody buys less often when goodwill removes more of the dropout."""
    plan = broadcasts(engine, settings | MILD)
    cold, warm = (lived(plan, touch__response__goodwill_retention=share) for share in shares)
    assert set(rows(cold, "order")) <= set(rows(warm, "order"))


@law(settings=SETTINGS, first=st.integers(60, 900))
def test_a_campaign_after_the_horizon_changes_nothing(
    engine: str, settings: Levers, first: int
) -> None:
    """What would begin after the last day leaves no trace."""
    plan = broadcasts(engine, settings)
    later = {name: changed(c, {"from_day": first}) for name, c in plan.campaigns.items()}
    assert identical(lived(plan, campaigns={}), lived(plan, campaigns=later))


@law(settings=SETTINGS)
def test_guides_without_minutes_send_nothing(engine: str, settings: Levers) -> None:
    """With no minutes for tasks, guides spend only the time in the store and write to nobody."""
    care = changed(plan_of("fila_333", f"engine={engine}"), settings)
    idle = lived(care, guides__minutes_per_day=0.0, guides__patience_days=0)
    assert not rows(idle, "touch_delivered", "touch_blocked")
    assert idle.daily["guide_seconds"].sum() == 120 * idle.daily["tasks_done"].sum()
    assert idle.daily["tasks_done"].sum() >= len(rows(idle, "friend_added")) > 0
