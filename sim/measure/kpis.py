"""The KPIs of `sim.measure.definitions`, computed from counts and the ledger."""

from __future__ import annotations

from sim.ledger.accounts import ACCOUNTS, INDEX
from sim.measure.result import Ints
from sim.measure.tally import ROW
from sim.population.interface import Finals
from sim.population.rules import Rules

PROGRAMME: tuple[str, ...] = tuple(
    a.key for a in ACCOUNTS if a.group in {"coupons", "referral", "touch", "guides", "fixed"}
)
ACQUISITION: tuple[str, ...] = ("media", "join_gifts")
_BALANCE: tuple[str, ...] = tuple(a.key for a in ACCOUNTS if a.group == "balance")


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else float("nan")


class Figures:
    """One run's raw figures, by name; amounts leave in yuan."""

    def __init__(self, rules: Rules, daily: Ints, ledger: Ints, finals: Finals) -> None:
        self.rules = rules
        self.daily = daily
        self.ledger = ledger
        self.finals = finals

    def total(self, series: str) -> int:
        """Sum of a flow over the run."""
        return int(self.daily[:, ROW[series]].sum())

    def last(self, series: str) -> int:
        """A stock on the last day."""
        return int(self.daily[-1, ROW[series]])

    def cost_fen(self, accounts: tuple[str, ...]) -> int:
        """Debit less credit of some accounts over the run."""
        return int(self.ledger[:, [INDEX[key] for key in accounts]].sum())

    def monthly_contribution_fen(self) -> Ints:
        """Contribution by calendar month: all income less all expense."""
        monthly: Ints = self.ledger[:, [INDEX[key] for key in _BALANCE]].sum(axis=1)
        return monthly


def compute(f: Figures) -> dict[str, float]:
    """All KPIs of a run; NaN where a denominator is zero."""
    return {**_growth(f), **_retention(f), **_value(f), **_load(f), **_desk(f)}


def _growth(f: Figures) -> dict[str, float]:
    joined, referred = f.total("joined"), f.total("joined_referral")
    return {
        "members": f.last("members"),
        "joined": joined,
        "referral_share": _ratio(referred, joined),
        "k_factor": _ratio(referred, f.finals.inviters),
    }


def _retention(f: Figures) -> dict[str, float]:
    ends = f.finals
    everyone = f.rules.plan.shoppers.initial + f.total("joined")
    recent = f.last("buyers_0_30") + f.last("buyers_30_60") + f.last("buyers_60_90")
    return {
        "active_30": f.last("active_30"),
        "active_buyers_90": recent,
        "dormant_share": _ratio(f.last("buyers_90"), f.last("buyers")),
        "repurchase_rate": _ratio(ends.run_buyers_again, ends.run_buyers),
        "newcomer_retention_90": _ratio(ends.newcomers_90_kept, ends.newcomers_90),
        "newcomer_activation": _ratio(ends.newcomers_30_bought, ends.newcomers_30),
        "won_back": f.total("won_back"),
        "muted_share": _ratio(ends.ever_muted, everyone),
        "opted_out_share": _ratio(ends.ever_opted_out, everyone),
    }


def _value(f: Figures) -> dict[str, float]:
    joined = f.total("joined")
    initial = f.rules.plan.shoppers.initial
    programme, acquisition = f.cost_fen(PROGRAMME), f.cost_fen(ACQUISITION)
    rewards = f.cost_fen(("referral_rewards", "reward_breakage"))
    discounts = f.total("coupon_redeemed_fen") + f.total("reward_coupon_redeemed_fen")
    contribution = int(f.monthly_contribution_fen().sum())
    cac = _ratio((acquisition + rewards) / 100, joined)
    ltv = _ratio(f.total("newcomer_margin_fen") / 100, joined)
    return {
        "orders": f.total("orders"),
        "orders_per_initial": _ratio(f.finals.initial_orders, initial),
        "net_sales": (f.total("list_fen") - discounts - f.total("refund_fen")) / 100,
        "programme_cost": programme / 100,
        "acquisition_cost": acquisition / 100,
        "contribution": contribution / 100,
        "contribution_per_member": _ratio(contribution / 100, initial + joined),
        "cac": cac,
        "ltv": ltv,
        "ltv_to_cac": _ratio(ltv, cac),
        "payback_months": payback_months(f.finals, cac),
        "cost_per_retained": _ratio((programme + acquisition) / 100, f.finals.newcomers_90_kept),
        "coupon_outstanding": f.last("coupon_outstanding_fen") / 100,
    }


def _load(f: Figures) -> dict[str, float]:
    guides = f.rules.plan.guides
    team = -(-f.rules.plan.shoppers.initial // int(guides.book_size))
    available = team * guides.minutes_per_day / 60 * f.rules.plan.horizon_days
    hours = f.total("guide_seconds") / 3600
    return {
        "touches": f.total("touches_delivered"),
        "touches_per_member_week": _ratio(f.total("touches_delivered"), f.total("enrolled") / 7),
        "open_rate": _ratio(f.total("touches_opened"), f.total("touches_delivered")),
        "blocked": f.total("touches_blocked"),
        "tasks_expired": f.total("tasks_expired"),
        "guide_hours": hours,
        "guide_utilisation": _ratio(hours, available),
    }


def _desk(f: Figures) -> dict[str, float]:
    answered, given_up = f.total("answered"), f.total("given_up")
    return {
        "enquiries": f.total("enquiries"),
        "answer_wait": _ratio(f.total("wait_ms") / 60_000, answered),
        "answered_in_target": _ratio(f.total("answered_in_target"), answered + given_up),
        "given_up_share": _ratio(given_up, answered + given_up),
    }


def payback_months(finals: Finals, cac: float) -> float:
    """Months of membership until a newcomer's mean margin covers `cac` (yuan); NaN if never."""
    earned = 0.0
    for month, (people, fen) in enumerate(zip(finals.exposed, finals.margin_fen, strict=True)):
        if not people:
            break
        earned += fen / people / 100
        if earned >= cac:
            return float(month + 1)
    return float("nan")
