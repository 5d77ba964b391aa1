"""The files of a handbook's folder that are the program's: settings, check, editor, first README."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from cx_handbook.authoring.yaml_edit import quote_if_needed, replace_field
from cx_handbook.content.notices import SETTINGS
from cx_handbook.shipped import find_shipped

RECORD = ".handbook.json"
"""Which files of the program's were written, and what they held: so that an upgrade changes no others."""
_TEMPLATES = Path(__file__).parents[1] / "templates" / "new_handbook"
# Named without the dots that would hide them from whoever reads the package.
_FILES = {
    "readme.md": "README.md",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/handbook.yml",
    "editor-settings.json": ".vscode/settings.json",
    "editor-extensions.json": ".vscode/extensions.json",
    "own-pages.md": "docs/README.md",
}
_THEME_LANGUAGE = re.compile(r"^(  language:) .*$", re.MULTILINE)


@dataclass(frozen=True)
class ProgramFiles:
    """What fills them in: the company's name and language, the sample's label, what pip installs."""

    name: str
    language: str
    sample: str
    origin: str

    def render_all(self) -> dict[str, str]:
        """Return the text of each file by its name, the record of them included."""
        files = self.render()
        return files | {RECORD: self.write_record(files)}

    def render(self) -> dict[str, str]:
        """Return the text of each file by its name."""
        values = {"name": self.name, "origin": self.origin, "sample": self.sample}
        files = {
            target: Template((_TEMPLATES / source).read_text("utf-8")).substitute(values)
            for source, target in _FILES.items()
        }
        # One copy for all samples: ours at the root.
        settings = find_shipped(f"samples/{SETTINGS}", SETTINGS).read_text("utf-8")
        return files | {SETTINGS: self._fill_settings(settings)}

    def write_record(self, files: Mapping[str, str]) -> str:
        """Return the text of the record for files as they were written."""
        digests = {name: digest(text.encode()) for name, text in files.items()}
        record = {"files": digests, "sample": self.sample}
        return json.dumps(record, indent=2, sort_keys=True) + "\n"

    def _fill_settings(self, text: str) -> str:
        """Return `mkdocs.yml` with the company's name and language, and without what is ours alone."""
        title = quote_if_needed(f"{self.name} · Handbook")
        text = replace_field(text, "site_name", [f"site_name: {title}"])
        text = text.replace("https://git.example.com/northgate/handbook/", "https://example.com/")
        # The report of a year that was made up belongs to the sample.
        text = text.replace("      reports: true #", "      reports: false #")
        text = re.sub(r"      report_title: Sample report #.*\n", "", text)
        text = replace_field(text, "exclude_docs", ["exclude_docs: README.md"])
        return _THEME_LANGUAGE.sub(rf"\1 {self.language.partition('-')[0]}", text)


def digest(content: bytes) -> str:
    """Return what tells a file from another one, whatever its line ends: git may change them."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def read_record(root: Path) -> tuple[dict[str, str], str]:
    """Return the digests of the program's files as they were written, and the sample they came with.

    Both are empty where nothing says so.
    """
    try:
        record = json.loads((root / RECORD).read_bytes())
        files = {str(name): str(value) for name, value in record["files"].items()}
        return files, str(record["sample"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A handbook that was begun by hand, or a record that somebody has damaged.
        return {}, ""
