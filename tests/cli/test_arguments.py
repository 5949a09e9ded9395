"""What a command takes for itself."""

from __future__ import annotations

from sim.commands.arguments import several_scenarios
from sim.config.scenarios import scenario_files


def test_a_pattern_stands_for_every_name_that_fits():
    """In alphabetical order, where it stands in the list, less what the list names itself."""
    names, rest = several_scenarios(["scenarios=[group_alarm,invite?_*,baseline]", "seed=1"])
    assert names[0] == "group_alarm"
    assert names[1:-1] == [one for one in sorted(scenario_files()) if one.startswith("invite3_")]
    assert rest == ["seed=1"]


def test_the_whole_library():
    """`[baseline,*]` holds every other plan against baseline, each once."""
    names, _ = several_scenarios(["scenarios=[baseline,*]"])
    assert names[0] == "baseline" and sorted(names) == sorted(scenario_files())
