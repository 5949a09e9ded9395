"""The result folder as one typed object: what every figure, page and sheet reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reports.calendar import Calendar
from reports.money import contribution
from reports.tables import Column, Columns, floats, read_table
from sim.ledger.accounts import ACCOUNTS
from sim.measure.definitions import KPIS
from sim.measure.ranking import Pair

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# The daily series a figure or a sheet reads.
DAILY = (
    "members", "active_30", "enrolled", "touches_delivered", "muted", "opted_out",
    "list_fen", "goods_fen", "refund_fen", "refund_goods_fen", "commission_fen",
    "goods_beside_fen",
    "coupon_issued_fen", "coupon_redeemed_fen", "coupon_expired_fen",
    "reward_coupon_issued_fen", "reward_coupon_redeemed_fen", "reward_coupon_expired_fen",
    "reward_cash_fen", "review_fen", "message_fen", "coupon_outstanding_fen",
    "member_coupon_issued_fen", "member_coupon_redeemed_fen", "member_coupon_expired_fen",
    "points_granted_fen", "points_spent_fen", "points_off_fen", "points_expired_fen",
    "points_outstanding_fen", "topped_up_fen", "top_up_bonus_fen", "stored_used_fen",
    "stored_outstanding_fen", "reserve_fen",
    "fee_paid_fen", "fee_earned_fen", "fee_given_back_fen",
    "periodic_begun", "periodic_renewed", "periodic_fen",
    "deposit_paid_fen", "deposit_used_fen", "deposit_returned_fen",
    "clearance_fen", "stock_spoiled_fen", "channel_fee_fen", "handling_fen", "delivery_fee_fen",
    "bonus_fen", "training_fen", "hiring_fen", "machine_fen",
)  # fmt: skip
PERIODIC_PAID = "periodic_paid_fen"
"""What is paid ahead for goods sent at fixed times: the terms that begin, at their price."""


@dataclass(frozen=True)
class Scenario:
    """One strategy: its words, its resolved plan and the assumptions it stands on."""

    name: str
    title: dict[str, str]
    question: dict[str, str]
    evidence: tuple[str, ...]
    plan: dict[str, Any]
    digest: str
    assumptions: tuple[dict[str, Any], ...]

    def quoted(self, lang: str) -> str:
        """Its title within a sentence."""
        return f"“{self.title[lang]}”"

    @property
    def thousands(self) -> float:
        """Initial members in thousands, by which sizes of a plan are given."""
        return float(self.plan["shoppers"]["initial"]) / 1000

    @property
    def budget_yuan(self) -> float:
        """Approved programme budget of the whole run in yuan; 0 if none is set."""
        return float(self.plan["finance"]["budget"]) * self.thousands

    @property
    def periodic_term_fen(self) -> int:
        """What a term of goods sent at fixed times (周期购) is paid with, ahead; 0 without any."""
        terms = self.plan["periodic"]
        return round(float(terms["price"]) * 100) * int(terms["deliveries"])


_NOWHERE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Estimate:
    """A KPI over replications: mean, 95 % interval and percentiles; NaN where undefined.

    `n` counts the replications in which it is defined; the others are left out.
    """

    mean: float
    low: float
    high: float
    p10: float
    p50: float
    p90: float
    n: int


@dataclass(frozen=True)
class Difference:
    """A KPI of one scenario less the reference, paired over replications."""

    scenario: str
    reference: str
    kpi: str
    difference: float
    low: float
    high: float
    relative: float
    verdict: str
    variance_factor: float


@dataclass(frozen=True)
class Moved:
    """Orders of one segment in a plan and in the reference, in one replication.

    As `sim.study.decomposition.Decomposition`; `days_earlier` is NaN where no order moved.
    """

    scenario: str
    replication: int
    segment: str
    anyway: int
    pulled_forward: int
    days_earlier: float
    gained: int
    lost: int
    difference: int


@dataclass(frozen=True)
class Holdout:
    """Real and simulated repeat orders by week; `calibration` marks the weeks the fit has seen."""

    week: Floats
    real: Floats
    simulated: Floats
    low: Floats
    high: Floats
    calibration: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Results:
    """A result folder. Arrays by scenario have the replication as their first axis.

    moved: where the difference in orders comes from, by scenario, segments in their order.
    pairs: of a comparison under several sets of evidence, every pair of scenarios under each of
    them; else empty.
    """

    folder: Path
    manifest: dict[str, Any]
    scenarios: tuple[Scenario, ...]
    summary: dict[str, dict[str, Estimate]]
    differences: dict[tuple[str, str], Difference]
    moved: dict[str, tuple[Moved, ...]]
    holdout: Holdout | None
    pairs: tuple[Pair, ...] = ()

    @property
    def evidence_set(self) -> str:
        """The set of evidence these results were lived under, if they are one of several; or ""."""
        return str(self.manifest.get("evidence_set", ""))

    @property
    def other_people(self) -> list[Scenario]:
        """Scenarios that live with other customers than the first one's (another trade)."""
        first = self.scenarios[0].plan["shoppers"]
        return [one for one in self.scenarios if one.plan["shoppers"] != first]

    @property
    def followed(self) -> list[Scenario]:
        """Scenarios whose shoppers were followed from the first one's world into their own.

        With other customers (another trade) nobody is the same, whatever number both bear.
        """
        apart = self.other_people
        return [one for one in self.scenarios if one.name in self.moved and one not in apart]

    def scenario(self, name: str) -> Scenario:
        """A scenario by its name."""
        return next(one for one in self.scenarios if one.name == name)

    @property
    def replications(self) -> int:
        """Replications of each scenario."""
        return int(self.manifest["replications"])

    @property
    def calendar(self) -> Calendar:
        """The days and months of the run."""
        return Calendar(self.manifest["start_date"], int(self.manifest["horizon_days"]))

    @property
    def compared(self) -> bool:
        """Whether the folder holds a comparison."""
        return bool(self.differences)

    @cached_property
    def reference(self) -> Scenario:
        """The scenario all others are held against; the only one of a single run."""
        names = {row.reference for row in self.differences.values()}
        return next(s for s in self.scenarios if not names or s.name in names)

    @cached_property
    def others(self) -> tuple[Scenario, ...]:
        """The scenarios held against the reference, in order."""
        return tuple(s for s in self.scenarios if (s.name, KPIS[0].key) in self.differences)

    def daily(self, scenario: str, series: str) -> Ints:
        """One of the `DAILY` series or `PERIODIC_PAID`, shape (replications, days)."""
        if series == PERIODIC_PAID:
            terms = self.daily(scenario, "periodic_begun")
            terms = terms + self.daily(scenario, "periodic_renewed")
            return terms * self.scenario(scenario).periodic_term_fen
        table = self._rows("kpis", scenario)
        order = np.lexsort((table["day"], table["replication"]))
        return np.asarray(table[series][order], np.int64).reshape(self.replications, -1)

    def ledger(self, scenario: str) -> Ints:
        """Debit less credit in fen, shape (replications, months, accounts)."""
        table = self._rows("ledger", scenario)
        accounts = {account.key: i for i, account in enumerate(ACCOUNTS)}
        months = self.calendar.months
        book = np.zeros((self.replications, months, len(ACCOUNTS)), np.int64)
        replication = np.unique(table["replication"], return_inverse=True)[1]
        account = np.array([accounts[key] for key in table["account"]], np.int64)
        np.add.at(book, (replication, table["month"], account), table["fen"])
        return book

    @cached_property
    def paired(self) -> Ints:
        """Ledgers of the compared scenarios less the reference's, over all months.

        Debit less credit in fen, shape (scenarios, replications, accounts), in the order of
        `others`.
        """
        other = self.ledger(self.reference.name).sum(axis=1)
        return np.stack([self.ledger(one.name).sum(axis=1) - other for one in self.others])

    @cached_property
    def furthest(self) -> tuple[Scenario, ...]:
        """`others`, those first whose mean contribution is furthest from the reference's."""
        apart = np.abs(contribution(self.paired).mean(axis=1))
        return tuple(self.others[place] for place in np.argsort(-apart, kind="stable"))

    def runs(self, scenario: str, kpi: str) -> Floats:
        """A KPI by replication, shape (replications,)."""
        table = self._rows("runs", scenario)
        return floats(table[kpi][np.argsort(table["replication"])])

    def cohorts(self, scenario: str) -> Columns:
        """Rows of the cohort table: replication, join_month, age_month, size, active."""
        return self._rows("cohorts", scenario)

    def _rows(self, table: str, scenario: str) -> Columns:
        chosen = self._places[table].get(scenario, _NOWHERE)
        return {name: column[chosen] for name, column in self._tables[table].items()}

    @cached_property
    def _places(self) -> dict[str, dict[str, Ints]]:
        """By table and scenario, where its rows are: of hundreds of plans none is looked for."""
        return {name: _by_value(columns["scenario"]) for name, columns in self._tables.items()}

    @cached_property
    def _tables(self) -> dict[str, Columns]:
        key = ["scenario", "replication"]
        wanted = {
            "kpis": [*key, "day", *DAILY],
            "ledger": [*key, "month", "account", "fen"],
            "runs": [*key, *(kpi.key for kpi in KPIS)],
            "cohorts": [*key, "join_month", "age_month", "size", "active"],
        }
        return {name: read_table(self.folder, name, columns) for name, columns in wanted.items()}


def _by_value(column: Column) -> dict[str, Ints]:
    """For each value of a column the places it stands at, in order."""
    values, of, counts = np.unique(column, return_inverse=True, return_counts=True)
    places = np.split(np.argsort(of, kind="stable"), np.cumsum(counts)[:-1])
    return dict(zip(values.tolist(), places, strict=True))
