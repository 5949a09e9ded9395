"""What cannot hold together in goods and in what is said of them. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.said import say
from sim.config.schema import Plan

MOST_CATEGORIES, MOST_PAIRS, MOST_LAUNCHES = 8, 8, 200
MOST_REGIONS, MOST_STAGES = 8, 8
EACH = "each"  # in place of a category: what each member likes most


def there_is_room(plan: Plan) -> Found:
    """A few categories and pairs."""
    for key, table, most in (
        ("goods.categories", plan.goods.categories, MOST_CATEGORIES),
        ("goods.pairs", plan.goods.pairs, MOST_PAIRS),
        ("goods.launches", plan.goods.launches, MOST_LAUNCHES),
        ("goods.regions", plan.goods.regions, MOST_REGIONS),
        ("goods.stages", plan.goods.stages, MOST_STAGES),
    ):
        if len(table) > most:
            yield Contradiction(
                key, say("too many of them"), len(table), say("at most {most}", most=most)
            )


def every_category_is_wanted(plan: Plan) -> Found:
    """A category without weight is none."""
    for name, category in plan.goods.categories.items():
        if not category.share:
            key = f"goods.categories.{name}.share"
            yield Contradiction(
                key, say("nobody wants {name}", name=name), 0, say("a weight above 0")
            )


def categories_exist(plan: Plan) -> Found:
    """What is said of a category is said of one of `goods.categories`."""
    known = list(plan.goods.categories)
    named = [("goods.focus", plan.goods.focus)] if plan.goods.focus else []
    for name, pair in plan.goods.pairs.items():
        named += [(f"goods.pairs.{name}.first", pair.first)]
        named += [(f"goods.pairs.{name}.second", pair.second)]
    for name, launch in plan.goods.launches.items():
        named += [(f"goods.launches.{name}.category", launch.category)]
    for name, region in plan.goods.regions.items():
        named += [(f"goods.regions.{name}.likes.{one}", one) for one in region.likes]
    for name, stage in plan.goods.stages.items():
        named += [(f"goods.stages.{name}.category", stage.category)]
    for name, shown in plan.goods.shown.items():
        named += [(f"goods.shown.{name}.category", shown.category)]
    for name, kind in plan.coupons.items():
        named += [(f"coupons.{name}.category", kind.category)] if kind.category else []
    for name, tag in plan.tags.items():
        named += [(f"tags.{name}.category", tag.category)] if tag.of == "prefers" else []
    for key, category in named:
        if category not in known:
            yield Contradiction(
                key, say("no such category of goods"), category, known or say("none")
            )


def _about(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and value of what every message is about."""
    for name, campaign in plan.campaigns.items():
        yield f"campaigns.{name}.about", campaign.about
    for name, journey in plan.journeys.items():
        for number, step in enumerate(journey.steps):
            yield f"journeys.{name}.steps.{number}.about", step.about


def messages_are_about_goods_there_are(plan: Plan) -> Found:
    """A message is about a category, or about what each member likes most."""
    known = list(plan.goods.categories)
    for key, about in _about(plan):
        if about and about not in (known and [*known, EACH]):
            allowed = [*known, EACH] if known else say("none: see goods.categories")
            yield Contradiction(key, say("no such category of goods"), about, allowed)


def no_category_is_called_each(plan: Plan) -> Found:
    """The word means what each member likes most."""
    if EACH in plan.goods.categories:
        key = f"goods.categories.{EACH}"
        yield Contradiction(
            key, say("the word has a meaning of its own"), EACH, say("another name")
        )


def tags_name_a_category_if_they_read_one(plan: Plan) -> Found:
    """A tag of anything else has no category."""
    for name, tag in plan.tags.items():
        if tag.of != "prefers" and tag.category:
            what = say("tag {name} reads {of}, whatever is bought", name=name, of=tag.of)
            yield Contradiction(
                f"tags.{name}.category", what, tag.category, say('"", or of: prefers')
            )


def coupons_of_a_category_take_something_off(plan: Plan) -> Found:
    """A gift or a trial article is an article of its own."""
    for name, kind in plan.coupons.items():
        if kind.category and kind.form in ("gift", "trial"):
            what = say(
                "coupon {name} is of the form {form}, an article of its own",
                name=name,
                form=kind.form,
            )
            yield Contradiction(f"coupons.{name}.category", what, kind.category, ['""'])


def two_make_a_pair(plan: Plan) -> Found:
    """What is taken along is something else."""
    for name, pair in plan.goods.pairs.items():
        if pair.first == pair.second:
            key = f"goods.pairs.{name}.second"
            others = [one for one in plan.goods.categories if one != pair.first]
            what = say("pair {name} is one category twice", name=name)
            yield Contradiction(key, what, pair.second, others)


def journeys_start_on_goods_there_are(plan: Plan) -> Found:
    """A journey that starts on goods says which; another has none to name."""
    known = list(plan.goods.categories)
    for name, journey in plan.journeys.items():
        key = f"journeys.{name}.bought"
        if journey.trigger == "bought" and journey.bought not in known:
            what = say("journey {name} starts on goods of no category there is", name=name)
            yield Contradiction(
                key, what, journey.bought, known or say("none: see goods.categories")
            )
        elif journey.trigger != "bought" and journey.bought:
            what = say(
                "journey {name} starts on {trigger}, whatever is bought",
                name=name,
                trigger=journey.trigger,
            )
            yield Contradiction(key, what, journey.bought, say('"", or the trigger bought'))


def offers_of_goods_are_of_this_plan(plan: Plan) -> Found:
    """What is offered is a kind of coupon, and what is foreseen a stage of life."""
    offers = [
        *((f"goods.foreseen.{name}", one.coupon) for name, one in plan.goods.foreseen.items()),
        *((f"goods.shown.{name}", one.coupon) for name, one in plan.goods.shown.items()),
    ]
    for key, kind in offers:
        if kind not in plan.coupons:
            known = list(plan.coupons) or say("none: see coupons")
            yield Contradiction(f"{key}.coupon", say("no such kind of coupon"), kind, known)
    for name, one in plan.goods.foreseen.items():
        if one.stage not in plan.goods.stages:
            known = list(plan.goods.stages) or say("none: see goods.stages")
            yield Contradiction(
                f"goods.foreseen.{name}.stage", say("no such stage"), one.stage, known
            )


def lives_and_regions_can_be(plan: Plan) -> Found:
    """Ages and stages begin before they end; somebody lives somewhere."""
    goods = plan.goods
    if goods.born_until < goods.born_from:
        allowed = say("born_from ({born_from}) or later", born_from=goods.born_from)
        what = say("ages end before they begin")
        yield Contradiction("goods.born_until", what, goods.born_until, allowed)
    for name, one in goods.stages.items():
        if one.until_month <= one.from_month:
            allowed = say("later than from_month ({from_month})", from_month=one.from_month)
            key = f"goods.stages.{name}.until_month"
            yield Contradiction(key, say("it is over before it begins"), one.until_month, allowed)
    if goods.regions and not any(one.share for one in goods.regions.values()):
        yield Contradiction(
            "goods.regions", say("nobody lives anywhere"), 0, say("a share above 0")
        )


CHECKS = (
    offers_of_goods_are_of_this_plan,
    lives_and_regions_can_be,
    there_is_room,
    every_category_is_wanted,
    categories_exist,
    two_make_a_pair,
    journeys_start_on_goods_there_are,
    messages_are_about_goods_there_are,
    no_category_is_called_each,
    tags_name_a_category_if_they_read_one,
    coupons_of_a_category_take_something_off,
)
