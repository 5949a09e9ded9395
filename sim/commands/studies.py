"""run, compare and sweep: read what is asked, check it all, then hand it to the study.

The last line printed is the result folder, for the reader and for a script.
"""

from __future__ import annotations

from sim.commands.arguments import one_scenario, refuse_twice, several_scenarios
from sim.commands.resuming import resumable
from sim.config.compose import Composed, compose_plan
from sim.config.errors import InputError
from sim.config.idle import idle
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import note, say

DONE, FAILED = 0, 1
EVERY_EVIDENCE = "evidence=all"


def run(args: list[str]) -> int:
    """One scenario, all replications; 1 if they leave an interval wider than asked."""
    scenario, overrides = one_scenario(args)
    refuse_twice(overrides)
    return _study([scenario], overrides, "run", args)


def compare(args: list[str]) -> int:
    """Twin worlds: several scenarios on the same people and luck, held against the first.

    1 if the replications leave an interval wider than asked.
    """
    scenarios, overrides = several_scenarios(args)
    refuse_twice(overrides)
    if EVERY_EVIDENCE in overrides:
        _under_every_evidence(scenarios, overrides, args)
        return DONE
    return _study(scenarios, overrides, "compare", args)


def _under_every_evidence(scenarios: list[str], overrides: list[str], args: list[str]) -> None:
    """Compare under each set of evidence: does the ranking survive?"""
    from sim.study.evidence_sets import SETS, run_evidence

    others = [one for one in overrides if one != EVERY_EVIDENCE]
    sets = {
        name: [compose_plan(scenario, [*others, f"evidence={name}"]) for scenario in scenarios]
        for name in SETS
    }
    for said in idle([plan for plans in sets.values() for plan in plans]):
        note(said)
    resumable(lambda: print(run_evidence(sets, argv=args)))


def _study(scenarios: list[str], overrides: list[str], command: str, args: list[str]) -> int:
    composed = [_composed(scenario, scenarios, overrides) for scenario in scenarios]
    for said in idle(composed):
        note(said)
    from sim.study.precision import kept
    from sim.study.run import run_study

    out = resumable(lambda: run_study(composed, command=command, argv=args))
    print(out)
    return DONE if composed[0].study.precision == 0.0 or kept(out) else FAILED


def _composed(scenario: str, scenarios: list[str], overrides: list[str]) -> Composed:
    """A plan of the study; a setting that only others of the comparison have is said to be so.

    Raises:
        InputError: as `compose_plan` does.
    """
    try:
        return compose_plan(scenario, overrides)
    except InputError as error:
        if error.file != COMMAND_LINE_FILE or not error.what.startswith("unknown key"):
            raise
        havers = [one for one in scenarios if one != scenario and _has(one, overrides)]
        if not havers:
            raise
        raise InputError(
            say(
                "{scenario} has no {key}, and settings of a comparison hold for all its scenarios",
                scenario=scenario,
                key=error.key,
            ),
            file=error.file,
            key=error.key,
            value=error.value,
            allowed=say(
                "{other} has it: write the change into a scenario of your own "
                "(scenario_dir=FOLDER) and compare with that, or sweep it",
                other=havers[0],
            ),
        ) from None


def _has(scenario: str, overrides: list[str]) -> bool:
    try:
        compose_plan(scenario, overrides)
    except InputError:
        return False
    return True


def sweep(args: list[str]) -> int:
    """One scenario over a grid of settings in Hydra's sweep syntax; 1 if some point stopped."""
    scenario, overrides = one_scenario(args)
    refuse_twice(overrides)
    from sim.study.stopped import all_lived
    from sim.study.sweep import sweep as run_sweep

    out = resumable(lambda: run_sweep(scenario, overrides, args))
    print(out)
    return DONE if all_lived(out) else FAILED
