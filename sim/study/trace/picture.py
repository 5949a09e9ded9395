"""The lives of a shopper as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from reports.life_picture import Band, Mark, draw_lives
from sim.behaviour.clock import DAY
from sim.measure.eventwords import event_words
from sim.study.lifeline import phrase
from sim.study.trace.life import Life
from sim.study.trace.story import SIDES
from sim.study.trace.told import Trace


def picture(trace: Trace) -> str:
    """The lives on one axis of days, as SVG."""
    plan = trace.plans[0]
    bands = []
    for place, (one, life) in enumerate(zip(trace.plans, trace.lives, strict=True)):
        side = f"{SIDES[place]}  " if trace.two else ""
        title = f"{side}{one.story.title[trace.lang]} {trace.own[place]}".strip()
        bands.append(Band(title, list(_marks(trace, life))))
    parted = None if trace.parted is None else trace.parted / DAY
    if parted is not None and parted < 0:
        parted = 0.0
    return draw_lives(bands, plan.horizon_days, plan.start_date, parted, trace.lang)


def _marks(trace: Trace, life: Life) -> Iterator[Mark]:
    back = {row.reference for row in life.rows if row.event == "refund"}
    for row in life.run:
        words = event_words()[row.event]
        if words.lane == "service":
            continue
        used = row.event.endswith(("_redeemed", "_opened", "_clicked")) or row.event == "points_off"
        order = row.event == "order"
        tone = words.lane
        if row.event in ("touch_opened", "touch_clicked"):
            tone = "opened"
        elif order and row.reference in back:
            tone = "returned"
        elif row.event.endswith("_expired"):
            tone = "touch"
        yield Mark(
            day=row.time_ms / DAY,
            row=words.lane,
            tone=tone,
            full=used or order,
            fen=row.amount_fen if order else 0,
            words=f"{trace.moment(row.time_ms)}  {phrase(row, trace.names, trace.lang)}",
        )
