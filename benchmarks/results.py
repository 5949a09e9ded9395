"""What a benchmark run leaves behind: rates by repeat, ratios within a repeat, the machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.registry import OURS

FOLDER = Path(__file__).parent / "results"
LATEST = FOLDER / "latest.json"
RECORDED = FOLDER / "recorded.json"


@dataclass(frozen=True)
class Spread:
    """Median and range over repeats."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        """Summarise the repeats."""
        return Spread(median(values), min(values), max(values))


@dataclass(frozen=True)
class Timing:
    """One implementation: lists run over repeats.

    rates: shopper-days a second; state: bytes a shopper of the population that is set up; peak:
    most bytes a shopper while it lives.
    """

    version: str
    shoppers: int
    days: int
    rates: list[float]
    state: list[float]
    peak: list[float]


@dataclass(frozen=True)
class Results:
    """One benchmark run. agreement: z score by measure, by implementation."""

    machine: dict[str, str | int | float]
    quick: bool
    timings: dict[str, Timing]
    agreement: dict[str, dict[str, float]] = field(default_factory=dict)

    def ratios(self) -> dict[str, Spread]:
        """Ours / peer by peer, repeat by repeat; empty while ours is not registered."""
        if OURS not in self.timings:
            return {}
        ours = self.timings[OURS].rates
        return {
            name: Spread.of([a / b for a, b in zip(ours, timing.rates, strict=True)])
            for name, timing in self.timings.items()
            if name != OURS
        }

    def save(self, path: Path) -> None:
        """Write as JSON, the ratios beside what they were made of."""
        ratios = {name: asdict(spread) for name, spread in self.ratios().items()}
        content = asdict(self) | {"ratios": ratios}
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        part.replace(path)


def load(path: Path) -> Results:
    """Read what `save` wrote; FileNotFoundError says which command makes the file."""
    if not path.exists():
        command = "benchmarks.record" if path.name == RECORDED.name else "benchmarks.run"
        raise FileNotFoundError(f"{path} does not exist; `python -m {command}` makes it")
    content = json.loads(path.read_text(encoding="utf-8"))
    return Results(
        machine=content["machine"],
        quick=content["quick"],
        timings={name: Timing(**timing) for name, timing in content["timings"].items()},
        agreement=content["agreement"],
    )


def machine() -> dict[str, str | int | float]:
    """What the figures are measured on; load as processes that want a core now."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _cores(),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _cores() -> int:
    return os.cpu_count() or 1


def _processor() -> str:
    """Model name as the kernel gives it, else what Python knows."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
