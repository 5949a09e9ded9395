"""Print the map, or write it: `python -m sim.evidence.mechanisms [docs/mechanisms.md]`."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.evidence.mechanisms.page import page

if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(page(), "utf-8")
else:
    print(page(), end="")
