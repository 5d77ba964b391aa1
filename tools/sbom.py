"""Write what a release is made of as a CycloneDX list: pinned packages with hashes, and vendored files.

    .venv/bin/python tools/sbom.py [FILE]

Without FILE it is printed. Made from requirements.txt and the vendor.json files alone, so that the same
release gives the same bytes; nothing is asked of the network.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = "requirements.txt"
# What travels in the package; tests/vendor/ does not.
VENDORED = (
    "generator/cx_handbook/static/vendor",
    "generator/cx_handbook/website/finder/data/vendor",
)
# https://cyclonedx.org/docs/1.6/json/
SPEC_VERSION = "1.6"
_PIN = re.compile(r"(?m)^([a-z0-9-]+)==([^\s;]+)(?: ; ([^\\\n]+?))?(?: \\)?\n((?: {4}.*\n)*)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

Data = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the list. Return the exit code."""
    text = render_sbom(ROOT)
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def render_sbom(root: Path) -> str:
    """Return the list as JSON; the same pins and vendored files give the same text."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    own = f"pkg:pypi/{name}@{version}"
    components = [*_list_packages(root), *_list_vendored(root)]
    # Named by what stands in it, not by chance and not by the clock.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([own, components], sort_keys=True))
    data = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC_VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": name, "version": version,
                "purl": own, "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in components]}],
    }  # fmt: skip
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n"


def _list_packages(root: Path) -> Iterator[Data]:
    """Yield each pinned package with the hashes of the files that may be installed."""
    seen: set[str] = set()
    for name, version, marker, below in _PIN.findall((root / REQUIREMENTS).read_text("utf-8")):
        purl = f"pkg:pypi/{name}@{version}"
        # Some systems take another version, and one may be listed for several of them.
        if purl in seen:
            continue
        seen.add(purl)
        found: Data = {
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
        }  # fmt: skip
        properties = [
            {"name": "cx-handbook:sha256", "value": digest} for digest in _HASH.findall(below)
        ]
        if marker:
            properties.append({"name": "cx-handbook:only-where", "value": marker})
        yield {**found, "properties": properties}


def _list_vendored(root: Path) -> Iterator[Data]:
    """Yield each vendored part with its files and their hashes."""
    for folder in VENDORED:
        for part in json.loads((root / folder / "vendor.json").read_text(encoding="utf-8")):
            name, version = part["package"], part["version"]
            purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
            yield {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "purl": purl,
                "licenses": [{"license": {"id": part["licence"]}}],
                "components": [
                    {
                        "type": "file",
                        "bom-ref": f"{purl}#{file}",
                        "name": f"{folder}/{part['folder']}/{file}",
                        "hashes": [{"alg": "SHA-256", "content": digest}],
                    }
                    for file, digest in part["sha256"].items()
                ],
            }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
