"""What a release is made of is listed, and vendored files are what was published."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from support.project import PROJECT, load_tool


def test_the_list_names_each_package_and_each_vendored_file() -> None:
    """Every pin with all of its hashes, every file of every part; the same again is the same text."""
    sbom = load_tool("sbom")
    text = sbom.render_sbom(PROJECT)
    data: dict[str, Any] = json.loads(text)

    pins = (PROJECT / "requirements.txt").read_text("utf-8")
    listed = {f"{one['name']}=={one['version']}": one for one in data["components"]}
    for pin in re.findall(r"(?m)^[a-z0-9-]+==[^\s;]+", pins):
        assert pin in listed
    hashes = [p["value"] for one in data["components"] for p in one.get("properties", ())]
    assert set(re.findall("sha256:([0-9a-f]{64})", pins)) <= set(hashes)
    files = [part for one in data["components"] for part in one.get("components", ())]
    for part in files:
        content = (PROJECT / part["name"]).read_bytes()
        assert part["hashes"][0]["content"] == hashlib.sha256(content).hexdigest()
    assert len(files) > 60
    assert sbom.render_sbom(PROJECT) == text
    assert (data["bomFormat"], data["specVersion"]) == ("CycloneDX", "1.6")


def test_no_reference_in_the_list_stands_twice() -> None:
    """Readers of the list refuse one that does."""
    data = json.loads(load_tool("sbom").render_sbom(PROJECT))
    listed = [one["bom-ref"] for one in data["components"]]
    listed += [part["bom-ref"] for one in data["components"] for part in one.get("components", ())]

    assert len(set(listed)) == len(listed)


def test_a_vendored_file_that_was_changed_is_named(tmp_path: Path) -> None:
    """One that differs from its hash, and one that nobody published."""
    vendored = load_tool("vendored")
    for name in ("right.js", "changed.js", "ours.js"):
        (tmp_path / name).write_text(name, "utf-8")
    digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()}
    published = {digests["right.js"]: "package/dist/right.js"}

    lines = dict(
        vendored.compare_files(tmp_path, {"sha256": digests | {"changed.js": "0"}}, published)
    )

    assert lines == {
        "right.js: as published, package/dist/right.js": True,
        "changed.js: CHANGED, it is not what vendor.json says": False,
        "ours.js: NOT in the package as it was published": False,
    }


def test_the_promises_name_the_limits_that_hold() -> None:
    """What SECURITY.md says of time and memory is what the reader's process has."""
    from cx_handbook.audit.reading import limited_process as limits

    said = (PROJECT / "SECURITY.md").read_text("utf-8")

    assert f"{limits.MOST_SECONDS} seconds of processor time for each" in said
    assert f"{limits.SECONDS_ARE_FOR // 1_000_000} MB that were begun" in said
    assert f"{limits.MOST_MEMORY // 1_000_000} MB of memory" in said
