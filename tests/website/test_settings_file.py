"""The settings in mkdocs.yml, read without MkDocs: what is taken, and what is wrong with them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website.mkdocs.plugin import HandbookConfig
from cx_handbook.website.settings_file import _OPTIONS, SiteSettings, read_site_settings
from cx_handbook.website.site_files import SiteOptions
from support.project import PROJECT


def read(root: Path, text: str) -> SiteSettings:
    (root / "mkdocs.yml").write_text(text, "utf-8")
    return read_site_settings(root)


def test_the_shipped_settings_are_read_whole() -> None:
    """Nothing of them is left out of an export."""
    settings = read_site_settings(PROJECT)

    assert settings.left_out == ()
    assert settings.title == "Northgate Home · Customer handbook"
    assert settings.exclude == ("architecture.md", "decisions/")
    assert settings.extensions["toc"] == {"permalink": True}
    assert settings.options == SiteOptions(reports=True, report_title="Sample report")


def test_options_are_those_of_the_plugin() -> None:
    """The same names, with the same values where none is written."""
    plugin = dict(HandbookConfig()._schema)
    assert set(plugin) == set(_OPTIONS)

    defaults = asdict(SiteOptions())
    for name, option in plugin.items():
        ours = {"pdf": "pdfs"}.get(name, name)
        expected = defaults.get(ours, False)
        assert option.default == (list(expected) if expected == () else expected), name


def test_a_day_and_words_are_taken(tmp_path: Path) -> None:
    """The day of a report, and what other plugins and the theme are asked for."""
    settings = read(
        tmp_path,
        "site_name: A\nplugins:\n  - tags\n  - handbook: {report_day: 2026-11-02, guide: More}\n"
        "theme: {name: material, custom_dir: own}\nextra: {social: []}\nrepo_url: https://x.example\n",
    )

    assert settings.options.report_day == date(2026, 11, 2)
    assert settings.options.guide == "More"
    assert settings.left_out == ("plugins: tags", "repo_url:", "extra: social", "theme: custom_dir")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", ["mkdocs.yml:1:1: this is no list of settings; write site_name: and a title"]),
        (
            "site_name: 3\nnav: x\n",
            [
                "mkdocs.yml:1:1: site_name: 3 is no text; write a text",
                "mkdocs.yml:2:1: nav: this is no list; begin each entry with a hyphen",
                "mkdocs.yml:1:1: plugins: the handbook is not among them; add - handbook",
            ],
        ),
        (
            "plugins:\n  - search\n  - handbook:\n"
            "      pdf: maybe\n      report_day: soon\n      pfd: true\n",
            [
                "mkdocs.yml:4:7: plugins.1.handbook.pdf: ‘maybe’ does not fit; write true or false",
                "mkdocs.yml:5:7: plugins.1.handbook.report_day: ‘soon’ is no day; write a day such as "
                "2026-11-02",
                "mkdocs.yml:6:7: plugins.1.handbook.pfd: there is no option pfd; write one of noindex, "
                "offline, pdf, edit, meaning, reports, guide, report_title, framed_by, report_day",
            ],
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, text: str, expected: list[str]) -> None:
    """Each with its place, and what to write instead."""
    with pytest.raises(HandbookError) as caught:
        read(tmp_path, text)

    assert sorted(str(problem) for problem in caught.value.problems) == sorted(expected)


def test_a_folder_without_settings_says_where_they_come_from(tmp_path: Path) -> None:
    """As for a build."""
    with pytest.raises(CannotRunError, match="copy the one that handbook init writes"):
        read_site_settings(tmp_path)
