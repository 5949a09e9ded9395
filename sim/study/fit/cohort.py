"""A cohort of buyers as the models see it: how often, how recently, for how long, how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.study.fit.orders import Floats, Ints, Orders


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order falls in the calibration; all arrays have shape (customers,).

    Time is in weeks from each customer's own first order to the last day of the calibration,
    as in the published CDNOW tables (Fader, Hardie and Lee 2005): a first order on 1997-01-01
    and a calibration until 1997-09-30 give T = 272 / 7 = 38.86.

    number: the customer's number in the log.
    first: day of the first order, day 0 is the first day of the log.
    x: repeat orders in the calibration.
    t_x: weeks from first to last order.
    observed: weeks from first order to the end of the calibration, T.
    valued: repeat orders worth more than zero.
    mean_value: mean value of those, in the log's currency; 0 where there is none.
    """

    number: Ints
    first: Ints
    x: Ints
    t_x: Floats
    observed: Floats
    valued: Ints
    mean_value: Floats


def summarise(orders: Orders, last_day: int) -> Cohort:
    """The cohort of all customers with an order on or before `last_day`."""
    inside = orders.day <= last_day
    customer, day, value = orders.customer[inside], orders.day[inside], orders.value[inside]
    number, begins, size = np.unique(customer, return_index=True, return_counts=True)
    first, last = day[begins], day[begins + size - 1]
    # The first order says what brought a customer in; the models are of what comes after.
    repeat = np.ones(len(day), dtype=bool)
    repeat[begins] = False
    valued_order = repeat & (value > 0)
    place = np.searchsorted(number, customer[valued_order])
    valued = np.bincount(place, minlength=len(number))
    total = np.bincount(place, weights=value[valued_order], minlength=len(number))
    return Cohort(
        number=number,
        first=first,
        x=size - 1,
        t_x=(last - first) / 7,
        observed=(last_day - first) / 7,
        valued=valued,
        mean_value=np.divide(total, valued, out=np.zeros(len(number)), where=valued > 0),
    )


def repeat_days(orders: Orders, cohort: Cohort) -> tuple[Ints, Ints]:
    """Every repeat order of the cohort over the whole log: its row in `cohort`, and its day."""
    member = np.isin(orders.customer, cohort.number)
    row = np.searchsorted(cohort.number, orders.customer[member])
    day = orders.day[member]
    repeat = day > cohort.first[row]
    return row[repeat], day[repeat]


@dataclass(frozen=True)
class Histories:
    """The different histories of a cohort; all arrays have shape (histories,).

    x, t_x, observed: as in `Cohort`. customers: how many have this history.
    place: for each customer its row here, shape (customers,).
    """

    x: Ints
    t_x: Floats
    observed: Floats
    customers: Ints
    place: Ints

    def every(self, step: int) -> Histories:
        """Each `step`-th history, from those of few orders to those of many; `place` is void."""
        kept = slice(None, None, step)
        return Histories(
            self.x[kept], self.t_x[kept], self.observed[kept], self.customers[kept], self.place[:0]
        )


def distinct(x: Ints, t_x: Floats, observed: Floats) -> Histories:
    """Customers of one and the same history need be computed only once."""
    rows, place, customers = np.unique(
        np.column_stack([x, t_x, observed]), axis=0, return_inverse=True, return_counts=True
    )
    return Histories(rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], customers, place)
