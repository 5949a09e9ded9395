"""conf/ < scenario < shoppers file < command line, in Hydra's own grammar."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from sim.config.compose import Composer, compose_layers, compose_plan
from sim.config.errors import InputError
from sim.config.keys import leaves, lever_at, plan_levers
from sim.config.overrides import Setting
from sim.config.record import assumption_rows
from sim.config.scenarios import scenario_files

STORY = "story: {title: {zh: 一, en: one}, question: {zh: 一, en: one}, evidence: [F9]}\n"
SHOPPERS = """# @package _global_
horizon_days: 70  # fit: orders
start_date: 2024-03-01
shoppers:  # fit: orders
  initial: 400
  start: cohort
  first_orders: [3, 1]
  repeat: {r: 0.5}
"""


@pytest.fixture
def mine(tmp_path: Path) -> str:
    text = (
        STORY + "coupon: {face: 5}  # S002-038\nshoppers: {initial: 77}  # plan\nseed: 3  # plan\n"
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    return f"scenario_dir={tmp_path}"


@pytest.mark.parametrize("name", sorted(scenario_files()))
def test_every_shipped_scenario_is_valid(name: str) -> None:
    """A shipped scenario composes, and knows its own name."""
    assert compose_plan(name).plan.story.name == name


def test_scenario_wins_over_conf(mine: str) -> None:
    """What a scenario says replaces the default; the rest stays."""
    plan = compose_plan("mine", [mine]).plan
    default = compose_plan("baseline").plan
    assert (plan.coupon.face, plan.seed, plan.shoppers.initial) == (5.0, 3, 77)
    assert plan.coupon.validity_days == default.coupon.validity_days
    assert plan.story.evidence == ("F9",)


def test_command_line_wins_over_scenario(mine: str) -> None:
    """What the reader types wins over every file."""
    assert compose_plan("mine", [mine, "coupon.face=7"]).plan.coupon.face == 7.0


def test_shoppers_file_wins_over_scenario_and_loses_to_the_command_line(
    mine: str, tmp_path: Path
) -> None:
    """A fitted customer base replaces the scenario's, key by key."""
    path = tmp_path / "fit" / "base.yaml"
    path.parent.mkdir()
    path.write_text(SHOPPERS, encoding="utf-8")
    composed = compose_plan("mine", [mine, f"shoppers={path}", "shoppers.first_orders=[1,2,3]"])
    shoppers = composed.plan.shoppers
    assert (shoppers.initial, composed.plan.horizon_days) == (400, 70)
    assert composed.plan.start_date == date(2024, 3, 1)
    assert shoppers.first_orders == (1.0, 2.0, 3.0)
    assert shoppers.repeat.r == 0.5
    assert shoppers.repeat.b == compose_plan("baseline").plan.shoppers.repeat.b
    assert composed.origin("shoppers.repeat.r").source == "fit: orders"
    assert composed.origin("shoppers.repeat.r").file == str(path)


def test_hydra_grammar() -> None:
    """Lists, tables, additions, removals and group choices are Hydra's."""
    campaign = (
        "{channel: community, content: service, hours: [9.5, 20], every_days: 2, from_day: 0, "
        "until_day: 9, coupon: false, intensity: 0.5}"
    )
    plan = compose_plan(
        "baseline",
        [
            f"+campaigns.a={campaign}",
            "campaigns.a.every_days=3",
            "++campaigns.a.intensity=0.25",
            "~acquisition.ads",
            "coupon=none",
            "touch.channels={community: {enrol: 0.75}}",
        ],
    ).plan
    assert plan.campaigns["a"].hours == (9.5, 20.0)
    assert (plan.campaigns["a"].every_days, plan.campaigns["a"].intensity) == (3, 0.25)
    assert "ads" not in plan.acquisition
    assert plan.touch.channels["community"].enrol == 0.75


def test_a_step_of_a_journey_can_be_set() -> None:
    """An element of a list is reached by its place."""
    with_three = compose_plan("fila_333", ["journeys.care_333.steps.1.day=4"]).plan
    assert with_three.journeys["care_333"].steps[1].day == 4


ON_TOP = {
    "values": ["coupon.face=5.5", "touch.weekly_cap=3", "seed=7", "start_date=2025-02-01"],
    "words": ["coupon.gate=redemption", "shoppers.label=女装 会员", "out=结果/双11 (1)"],
    "lists": [
        "journeys.care_333.steps.1.day=4",
        "shoppers.season.3=2",
        "shoppers.first_orders=[3]",
    ],
    "a list of steps": [
        "journeys.care_333.steps=[{day: 1, action: touch, channel: guide, content: service, "
        "hour: 10, minutes: 2, accept: 0, coupon: false}]"
    ],
    "value before a table": ["coupon.face=5", "coupon={face: 7, threshold: 70}"],
    "value after a table": ["coupon={face: 7, threshold: 70}", "coupon.face=5"],
    "value before a group": ["coupon.face=5", "coupon=none"],
    "value in what is added": ["+campaigns.a={hours: [10]}", "campaigns.a.hours=[11]"],
    "value beside what is taken away": ["~acquisition.ads", "acquisition.store.hunter_share=0.5"],
    "no such key": ["seed=1", "coupon.fase=3"],
    "no such place": ["journeys.care_333.steps.9.day=4"],
    "below a value": ["coupon.face.value=4"],
    "value for a group": ["touch.response=5"],
}


@pytest.mark.parametrize("overrides", ON_TOP.values(), ids=ON_TOP)
def test_setting_a_value_is_what_hydra_does(
    overrides: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value put on top of a composition gives the plan, or the refusal, of Hydra itself."""
    quick = _outcome(overrides)
    monkeypatch.setattr(Setting, "is_value", False)
    assert quick == _outcome(overrides)


def _outcome(overrides: list[str]) -> object:
    try:
        return compose_plan("fila_333", overrides)
    except InputError as error:
        return str(error)


def test_a_composer_forgets_the_point_before() -> None:
    """Points of a sweep do not leak into each other, in whatever order they come."""
    composer = Composer("fila_333")
    asked = [["coupon.face=5"], ["touch.weekly_cap=3"], ["coupon.face=6", "seed=1"], []]
    for overrides in (*asked, *reversed(asked)):
        assert composer.plan(overrides) == compose_plan("fila_333", overrides)


@pytest.mark.parametrize(
    "path", ["结果/双11 (1)", "2026", "", "it's", r"C:\out\new", "a\\'b", "a,b"]
)
def test_out_takes_any_path(path: str) -> None:
    """A path needs no quoting: Chinese names, spaces, brackets and quotes are fine."""
    assert compose_plan("baseline", [f"out={path}"]).study.out == path


def test_a_name_may_be_chinese() -> None:
    """So may the name of the customer base."""
    assert compose_plan("baseline", ["shoppers.label=女装 会员"]).plan.shoppers.label == "女装 会员"


def test_a_group_chosen_on_the_command_line_keeps_its_sources() -> None:
    """Choosing a group says nothing of its numbers: they are its file's, as under a scenario."""
    composed = compose_plan("baseline", ["points=mall", "points.redeem=0.2"])
    assert composed.origin("points.per_yuan").source == "S004-039"
    assert composed.origin("points.per_yuan").file == "conf/points/mall.yaml"
    assert composed.origin("points.redeem").kind == "command line"


def test_origin_of_each_setting(mine: str) -> None:
    """Every setting remembers the file that set it and the source beside it."""
    composed = compose_plan("mine", [mine, "touch.weekly_cap=5"])
    kinds = {
        key: composed.origin(key) for key in ("coupon.face", "coupon.lift", "touch.weekly_cap")
    }
    assert kinds["coupon.face"].kind == "scenario"
    assert kinds["coupon.face"].source == "S002-038"
    assert (kinds["coupon.lift"].kind, kinds["coupon.lift"].file) == (
        "conf",
        "conf/coupon/none.yaml",
    )
    assert kinds["touch.weekly_cap"].kind == "command line"


@pytest.mark.parametrize("name", sorted(scenario_files()))
def test_assumption_rows_cover_the_plan(name: str) -> None:
    """The manifest lists every lever once, with its unit, meaning and file."""
    composed = compose_plan(name)
    rows = {row["key"]: row for row in assumption_rows(composed)}
    assert set(rows) == {key for key, _, _ in plan_levers(composed.plan)}
    assert all(row["unit"] and row["meaning_zh"] and row["file"] for row in rows.values())
    assert rows["seed"]["value"] == composed.plan.seed
    assert rows["start_date"]["value"] == composed.plan.start_date.isoformat()


def test_every_default_is_a_lever() -> None:
    """No key in conf/ is without a meaning and a unit."""
    for key, value in leaves(compose_layers(None).data):
        assert lever_at(key) is not None or value == {}, key


def test_a_composed_plan_travels() -> None:
    """A plan can be sent to another process and arrives equal."""
    composed = compose_plan("baseline")
    assert pickle.loads(pickle.dumps(composed)) == composed
