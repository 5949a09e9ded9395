"""What cannot hold together in rules on messages: the platform's, and the brand's own limits."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.law import PlatformRule
from sim.config.said import say
from sim.config.schema import Plan
from sim.config.touch import Limit


def platform_rules_can_hold(plan: Plan) -> Found:
    """A rule begins before it ends; quiet hours are two hours of the day."""
    for name, rule in plan.platform.rules.items():
        key = f"platform.rules.{name}"
        if rule.until_date < rule.from_date:
            what = say("{key} ends before it begins", key=key)
            allowed = say("from_date ({from_date}) or later", from_date=rule.from_date)
            yield Contradiction(f"{key}.until_date", what, rule.until_date.isoformat(), allowed)
        yield from _quiet_goes_with_quiet(key, rule)


def _quiet_goes_with_quiet(key: str, rule: PlatformRule | Limit) -> Found:
    if len(rule.quiet) != (2 if rule.window == "quiet" else 0):
        what = say("quiet hours go with window=quiet")
        hours = say("two hours, [from, to]") if rule.window == "quiet" else ["[]"]
        yield Contradiction(f"{key}.quiet", what, str(list(rule.quiet)), hours)


def limits_can_hold(plan: Plan) -> Found:
    """A limit of the brand's own counts channels and classes there are, and says what it needs."""
    channels, classes = list(plan.touch.channels), list(plan.touch.classes)
    for name, rule in plan.touch.limits.items():
        key = f"touch.limits.{name}"
        for field, words, known, what in (
            ("channels", rule.channels, channels, say("no such touch channel")),
            ("classes", rule.classes, classes, say("no such content class")),
        ):
            for word in words:
                if word not in known:
                    yield Contradiction(f"{key}.{field}", what, word, known)
        yield from _quiet_goes_with_quiet(key, rule)
        for field, value, windows in (
            ("most", rule.most, ("hours", "quiet")),
            ("length", rule.length, ("week", "month", "quiet")),
        ):
            if rule.window in windows and value != 1:
                what = say(
                    "{field} means nothing where window={window}", field=field, window=rule.window
                )
                yield Contradiction(f"{key}.{field}", what, value, ["1"])


CHECKS = (
    platform_rules_can_hold,
    limits_can_hold,
)
