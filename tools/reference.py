"""Write the pages below docs/reference/ anew: `make docs`."""

from __future__ import annotations

from pathlib import Path

from cx_handbook.authoring.reference_pages import generate_pages
from cx_handbook.cli.main import main

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    for name, text in generate_pages(main).items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
