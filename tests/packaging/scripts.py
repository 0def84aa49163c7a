"""Makes the scripts of packaging/ importable by their own names, as they import each other."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
if str(PACKAGING) not in sys.path:
    sys.path.append(str(PACKAGING))  # last: `test` and `run` are names of others too
