"""What `check` says of settings that differ, empty sections, missing grades and other languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.authoring.samples import Sample, list_samples, load_sample
from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.content.notices import find_notices
from cx_handbook.website.pages.all_pages import render_pages
from support.edits import answer_danger
from support.project import CASES, DAY
from support.rendered import render_once

FRENCH = CASES / "french"


def list_said(root: Path, severity: str) -> list[str]:
    return [str(p) for p in examine_content(root, DAY).problems if p.severity == severity]


def test_the_title_of_the_site_names_the_company(handbook_root: Path) -> None:
    """A header that still names the sample is not what staff should see."""
    settings = handbook_root / "mkdocs.yml"
    settings.write_text("site_name: Northgate Home\ntheme:\n  name: material\n", "utf-8")

    assert list_said(handbook_root, "warning")[2:] == [
        "mkdocs.yml:1:1: warning: site_name: ‘Northgate Home’ does not name the company, which is "
        "Example Shop; write site_name: Example Shop · Handbook, or what you call it with the "
        "company's name"
    ]
    settings.write_text("site_name: Guide of the EXAMPLE SHOP\ntheme: material\n", "utf-8")
    assert len(list_said(handbook_root, "warning")) == 2


def test_the_theme_speaks_the_language_of_the_company(handbook_root: Path) -> None:
    """The region does not matter, the language does."""
    settings = handbook_root / "mkdocs.yml"
    text = "site_name: Example Shop\ntheme:\n  name: material\n  language: fr\n"
    settings.write_text(text, "utf-8")

    assert list_said(handbook_root, "warning")[2:] == [
        "mkdocs.yml:4:3: warning: theme.language: the theme speaks fr, and the company en-GB; write "
        "language: en below theme"
    ]


def test_an_empty_section_is_a_notice(handbook_root: Path) -> None:
    """It may be filled later: nothing stops for it."""
    answer_danger(handbook_root)
    sections = handbook_root / "policies/sections.yml"
    more = "  - {id: later, title: Later, promise: You wait no longer., intro: Some day.}\n"
    sections.write_text(sections.read_text("utf-8") + more, "utf-8")

    assert list_said(handbook_root, "notice") == [
        "policies/sections.yml:22:5: notice: sections.5: no policy is in the section later, and the "
        "home page shows it with none; write one into policies/later/, or take the section out"
    ]


def test_a_checklist_that_never_gives_a_grade_is_named(handbook_root: Path) -> None:
    """It asks about too few factors, and did not say that it gives none."""
    answer_danger(handbook_root)
    daily = handbook_root / "checklists/daily.yml"
    daily.write_text(daily.read_text("utf-8").replace("grade: false\n", ""), "utf-8")

    assert list_said(handbook_root, "notice") == [
        "checklists/daily.yml:1:1: notice: this checklist gives no grade: it asks about tangibles; "
        "pick standards of compliance and of 3 other factors, or write grade: false"
    ]


def test_danger_without_a_page_is_named(handbook_root: Path) -> None:
    """Whoever types what is happening needs a page, and the notice says where to take one from."""
    assert list_said(handbook_root, "notice") == [
        "policies/company.yml:1:1: notice: emergency: no urgent situation says what to do about "
        "self-harm, staff-assault, fire, violence, medical, child or injury, and the finder has no "
        "page for whoever types it; write a situation with urgent: true and danger: [self-harm, "
        "staff-assault, fire, violence, medical, child, injury], or take ours: handbook adopt --from "
        "starter somebody-may-be-hurt situations/speaks-of-ending-their-life "
        "situations/somebody-is-hurt"
    ]

    situation = handbook_root / "policies/situations/chair-came-broken.yml"
    text = situation.read_text("utf-8")
    kinds = "staff-assault, fire, violence, medical, child, injury"
    situation.write_text(f"{text}urgent: true\ndanger: [{kinds}]\n", "utf-8")
    (said,) = list_said(handbook_root, "notice")
    assert "danger: [self-harm], or take ours: handbook adopt --from starter " in said
    assert said.endswith("somebody-may-be-hurt situations/speaks-of-ending-their-life")


def test_the_pages_that_a_notice_names_answer_all_danger(handbook_root: Path) -> None:
    """Its command runs as it stands, once it is told which roles and channels are meant."""
    (said,) = list_said(handbook_root, "notice")
    words = said.partition("or take ours: handbook ")[2].split()
    roles = [f"--role={theirs}=lead" for theirs in ("team-member", "team-lead", "manager")]
    ours = ["--channel=email=", "--channel=in-person=counter", "--section=hard-moments=sorry"]
    adopted = CliRunner().invoke(main, ["--root", str(handbook_root), *words, *roles, *ours])

    assert adopted.exception is None or adopted.exit_code == 1, adopted.output
    assert list_said(handbook_root, "notice") == []
    assert list_said(handbook_root, "error") == []


@pytest.mark.parametrize("sample", list_samples(), ids=lambda sample: sample.name)
def test_every_sample_has_a_page_for_every_danger(sample: Sample) -> None:
    """Whoever begins with one has the pages; the empty one says what is missing."""
    said = [fault for fault in find_notices(load_sample(sample), None) if "danger" in fault.instead]

    assert bool(said) is (sample.name == "empty")


def test_a_handbook_in_french_has_no_problem() -> None:
    """A listening policy, long sentences and «malheureusement» pass: those rules know only English."""
    assert list_said(FRENCH, "error") == []
    assert list_said(FRENCH, "notice") == [
        "policies/company.yml:3:1: notice: language: your texts, dates and money are in fr-FR; "
        "headings, buttons, lengths of time, weekdays and sheets stay English, and rules that know "
        "only English are off; there is nothing to change"
    ]


def test_each_part_of_a_page_says_its_language() -> None:
    """The company's words carry its language, and what stands around them is English."""
    pages = {page.path: page for page in render_pages(load_handbook(FRENCH), DAY)}
    policy = str(pages["ecoute/histoire-entiere.html"].html)

    assert policy.startswith('<div lang="en">')
    assert '<span lang="fr-FR">Toute l\'histoire</span></h1>' in policy
    assert '<h2 id="steps">What to do and say</h2>' in policy
    assert '<span lang="fr-FR">La demande est relue avant de raccrocher.</span>' in policy
    assert '<span lang="fr-FR">Téléphone</span>' in policy
    assert not any('="&lt;span' in page.html for page in pages.values())


def test_an_english_page_is_not_marked(handbook: Handbook) -> None:
    """The whole document says that it is English, so its parts need not."""
    assert not any(" lang=" in page.html for page in render_once(handbook))
