"""What is bought: tastes that hold, baskets that add up, journeys that start on a category."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.stats import beta

from sim.behaviour import goods as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import cost_fen
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.measure.result import RunResult
from sim.population.goods import goods_of
from sim.randomness.address import name_hash
from sim.world import World, simulate
from tests.world.test_engines import both, same
from tests.world.test_flows import KINDS, journey, step

SMALL = ("shoppers.initial=400", "horizon_days=120", "engine=compiled")
TWO = "{{share:{share},price:{price},cost_of_goods:{cost}}}"
OUTFIT = (
    "+goods.pairs.outfit={first:tops,second:trousers,share:0.2,basket:0.8,discount:0.25,dip:0.1}"
)
LAUNCH = "+goods.launches.new={category:shoes,from_day:40,weeks:2,lift:3,fade:0.5}"
OFFICIAL = ("touch.channels.official.enrol=0.9", "touch.channels.official.open_rate=0.5")
FORTY = "+coupons.forty={{form:amount,face:40,threshold:0,validity_days:14{more}}}"
EVERYBODY = (
    "+campaigns.all={{channel:official,content:promotion,hours:[20],every_days:10,from_day:2,"
    "until_day:999,coupon:true,coupon_kind:forty,intensity:1{more}}}"
)
SCARF = "+goods.pairs.scarf={first:coats,second:accessories,share:0.5,basket:1,discount:0,dip:0}"


@cache
def lived(*overrides: str) -> RunResult:
    return simulate(compose_plan("baseline", [*SMALL, *overrides]).plan, 0, events=True)


def rows_of(result: RunResult, event: str) -> dict[str, np.ndarray]:
    """Events of one kind, by column."""
    assert result.events is not None
    chosen = result.events["event"] == event
    return {name: column[chosen] for name, column in result.events.items()}


def category(name: str, share: float, price: float = 1, cost: float = 0.45) -> str:
    """An override that adds a category."""
    return f"+goods.categories.{name}={TWO.format(share=share, price=price, cost=cost)}"


# -- the science ------------------------------------------------------------------------------


def taken(uid: int, index: int, shapes: dict[int, float]) -> int:
    """The category (name hash) of an order, as the engines choose it."""
    moments = {
        one: science.wanted_at(7, 0, uid, one, index, science.taste(7, 0, uid, one, shape))
        for one, shape in shapes.items()
    }
    return min(moments, key=lambda one: moments[one])


@pytest.mark.parametrize("concentration", [0.6, 3.0, 40.0])
def test_two_orders_of_a_buyer_are_of_one_category_as_the_dirichlet_has_it(
    concentration: float,
) -> None:
    """Shares as planned, sum a (a + 1) / (S (S + 1)) pairs alike; within 3.5 standard errors."""
    shares, people = {11: 0.5, 12: 0.3, 13: 0.2}, 20_000
    shapes = {one: concentration * share for one, share in shares.items()}
    first = np.array([taken(uid, 0, shapes) for uid in range(people)])
    second = np.array([taken(uid, 1, shapes) for uid in range(people)])
    for one, share in shares.items():
        error = np.sqrt(share * (1 - share) / people)
        assert abs((first == one).mean() - share) < 3.5 * error
    alike = sum(a * (a + 1) for a in shapes.values()) / (concentration * (concentration + 1))
    error = np.sqrt(alike * (1 - alike) / people)
    assert abs((first == second).mean() - alike) < 3.5 * error


def test_liking_one_more_moves_no_order_between_others() -> None:
    """Orders come to what is liked more; none changes from one of the others to another."""
    before = {11: 1.0, 12: 0.6, 13: 0.4}
    luck = [
        {one: science.wanted_at(7, 0, uid, one, 0, 1.0) for one in before} for uid in range(2000)
    ]
    after = before | {13: 0.8}
    moved = set()
    for moments in luck:
        old, new = (min(w, key=lambda one: moments[one] / w[one]) for w in (before, after))
        if old != new:
            moved.add((old, new))
    assert moved == {(11, 13), (12, 13)}


def test_what_is_taken_along_grows_with_liking_and_with_the_price_cut() -> None:
    """In proportion, up to certainty; the average buyer of another category likes it by one."""
    assert science.together(0.2, 1.0, 1.0) == pytest.approx(0.2)
    assert science.together(0.2, 0.5, 1.5) == pytest.approx(0.15)
    assert science.together(0.5, 3.0, 1.0) == 1.0
    tastes = np.random.default_rng(5).dirichlet([1.5, 0.9, 0.6], 200_000)
    buys = np.random.default_rng(6).uniform(size=len(tastes)) < tastes[:, 0]
    liked = [science.liked(one, 1.0, 0.6, 3.0) for one in tastes[buys, 2].tolist()]
    assert np.mean(liked) == pytest.approx(1.0, abs=0.02)


# -- what the engines make of it ----------------------------------------------------------------


def test_categories_alike_change_no_order() -> None:
    """Of one price and cost: the same orders at the same moments, and each says what it is for."""
    told = lived(category("a", 3), category("b", 1))
    untold = lived()
    for event in ("order", "visit", "refund", "dropped_out"):
        for name, column in rows_of(told, event).items():
            assert np.array_equal(column, rows_of(untold, event)[name])
    assert told.ledger.tobytes() == untold.ledger.tobytes()
    sold = rows_of(told, "goods_sold")
    assert set(sold["channel"]) == {"a", "b"}
    assert np.array_equal(sold["amount_fen"], rows_of(told, "order")["amount_fen"])
    assert not len(rows_of(untold, "goods_sold")["uid"])


def test_prices_are_told_apart_and_the_mean_stays() -> None:
    """Shares times prices are one usual order."""
    rule = goods_of(compose_plan("baseline", ["goods=apparel"]).plan)
    shares = [one.shape / rule.concentration for one in rule.categories]
    assert sum(shares) == pytest.approx(1.0)
    mean = sum(s * one.price_bp for s, one in zip(shares, rule.categories, strict=True))
    assert mean == pytest.approx(10_000, abs=5)
    assert rule.categories[2].price_bp / rule.categories[0].price_bp == pytest.approx(2.5, rel=1e-3)


def test_every_order_is_the_sum_of_its_goods() -> None:
    """List value, cost of goods and the counts of each category follow from the log, to the fen."""
    result = lived("goods=apparel", OUTFIT, SCARF)
    goods = compose_plan("baseline", ["goods=apparel"]).plan.goods.categories
    orders, sold = rows_of(result, "order"), rows_of(result, "goods_sold")
    parts: dict[tuple[int, int], int] = {}
    for uid, index, fen in zip(sold["uid"], sold["reference"], sold["amount_fen"], strict=True):
        parts[int(uid), int(index)] = parts.get((int(uid), int(index)), 0) + int(fen)
    whole = zip(orders["uid"], orders["reference"], orders["amount_fen"], strict=True)
    assert parts == {(int(uid), int(index)): int(fen) for uid, index, fen in whole}
    assert len(sold["uid"]) > len(orders["uid"])
    in_run = sold["time_ms"] >= 0
    for number, name in enumerate(goods, start=1):
        of_it = in_run & (sold["channel"] == name)
        assert result.daily[f"category_{number}_orders"].sum() == of_it.sum() > 0
        assert result.daily[f"category_{number}_fen"].sum() == sold["amount_fen"][of_it].sum()
    made = zip(sold["channel"][in_run], sold["amount_fen"][in_run], strict=True)
    cost = sum(
        cost_fen(int(fen), round(10_000 * goods[str(name)].cost_of_goods)) for name, fen in made
    )
    # A bundle takes a quarter off trousers, and they cost what they cost.
    more = result.daily["goods_fen"].sum() - cost
    assert 0 < more < 0.15 * result.daily["attached_fen"].sum() + 99


def test_the_share_taken_along_is_the_one_planned() -> None:
    """Of all buyers of a top, one in ten takes trousers along, within 3.5 standard errors."""
    pair = "+goods.pairs.outfit={first:tops,second:trousers,share:0.1,basket:1,discount:0,dip:0}"
    size = ("shoppers.initial=3000", "goods.concentration=8")
    result = lived("goods=apparel", pair, *size)
    sold = rows_of(result, "goods_sold")
    orders = list(zip(sold["uid"].tolist(), sold["reference"].tolist(), strict=True))
    named = list(zip(orders, sold["channel"].tolist(), strict=True))
    tops = {one for one, name in named if name == "tops"}
    along = sum(name == "trousers" and one in tops for one, name in named)
    assert abs(along / len(tops) - 0.1) < 3.5 * np.sqrt(0.09 / len(tops))


def test_a_journey_starts_on_its_category_alone() -> None:
    """Each order with trousers, taken along ones too, starts it; no other does."""
    flow = journey("flow", "bought", step(1), more=",bought:trousers")
    plan = compose_plan("baseline", [*SMALL, "goods=apparel", OUTFIT, flow]).plan
    result = World(plan, 0, events=True, traced=True).run()
    entered, sold = rows_of(result, "journey_entered"), rows_of(result, "goods_sold")
    started = sorted(zip(entered["time_ms"].tolist(), entered["uid"].tolist(), strict=True))
    bought = (sold["channel"] == "trousers") & (sold["time_ms"] >= 0)
    wanted = zip(sold["time_ms"][bought].tolist(), sold["uid"][bought].tolist(), strict=True)
    assert started == sorted(wanted)
    assert set(entered["reference"].tolist()) == {name_hash("flow")}
    assert 10 < len(started) < len(rows_of(result, "order")["uid"])


def test_what_was_missing_is_lost_at_its_price() -> None:
    """A want for coats that finds none is worth a coat."""
    only = "+selling.channels.shop={place:online,share:1,from_hour:0,to_hour:24,waits:0,missing:1,"
    only += 'instead:"",saved_when_missing:0,saved_when_closed:0,fee:0,yuan_per_order:0,'
    only += "yuan_per_month:0}"
    dear = lived(category("a", 1, price=1), category("b", 1, price=3), only)
    plain = lived(only)
    ratio = rows_of(dear, "want_lost")["amount_fen"] / rows_of(plain, "want_lost")["amount_fen"]
    assert set(np.round(ratio, 2).tolist()) == {0.5, 1.5}


EVERY_WAY = (
    *("shoppers.initial=300", "horizon_days=90", "goods=apparel", "goods.concentration=0.7"),
    *("selling=second_floor", "selling.pickup.share=0.4", "shoppers.return_rate=0.3"),
    *KINDS,
    *(OUTFIT, SCARF, "coupon.face=30", "coupon.threshold=100", "points=mall", "tiers=four"),
    journey("flow", "bought", step(1, ",coupon_kind:small"), more=",bought:trousers,stop:purchase"),
)


@pytest.mark.parametrize("budget", ["1000000", "300"])
def test_both_engines_sell_the_same(budget: str) -> None:
    """Baskets, bundles, a journey on a category, with shops, points and a budget."""
    rules = (*EVERY_WAY, f"coupon.budget={budget}", "coupon.gate=redemption")
    same(*both(compose_plan("fila_333", list(rules)).plan))


# -- what is new, what is held, what is told -------------------------------------------------------


def test_wants_of_categories_are_streams_of_their_own_if_all_is_gained() -> None:
    """Superposition at gained 1; at 0 appeal moves wants and adds none; nothing new, nothing."""
    tastes, appeal, pull = np.array([2.0, 0.5, 1.0]), np.array([1.0, 3.0, 0.5]), np.array([1, 1, 2])
    sums = (tastes.sum(), (tastes * appeal).sum(), (tastes * appeal * pull).sum())
    assert science.demand(*sums, 1.0) == pytest.approx(sums[2] / sums[0])
    assert science.demand(sums[0], sums[1], sums[1], 0.0) == 1.0
    assert science.demand(sums[0], sums[0], sums[0], 0.7) == 1.0
    assert science.demand(1.0, 0.0, 0.0, 0.3) == pytest.approx(0.7)


def test_new_goods_fade_and_old_ones_wear() -> None:
    """By the week, and by the month since the last launch."""
    assert [science.novelty(week, 3, 2.0, 0.5) for week in range(-1, 4)] == [0, 2, 1, 0.5, 0]
    assert science.worn(0.1, 0) == 1.0
    assert science.worn(0.1, 2) == pytest.approx(0.81)
    rules = (
        "goods=apparel",
        "goods.categories.shoes.share=0.2",
        LAUNCH,
        "+goods.categories.shoes.ages=0.1",
    )
    rule = goods_of(compose_plan("baseline", [*SMALL, *rules]).plan, first_day=-10)
    shoes, change = rule.appeals[10:, 3], rule.appeals[10:, 5]
    assert rule.moves
    assert (rule.appeals[:, [0, 1, 2, 4]] == 1.0).all()
    assert shoes[[0, 29, 30, 39, 40]] == pytest.approx([1, 1, 0.9, 0.9, 4])
    assert shoes[[46, 47, 54, 61, 70]] == pytest.approx([4, 2.5, 1, 1, 0.9])
    assert change[[0, 30, 40, 47]].tolist() == [30, 40, 47, 54]


def test_a_launch_gains_or_takes() -> None:
    """Until its day nothing changes. All gained, its orders come on top; none gained, there
    are as many orders as without it. Nobody is lost here: who orders more is lost earlier."""
    size = ("goods=apparel", "shoppers.initial=2000", "shoppers.repeat.a=0.001")
    usual = lived(*size)
    gained, taken = (lived(*size, LAUNCH, f"goods.gained={share}") for share in (1, 0))
    before = rows_of(usual, "order")["time_ms"] < 40 * DAY
    for other in (gained, taken):
        same_so_far = rows_of(other, "order")["time_ms"] < 40 * DAY
        for name, column in rows_of(usual, "order").items():
            assert np.array_equal(column[before], rows_of(other, "order")[name][same_so_far])
    more_shoes, more = (
        [one.daily[name].sum() - usual.daily[name].sum() for one in (gained, taken)]
        for name in ("category_4_orders", "orders")
    )
    assert min(more_shoes) > 15
    assert more[0] > 0.6 * more_shoes[0]
    assert abs(more[1]) < 0.2 * more_shoes[1]


def test_a_coupon_of_a_category_pays_for_it_alone() -> None:
    """Each order it is used on is for shoes, and their share grows."""
    size = ("goods=apparel", "shoppers.initial=1500", *OFFICIAL)
    bound = lived(*size, FORTY.format(more=",category:shoes"), EVERYBODY.format(more=""))
    free = lived(*size, FORTY.format(more=""), EVERYBODY.format(more=""))
    sold, used = rows_of(bound, "goods_sold"), rows_of(bound, "coupon_redeemed")
    orders = zip(sold["uid"].tolist(), sold["reference"].tolist(), sold["channel"], strict=True)
    shoes = {(uid, index) for uid, index, name in orders if name == "shoes"}
    assert len(used["uid"]) > 20
    assert set(zip(used["uid"].tolist(), used["reference"].tolist(), strict=True)) <= shoes
    assert bound.kpis["focus_share"] > free.kpis["focus_share"] + 0.03
    assert bound.kpis["orders"] < free.kpis["orders"]


def test_a_recommendation_that_never_hits_is_about_anything() -> None:
    """Accuracy 0: each event as without it. Accuracy 1: more orders come of it."""
    size = ("goods=apparel", "shoppers.initial=1500", *OFFICIAL, FORTY.format(more=""))
    about = EVERYBODY.format(more=",about:each")
    plain = lived(*size, EVERYBODY.format(more=""))
    missed = lived(*size, about, "goods.accuracy=0")
    hit = lived(*size, about, "goods.accuracy=1")
    assert plain.events is not None and missed.events is not None
    for name, column in plain.events.items():
        assert np.array_equal(column, missed.events[name])
    assert hit.kpis["orders"] > plain.kpis["orders"]
    liked = np.random.default_rng(4).dirichlet([1.5, 0.9, 0.6], 200_000)[:, 2]
    worth = [science.against_others(one, 1.0, 0.6, 3.0) for one in liked.tolist()]
    assert np.mean(worth) == pytest.approx(1.0, abs=0.02)


def test_a_tag_of_preference_is_true_of_as_many_as_the_beta_says() -> None:
    """The share of an order of shoes is Beta(a, S - a); read without error, within 4 errors."""
    tag = "+tags.shoe={of:prefers,threshold:0.4,category:shoes,sensitivity:1,specificity:1,"
    tag += "coverage:1,yuan_per_year:0}"
    result = lived("goods=apparel", "shoppers.initial=3000", tag, "horizon_days=32")
    share = beta.sf(0.4, 3 * 0.2, 3 * 0.8)
    assert result.kpis["tag_precision"] == 1.0
    assert abs(result.kpis["tagged_share"] - share) < 4 * np.sqrt(share * (1 - share) / 3000)


MOVING = (
    *("shoppers.initial=250", "horizon_days=90", "goods=apparel", "goods.concentration=1.5"),
    *("+goods.categories.tops.taught=3", "+goods.categories.coats.ages=0.2", "goods.gained=0.6"),
    *("touch.channels.official.enrol=0.8", "touch.channels.official.open_rate=0.4", "points=mall"),
    "+goods.launches.new={category:shoes,from_day:20,weeks:4,lift:3,fade:0.7}",
    "+coupons.shoes={form:amount,face:60,threshold:0,validity_days:10,category:shoes}",
    "+coupons.tenth={form:percent,face:60,share:0.1,threshold:100,validity_days:20}",
    "+tags.shoe={of:prefers,threshold:0.4,category:shoes,sensitivity:0.8,specificity:0.9,"
    "coverage:0.9,yuan_per_year:0}",
    "+audiences.shoe={tag:shoe}",
    "+campaigns.some={channel:official,content:promotion,hours:[10],every_days:5,from_day:3,"
    "until_day:99,coupon:true,coupon_kind:shoes,intensity:1,about:shoes,audience:shoe}",
    "+campaigns.all={channel:official,content:content,hours:[20],every_days:4,from_day:3,"
    "until_day:99,coupon:true,coupon_kind:tenth,intensity:1,about:each}",
    journey("flow", "bought", step(3, ",about:accessories"), more=",bought:shoes"),
)


@pytest.mark.parametrize("form", ["coupon", "money"])
def test_both_engines_agree_on_what_moves(form: str) -> None:
    """Launches, age, education, coupons and messages of a category, points that pull."""
    same(*both(compose_plan("fila_333", [*MOVING, f"points.form={form}"]).plan))


# -- what is refused ----------------------------------------------------------------------------

REFUSED = [
    pytest.param(["goods.focus=shoos"], "goods.focus", id="focus"),
    pytest.param(["goods.categories.tops.share=0"], "goods.categories.tops.share", id="nobody"),
    pytest.param(
        ["+goods.pairs.a={first:tops,second:tops,share:0,basket:1,discount:0,dip:0}"],
        "goods.pairs.a.second",
        id="one category twice",
    ),
    pytest.param([journey("flow", "bought", step(1))], "journeys.flow.bought", id="bought nothing"),
    pytest.param(
        [journey("flow", "purchased", step(1), more=",bought:tops")],
        "journeys.flow.bought",
        id="whatever is bought",
    ),
    pytest.param(
        [
            "+campaigns.c={channel:official,content:content,hours:[9],every_days:1,"
            "from_day:0,until_day:9,coupon:false,intensity:1,about:hats}"
        ],
        "campaigns.c.about",
        id="about nothing",
    ),
    pytest.param(
        ["+coupons.c={form:gift,face:9,cost:3,threshold:0,validity_days:3,category:tops}"],
        "coupons.c.category",
        id="a gift of a category",
    ),
    pytest.param(
        [
            "+tags.t={of:frequent,threshold:2,category:tops,sensitivity:1,specificity:1,"
            "coverage:1,yuan_per_year:0}"
        ],
        "tags.t.category",
        id="a tag of another thing",
    ),
    pytest.param([category(f"c{n}", 1) for n in range(4)], "goods.categories", id="too many"),
]


@pytest.mark.parametrize(("overrides", "key"), REFUSED)
def test_goods_that_cannot_be(overrides: list[str], key: str) -> None:
    """The error names the key and what is allowed."""
    with pytest.raises(InputError) as refused:
        compose_plan("baseline", ["goods=apparel", *overrides])
    assert key in str(refused.value)
