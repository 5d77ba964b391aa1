"""Whatever an author types comes out as text: on pages, in the search, on sheets."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS, Paper
from cx_handbook.documents.printing import render_documents, render_training_sheets
from cx_handbook.website.context import DownloadLinks
from cx_handbook.website.mkdocs.build import build_site
from cx_handbook.website.pages.all_pages import render_pages
from support.depth import WHOLE, choose_some
from support.hostile import HOSTILE, WORD, hostile_handbook, spoiled_fields
from support.project import PROJECT

LINK = re.compile(r"(https?://|mailto:|tel:|#|[\w./-]+(#[\w-]+)?$)")
OURS = re.compile(r"(\.\./)*assets/handbook/([a-z_]+|audit/[a-z]+)\.js")
DAY = date(2026, 11, 21)


class Danger(HTMLParser):
    """Gathers what could run, load or mislead, and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base") or (tag == "img" and "onerror" in given):
            self.found.append(tag)
        if tag == "form" and not {"action", "formaction"}.isdisjoint(given):
            self.found.append(tag)
        data = given.get("type") == "application/json"  # which no browser runs
        if tag == "script" and not data and not OURS.fullmatch(given.get("src") or ""):
            self.found.append("script")
        self.found.extend(name for name in given if name.startswith("on"))
        self.found.extend(
            f"{name}={value[:40]}"
            for name in ("href", "src")
            if (value := given.get(name))
            and not value.startswith("data:image/")
            and not LINK.match(value)
        )

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _danger(html: str) -> Danger:
    parser = Danger()
    parser.feed(html)
    parser.close()
    return parser


@pytest.fixture(scope="module")
def hostile(handbook: Handbook) -> Handbook:
    """Return the small handbook with every text spoiled."""
    return hostile_handbook(handbook)


def test_most_fields_of_a_policy_take_any_text(handbook: Handbook) -> None:
    """The hostile text really is in the handbook: titles, promises, words, rules, questions."""
    names = {
        str(part)
        for policy in handbook.policies
        for path in spoiled_fields(policy)
        for part in path
    }

    assert {
        "title", "promise", "why", "customers_say", "do", "say", "avoid", "limits", "rule", "check",
        "look_at", "if_not", "situation", "customer", "staff", "lesson", "decided", "reason", "offer",
        "value", "because", "never_say", "no_news", "then", "when", "ask_first", "read_back",
    } <= names  # fmt: skip


def test_hostile_text_on_a_page_is_text(hostile: Handbook) -> None:
    """No page gains an element, a handler, a script link or a computed value from a field."""
    for page in render_pages(hostile, DAY, DownloadLinks()):
        seen = _danger(page.html)
        text = "".join(seen.words)

        assert seen.found == [], page.path
        # 49 is what {{ 7*7 }} would be. A fingerprint may have these digits by chance.
        assert "49" not in re.sub("[0-9a-f]{64}", "", text), page.path
        if not page.path.startswith(("scoring", "phrasebook", "rules/")):
            assert "<script>pwned=1</script>" in text, page.path


@pytest.mark.parametrize("paper", PAPERS)
def test_hostile_text_on_a_sheet_is_text(hostile: Handbook, paper: Paper) -> None:
    """The same holds for all that is printed, logs and packs included."""
    training = render_training_sheets(hostile, None, paper=paper)
    for sheet in (*render_documents(hostile, paper=paper), *training):
        assert [f for f in _danger(sheet.html).found if f != "script"] == [], sheet.name


@pytest.mark.build
@pytest.mark.parametrize("whole", WHOLE)
def test_hostile_text_does_not_run_in_a_browser(
    handbook: Handbook, handbook_root: Path, chromium: Browser, whole: bool
) -> None:
    """Built for real and opened in a browser, nothing runs, loads or widens the page."""
    _spoil_files(handbook, handbook_root)
    site = build_site(handbook_root, lambda _: None, lambda _: None).parent
    context = chromium.new_context(viewport={"width": 390, "height": 800}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in choose_some(sorted(site.rglob("*.html")), whole, every=3):
        page.goto(path.as_uri())
        assert page.evaluate("typeof pwned") == "undefined", path
        if "print" not in path.parts:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("s")
    page.keyboard.type("right to left")
    page.wait_for_selector(".md-search-result__item")

    assert page.evaluate("typeof pwned") == "undefined"
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()


def _spoil_files(handbook: Handbook, root: Path) -> None:
    """Write the spoiled records back as YAML, and a site around them."""
    hostile = hostile_handbook(handbook)
    records = [hostile.company, hostile.sections, hostile.sources, hostile.quiz]
    records += [*hostile.policies, *hostile.situations, *hostile.checklists]
    longest = hostile.policies[0]
    for record in (*records, *hostile.cases, *hostile.role_plays):
        data = record.model_dump(mode="json", exclude_none=True)
        text = yaml.safe_dump(data, allow_unicode=True, default_style='"')
        text = re.sub(r'!!(?:int|float|bool) "([^"]*)"', r"\1", text)
        if record is not longest:
            # Ten screens wide is as hard to fit as two hundred, and laid out in a tenth of the time.
            text = text.replace(WORD, WORD[:500])
        # In words to say this is a blank that is not known, and no build comes of it.
        text = text.replace("{% raw %}", "")
        (root / record.file).write_text(text, encoding="utf-8")
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (root / "mkdocs.yml").write_text(settings.replace("pdf: true", "pdf: false"), encoding="utf-8")
    (root / "docs").mkdir()
    assert HOSTILE.split()[0] in (root / hostile.policies[0].file).read_text("utf-8")
