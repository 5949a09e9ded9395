"""run, compare and sweep: read what is asked, check it all, then hand it to the study.

The last line printed is the result folder, for the reader and for a script.
"""

from __future__ import annotations

from sim.commands.arguments import one_scenario, refuse_twice, several_scenarios
from sim.config.compose import compose_plan

EVERY_EVIDENCE = "evidence=all"


def run(args: list[str]) -> None:
    """One scenario, all replications."""
    scenario, overrides = one_scenario(args)
    refuse_twice(overrides)
    _study([scenario], overrides, "run", args)


def compare(args: list[str]) -> None:
    """Twin worlds: several scenarios on the same people and luck, held against the first."""
    scenarios, overrides = several_scenarios(args)
    refuse_twice(overrides)
    if EVERY_EVIDENCE in overrides:
        _under_every_evidence(scenarios, overrides, args)
    else:
        _study(scenarios, overrides, "compare", args)


def _under_every_evidence(scenarios: list[str], overrides: list[str], args: list[str]) -> None:
    """Compare under each set of evidence: does the ranking survive?"""
    from sim.study.evidence_sets import SETS, run_evidence

    others = [one for one in overrides if one != EVERY_EVIDENCE]
    sets = {
        name: [compose_plan(scenario, [*others, f"evidence={name}"]) for scenario in scenarios]
        for name in SETS
    }
    print(run_evidence(sets, argv=args))


def _study(scenarios: list[str], overrides: list[str], command: str, args: list[str]) -> None:
    composed = [compose_plan(scenario, overrides) for scenario in scenarios]
    from sim.study.run import run_study

    print(run_study(composed, command=command, argv=args))


def sweep(args: list[str]) -> None:
    """One scenario over a grid of settings in Hydra's sweep syntax."""
    scenario, overrides = one_scenario(args)
    refuse_twice(overrides)
    from sim.study.sweep import sweep as run_sweep

    print(run_sweep(scenario, overrides, args))
