"""The commands: short help, plain answers, and exit codes a script can rely on."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.text import Text

from sim import cli
from sim.commands.helps import HELP
from sim.config.compose import compose_plan
from sim.config.errors import StoppedError
from sim.config.said import LANGUAGES, say
from sim.config.scenarios import scenario_files
from sim.study.store import code_version

HEAVY = ("hydra", "omegaconf", "numpy", "scipy", "numba", "matplotlib", "pyarrow", "rich", "yaml")
MAKERS = (
    *("numba.core", "hydra", "omegaconf", "yaml", "scipy", "matplotlib", "jinja2", "pandas"),
    *("joblib", "xlsxwriter"),
)
Capture = pytest.CaptureFixture[str]


def in_new_process(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    root = Path(cli.__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{code}"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["sweep", "-h"]], ids=" ".join)
def test_help_imports_nothing_heavy(args: list[str], tmp_path: Path) -> None:
    """Help answers at once: no numeric, plotting or configuration package is imported for it."""
    code = (
        f"from sim.cli import main\ncode = main({args!r})\n"
        f"print('heavy:', [one for one in {HEAVY!r} if one in sys.modules])\nsys.exit(code)"
    )
    done = in_new_process(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("heavy: []\n")


def test_a_run_that_was_run_before_loads_no_compiler_and_composes_nothing(tmp_path: Path) -> None:
    """Everything it needs was made: machine code, plan and wording are read as they were left."""
    asked = ["scenario=baseline", "shoppers.initial=20", "horizon_days=3", "replications=1"]
    code = (
        f"from sim.cli import main\ncode = main(['run', *{asked!r}, 'report=false'])\n"
        f"print('made:', [one for one in {MAKERS!r} if one in sys.modules])\nsys.exit(code)"
    )
    made = [in_new_process(code, tmp_path).stdout.splitlines()[-1] for _ in range(2)]
    assert made[1] == "made: []"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_shows_an_example(name: str, lang: str, capsys: Capture) -> None:
    """Each command's help fits a screen, speaks the language asked for and shows what to type."""
    assert cli.main([name, "--help", f"lang={lang}"]) == 0
    text = capsys.readouterr().out
    assert f"  siyu {name}" in text
    assert len(text.splitlines()) <= 24
    assert text.startswith({"en": "usage: siyu ", "zh": "用法：siyu "}[lang])
    assert cli.main([name, "--help"]) == 0
    assert (capsys.readouterr().out == text) is (lang == LANGUAGES[0])


def test_overview_names_every_command(capsys: Capture) -> None:
    """`siyu --help` is a list of commands."""
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in cli.COMMANDS)


def test_help_of_a_command_is_asked_for_either_way(capsys: Capture) -> None:
    """`siyu help compare` is `siyu compare --help`."""
    assert cli.main(["compare", "--help", "lang=en"]) == 0
    asked = capsys.readouterr().out
    assert cli.main(["help", "compare", "lang=en"]) == 0
    assert capsys.readouterr().out == asked


@pytest.mark.parametrize("word", cli.VERSION_WORDS)
def test_the_version_is_the_one_on_the_page(word: str, capsys: Capture) -> None:
    """What a bug report needs: the version a result folder names, source and all."""
    assert cli.main([word]) == 0
    assert capsys.readouterr().out == f"siyu {code_version()}\n"


def test_a_narrow_window_cuts_nothing(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names can be typed and Chinese questions, which have no spaces, be read to their end."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert cli.main(["list", "裂变"]) == 0
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert "red_packet_after_order" in shown
    assert all(cell_len(line) <= 60 for line in Text.from_ansi(shown).plain.splitlines())


def test_examples_in_the_help_name_scenarios_there_are() -> None:
    """No example in any help names a scenario that is gone."""
    told = " ".join(text for one in HELP.values() for text in one.text.values())
    named = set(re.findall(r"scenario=(\w+)", told.replace("NAME", "baseline")))
    assert named <= scenario_files().keys()


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["birthday"], "birthday_gift"),
        (["券", "生日"], "birthday_gift"),
        (["GIFT", "birthday"], "birthday_gift"),
        (["333"], "fila_333"),
    ],
    ids=str,
)
def test_list_finds_by_words(args: list[str], found: str, capsys: Capture) -> None:
    """Words in either language narrow the list; all of them have to fit."""
    assert cli.main(["list", *args]) == 0
    names = [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert found in names
    assert len(names) < len(scenario_files()) / 4


def test_list_by_reader(capsys: Capture) -> None:
    """Each reader finds the questions of their own."""
    assert cli.main(["list", "asked_by=finance", "lang=en"]) == 0
    names = [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert 0 < len(names) < len(scenario_files())
    assert all("finance" in compose_plan(name).plan.story.asked_by for name in names[:3])


def test_explain_by_a_word_of_the_meaning(capsys: Capture) -> None:
    """Who does not know the key finds it by what it means."""
    assert cli.main(["explain", "周触达上限"]) == 0
    assert capsys.readouterr().out.startswith("touch.weekly_cap\n")


def test_a_full_disk_is_said_plainly(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes no more ends with code 1 and one line; any other fault keeps its trace."""

    def full(args: list[str]) -> None:
        raise OSError(errno.ENOSPC, "no", "out/x.parquet")

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", full)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_234_500_000))
    assert cli.main(["list", "lang=en"]) == 1
    said = capsys.readouterr().err
    assert said.splitlines() == [
        "siyu: stopped, nothing half-written was left: No space left on device: out/x.parquet"
        " (1,234.5 MB free); free room there, or give another out=FOLDER; then the same command"
        " goes on"
    ]

    def broken(args: list[str]) -> None:
        raise OSError(errno.EBADF, "no")

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", broken)
    with pytest.raises(OSError, match="no"):
        cli.main(["list"])


def test_list_is_plain_in_a_pipe(capsys: Capture) -> None:
    """`siyu list` prints one scenario a line, tabs between, when no terminal reads it."""
    assert cli.main(["list", "lang=zh"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == ["方案", *sorted(scenario_files())]
    assert all(len(row) == 3 for row in rows)


def test_explain_says_what_a_plan_is_asked_against(capsys: Capture) -> None:
    """Beside a brand without stores a salon would be told the difference the stores make."""
    assert cli.main(["explain", "store_salon", "lang=en"]) == 0
    assert "\nasked against: site_one\n" in capsys.readouterr().out
    assert cli.main(["explain", "member_day", "lang=zh"]) == 0
    assert "\n问的是与谁相比：baseline、touch_4_a_month\n" in capsys.readouterr().out


def test_explain_a_lever_by_part_of_its_name(capsys: Capture) -> None:
    """A lever is explained with unit, default, range and the source of its default."""
    assert cli.main(["explain", "weekly_cap", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("touch.weekly_cap\n")
    for line in (
        "unit: touches/week",
        "allowed: 0 to 105 (touches/week)",
        "conf/touch/wecom.yaml",
    ):
        assert line in text
    assert "touch_heavy" in text


def test_explain_a_lever_as_the_reference_writes_it(capsys: Capture) -> None:
    """NAME stands for every name of a table: defaults and scenarios are told with theirs."""
    assert cli.main(["explain", "touch.channels.NAME.execution", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("touch.channels.NAME.execution\n")
    assert "default: guide 0.8; community 1; official 1\n" in text
    assert "guide_low_execution (guide 0.4" in text
    assert cli.main(["explain", "journeys.NAME.steps.N", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert "journeys.NAME.steps.N.hour\n" in text and "journeys.NAME.trigger" not in text
    assert cli.main(["explain", "journeys.NAME.nonsense", "lang=en"]) == 2


def test_every_command_speaks_the_language_of_conf(capsys: Capture) -> None:
    """What a command says by itself and what a study says follow one default."""
    assert compose_plan("baseline").study.lang == LANGUAGES[0]
    assert cli.main(["explain", "weekly_cap"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "  含义：周触达上限",
        "  单位：次触达/周",
    ]


def test_explain_an_evidence_id(capsys: Capture) -> None:
    """An evidence id gives the fact, its grade, what contradicts it and who leans on it."""
    assert cli.main(["explain", "F1", "lang=en"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("F1: Profit per customer peaks at 7 e-mails")
    assert "contradicted by: F3" in shown
    assert "conf/touch/wecom.yaml: touch.response.goodwill_intensity" in shown


def test_explain_a_scenario(capsys: Capture) -> None:
    """A scenario is explained by what it changes, with the source of each change."""
    assert cli.main(["explain", "touch_heavy", "lang=en"]) == 0
    text = capsys.readouterr().out
    assert "campaigns.daily_promotions.hours" in text
    assert "S002-033" in text
    assert "touch.quiet_from" not in text


WRONG = {
    "no command": ([], "which command?"),
    "misspelt command": (["comapre"], "there is no command named comapre"),
    "no scenario": (["run"], "which scenario?"),
    "bare scenario": (["run", "baseline"], "did you mean: scenario=baseline"),
    "unknown scenario": (["run", "scenario=basline"], "did you mean: baseline"),
    "scenario twice": (
        ["run", "scenario=baseline", "scenario=fila_333"],
        "scenario is given twice",
    ),
    "unknown key": (["run", "scenario=baseline", "coupon.fase=1"], "did you mean: coupon.face"),
    "hydra's own keys": (
        ["run", "scenario=baseline", "hydra.run.dir=x"],
        "not a setting of a plan",
    ),
    "not an override": (["run", "scenario=baseline", "coupon.face"], "cannot be read"),
    "one to compare": (["compare", "scenarios=[baseline]"], "Give two or more"),
    "no list to compare": (["compare", "scenarios=baseline,fila_333"], "a list without spaces"),
    "nothing fits": (["compare", "scenarios=[baseline,fila_9*]"], "no scenario named fila_9*"),
    "a list without brackets": (
        ["compare", "scenarios=baseline,fila_333"],
        "did you mean: scenarios=[baseline,fila_333]",
    ),
    "bare scenarios to compare": (
        ["compare", "baseline", "fila_333"],
        "did you mean: scenarios=[baseline,fila_333]",
    ),
    "a setting of one scenario alone": (
        ["compare", "scenarios=[baseline,birthday_gift]", "coupons.birthday.face=20"],
        "baseline has no coupons.birthday.face",
    ),
    "compare with itself": (["compare", "scenarios=[baseline,baseline]"], "is given twice"),
    "compare unknown": (["compare", "scenarios=[baseline,fila_33]"], "did you mean: fila_333"),
    "two scenarios where one is taken": (
        ["sweep", "scenario=fila_333,baseline", "finance.tools=1,2"],
        "did you mean: siyu compare scenarios=[fila_333,baseline]",
    ),
    "diff of two scenarios": (
        ["diff", "baseline", "fila_333"],
        "did you mean: siyu diff scenario=baseline,fila_333",
    ),
    "sweep of nothing": (["sweep", "coupon.face=1,2"], "which scenario?"),
    "sensitivity of three": (
        ["sensitivity", "scenarios=[baseline,fila_333,touch_heavy]"],
        "that of two scenarios",
    ),
    "sensitivity by a misspelt method": (
        ["sensitivity", "scenario=baseline", "method=moris"],
        "did you mean: morris",
    ),
    "sensitivity of no assumption": (
        ["sensitivity", "scenario=baseline", "assumptions=tuch"],
        "did you mean: touch",
    ),
    "sensitivity with few rows": (["sensitivity", "scenario=baseline", "n=1"], "2 to 100,000"),
    "optimize nothing": (["optimize", "scenario=baseline"], "nothing to vary"),
    "explain nothing": (["explain"], "explain what?"),
    "explain unknown": (["explain", "wekly_cap"], "did you mean: touch.weekly_cap"),
    "list nothing": (["list", "nonsuch"], "no scenario has all of these words"),
    "list for nobody": (["list", "asked_by=financ"], "did you mean: finance"),
    "list with a key": (["list", "seed=1"], "does not take this argument"),
    "language": (["list", "lang=fr"], "allowed: zh, en"),
    "no log": (["fit"], "which order log?"),
    "fit until never": (["fit", "a.csv", "until=soon"], "a calendar date, YYYY-MM-DD"),
    "open bracket": (
        ["compare", "scenarios=[baseline,fila_333"],
        "did you mean: scenarios=[baseline,fila_333]",
    ),
    "fit with a typo": (["fit", "a.csv", "untl=2025-01-01"], "did you mean: until"),
    "fit a log and numbers": (["fit", "a.csv", "orders=2"], "an order log needs no numbers"),
    "fit four numbers": (["fit", "orders=2", "active=0.2"], "all five are needed"),
    "fit a number in words": (["fit", "orders=two"], "a number such as 0.41, 2.30 or 41%"),
    "all evidence, short": (
        ["compare", "scenarios=[baseline,fila_333]", "evidence=al"],
        "did you mean: all",
    ),
    "report of nothing": (["report", "nowhere"], "this folder holds no results"),
    "no scenarios there": (["list", "scenario_dir=nowhere"], "no scenario files here"),
}


@pytest.mark.parametrize(("args", "text"), WRONG.values(), ids=WRONG)
def test_wrong_input(
    args: list[str], text: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong input ends with code 2, a message on stderr, no traceback and nothing written."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(args) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("siyu: ")
    assert text in said.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["run", "compare", "sweep", "sensitivity", "optimize", "fit"])
def test_unwritable_out(
    command: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result folder that cannot be written is refused before any work."""
    (tmp_path / "taken").write_text("")
    (tmp_path / "log.csv").write_text("customer,date,amount\n")
    monkeypatch.chdir(tmp_path)
    subject = {
        "run": ["scenario=baseline"],
        "compare": ["scenarios=[baseline,fila_333]"],
        "sweep": ["scenario=baseline", "coupon.face=1,2"],
        "sensitivity": ["scenario=baseline", "coupon.face=interval(1,2)"],
        "optimize": ["scenario=baseline", "coupon.face=interval(1,2)"],
        "fit": ["log.csv"],
    }[command]
    assert cli.main([command, *subject, "out=taken/out"]) == 2
    assert "results cannot be written: " in capsys.readouterr().err


def test_a_study_that_cannot_go_on_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Nothing is wrong with the input, nor with the program: code 1, a sentence, no traceback."""

    def stopped(args: list[str]) -> None:
        raise StoppedError(
            say(
                "a district lost {losses} workers, which is what too little memory looks "
                "like; more districts on more machines need less of it each",
                losses=3,
            )
        )

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", stopped)
    for lang, why in (
        ("en", "a district lost 3 workers, which"),
        ("zh", "一个分区已失去 3 个进程"),
    ):
        assert cli.main(["list", f"lang={lang}"]) == 1
        assert re.fullmatch(rf"siyu: {why}[^\n]+\n", capsys.readouterr().err)


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """An interrupted command ends with code 130 and no traceback."""

    def interrupted(args: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", interrupted)
    assert cli.main(["list", "lang=en"]) == 130
    assert capsys.readouterr().err == "siyu: interrupted\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str)
def test_told_to_end(
    number: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """`kill`, or a terminal that closes: all is left in order, with the code a shell expects."""
    left: list[str] = []

    def told(args: list[str]) -> None:
        try:
            os.kill(os.getpid(), number)
            time.sleep(60)
        finally:
            os.kill(os.getpid(), number)  # a second word does not break in on it
            left.append("in order")

    monkeypatch.setattr("sim.commands.catalogue.list_scenarios", told)
    before = signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may hang up unheard
    for lang, said in (("en", "told to end ({})"), ("zh", "收到结束信号（{}），已停止")):
        assert cli.main(["list", f"lang={lang}"]) == code
        assert capsys.readouterr().err == f"siyu: {said.format(number.name)}\n"
        assert signal.getsignal(number) is signal.SIG_DFL
    assert left == ["in order"] * 2
    signal.signal(number, before)


def test_who_is_not_to_hang_up_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """`nohup siyu …` outlives its terminal."""
    monkeypatch.setattr(
        "sim.commands.catalogue.list_scenarios", lambda args: os.kill(os.getpid(), signal.SIGHUP)
    )
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert cli.main(["list", "lang=en"]) == 0
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_works_in_an_empty_folder(tmp_path: Path) -> None:
    """Scenarios and defaults travel with the package, wherever it is called from."""
    done = in_new_process("from sim.cli import main\nsys.exit(main(['list', 'lang=en']))", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "baseline\tNo private domain" in done.stdout


@pytest.mark.parametrize(("lang", "said"), [("en", "left out: line 2"), ("zh", "未列入：第 2 行")])
def test_a_broken_file_is_named_by_the_list(
    lang: str, said: str, tmp_path: Path, capsys: Capture
) -> None:
    """All that can be read is listed and explained; what cannot be is said after it."""
    story = "story: {title: {zh: 一, en: one}, question: {zh: 一, en: one}, evidence: []}\n"
    (tmp_path / "mine.yaml").write_text(story + "coupon: {face: 5}\n", "utf-8")
    (tmp_path / "spoiled.yaml").write_text("story: {title\ncoupon: {face\n", "utf-8")
    own = [f"scenario_dir={tmp_path}", f"lang={lang}"]
    assert cli.main(["list", *own]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[1].startswith("mine\t")
    assert told.err.startswith(said)
    assert str(tmp_path / "spoiled.yaml") in told.err
    assert cli.main(["explain", "coupon.face", *own]) == 0
    told = capsys.readouterr()
    assert "mine" in told.out
    assert told.err.startswith(said)
    assert cli.main(["explain", "spoiled", *own]) == 2


def test_the_guide_tells_the_truth(tmp_path: Path, capsys: Capture) -> None:
    """The scenario in the guide can be run, and its mistake is answered word for word."""
    guide = (Path(cli.__file__).parents[1] / "docs/guides/commands.md").read_text("utf-8")
    (tmp_path / "spring.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], "utf-8")
    assert cli.main(["explain", "spring", f"scenario_dir={tmp_path}", "lang=en"]) == 0
    assert "campaigns.spring.every_days" in capsys.readouterr().out
    assert cli.main(["list", f"scenario_dir={tmp_path}", "lang=en"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("spring\t")
    assert cli.main(["run", "scenario=fila_333", "coupon.fase=50", "lang=en"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert "\n".join(f"    {line}" for line in said) in guide
