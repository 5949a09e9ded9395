"""Plans of many points are those that are composed one by one, and so are their refusals."""

from __future__ import annotations

import random
from itertools import product

import pytest

from sim.config.checks import CHECKS
from sim.config.compose import Composer
from sim.config.errors import InputError
from sim.config.scenarios import scenario_files
from sim.config.schema import Plan
from sim.config.varying import Varying
from sim.study.store import Digests, plan_digest

LATE, EARLY = ("referral.from_day=30", "referral.from_day=0"), ("referral.until_day=10",)

# Values of keys that are allowed alone, of which some cannot stand beside others; some not at all.
SETTINGS = [
    *("touch.weekly_cap=1", "touch.weekly_cap=3", "touch.weekly_cap=-1", "touch.weekly_cap=many"),
    *("touch.quiet_from=9", "touch.quiet_from=22", "guides.start_hour=10", "guides.start_hour=23"),
    *("guides.minutes_per_day=60", "guides.minutes_per_day=240", "guides.book_size=800"),
    *("platform.customers_per_guide=500", "coupon.face=50", "coupon.face=500", "coupon.treshold=5"),
    *("coupon.threshold=100", *LATE, *EARLY, "shoppers.season.3=2", "shoppers.season=[1,2]"),
    *("journeys.care_333.steps.1.day=2", "journeys.care_333.steps.9.day=2"),
    *("journeys.care_333.trigger=tier_changed", "touch.channels.guide.open_rate=0.5"),
    *("touch.channels.gide.open_rate=0.5", "tiers=none", "tiers=four", "desk.agents=3"),
    *("trade=grocery", "trade.order_yuan=60", "control.reserve=0.9"),
    *("control.innovation=0.9", "story.title.en=X", "start_date=1800-01-01", "coupon.face=0.5"),
]  # fmt: skip


def told(make, overrides: list[str]) -> Plan | str:
    try:
        return make(overrides)
    except InputError as error:
        return str(error)


def test_every_point_is_the_plan_composed_alone():
    """Plans, digests and the words of refusals, whatever points were passed before."""
    draw = random.Random(6)
    composer = Composer("fila_333")
    varying, digests = Varying(composer), Digests()
    kinds = set()
    for _ in range(120):
        overrides = draw.sample(SETTINGS, draw.randint(1, 4))
        alone = told(lambda o: composer.plan(o).plan, overrides)
        found = told(varying.plan, overrides)
        assert found == alone, overrides
        kinds.add(type(alone))
        if isinstance(found, Plan):
            assert digests.of(found) == plan_digest(alone)
    assert kinds == {Plan, str}


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (LATE, EARLY, "referral ends before it begins"),
        (("coupon.face=20", "coupon.face=90"), ("coupon.threshold=60",), "worth more than the"),
        (("guides.start_hour=9", "guides.start_hour=21"), ("guides.minutes_per_day=240",), "past"),
        (
            ("guides.book_size=200", "guides.book_size=900"),
            ("platform.customers_per_guide=500", "platform.customers_per_guide=1000"),
            "more customers than the platform lets",
        ),
    ],
    ids=["days", "one group", "hours", "two groups"],
)
def test_a_pair_that_cannot_be_is_found(one, other, what):
    """Among points that pass before and after it, in either order of the keys."""
    for first, second in ((one, other), (other, one)):
        varying = Varying(Composer("fila_333"))
        points = [list(point) for point in product(first, second)]
        answers = [told(varying.plan, point) for point in [*points, *reversed(points)]]
        refused = [one for one in answers if isinstance(one, str)]
        assert len(refused) == 2
        assert all(what in one for one in refused)


def test_a_check_reads_groups_of_a_plan_and_nothing_else():
    """Else what a point says in them would not be all it can depend on."""

    class Named:
        def __init__(self, plan: Plan) -> None:
            self.plan = plan

        def __getattr__(self, name: str) -> object:
            assert name in type(self.plan).__dataclass_fields__
            return getattr(self.plan, name)

    for scenario in random.Random(1).sample(sorted(scenario_files()), 15):
        plan = Composer(scenario).plan([]).plan
        for check in CHECKS:
            assert not list(check(Named(plan)))
        assert Varying(Composer(scenario)).plan([]) == plan
        assert Digests().of(plan) == plan_digest(plan)


def test_points_share_what_they_agree_in():
    """Ten thousand plans are not ten thousand copies."""
    varying = Varying(Composer("fila_333"))
    one, two = (varying.plan([f"touch.weekly_cap={cap}"]) for cap in (2, 3))
    assert one.guides is two.guides
    assert one.touch is not two.touch
    assert one.touch.channels["guide"] is two.touch.channels["guide"]
