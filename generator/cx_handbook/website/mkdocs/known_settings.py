"""Which settings of mkdocs.yml let a site be renewed page by page, and all that a host makes of it.

What MkDocs, its theme and the known plugins read is the settings, the hand-written pages, and what our
plugin tells them. Settings that let in anything else (hooks, other plugins, files from elsewhere, the
environment) are not known, and then each build makes all pages anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook.audit.mailbox.write_once import FOLDER as AUDITS
from cx_handbook.content.file_layout import CHECKLISTS, LOGS, POLICIES
from cx_handbook.content.model import Handbook
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.website.finder.meaning.vectors import KEPT, can_encode
from cx_handbook.website.folder_digest import digest_folders
from cx_handbook.website.page_keys import NO_KEY, digest_company

DOCS = "docs"
_SETTINGS = {
    "copyright", "docs_dir", "draft_docs", "edit_uri", "edit_uri_template", "exclude_docs", "extra",
    "extra_css", "extra_javascript", "markdown_extensions", "nav", "not_in_nav", "plugins",
    "repo_name", "repo_url", "site_author", "site_description", "site_name", "site_url", "strict",
    "theme", "use_directory_urls", "validation", "watch",
}  # fmt: skip
_PLUGINS = {"handbook", "offline", "material/offline", "search", "material/search"}
_OF_SEARCH = {"enabled", "fields", "lang", "pipeline", "separator"}
# None of them reads a file, nor asks the machine anything.
_EXTENSIONS = {
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code", "footnotes",
    "md_in_html", "meta", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys",
    "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.tilde", "sane_lists", "smarty", "tables", "toc",
}  # fmt: skip
# A tag, such as !ENV, fetches a value from elsewhere.
_TAG = re.compile(rb"(?:^|[\s\[{,:-])![!A-Za-z<]")


class InputDigests(NamedTuple):
    """What stands for the files that a site is made of; empty where one cannot be read.

    `content` stands for all but the host's; `around` for its settings, its hand-written pages and the
    day as it knows it.
    """

    content: str
    around: str


@dataclass(frozen=True)
class SiteState:
    """What a site is to be built of. `inputs` stand for all files as they were before any was read."""

    root: Path
    handbook: Handbook
    today: date
    inputs: InputDigests

    @cached_property
    def host(self) -> str:
        """What stands for all that is around the pages; empty where it is not known."""
        told = (*digest_company(self.handbook.company, self.handbook), self.inputs.around)
        return NO_KEY if NO_KEY in told else sha256(repr((told, self.today)).encode()).hexdigest()


def digest_inputs(root: Path) -> InputDigests:
    """Return what stands for every file that a build reads, as they are now."""
    # MkDocs takes the day from its own clock, which may be that of another time zone.
    days = datetime.now(UTC).date(), os.environ.get("SOURCE_DATE_EPOCH")
    return InputDigests(
        digest_folders(root, (POLICIES, CHECKLISTS, LOGS, AUDITS, KEPT), can_encode()),
        digest_folders(root, (SETTINGS, DOCS), days),
    )


def are_known(raw: bytes) -> bool:
    """Tell whether mkdocs.yml has nothing in it but what we know to read no other file."""
    file = parse_yaml(raw, SETTINGS)
    data = file.data
    if file.problems or _TAG.search(raw):
        return False
    if (
        not isinstance(data, dict)
        or not set(data) <= _SETTINGS
        or data.get("docs_dir", DOCS) != DOCS
    ):
        return False
    theme = data.get("theme")
    if not isinstance(theme, dict) or theme.get("name") != "material" or theme.get("custom_dir"):
        return False
    plugins = _list_named(data.get("plugins"))
    searches = [options or {} for name, options in plugins.items() if name.endswith("search")]
    return (
        "handbook" in plugins
        and set(plugins) <= _PLUGINS
        and all(isinstance(one, dict) and set(one) <= _OF_SEARCH for one in searches)
        and set(_list_named(data.get("markdown_extensions") or [])) <= _EXTENSIONS
    )


def _list_named(entries: Any) -> dict[str, Any]:
    """Return plugins or extensions by their names; what is written otherwise has a name nobody knows."""
    if isinstance(entries, dict):
        return {str(name): options for name, options in entries.items()}
    if not isinstance(entries, list):
        return {"?": None}
    found: dict[str, Any] = {}
    for entry in entries:
        found |= entry if isinstance(entry, dict) else {str(entry): None}
    return {str(name): options for name, options in found.items()}
