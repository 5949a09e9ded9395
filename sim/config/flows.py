"""What cannot hold together in journeys, audiences, coupons and offers: one check, one rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.config.contradictions import MOMENTS, Contradiction, Found, ends_before_it_begins
from sim.config.incentives import CouponKind
from sim.config.keys import field_levers, number_words
from sim.config.known import Stage, View
from sim.config.loyalty import NO_TIER
from sim.config.said import Said, say
from sim.config.schema import Plan

FROM_NOWHERE = ("initial", "referral")  # sources that are no door of `acquisition`
MOST_STAGES = 100
MOST_BITS = 60  # stages of a view whose changes start a journey
# What each trigger's `days` may be; a trigger that is not here has none.
_DAYS = {
    "won_back": (1, 3650),
    "dormant": (1, 3650),
    "inactive": (1, 3650),
    "birthday": (0, 180),
    "coupon_expiring": (1, 365),
    "date": (0, 3650),
    "cart_left": (1, 30),
}


def triggers_have_their_days(plan: Plan) -> Found:
    """A trigger that counts days says how many; another has none to say."""
    for name, journey in plan.journeys.items():
        low, high = _DAYS.get(journey.trigger, (0, 0))
        if not low <= journey.days <= high:
            what = say(
                "journey {name} starts on {trigger}, which takes other days",
                name=name,
                trigger=journey.trigger,
            )
            allowed = say("{low} to {high:,}", low=low, high=high) if high else ["0"]
            yield Contradiction(f"journeys.{name}.days", what, journey.days, allowed)


def a_name_sends_once(plan: Plan) -> Found:
    """A journey and a campaign of one name could not be told apart in the log, nor put in order."""
    for name in plan.journeys:
        if name in plan.campaigns:
            what = say("a journey and a campaign have the same name")
            yield Contradiction(f"journeys.{name}", what, name, say("a name that is no campaign's"))


def changes_of_tier_are_of_tiers(plan: Plan) -> Found:
    """A journey that starts on a change of tier names one there is; another names none."""
    levels = list(plan.tiers.levels)
    allowed: str | list[str]
    for name, journey in plan.journeys.items():
        changed = journey.trigger == "tier_changed"
        if changed and not levels:
            what = say(
                "journey {name} starts on a change of tier, and there are no tiers", name=name
            )
            allowed = say("another trigger, or tiers such as tiers=four")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)
        elif journey.tier and (journey.tier not in levels or not changed):
            what = say("journey {name} does not start on a change to this tier", name=name)
            allowed = levels if changed else say("none, or trigger tier_changed")
            yield Contradiction(f"journeys.{name}.tier", what, journey.tier, allowed)
        elif journey.move != "any" and not changed:
            what = say("journey {name} does not start on a change of tier", name=name)
            allowed = say("any, or trigger tier_changed")
            yield Contradiction(f"journeys.{name}.move", what, journey.move, allowed)


def changes_of_stage_are_of_views(plan: Plan) -> Found:
    """A journey that starts on a change of stage names a view that orders and days alone move."""
    fit = [name for name, view in plan.views.items() if not _sees_more(view)]
    for name, journey in plan.journeys.items():
        key, view = f"journeys.{name}", plan.views.get(journey.view)
        named = (
            ("view", journey.view),
            *(("from_stages", stage) for stage in journey.from_stages),
            *(("to_stages", stage) for stage in journey.to_stages),
        )
        if journey.trigger != "stage_changed":
            for field, word in named:
                if word:
                    what = say("journey {name} does not start on a change of stage", name=name)
                    allowed = say("none, or trigger stage_changed")
                    yield Contradiction(f"{key}.{field}", what, word, allowed)
        elif view is None or _sees_more(view):
            what = _no_such_view(name, journey.view, view is None)
            views = fit or say("a view of orders, days and spending, such as views=lifecycle")
            yield Contradiction(f"{key}.view", what, journey.view or say("none"), views)
        else:
            for field, word in named[1:]:
                if word not in view.stages:
                    what = say("view {name} has no such stage", name=journey.view)
                    yield Contradiction(f"{key}.{field}", what, word, list(view.stages))


def _no_such_view(journey: str, view: str, missing: bool) -> Said:
    if missing:
        return say("journey {name} starts on a change of stage in no view", name=journey)
    return say(
        "view {view} of journey {name} asks for visits, log-ins, invitations or channels, or has "
        "over {most} stages; such changes start nothing",
        view=view,
        name=journey,
        most=MOST_BITS,
    )


def _sees_more(view: View) -> bool:
    """Whether something other than an order or a passing day moves who is in its stages, or there
    are more stages than a number has bits."""
    unbounded = {name: one.off for name, one in field_levers(Stage).items() if one}
    fields = ("unseen_from", "unseen_to", "visits_from", "invited_from", "reach_from", "reach_to")
    return len(view.stages) > MOST_BITS or any(
        getattr(stage, field) != unbounded[field]
        for stage in view.stages.values()
        for field in fields
    )


def groups_entered_are_there(plan: Plan) -> Found:
    """A journey of those who enter a group needs one."""
    for name, journey in plan.journeys.items():
        if journey.trigger == "group_entered" and not plan.communities:
            what = say(
                "journey {name} starts on a group that is entered, and there is none", name=name
            )
            allowed = say("another trigger, or groups (communities.NAME)")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)


def carts_left_are_filled(plan: Plan) -> Found:
    """A journey of those who left a cart needs one."""
    for name, journey in plan.journeys.items():
        if journey.trigger == "cart_left" and plan.cart.fill == 0.0:
            what = say(
                "journey {name} starts on a cart that is left, and there is no cart", name=name
            )
            allowed = say("another trigger, or a cart such as cart=shop")
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, allowed)


def alarms_start_journeys_that_wait_for_one(plan: Plan) -> Found:
    """A monitor starts a journey that starts on an alert, and such a journey has a monitor."""
    waiting = [name for name, journey in plan.journeys.items() if journey.trigger == "alert"]
    named = [monitor.journey for monitor in plan.monitors.values()]
    for name, monitor in plan.monitors.items():
        if monitor.journey and monitor.journey not in waiting:
            what = say("no such journey with the trigger alert")
            yield Contradiction(
                f"monitors.{name}.journey", what, monitor.journey, waiting or say("none")
            )
    for name in waiting:
        if name not in named:
            what = say("journey {name} waits for an alarm that no monitor raises", name=name)
            allowed = say("another trigger, or monitors.NAME.journey={name}", name=name)
            yield Contradiction(f"journeys.{name}.trigger", what, "alert", allowed)


def friends_are_added_face_to_face(plan: Plan) -> Found:
    """Nobody stands in the store at midnight."""
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            fall = journey.trigger == "tier_changed" and journey.move != "up"
            alone = fall or journey.trigger == "group_entered"  # may come at a review
            if step.action == "add_friend" and (alone or journey.trigger not in MOMENTS):
                key = f"journeys.{name}.steps.{number}.action"
                what = say(
                    "journey {name} would add a friend at midnight, when nobody is there", name=name
                )
                yield Contradiction(key, what, step.action, ["touch"])


def branches_follow_a_message(plan: Plan) -> Found:
    """Whether a message was opened is known the midnight after it."""
    for name, journey in plan.journeys.items():
        days = [step.day for step in journey.steps if step.action == "touch"]
        for number, step in enumerate(journey.steps):
            if step.after != "any" and (step.action != "touch" or step.day <= min(days)):
                key = f"journeys.{name}.steps.{number}.after"
                what = say(
                    "journey {name} branches before its first message could be opened", name=name
                )
                yield Contradiction(key, what, step.after, say("any, or a step on a later day"))


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and value of every audience a policy names."""
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}.audience", campaign.audience
    for name, occasion in plan.occasions.items():
        yield f"occasions.{name}.audience", occasion.audience
    for name, journey in plan.journeys.items():
        yield f"journeys.{name}.audience", journey.audience
    for name, limit in plan.touch.limits.items():
        yield f"touch.limits.{name}.audience", limit.audience
    for name, group in plan.group_buys.items():
        yield f"group_buys.{name}.audience", group.audience
    for name, raffle in plan.raffles.items():
        yield f"raffles.{name}.audience", raffle.audience
    for name, entry in plan.entries.items():
        yield f"entries.{name}.audience", entry.audience
    for name, shared in plan.shared_offers.items():
        yield f"shared_offers.{name}.audience", shared.audience
    for name, attraction in plan.attractions.items():
        yield f"attractions.{name}.audience", attraction.audience


def audiences_exist(plan: Plan) -> Found:
    """A campaign or a journey is for an audience of `audiences`."""
    for key, audience in _named(plan):
        if audience and audience not in plan.audiences:
            yield Contradiction(
                key, say("no such audience"), audience, list(plan.audiences) or say("none")
            )


def audiences_name_what_exists(plan: Plan) -> Found:
    """Sources are doors of `acquisition`, channels those of `touch.channels`, and so on."""
    sources, channels = [*plan.acquisition, *FROM_NOWHERE], list(plan.touch.channels)
    levels, regions = list(plan.tiers.levels), list(plan.selling.stores.regions)
    tiers = [NO_TIER, *levels] if levels else []
    for name, audience in plan.audiences.items():
        for field, words, known in (
            ("sources", audience.sources, sources),
            ("channels", audience.channels, channels),
            ("without", audience.without, channels),
            ("tiers", audience.tiers, tiers),
            ("regions", audience.regions, regions),
        ):
            for word in words:
                if word not in known:
                    key = f"audiences.{name}.{field}"
                    what = say("audience {name} names nothing", name=name)
                    yield Contradiction(key, what, word, known or say("none"))


def audiences_name_tags(plan: Plan) -> Found:
    """A tag an audience asks for is one of `tags`."""
    for name, audience in plan.audiences.items():
        for field, tag in (("tag", audience.tag), ("without_tag", audience.without_tag)):
            if tag and tag not in plan.tags:
                key = f"audiences.{name}.{field}"
                yield Contradiction(key, say("no such tag"), tag, list(plan.tags) or say("none"))


def views_have_stages(plan: Plan) -> Found:
    """A view counts in stages, few enough for a byte, whose bounds let somebody in."""
    for name, view in plan.views.items():
        key = f"views.{name}.stages"
        if not 0 < len(view.stages) <= MOST_STAGES:
            what = say("view {name} has too few or too many stages", name=name)
            yield Contradiction(key, what, len(view.stages), say("1 to {most}", most=MOST_STAGES))
        for stage, rule in view.stages.items():
            for field in ("member_days", "orders", "silent", "unseen", "spent", "reach"):
                low, high = getattr(rule, f"{field}_from"), getattr(rule, f"{field}_to")
                if low > high:
                    what = say(
                        "stage {stage} of view {name} has nobody in it", stage=stage, name=name
                    )
                    allowed = say(
                        "{field}_from ({low}) or more", field=field, low=number_words(low)
                    )
                    yield Contradiction(
                        f"{key}.{stage}.{field}_to", what, number_words(high), allowed
                    )


def audiences_are_not_empty(plan: Plan) -> Found:
    """No lower bound lies above its upper one."""
    for name, audience in plan.audiences.items():
        for field, low, high in (
            ("orders", audience.orders_from, audience.orders_to),
            ("spent", audience.spent_from, audience.spent_to),
        ):
            if low > high:
                what = say("audience {name} has nobody in it", name=name)
                allowed = say("{field}_from ({low}) or more", field=field, low=number_words(low))
                key = f"audiences.{name}.{field}_to"
                yield Contradiction(key, what, number_words(high), allowed)


def _carriers(plan: Plan) -> Iterator[tuple[str, bool, str]]:
    """Key, `coupon` and `coupon_kind` of every message."""
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}", campaign.coupon, campaign.coupon_kind
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{number}", step.coupon, step.coupon_kind


def messages_carry_coupons_there_are(plan: Plan) -> Found:
    """A message that names a kind of coupon carries one, of `coupons`."""
    for key, carries, kind in _carriers(plan):
        if kind and kind not in plan.coupons:
            what = say("no such kind of coupon")
            yield Contradiction(f"{key}.coupon_kind", what, kind, list(plan.coupons) or say("none"))
        elif kind and not carries:
            what = say("a message names a kind of coupon and carries none")
            yield Contradiction(f"{key}.coupon", what, "false", say("true, or no coupon_kind"))


def coupons_are_whole(plan: Plan) -> Found:
    """Each form of coupon has the numbers it is made of, and no others."""
    for name, kind in plan.coupons.items():
        for field, value, allowed in _out_of_form(kind):
            what = say("coupon {name} is of the form {form}", name=name, form=kind.form)
            yield Contradiction(f"coupons.{name}.{field}", what, number_words(value), allowed)
        if 0 < kind.threshold < kind.face and kind.form in ("amount", "history"):
            what = say("coupon {name} is worth more than the order it needs", name=name)
            allowed = say(
                "at least face ({face}), or 0 for no threshold", face=number_words(kind.face)
            )
            key = f"coupons.{name}.threshold"
            yield Contradiction(key, what, number_words(kind.threshold), allowed)


def _out_of_form(kind: CouponKind) -> Iterator[tuple[str, float, Said | list[str]]]:
    """Field, value and what is allowed, where a number is missing or has no meaning."""
    needed: dict[str, Sequence[str]] = {
        "amount": (),
        "percent": ("share",),
        "gift": ("cost",),
        "trial": ("cost",),
        "history": ("share",),
    }
    for field, value in (("share", kind.share), ("cost", kind.cost)):
        if (value > 0) != (field in needed[kind.form]):
            yield field, value, say("more than 0") if field in needed[kind.form] else ["0"]
    if kind.form == "trial" and kind.price >= kind.face:
        yield "price", kind.price, say("less than face ({face})", face=number_words(kind.face))
    if kind.form != "trial" and kind.price > 0:
        yield "price", kind.price, ["0"]


def _granted(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and name of every kind of coupon an offer grants."""
    for name, group in plan.group_buys.items():
        yield f"group_buys.{name}.coupon_kind", group.coupon_kind
    yield "play.check_in_kind", plan.play.check_in_kind if plan.play.check_in else ""
    yield "play.draw_kind", plan.play.draw_kind if plan.play.draw else ""
    for name, raffle in plan.raffles.items():
        yield f"raffles.{name}.win_kind", raffle.win_kind
        yield f"raffles.{name}.lose_kind", raffle.lose_kind
    for name, shared in plan.shared_offers.items():
        yield f"shared_offers.{name}.own_kind", shared.own_kind
        for kind in shared.coupon_kinds:
            yield f"shared_offers.{name}.coupon_kinds", kind
    for name, attraction in plan.attractions.items():
        yield f"attractions.{name}.piece_kind", attraction.piece_kind
        yield f"attractions.{name}.set_kind", attraction.set_kind


def offers_grant_what_exists(plan: Plan) -> Found:
    """An offer grants a kind of `coupons` that is not a day's flash sale; a group buy needs one."""
    for key, kind in _granted(plan):
        allowed = [name for name, one in plan.coupons.items() if not one.stock]
        if kind not in allowed and (kind or key.endswith("coupon_kind")):
            what = say("an offer grants a kind of coupon that is not there, or has a stock by day")
            yield Contradiction(
                key, what, kind or say("none"), allowed or say("a kind in `coupons`")
            )


def rounds_of_a_raffle_follow_each_other(plan: Plan) -> Found:
    """A round is entered by its end, before the next begins."""
    for name, raffle in plan.raffles.items():
        if raffle.days > raffle.every_days:
            what = say("raffle {name} would be entered for two rounds at once", name=name)
            allowed = say("at most every_days ({every_days})", every_days=raffle.every_days)
            yield Contradiction(f"raffles.{name}.days", what, raffle.days, allowed)


def a_card_gives_what_exists(plan: Plan) -> Found:
    """A paid card grants a kind of coupon that is not a day's flash sale, to people there are."""
    card = plan.subscription
    if card.fee == 0.0:
        return
    allowed = [name for name, one in plan.coupons.items() if not one.stock]
    if card.coupon_kind not in allowed:
        what = say("a paid card grants a kind of coupon that is not there, or has a stock by day")
        none = say("a kind in `coupons`")
        value = card.coupon_kind or say("none")
        yield Contradiction("subscription.coupon_kind", what, value, allowed or none)
    if card.audience and card.audience not in plan.audiences:
        known = list(plan.audiences) or say("none")
        yield Contradiction("subscription.audience", say("no such audience"), card.audience, known)
    yield from ends_before_it_begins({"subscription": (card.from_day, card.until_day)})


def offers_end_after_they_begin(plan: Plan) -> Found:
    """Nothing closes before it opens."""
    tables = (
        ("group_buys", plan.group_buys),
        ("raffles", plan.raffles),
        ("shared_offers", plan.shared_offers),
        ("attractions", plan.attractions),
    )
    offers = {
        f"{table}.{name}": (one.from_day, one.until_day)
        for table, named in tables
        for name, one in named.items()
    }
    return ends_before_it_begins(offers)


CHECKS = (
    triggers_have_their_days,
    a_name_sends_once,
    changes_of_tier_are_of_tiers,
    changes_of_stage_are_of_views,
    groups_entered_are_there,
    carts_left_are_filled,
    alarms_start_journeys_that_wait_for_one,
    friends_are_added_face_to_face,
    branches_follow_a_message,
    audiences_exist,
    audiences_name_what_exists,
    audiences_name_tags,
    views_have_stages,
    audiences_are_not_empty,
    messages_carry_coupons_there_are,
    coupons_are_whole,
    offers_grant_what_exists,
    rounds_of_a_raffle_follow_each_other,
    offers_end_after_they_begin,
    a_card_gives_what_exists,
)
