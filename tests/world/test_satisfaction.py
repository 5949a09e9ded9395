"""Satisfaction follows what happened, and what it does follows it; a survey reads it with error."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour import satisfaction as science
from sim.behaviour.clock import DAY
from sim.brand.satisfaction import ANSWERED, learn, net, poll
from sim.config.compose import compose_plan
from sim.config.errors import InputError
from sim.ledger.accounts import INDEX
from sim.measure.result import RunResult
from sim.world import World, simulate
from tests.conftest import Planner
from tests.world.test_engines import both, same

LARGE = ("shoppers.initial=2000", "horizon_days=120", "engine=compiled")
NOTHING = tuple(f"satisfaction.{key}=0" for key in ("dropout", "goodwill", "advocacy"))


def lived(plan: Planner, scenario: str, *overrides: str) -> RunResult:
    """One replication with its event log."""
    return simulate(plan(scenario, *LARGE, *overrides), 0, events=True)


def rows_of(result: RunResult, *events: str) -> dict[str, np.ndarray]:
    """The columns of some events."""
    assert result.events is not None
    chosen = np.isin(result.events["event"], events)
    return {name: column[chosen] for name, column in result.events.items()}


def test_an_occasion_asks_who_was_active_before_day_0(plan: Planner) -> None:
    """Within its days, whenever the run began: the longer they are, the more are asked."""
    early = ("engine=simpy", "shoppers.initial=400", "horizon_days=5", "occasions.kitchen.accept=1")
    guests = []
    for days in (1, 60):
        ask = ("occasions.kitchen.from_day=1", f"occasions.kitchen.active_days={days}")
        result = simulate(plan("open_kitchen", *early, *ask), 0, events=True)
        guests.append(len(rows_of(result, "occasion_held")["uid"]))
    assert guests[1] > 1.5 * guests[0] > 0


# -- the science ------------------------------------------------------------------------------


def test_satisfaction_is_a_weighted_mean_of_experiences() -> None:
    """After n of one value: value + (start - value) (1 - weight)^n; never beyond them."""
    level = 0.3
    for _ in range(7):
        level = science.learnt(level, -0.7, 0.25)
    assert level == pytest.approx(-0.7 + 1.0 * 0.75**7)
    assert science.learnt(0.4, 0.4, 0.9) == pytest.approx(0.4)


def test_chances_follow_the_sign() -> None:
    """The dissatisfied are lost and tell nobody, the satisfied the other way round."""
    assert science.lost_chance(-0.5, 0.2) == pytest.approx(0.1)
    assert science.lost_chance(0.5, 0.2) == 0.0
    assert science.recommend_chance(0.5, 0.2) == pytest.approx(0.1)
    assert science.recommend_chance(-0.5, 0.2) == 0.0
    chances = [science.answer_chance(level, 0.2, 2.0) for level in (0.0, 0.5, -0.5, 1.0)]
    assert chances == pytest.approx([0.2, 0.4, 0.4, 0.6])
    assert science.answer_chance(1.0, 0.6, 9.0) == 1.0


def test_scores_are_a_line_and_an_error() -> None:
    """0 at -1, 5 at 0, 10 at 1; with noise the mean of unclipped answers stays, spread is noise."""
    levels = (-1.0, 0.0, 0.8, 1.0)
    assert [science.score_of(level, 0.0, 0.3, 0.7) for level in levels] == [0, 5, 9, 10]
    luck = np.random.default_rng(1).uniform(size=(20_000, 2))
    scores = np.array([science.score_of(0.0, 1.0, u, v) for u, v in luck.tolist()])
    assert scores.mean() == pytest.approx(5.0, abs=0.03)
    assert scores.std() == pytest.approx(np.sqrt(1 + 1 / 12), abs=0.03)
    assert [science.promotes(score) for score in (0, 6, 7, 8, 9, 10)] == [-1, -1, 0, 0, 1, 1]


def test_a_survey_without_error_that_all_answer_tells_the_truth() -> None:
    """Everybody asked, everybody answers, no noise: said is true; with a share, about so many."""
    rng = np.random.default_rng(2)
    levels, uids = rng.uniform(-1, 1, 5000), rng.integers(0, 1 << 60, 5000)
    state, said, true = (np.zeros(5000, dtype=np.int64) for _ in range(3))
    poll(state, said, true, levels, uids, 1, 0, 30, 1.0, 1.0, 0.0, 0.0)
    assert (state == ANSWERED).all()
    assert np.array_equal(said, true)
    assert net(said) == ((true >= 9).sum() - (true <= 6).sum())
    state[:], said[:] = 0, 0
    poll(state, said, true, levels, uids, 1, 0, 30, 0.3, 0.5, 0.0, 2.0)
    asked, answered = (state > 0).sum(), (state == ANSWERED).sum()
    assert abs(asked - 1500) < 4 * np.sqrt(5000 * 0.21)
    assert abs(answered - 0.5 * asked) < 4 * np.sqrt(0.25 * asked)
    assert (said != true)[state == ANSWERED].any()


def test_one_learns_in_order() -> None:
    """Two experiences of one member: the second begins where the first left."""
    levels, people = np.array([0.0, 0.5]), np.array([1, 1, 0])
    after, lost, tells = np.empty(3), np.empty(3), np.empty(3)
    learn(levels, people, np.array([-1.0, 1.0, 1.0]), 0.5, 0.2, 0.4, after, lost, tells)
    assert after.tolist() == [-0.25, 0.375, 0.5]
    assert levels.tolist() == [0.5, 0.375]
    assert lost.tolist() == [0.05, 0.0, 0.0]
    assert tells.tolist() == pytest.approx([0.0, 0.15, 0.2])


# -- nothing changes that should not ----------------------------------------------------------


def test_satisfaction_that_does_nothing_changes_nobody(plan: Planner) -> None:
    """Followed and surveyed, with no effect: every order, loss and join as without it."""
    told = lived(plan, "nps_survey", *NOTHING)
    untold = lived(plan, "nps_survey", "satisfaction=none")
    assert told.events is not None and untold.events is not None
    other = ~np.isin(told.events["event"], ["survey_answered"])
    for name, column in untold.events.items():
        assert np.array_equal(told.events[name][other], column), name
    assert told.daily["survey_answers"].sum() > 0 == untold.daily["survey_answers"].sum()


# -- what follows -----------------------------------------------------------------------------


def test_lateness_lowers_it_and_costs_buyers_and_friends(plan: Planner) -> None:
    """Slow couriers: less satisfied, fewer recommend, more are lost; the survey sees it."""
    good, bad = (
        lived(plan, "nps_survey", "satisfaction.advocacy=0.2", f"delivery.takeaway.minutes={n}")
        for n in (10, 90)
    )
    for key in ("satisfaction", "nps_true", "nps", "recommended", "orders"):
        assert good.kpis[key] > bad.kpis[key], key
    shares = [run.daily["dropouts"].sum() / run.daily["orders"].sum() for run in (good, bad)]
    assert shares[0] < shares[1]
    assert good.daily["joined_referral"].sum() > bad.daily["joined_referral"].sum()


def test_everybody_kept_ends_where_one_experience_leads(plan: Planner) -> None:
    """Nothing late, nothing missing: satisfaction lies between the start and a kept promise, and
    exactly at the latter if one experience decides all."""
    kept = (
        *("delivery.takeaway.promise_minutes=0", "selling.channels.store.missing=0"),
        *("selling.channels.takeaway.missing=0", "selling.channels.store.waits=1"),
        *("selling.channels.takeaway.waits=1", "delivery.takeaway.fee=0"),
    )
    slow, fast = (lived(plan, "nps_survey", *kept, f"satisfaction.weight={w}") for w in (0.2, 1))
    assert 0.3 < slow.kpis["satisfaction"] < 0.8
    assert fast.kpis["satisfaction"] == pytest.approx(0.8)
    assert fast.kpis["nps_true"] == 1


def test_the_survey_costs_and_care_is_rightly_or_wrongly_given(plan: Planner) -> None:
    """Gifts and calls are in the ledger; who is cared for is counted against the truth."""
    result = lived(
        plan,
        "nps_everybody",
        *("delivery.takeaway.minutes=90", "satisfaction.survey.response=0.8"),
    )
    paid = rows_of(result, "survey_answered", "cared")["amount_fen"].sum()
    assert paid == result.ledger[:, INDEX["satisfaction_costs"]].sum() > 0
    assert result.daily["cared"].sum() == len(rows_of(result, "cared")["uid"]) > 0
    assert (rows_of(result, "cared")["reference"] < 4).all()
    assert 0 < result.kpis["care_precision"] < 1
    assert 0 < result.kpis["care_recall"] < 1
    exact = lived(
        plan,
        "nps_everybody",
        *("delivery.takeaway.minutes=90", "satisfaction.survey.response=1"),
        "satisfaction.survey.noise=0",
    )
    assert exact.kpis["care_precision"] == exact.kpis["care_recall"] == 1
    assert exact.kpis["nps"] == exact.kpis["nps_true"]


def test_guests_are_of_the_audience_and_on_the_days(plan: Planner) -> None:
    """Every thirty days from day 20, at midnight, members with three orders; paid by guest."""
    result = lived(plan, "fans_make_products", "occasions.together.accept=1")
    guests = rows_of(result, "occasion_held")
    assert set((guests["time_ms"] // DAY).tolist()) == {20, 50, 80, 110}
    assert not (guests["time_ms"] % DAY).any()
    assert guests["amount_fen"].sum() == 1500 * result.daily["guests"].sum() > 0


# -- the engines and the words ----------------------------------------------------------------

STRONG = (
    *("satisfaction.weight=0.8", "satisfaction.dropout=0.5", "satisfaction.goodwill=0.4"),
    *("satisfaction.advocacy=0.3", "satisfaction.survey.every_days=10", "desk=basic"),
    *("satisfaction.survey.share=1", "satisfaction.survey.response=0.7", "desk.ask_rate=0.5"),
    *("touch.channels.official.enrol=0.6", "desk.minutes=200", "desk.patience_minutes=300"),
    "delivery.takeaway.minutes=120",
)
PLANS = {
    "care with a coupon": (
        "nps_care",
        (
            *STRONG,
            *("satisfaction.care.coupon=sorry", "coupon.budget=100", "coupon.gate=issue"),
            "+coupons.sorry={form:amount,face:5,threshold:0,validity_days:9}",
        ),
    ),
    "occasions": ("fans_make_products", (*STRONG, "audiences.fans.orders_from=1")),
}


def test_what_is_counted_day_by_day_is_what_a_count_of_all_says(plan: Planner) -> None:
    """Who ever met something, and how satisfied they are: surveys, care and occasions included."""
    world = World(plan("nps_survey", *LARGE), 0)
    result = world.run()
    kept = world.brand._serving._satisfaction
    assert kept is not None
    levels = kept._levels[kept._last >= 0]
    assert result.daily["satisfaction_people"][-1] == len(levels) > 100
    assert result.daily["satisfaction_bp"][-1] == np.floor(levels * 10_000.0 + 0.5).sum()


@pytest.mark.parametrize(("scenario", "overrides"), PLANS.values(), ids=PLANS)
def test_both_engines_feel_the_same(
    plan: Planner, scenario: str, overrides: tuple[str, ...]
) -> None:
    """Byte for byte, with strong effects."""
    same(*both(plan(scenario, "shoppers.initial=250", "horizon_days=60", *overrides)))


REFUSED = {
    "no coupon": ("satisfaction.care.coupon=sory", "satisfaction.care.coupon"),
    "no audience": ("occasions.together.audience=fanz", "occasions.together.audience"),
    "nobody feels": ("satisfaction=none", "occasions"),
    "never over": ("occasions.together.until_day=20", "occasions.together.until_day"),
}


@pytest.mark.parametrize(("override", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(override: str, key: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(InputError) as caught:
        compose_plan("fans_make_products", [override])
    assert key in str(caught.value)
