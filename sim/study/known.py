"""Replications whose truth is known: KPI-like sums and ratios with exact means.

Each replication is a year of many members: repeat orders by BG/NBD (Fader, Hardie and Lee,
Marketing Science 24(2), 2005) and order values by Gamma-Gamma (Fader and Hardie 2013), with the
parameters published for CDNOW. Four policies sell one more order to nested shares of the members,
as twin worlds do: same people, same luck, so the differences are sparse, skewed and correlated.
People join by chance; in the world that rewards invitations more join and fewer of them buy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.special import hyp2f1

from sim.behaviour.draws import beta, exponential, gamma, poisson
from sim.randomness import address
from sim.randomness.philox import uniform
from sim.science import Kinds, science, typed

Floats = npt.NDArray[np.float64]
Row = npt.NDArray[np.float64]
Kernel = TypeVar("Kernel", bound=Callable[..., object])

R, ALPHA_WEEKS, A, B = 0.243, 4.414, 0.793, 2.426
P, Q, V = 6.25, 3.74, 15.44
WEEKS = 52.0

UPLIFTS = (0.04, 0.06, 0.08, 0.10)  # share of members to whom each policy sells one more order
JOINS, INVITED = 0.365, 0.1  # expected joins of the year per member
JOINER_BUYS, INVITED_BUYS = 0.3, 0.15  # share who place one order
LEAVING = (0.004, 0.006, 0.008, 0.01)  # share of members who leave for good under each policy
MARGIN = 0.55
CONTACT, COUPON = 1.0, 10.0  # yuan: per member, and per order the last policy sold
MEDIA, GIFT, REWARD = 25.0, 20.0, 33.0  # yuan: per member, per join, per invited join

_JOINER, _FRIEND = 1 << 40, 2 << 40  # first uids of those who join

FIGURES = (
    *("orders", "sales", "extra_0", "extra_1", "extra_2", "extra_3", "extra_orders"),
    *("joins", "joiner_sales", "joiner_buyers", "invited", "invited_sales", "invited_buyers"),
    *("left_0", "left_1", "left_2", "left_3"),
)


class Known(NamedTuple):
    """Samples of one or several quantities and their true values.

    samples: shape (replications, parts). One part is a mean; two are numerator and denominator;
        four are those of the policy, then of the reference; with several policies, four of each.
    truth: shape (quantities,).
    """

    samples: Floats
    truth: Floats


def figures(seed: int, replications: int, members: int) -> dict[str, Floats]:
    """Independent replications by figure name, each of shape (replications,).

    Sums over `members`; replication i of a seed is the same whatever the number asked for.
    """
    table = np.empty((replications, len(FIGURES)))
    for replication in range(replications):
        _year(seed, replication, members, table[replication])
    return dict(zip(FIGURES, table.T, strict=True))


def mean_value() -> float:
    """Expected order value p v / (q - 1) of Gamma-Gamma."""
    return P * V / (Q - 1.0)


def expected_orders() -> float:
    """Expected repeat orders of one member: BG/NBD, equation 9 of Fader, Hardie and Lee (2005)."""
    odds = ALPHA_WEEKS / (ALPHA_WEEKS + WEEKS)
    tail = odds**R * hyp2f1(R, B, A + B - 1.0, 1.0 - odds)
    return float((A + B - 1.0) / (A - 1.0) * (1.0 - tail))


def means(found: dict[str, Floats], members: int) -> dict[str, Known]:
    """Sums over the year, and what one policy adds to its twin world."""
    orders = members * expected_orders()
    extra = members * UPLIFTS[3] * mean_value()
    return {
        "orders": _known(orders, found["orders"]),
        "net sales": _known(orders * mean_value(), found["sales"]),
        "added sales (paired)": _known(extra, found["extra_3"]),
    }


def ratios(found: dict[str, Floats], members: int) -> dict[str, Known]:
    """Ratios whose two parts share their luck."""
    cost = members * CONTACT + COUPON * found["extra_orders"]
    roi = MARGIN * UPLIFTS[3] * mean_value() / (CONTACT + COUPON * UPLIFTS[3]) - 1.0
    policy, _ = _acquisition(found, members)
    return {
        "order value": _known(mean_value(), found["sales"], found["orders"]),
        "ROI": _known(roi, MARGIN * found["extra_3"] - cost, cost),
        "CAC": _known(_cac_with_invitations(), *policy),
        "LTV": _known(_ltv(), MARGIN * found["joiner_sales"], found["joins"]),
    }


def shares(found: dict[str, Floats], members: int) -> dict[str, Known]:
    """A common share of a number that is itself luck, and a rare share of all who ever joined."""
    everyone = members + found["joins"]
    rare = LEAVING[0] / (1.0 + JOINS)
    return {
        "newcomers who buy": _known(JOINER_BUYS, found["joiner_buyers"], found["joins"]),
        "opted out": _known(rare, found["left_0"], everyone),
    }


def ratio_differences(found: dict[str, Floats], members: int) -> dict[str, Known]:
    """What rewarding invitations does to a ratio, against the twin world without."""
    policy, reference = _acquisition(found, members)
    bought = JOINS * JOINER_BUYS + INVITED * INVITED_BUYS
    ltv = MARGIN * bought / (JOINS + INVITED) * mean_value()
    margin = MARGIN * found["joiner_sales"]
    both = margin + MARGIN * found["invited_sales"], found["joins"] + found["invited"]
    buyers = found["joiner_buyers"] + found["invited_buyers"]
    everyone = members + found["joins"]
    opted_out = (LEAVING[3] - LEAVING[0]) / (1.0 + JOINS)
    return {
        "CAC": _known(_cac_with_invitations() - MEDIA / JOINS - GIFT, *policy, *reference),
        "LTV": _known(ltv - _ltv(), *both, margin, found["joins"]),
        "newcomers who buy": _known(
            bought / (JOINS + INVITED) - JOINER_BUYS,
            *(buyers, both[1]),
            *(found["joiner_buyers"], found["joins"]),
        ),
        "opted out": _known(opted_out, found["left_3"], everyone, found["left_0"], everyone),
    }


def several(found: dict[str, Floats], members: int) -> dict[str, Known]:
    """What each of four policies adds to one reference: sales, margin a member, members lost.

    Each policy's differences as `sim.study.compare` forms them: `ratio_terms` less those of the
    reference, study by study, so a sample has four parts a policy (`Known.samples`).
    """
    everyone = members + found["joins"]
    one = np.ones_like(everyone)
    sales, margin, left = [], [], []
    for policy in range(4):
        extra = found[f"extra_{policy}"]
        sales += [extra, one, 0.0 * one, one]
        base = MARGIN * found["sales"]
        margin += [base + MARGIN * extra, everyone, base, everyone]
        left += [found[f"left_{policy}"], everyone, 0.0 * one, everyone]
    added = mean_value() * np.array(UPLIFTS)
    return {
        "added sales": Known(np.column_stack(sales), members * added),
        "margin a member": Known(np.column_stack(margin), MARGIN * added / (1.0 + JOINS)),
        "opted out": Known(np.column_stack(left), np.array(LEAVING) / (1.0 + JOINS)),
    }


def _known(truth: float, *parts: Floats) -> Known:
    return Known(np.column_stack(parts), np.array([truth]))


def _cac_with_invitations() -> float:
    return (MEDIA + GIFT * JOINS + REWARD * INVITED) / (JOINS + INVITED)


def _ltv() -> float:
    return MARGIN * JOINER_BUYS * mean_value()


def _acquisition(
    found: dict[str, Floats], members: int
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Cost and joins with the reward for invitations, and without."""
    cost = MEDIA * members + GIFT * found["joins"]
    policy = cost + REWARD * found["invited"], found["joins"] + found["invited"]
    return policy, (cost, found["joins"])


@science
def _repeats(seed: int, replication: int, uid: int) -> int:
    """Repeat orders of one member in `WEEKS` weeks."""
    rate = gamma(seed, replication, uid, address.RATE, 0, R) / ALPHA_WEEKS
    count = 0
    time = 0.0
    dropout = -1.0
    while rate > 0.0:
        w0, w1, _, _ = address.draw(seed, replication, uid, address.CLOCK, count)
        time += exponential(uniform(w0)) / rate
        if time > WEEKS:
            break
        count += 1
        if dropout < 0.0:
            dropout = beta(seed, replication, uid, address.DROPOUT_A, address.DROPOUT_B, A, B)
        if uniform(w1) < dropout:
            break
    return count


@science
def _spent(seed: int, replication: int, uid: int, occasion: int, orders: int) -> float:
    """Value of `orders` orders of one person: gamma given a personal mean."""
    scale = V / gamma(seed, replication, uid, address.SPEND, 0, Q)
    return scale * gamma(seed, replication, uid, address.VALUE, occasion, P * orders)


@science
def _joined(
    seed: int, replication: int, first: int, mean: float, share: float
) -> tuple[float, float, float]:
    """How many join, what those who buy spend, and how many they are."""
    count = poisson(seed, replication, first, address.ARRIVALS, 0, mean)
    spent = buyers = 0.0
    for uid in range(first, first + count):
        word, _, _, _ = address.draw(seed, replication, uid, address.BIRTH, 0)
        if uniform(word) < share:
            spent += _spent(seed, replication, uid, 0, 1)
            buyers += 1.0
    return float(count), spent, buyers


def _kernel(function: Kernel) -> Kernel:
    """Compile a function that fills in a row of figures."""
    return typed(function, _kinds)


def _kinds() -> Kinds:
    from sim.science.compiling import KINDS

    return KINDS | {"Row": KINDS["Floats"]}


@_kernel
def _year(seed: int, replication: int, members: int, row: Row) -> None:
    """Fill in one replication, in the order of `FIGURES`."""
    orders = sales = extra_0 = extra_1 = extra_2 = extra_3 = extra_orders = 0.0
    left_0 = left_1 = left_2 = left_3 = 0.0
    for uid in range(members):
        count = _repeats(seed, replication, uid)
        word, _, _, _ = address.draw(seed, replication, uid, address.START, 0)
        chance = uniform(word)
        if count > 0:
            orders += count
            sales += _spent(seed, replication, uid, 0, count)
        if chance < UPLIFTS[3]:
            value = _spent(seed, replication, uid, 1, 1)
            extra_0 += value if chance < UPLIFTS[0] else 0.0
            extra_1 += value if chance < UPLIFTS[1] else 0.0
            extra_2 += value if chance < UPLIFTS[2] else 0.0
            extra_3 += value
            extra_orders += 1.0
        gone = 1.0 - chance
        left_0 += 1.0 if gone < LEAVING[0] else 0.0
        left_1 += 1.0 if gone < LEAVING[1] else 0.0
        left_2 += 1.0 if gone < LEAVING[2] else 0.0
        left_3 += 1.0 if gone < LEAVING[3] else 0.0
    joined = _joined(seed, replication, _JOINER, JOINS * members, JOINER_BUYS)
    invited = _joined(seed, replication, _FRIEND, INVITED * members, INVITED_BUYS)
    year = (orders, sales, extra_0, extra_1, extra_2, extra_3, extra_orders)
    left = (left_0, left_1, left_2, left_3)
    for place, value in enumerate(year + joined + invited + left):
        row[place] = value
