"""Changes to a handbook, written as a patch in a case file."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path
from typing import get_args

from cx_handbook.content.model.danger import Danger

REWRITE = "REWRITE_EXPECTED"  # set in the environment, it writes what is said into the case files


def change_handbook(root: Path, lines: list[str]) -> None:
    """Change a handbook as a case file says.

    `@ FILE` is followed by lines to find (`-`) and to write instead (`+`). After the file may
    stand: `new`, `delete`, `copy OTHER`, or `escaped` when bytes are written as in Python.
    """
    starts = [n for n, line in enumerate(lines) if line.startswith("@ ")]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        name, how, other = read_heading(lines[start])
        old, new = (
            "\n".join(line[1:] for line in lines[start + 1 : end] if line.startswith(sign))
            for sign in "-+"
        )
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        match how:
            case "delete":
                file.unlink()
                continue
            case "new":
                file.write_text(new + "\n", encoding="utf-8")
                continue
            case "copy":
                shutil.copy(root / other, file)
        replace_text(file, old, new, escaped=how == "escaped")


def answer_danger(root: Path) -> None:
    """Let the small handbook have a page for every kind of danger, so that nothing is noticed."""
    kinds = ", ".join(get_args(Danger))
    file = root / "policies/situations/chair-came-broken.yml"
    file.write_text(f"{file.read_text('utf-8')}urgent: true\ndanger: [{kinds}]\n", "utf-8")


def read_heading(line: str) -> tuple[str, str, str]:
    words = line.removeprefix("@ ")
    for how in ("new", "delete", "escaped"):
        if words.endswith(f" {how}"):
            return words.removesuffix(f" {how}"), how, ""
    name, copied, other = words.partition(" copy ")
    return name, "copy" if copied else "", other


def replace_text(file: Path, old: str, new: str, *, escaped: bool) -> None:
    if not old:
        return
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    before, after = text.split(old)
    if not new:  # the line goes with its text
        before, after = before[: before.rfind("\n") + 1], after.removeprefix("\n")
    raw = codecs.escape_decode(new.encode())[0] if escaped else new.encode()
    assert isinstance(raw, bytes)
    file.write_bytes(before.encode() + raw + after.encode())
