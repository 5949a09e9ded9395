"""The comparison in words: the table a run prints, and its place in docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks.registry import DAYS, OURS, PEERS
from benchmarks.results import Results, Spread

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_OPEN, _CLOSE = "```table\n", "\n```"


def with_table(page: str, results: Results) -> str:
    """The page with this run in the place of its table."""
    before, _, rest = page.partition(_OPEN)
    _, _, after = rest.partition(_CLOSE)
    return f"{before}{_OPEN}{table(results)}{_CLOSE}{after}"


def table(results: Results) -> str:
    """The comparison as lines of text, fastest first."""
    head = f"{'':13} {'version':8} {'shoppers':>9} {'shopper-days a second':>35}"
    lines = [f"{head} {'state B':>8} {'peak B':>8}  {'ours/peer':26} aim".rstrip()]
    ratios = results.ratios()
    order = sorted(results.timings.items(), key=lambda row: -Spread.of(row[1].rates).median)
    for name, timing in order:
        speed = _words(Spread.of(timing.rates), ",.0f")
        state, peak = Spread.of(timing.state).median, Spread.of(timing.peak).median
        against = _words(ratios[name], ".2f") if name in ratios else "-"
        row = f"{name:13} {timing.version:8} {timing.shoppers:9,} {speed:>35}"
        row = f"{row} {state:8,.0f} {peak:8,.0f}  {against:26} {_aim(name, ratios)}"
        lines.append(row.rstrip())
    if not ratios:
        lines.append(f"no ratios: {OURS!r} was not run")
    return "\n".join([*lines, _circumstances(results)])


def _aim(name: str, ratios: dict[str, Spread]) -> str:
    """What was aimed at against a peer, and whether the run got there."""
    aim = next((peer.aim for peer in PEERS if peer.name == name), 0)
    if not aim or name not in ratios:
        return ""
    return f"{aim} {'reached' if ratios[name].median >= aim else 'not reached'}"


def _circumstances(results: Results) -> str:
    """What was timed where; a load near nought says that nothing else was running."""
    repeats = max(len(timing.rates) for timing in results.timings.values())
    where = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    return f"{DAYS} days, {repeats} repeats: median [range]; bytes a shopper\n{where}"


def _words(spread: Spread, form: str) -> str:
    """Median and range in a number format."""
    return f"{spread.median:{form}} [{spread.low:{form}}..{spread.high:{form}}]"
