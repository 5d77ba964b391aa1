"""Check the types of the browser's scripts, where TypeScript was installed.

    .venv/bin/python tools/check_script_types.py

The pages' scripts and the service workers know different parts of a browser, so each have settings
of their own. Exit codes: 0 no error, or TypeScript is missing; 1 errors, which are printed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TSC = ROOT / ".venv" / "typescript" / "node_modules" / "typescript" / "bin" / "tsc"
SETTINGS = ("tsconfig.json", "tsconfig.worker.json")


def main() -> int:
    """Check both groups of scripts. Return the exit code."""
    node = shutil.which("node")
    if node is None or not TSC.is_file():
        print("The types of the scripts are not checked: TypeScript needs node and npm.")
        return 0
    checks = [
        subprocess.run([node, str(TSC), "--project", str(ROOT / name)], check=False)  # noqa: S603
        for name in SETTINGS
    ]
    return int(any(check.returncode for check in checks))


if __name__ == "__main__":
    sys.exit(main())
