"""Rule: no compiled function counts an index from an array's end; the code does not look for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from llvmlite import ir
from numba.core import types

import sim.frontend


def trapped(context, builder, kind, index, size):
    place = context.cast(builder, index, kind, types.intp)
    if kind.signed and builder.function.name.startswith("_ZN3sim"):
        below = builder.icmp_signed("<", place, place.type(0))
        with builder.if_then(below, likely=False):
            stops = ir.FunctionType(ir.VoidType(), ())
            builder.call(builder.module.declare_intrinsic("llvm.trap", (), stops), ())
        return place
    return sim.frontend._fix_index(context, builder, kind, index, size)


sim.frontend._index_as_it_is = trapped

from sim.config.compose import Composer
from sim.config.scenarios import scenario_files
from sim.world import World

SETTINGS = ["engine=compiled", "shoppers.initial=400", "horizon_days=75", "replications=1"]
for name in sorted(scenario_files()):
    World(Composer(name).plan([*SETTINGS, "start_date=2026-01-01"]).plan, 0, threads=1).run()
    print(name, flush=True)
"""


@pytest.mark.slow
def test_no_index_is_below_zero(tmp_path: Path) -> None:
    """Every shipped plan lives with kernels that stop the process at a negative index."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": path, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"after {done.stdout.splitlines()[-1:]}: {done.stderr[-2000:]}"
