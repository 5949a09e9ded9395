"""The folder of a trace: page, picture and record, written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.trace_page import Told, render_trace
from sim.config.compose import Composed
from sim.study.trace.picture import picture
from sim.study.trace.told import Trace
from sim.study.trace.traits import traits
from sim.study.write import manifest, result_folder, write_json


def write_trace(
    out: Path, trace: Trace, told: Told, composed: Sequence[Composed], argv: Sequence[str]
) -> Path:
    """Write `trace.html`, `trace.svg`, `trace.json` and the manifest; returns the page's path."""
    began = time.monotonic()
    drawn = picture(trace)
    with result_folder(out) as folder:
        (folder / "trace.svg").write_text(drawn, "utf-8")
        (folder / "trace.html").write_text(render_trace(told, drawn), "utf-8")
        write_json(folder / "trace.json", record(trace))
        seconds = time.monotonic() - began
        write_json(
            folder / "manifest.json",
            manifest(composed, command="trace", argv=argv, wall_seconds=seconds),
        )
    return out / "trace.html"


def record(trace: Trace) -> dict[str, Any]:
    """The trace for a program: no words in it, money in fen, moments in ms since day 0."""
    return {
        "uid": trace.uid,
        "seed": trace.plans[0].seed,
        "replication": trace.replication,
        "start_date": trace.plans[0].start_date.isoformat(),
        "scenarios": [plan.story.name for plan in trace.plans],
        "traits": traits(trace.lives[trace.born], trace.plans[trace.born]),
        "parting": [row and row._asdict() for row in trace.parting] if trace.parting else None,
        "sums": [
            one.counts | one.fen | {"spent": one.spent, "contribution": one.contribution}
            for one in trace.sums
        ],
        "events": [[list(row) for row in life.rows] for life in trace.lives],
    }
