"""Settings that are each allowed and cannot hold together. One small check, one rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.config.keys import number_words
from sim.config.law import PlatformRule
from sim.config.said import Said, say
from sim.config.schema import Plan, Story
from sim.config.touch import Campaign, Journey, Limit, Touch

LANGUAGES = ("zh", "en")
FIRST_YEAR, LAST_YEAR = 1900, 2999
MOST_TIERS = 4
# Triggers of something a shopper does.
MOMENTS = (
    *("joined", "purchased", "redeemed", "won_back", "bought", "tier_changed"),
    "group_entered",
)
# Of these and the others, those at which the member is there to be asked something.
ASKED = ("joined", "purchased", "redeemed", "won_back", "bought", "cart_left")


@dataclass(frozen=True)
class Contradiction:
    """A key that cannot stand beside another; `allowed` says what could."""

    key: str
    what: Said
    value: object
    allowed: Said | list[str]


Found = Iterator[Contradiction]


def ends_after_it_begins(plan: Plan) -> Found:
    """Nothing closes before it opens."""
    spans = {f"acquisition.{k}": (v.from_day, v.until_day) for k, v in plan.acquisition.items()}
    spans |= {f"campaigns.{k}": (v.from_day, v.until_day) for k, v in plan.campaigns.items()}
    spans |= {f"journeys.{k}": (v.from_day, v.until_day) for k, v in plan.journeys.items()}
    spans |= {f"touch.limits.{k}": (v.from_day, v.until_day) for k, v in plan.touch.limits.items()}
    spans |= {"referral": (plan.referral.from_day, plan.referral.until_day)}
    return ends_before_it_begins(spans)


def ends_before_it_begins(spans: Mapping[str, tuple[int, int]], *, lasts: bool = False) -> Found:
    """Of spans by their key, (from_day, until_day), those that are none.

    lasts: whether a span needs a day at least, rather than standing for nothing if it has none.
    """
    for key, (first, until) in spans.items():
        if until < first or (lasts and until == first):
            what = say("{key} ends before it begins", key=key)
            allowed = (
                say("later than from_day ({from_day})", from_day=first)
                if lasts
                else say("from_day ({from_day}) or later", from_day=first)
            )
            yield Contradiction(f"{key}.until_day", what, until, allowed)


def closes_before_it_opens(hours: Mapping[str, tuple[float, float]]) -> Found:
    """Of hours of a day by their key, (from_hour, to_hour), those that are none."""
    for key, (opens, closes) in hours.items():
        if closes <= opens:
            what = say("{key} closes before it opens", key=key)
            allowed = say("later than from_hour ({from_hour})", from_hour=number_words(opens))
            yield Contradiction(f"{key}.to_hour", what, number_words(closes), allowed)


def the_run_lies_in_the_calendar(plan: Plan) -> Found:
    """History before day 0 and the months after the last day still have a date."""
    if not (FIRST_YEAR <= plan.start_date.year <= LAST_YEAR):
        what = say("start_date lies outside the calendar of a run")
        allowed = say("{first} to {last}", first=f"{FIRST_YEAR}-01-01", last=f"{LAST_YEAR}-12-31")
        yield Contradiction("start_date", what, plan.start_date.isoformat(), allowed)


def _messages(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}", campaign.channel, campaign.content
    for name, journey in plan.journeys.items():
        for place, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{place}", step.channel, step.content


def channels_and_contents_exist(plan: Plan) -> Found:
    """A message goes through a channel of `touch.channels`, with content of `touch.classes`."""
    channels, contents = plan.touch.channels, plan.touch.classes
    for key, channel, content in _messages(plan):
        if channel not in channels:
            yield Contradiction(
                f"{key}.channel", say("no such touch channel"), channel, list(channels)
            )
        if content not in contents:
            yield Contradiction(
                f"{key}.content", say("no such content class"), content, list(contents)
            )
    wakes = plan.touch.response.reconsider_on
    if wakes not in contents:
        key = "touch.response.reconsider_on"
        yield Contradiction(key, say("no such content class"), wakes, list(contents))


def is_quiet(hour: float, touch: Touch) -> bool:
    """Does an hour lie in the quiet hours? They may run over midnight; equal ends mean none."""
    if touch.quiet_from <= touch.quiet_to:
        return touch.quiet_from <= hour < touch.quiet_to
    return hour >= touch.quiet_from or hour < touch.quiet_to


def campaigns_respect_quiet_hours(plan: Plan) -> Found:
    """No campaign is planned for hours in which nothing may be sent."""
    touch = plan.touch
    for name, campaign in plan.campaigns.items():
        for hour in _quiet_sends(campaign, touch):
            what = say("campaign {name} would send in quiet hours", name=name)
            yield Contradiction(
                f"campaigns.{name}.hours", what, number_words(hour), _not_quiet(touch)
            )


def _not_quiet(touch: Touch) -> Said:
    return say(
        "outside {quiet_from}:00 to {quiet_to}:00 (touch.quiet_from, quiet_to)",
        quiet_from=touch.quiet_from,
        quiet_to=touch.quiet_to,
    )


def _quiet_sends(campaign: Campaign, touch: Touch) -> list[float]:
    return [hour for hour in campaign.hours if is_quiet(hour, touch)]


def _may_come_in_the_day(plan: Plan, journey: Journey) -> bool:
    """Whether a journey may start after its day was planned: an order enters no stage of who has
    been silent."""
    if journey.trigger != "stage_changed":
        return journey.trigger in MOMENTS
    known = plan.views[journey.view].stages if journey.view in plan.views else {}
    entered = [known[name] for name in journey.to_stages if name in known] or known.values()
    return any(stage.silent_from == 0 for stage in entered)


def steps_can_be_taken(plan: Plan) -> Found:
    """A guide adds a friend on the day itself; a message follows on a later one, when it may.

    A trigger that comes at midnight, before the day is planned, leaves room for a message that day.
    """
    touch = plan.touch
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            key = f"journeys.{name}.steps.{number}"
            if step.action == "add_friend" and step.day > 0:
                what = say("journey {name} would add a friend after the day itself", name=name)
                yield Contradiction(f"{key}.day", what, step.day, say("0 for add_friend"))
            if step.action == "touch" and step.day == 0 and _may_come_in_the_day(plan, journey):
                what = say(
                    "journey {name} would send on the day itself, which is planned already",
                    name=name,
                )
                yield Contradiction(f"{key}.day", what, step.day, say("1 or more for touch"))
            if step.action == "touch" and step.minutes == 0 and is_quiet(step.hour, touch):
                what = say("journey {name} would send in quiet hours", name=name)
                hour = number_words(step.hour)
                yield Contradiction(f"{key}.hour", what, hour, _not_quiet(touch))


def a_consent_carries_one_message(plan: Plan) -> Found:
    """Where each message needs a consent, it is asked of a member who is there, for one message."""
    each = {name for name, one in plan.touch.channels.items() if one.consent == "each"}
    free = [name for name in plan.touch.channels if name not in each]
    for name, campaign in plan.campaigns.items():
        if campaign.channel in each:
            what = say("nobody consented to a message of campaign {name}", name=name)
            yield Contradiction(f"campaigns.{name}.channel", what, campaign.channel, free)
    for name, journey in plan.journeys.items():
        sent = [
            place
            for place, step in enumerate(journey.steps)
            if step.action == "touch" and step.channel in each
        ]
        if sent and journey.trigger not in ASKED:
            what = say("nobody is there to consent when journey {name} starts", name=name)
            yield Contradiction(f"journeys.{name}.trigger", what, journey.trigger, list(ASKED))
        for place in sent[1:]:
            key = f"journeys.{name}.steps.{place}.channel"
            what = say("journey {name} would send two messages for one consent", name=name)
            yield Contradiction(key, what, journey.steps[place].channel, free)


def guides_rest_in_quiet_hours(plan: Plan) -> Found:
    """Nobody writes to customers by hand while nothing may be sent."""
    guides, touch = plan.guides, plan.touch
    if not any(step.minutes for journey in plan.journeys.values() for step in journey.steps):
        return
    allowed, what = _not_quiet(touch), say("guides would write to customers in quiet hours")
    end = guides.start_hour + guides.minutes_per_day / 60
    if is_quiet(guides.start_hour, touch):
        yield Contradiction("guides.start_hour", what, guides.start_hour, allowed)
    elif guides.start_hour < touch.quiet_from < min(end, 24):
        yield Contradiction("guides.minutes_per_day", what, guides.minutes_per_day, allowed)


def guides_work_within_the_day(plan: Plan) -> Found:
    """A guide's private-domain work ends by midnight."""
    guides = plan.guides
    room = (24 - guides.start_hour) * 60
    if guides.minutes_per_day > room:
        what = say(
            "work from {start_hour}:00 would run past midnight",
            start_hour=number_words(guides.start_hour),
        )
        allowed = say("at most {room} minutes", room=number_words(room))
        yield Contradiction("guides.minutes_per_day", what, guides.minutes_per_day, allowed)


def books_fit_the_platform(plan: Plan) -> Found:
    """Nobody on the staff has more customers than the platform lets one account have."""
    most, guides = plan.platform.customers_per_guide, plan.guides
    sizes = {"guides": guides.book_size, "guides.head_office": guides.head_office.book_size}
    for key, size in sizes.items():
        if size > most:
            what = say("more customers than the platform lets one member of staff have")
            allowed = say("at most {most} (platform.customers_per_guide)", most=number_words(most))
            yield Contradiction(f"{key}.book_size", what, size, allowed)


def head_office_can_work(plan: Plan) -> Found:
    """Head-office guides carry out journeys that exist, serve whole books, and end by midnight."""
    guides = plan.guides
    office = guides.head_office
    for name in office.journeys:
        if name not in plan.journeys:
            key = "guides.head_office.journeys"
            yield Contradiction(key, say("no such journey"), name, list(plan.journeys))
    if 0 < office.book_size < guides.book_size:
        what = say("a head-office guide would serve less than one store guide's book")
        allowed = say(
            "0, or at least guides.book_size ({book_size})",
            book_size=number_words(guides.book_size),
        )
        yield Contradiction("guides.head_office.book_size", what, office.book_size, allowed)
    room = (24 - guides.start_hour) * 60
    if office.book_size and office.minutes_per_day > room:
        what = say(
            "work from {start_hour}:00 would run past midnight",
            start_hour=number_words(guides.start_hour),
        )
        allowed = say("at most {room} minutes", room=number_words(room))
        key = "guides.head_office.minutes_per_day"
        yield Contradiction(key, what, office.minutes_per_day, allowed)


def a_rollout_goes_on(plan: Plan) -> Found:
    """Each day of a roll-out has its share, and no store leaves the programme again."""
    rollout = plan.guides.rollout
    if len(rollout.days) != len(rollout.shares):
        what = say("a roll-out needs one share for each of its days")
        yield Contradiction(
            "guides.rollout.shares",
            what,
            say("{shares} shares", shares=len(rollout.shares)),
            say("{days} shares", days=len(rollout.days)),
        )
    for key, steps in (("days", rollout.days), ("shares", rollout.shares)):
        if list(steps) != sorted(steps):
            what = say("the {key} of a roll-out go up", key=key)
            yield Contradiction(
                f"guides.rollout.{key}", what, str(list(steps)), say("in rising order")
            )


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


def the_desk_can_answer(plan: Plan) -> Found:
    """Questions need somebody to answer them, hours to do it in, and a content class."""
    desk, classes = plan.desk, plan.touch.classes
    complaints = desk.complaints
    if (desk.ask_rate or complaints.late or complaints.missing) and desk.agents == 0:
        what = say("members ask a desk with nobody at it")
        yield Contradiction("desk.agents", what, 0, say("more than 0, or desk.ask_rate=0"))
    yield from closes_before_it_opens({"desk": (desk.from_hour, desk.to_hour)})
    if desk.content not in classes:
        yield Contradiction(
            "desk.content", say("no such content class"), desk.content, list(classes)
        )


def a_cohort_has_first_orders(plan: Plan) -> Found:
    """A fitted cohort starts from the days of its first orders."""
    shoppers = plan.shoppers
    if shoppers.start == "cohort" and sum(shoppers.first_orders) <= 0:
        what = say("shoppers.start=cohort needs the days of the first orders")
        allowed = say("at least one weight above 0 (`siyu fit` writes them)")
        yield Contradiction("shoppers.first_orders", what, say("none"), allowed)


def real_repeats_have_customers(plan: Plan) -> Found:
    """Real weekly repeat orders are held against the run per real customer."""
    shoppers = plan.shoppers
    if shoppers.real_weekly_repeats and shoppers.real_customers == 0:
        what = say("shoppers.real_weekly_repeats needs the number of real customers")
        yield Contradiction("shoppers.real_customers", what, 0, say("1 or more"))


def a_season_is_a_year(plan: Plan) -> Found:
    """One factor for each calendar month."""
    months = len(plan.shoppers.season)
    if months != 12:
        what = say("shoppers.season needs one factor for each month")
        yield Contradiction(
            "shoppers.season", what, say("{months} numbers", months=months), say("12 numbers")
        )


def stories_are_told_twice(plan: Plan) -> Found:
    """Title and question exist in both languages of the report."""
    return untold(plan.story)


def untold(story: Story) -> Found:
    """The texts of a story that are not there in exactly the languages of the report."""
    for name, texts in (("title", story.title), ("question", story.question)):
        missing = [lang for lang in LANGUAGES if not texts.get(lang)]
        if missing or len(texts) > len(LANGUAGES):
            what = say("story.{name} needs a text in each language", name=name)
            yield Contradiction(f"story.{name}", what, ", ".join(texts), list(LANGUAGES))


def a_coupon_is_worth_less_than_its_threshold(plan: Plan) -> Found:
    """A coupon with a threshold takes less off than the order it asks for."""
    coupon = plan.coupon
    if 0 < coupon.threshold < coupon.face:
        what = say("the coupon is worth more than the order it needs")
        allowed = say(
            "at least coupon.face ({face}), or 0 for no threshold", face=number_words(coupon.face)
        )
        yield Contradiction("coupon.threshold", what, number_words(coupon.threshold), allowed)


def shocks_hit_what_exists(plan: Plan) -> Found:
    """A shock names touch channels or doors of the plan, and only where it can be limited."""
    known = {
        **{hits: list(plan.touch.channels) for hits in ("sending", "opening")},
        **{hits: list(plan.acquisition) for hits in ("joins", "media_price")},
        "stores": list(plan.selling.stores.regions),
    }
    for name, shock in plan.shocks.items():
        for one in shock.only:
            if one not in known.get(shock.hits, []):
                what = say(
                    "shock {name} ({kind}) is limited to something that is not there",
                    name=name,
                    kind=shock.hits,
                )
                allowed = known.get(shock.hits) or say(
                    "[]: {kind} is hit as a whole", kind=shock.hits
                )
                yield Contradiction(f"shocks.{name}.only", what, one, allowed)


def media_terms_are_of_a_door(plan: Plan) -> Found:
    """Terms of media are those of an acquisition channel."""
    for name in plan.media:
        if name not in plan.acquisition:
            what = say("no such acquisition channel")
            yield Contradiction(f"media.{name}", what, name, list(plan.acquisition))


def budget_shares_fit(plan: Plan) -> Found:
    """Reserve and innovation share leave something, and somebody may use the latter."""
    control = plan.control
    if control.reserve + control.innovation > 1.0:
        what = say("reserve and innovation share are more than the budget")
        allowed = say(
            "at most {reserve} (1 - control.reserve)", reserve=number_words(1.0 - control.reserve)
        )
        yield Contradiction("control.innovation", what, control.innovation, allowed)
    if control.month_budget and control.innovation and not _innovative(plan):
        what = say("the innovation share has no channel to go to")
        allowed = say("0, or media.NAME.innovation=true for one of them")
        yield Contradiction("control.innovation", what, control.innovation, allowed)
    if control.month_budget and not control.innovation:
        for name in _innovative(plan):
            what = say("channel {name} is paid from an innovation share that is 0", name=name)
            allowed = say("false, or control.innovation above 0")
            yield Contradiction(f"media.{name}.innovation", what, "true", allowed)


def _innovative(plan: Plan) -> list[str]:
    return [name for name, terms in plan.media.items() if terms.innovation]


def _called(plan: Plan) -> Iterator[tuple[str, str]]:
    """Campaigns that something else than the calendar sends: (key, campaign)."""
    for name, monitor in plan.monitors.items():
        yield f"monitors.{name}.campaign", monitor.campaign
    yield "warning.campaign", plan.warning.campaign
    for name, test in plan.experiments.items():
        yield f"experiments.{name}.first", test.first
        yield f"experiments.{name}.second", test.second
    for name, alliance in plan.alliances.items():
        yield f"alliances.{name}.campaign", alliance.campaign


def called_campaigns_have_no_days_of_their_own(plan: Plan) -> Found:
    """What an alarm, a warning or a test sends exists, and the calendar does not send it too."""
    for key, name in _called(plan):
        campaign = plan.campaigns.get(name)
        if name and campaign is None:
            yield Contradiction(key, say("no such campaign"), name, list(plan.campaigns))
        if campaign is not None and campaign.from_day < campaign.until_day:
            what = say(
                "campaign {name} is sent by {key} and on days of its own too", name=name, key=key
            )
            allowed = [f"from_day ({campaign.from_day})"]
            yield Contradiction(f"campaigns.{name}.until_day", what, campaign.until_day, allowed)


def a_warning_calls_back_the_silent(plan: Plan) -> Found:
    """The campaign of the churn warning goes to buyers without an order for some days."""
    if plan.warning.campaign and not plan.warning.order_days:
        what = say("the churn warning would send to everybody")
        yield Contradiction("warning.order_days", what, 0, say("1 or more, or no warning.campaign"))


def tests_are_of_their_channel(plan: Plan) -> Found:
    """A test assigns members of a channel and sends them campaigns of that channel."""
    for name, test in plan.experiments.items():
        key = f"experiments.{name}"
        if test.channel not in plan.touch.channels:
            allowed = list(plan.touch.channels)
            yield Contradiction(
                f"{key}.channel", say("no such touch channel"), test.channel, allowed
            )
        for arm, one in (("first", test.first), ("second", test.second)):
            campaign = plan.campaigns.get(one)
            if campaign is not None and campaign.channel != test.channel:
                what = say("campaign {one} goes through another channel than the test", one=one)
                yield Contradiction(f"{key}.{arm}", what, campaign.channel, [test.channel])


def tiers_can_be_told_apart(plan: Plan) -> Found:
    """A few levels, each with a threshold of its own."""
    levels = plan.tiers.levels
    if len(levels) > MOST_TIERS:
        yield Contradiction(
            "tiers.levels",
            say("too many levels"),
            len(levels),
            say("at most {most}", most=MOST_TIERS),
        )
    taken: dict[int, str] = {}
    for name, level in levels.items():
        if level.from_yuan in taken:
            what = say(
                "levels {other} and {name} begin at the same spending",
                other=taken[level.from_yuan],
                name=name,
            )
            allowed = say("a threshold of its own")
            yield Contradiction(f"tiers.levels.{name}.from_yuan", what, level.from_yuan, allowed)
        taken[level.from_yuan] = name


CHECKS: tuple[Callable[[Plan], Found], ...] = (
    ends_after_it_begins,
    the_run_lies_in_the_calendar,
    channels_and_contents_exist,
    campaigns_respect_quiet_hours,
    steps_can_be_taken,
    a_consent_carries_one_message,
    guides_work_within_the_day,
    guides_rest_in_quiet_hours,
    books_fit_the_platform,
    head_office_can_work,
    a_rollout_goes_on,
    platform_rules_can_hold,
    limits_can_hold,
    the_desk_can_answer,
    a_cohort_has_first_orders,
    real_repeats_have_customers,
    a_season_is_a_year,
    stories_are_told_twice,
    a_coupon_is_worth_less_than_its_threshold,
    shocks_hit_what_exists,
    media_terms_are_of_a_door,
    budget_shares_fit,
    called_campaigns_have_no_days_of_their_own,
    a_warning_calls_back_the_silent,
    tests_are_of_their_channel,
    tiers_can_be_told_apart,
)
