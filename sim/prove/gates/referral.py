"""Referral: cascades of invitations, and the steps one invitation goes through."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import gammaincc

from sim.config.said import say
from sim.prove.closed.cascade import (
    mean_size,
    size_at_least,
    size_chance,
    size_variance,
    variance_spread,
)
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, counted, share, share_of
from sim.prove.trial import CERTAIN, NO_REPEATS, Trial

_FRIENDS = 20.0
# A shopper has floor(gamma) friends. With this shape their number has the variance of its mean,
# and a share k / mean of them joining is Poisson(k) in its first two moments; P(1) is off by
# less than 0.0005 k^3 of itself, from the third.
_SHAPE = _FRIENDS**2 / (_FRIENDS - 0.5 - 1 / 12)
_PROGRAMME = (
    "shoppers.activation_per_day=0",
    "referral.active=true",
    f"referral.inviter_reward={CERTAIN:.0f}",
    "referral.condition=first_order",
    "referral.share_on_order=0",
    "referral.share_on_open=0",
    "referral.likeness=0",
    "referral.hunter_draw=0",
    "referral.fake_share=0",
    "referral.delay_days=0.01",
)


def measure_cascades(of: Settings, trial: Trial) -> list[Finding]:
    """Sizes of the cascades that start from the initial members.

    Everybody who joins asks all friends once, and each accepts with the same chance.
    """
    k = of["k"]
    known = sum(float(gammaincc(_SHAPE, n * _SHAPE / _FRIENDS)) for n in range(1, 200))
    log = trial.live(
        *NO_REPEATS,
        *_PROGRAMME,
        f"shoppers.traits.friends_mean={_FRIENDS}",
        f"shoppers.traits.friends_shape={_SHAPE}",
        "referral.appeal_yuan=0.01",
        "referral.share_on_join=1",
        "referral.invites_mean=1",
        "referral.invites_needed=100",  # one set is everybody one knows
        f"referral.accept={k / known}",
        "referral.accept_gain=0",
        days=_generations(k, trial.people) + 5,
        events=("joined",),
    )
    sizes = _sizes(log)
    spread = math.sqrt(variance_spread(k) / len(sizes))
    tails = [share("p_at_least", t, size_at_least(k, int(t)), sizes >= t, k=k) for t in of.t]
    return [
        counted("mean_size", k, mean_size(k), size_variance(k), sizes, (1.0, math.inf)),
        Finding("size_variance", k, size_variance(k), float(sizes.var()), spread),
        share("p1", k, float(size_chance(k, np.array(1))), sizes == 1),
        *tails,
    ]


def _generations(k: float, roots: int) -> int:
    """After so many fewer than one in a million cascades' worth of people are still to come."""
    return math.ceil(1.3 * math.log(1e-6 / roots) / math.log(k))


def _sizes(log: dict[str, Any]) -> Any:
    """Members of each cascade, shape (cascades,): every friend is led back to the first member."""
    order = np.argsort(log["uid"])
    uid, inviter = log["uid"][order], log["reference"][order]
    invited = inviter != 0
    root = np.arange(len(uid))
    root[invited] = np.searchsorted(uid, inviter[invited])
    while True:
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    return np.bincount(root, minlength=len(root))[~invited].astype(np.float64)


def measure_invitations(of: Settings, trial: Trial) -> list[Finding]:
    """Who shares, how many friends a sharer asks, how many of those come."""
    appeal = of["reward"] / (of["reward"] + of["half"])
    log = trial.live(
        *NO_REPEATS,
        *_PROGRAMME,
        f"referral.inviter_reward={of['reward']}",
        f"referral.invitee_reward={of['reward']}",
        f"referral.appeal_yuan={of['half']}",
        "shoppers.traits.friends_mean=1000",
        "shoppers.traits.friends_shape=1000",
        f"referral.share_on_join={of['share']}",
        f"referral.invites_mean={of['asked']}",
        f"referral.accept={of['accept']}",
        f"referral.accept_gain={of['gain']}",
        "referral.until_day=1",
        days=3,
        events=("invited", "joined"),
    )
    invited = log["event"] == "invited"
    _, asked = np.unique(log["uid"][invited], return_counts=True)
    came = (log["reference"][~invited] != 0).sum()
    alone = [share("asked", t, _asks(of["asked"], int(t)), asked == t) for t in of.t]
    scatter = of["asked"] * (of["asked"] - 1.0)
    return [
        share_of(trial.people, "sharers", 0, of["share"] * appeal, len(asked)),
        counted("mean_asked", 0, of["asked"], scatter, asked, (1.0, math.inf)),
        *alone,
        share_of(invited.sum(), "accepted", 0, of["accept"] + of["gain"] * appeal, came),
    ]


def _asks(average: float, friends: int) -> float:
    """P(a sharer asks so many): geometric from one on."""
    return (1.0 - 1.0 / average) ** (friends - 1) / average


_BOREL = "tabulated Borel distribution"
GATES = (
    Gate(
        name="galton_watson",
        about={
            "en": "Galton-Watson: sizes of referral cascades",
            "zh": "Galton-Watson：裂变链规模",
        },
        source="Otter (1949), Annals of Mathematical Statistics 20(2): the Borel distribution",
        unit={"en": "size the tail begins at; k elsewhere", "zh": "尾部起点规模；其余为 k"},
        points=Parameter(10, 2, 100, say("size at which the tail begins")),
        default_t=(10,),
        parameters={"k": Parameter(0.5, 0.01, 0.95, say("friends one member brings"))},
        measure=measure_cascades,
        cases=(
            Case(200_000, _BOREL, {"k": 0.2}),
            Case(100_000, _BOREL, {"k": 0.35}),
            Case(100_000, _BOREL),
            Case(100_000, _BOREL, {"k": 0.7}),
            Case(40_000, _BOREL, {"k": 0.9}),  # 400,000 people by the end
        ),
    ),
    Gate(
        name="invitations",
        about={
            "en": "Referral step by step: sharing, asking, accepting",
            "zh": "老带新分步：分享、邀请、接受",
        },
        source="binomial and geometric distributions",
        unit={"en": "friends asked; 0 elsewhere", "zh": "邀请人数；其余为 0"},
        points=Parameter(1, 1, 100, say("friends asked")),
        default_t=(1, 2, 3, 4),
        parameters={
            "share": Parameter(0.6, 0.0, 1.0, say("who share, at appeal 1")),
            "reward": Parameter(50.0, 0.0, 1e5, say("reward in yuan, to both")),
            "half": Parameter(20.0, 0.01, 1e5, say("reward in yuan at which appeal is one half")),
            "asked": Parameter(3.0, 1.1, 20, say("friends a sharer asks on average")),
            "accept": Parameter(0.1, 0.0, 0.5, say("friends who come for nothing")),
            "gain": Parameter(0.2, 0.0, 0.5, say("added to that at appeal 1")),
        },
        measure=measure_invitations,
        cases=(Case(200_000, "computed"),),
    ),
)
