"""A handbook in French: each title and each sentence around it says in which language it is."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cx_handbook.website.mkdocs.build import build_site
from support.project import CASES, Shared

pytestmark = pytest.mark.build

SETTINGS = """\
site_name: Clinique du Rhône
theme:
  name: material
  font: false
  language: fr
  features: [navigation.tabs]
plugins: [search, offline, handbook: {pdf: false}]
nav: [how-to-use.md, Pour nous: [notes.md]]
"""
WITHOUT_END = {"br", "circle", "hr", "img", "input", "line", "link", "meta", "path", "rect"}


class SpokenText(HTMLParser):
    """Reads a page as a screen reader does: each text with the main language that holds for it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.languages: dict[str, set[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or self.open[-1][1]
        if tag not in WITHOUT_END:
            self.open.append((tag, language.partition("-")[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that ends at once holds no text."""

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1]
        if (text := " ".join(data.split())) and tag not in ("script", "style", "title"):
            self.languages.setdefault(text, set()).add(language)


def build_french(folder: Path) -> None:
    root = folder / "handbook"
    shutil.copytree(CASES / "french", root)
    (root / "docs").mkdir()
    (root / "docs/notes.md").write_text("# Nos notes\n\nLa clé est au comptoir.\n", "utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    build_site(root, lambda _: None, lambda _: None)


@pytest.fixture(scope="module")
def french_site(shared: Shared) -> Path:
    return shared("french", build_french) / "handbook/site"


@pytest.mark.parametrize(
    ("page", "english", "french"),
    [
        (
            "ecoute/histoire-entiere.html",
            {"Policies", "Phrasebook", "Guide", "What to do and say", "What did they say?"},
            {"Écouter", "Toute l'histoire", "Table des matières", "20 novembre 2026", "Accueil"},
        ),
        ("ecoute/all.html", {": all pages"}, {"Écouter"}),
        ("scoring.html", {"How we score", "House rules", "The gate"}, {"Pour nous"}),
        ("company.html", {"Who and when", "Where we work"}, {"Lyon", "Clinique du Rhône"}),
        ("checklists/print/mensuel.html", {"How to mark"}, {"Contrôle du mois", "Les appels"}),
        (
            "checklists/print/words-ecoute.html",
            {"Words to say:"},
            {"Vous racontez votre histoire une seule fois.", "Écouter", "Toute l'histoire"},
        ),
        (
            "how-to-use.html",
            {"How to use this handbook", "Managers: with a month behind you"},
            set(),
        ),
        ("notes.html", {"Guide"}, {"Pour nous", "Nos notes", "La clé est au comptoir."}),
        ("404.html", {"This page is not here", "Situations"}, {"Initialisation de la recherche"}),
    ],
)
def test_each_part_is_read_in_its_language(
    french_site: Path, page: str, english: set[str], french: set[str]
) -> None:
    """Navigation, tabs, contents, headings, sheets and the guide, ours in English and theirs in French."""
    said = SpokenText((french_site / page).read_text("utf-8")).languages

    assert {text: said.get(text) for text in english} == {text: {"en"} for text in english}
    assert {text: said.get(text) for text in french} == {text: {"fr"} for text in french}
