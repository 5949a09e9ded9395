"""Nothing imports upwards: who may know of whom, checked on every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "reports")

LEAVES = ("sim.measure.tally", "sim.measure.events", "sim.measure.result", "sim.ledger.accounts")
SCIENCE = ("sim.science", "sim.randomness", "sim.behaviour")
SHOPPERS = tuple(
    f"sim.population.{name}"
    for name in (
        "beyond",
        "community",
        "desk",
        "from_plan",
        "goods",
        "interface",
        "rules",
        "known",
        "law",
        "loyalty",
        "moves",
        "needs",
        "offers",
        "ordering",
        "passing",
        "selling",
        "shocks",
        "sites",
        "subscription",
        "team",
    )
)
READABLE = "sim.population.reference"
MODEL = ("sim.config", *SCIENCE, "sim.population", "sim.ledger", "sim.measure")

# Who (the longest matching prefix counts) may import whom, beside modules of the same prefix.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    # the floor: shapes of data, and the plan
    "sim.frontend": (),
    "sim.kept": (),
    "sim.linking": (),
    "sim.config.filling": (),
    "sim.config.said": ("sim.config.filling",),  # whoever tells a person something
    "sim.science": ("sim.config.said", "sim.frontend", "sim.kept", "sim.linking"),
    "sim.config": ("sim.kept",),
    "sim.measure.tally": (),
    "sim.measure.events": ("sim.behaviour",),  # the length of a day
    "sim.measure.flows": ("sim.behaviour", "sim.measure.events"),  # the length of a day
    "sim.measure.result": (),
    "sim.measure.definitions": (),
    "sim.ledger": ("sim.measure.result",),
    # the science knows nothing of engines, brand or money
    "sim.randomness": ("sim.science",),
    "sim.behaviour": ("sim.science", "sim.randomness"),
    # shoppers know nothing of the brand; the compiled engine takes the readable one's constants
    "sim.population": ("sim.config", *SCIENCE),
    "sim.population.engine": (
        *("sim.config", *SCIENCE),
        *("sim.population.loyalty", "sim.population.compiled"),
    ),
    "sim.population.reference": ("sim.config", *SCIENCE, *SHOPPERS, *LEAVES),
    "sim.population.compiled": ("sim.config", *SCIENCE, *SHOPPERS, *LEAVES, READABLE),
    "sim.population.districts": (
        *("sim.config", *SCIENCE, *SHOPPERS, *LEAVES),
        *("sim.population.compiled", "sim.population.engine"),
    ),
    "sim.population.inspect": (
        "sim.config",
        *SCIENCE,
        *SHOPPERS,
        *LEAVES,
        "sim.population.compiled",
    ),
    # the brand knows shoppers by their interface
    "sim.brand": ("sim.config", *SCIENCE, *SHOPPERS, *LEAVES, "sim.ledger"),
    # measure reads what a run left behind, never live objects
    "sim.measure": ("sim.config", "sim.ledger", *SHOPPERS),
    "sim.statistics": SCIENCE,
    "sim.world": (*MODEL, "sim.brand"),
    # above the world
    "sim.study": (*MODEL, "sim.brand", "sim.world", "sim.statistics", "reports"),
    "sim.prove": (*MODEL, "sim.world", "sim.study", "sim.statistics"),
    "sim.evidence": ("sim.config",),
    "reports": (
        *("sim.config", "sim.kept", "sim.measure", "sim.ledger"),
        *("sim.statistics", "sim.evidence"),
    ),
    "sim.commands": ("sim.config", "sim.evidence", "sim.study", "sim.prove", "reports"),
    "sim.commands.words": ("sim.config", "sim.measure.definitions", "reports"),  # what figures mean
    "sim.cli": ("sim.config", "sim.commands"),
    "sim.__main__": ("sim.cli",),
}
CLOCK_KEEPERS = (
    *("sim.brand", "sim.population.reference", "sim.population.compiled"),
    *("sim.population.districts", "sim.world"),
)


def within(module: str, prefix: str) -> bool:
    """Whether a module is that prefix, or lies under it."""
    return f"{module}.".startswith(f"{prefix}.")


def name_of(path: Path) -> str:
    """The dotted name of a module's file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and module of each import, wherever it stands; `from a import b` may mean `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                yield node.lineno, inner if inner in MODULES else str(node.module)


def rule_of(module: str) -> str:
    """The prefix in `MAY_IMPORT` that speaks for a module."""
    fitting = [prefix for prefix in MAY_IMPORT if within(module, prefix)]
    assert fitting, f"{module} has no rule: say in tests/house/test_imports.py whom it may import"
    return max(fitting, key=len)


def offences(module: str, source: str) -> list[str]:
    """`module:line imports X` for each import that points upwards or sideways."""
    rule = rule_of(module)
    allowed = (rule, *MAY_IMPORT[rule])
    found = [
        f"{module}:{line} imports {target}; {rule} may import {', '.join(allowed)}"
        for line, target in imports(source)
        if target.partition(".")[0] in PACKAGES
        and target not in PACKAGES
        and not any(within(target, one) for one in allowed)
    ]
    may_tell_time = any(within(module, keeper) for keeper in CLOCK_KEEPERS)
    clocks = [] if may_tell_time else [one for one in imports(source) if within(one[1], "simpy")]
    return found + [
        f"{module}:{line} imports simpy; a clock is not its business" for line, _ in clocks
    ]


@pytest.mark.parametrize("module", sorted(MODULES.keys() - set(PACKAGES)))
def test_nothing_imports_upwards(module: str) -> None:
    """A module knows those below it, and nobody above or beside."""
    found = offences(module, MODULES[module].read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


UPWARDS = [
    pytest.param("sim.behaviour.clock", "from sim.brand import brand", id="science, brand"),
    pytest.param("sim.behaviour.order", "from sim.ledger.book import Book", id="science, money"),
    pytest.param("sim.behaviour.touch", "import simpy", id="science, clock"),
    pytest.param("sim.brand.brand", "from sim.population.reference import Town", id="brand, town"),
    pytest.param(
        "sim.population.reference.town",
        "def f():\n    from sim.population.compiled import city",
        id="engine, other engine",
    ),
    pytest.param("sim.measure.kpis", "from sim.world import World", id="measure, live world"),
    pytest.param("reports.page", "from sim.world import simulate", id="reports, live world"),
    pytest.param("sim.config.schema", "import sim.study.run", id="plan, study"),
]


@pytest.mark.parametrize(("module", "source"), UPWARDS)
def test_the_rule_catches(module: str, source: str) -> None:
    """An import that points upwards is named with its module and line."""
    assert offences(module, source)[0].startswith(f"{module}:")


def test_the_compiled_engine_takes_only_constants_from_the_readable_one() -> None:
    """Two engines that shared code would prove nothing by agreeing."""
    taken = {
        one.name
        for module, path in MODULES.items()
        if within(module, "sim.population.compiled")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and within(str(node.module), READABLE)
        for one in node.names
    }
    assert {name for name in taken if not name.isupper()} == set()


def test_no_circle() -> None:
    """Parts of the house, one for each rule, can be built one after the other."""
    needs: dict[str, set[str]] = {rule: set() for rule in MAY_IMPORT}
    for module in MODULES.keys() - set(PACKAGES):
        source = MODULES[module].read_text(encoding="utf-8")
        targets = {rule_of(t) for _, t in imports(source) if t in MODULES and t not in PACKAGES}
        needs[rule_of(module)] |= targets - {rule_of(module)}
    built: set[str] = set()
    while ready := {rule for rule in needs if rule not in built and needs[rule] <= built}:
        built |= ready
    assert not needs.keys() - built, f"in a circle: {sorted(needs.keys() - built)}"
