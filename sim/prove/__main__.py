"""`python -m sim.prove docs/proof.md`: run the full proof pack and write its page.

The exit code is 1 if a number is off.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.prove.page import write
from sim.prove.runner import FULL_SEEDS, SEED, pack, run

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m sim.prove PAGE.md")
    found = list(run(pack("full", SEED, FULL_SEEDS, "auto"), workers=0))
    write(found, Path(sys.argv[1]))
    sys.exit(not all(one.passed for proof in found for one in proof.findings))
