"""Who takes part, and at which size. To add an implementation, add a line."""

from __future__ import annotations

import importlib
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple, cast

from benchmarks.lifecycle import Prepare

DAYS = 90
OURS = "siyu"
REFERENCE = "simpy"


class Peer(NamedTuple):
    """One implementation.

    module: under benchmarks.models, offering `prepare`; package: the distribution it needs, whose
    version is reported; shoppers: size of a timed run; quick: size with --quick; aim: how many
    times its speed ours is meant to have, 0 for none.
    """

    name: str
    module: str
    package: str
    shoppers: int
    quick: int
    aim: int = 0


PEERS = (
    Peer("simpy", "simpy_processes", "simpy", 5_000, 2_000, 400),
    Peer("salabim", "salabim_components", "salabim", 2_000, 1_000),
    Peer("mesa", "mesa_agents", "mesa", 10_000, 4_000, 100),
    Peer("agentpy", "agentpy_agents", "agentpy", 10_000, 4_000),
    Peer("starsim", "starsim_people", "starsim", 200_000, 50_000, 10),
    Peer("numpy", "numpy_arrays", "numpy", 1_000_000, 200_000),
    Peer("siyu-readable", "ours_readable", "siyu", 2_000, 1_000, 200),
    Peer(OURS, "ours", "siyu", 1_000_000, 50_000),
)


def peer(name: str) -> Peer:
    """The implementation of that name; KeyError with the known names if there is none."""
    for candidate in PEERS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in PEERS)
    raise KeyError(f"no implementation is registered as {name!r}; registered: {known}")


def installed(candidate: Peer) -> bool:
    """Is its package installed here?"""
    try:
        version(candidate.package)
    except PackageNotFoundError:
        return False
    return True


def preparer(candidate: Peer) -> Prepare:
    """Import the implementation and return its `prepare`."""
    module = importlib.import_module(f"benchmarks.models.{candidate.module}")
    return cast(Prepare, module.prepare)
