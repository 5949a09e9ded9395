"""The best plan of a space: known optima are found, luck is told apart, a search goes on."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import toy_world, without_end

from sim.commands.searches import optimize
from sim.config.compose import compose_plan
from sim.config.errors import InputError, StoppedError
from sim.config.said import LANGUAGES
from sim.config.schema import Plan
from sim.measure.events import Take
from sim.measure.result import Quotient, RunResult
from sim.study.optimise.confirm import Tried, candidates, confirmed
from sim.study.optimise.limits import Limit, beyond, read_limits, shortfall
from sim.study.optimise.study import Asked, _Searching, optimise
from sim.study.samples import Floats
from sim.study.stopped import all_lived

SMALL = ["horizon_days=20", "replications=4", "workers=1"]
KEYS = ("coupon.face=interval(0,60)", "touch.weekly_cap=interval(1,14)")


class Discount:
    """A discount whose best depth is known: margin less discount, times a demand that answers.

    Profit = (80 - d)(1 + 0.05 d) has its maximum at d = 30, where its derivative 3 - 0.1 d is 0;
    the programme costs d (1 + 0.05 d). A cap of 5 is best. Luck is of the run, or of run and plan.
    """

    def __init__(self, own_luck: float = 0.0, last: int = 10**9) -> None:
        self.own_luck, self.last = own_luck, last
        self.asked: list[int] = []

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        self.asked.append(replication)
        if len(self.asked) > self.last:
            raise RuntimeError("the machine went down")
        found = toy_world(plan, replication)
        depth, cap = plan.coupon.face, plan.touch.weekly_cap
        luck = np.random.default_rng([replication, int(1e6 * depth), cap])
        shared = np.random.default_rng(replication).normal()
        sold = 1 + 0.05 * depth
        figures = {
            "contribution": (80 - depth) * sold - (cap - 5) ** 2,
            "programme_cost": depth * sold,
        }
        found.parts.update(dict.fromkeys(found.parts, Quotient(1.0)))
        figures["contribution"] += shared + self.own_luck * luck.normal()
        figures["programme_cost"] += shared
        found.parts.update({key: Quotient(float(value)) for key, value in figures.items()})
        return found


def search(
    out: Path, world: Discount, *keys: str, lang: str = "en", **asked: Any
) -> tuple[Path, bool]:
    overrides = [*SMALL, f"lang={lang}", f"out={out}", *(keys or KEYS)]
    return optimise("baseline", overrides, [], Asked(**asked), simulate=world)


def found_in(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "optimize.json").read_text("utf-8"))
    return content


def test_a_known_best_is_found(tmp_path, capsys) -> None:
    """Forty plans come within a hundredth of the profit of the closed form's best discount."""
    out, kept = search(tmp_path / "out", Discount(), trials=40)
    found = found_in(out)
    best = found["finalists"][1]
    depth, cap = (best["tried"][key] for key in ("coupon.face", "touch.weekly_cap"))
    profit = (80 - depth) * (1 + 0.05 * depth) - (cap - 5) ** 2
    assert kept
    assert profit == pytest.approx(125.0, rel=0.01)
    assert cap == 5
    assert best["promised"] == pytest.approx(best["change"]["mean"])
    assert len(found["finalists"]) == 4
    said = capsys.readouterr().out
    assert "It beats the plan as written" in said
    assert "on fresh luck it is no less" in said
    assert ET.parse(out / "optimize.svg").getroot().tag.endswith("svg")


def test_a_budget_moves_the_best_to_its_bound(tmp_path, capsys) -> None:
    """The budget d (1 + 0.05 d) <= 15 allows a discount of 10; luck keeps the best below."""
    limits = read_limits("[programme_cost<=15]")
    out, kept = search(
        *(tmp_path / "out", Discount()), trials=40, limits=limits, probability=0.9, confirm=30
    )
    best = found_in(out)["finalists"][1]
    assert kept
    assert 7.0 < best["tried"]["coupon.face"] < 10.0
    assert best["within"]["mean"] >= 0.9
    with (out / "optimize.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert {row["keeps_limits"] for row in rows} == {"True", "False"}
    assert "within the limits" in capsys.readouterr().out


@pytest.mark.parametrize(("trials", "left"), [(14, True), (40, False)])
def test_no_plan_is_tried_twice(tmp_path, capsys, trials, left) -> None:
    """Twenty plans of whole numbers: so many trials, so many plans; and no more than there are."""
    keys = ("touch.weekly_cap=interval(4,8)", "touch.quiet_from=20,21,22,23")
    out, _ = search(tmp_path / "out", Discount(), *keys, trials=trials, confirm=2)
    found = found_in(out)
    plans = [tuple(one["values"].values()) for one in found["tried"]]
    assert len(plans) == len(set(plans)) == min(trials, 20)
    assert found["used_up"] is not left
    assert found["finalists"][1]["tried"]["touch.weekly_cap"] == 5
    said = capsys.readouterr().out
    assert ("nothing is left to try" in said) is not left
    assert f"{min(trials, 20)} plans tried, none of them twice." in said


def test_no_plan_keeps_the_limit(tmp_path, capsys) -> None:
    """Said, with the nearest plans; and the exit code of the command is 1."""
    limits = read_limits("[programme_cost<=-50]")
    _, kept = search(tmp_path / "out", Discount(), trials=4, confirm=3, limits=limits)
    assert not kept
    assert "None of these plans keeps programme_cost<=-50" in capsys.readouterr().out


def test_the_best_of_many_is_partly_the_luckiest(tmp_path, capsys) -> None:
    """With luck of each plan's own the search promises more than fresh luck gives."""
    out, _ = search(
        *(tmp_path / "out", Discount(own_luck=30.0), "coupon.face=interval(29,31)"),
        *("touch.weekly_cap=4,5,6",),
        trials=24,
        confirm=40,
    )
    best = found_in(out)["finalists"][1]
    assert best["promised"] > best["change"]["mean"]
    said = capsys.readouterr().out
    assert "of that is gone" in said
    assert "As good, as far as anybody can tell" in said


def test_goes_on_where_it_stopped(tmp_path) -> None:
    """The search is replayed over what the store has, and ends as if nothing had happened."""
    with pytest.raises(RuntimeError):
        search(tmp_path / "out", Discount(own_luck=1.0, last=30), trials=12, confirm=5)
    rest = Discount(own_luck=1.0)
    out, _ = search(tmp_path / "out", rest, trials=12, confirm=5)
    whole = Discount(own_luck=1.0)
    other, _ = search(tmp_path / "whole", whole, trials=12, confirm=5)
    assert len(rest.asked) == len(whole.asked) - 30
    for name in ("optimize.csv", "finalists.csv", "optimize.json", "optimize.svg"):
        assert (out / name).read_bytes() == (other / name).read_bytes()
    again = Discount(last=0)
    search(tmp_path / "out", again, trials=12, confirm=5)
    assert again.asked == []


def test_words_are_searched_too_and_an_edge_is_told(tmp_path, capsys) -> None:
    """A list of words is a choice; a best value at the end of its interval is said to be there."""
    keys = ("coupon.face=interval(0,20)", "coupon.gate=issue,redemption")
    out, _ = search(tmp_path / "out", Discount(), *keys, trials=24, lang="zh")
    found = found_in(out)
    assert {one["values"]["coupon.gate"] for one in found["tried"]} == {"issue", "redemption"}
    assert found["edges"] == ["coupon.face"]
    assert "coupon.face 取在范围的端点" in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "said"), [("en", "does exactly as"), ("zh", "完全一样")])
def test_a_search_of_what_does_nothing_says_so(lang, said, tmp_path, capsys) -> None:
    """No best is claimed among plans that do the same, nor that a better one lies beyond."""
    search(
        tmp_path / "out", Discount(), "guides.minutes_per_day=interval(1,9)", trials=6, lang=lang
    )
    told = capsys.readouterr().out
    assert said in told
    assert "Nobody can tell" not in told
    assert "at the end of its range" not in told
    assert "范围的端点" not in told


class Stops(Discount):
    """A discount that ends in words where it is told to, by depth and replication."""

    def __init__(self, where: Any) -> None:
        super().__init__()
        self.where = where

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        if self.where(plan.coupon.face, replication):
            raise without_end()
        return super().__call__(plan, replication, events)


DEPTHS = "coupon.face=0,10,20,25,30,40"


@pytest.mark.parametrize(
    ("from_replication", "best"),
    [
        pytest.param(0, 20, id="in the search"),
        pytest.param(2, 20, id="in a later replication of it"),
        pytest.param(4, 20, id="on fresh luck"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_that_stops_is_no_candidate(tmp_path, capsys, from_replication, best, lang) -> None:
    """The best of the others is found; the one that stopped has no figures and is named."""
    world = Stops(lambda depth, replication: depth > 20 and replication >= from_replication)
    out, kept = search(tmp_path / "out", world, DEPTHS, lang=lang, confirm=3, trials=6)
    assert kept
    assert found_in(out)["finalists"][1]["tried"]["coupon.face"] == best
    with (out / "optimize.csv").open() as stream:
        rows = {row["coupon.face"]: row for row in csv.DictReader(stream)}
    told = capsys.readouterr().out
    stopped = json.loads((out / "manifest.json").read_text("utf-8"))["stopped"]
    assert set(stopped) == {f"coupon.face={depth}" for depth in (25, 30, 40)}
    for depth in ("25", "30", "40"):
        row = rows[depth]
        assert (row["contribution"], row["within"], row["keeps_limits"]) == ("", "", "stopped")
        assert f"coupon.face={depth}: " in told
    assert {"en": "3 of the points stopped", "zh": "有 3 个点中途停止"}[lang] in told
    assert {"en": "contradict", "zh": "矛盾"}[lang] not in told
    why = {"en": "orders without end", "zh": "下单没有尽头"}[lang]
    assert why in told
    assert why in (out / "report.html").read_text("utf-8")
    assert not all_lived(out)


def test_where_every_other_plan_stops_there_is_no_best(tmp_path, capsys) -> None:
    """Said as it is: others were tried."""
    world = Stops(lambda depth, _: depth > 0)
    _, kept = search(tmp_path / "out", world, DEPTHS, "coupon.face=0", confirm=3)
    assert not kept
    assert "could be lived to the end" in capsys.readouterr().out


@pytest.mark.parametrize("from_replication", [0, 4], ids=["in the search", "on fresh luck"])
def test_a_plan_that_stops_as_written_ends_the_search(tmp_path, from_replication) -> None:
    """All others would be held against it."""
    written = compose_plan("baseline").plan.coupon.face
    world = Stops(lambda depth, replication: depth == written and replication >= from_replication)
    with pytest.raises(StoppedError, match="the plan as written stopped"):
        search(tmp_path / "out", world, DEPTHS, confirm=3, trials=6)
    assert not (tmp_path / "out").exists()


# the parts


def test_a_limit_is_an_order_statistic() -> None:
    """Nine of ten within: the excess of the ninth; of five replications 0.9 means all."""
    values = np.arange(1.0, 11.0)
    over = beyond(
        [Limit("programme_cost", True, 9.0), Limit("members", False, 0.5)],
        {"programme_cost": values, "members": values},
    )
    assert shortfall(over, 0.9) == pytest.approx(0.0)
    assert shortfall(over, 0.95) == pytest.approx(1 / 9)
    assert shortfall(over[5:], 0.9) == pytest.approx(1 / 9)
    assert shortfall(over, 0.5) == pytest.approx((5 - 9) / 9)


def test_finalists_are_different_plans_that_keep_the_limits() -> None:
    """The same plan twice is one; one over the limit only where none keeps it, nearest first."""
    plans = [
        Tried({}, "a", 3.0),
        Tried({}, "a", 3.0),
        Tried({}, "b", 9.0, 0.5, 0.1, kept=False),
        Tried({}, "c", 4.0),
        Tried({}, None, kept=False),
        Tried({}, "start", 5.0),
    ]
    names = [one.digest for one in candidates(plans, "start", 3, maximise=True)]
    assert names == ["c", "a"]
    over = [Tried({}, name, 1.0, 0.0, gap, kept=False) for name, gap in (("x", 0.3), ("y", 0.1))]
    assert [one.digest for one in candidates(over, "start", 3, maximise=False)] == ["y", "x"]
    assert len(candidates(over, "start", 1, maximise=False)) == 1


class Start(str):
    """The plan as written."""

    digest = "start"


class Lived:
    """Notes which plans are lived again, and how often it is asked to; none stops."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.stopped: dict[str, StoppedError] = {}

    def live(self, points: list[str], fresh: range) -> None:
        """Plans stand for themselves here."""
        self.asked.append(list(points))


def searched(plans: str, keeping: str) -> Any:
    """The end of a search for the most orders; of its plans, those named keep the limits."""

    def figures(point: str, replications: range) -> tuple[Floats, Floats]:
        over = np.full(len(replications), -1.0 if point in keeping else 1.0)
        return np.zeros(len(replications)), over

    search: Any = object.__new__(_Searching)
    search._asked = Asked("orders")
    search._start, search._points = Start("start"), {one: one for one in plans}
    search._replications, search._workshop, search._figures = 5, Lived(), figures
    return search


@pytest.mark.parametrize(
    ("keeping", "lived"),
    [
        pytest.param("abcdefgh", "abc", id="the best keep the limits"),
        pytest.param("eh", "abcdef", id="luck alone kept the best within them"),
        pytest.param("", "abcdefgh", id="luck alone kept any"),
    ],
)
def test_plans_are_asked_until_one_keeps_the_limits(keeping: str, lived: str) -> None:
    """Three at a time, the best first, on replications the search has not seen."""
    tried = [Tried({}, one, mean) for mean, one in enumerate("hgfedcba")]
    search = searched("abcdefgh", keeping)
    chosen, figures, within = search._finalists(tried)
    assert "".join(one.digest for one in chosen) == lived
    assert figures.shape == (1 + len(lived), 20)
    assert [all(one) for one in within[1:]] == [one in keeping for one in lived]
    assert search._workshop.asked[0] == ["start", "a", "b", "c"]
    assert all(len(more) <= 3 for more in search._workshop.asked[1:])


def test_who_misses_the_limits_least_often_stands_first() -> None:
    """Where none keeps them: a better figure is no merit there."""
    plans = [Tried({"a": 1}, "p", 5.0), Tried({"a": 2}, "q", 4.0)]
    figures = np.random.default_rng(3).normal(size=(3, 10)) + np.array([[0.0], [9.0], [1.0]])
    within = [[True] * 10, [True] * 2 + [False] * 8, [True] * 8 + [False] * 2]
    found = confirmed(plans, figures, within, 0.0, 0.9, kpi="orders", maximise=True)
    assert [one.tried.digest for one in found[1:]] == ["q", "p"]


def test_fresh_luck_orders_the_finalists() -> None:
    """The best on fresh replications stands first, whatever the search said."""
    luck = np.random.default_rng(2).normal(size=(3, 30))
    figures = np.array([[0.0], [1.0], [1.2]]) + luck
    plans = [Tried({"a": 1}, "p", 5.0), Tried({"a": 2}, "q", 4.0)]
    within = [[True] * 30, [True] * 30, [True] * 29 + [False]]
    start, best, other = confirmed(plans, figures, within, 0.0, 0.9, kpi="orders", maximise=True)
    assert start.tried is None
    assert best.tried is not None
    assert best.figure.mean >= other.figure.mean
    assert best.behind is None
    assert other.behind is not None
    assert other.behind.low < 0.0 < other.behind.high
    loser = confirmed(plans, figures, within, 0.0, 0.99, kpi="orders", maximise=True)[2]
    assert not loser.kept
    assert 0.8 < loser.within.low < loser.within.mean < loser.within.high < 1.0


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ([], "nothing to vary"),
        (["touch.weekly_cap=interval(1,7)", "maximise=contributon"], "did you mean: contribution"),
        (["touch.weekly_cap=interval(1,7)", "maximise=members", "minimise=cac"], "one aim"),
        (["touch.weekly_cap=interval(1,7)", "limit=[programme_cost<300]"], "cannot be read"),
        (["touch.weekly_cap=interval(1,7)", "limit=[programm_cost<=3]"], "programme_cost"),
        (["touch.weekly_cap=interval(1,7)", "probability=90"], "at most 1"),
        (["touch.weekly_cap=interval(1,7)", "trials=many"], "trials is a whole number"),
        (["touch.weekly_cap=interval(1,700)"], "700"),
        (["touch.weekly_cap=1,700,7"], "700"),
        (["touch.wekly_cap=interval(1,7)"], "did you mean: touch.weekly_cap"),
    ],
)
def test_refused(tmp_path, monkeypatch, args, what) -> None:
    """A mistake is answered before anything is run or written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        optimize(["scenario=baseline", *args])
    assert what in str(caught.value)
    assert not list(tmp_path.iterdir())
