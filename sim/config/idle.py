"""Settings that change nothing, as what they belong to is off: said before a study, not refused.

Who compares a plan with and without a programme leaves the programme's numbers where they are; so a
number of one that is off is no mistake, but whoever typed it wants to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sim.config.compose import Composed
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Said, say
from sim.config.schema import Plan

_EARNED = ("per_yuan", "per_sign_in", "per_speech", "per_share", "per_friend", "on_joining")
_PROGRAMME = (
    *("inviter_reward", "invitee_reward", "reward_form", "invites_needed", "condition"),
    *("from_day", "until_day", "share_on_join", "share_on_order", "share_on_open"),
    *("review", "officers"),
)
SWITCHES: dict[str, tuple[str, ...]] = {
    **{f"referral.{name}": ("referral.active",) for name in _PROGRAMME},
    "points": tuple(f"points.{name}" for name in _EARNED),
    "points.bonus_factor": ("points.bonus_every_days",),
    "points.bonus_from_day": ("points.bonus_every_days",),
    "stored_value": ("stored_value.top_up",),
    "subscription": ("subscription.fee",),
    "periodic": ("periodic.price",),
    "cart": ("cart.fill",),
    "live": ("live.channels",),
    "leads": ("leads.doors",),
    "leads.group": ("leads.group.share",),
    "guides.contest": ("guides.contest.days",),
    "guides.target": ("guides.target.friends",),
    "guides.training": ("guides.training.every_days",),
    "guides.turnover": ("guides.turnover.per_year",),
    "guides.head_office": ("guides.head_office.book_size",),
    "desk": (
        *("desk.ask_rate", "desk.complaints.late", "desk.complaints.missing"),
        *("desk.agents", "desk.peak.agents"),  # who sits there is paid though nobody asks
    ),
    "desk.first_line": ("desk.first_line.share",),
    "desk.peak": ("desk.peak.agents",),
    "desk.complaints": ("desk.complaints.late", "desk.complaints.missing"),
    "satisfaction": ("satisfaction.weight",),
    "satisfaction.survey": ("satisfaction.survey.every_days",),
    "satisfaction.care": ("satisfaction.care.below",),
    "stock": ("stock.daily",),
    "stock.clearance": ("stock.clearance.step",),
    "feedback": ("feedback.every_days",),
    "feedback.interviews": ("feedback.interviews.share",),
    "control.reserve": ("control.month_budget",),
    "control.release_below": ("control.reserve",),
    "control.innovation": ("control.month_budget",),
    "control.delay_days": ("control.phases",),
}
"""What is off while all of its switches are 0, false or empty, by the beginning of its keys."""


Switches = tuple[str, ...]


def switches_off(plan: Plan, key: str) -> list[Switches]:
    """The switches of each part of a setting that is off, of the narrowest part first.

    None of a group that holds a switch of its part: whoever chooses it turns the part off or on.
    """
    return [
        switches
        for part, switches in sorted(SWITCHES.items(), key=lambda one: -len(one[0]))
        if f"{key}.".startswith(f"{part}.")
        and not any(f"{switch}.".startswith(f"{key}.") for switch in switches)
        and not any(_value(plan, switch) for switch in switches)
    ]


def _value(plan: Plan, key: str) -> object:
    return reduce(getattr, key.split("."), plan)


def typed(composed: Composed) -> list[str]:
    """The settings of the command line, by their full keys."""
    return [key for key, one in composed.provenance.items() if one.file == COMMAND_LINE_FILE]


def idle(plans: Sequence[Composed]) -> list[Said]:
    """What to say of settings of the command line that change nothing in any of some plans."""
    return in_vain([Idle(one) for one in plans])


class Idle:
    """Settings of one scenario that are without effect at every point it was seen at.

    A part counts as off only if it was off at all of them. So each varied setting may be seen
    alone, all else as written: what two of them turn on together, each has turned on in part.
    """

    def __init__(self, first: Composed, varied: Sequence[str] = ()) -> None:
        """Of the settings typed for the first point, and of those that differ by point."""
        keys = dict.fromkeys((*typed(first), *varied))
        self._off = {key: switches_off(first.plan, key) for key in keys}
        self.varied = frozenset(varied)

    def pass_by(self, plan: Plan) -> None:
        """Another point."""
        for key, off in self._off.items():
            if off:
                here = switches_off(plan, key)
                self._off[key] = [switches for switches in off if switches in here]

    @property
    def off(self) -> dict[str, Switches]:
        """The settings without effect, each with the switches that are off."""
        return {key: off[0] for key, off in self._off.items() if off}


def in_vain(seen: Sequence[Idle]) -> list[Said]:
    """What to say of settings that change nothing in any of some scenarios."""
    first, *others = seen
    return [
        say(
            "varying {key} changes nothing, as this is off: {switches}",
            key=key,
            switches=", ".join(off),
        )
        if key in first.varied
        else say(
            "{key} changes nothing here, as this is off: {switches}",
            key=key,
            switches=", ".join(off),
        )
        for key, off in first.off.items()
        if all(key in one.off for one in others)
    ]
