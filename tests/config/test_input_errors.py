"""A mistake is answered with what, where, what is allowed and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.commands.arguments import one_scenario, several_scenarios
from sim.config.cited import ledger_ids
from sim.config.compose import compose_plan
from sim.config.errors import InputError, nearest
from sim.config.outfolder import check_writable
from sim.config.scenarios import scenario_files, usable
from sim.evidence.load import ledger

STORY = "story: {title: {zh: 一, en: one}, question: {zh: 一, en: one}, evidence: []}\n"
CARE = (
    "+journeys.x={trigger: purchased, priority: 1, from_day: 0, until_day: 30, coverage: 1, "
    "steps: [{day: 3, action: touch, channel: guide, content: service, hour: 10, minutes: 2, "
    "accept: 0, coupon: false}]}"
)
CAMPAIGN = (
    "+campaigns.x={channel: community, content: service, hours: [10], every_days: 1, "
    "from_day: 0, until_day: 30, coupon: false, intensity: 1}"
)


def message(*overrides: str, scenario: str = "baseline") -> str:
    with pytest.raises(InputError) as caught:
        compose_plan(scenario, overrides)
    return str(caught.value)


def lines(*parts: str) -> str:
    return "\n  ".join(parts)


WORD_FOR_WORD = {
    "unknown key": (
        ["coupon.fase=3"],
        lines(
            "unknown key coupon.fase",
            "file: command line",
            "key: coupon.fase",
            "value: 3",
            "did you mean: coupon.face",
        ),
    ),
    "out of range": (
        ["touch.weekly_cap=5000"],
        lines(
            "touch.weekly_cap is out of range",
            "file: command line",
            "key: touch.weekly_cap",
            "value: 5000",
            "allowed: 0 to 105 (touches/week)",
        ),
    ),
    "a percentage for a share": (
        ["finance.cost_of_goods=45"],
        lines(
            "finance.cost_of_goods is out of range",
            "file: command line",
            "key: finance.cost_of_goods",
            "value: 45",
            "allowed: 0 to 1 (share)",
            "did you mean: 0.45",
        ),
    ),
    "not a number": (
        ["coupon.face=nan"],
        lines(
            "coupon.face is not a finite number",
            "file: command line",
            "key: coupon.face",
            "value: nan",
            "allowed: 0 to 100,000 (yuan)",
        ),
    ),
    "infinite": (
        ["coupon.face=inf"],
        lines(
            "coupon.face is not a finite number",
            "file: command line",
            "key: coupon.face",
            "value: inf",
            "allowed: 0 to 100,000 (yuan)",
        ),
    ),
    "negative budget": (
        ["finance.budget=-1"],
        lines(
            "finance.budget is out of range",
            "file: command line",
            "key: finance.budget",
            "value: -1",
            "allowed: 0 to 1,000,000,000,000 (yuan per 1,000)",
        ),
    ),
    "contradictory days": (
        ["referral.from_day=30", "referral.until_day=10"],
        lines(
            "referral ends before it begins",
            "file: command line",
            "key: referral.until_day",
            "value: 10",
            "allowed: from_day (30) or later",
        ),
    ),
    "text for a number": (
        ["coupon.face=fifty"],
        lines(
            "coupon.face is not a number",
            "file: command line",
            "key: coupon.face",
            "value: 'fifty'",
            "allowed: 0 to 100,000 (yuan)",
        ),
    ),
    "yes for a number": (
        ["touch.weekly_cap=true"],
        lines(
            "touch.weekly_cap is not a number",
            "file: command line",
            "key: touch.weekly_cap",
            "value: true",
            "allowed: 0 to 105 (touches/week)",
        ),
    ),
    "part of a person": (
        ["shoppers.initial=10.5"],
        lines(
            "shoppers.initial is not a whole number",
            "file: command line",
            "key: shoppers.initial",
            "value: 10.5",
            "allowed: 1 to 1,000,000,000 (people)",
        ),
    ),
    "number for yes or no": (
        ["report=1"],
        lines(
            "report is not yes or no",
            "file: command line",
            "key: report",
            "value: 1",
            "allowed: true, false",
        ),
    ),
    "no such date": (
        ["start_date=2026-02-30"],
        lines(
            "start_date is not a date",
            "file: command line",
            "key: start_date",
            "value: '2026-02-30'",
            "allowed: a calendar date, YYYY-MM-DD",
        ),
    ),
    "no such word": (
        ["referral.reward_form=coupons"],
        lines(
            "referral.reward_form is not one of its allowed words",
            "file: command line",
            "key: referral.reward_form",
            "value: coupons",
            "allowed: cash, coupon",
            "did you mean: coupon",
        ),
    ),
    "taken away": (
        ["~guides.book_size"],
        lines(
            "guides.book_size has no value",
            "file: command line",
            "key: guides.book_size",
            "allowed: 1 to 1,000,000 (people)",
        ),
    ),
    "several values": (
        ["coupon.face=1,2"],
        lines(
            "several values for one setting",
            "file: command line",
            "key: coupon.face",
            "value: 1,2",
            "allowed: one value here; `siyu sweep` takes several, a list is written [a,b]",
        ),
    ),
    "before the calendar": (
        ["start_date=0001-01-01"],
        lines(
            "start_date lies outside the calendar of a run",
            "file: command line",
            "key: start_date",
            "value: 0001-01-01",
            "allowed: 1900-01-01 to 2999-12-31",
        ),
    ),
    "an order log for a customer base": (
        ["shoppers=orders.csv"],
        lines(
            "there is no shoppers named orders.csv",
            "file: command line",
            "key: shoppers",
            "value: orders.csv",
            "allowed: apparel, a file such as fit/shoppers.yaml",
            "did you mean: siyu fit orders.csv",
        ),
    ),
    "no such customer base": (
        ["shoppers=aparel"],
        lines(
            "there is no shoppers named aparel",
            "file: command line",
            "key: shoppers",
            "value: aparel",
            "allowed: apparel, a file such as fit/shoppers.yaml",
            "did you mean: apparel",
        ),
    ),
    "looks something up": (
        ["seed=${oc.env:HOME}"],
        lines(
            "a setting is a plain key and a plain value",
            "file: command line",
            "value: seed=${oc.env:HOME}",
            "allowed: key=value without ${…} or @",
        ),
    ),
}


@pytest.mark.parametrize(("overrides", "expected"), WORD_FOR_WORD.values(), ids=WORD_FOR_WORD)
def test_message(overrides: list[str], expected: str) -> None:
    """The message names file, key, value, what is allowed, and nothing else."""
    assert message(*overrides) == expected


def test_unknown_scenario_names_the_nearest() -> None:
    """A misspelt scenario is answered with the nearest, and where to find the rest."""
    assert message(scenario="basline") == lines(
        "there is no scenario named basline",
        "file: command line",
        "key: scenario",
        "value: basline",
        f"allowed: one of {len(scenario_files())} names; `siyu list` says what each asks;"
        " your own: scenario_dir=FOLDER",
        "did you mean: baseline",
    )


CONTRADICTIONS = {
    "channel nobody defined": (
        [CAMPAIGN, "campaigns.x.channel=comunity"],
        "campaigns.x.channel",
    ),
    "content nobody defined": ([CAMPAIGN, "campaigns.x.content=sermon"], "campaigns.x.content"),
    "send at night": ([CAMPAIGN, "campaigns.x.hours=[10,23]"], "campaigns.x.hours"),
    "send before dawn": ([CAMPAIGN, "campaigns.x.hours=[3]"], "campaigns.x.hours"),
    "campaign ends early": ([CAMPAIGN, "campaigns.x.from_day=31"], "campaigns.x.until_day"),
    "guides past midnight": (
        ["guides.start_hour=22", "guides.minutes_per_day=121"],
        "guides.minutes_per_day",
    ),
    "guides at night": ([CARE, "guides.start_hour=23"], "guides.start_hour"),
    "guides until night": (
        [CARE, "guides.start_hour=21", "guides.minutes_per_day=90"],
        "guides.minutes_per_day",
    ),
    "questions to nobody": (["desk.ask_rate=0.1"], "desk.agents"),
    "desk closed all day": (["desk.from_hour=12", "desk.to_hour=12"], "desk.to_hour"),
    "answers of no class": (["desk.content=sermon"], "desk.content"),
    "cohort without orders": (["shoppers.start=cohort"], "shoppers.first_orders"),
    "repeats of nobody": (["shoppers.real_weekly_repeats=[3,2]"], "shoppers.real_customers"),
    "year of eleven months": (
        ["shoppers.season=[1,1,1,1,1,1,1,1,1,1,1]"],
        "shoppers.season",
    ),
    "coupon above threshold": (["coupon.face=50", "coupon.threshold=40"], "coupon.threshold"),
    "story in one language": (["~story.title.en"], "story.title"),
}


@pytest.mark.parametrize(("overrides", "key"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradiction_names_its_key(overrides: list[str], key: str) -> None:
    """Settings that cannot hold together are refused at the key to mend."""
    with pytest.raises(InputError) as caught:
        compose_plan("baseline", overrides)
    assert caught.value.key == key
    assert caught.value.file
    assert caught.value.allowed


BAD_FILES = {
    "code": ("coupon: {_target_: os.system}\n", "a file of settings runs no code"),
    "environment": ("seed: ${oc.env:HOME}\n", "a file of settings looks nothing up"),
    "python tag": ("seed: !!python/name:os.system\n", "a file of settings looks nothing up"),
    "tagged list": ("coupon: !!python/object/apply:os.system [ls]\n", "a file of settings runs no"),
    "tagged table": ("coupon: !!set {face}\n", "a file of settings runs no code"),
    "tag of a number": ("seed: !!int many\n", "line 2 is not YAML: many is not a number"),
    "no end of digits": (f"seed: {'9' * 5000}\n", "line 2 is not YAML: 99999999999999999999 is"),
    "a list for a key": ("? [a, b]\n: 1\n", "line 2 is not YAML: a list or a table is no key"),
    "a sign nobody sees": ("seed: \x01\n", "line 2 is not YAML: control characters are not"),
    "two documents": ("seed: 1\n---\nseed: 2\n", "line 3 is not YAML"),
    "a number for a date": ("start_date: 20260101\n", "start_date is not a date"),
    "alias": ("coupon: &x {face: 1}\nreferral: *x\n", "this file holds no settings"),
    "unknown key": ("coupon: {fase: 3}\n", "unknown key coupon.fase"),
    "unknown group": ("coupn: {face: 3}\n", "unknown key coupn"),
    "list for a group": ("shoppers: [1]\n", "shoppers is a group of settings"),
    "number for a group": ("coupon: 5\n", "coupon is a group of settings"),
    "nothing for a group": ("coupon:\n", "coupon has no value"),
    "out of range": ("coupon: {face: -5}\n", "coupon.face is out of range"),
    "half a campaign": ("campaigns: {x: {channel: community}}\n", "campaigns.x.content has no"),
    "named twice": ("coupon: {face: 1}\ncoupon: {face: 2}\n", "line 3 is not YAML"),
    "broken": ("coupon: {face: 1\n", "line 3 is not YAML"),
    "unknown option": ("defaults: [{override /coupon: nine}]\n", "a scenario's defaults choose"),
    "defaults that are no list": ("defaults: {override /coupon: none}\n", "defaults is a list"),
    "foreign group": ("defaults: [/hydra/launcher: basic]\n", "a scenario's defaults choose"),
}


@pytest.mark.parametrize(("text", "what"), BAD_FILES.values(), ids=BAD_FILES)
def test_scenario_files_are_data(text: str, what: str, tmp_path: Path) -> None:
    """A scenario file with anything but known settings in it is refused by name."""
    path = tmp_path / "mine.yaml"
    path.write_text(STORY + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        compose_plan("mine", [f"scenario_dir={tmp_path}"])
    assert caught.value.what.startswith(what)
    assert str(caught.value.file) == str(path)


def test_a_file_is_named_when_it_is_at_fault(tmp_path: Path) -> None:
    """The nearest name and the file stand in the message of a scenario's mistake."""
    path = tmp_path / "mine.yaml"
    path.write_text(STORY + "touch: {weekly_kap: 3}\n", encoding="utf-8")
    text = message(f"scenario_dir={tmp_path}", scenario="mine")
    assert f"file: {path}" in text
    assert "did you mean: touch.weekly_cap" in text


UNKNOWN_EVIDENCE = {
    "of the story": (STORY.replace("evidence: []", "evidence: [F1, S002-931]"), "story.evidence"),
    "beside a number": (STORY + "coupon:\n  face: 30  # S002-931; plan\n", "coupon.face"),
}


@pytest.mark.parametrize(("text", "key"), UNKNOWN_EVIDENCE.values(), ids=UNKNOWN_EVIDENCE)
def test_own_files_cite_evidence_there_is(text: str, key: str, tmp_path: Path) -> None:
    """An id that leads nowhere would look as well founded as any other."""
    assert "S002-931" in text
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="there is no evidence S002-931") as caught:
        compose_plan("mine", [f"scenario_dir={tmp_path}"])
    assert (caught.value.file, caught.value.key) == (str(path), key)
    assert caught.value.nearest in ledger()
    path.write_text(text.replace("S002-931", "S002-031"), encoding="utf-8")
    assert compose_plan("mine", [f"scenario_dir={tmp_path}"]).plan.story.name == "mine"


def test_the_ids_are_those_of_the_ledger() -> None:
    """They are found without reading the rest of it."""
    assert ledger_ids() == tuple(ledger())


MEANT = {
    "a part of the plan": (
        CAMPAIGN.replace("channel: community", "channel: comunity"),
        "community",
    ),
    "a table without entries": ("~campains", "campaigns"),
    "an order log": ("shoppers=空.csv", "siyu fit 空.csv"),
    "a percentage": ("finance.cost_of_goods='45%'", "0.45"),
}


@pytest.mark.parametrize(("override", "meant"), MEANT.values(), ids=MEANT)
def test_what_was_meant(override: str, meant: str) -> None:
    """The nearest name among the plan's own, and the share a percentage stands for."""
    assert message(override).endswith(f"did you mean: {meant}")


def test_an_entry_that_is_not_there() -> None:
    """What the table holds, and how one is added."""
    assert "allowed: none; +campaigns.NAME={…} adds one" in message("campaigns.x.hours=[10]")
    text = message("journeys.care_33.coverage=1", scenario="fila_333")
    assert "allowed: care_333; +journeys.NAME={…} adds one" in text
    assert text.endswith("did you mean: journeys.care_333.coverage")
    assert "adds one" not in message("journeys.care_333.covrage=1", scenario="fila_333")


def test_an_option_in_place_of_its_group(tmp_path: Path) -> None:
    """How a scenario chooses one is said in the words of its file."""
    (tmp_path / "mine.yaml").write_text(STORY + "trade: grocry\n", encoding="utf-8")
    text = message(f"scenario_dir={tmp_path}", scenario="mine")
    assert text.endswith("did you mean: defaults: [{override /trade: grocery}]")


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """A file without a story hears what one holds; of what there is none, that."""
    (tmp_path / "mine.yaml").write_text("coupon: {face: 5}\n", encoding="utf-8")
    text = message(f"scenario_dir={tmp_path}", scenario="mine")
    assert "story has no value" in text and "question, asked_by, evidence" in text
    text = message("warning.campaign=gone", "warning.order_days=14")
    assert text.endswith("allowed: none")


def test_shipped_names_stay_theirs(tmp_path: Path) -> None:
    """A reader's scenario cannot hide a shipped one."""
    (tmp_path / "baseline.yaml").write_text(STORY, encoding="utf-8")
    text = message(f"scenario_dir={tmp_path}", scenario="baseline")
    assert text.startswith("there are two scenarios named baseline")
    assert compose_plan("fila_333", [f"scenario_dir={tmp_path}"]).plan.story.name == "fila_333"


def test_a_broken_neighbour_stops_nobody_else(tmp_path: Path) -> None:
    """A plan is lived though another file of its folder is broken; who asks for all hears which."""
    (tmp_path / "mine.yaml").write_text(STORY + "coupon: {face: 5}\n", encoding="utf-8")
    broken = tmp_path / "mine_too.yaml"
    broken.write_text(STORY + "coupon: {face: 5\n", encoding="utf-8")
    (tmp_path / "My Plan.yaml").write_text(STORY, encoding="utf-8")
    own = f"scenario_dir={tmp_path}"
    assert compose_plan("mine", [own]).plan.coupon.face == 5.0
    assert one_scenario(["scenario=mine", own])[0] == "mine"
    with pytest.raises(InputError) as caught:
        several_scenarios(["scenarios=[baseline,mine*]", own])
    assert caught.value.file == str(broken)
    found, wrong = usable(scenario_files(tmp_path), lambda file: file.name)
    assert found["mine"] == "mine"
    assert [one.file for one in wrong] == [str(tmp_path / "My Plan.yaml"), str(broken)]


def test_shoppers_file_sets_only_shoppers(tmp_path: Path) -> None:
    """A fitted customer base cannot change the brand's plan."""
    path = tmp_path / "base.yaml"
    path.write_text("coupon: {face: 3}\n", encoding="utf-8")
    assert message(f"shoppers={path}").startswith("a shoppers file sets only the customer base")


def test_out_below_a_file_is_refused(tmp_path: Path) -> None:
    """A result folder that cannot be made is refused before any simulation."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError) as caught:
        check_writable(tmp_path / "taken" / "out")
    assert str(caught.value) == lines(
        f"results cannot be written: {tmp_path / 'taken'} is a file",
        "key: out",
        f"value: {tmp_path / 'taken' / 'out'}",
        "allowed: a new or writable folder",
    )
    check_writable(tmp_path / "new" / "out")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        pytest.param("coupon.fase", "coupon.face", id="a letter off"),
        pytest.param("weekly_cap", "touch.weekly_cap", id="last part alone"),
        pytest.param("touch.weekly_kap", "touch.weekly_cap", id="last part a letter off"),
        pytest.param("zzz", None, id="nothing like it"),
    ],
)
def test_nearest(given: str, meant: str | None) -> None:
    """The nearest known name is found by the whole key or by its last part."""
    assert nearest(given, ["coupon.face", "touch.weekly_cap", "seed"]) == meant
