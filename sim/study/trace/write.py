"""The folder of a trace: page, picture and record, written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from reports.trace_page import Told, render_trace
from sim.config.compose import Composed
from sim.study.trace.told import Trace, picture, record
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
