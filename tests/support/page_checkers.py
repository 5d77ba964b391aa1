"""Other people's checkers of pages: html-validate, the Nu checker and IBM's accessibility engine.

They come by npm, and the Nu checker needs Java. Where one is missing it finds nothing, and set-up has
said so (`tools/setup.py`).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page

from support.project import PROJECT

PACKAGES = PROJECT / ".venv" / "page-checkers" / "node_modules"
HTML_VALIDATE = PACKAGES / "html-validate" / "bin" / "html-validate.mjs"
NU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
IBM = PACKAGES / "accessibility-checker-engine" / "ace.js"

# All rules that html-validate recommends, but for these.
LEFT_OUT: dict[str, Any] = {
    # The theme's templates leave blanks at the ends of lines and write the doctype small; both are
    # valid, and browsers show the same.
    "no-trailing-whitespace": "off",
    "doctype-style": "off",
    # IDs may begin with any sign in HTML. The theme's begin with a low line, and ours are those of
    # standards and sources, which stand in published addresses.
    "valid-id": ["error", {"relaxed": True}],
    # A title is as long as the page's and the company's names are; no search engine cuts it off,
    # because they are asked to stay away.
    "long-title": "off",
    # Our forms keep each entry at once, and two of the theme's only switch: nothing is submitted.
    "wcag/h32": "off",
    # A region that scrolls is a `div` with a role, name and tab stop: the same to assistive technology.
    "prefer-native-element": "off",
    # A list may have a name (ARIA 1.2); the rule only advises against it.
    "aria-label-misuse": "off",
    # The number is in a box of its own that does not break.
    "tel-non-breaking": "off",
}
# What the theme itself does, by what html-validate names: its switches, and its menus within menus.
THEME_BY_RULE = {
    "valid-autocomplete": re.compile(r"#__(drawer|search|toc)$"),
    "unique-landmark": re.compile(r"main > div > div:nth-child\([12]\) > .* nav$|header > nav$"),
}
# The same by the Nu checker: switches with `autocomplete`, and labels of switches that are hidden.
THEME_BY_SOURCE = re.compile(r'<input class="md-(?:toggle|nav__toggle)|<label [^>]*for="__toc"')
# The same by IBM's engine: labels and radio buttons of the theme's switches, and its icons, which it
# puts into buttons and links that have a name.
THEME_BY_SNIPPET = re.compile(r'for="__\w+"|name="__palette"')
THEME_ICON = re.compile(r"/header\[1\]/|/main\[1\]/button\[1\]/|/label\[\d+\]/svg")
# Only what it is sure of: what it calls *potential* asks a person to look, hundreds of times a page.
RUN_IBM = """async () => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    const { results } = await new ace.Checker().check(document, ["WCAG_2_2"]);
    return results
        .filter(({ value }) => value[0] === "VIOLATION" && value[1] === "FAIL")
        .map(({ ruleId, message, snippet, path }) => [ruleId, message, snippet, path.dom]);
}"""


class Fault(NamedTuple):
    """What a checker found: on which page or place, by which rule, and what it says."""

    place: str
    rule: str
    said: str


def run_html_validate(site: Path, folder: Path) -> list[Fault]:
    """Return what html-validate finds on every page of a site, without what is the theme's."""
    node = shutil.which("node")
    if node is None or not HTML_VALIDATE.is_file():
        return []
    settings = folder / "html-validate.json"
    extended = {"root": True, "extends": ["html-validate:recommended"], "rules": LEFT_OUT}
    settings.write_text(json.dumps(extended), "utf-8")
    # Into a file: what it writes to a pipe is cut off where it ends.
    report, pages = folder / "report.json", site / "**" / "*.html"
    subprocess.run(
        [node, HTML_VALIDATE, "--config", settings, "--formatter", f"json={report}", pages],
        check=False, capture_output=True,
    )  # fmt: skip
    reports = json.loads(report.read_bytes())
    return [
        Fault(f"{Path(one['filePath']).relative_to(site)}:{m['line']}", m["ruleId"], m["message"])
        for one in reports
        for m in one["messages"]
        if not is_theme(m["ruleId"], m.get("selector") or "")
    ]


def is_theme(rule: str, selector: str) -> bool:
    return rule in THEME_BY_RULE and bool(THEME_BY_RULE[rule].search(selector))


def run_nu(site: Path) -> list[Fault]:
    """Return the errors that the Nu checker finds on every page, without those of the theme."""
    java = shutil.which("java")
    if java is None or not NU.is_file():
        return []
    done = subprocess.run(
        [java, "-jar", NU, "--errors-only", "--skip-non-html", "--format", "json", site],
        capture_output=True, text=True,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    return [
        Fault(f"{m['url'].rpartition(site.name)[2]}:{m.get('lastLine')}", m["type"], m["message"])
        for m in messages
        if not THEME_BY_SOURCE.search(m.get("extract", ""))
    ]


def run_ibm(page: Page, kinds: Iterable[tuple[str, Path]]) -> list[Fault]:
    """Return what IBM's engine is sure of on pages, all that folds unfolded, without the theme's."""
    if not IBM.is_file():
        return []
    engine = IBM.read_text("utf-8")
    found = []
    for kind, path in kinds:
        page.goto(path.as_uri())
        page.evaluate(engine)
        for rule, said, snippet, place in page.evaluate(RUN_IBM):
            if not THEME_BY_SNIPPET.search(snippet) and not THEME_ICON.search(place):
                found.append(Fault(f"{kind}: {snippet[:100]}", rule, said))
    return found
