"""One measurement in a process of its own; prints a line of JSON. `benchmarks.run` starts it.

python -m benchmarks.worker time NAME SHOPPERS DAYS SEED
python -m benchmarks.worker agree NAME DAYS
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from importlib.metadata import version

from benchmarks import memory
from benchmarks.agreement import outcomes
from benchmarks.lifecycle import Lifecycle
from benchmarks.registry import peer, preparer

_WARM_SHARE, _WARM_MOST, _WARM_DAYS = 20, 5_000, 5


def timed(name: str, shoppers: int, days: int, seed: int) -> dict[str, object]:
    """Warm up, set up, run against the clock, count."""
    prepare, life = preparer(peer(name)), Lifecycle()
    warm = prepare(life, min(shoppers // _WARM_SHARE, _WARM_MOST), _WARM_DAYS, seed)
    warm.go()
    warm.outcome()
    del warm
    before = memory.resident()
    memory.forget_peak()
    run = prepare(life, shoppers, days, seed)
    state = memory.resident() - before
    start = time.perf_counter()
    run.go()
    seconds = time.perf_counter() - start
    outcome = run.outcome()
    return {
        "version": version(peer(name).package),
        "seconds": seconds,
        "shopper_days": outcome.shopper_days,
        "rate": outcome.shopper_days / seconds,
        "state": state / shoppers,
        "peak": (memory.peak() - before) / outcome.shoppers,
        "measures": outcome.measures(),
    }


def agreeing(name: str, days: int) -> list[dict[str, object]]:
    """Outcomes over seeds, as plain data."""
    return [asdict(outcome) for outcome in outcomes(preparer(peer(name)), days)]


def main(argv: list[str]) -> None:
    """Do what the command line asks and print it."""
    match argv:
        case ["time", name, shoppers, days, seed]:
            print(json.dumps(timed(name, int(shoppers), int(days), int(seed))))
        case ["agree", name, days]:
            print(json.dumps(agreeing(name, int(days))))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
