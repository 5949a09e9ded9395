"""A made-up result folder whose books balance, to try pages on before any world is simulated."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet
from scipy.stats import t as student

from sim.config.alike import apart, numbered
from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.measure.definitions import KPIS
from sim.measure.tally import SERIES
from sim.study.decomposition import HEADER as DECOMPOSITION

Ints = npt.NDArray[np.int64]
START = date(2026, 1, 15)
SEED = 20260115
INITIAL = 12000
FACE, REWARD = 2000, 5000
UNSTEERED = {
    "month_budget": 0, "reserve": 0, "innovation": 0,
    "budgets": {"project": 0, "daily": 0, "development": 0},
}  # fmt: skip
CONTROL = {
    "month_budget": 700, "reserve": 0.1, "innovation": 0.2,
    "budgets": {"project": 2_000, "daily": 4_000, "development": 50},
}  # fmt: skip
COMPARISON = (
    "scenario", "reference", "kpi", "difference", "low", "high", "relative", "verdict",
    "variance_factor",
)  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """How a made-up plan moves the made-up figures."""

    title: dict[str, str]
    joins: float = 6.0
    referral: float = 0.0
    order_rate: float = 0.012
    touches: float = 0.02
    coupons: float = 10.0
    leaving: float = 0.4
    guides: int = 0
    retention: float = 0.30
    budget: float = 0.0


RECIPES = {
    "baseline": Recipe({"en": "Baseline", "zh": "现状"}),
    "fila_333": Recipe(
        {"en": "3-3-3 guide follow-up", "zh": "333 导购回访"},
        order_rate=0.0131, touches=0.09, leaving=0.9, guides=72_000, retention=0.37, budget=40_000,
    ),
    "invite3_subsidy": Recipe(
        {"en": "Invite three for ¥50", "zh": "邀三得五十"},
        joins=6.1, referral=7.0, leaving=0.6, retention=0.24, budget=9_000,
    ),
    "two_sided_referral": Recipe(
        {"en": "Two-sided referral", "zh": "双向裂变"},
        referral=4.0, order_rate=0.01205, retention=0.31, budget=30_000,
    ),
    "touch_heavy": Recipe(
        {"en": "Daily touch", "zh": "高频触达"},
        order_rate=0.0118, touches=0.9, coupons=70.0, leaving=9.0, retention=0.26, budget=45_000,
    ),
}  # fmt: skip


def month_of(days: int) -> Ints:
    """Calendar month of each day."""
    dates = [START + timedelta(days=d) for d in range(days)]
    return np.array([(d.year - START.year) * 12 + d.month - START.month for d in dates])


def daily_series(recipe: Recipe, replication: int, days: int) -> dict[str, Ints]:
    """One made-up replication; the same luck for every plan."""
    luck = np.random.default_rng([SEED, replication])
    draws = {name: luck.random(days) for name in SERIES}
    day = np.arange(days)
    out = {name: np.zeros(days, np.int64) for name in SERIES}

    def count(name: str, rate: Any) -> Ints:
        """Poisson-like counts by inverse normal, monotone in the rate: twins stay twins."""
        rate = np.broadcast_to(np.asarray(rate, float), (days,))
        noise = np.sqrt(-2 * np.log1p(-draws[name])) - 1.25
        return np.maximum(np.rint(rate + np.sqrt(rate) * noise), 0).astype(np.int64)

    wave = 1 + 0.25 * np.sin(day / 29)
    out["joined_referral"] = count("joined_referral", recipe.referral * wave)
    out["joined"] = count("joined", recipe.joins * wave) + out["joined_referral"]
    out["muted"] = count("muted", recipe.leaving * 2.5)
    out["opted_out"] = count("opted_out", recipe.leaving * np.exp(-day / 300))
    out["members"] = INITIAL + np.cumsum(out["joined"] - out["opted_out"])
    out["enrolled"] = out["members"] * 8 // 10
    out["active_30"] = (
        out["members"] * (0.27 + 0.9 * (recipe.order_rate - 0.012) * 30 - 0.00006 * day)
    ).astype(np.int64) + count("active_30", 12)
    out["orders"] = count("orders", out["members"] * recipe.order_rate * wave)
    out["list_fen"] = out["orders"] * 19_912 + count("list_fen", 900)
    out["goods_fen"] = out["list_fen"] * 45 // 100
    out["refunds"] = out["orders"] // 25
    out["refund_fen"] = out["refunds"] * 19_905
    out["refund_goods_fen"] = out["refund_fen"] * 45 // 100
    out["commission_fen"] = out["list_fen"] * 2 // 100 if recipe.guides else out["commission_fen"]
    _coupons(out, count, recipe, days)
    out["reward_cash_fen"] = out["joined_referral"] // 3 * 1000
    out["reviews"] = out["orders"] // 40
    out["review_fen"] = out["reviews"] * 500
    out["touches_delivered"] = count("touches_delivered", out["enrolled"] * recipe.touches)
    out["message_fen"] = out["touches_delivered"] * 3
    out["reserve_fen"] = count("reserve_fen", np.where(day % 90 > 80, 1_000, 0))
    out["guide_seconds"] = np.full(days, recipe.guides // 4)
    return out


def _coupons(out: dict[str, Ints], count: Any, recipe: Recipe, days: int) -> None:
    """Plan coupons live 14 days, reward coupons 30: about half is redeemed, the rest expires."""
    spans = (("coupon", FACE, recipe.coupons, 14), ("reward_coupon", REWARD, recipe.referral, 30))
    outstanding = np.zeros(days, np.int64)
    for kind, face, rate, validity in spans:
        issued = count("coupons_issued", rate)
        redeemed, expired = np.zeros(days, np.int64), np.zeros(days, np.int64)
        for day in range(days):
            if day >= 5:
                redeemed[day] = issued[day - 5] // 2
            if day >= validity:
                expired[day] = issued[day - validity] - issued[day - validity] // 2
        for name, flow in (("issued", issued), ("redeemed", redeemed), ("expired", expired)):
            out[f"{kind}_{name}_fen"] = flow * face
            if kind == "coupon":
                out[f"coupons_{name}"] = flow
        outstanding += np.cumsum(issued - redeemed - expired) * face
    out["coupon_outstanding_fen"] = outstanding


def book(daily: dict[str, Ints], recipe: Recipe, days: int) -> Ints:
    """The ledger of a replication, [month, account]; every row sums to zero."""
    months = month_of(days)
    ledger = np.zeros((months[-1] + 1, len(ACCOUNTS)), np.int64)

    def entry(debit: str, credit: str, fen: Ints) -> None:
        np.add.at(ledger, (months, INDEX[debit]), fen)
        np.subtract.at(ledger, (months, INDEX[credit]), fen)

    used = daily["coupon_redeemed_fen"] + daily["reward_coupon_redeemed_fen"]
    fixed = np.full(days, 40_000)
    entry("cash", "revenue", daily["list_fen"])
    entry("coupon_liability", "cash", used)
    entry("refunds", "cash", daily["refund_fen"])
    entry("cost_of_goods", "inventory", daily["goods_fen"] - daily["refund_goods_fen"])
    entry("coupons_granted", "coupon_liability", daily["coupon_issued_fen"])
    entry("coupon_liability", "coupon_breakage", daily["coupon_expired_fen"])
    entry("referral_rewards", "coupon_liability", daily["reward_coupon_issued_fen"])
    entry("referral_rewards", "cash", daily["reward_cash_fen"])
    entry("coupon_liability", "reward_breakage", daily["reward_coupon_expired_fen"])
    entry("review_cashback", "cash", daily["review_fen"])
    entry("messages", "cash", daily["message_fen"])
    entry("guide_commission", "cash", daily["commission_fen"])
    entry("guide_wages", "cash", np.full(days, recipe.guides))
    entry("community_labour", "cash", np.full(days, 9_000))
    entry("tools", "cash", fixed // 4)
    entry("team", "cash", fixed)
    entry("media", "cash", 17_000 + daily["reserve_fen"])
    entry("innovation_media", "cash", np.full(days, 3_000))
    entry("join_gifts", "cash", daily["joined"] * 300)
    return ledger


def kpis(
    daily: dict[str, Ints], ledger: Ints, recipe: Recipe, replication: int
) -> dict[str, float]:
    """Every KPI of a replication in yuan and counts; some made up, some undefined."""
    groups = {a.key: a.group for a in ACCOUNTS}

    def cost(*wanted: str) -> float:
        return float(sum(ledger[:, INDEX[k]].sum() for k, g in groups.items() if g in wanted)) / 100

    luck = np.random.default_rng([SEED, replication, 7]).normal(size=6) * 0.004
    joined = float(daily["joined"].sum())
    delivered = float(daily["touches_delivered"].sum())
    programme = cost("coupons", "referral", "touch", "guides", "fixed")
    contribution = -cost("sales", "goods", "acquisition") - programme
    values = {
        "members": float(daily["members"][-1]),
        "joined": joined,
        "referral_share": float(daily["joined_referral"].sum()) / joined,
        "k_factor": float(daily["joined_referral"].sum()) / (INITIAL + joined),
        "active_30": float(daily["active_30"][-1]),
        "repurchase_rate": 0.52 + 20 * (recipe.order_rate - 0.012) + luck[0],
        "newcomer_retention_90": recipe.retention + luck[1],
        "muted_share": float(daily["muted"].sum()) / INITIAL,
        "opted_out_share": float(daily["opted_out"].sum()) / INITIAL,
        "orders": float(daily["orders"].sum()),
        "net_sales": -cost("sales") - float(daily["coupon_redeemed_fen"].sum()) / 100,
        "programme_cost": programme,
        "acquisition_cost": cost("acquisition"),
        "contribution": contribution,
        "contribution_per_member": contribution / (INITIAL + joined),
        "cac": cost("acquisition", "referral") / joined,
        "ltv": 96 * (1 + luck[2]),
        "payback_months": math.nan,
        "coupon_outstanding": float(daily["coupon_outstanding_fen"][-1]) / 100,
        "touches": delivered,
        "touches_per_member_week": delivered / float(daily["enrolled"].sum()) * 7,
        "guide_hours": float(daily["guide_seconds"].sum()) / 3600,
    }
    values["ltv_to_cac"] = values["ltv"] / values["cac"]
    return {kpi.key: values.get(kpi.key, 0.2 * (1 + luck[3])) for kpi in KPIS}


def cohort_rows(daily: dict[str, Ints], recipe: Recipe, replication: int) -> list[tuple[int, ...]]:
    """(join month, months since joining, size, active) for every pair, zero where unseen."""
    months = np.arange(len(daily["joined"])) // 30
    luck = np.random.default_rng([SEED, replication, 9])
    rows = []
    for join in range(months[-1] + 1):
        size = int(daily["joined"][months == join].sum())
        for age in range(months[-1] + 1):
            seen = age + join <= months[-1]
            share = recipe.retention + (0.95 - recipe.retention) * math.exp(-age / 1.5)
            noise = luck.normal() * 0.2 * math.sqrt(max(size, 1))
            active = int(min(max(size * share + noise, 0), size)) if seen else 0
            rows.append((join, age, size, active))
    return rows


def estimate(values: npt.NDArray[np.float64]) -> dict[str, float | int | None]:
    """Summary of a KPI over replications."""
    n = len(values)
    if np.isnan(values).any():
        return dict.fromkeys(("mean", "low", "high", "p10", "p50", "p90")) | {"n": n}
    mean, half = float(values.mean()), half_width(values)
    p10, p50, p90 = (float(p) for p in np.percentile(values, (10, 50, 90)))
    interval = {"low": None, "high": None}
    if n > 1:
        interval = {"low": mean - half, "high": mean + half}
    return {"mean": mean, **interval, "p10": p10, "p50": p50, "p90": p90, "n": n}


def half_width(values: npt.NDArray[np.float64]) -> float:
    """Half the 95 % t interval; not a number for a single value."""
    n = len(values)
    if n == 1:
        return math.nan
    return float(student.ppf(0.975, n - 1) * values.std(ddof=1) / math.sqrt(n))


def paired(kpi: str, mine: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> list[Any]:
    """kpi, difference, low, high, relative, verdict, variance_factor of one pair."""
    delta = mine - other
    mean, half = float(delta.mean()), half_width(delta)
    low, high = mean - half, mean + half
    if not delta.any():
        verdict = "same"
    elif low > 0:
        verdict = "higher"
    else:
        verdict = "lower" if high < 0 else "cannot separate"
    base = float(other.mean())
    numbers = (mean, low, high, mean / base if base else math.nan)
    varies = len(delta) > 1 and delta.std() > 0
    factor = repr(float((mine.var() + other.var()) / delta.var())) if varies else ""
    return [kpi, *("" if math.isnan(x) else repr(x) for x in numbers), verdict, factor]


def assumptions(name: str, recipe: Recipe) -> list[dict[str, Any]]:
    """A few settings with sources."""
    rows: list[tuple[str, Any, str, str, str, str]] = [
        ("shoppers.initial", INITIAL, "people", "members on day 0", "初始会员数", "assumption"),
        ("shoppers.repeat.r", 0.243, "shape", "purchase rates", "购买率形状", "literature B1"),
        ("coupon.face", FACE / 100, "yuan", "face value", "面额", "C5; assumption 5..50"),
        ("finance.budget", recipe.budget, "yuan per 1,000", "approved programme budget for the run",
         "计划预算", "assumption 0-60000"),
        ("referral.active", recipe.referral > 0, "yes/no", "is there a programme", "启用", "E04"),
    ]  # fmt: skip
    keys = ("key", "value", "unit", "meaning_en", "meaning_zh", "source")
    return [dict(zip(keys, row, strict=True)) | {"file": f"scenarios/{name}.yaml"} for row in rows]


def write_sample(
    folder: Path,
    names: tuple[str, ...] = tuple(RECIPES),
    replications: int = 5,
    days: int = 365,
    holdout: bool = False,
    tables: str = "parquet",
) -> Path:
    """Write a result folder for some of the `RECIPES`; the first is the reference."""
    folder.mkdir(parents=True, exist_ok=True)
    months = month_of(days)
    runs: dict[str, list[dict[str, float]]] = {}
    kpi_rows, ledger_rows, cohorts = [], [], []
    for name in names:
        runs[name] = []
        for replication in range(replications):
            daily = daily_series(RECIPES[name], replication, days)
            ledger = book(daily, RECIPES[name], days)
            assert not ledger.sum(axis=1).any()
            runs[name].append(kpis(daily, ledger, RECIPES[name], replication))
            kpi_rows.append(_frame(name, replication, {"day": np.arange(days), **daily}))
            ledger_rows.append(_frame(name, replication, _long(ledger)))
            rows = np.array(cohort_rows(daily, RECIPES[name], replication))
            keys = ("join_month", "age_month", "size", "active")
            cohorts.append(_frame(name, replication, dict(zip(keys, rows.T, strict=True))))
    values = {n: {k.key: np.array([r[k.key] for r in runs[n]]) for k in KPIS} for n in names}
    run_rows = [
        _frame(n, np.arange(replications), {k.key: values[n][k.key] for k in KPIS}) for n in names
    ]
    for table, parts in (
        ("kpis", kpi_rows), ("ledger", ledger_rows), ("cohorts", cohorts), ("runs", run_rows),
    ):  # fmt: skip
        _write_table(folder, table, pa.concat_tables(parts), tables)
    summary = {n: {k: estimate(v) for k, v in values[n].items()} for n in names}
    _write_json(folder / "summary.json", summary)
    if len(names) > 1:
        _write_comparison(folder / "comparison.csv", values, names)
        _write_moved(folder / "decomposition.csv", values, names)
    if holdout:
        _write_holdout(folder / "holdout.csv")
    _write_json(folder / "manifest.json", manifest(names, replications, days))
    assert months[-1] + 1 == ledger.shape[0]
    return folder


def manifest(names: tuple[str, ...], replications: int, days: int) -> dict[str, Any]:
    """What the study says of itself."""
    plans = {
        n: {
            "finance": {"budget": RECIPES[n].budget},
            "shoppers": {"initial": INITIAL},
            "periodic": {"price": 0.0, "deliveries": 6},
            "control": CONTROL if RECIPES[n].budget else UNSTEERED,
        }
        for n in names
    }
    settings, places = numbered({n: assumptions(n, RECIPES[n]) for n in names})
    return {
        "command": "compare" if len(names) > 1 else "run",
        "argv": [f"scenarios=[{','.join(names)}]", f"replications={replications}"],
        "lang": "en",
        "created": "2026-03-01T08:00:00+00:00",
        "scenarios": [
            {
                "name": n,
                "title": RECIPES[n].title,
                "question": {"en": "Is it worth its budget?", "zh": "值得这笔预算吗？"},
                "evidence": ["F1", "E17"],
            }
            for n in names
        ],
        "plans": apart(plans),
        "digests": {n: hashlib.sha256(f"{n}{plans[n]}".encode()).hexdigest() for n in names},
        "seed": SEED,
        "replications": replications,
        "horizon_days": days,
        "start_date": START.isoformat(),
        "initial": INITIAL,
        "shoppers_label": "Sample customers",
        "code_version": "0.1.0",
        "libraries": {"numpy": "2.4.6", "simpy": "4.1.1"},
        "host": "sample",
        "wall_seconds": 1.0,
        "peak_memory_bytes": 1,
        "settings": settings,
        "assumptions": places,
    }


def _frame(name: str, replication: Any, columns: dict[str, Any]) -> pa.Table:
    length = len(next(iter(columns.values())))
    return pa.table(
        {
            "scenario": [name] * length,
            "replication": np.broadcast_to(np.asarray(replication, np.int64), (length,)),
            **columns,
        }
    )


def _long(ledger: Ints) -> dict[str, Any]:
    months, accounts = ledger.shape
    return {
        "month": np.repeat(np.arange(months), accounts),
        "account": [a.key for a in ACCOUNTS] * months,
        "fen": ledger.ravel(),
    }


def _write_table(folder: Path, name: str, table: pa.Table, tables: str) -> None:
    if tables == "csv":
        arrow_csv.write_csv(table, folder / f"{name}.csv")
    else:
        parquet.write_table(table, folder / f"{name}.parquet")


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_comparison(path: Path, values: dict[str, Any], names: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(COMPARISON)
        for name in names[1:]:
            for kpi in KPIS:
                row = paired(kpi.key, values[name][kpi.key], values[names[0]][kpi.key])
                out.writerow([name, names[0], *row])


def _write_moved(path: Path, values: dict[str, Any], names: tuple[str, ...]) -> None:
    """Half of the difference is won from members, half from newcomers; some orders only move."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(DECOMPOSITION)
        for name in names[1:]:
            whole = int(values[name]["orders"][0] - values[names[0]]["orders"][0])
            parts = {"initial": whole // 2, "new": whole - whole // 2, "referred": 0}
            for segment, more in parts.items():
                moved = (120, 9.5) if segment == "initial" else (0, "")
                row = (2000, *moved, max(more, 0) + 30, max(-more, 0) + 30, more)
                out.writerow([name, names[0], 0, segment, *row])


def _write_holdout(path: Path) -> None:
    luck = np.random.default_rng(SEED)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["week", "real", "simulated", "low", "high", "phase"])
        for week in range(78):
            level = 90 * math.exp(-week / 60) + 10
            real = int(level + luck.normal() * 8)
            phase = "calibration" if week < 39 else "holdout"
            out.writerow([week, real, *(round(level + x, 2) for x in (0, -9, 9)), phase])
