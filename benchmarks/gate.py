"""Has our lead over a peer shrunk? Compare the latest run with the recorded one.

    python -m benchmarks.gate

Ratios ours / peer are compared, not seconds, so that a slower machine alone does not fail. Exit 0:
no ratio fell by more than the allowed share; 1: one did, or a recorded peer is missing; 2: the two
runs cannot be compared.
"""

from __future__ import annotations

import sys

from benchmarks.results import LATEST, RECORDED, Results, load

ALLOWED_FALL = (
    0.30  # share of the recorded median ratio; repeats on a shared machine differ by 20 %
)


def incomparable(latest: Results, recorded: Results) -> str:
    """Why the two runs cannot be compared; empty if they can."""
    for name, results in (("latest", latest), ("recorded", recorded)):
        if not results.ratios():
            return f"the {name} run has no ratios ours / peer"
    if latest.quick != recorded.quick:
        return "one run used --quick sizes, the other full sizes"
    if latest.machine["cores"] != recorded.machine["cores"]:
        cores = f"{latest.machine['cores']} cores, the recorded one {recorded.machine['cores']}"
        return f"the latest run had {cores}; `python -m benchmarks.record` on this kind of machine"
    return ""


def failures(latest: Results, recorded: Results) -> list[str]:
    """A line for every recorded peer over whom the lead shrank too much or is unknown."""
    now = latest.ratios()
    lines = []
    for name, before in recorded.ratios().items():
        floor = before.median * (1.0 - ALLOWED_FALL)
        if name not in now:
            lines.append(f"{name}: recorded at {before.median:.2f}, missing from the latest run")
        elif now[name].median < floor:
            lines.append(
                f"{name}: ours / peer is {now[name].median:.2f}, recorded {before.median:.2f}, "
                f"allowed down to {floor:.2f}"
            )
    return lines


def main() -> int:
    """Read both files, print what fell."""
    try:
        latest, recorded = load(LATEST), load(RECORDED)
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 2
    reason = incomparable(latest, recorded)
    if reason:
        print(f"cannot compare: {reason}", file=sys.stderr)
        return 2
    fallen = failures(latest, recorded)
    print("\n".join(fallen) if fallen else f"no ratio fell by more than {ALLOWED_FALL:.0%}")
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
