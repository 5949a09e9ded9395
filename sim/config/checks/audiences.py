"""What cannot hold together in audiences, and in the views members are counted by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.keys import number_words
from sim.config.loyalty import NO_TIER
from sim.config.said import say
from sim.config.schema import Plan

FROM_NOWHERE = ("initial", "referral")  # sources that are no door of `acquisition`
MOST_STAGES = 100


class _ForSome(Protocol):
    """Settings that name an audience; for everybody, if they name none."""

    @property
    def audience(self) -> str: ...


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and value of every audience a policy names."""
    tables: dict[str, Mapping[str, _ForSome]] = {
        "campaigns": plan.campaigns,
        "occasions": plan.occasions,
        "journeys": plan.journeys,
        "touch.limits": plan.touch.limits,
        "group_buys": plan.group_buys,
        "raffles": plan.raffles,
        "entries": plan.entries,
        "shared_offers": plan.shared_offers,
        "attractions": plan.attractions,
    }
    for table, entries in tables.items():
        for name, one in entries.items():
            yield f"{table}.{name}.audience", one.audience


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


CHECKS = (
    audiences_exist,
    audiences_name_what_exists,
    audiences_name_tags,
    views_have_stages,
    audiences_are_not_empty,
)
