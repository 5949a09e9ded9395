"""siyu trace: one life on the terminal and on a page, and what a mistake looks like."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from sim import cli
from sim.config.compose import compose_plan
from sim.study.trace.console import _broken
from sim.study.trace.life import Life
from sim.study.trace.run import uid_of_member
from sim.study.trace.traits import TEXT, trait_rows

Capture = pytest.CaptureFixture[str]
PEOPLE = ["shoppers.initial=60", "horizon_days=40", "engine=simpy"]
TWINS = ["scenarios=[baseline,everything]", *PEOPLE]


def test_two_worlds(tmp_path: Path, capsys: Capture) -> None:
    """Who it is, where the lives part, day by day, order by order, the sums; and a page of it."""
    out = tmp_path / "life"
    assert cli.main(["trace", *TWINS, "member=2", "lang=en", f"out={out}"]) == 0
    said = capsys.readouterr().out
    uid = uid_of_member(2)
    assert said.startswith(f"Shopper {uid} in twin worlds\nA  baseline: No private domain\n")
    assert "\nseed 2026, replication 1; " in said  # as the page of a comparison counts them
    for heading in ("Who it is", "Where the lives part", "What it came to", "Day by day"):
        assert f"\n{heading}\n" in said
    assert "day −" in said and "day -" not in said  # who joined before day 0
    assert said.rstrip().endswith(str(out / "trace.html"))
    assert {one.name for one in out.iterdir()} == {
        *("manifest.json", "trace.html", "trace.json", "trace.svg"),
    }
    ET.parse(out / "trace.svg")  # it is XML
    found = json.loads((out / "trace.json").read_text("utf-8"))
    assert found["uid"] == uid and found["scenarios"] == ["baseline", "everything"]
    assert found["sums"][1]["contribution"] - found["sums"][0]["contribution"] == pytest.approx(
        sum(
            sign * (found["sums"][1][key] - found["sums"][0][key])
            for sign, keys in (
                (1, ("sales", "income")),
                (-1, ("discount", "returned", "goods")),
                (-1, ("messages", "commission", "rewards", "handling", "amends")),
            )
            for key in keys
        )
    )
    page = (out / "trace.html").read_text("utf-8")
    assert "Every event" in page and "<svg" in page
    assert "Every event" not in said


@pytest.mark.parametrize(("lang", "never"), [("en", "practically never"), ("zh", "等于从不")])
def test_a_rate_near_zero_is_never(lang: str, never: str) -> None:
    """A draw near zero is told as never, not as a visit every 1,180,378,071.5 days."""
    traits = dict.fromkeys(("fake", "officer", "hunter", "friends_left", "hour", "spend"), 1)
    traits |= dict.fromkeys(("fake", "officer", "hunter"), 0)
    own = {"alive": 1, "visit_rate": 1e-9, "rate": 0.1, "stop": 0.2, "deal": 0.3}
    life = SimpleNamespace(state={**traits, **own, "affinity": 0.5, "tolerance": 4.0}, invited=0)
    rows = dict(trait_rows(cast(Life, life), compose_plan("baseline").plan, lang))
    assert [name for name, words in rows.items() if never in words] == [TEXT[lang]["visits"]]
    assert "10" in rows[TEXT[lang]["rhythm"]]


def test_somebody_worth_a_look(tmp_path: Path, capsys: Capture) -> None:
    """Without a uid who differs most is told, after the names of others; the same bytes again."""
    more = ["shoppers.initial=150", "horizon_days=90", "engine=simpy", "report=false"]
    args = ["trace", TWINS[0], *more, f"out={tmp_path / 'no'}"]
    assert cli.main(args) == 0
    said = capsys.readouterr().out
    table, life = said.split("孪生世界里的顾客 ")
    uid = life.splitlines()[0]
    rows = [line.split() for line in table.splitlines() if line.startswith("  ")][1:]
    apart = {row[0]: float(row[3].strip("+−").replace(",", "")) for row in rows}
    assert apart[uid] == max(apart.values()) > 0
    assert "加入，来自初始会员" in life
    assert cli.main(args) == 0
    assert capsys.readouterr().out == said
    assert not (tmp_path / "no").exists()


def test_one_world_and_a_setting_with_two_values(capsys: Capture) -> None:
    """One scenario is one life; with two values of a setting it is two, told apart by it."""
    args = ["trace", "scenario=touch_heavy", *PEOPLE, "member=1", "report=false", "lang=en"]
    assert cli.main(args) == 0
    alone = capsys.readouterr().out
    assert "in twin worlds" not in alone and "Order by order" not in alone
    assert cli.main([*args, "touch.weekly_cap=1,7"]) == 0
    both = capsys.readouterr().out
    assert "B  touch_heavy: Ten promotions a day touch.weekly_cap=7" in both


def test_nobody_to_choose(capsys: Capture) -> None:
    """Two worlds that are one: no life to tell apart, and that is said."""
    args = ["scenario=baseline", "touch.weekly_cap=3,7", "shoppers.initial=20", "horizon_days=10"]
    assert cli.main(["trace", *args, "engine=simpy", "lang=en"]) == 0
    assert capsys.readouterr().out.startswith("Nobody spends another amount in B than in A")


WRONG = {
    "nothing": ([], "which life?"),
    "a word": (["scenario=baseline", "somebody"], "which life?"),
    "unknown uid": (["scenario=baseline", "uid=3"], "nobody of this uid ever came"),
    "its range": (["scenario=baseline", "uid=3"], "member=1 to member=60 are the members of day 0"),
    "no number": (["scenario=baseline", "uid=me"], "a uid of the event log"),
    "no such member": (["scenario=baseline", "member=61"], "a whole number from 1 to 60"),
    "member 0": (["scenario=baseline", "member=0"], "there is no such member"),
    "both": (["scenario=baseline", "member=1", "uid=2"], "one shopper at a time"),
    "three": (["scenarios=[baseline,fila_333,touch_heavy]"], "more than two sides"),
    "both forms": (["scenario=baseline", "scenarios=[baseline,fila_333]"], "either one scenario"),
    "misspelt": (["scenario=baselin"], "did you mean: baseline"),
    "how to run": (["scenario=baseline", "replications=3"], "replications changes nothing here"),
    "no replication": (["scenario=baseline", "replication=x"], "1 for the first"),
    "twice": (["scenario=baseline", "coupon.face=3", "coupon.face=4"], "given twice"),
    "no twins": (["scenario=baseline", "horizon_days=10,20"], "over the same people"),
}


@pytest.mark.parametrize(("args", "text"), WRONG.values(), ids=WRONG)
def test_wrong_input(args: list[str], text: str, capsys: Capture) -> None:
    """Wrong input ends with code 2 and says what would be right."""
    people = [
        one
        for one in PEOPLE
        if not any(a.startswith("horizon") for a in args) or "horizon" not in one
    ]
    assert cli.main(["trace", *args, *people]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert text in said.err


@pytest.mark.parametrize(("lang", "told"), [("en", " yuan spent"), ("zh", " 元，贡献")])
def test_money_in_the_first_line_has_its_unit(lang: str, told: str, tmp_path: Path) -> None:
    """The page begins with what somebody spent, in yuan."""
    size = ("shoppers.initial=200", "horizon_days=60", "engine=simpy", f"out={tmp_path / 'out'}")
    assert cli.main(["trace", "scenario=baseline", *size, f"lang={lang}"]) == 0
    assert told in (tmp_path / "out" / "trace.html").read_text("utf-8")


def test_no_line_ends_with_an_opening_bracket() -> None:
    """Nor begins with a closing one: Chinese lines break beside the words in brackets."""
    text = "19:00 community 消息因频控未发（daily_promotions）；" * 6
    for room in range(30, 70):
        lines = _broken(text, room)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[-1] in "（“《" or line[0] in "，；。）” 》" for line in lines)
