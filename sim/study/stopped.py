"""Points of a study that stopped: why, by the settings of each as they are typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sim.config.errors import StoppedError
from sim.config.filling import filled
from sim.config.said import Said, say
from sim.config.schema import Study
from sim.study.write import MANIFEST

Stopped = Mapping[str, StoppedError]
"""Why each point stopped that did, by its settings as typed."""

SHOWN = 5
"""Points that are said; the manifest has them all."""

TEXT = {
    "en": {
        "stopped": "{stopped} of the points stopped and {stopped:has|have} no figures; the others "
        "are whole:",
        "more": "and {more} more, named in manifest.json",
    },
    "zh": {
        "stopped": "有 {stopped} 个点中途停止，没有数字；其余各点完整：",
        "more": "另有 {more} 个，见 manifest.json",
    },
}


def stopped_told(stopped: Stopped, study: Study) -> list[str]:
    """The points that have no figures, each with what stopped it, below a heading; or nothing."""
    if not stopped:
        return []
    text = TEXT[study.lang]
    lines = [f"  {at}: {why.told(study.lang)}" for at, why in list(stopped.items())[:SHOWN]]
    if len(stopped) > SHOWN:
        lines.append("  " + text["more"].format(more=len(stopped) - SHOWN))
    return [filled(text["stopped"], stopped=len(stopped)), *lines]


def stopped_folded(stopped: Stopped, study: Study) -> list[tuple[str, str]]:
    """The same for a page: a heading, and what is folded away below it; or nothing."""
    head, *lines = stopped_told(stopped, study) or [""]
    return [(head, " · ".join(line.strip() for line in lines))] if lines else []


def stopped_record(stopped: Stopped) -> dict[str, dict[str, str]]:
    """For the manifest: all of them."""
    return {"stopped": {at: why.told("en") for at, why in stopped.items()}}


def all_lived(out: Path) -> bool:
    """Whether the study whose results are in a folder has figures for every point it took up."""
    return not json.loads((out / MANIFEST).read_text("utf-8"))["stopped"]


def none_to_hold_against(what: Said | str, why: StoppedError) -> StoppedError:
    """The error to raise where the point stopped that all others are held against."""
    return StoppedError(
        say("{what} stopped, which all others would be held against: {why}", what=what, why=why.why)
    )
