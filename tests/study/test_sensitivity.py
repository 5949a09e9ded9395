"""Which setting a figure hangs on: statistics with known answers, and studies that go on."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import toy_world, without_end

from reports.sensitivity_picture import _figure
from reports.words import words
from sim.config.compose import compose_plan
from sim.config.errors import InputError, StoppedError
from sim.config.said import LANGUAGES
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import Quotient, RunResult
from sim.study.sensitivity.assumed import assumptions
from sim.study.sensitivity.effects import (
    elementary_effects,
    luck_share,
    morris,
    morris_places,
    sobol,
    sobol_places,
)
from sim.study.sensitivity.field import Field
from sim.study.sensitivity.study import Asked, Looked, sensitivity
from sim.study.sensitivity.telling import size, size_span
from sim.study.space import read_space
from sim.study.span import Span
from sim.study.stopped import all_lived

SMALL = ["horizon_days=20", "replications=3", "workers=1"]


class Formula:
    """A toy world whose contribution follows from the plan by a formula, plus luck of the run."""

    def __init__(self, formula: Any, last: int = 10**9) -> None:
        self.formula, self.last = formula, last
        self.asked: list[tuple[str, int]] = []

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        self.asked.append((plan.story.name, replication))
        if len(self.asked) > self.last:
            raise RuntimeError("the machine went down")
        found = toy_world(plan, replication)
        luck = float(np.random.default_rng(replication).normal())
        figures = dict.fromkeys(found.parts, Quotient(1.0))
        figures["contribution"] = Quotient(float(self.formula(plan)) + luck)
        found.parts.clear()
        found.parts.update(figures)
        return found


def look(out: Path, world: Formula, *keys: str, scenarios=("baseline",), **asked: Any) -> Path:
    overrides = [*SMALL, "lang=en", f"out={out}", *keys]
    return sensitivity(list(scenarios), overrides, [], Asked(**asked), simulate=world)


def table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "sensitivity.csv").open() as stream:
        return {row["key"]: row for row in csv.DictReader(stream)}


# the statistics


def test_morris_of_a_line() -> None:
    """Of a linear figure every effect is its slope, whatever the luck; none depends on others."""
    places = morris_places(3, 6, seed=1)
    slopes = np.array([5.0, -2.0, 0.0])
    luck = np.random.default_rng(0).normal(size=4)
    figures = (places @ slopes)[:, :, None] + luck
    found = morris(elementary_effects(places, figures), seed=1)
    assert found.star.centre == pytest.approx([5, 2, 0])
    assert found.mean == pytest.approx([5, -2, 0])
    assert found.spread == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.star.low == pytest.approx(found.star.high)


def test_morris_agrees_with_the_library() -> None:
    """The effects are SALib's own, on a figure that is no line."""
    from SALib.analyze import morris as library

    places = morris_places(3, 8, seed=7)
    x = places.reshape(-1, 3)
    y = np.sin(6 * x[:, 0]) + x[:, 1] ** 2 * x[:, 2]
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = library.analyze(problem, x, y, num_levels=4, seed=1)
    ours = morris(elementary_effects(places, y.reshape(8, 4, 1)), seed=1)
    assert ours.star.centre == pytest.approx(np.asarray(theirs["mu_star"]))
    assert ours.spread == pytest.approx(np.asarray(theirs["sigma"]))


def test_the_size_of_a_change_of_a_share_is_in_points() -> None:
    """0.74 points are not 0.74 % of anything; money stands as it does."""
    said = words("en")
    assert size(said, 0.0074, "share") == "0.74 pp"
    assert size_span(said, Span(0.01, 0.0, 0.02), "share") == "0 to 2.00 pp"
    assert size(said, 1234.0, "yuan") == "¥1,234"
    assert size(said, 0.0, "yuan") == "¥0"


@pytest.mark.parametrize(
    ("unit", "names", "marks"),
    [
        ("share", ["baseline"], ("%", "")),
        ("share", ["baseline", "fila_333"], ("", "")),
        ("yuan", ["baseline"], ("¥", "¥")),
    ],
)
def test_the_picture_has_the_units_of_the_table(unit, names, marks) -> None:
    """A share stands in per cent; what it changes by, and what differs, in points."""
    span = {"mean": 0.2, "low": 0.1, "high": 0.3}
    one = {f"{end}_{what}": span for end in ("low", "high") for what in ("change", "figure")}
    one |= {"key": "touch.weekly_cap", "low": 1, "high": 7, "rank": 1, "star": span, "spread": 0.1}
    one |= {"meaning_en": "", "total": None}
    found = {"kpi": "active_30", "unit": unit, "written": span, "scenarios": names}
    manifest = {
        "scenarios": [{"title": {"en": name}} for name in names],
        **{"replications": 3, "code_version": "1", "seed": 1},
    }
    picture = _figure(found | {"factors": {"cap": one}}, manifest, words("en"))
    for axes, mark in zip(picture.axes, marks, strict=True):
        ticks = axes.xaxis.get_major_formatter().format_ticks([0.1, 0.2])
        assert all(mark in label for label in ticks)
        assert any("%" in label for label in ticks) == (mark == "%")
        assert ("[pp]" in axes.get_title(loc="left") + axes.get_title()) == (mark == "")


def test_sobol_of_ishigami() -> None:
    """Closed form (Ishigami and Homma, ISUMA 1990) with a = 7 and b = 0.1."""
    places = sobol_places(3, 1024, seed=3)
    x = (2 * places - 1) * np.pi
    y = np.sin(x[..., 0]) * (1 + 0.1 * x[..., 2] ** 4) + 7 * np.sin(x[..., 1]) ** 2
    found = sobol(y[:, :, None], seed=3)
    assert found.first.centre == pytest.approx([0.314, 0.442, 0.0], abs=0.03)
    assert found.total.centre == pytest.approx([0.558, 0.442, 0.244], abs=0.03)
    for span, truth in ((found.first, [0.314, 0.442, 0.0]), (found.total, [0.558, 0.442, 0.244])):
        assert np.all((span.low < np.array(truth) + 0.01) & (np.array(truth) - 0.01 < span.high))


def test_luck_share_of_known_components() -> None:
    """Variance 3 of places and 1 of luck: a quarter is luck."""
    draw = np.random.default_rng(5)
    places, luck = draw.normal(size=(400, 1)) * 3**0.5, draw.normal(size=300)
    assert luck_share(places + luck) == pytest.approx(0.25, abs=0.03)
    assert luck_share(np.repeat(luck[None, :], 5, axis=0)) == 1.0
    assert np.isnan(luck_share(places))


# the study


def cap_and_face(plan: Plan) -> float:
    return 2.0 * plan.touch.weekly_cap - 0.1 * plan.coupon.face


def test_one_at_a_time_and_all_together(tmp_path, capsys) -> None:
    """Two slopes are found at the ends and by Morris, and luck leaves no width in twin worlds."""
    keys = ("touch.weekly_cap=interval(1,7)", "coupon.face=interval(0,20)")
    out = look(tmp_path / "out", Formula(cap_and_face), *keys, n=4)
    rows = table(out)
    cap = rows["touch.weekly_cap"]
    written = compose_plan("baseline").plan.touch.weekly_cap
    assert float(cap["high_change_mean"]) == pytest.approx(2.0 * (7 - written))
    assert float(cap["high_change_low"]) == pytest.approx(2.0 * (7 - written))
    # A value run has six digits, so a step of a third of the range is not quite a third.
    assert float(rows["coupon.face"]["star_mean"]) == pytest.approx(2.0, rel=1e-5)
    assert float(rows["coupon.face"]["effect"]) == pytest.approx(-2.0, rel=1e-5)
    assert (cap["rank"], rows["coupon.face"]["rank"]) == ("1", "2")
    assert "What matters most: touch.weekly_cap" in capsys.readouterr().out
    assert ET.parse(out / "sensitivity.svg").getroot().tag.endswith("svg")
    with (out / "points.csv").open() as stream:
        points = list(csv.DictReader(stream))
    assert [one["stage"] for one in points].count("ends") == 5
    assert all(1 <= int(one["touch.weekly_cap"]) <= 7 for one in points if one["stage"] == "design")


class Fickle(Formula):
    """A world in which a setting changes the luck alone."""

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        found = super().__call__(plan, replication, events)
        luck = np.random.default_rng([replication, int(1e6 * plan.coupon.face)]).normal()
        found.parts["contribution"] = Quotient(luck)
        return found


def test_what_may_be_nothing_is_not_said_to_matter_most(tmp_path, capsys) -> None:
    """Something ranks first in any luck; whose interval holds zero is not told from nothing."""
    keys = ("coupon.face=interval(0,20)",)
    look(tmp_path / "out", Fickle(cap_and_face), *keys, method="ends")
    said = capsys.readouterr().out
    assert "Largest on average: coupon.face" in said
    assert "What matters most" not in said


class Stops(Formula):
    """A world that ends in words where it is told to."""

    def __init__(self, formula: Any, where: Any) -> None:
        super().__init__(formula)
        self.where = where

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        if self.where(plan):
            raise without_end()
        return super().__call__(plan, replication, events)


WIDE_CAP = "touch.weekly_cap=interval(1,14)"
CAP_AND_FACE = ("touch.weekly_cap=interval(1,7)", "coupon.face=interval(0,20)")


@pytest.mark.parametrize("method", ["morris", "sobol"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_effects_of_a_design_that_lacks_a_point_are_undefined(
    tmp_path, capsys, method, lang
) -> None:
    """A corner stops in which no setting stands alone: the ends are whole, and the corner named."""
    corner = Stops(cap_and_face, lambda plan: plan.touch.weekly_cap < 3 and plan.coupon.face > 7)
    out = look(tmp_path / "out", corner, *CAP_AND_FACE, f"lang={lang}", method=method, n=8)
    said, rows = capsys.readouterr().out, table(out)
    assert {row["verdict"] for row in rows.values()} == {""}
    for key, row in rows.items():
        assert row["high_change_mean"] != ""
        assert row["star_mean"] == row["first_mean"] == row["rank"] == "", key
    found = json.loads((out / "sensitivity.json").read_text("utf-8"))
    assert (found["incomplete"], found["luck"]) == (True, None)
    stopped = json.loads((out / "manifest.json").read_text("utf-8"))["stopped"]
    assert stopped
    assert all("touch.weekly_cap=" in at and "coupon.face=" in at for at in stopped)
    assert next(iter(stopped)) in said
    page = (out / "report.html").read_text("utf-8")
    for told in (said, page):
        assert {"en": "are undefined", "zh": "没有定义"}[lang] in told
        assert {"en": "one shopper orders without end", "zh": "下单没有尽头"}[lang] in told
    with (out / "points.csv").open() as stream:
        points = [one for one in csv.DictReader(stream) if one["mean"] == ""]
    assert len({(one["touch.weekly_cap"], one["coupon.face"]) for one in points}) == len(stopped)
    assert not all_lived(out)
    assert ET.parse(out / "sensitivity.svg").getroot().tag.endswith("svg")


def test_an_end_that_stops_leaves_the_other(tmp_path, capsys) -> None:
    """Its own change is not said; what is, is of what could be lived."""
    world = Stops(cap_and_face, lambda plan: plan.touch.weekly_cap > 10)
    out = look(tmp_path / "out", world, WIDE_CAP, CAP_AND_FACE[1], method="ends")
    said, cap = capsys.readouterr().out, table(out)["touch.weekly_cap"]
    assert cap["high_figure_mean"] == cap["high_change_mean"] == ""
    assert float(cap["low_change_mean"]) == pytest.approx(float(cap["reach"]) * -1.0)
    assert "at 14: stopped" in said
    assert "What matters most, of what could be lived: touch.weekly_cap" in said
    assert "touch.weekly_cap=14: one shopper orders without end" in said
    assert "coupon.face=" not in str(json.loads((out / "manifest.json").read_text())["stopped"])


@pytest.mark.parametrize(
    ("low", "verdict", "said"),
    [
        pytest.param(-2.0, "turns", "The winner hangs on touch.weekly_cap", id="seen at the other"),
        pytest.param(2.0, "stopped", "as far as its ends could be lived", id="not seen"),
    ],
)
def test_a_winner_is_not_said_to_hold_where_an_end_stopped(
    tmp_path, capsys, low, verdict, said
) -> None:
    """That nothing turns it can be said only of what was lived; that something does, always."""

    def formula(plan: Plan) -> float:
        ours = low if plan.touch.weekly_cap == 1 else 2.0
        return ours if plan.story.name == "fila_333" else 0.0

    world = Stops(
        formula, lambda plan: plan.touch.weekly_cap == 14 and plan.story.name != "baseline"
    )
    scenarios = ("baseline", "fila_333")
    out = look(tmp_path / "out", world, WIDE_CAP, scenarios=scenarios, method="ends")
    assert table(out)["touch.weekly_cap"]["verdict"] == verdict
    told = capsys.readouterr().out
    assert said in told
    assert "scenario=fila_333 touch.weekly_cap=14: one shopper" in told
    assert "within its range: fila_333 stays ahead" not in told


def test_a_plan_that_stops_as_written_ends_the_study(tmp_path) -> None:
    """All others would be held against it; nothing else is run."""
    world = Stops(cap_and_face, lambda plan: plan.coupon.face == written)
    written = compose_plan("baseline").plan.coupon.face
    with pytest.raises(StoppedError, match="baseline as written stopped, which all others"):
        look(tmp_path / "out", world, *CAP_AND_FACE)
    assert world.asked == []
    assert not (tmp_path / "out").exists()


def test_an_assumption_that_stops_the_plan_is_one_it_feels(tmp_path, capsys) -> None:
    """A group with an end that stops is halved as one that changes something, down to the one."""
    key = "touch.response.annoyance"
    high = assumptions([compose_plan("baseline")], (key,))[0].high
    world = Stops(
        lambda plan: 1000.0 * plan.touch.response.annoyance,
        lambda plan: plan.touch.response.annoyance == high,
    )
    out = look(tmp_path / "out", world, method="ends", only=("touch",))
    assert list(table(out)) == [key]
    assert f"{key}={high}: one shopper orders without end" in capsys.readouterr().out


def test_sobol_shares_of_a_product(tmp_path) -> None:
    """Of a sum with one factor ten times the other nearly all variance is the first one's."""
    keys = ("touch.weekly_cap=interval(1,90)", "coupon.face=interval(0,20)")
    out = look(tmp_path / "out", Formula(cap_and_face), *keys, method="sobol", n=16)
    rows = table(out)
    assert float(rows["touch.weekly_cap"]["first_mean"]) > 0.95
    assert float(rows["coupon.face"]["total_mean"]) < 0.05


def test_the_winner_hangs_on_one_assumption(tmp_path, capsys) -> None:
    """The second scenario is ahead only with many touches: said, with where it turns."""

    def formula(plan: Plan) -> float:
        gain = 3.0 * (plan.touch.weekly_cap - 3.25)
        return gain if plan.story.name == "fila_333" else 0.0

    keys = ("touch.weekly_cap=interval(1,14)", "coupon.face=interval(0,20)")
    scenarios = ("baseline", "fila_333")
    out = look(tmp_path / "out", Formula(formula), *keys, scenarios=scenarios, n=4)
    found = json.loads((out / "sensitivity.json").read_text("utf-8"))
    assert found["factors"]["touch.weekly_cap"]["verdict"] == "turns"
    assert found["factors"]["touch.weekly_cap"]["turns_at"] == pytest.approx(3.25)
    assert found["factors"]["coupon.face"]["verdict"] == "holds"
    said = "The winner hangs on touch.weekly_cap (most brand messages a member may get in 7 days)"
    assert said in capsys.readouterr().out
    page = re.sub(r"</?span[^>]*>", "", (out / "report.html").read_text("utf-8"))
    assert said in page
    assert "≈ 3.25" in page


def test_a_setting_of_one_scenario_moves_in_that_one_alone(tmp_path) -> None:
    """baseline has no journey; its figures stay, and the difference moves."""
    key = "journeys.care_333.steps.1.day"
    world = Formula(lambda plan: sum(j.steps[1].day for j in plan.journeys.values()))
    out = look(
        tmp_path / "out", world, f"{key}=interval(5,25)", scenarios=("baseline", "fila_333"), n=2
    )
    assert float(table(out)[key]["star_mean"]) == pytest.approx(20, rel=0.1)
    assert world.asked.count(("baseline", 0)) == 1


def test_assumptions_by_themselves(tmp_path, capsys) -> None:
    """Of all the assumptions the two the figure knows are found; the others are left out, said."""
    keys = ("touch.response.annoyance", "coupon.lift")

    def formula(plan: Plan) -> float:
        return 1000.0 * plan.touch.response.annoyance + plan.coupon.lift

    world = Formula(formula)
    out = look(tmp_path / "out", world, method="ends")
    found = json.loads((out / "sensitivity.json").read_text("utf-8"))
    assert set(found["factors"]) == set(keys)
    everything = assumptions([compose_plan("baseline")], ())
    assert len(found["unreached"]) + len(found["refused"]) + 2 == len(everything) > 200
    assert len(world.asked) < len(everything)
    assert "were left out" in capsys.readouterr().out


def test_settings_that_clash_where_they_move_together_stay_as_written() -> None:
    """The one a check names does not move; what clashes with a setting that stands is refused."""
    keys = ("referral.from_day=interval(0,40)", "referral.until_day=interval(30,365)")
    space = read_space([*keys, "touch.weekly_cap=interval(1,7)"])
    field = Field(["baseline"], SMALL, space.factors)
    workshop: Any = SimpleNamespace(study=field.written[0].study)
    looked = Looked(field, workshop, Asked(), 0)
    assert looked._clashing([0, 1, 2]) == [1]
    assert looked._clashing([1, 2]) == []
    stands = Field(["baseline"], [*SMALL, "referral.until_day=20"], space.factors[:1])
    with pytest.raises(InputError, match="referral ends before it begins"):
        Looked(stands, workshop, Asked(), 0)._clashing([0])


def test_ranges_are_those_of_the_sources() -> None:
    """`touch.response.annoyance` says `assumption 0.0003..0.005`; only its part is asked for."""
    found = {f.key: f for f in assumptions([compose_plan("baseline")], ("touch.response",))}
    assert (found["touch.response.annoyance"].low, found["touch.response.annoyance"].high) == (
        0.0003,
        0.005,
    )
    assert all(key.startswith("touch.response.") for key in found)


def test_goes_on_where_it_stopped(tmp_path) -> None:
    """What ran before the failure is not run again, and the result is the same."""
    keys = ("touch.weekly_cap=interval(1,7)", "coupon.face=interval(0,20)")
    with pytest.raises(RuntimeError):
        look(tmp_path / "out", Formula(cap_and_face, last=10), *keys, n=4)
    rest = Formula(cap_and_face)
    out = look(tmp_path / "out", rest, *keys, n=4)
    whole = Formula(cap_and_face)
    other = look(tmp_path / "whole", whole, *keys, n=4)
    assert len(rest.asked) == len(whole.asked) - 10
    for name in ("sensitivity.csv", "points.csv", "sensitivity.json", "sensitivity.svg"):
        assert (out / name).read_bytes() == (other / name).read_bytes()


@pytest.mark.parametrize(
    ("keys", "asked", "what"),
    [
        (["touch.weekly_cap=interval(1,7)"], {"kpi": "contributon"}, "no figure of this name"),
        (["touch.weekly_cap=interval(7,1)"], {}, "the lower one first"),
        (["touch.weekly_cap=interval(1.5,7)"], {}, "a whole number, and so are its ends"),
        (["seed=interval(1,7)"], {}, "The seed cannot be swept"),
        (["touch.weekly_cap=interval(1,700)"], {}, "700"),
        (["touch.weekly=interval(1,7)"], {}, "unknown key touch.weekly"),
        (["touch.weekly_cap=interval(1,7)"], {"method": "sobol", "n": 12}, "power of two"),
        ([], {"only": ("tuch",)}, "no assumption of this plan begins so"),
        (["touch.weekly_cap=interval(1,7)", "districts=2"], {}, "not the shoppers of one run"),
        (["touch.weekly_cap=interval(1,7)"], {"kpi": "payback_months"}, "undefined in some run"),
    ],
)
def test_refused(tmp_path, keys, asked, what) -> None:
    """A mistake is answered before the first run, but for a figure only runs can show undefined."""
    out = tmp_path / "out"
    world = toy_world if "payback_months" in asked.values() else Formula(cap_and_face, last=0)
    with pytest.raises(InputError) as caught:
        look(out, world, *keys, **asked)
    assert what in str(caught.value)
    assert not out.exists()


def test_space_spaced_by_the_logarithm() -> None:
    """`tag(log, …)` puts the middle at the geometric mean; ends are exact."""
    factor = read_space(["touch.response.annoyance=tag(log, interval(0.0001,0.01))"]).factors[0]
    assert [factor.value(at) for at in (0, 0.5, 1)] == [0.0001, 0.001, 0.01]
