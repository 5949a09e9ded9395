"""Print the reference of levers, or write it: `python -m sim.evidence.levers [docs/levers.md]`."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.evidence.levers.page import page

if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(page(), "utf-8")
else:
    print(page(), end="")
