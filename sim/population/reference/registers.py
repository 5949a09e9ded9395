"""What the town counts: the daily row, recency of activity and of orders, join cohorts."""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.tally import ROW, SERIES
from sim.population.interface import FIRST_SALES, MARGIN, SALES, Ints
from sim.population.loyalty import TIERS
from sim.population.reference.shopper import Shopper

MONTH = 30 * DAY  # of a shopper's own membership
REPURCHASE_DAYS = 90  # window of the repurchase rate
_KEPT_FROM, _KEPT_TO = 60 * DAY, 90 * DAY


class Registers:
    """Integer counts only, so that no result depends on the order of events across shoppers."""

    def __init__(self, first_day: int, days: int, doors: int) -> None:
        self.first_day = first_day
        self.days = days
        self.rows = [[0] * len(SERIES) for _ in range(days)]
        self.active_on = [0] * (days - first_day)
        self.ordered_on = [0] * (days - first_day)
        self.members = 0
        self.enrolled = 0
        self.officers = 0
        self.buyers = 0
        self.initial_orders = 0
        self.coupon_outstanding = 0
        self.points_outstanding = 0  # fen
        self.stored_outstanding = self.stored_lost = 0
        self.holders = [0] * (TIERS + 1)  # by tier; nobody counts those without one
        months = -(-days // 30) + 1
        self.cohort_size = np.zeros(months, dtype=np.int64)
        self.cohort_active = np.zeros((months, months), dtype=np.int64)
        self.margin = [0] * months
        self.weekly_repeats = np.zeros(-(-days // 7), dtype=np.int64)
        self.doors = np.zeros((doors, 3), dtype=np.int64)

    def count(self, time: int, series: str, amount: int = 1) -> None:
        """Add to a series on the day of `time`; the past before day 0 is not counted."""
        day = time // DAY
        if 0 <= day < self.days:
            self.rows[day][ROW[series]] += amount

    def joined(self, shopper: Shopper, time: int) -> None:
        """A new member; the initial people are no growth."""
        self.members += 1
        self.officers += shopper.officer
        if shopper.initial:
            return
        self.count(time, "joined")
        self.count(time, "joined_referral", shopper.inviter is not None)
        self.count(time, "joined_fake", shopper.fake)
        self.cohort_size[time // MONTH] += 1

    def active(self, shopper: Shopper, time: int) -> None:
        """A sign of life: daily actives, the 30-day window, cohorts, 90-day retention."""
        if not shopper.member:
            return
        day = time // DAY
        if shopper.last_active != day:
            if shopper.last_active > -(1 << 60):
                self.active_on[shopper.last_active - self.first_day] -= 1
            self.active_on[day - self.first_day] += 1
            shopper.last_active = day
            self.count(time, "active")
        age = time - shopper.joined
        if _KEPT_FROM <= age < _KEPT_TO:
            shopper.kept = True
        month = age // MONTH
        if not shopper.initial and month > shopper.last_age:
            shopper.last_age = month
            self.cohort_active[shopper.joined // MONTH, month] += 1

    def newcomer_margin(self, shopper: Shopper, time: int, fen: int) -> None:
        """Margin of a newcomer: by day, and by completed month of membership."""
        if shopper.initial:
            return
        self.count(time, "newcomer_margin_fen", fen)
        month = (time - shopper.joined) // MONTH
        if shopper.joined + (month + 1) * MONTH <= self.days * DAY:
            self.margin[month] += fen

    def by_door(self, source: int, sales: int, margin: int, first_sales: int) -> None:
        """What an order that stays brought, by the door its buyer came through."""
        self.doors[source, SALES] += sales
        self.doors[source, MARGIN] += margin
        self.doors[source, FIRST_SALES] += first_sales

    def gone(self, shopper: Shopper) -> None:
        """A member left every channel: no longer a member, no longer active; once and for all."""
        if not shopper.member:
            return
        shopper.member = False
        self.members -= 1
        if shopper.last_active > -(1 << 60):
            self.active_on[shopper.last_active - self.first_day] -= 1

    def ordered(self, shopper: Shopper, time: int, *, seen: bool = True) -> None:
        """Move a buyer to today in the recency register, if the brand sees the order."""
        day = time // DAY
        if day >= 0 and shopper.first_in_run < 0:
            shopper.first_in_run = day
        elif day >= 0 and day < shopper.first_in_run + REPURCHASE_DAYS:
            shopper.again = True
        if shopper.initial and time >= 0:
            self.initial_orders += 1
            if shopper.orders:
                self.weekly_repeats[day // 7] += 1
        if not seen:
            shopper.unseen += 1
            return
        if shopper.seen_orders == 0:
            self.buyers += 1
        else:
            self.ordered_on[shopper.last_order_day - self.first_day] -= 1
        self.ordered_on[day - self.first_day] += 1
        shopper.last_order_day = day

    def close(self, day: int, tasks_waiting: int) -> Ints:
        """Write the day's stocks and return its row."""
        row = self.rows[day]
        today = day - self.first_day + 1
        row[ROW["members"]] = self.members
        row[ROW["enrolled"]] = self.enrolled
        row[ROW["officers"]] = self.officers
        row[ROW["active_30"]] = sum(self.active_on[max(0, today - 30) : today])
        row[ROW["buyers"]] = self.buyers
        for name, near, far in (
            ("buyers_0_30", 0, 30),
            ("buyers_30_60", 30, 60),
            ("buyers_60_90", 60, 90),
        ):
            row[ROW[name]] = sum(self.ordered_on[max(0, today - far) : max(0, today - near)])
        recent = sum(self.ordered_on[max(0, today - 90) : today])
        row[ROW["buyers_90"]] = self.buyers - recent
        row[ROW["coupon_outstanding_fen"]] = self.coupon_outstanding
        row[ROW["tasks_waiting"]] = tasks_waiting
        row[ROW["points_outstanding_fen"]] = self.points_outstanding
        row[ROW["stored_outstanding_fen"]] = self.stored_outstanding
        row[ROW["stored_lost_fen"]] = self.stored_lost
        for tier in range(1, TIERS + 1):
            row[ROW[f"tier_{tier}"]] = self.holders[tier]
        return np.array(row, dtype=np.int64)
