"""Write the golden runs anew; refuses when results moved but MODEL_VERSION did not.

Usage: python tests/update_golden.py [--same-version]
(`--same-version` is for versions that were never released.) New outcomes are added without asking: they move nothing.
"""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from golden import runs


def main() -> int:
    """Compare, then write."""
    now = {**runs.run(), "machine": platform.machine()}
    if runs.FILE.exists():
        before = runs.stored()
        if before == now:
            print("Nothing moved.")
            return 0
        moved = runs.moved(before, now)
        print("\n".join(f"moved: {one}" for one in moved))
        if moved and before["model_version"] == now["model_version"] and "--same-version" not in sys.argv:
            print("Results moved: raise MODEL_VERSION and add a Regression line to CHANGELOG.md.")
            return 1
    runs.FILE.write_text(json.dumps(now, indent=1) + "\n")
    print(f"Wrote {runs.FILE.name} at model version {now['model_version']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
