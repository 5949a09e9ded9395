"""Settings set in vain are told before a study; none that is shipped is one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim import cli
from sim.config.compose import Composer, compose_layers, compose_plan
from sim.config.errors import InputError
from sim.config.idle import SWITCHES, Idle, idle, switches_off
from sim.config.keys import leaves, lever_at
from sim.config.scenarios import scenario_files
from sim.world import simulate

SMALL = ("shoppers.initial=300", "horizon_days=45", "engine=compiled")
OFF = {  # plans in which friends are asked, or points earned, though no programme of it is on
    "baseline": list(SWITCHES),
    "raffle": [part for part in SWITCHES if part.startswith("referral")],
    "red_packet_after_order": [part for part in SWITCHES if part.startswith("referral")],
}
CASES = [(scenario, part) for scenario, parts in OFF.items() for part in parts]


@cache
def lived(scenario: str, *settings: str) -> tuple[bytes, ...]:
    """Accounts and daily figures of a small run."""
    run = simulate(compose_plan(scenario, [*settings, *SMALL]).plan, 0)
    return run.ledger.tobytes(), *(one.tobytes() for one in run.daily.values())


def others(key: str, value: object) -> list[str]:
    """Other values a setting may have."""
    lever = lever_at(key)
    assert lever is not None
    if isinstance(value, bool):
        return [str(not value).lower()]
    if lever.choices:
        return [one for one in lever.choices if one != value]
    if not isinstance(value, int | float) or lever.low is None or lever.high is None:
        return []
    return [
        f"{one:g}" for one in (lever.low, value + 1, value / 2) if lever.low <= one <= lever.high
    ]


@pytest.mark.parametrize(("scenario", "part"), CASES)
def test_what_is_said_to_change_nothing_changes_nothing(scenario: str, part: str) -> None:
    """Each setting of a part that is off, at other values, leaves every account as it was."""
    tried = 0
    for key, value in leaves(compose_layers(scenario).data):
        if not f"{key}.".startswith(f"{part}.") or key in SWITCHES[part]:
            continue
        for other in others(key, value):
            try:
                composed = compose_plan(scenario, [f"{key}={other}", *SMALL])
            except InputError:
                continue
            assert switches_off(composed.plan, key), (key, other)
            assert lived(scenario, f"{key}={other}") == lived(scenario), (key, other)
            tried += 1
    assert tried


def test_no_shipped_scenario_sets_something_in_vain() -> None:
    """Whatever a scenario sets is on in it."""
    vain = [
        (name, key)
        for name in scenario_files()
        for composed in (Composer(name).plan(SMALL),)
        for key, origin in composed.provenance.items()
        if origin.file == f"scenarios/{name}.yaml" and switches_off(composed.plan, key)
    ]
    assert vain == []


def test_who_chooses_a_group_typed_none_of_its_numbers() -> None:
    """A mall without bonus days is as it was meant; its bonus factor is typed by itself."""
    assert idle([compose_plan("baseline", ["points=mall"])]) == []
    assert len(idle([compose_plan("baseline", ["points=mall", "points.bonus_factor=2"])])) == 1


def test_one_plan_in_which_it_counts_is_enough() -> None:
    """A comparison says only what changes nothing in any of its plans."""
    reward = ("referral.inviter_reward=30",)
    off, on = (compose_plan(name, reward) for name in ("baseline", "two_sided_referral"))
    assert len(idle([off])) == 1
    assert idle([off, on]) == idle([on]) == []


def test_it_is_told_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with the key and what is off."""
    args = ["run", "scenario=baseline", "stored_value.bonus=50", "replications=1", "report=false"]
    for lang, words in (("en", "changes nothing here"), ("zh", "不起作用")):
        assert cli.main([*args, *SMALL, f"out={tmp_path / lang}", f"lang={lang}"]) == 0
        said = capsys.readouterr().err
        assert f"stored_value.bonus {words}" in said.replace("在此", "")
        assert "stored_value.top_up" in said


STUDIES = {
    "sweep": ("scenario=baseline", "points.bonus_factor=2,3"),
    "sensitivity": ("scenarios=[baseline,fila_333]", "points.bonus_factor=interval(2,3)"),
    "optimize": ("scenario=baseline", "points.bonus_factor=interval(2,3)"),
}
AS_FEW_RUNS = {
    "sweep": ("replications=1",),
    "sensitivity": ("replications=2", "method=ends", "report=false"),
    "optimize": ("replications=1", "trials=2", "confirm=2", "report=false"),
}


@pytest.mark.parametrize("command", STUDIES)
def test_a_study_says_what_is_set_and_what_is_varied_in_vain(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both before the first run; a key that is on at a single point counts."""
    scenario, varied = STUDIES[command]
    args = [command, scenario, *SMALL, *AS_FEW_RUNS[command], f"out={tmp_path / 'out'}"]
    for lang, set_in_vain, varied_in_vain in (
        ("en", "stored_value.bonus changes nothing here, as this is off", "varying {} changes"),
        ("zh", "stored_value.bonus 在此不起作用", "变动 {} 不起作用"),
    ):
        assert cli.main([*args, varied, "stored_value.bonus=50", f"lang={lang}"]) == 0
        said = capsys.readouterr().err
        assert set_in_vain in said
        assert varied_in_vain.format("points.bonus_factor") in said
    assert cli.main([*args, "stored_value.top_up=0,0.01", "stored_value.bonus=50", "lang=en"]) == 0
    assert "changes nothing here" not in capsys.readouterr().err


def test_what_only_two_settings_turn_on_together_is_not_in_vain() -> None:
    """A search sees each of them alone, and neither alone turns the clearance on."""
    composer, hour = Composer("baseline"), "stock.clearance.from_hour"
    fixed = ("selling=shops", f"{hour}=18")
    daily, step = "stock.daily", "stock.clearance.step"
    for varied, off in (((daily, step), None), ((daily,), (step,)), ((step,), (daily,))):
        seen = Idle(composer.plan(fixed), varied)
        for key in varied:
            seen.pass_by(composer.plan([*fixed, f"{key}=0.1"]).plan)
        assert seen.off.get(hour) == off


def test_who_turns_a_programme_off_does_so_to_an_end() -> None:
    """A group without points, chosen where there are some, is what changes most."""
    assert idle([compose_plan("points_mall", ["points=none"])]) == []
