"""What cannot hold together in goods and in what is said of them. One small check, one rule."""

from __future__ import annotations

from sim.config.contradictions import Contradiction, Found
from sim.config.schema import Plan

MOST_CATEGORIES, MOST_PAIRS = 8, 8


def goods_contradictions(plan: Plan) -> Found:
    """Every contradiction in goods, in the order of `CHECKS`."""
    for check in CHECKS:
        yield from check(plan)


def there_is_room(plan: Plan) -> Found:
    """A few categories and pairs."""
    for key, table, most in (
        ("goods.categories", plan.goods.categories, MOST_CATEGORIES),
        ("goods.pairs", plan.goods.pairs, MOST_PAIRS),
    ):
        if len(table) > most:
            yield Contradiction(key, "too many of them", len(table), f"at most {most}")


def every_category_is_wanted(plan: Plan) -> Found:
    """A category without weight is none."""
    for name, category in plan.goods.categories.items():
        if not category.share:
            key = f"goods.categories.{name}.share"
            yield Contradiction(key, f"nobody wants {name}", 0, "a weight above 0")


def categories_exist(plan: Plan) -> Found:
    """What is said of a category is said of one of `goods.categories`."""
    known = list(plan.goods.categories)
    named = [("goods.focus", plan.goods.focus)] if plan.goods.focus else []
    for name, pair in plan.goods.pairs.items():
        named += [(f"goods.pairs.{name}.first", pair.first)]
        named += [(f"goods.pairs.{name}.second", pair.second)]
    for key, category in named:
        if category not in known:
            yield Contradiction(key, "no such category of goods", category, known or "none")


def two_make_a_pair(plan: Plan) -> Found:
    """What is taken along is something else."""
    for name, pair in plan.goods.pairs.items():
        if pair.first == pair.second:
            key = f"goods.pairs.{name}.second"
            others = [one for one in plan.goods.categories if one != pair.first]
            what = f"pair {name} is one category twice"
            yield Contradiction(key, what, pair.second, others)


def journeys_start_on_goods_there_are(plan: Plan) -> Found:
    """A journey that starts on goods says which; another has none to name."""
    known = list(plan.goods.categories)
    for name, journey in plan.journeys.items():
        key = f"journeys.{name}.bought"
        if journey.trigger == "bought" and journey.bought not in known:
            what = f"journey {name} starts on goods of no category there is"
            yield Contradiction(key, what, journey.bought, known or "none: see goods.categories")
        elif journey.trigger != "bought" and journey.bought:
            what = f"journey {name} starts on {journey.trigger}, whatever is bought"
            yield Contradiction(key, what, journey.bought, '"", or the trigger bought')


CHECKS = (
    there_is_room,
    every_category_is_wanted,
    categories_exist,
    two_make_a_pair,
    journeys_start_on_goods_there_are,
)
