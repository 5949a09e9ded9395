"""`python -m sim` is `siyu`."""

import sys

from sim.cli import main

sys.exit(main())
