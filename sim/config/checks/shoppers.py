"""What cannot hold together in what is said of shoppers. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found
from sim.config.said import say
from sim.config.schema import Plan


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


CHECKS = (
    a_cohort_has_first_orders,
    real_repeats_have_customers,
    a_season_is_a_year,
)
