"""Print the evidence page, or write it: `python -m sim.evidence [docs/evidence.md]`."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.evidence.page import page

if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(page(), "utf-8")
else:
    print(page(), end="")
