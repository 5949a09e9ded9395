"""One figure a run answers with, and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kpi:
    """One figure a run answers with.

    `group` is growth, retention, value or load. `unit` is people, orders, share, yuan, factor,
    touches, enquiries, alarms, groups, times, points, minutes, hours or
    months. `better` is +1 if more is better, -1 if less is, 0 if it depends.
    """

    key: str
    group: str
    unit: str
    better: int
    en: str
    zh: str
    definition_en: str
    definition_zh: str
