"""Run every installed implementation on this machine and compare.

    python -m benchmarks.run [--quick] [--repeats N]

Agreement with the declared law comes first; exit 1 if an implementation does not agree.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from benchmarks.agreement import LIMIT, worst, z_scores
from benchmarks.lifecycle import Outcome
from benchmarks.registry import DAYS, PEERS, REFERENCE, Peer, installed
from benchmarks.report import table
from benchmarks.results import LATEST, Results, Timing, machine


def work(*arguments: object) -> Any:
    """One worker process; its last line of output is the answer."""
    command = [sys.executable, "-m", "benchmarks.worker", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def say(line: str) -> None:
    """Progress, apart from the table."""
    print(line, file=sys.stderr, flush=True)


def agreement(peers: Iterable[Peer]) -> dict[str, dict[str, float]]:
    """z scores of every implementation against the reference."""
    scores: dict[str, dict[str, float]] = {}
    reference = [Outcome(**outcome) for outcome in work("agree", REFERENCE, DAYS)]
    for peer in peers:
        if peer.name == REFERENCE:
            continue
        theirs = [Outcome(**outcome) for outcome in work("agree", peer.name, DAYS)]
        scores[peer.name] = z_scores(reference, theirs)
        measure, z = worst(scores[peer.name])
        say(f"agreement {peer.name}: {measure} is {z:+.1f} standard errors away at worst")
    return scores


def timings(peers: list[Peer], repeats: int, *, quick: bool) -> dict[str, Timing]:
    """Interleaved repeats: every implementation once, then every one again."""
    found: dict[str, list[dict[str, Any]]] = {peer.name: [] for peer in peers}
    for repeat in range(1, repeats + 1):
        for peer in peers:
            shoppers = peer.quick if quick else peer.shoppers
            found[peer.name].append(work("time", peer.name, shoppers, DAYS, repeat))
            rate = found[peer.name][-1]["rate"]
            say(f"repeat {repeat}/{repeats} {peer.name}: {rate:,.0f} shopper-days a second")
    return {
        peer.name: Timing(
            version=found[peer.name][0]["version"],
            shoppers=peer.quick if quick else peer.shoppers,
            days=DAYS,
            rates=[row["rate"] for row in found[peer.name]],
            state=[row["state"] for row in found[peer.name]],
            peak=[row["peak"] for row in found[peer.name]],
        )
        for peer in peers
    }


def main(argv: list[str]) -> int:
    """Check agreement, time, print, write `results/latest.json`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: does it all still run?")
    parser.add_argument("--repeats", type=int, default=5, help="interleaved repeats (default 5)")
    options = parser.parse_args(argv)
    if options.repeats < 1:
        parser.error(f"--repeats is {options.repeats}; it must be at least 1")
    peers = [peer for peer in PEERS if installed(peer)]
    for peer in PEERS:
        if peer not in peers:
            say(f"{peer.name} left out: the package {peer.package!r} is not installed")
    before = machine()
    agreed = agreement(peers)
    results = Results(
        machine=before,
        quick=options.quick,
        timings=timings(peers, options.repeats, quick=options.quick),
        agreement=agreed,
    )
    results.save(LATEST)
    print(table(results))
    strangers = [name for name, scores in agreed.items() if abs(worst(scores)[1]) > LIMIT]
    for name in strangers:
        measure, z = worst(agreed[name])
        print(f"{name} does not obey the declared law: {measure} is {z:+.1f} standard errors away")
    return 1 if strangers else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
