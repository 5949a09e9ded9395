"""What a strategist types who does not know the names: words of the trade, figures, plans."""

from __future__ import annotations

import re

import pytest

from sim import cli
from sim.commands import words
from sim.config.keys import schema_levers
from sim.config.said import LANGUAGES
from sim.config.schema import Plan, Study
from sim.measure.definitions import BY_KEY, KPIS

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("免打扰", "touch.quiet_from"),
        ("裂变", "referral.inviter_reward"),
        ("沉睡", "audiences.NAME.silent_from_days"),
        ("拼团", "group_buys.NAME.size"),
        ("短信", "touch.channels.NAME.fen_per_message"),
        ("frequency_cap", "touch.weekly_cap"),
        ("Frequency cap", "touch.weekly_cap"),
        ("opt-out", "touch.response.opt_out_share"),
        ("winback", "won_back (a figure of every run)"),
        ("客单价", "trade.order_yuan"),
        ("leads", "leads.people"),
        ("capacity", "guides.book_size"),
        ("sample size", "experiments.NAME.people"),
        ("group size", "platform.group_size"),
    ],
)
def test_words_of_the_trade_find_settings_and_figures(
    word: str, found: str, capsys: Capture
) -> None:
    """A word no key and no meaning has leads to what it is about."""
    assert cli.main(["explain", word, "lang=en"]) == 0
    assert found in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_is_explained(lang: str, capsys: Capture) -> None:
    """By its key, and alone by its name: what it means, its unit, which way is better."""
    assert cli.main(["explain", "CAC", f"lang={lang}"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("cac") and "\n\n" not in text
    kpi = BY_KEY["cac"]
    assert (kpi.definition_zh if lang == "zh" else kpi.definition_en) in text
    assert ("越低越好" if lang == "zh" else "less is better") in text


def test_every_figure_can_be_told() -> None:
    """No figure has a unit without a word."""
    assert all(words.told(kpi, lang).count("\n") == 3 for kpi in KPIS for lang in LANGUAGES)


def test_a_word_only_plans_have_lists_them(capsys: Capture) -> None:
    """No setting is about it: the plans that speak of it, and a sentence beside the data."""
    assert cli.main(["explain", "wednesdays", "lang=en"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("scenario\ttitle\tquestion\n") and "\t" in told.out
    assert "no setting is called wednesdays" in told.err
    assert cli.main(["explain", "qwertz", "lang=en"]) == 2


@pytest.mark.parametrize(
    ("word", "plan"),
    [
        ("frequency", "push_three_a_week"),
        ("频率", "push_three_a_week"),
        ("winback", "second_chance"),
    ],
)
def test_a_plan_is_found_by_another_word_of_the_trade(
    word: str, plan: str, capsys: Capture
) -> None:
    """No plan says frequency; three speak of 频次, and that is said beside the data."""
    assert cli.main(["list", word, "lang=en"]) == 0
    told = capsys.readouterr()
    assert plan in [row.split("\t")[0] for row in told.out.splitlines()]
    assert f"no plan says {word}" in told.err


def test_a_list_that_finds_no_plan_leads_to_the_settings(capsys: Capture) -> None:
    """`weekly_cap` is in no question, but a setting that plans change."""
    assert cli.main(["list", "weekly_cap", "lang=en"]) == 2
    assert "siyu explain WORD" in capsys.readouterr().err


def test_every_word_of_the_trade_is_about_something_there_is() -> None:
    """Each entry names settings of the reference page or figures; no word stands twice."""
    every = [key for key, _ in (*schema_levers(Plan), *schema_levers(Study))]
    for word, about in words.spoken().items():
        for one in about:
            assert one in BY_KEY or any(f"{key}.".startswith(f"{one}.") for key in every), one
        assert word == word.casefold() and not re.search(r"_", word)
    text = words.resources.files("sim.commands").joinpath("words.yaml").read_text("utf-8")
    listed = [one.strip() for row in re.findall(r"words: \[(.*)\]", text) for one in row.split(",")]
    assert len(listed) == len(set(listed)) == len(words.spoken())


def test_a_scenario_is_explained_as_other_commands_name_it(capsys: Capture) -> None:
    """`scenario=NAME` is its name; a misspelt one is no word to look for."""
    assert cli.main(["explain", "scenario=fila_333", "lang=en"]) == 0
    assert capsys.readouterr().out.startswith("fila_333: ")
    assert cli.main(["explain", "scenario=fila_33", "lang=en"]) == 2
    assert "did you mean: fila_333" in capsys.readouterr().err
