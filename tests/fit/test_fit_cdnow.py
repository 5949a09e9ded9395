"""The CDNOW sample from its raw file to the three results, against what was published."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from sim.config.compose import compose_plan
from sim.config.sources import entries
from sim.study.fit import FitReport, fit_orders, maximise, render
from sim.study.fit.cohort import repeat_days
from sim.study.fit.laws import LAWS


def test_summaries_follow_the_published_conventions(cdnow_fit: FitReport) -> None:
    """2,357 customers, 946 repeaters, 2,457 repeats; customer 1 is (2, 30.43, 38.86, 22.35)."""
    cohort = cdnow_fit.cohort
    assert (len(cohort.x), (cohort.x > 0).sum(), cohort.x.sum(), cohort.x.max()) == (
        2357,
        946,
        2457,
        29,
    )
    first = (cohort.x[0], cohort.t_x[0], cohort.observed[0], cohort.mean_value[0])
    assert first == pytest.approx((2, 30.43, 38.86, 22.35), abs=0.0051)


def test_bgnbd_matches_the_published_estimate(cdnow_fit: FitReport) -> None:
    """r .2426, alpha 4.4136, a .7929, b 2.4259 at a log-likelihood of -9582.43."""
    fit = cdnow_fit.bgnbd
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=5e-3)
    assert list(fit.estimate.values()) == pytest.approx([0.2426, 4.4136, 0.7929, 2.4259], abs=6e-5)


@pytest.mark.parametrize(
    ("law", "printed", "log_likelihood"),
    [
        ("mbgnbd", [0.525, 6.183, 0.891, 1.614], -9582.14),
        ("paretonbd", [0.553, 10.578, 0.606, 11.669], -9594.98),
    ],
)
def test_other_laws_match_the_published_estimates(
    cdnow_fit: FitReport, law: str, printed: list[float], log_likelihood: float
) -> None:
    """To the three decimals printed; Pareto/NBD's likelihood is the one of the BTYD vignette."""
    fit = cdnow_fit.laws[law].maximum
    assert list(fit.estimate.values()) == pytest.approx(printed, abs=6e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=5e-3)


@pytest.mark.parametrize("law", ["bgnbd", "mbgnbd", "paretonbd"])
def test_a_few_histories_show_the_way_for_all(
    cdnow_fit: FitReport, law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large log is climbed with some of its histories; the top is that of all of them."""
    monkeypatch.setattr(maximise, "CLIMBED", 100)
    cohort, found = cdnow_fit.cohort, cdnow_fit.laws[law].maximum
    again = LAWS[law].fit(cohort.x, cohort.t_x, cohort.observed)
    assert again.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-6)
    assert again.estimate == pytest.approx(found.estimate, rel=1e-4)


def test_fit_json_tests_every_law_alike(cdnow_fit: FitReport) -> None:
    """Each law has its own total, curve and customer error, over the same weeks."""
    stored = json.loads((cdnow_fit.out / "fit.json").read_text(encoding="utf-8"))
    for law in ("bgnbd", "mbgnbd", "paretonbd"):
        test = stored[law]["holdout"]
        assert test["total_error"] == test["expected"] / 1882 - 1
        assert test["weekly_actual"] == stored["holdout"]["weekly_actual"]
        assert len(test["weekly_expected"]) == 39
    assert stored["bgnbd"]["holdout"] == stored["holdout"]


def test_gammagamma_matches_the_published_estimate(cdnow_fit: FitReport) -> None:
    """p 6.25, q 3.74, v 15.44 in dollars; spend hardly depends on frequency (.11)."""
    assert list(cdnow_fit.gammagamma.estimate.values()) == pytest.approx(
        [6.25, 3.74, 15.44], abs=6e-3
    )
    assert cdnow_fit.value_correlation == pytest.approx(0.114, abs=6e-4)


def test_holdout_shows_the_published_miss(cdnow_fit: FitReport) -> None:
    """1,653 repeats foreseen, 1,882 came; the cumulative curve is off by 2.6 %, a customer .785."""
    test = cdnow_fit.holdout
    assert test is not None
    assert test.actual == 1882
    assert test.expected == pytest.approx(1653, abs=0.5)
    assert test.total_error == pytest.approx(1653 / 1882 - 1, abs=3e-4)
    assert test.cumulative_mape == pytest.approx(0.026, abs=5e-4)
    assert test.mae == pytest.approx(0.785, abs=5e-4)
    assert len(test.weekly_actual) == len(test.weekly_expected) == 39
    assert sum(test.weekly_actual) == 1882


def test_calibration_has_the_published_expectation(cdnow_fit: FitReport) -> None:
    """BG/NBD finds 2,494 repeats where there were 2,457."""
    assert cdnow_fit.calibration_expected["bgnbd"] == pytest.approx(2494, abs=0.5)


def test_half_of_a_long_log_is_the_default_calibration(cdnow: Path, tmp_path: Path) -> None:
    """Without a date, CDNOW's 78 weeks split where the published studies split them."""
    report = fit_orders(cdnow, out=tmp_path / "fit", customer="2", day="3", amount="5")
    assert report.until == date(1997, 9, 30)


def test_zero_amounts_count_as_orders(cdnow_fit: FitReport) -> None:
    """CDNOW's eight orders of amount zero are kept for timing, and reported."""
    kinds = [issue.kind for issue in cdnow_fit.orders.issues]
    assert kinds.count("zero_amount") == 8
    assert cdnow_fit.orders.value.min() == 0


def test_fit_json_holds_every_number_in_full(cdnow_fit: FitReport) -> None:
    """fit.json carries the estimates unrounded, the time unit, the test and the odd rows."""
    stored = json.loads((cdnow_fit.out / "fit.json").read_text(encoding="utf-8"))
    assert stored["bgnbd"]["r"] == cdnow_fit.bgnbd.estimate["r"]
    assert stored["gammagamma"]["v"] == cdnow_fit.gammagamma.estimate["v"]
    assert stored["time_unit"] == "weeks"
    assert (stored["rows"], stored["customers"], stored["orders"]) == (6919, 2357, 6696)
    assert stored["calibration"]["weeks"] == 39
    assert stored["holdout"]["actual"] == 1882
    kinds = {issue["kind"]: issue for issue in stored["issues"]}
    assert kinds["equal_order"]["count"] == 21
    assert len(kinds["equal_order"]["rows"]) == 20


def test_import_csv_lists_every_odd_row(cdnow_fit: FitReport) -> None:
    """import.csv has one line for each finding, in the order of the file."""
    text = (cdnow_fit.out / "import.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    lines = [int(row["line"]) for row in rows]
    assert len(rows) == 21 + 8
    assert lines == sorted(lines)


def test_shoppers_yaml_is_accepted_and_every_number_has_a_source(cdnow_fit: FitReport) -> None:
    """The file passes as `shoppers=FILE`; each number it sets says it comes from the fit."""
    path = cdnow_fit.out / "shoppers.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# @package _global_\n")
    for entry in entries(text):
        if entry.number is not None:
            assert (entry.source or "").startswith("fit: "), entry.key
    plan = compose_plan("baseline", [f"shoppers={path}"]).plan
    assert plan.start_date == date(1997, 1, 1)
    assert plan.shoppers.repeat.r == cdnow_fit.bgnbd.estimate["r"]


def test_shoppers_yaml_describes_the_cohort(cdnow_fit: FitReport) -> None:
    """Twenty simulated people for each real one, first orders by day, yuan at the given rate."""
    config = OmegaConf.load(cdnow_fit.out / "shoppers.yaml")
    shoppers = config.shoppers
    assert (config.horizon_days, config.start_date) == (546, "1997-01-01")
    assert (shoppers.initial, shoppers.real_customers, shoppers.start) == (47140, 2357, "cohort")
    assert (sum(shoppers.first_orders), len(shoppers.first_orders)) == (2357, 84)
    assert (len(shoppers.real_weekly_repeats), shoppers.calibration_weeks) == (78, 39)
    assert sum(shoppers.real_weekly_repeats) == 2457 + 1882
    assert len(repeat_days(cdnow_fit.orders, cdnow_fit.cohort)[1]) == 2457 + 1882
    assert shoppers.repeat.alpha_weeks == cdnow_fit.bgnbd.estimate["alpha"]
    assert shoppers.spend.v_yuan == pytest.approx(15.44 * 8.28, abs=0.1)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            (
                "对数似然 −9582.43",
                "实际复购 1,882 单",
                "BG/NBD    ：预期 1,653 单（−12.1%）",
                "已写入",
            ),
        ),
        ("en", ("log-likelihood −9582.43", "BG/NBD     expects 1,653 (−12.1%)", "Written to")),
    ],
    ids=["zh", "en"],
)
def test_console_text_tells_the_fit_and_the_miss(
    cdnow_fit: FitReport, lang: str, words: tuple[str, ...]
) -> None:
    """The text shows the estimate and the hold-out error, and ends with where the files are."""
    text = render(cdnow_fit, lang)
    for word in words:
        assert word in text
    assert str(cdnow_fit.out) in text.splitlines()[-1]


def test_the_whole_fit_takes_little_more_than_loading_what_it_needs(
    cdnow: Path, tmp_path: Path
) -> None:
    """Of a processor's time, from a cold start, on however slow a machine: half a second to load
    the optimiser is three seconds for the fit."""
    loading = "import numpy, scipy.optimize, scipy.special"
    fitting = (
        "import sys; from pathlib import Path; from sim.study.fit import fit_orders;"
        "fit_orders(Path(sys.argv[1]), out=Path(sys.argv[2]), customer='2', day='3', amount='5')"
    )
    first = processor_seconds(loading)
    fit = processor_seconds(fitting, str(cdnow), str(tmp_path / "fit"))
    second = processor_seconds(loading)
    assert fit < 6 * (first + second)


def processor_seconds(code: str, *args: str) -> float:
    """What it takes to run some lines in a process of their own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, *args], check=True, cwd=root)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_two_fits_write_the_same_bytes(cdnow_fit: FitReport, cdnow: Path, tmp_path: Path) -> None:
    """The fit has no chance in it; an existing folder keeps what is not ours."""
    out = tmp_path / "fit"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "fit.json").write_text("old", encoding="utf-8")
    fit_orders(
        cdnow,
        out=out,
        until=date(1997, 9, 30),
        customer="2",
        day="3",
        amount="5",
        currency_rate=8.28,
    )
    for name in ("fit.json", "import.csv", "shoppers.yaml"):
        assert (out / name).read_bytes() == (cdnow_fit.out / name).read_bytes()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "fit",
        "fit.json",
        "import.csv",
        "notes.txt",
        "shoppers.yaml",
    ]
