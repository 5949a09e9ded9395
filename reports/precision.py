"""What came of a precision that was asked for: one sentence, on the terminal and on the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from reports.numbers import amount
from reports.words import Words
from sim.measure.definitions import BY_KEY


def precision_told(record: Mapping[str, Any] | None, compared: bool, words: Words) -> str:
    """Which figure, how narrow it was to be and is, and after how many replications.

    Args:
        record: `precision` of a manifest; None where none was asked for.
        compared: whether differences from a reference had to be narrow, rather than one figure.
        words: the language.

    Returns:
        A sentence, or nothing.
    """
    if record is None:
        return ""
    unit, half, level = BY_KEY[record["of"]].unit, record["half_width"], record["of_figure"]
    asked = words(
        "precision.asked_compare" if compared else "precision.asked_run",
        kpi=words.kpi(record["of"]),
        asked=_share(record["asked"]),
        level=amount(words, math.nan if level is None else level, unit),
    )
    replications, run = record["replications"], record["replications_run"]
    counts = {"n": replications, "run": run}
    if half is None:
        return asked + words("precision.open", **counts)
    confirmed = "reached" if replications < run else "reached_last"
    outcome = words(
        f"precision.{confirmed if record['kept'] else 'missed'}",
        half=amount(words, half, unit),
        share=_share(half / abs(level)) if level else words("precision.no_share"),
        **counts,
    )
    return asked + outcome


def _share(value: float) -> str:
    """A share in percent, three digits: the width reached and the one asked for lie close."""
    return f"{100 * value:.3g}%"
