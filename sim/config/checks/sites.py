"""What cannot hold together in single stores, gatherings and stock. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found, ends_before_it_begins
from sim.config.said import say
from sim.config.schema import Plan

MOST_SITES, MOST_AREAS = 8, 16


def there_is_room(plan: Plan) -> Found:
    """A few sites and areas."""
    for key, many, most in (
        ("sites.places", len(plan.sites.places), MOST_SITES),
        ("sites.areas", len(plan.sites.areas), MOST_AREAS),
    ):
        if many > most:
            yield Contradiction(
                key, say("too many of them"), many, say("at most {most}", most=most)
            )


def stores_are_a_way_to_buy(plan: Plan) -> Found:
    """Places are those of a sales channel that is a store; somebody lives somewhere."""
    sites = plan.sites
    if not sites.places:
        return
    if not any(one.place == "store" for one in plan.selling.channels.values()):
        what, allowed = (
            say("stores have places, and nothing is sold in stores"),
            say("none, or selling=shops"),
        )
        yield Contradiction("sites.places", what, list(sites.places), allowed)
    if not any(area.weight for area in sites.areas.values()):
        yield Contradiction("sites.areas", say("nobody lives anywhere"), 0, say("a weight above 0"))


def stores_open_before_they_close(plan: Plan) -> Found:
    """A store is open for a while."""
    places = plan.sites.places
    spans = {f"sites.places.{name}": (one.from_day, one.until_day) for name, one in places.items()}
    return ends_before_it_begins(spans, lasts=True)


def places_have_names(plan: Plan) -> Found:
    """Whoever names a site names one there is; without sites nothing is near or far."""
    known = list(plan.sites.places)
    named = {"sites.focus": plan.sites.focus}
    named |= {f"audiences.{name}.site": one.site for name, one in plan.audiences.items()}
    named |= {f"audiences.{name}.favourite": one.favourite for name, one in plan.audiences.items()}
    named |= {f"gatherings.{name}.site": one.site for name, one in plan.gatherings.items()}
    for key, name in named.items():
        if name and name not in known:
            yield Contradiction(
                key, say("no such site in sites.places"), name, known or say("none")
            )
    far = {f"audiences.{name}.within_km": one.within_km for name, one in plan.audiences.items()}
    far |= {
        f"selling.channels.{k}.radius_km": v.radius_km for k, v in plan.selling.channels.items()
    }
    for key, km in far.items():
        if km and not known:
            what = say("a distance is asked, and no store has a place")
            yield Contradiction(key, what, km, say("0, or sites.places such as sites=city"))


def favourites_are_had(plan: Plan) -> Found:
    """Whose favourite a store is can be asked where shoppers have one."""
    told = plan.sites.favourite
    for name, one in plan.audiences.items():
        if one.favourite and told.habit == 1 and told.matched == 1:
            key, what = f"audiences.{name}.favourite", say("nobody has a favourite store")
            yield Contradiction(
                key, what, one.favourite, say("none, or sites.favourite.habit above 1")
            )


def a_store_has_no_radius(plan: Plan) -> Found:
    """Who goes to a store is decided by distance alone; a radius is of what is brought."""
    for name, one in plan.selling.channels.items():
        if one.radius_km and one.place == "store":
            key, what = f"selling.channels.{name}.radius_km", say("a store serves whoever comes")
            yield Contradiction(key, what, one.radius_km, say("0, or place: online"))


def what_runs_out_is_missed(plan: Plan) -> Found:
    """Stock that runs out loses wants, so it must be told apart where something is wanted."""
    if plan.stock.daily and not plan.selling.channels:
        what, allowed = (
            say("stock can run out, and nothing is sold anywhere"),
            say("0, or selling=shops"),
        )
        yield Contradiction("stock.daily", what, plan.stock.daily, allowed)
    if plan.stock.ahead and not plan.stock.daily:
        what, allowed = say("goods are bought ahead, and stock is endless"), say("more than 0")
        yield Contradiction("stock.daily", what, 0, allowed)


def gatherings_are_for_somebody(plan: Plan) -> Found:
    """A gathering ends after it begins and is for an audience there is."""
    held = plan.gatherings
    spans = {f"gatherings.{name}": (one.from_day, one.until_day) for name, one in held.items()}
    yield from ends_before_it_begins(spans, lasts=True)
    for name, one in held.items():
        if one.audience and one.audience not in plan.audiences:
            key, known = f"gatherings.{name}.audience", list(plan.audiences) or say("none")
            yield Contradiction(key, say("no such audience"), one.audience, known)


def clearance_is_in_the_evening(plan: Plan) -> Found:
    """What is sold off is sold before closing."""
    terms = plan.stock.clearance
    if terms.step and terms.to_hour <= terms.from_hour:
        key, what = "stock.clearance.to_hour", say("stores close before anything is marked down")
        yield Contradiction(
            key,
            what,
            terms.to_hour,
            say("later than from_hour ({from_hour})", from_hour=terms.from_hour),
        )


def feedback_comes_from_somewhere(plan: Plan) -> Found:
    """A loop hears complaints, or asks an audience there is."""
    loop = plan.feedback
    complaints, asked = plan.desk.complaints, loop.interviews.audience
    heard = complaints.late or complaints.missing or loop.interviews.share
    if loop.every_days and not heard:
        what = say("feedback is reviewed, and nobody says anything")
        yield Contradiction(
            "feedback.every_days", what, loop.every_days, say("0, or desk.complaints")
        )
    if asked and asked not in plan.audiences:
        key, known = "feedback.interviews.audience", list(plan.audiences) or say("none")
        yield Contradiction(key, say("no such audience"), asked, known)


def goods_are_sent_to_somebody(plan: Plan) -> Found:
    """Periodic purchase is offered to an audience there is, before it ends."""
    periodic = plan.periodic
    if periodic.audience and periodic.audience not in plan.audiences:
        known = list(plan.audiences) or say("none")
        yield Contradiction("periodic.audience", say("no such audience"), periodic.audience, known)
    yield from ends_before_it_begins({"periodic": (periodic.from_day, periodic.until_day)})


CHECKS = (
    there_is_room,
    stores_are_a_way_to_buy,
    stores_open_before_they_close,
    places_have_names,
    favourites_are_had,
    a_store_has_no_radius,
    what_runs_out_is_missed,
    gatherings_are_for_somebody,
    clearance_is_in_the_evening,
    feedback_comes_from_somewhere,
    goods_are_sent_to_somebody,
)
