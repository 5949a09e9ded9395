"""Make the latest run the recorded one, against which `benchmarks.gate` compares.

    python -m benchmarks.record

The only way in which `results/recorded.json`, and the table in docs/benchmarks.md, move. Refused
(exit 2) for a run without ratios, with --quick sizes, or with an implementation that does not obey
the declared law.
"""

from __future__ import annotations

import sys

from benchmarks.agreement import LIMIT, worst
from benchmarks.report import PAGE, with_table
from benchmarks.results import LATEST, RECORDED, Results, load


def refusal(results: Results) -> str:
    """Why this run must not be recorded; empty if it may."""
    if not results.ratios():
        return "it has no ratios ours / peer"
    if results.quick:
        return "it used --quick sizes"
    for name, scores in results.agreement.items():
        measure, z = worst(scores)
        if abs(z) > LIMIT:
            return f"{name} does not obey the declared law ({measure}: {z:+.1f} standard errors)"
    return ""


def main() -> int:
    """Check and write."""
    try:
        results = load(LATEST)
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 2
    reason = refusal(results)
    if reason:
        print(f"not recorded: {reason}", file=sys.stderr)
        return 2
    results.save(RECORDED)
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
    print(f"recorded in {RECORDED.name} and {PAGE.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
