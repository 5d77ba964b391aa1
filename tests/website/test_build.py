"""Building: strict, beside the old site, and in its place only when all went well."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.cli.main import main
from cx_handbook.content import settled
from cx_handbook.content.examination import Examination
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.parsed_files import ParsedFiles
from cx_handbook.documents.pdf import renderer
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website.mkdocs import plugin as site_plugin
from cx_handbook.website.mkdocs.build import build_site
from cx_handbook.website.mkdocs.plugin import HandbookPlugin
from support.folders import snapshot
from support.project import copy_small_handbook

pytestmark = pytest.mark.build

BROKEN = ("promise: ", "promisse: ")


def quiet(_: str) -> None:
    """Hear nothing."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the small handbook with the shipped settings, without PDFs."""
    return copy_small_handbook(tmp_path / "handbook")


@pytest.fixture
def built(small_build: Path, tmp_path: Path) -> Path:
    """Return a copy of the small handbook that has been built, to change and to build again."""
    return shutil.copytree(small_build, tmp_path / "handbook")


def spoil(project: Path) -> Path:
    """Mistype a field of one policy, and return its file."""
    path = next(
        path
        for path in sorted((project / "policies").glob("*/*.yml"))
        if "situations" not in path.parts
    )
    path.write_text(path.read_text("utf-8").replace(*BROKEN, 1), "utf-8")
    return path


def test_each_checklist_has_a_spreadsheet(small_build: Path) -> None:
    """A workbook lies beside the sheets of each checklist, and its page leads there."""
    site = small_build / "site"
    for checklist in load_handbook(small_build).checklists:
        address = f"print/{checklist.slug}.xlsx"
        page = (site / "checklists" / f"{checklist.slug}.html").read_text("utf-8")
        assert f'href="{address}">Spreadsheet</a>' in page
        content = (site / "checklists" / address).read_bytes()
        assert read_workbook(content).form in {
            form.fingerprint for form in load_handbook(small_build).issued
        }


def test_the_command_says_what_to_open(project: Path) -> None:
    """`handbook build` ends with the address of the site's first page, which is there."""
    result = CliRunner().invoke(main, ["--root", str(project), "build"])

    assert result.exit_code == 0, result.output
    assert (project / "site/index.html").as_uri() in result.output.splitlines()[-1]
    assert (project / "site/index.html").is_file()
    assert [path.name for path in project.iterdir() if path.name.startswith(".")] == [".cache"]


def test_the_command_shows_the_warnings_that_remain(project: Path) -> None:
    """A review that is overdue is named though the site is built; issued forms need no warning."""
    policy = project / "policies/calls/ring-back.yml"
    text = re.sub(r"reviewed: .*", "reviewed: 2020-01-01", policy.read_text("utf-8"), count=1)
    policy.write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["--root", str(project), "build"])

    assert result.exit_code == 0, result.output
    assert "ring-back.yml" in result.output
    assert "warning: reviewed: the next review was due by" in result.output
    assert "never issued" not in result.output


def test_unfinished_text_stops_a_build(project: Path) -> None:
    """What a skeleton had is not published: the command names the place and writes nothing."""
    policy = project / "policies/calls/ring-back.yml"
    text = re.sub(r"title: .*", 'title: "Write: a title."', policy.read_text("utf-8"), count=1)
    policy.write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["--root", str(project), "build"])

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "policies/calls/ring-back.yml:1:1: title: this is still the text of the skeleton; write your "
        "own, or remove it",
        "1 problem",
    ]
    assert not (project / "site").exists()


def test_a_build_reads_the_content_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command and the plugin share what was read; issued forms change no other warning."""
    read = []

    def count(root: Path, day: date, parsed: ParsedFiles, findings: KeptFindings) -> Examination:
        read.append(root)
        return examine_content(root, day, parsed, findings)

    monkeypatch.setattr(settled, "examine_content", count)
    monkeypatch.setattr(site_plugin, "examine_content", count)
    build_site(project, quiet, quiet)

    assert read == [project]


def test_what_an_earlier_build_kept_changes_no_byte(project: Path) -> None:
    """A build that takes over what was parsed and found gives the site of one that makes all anew."""
    home = build_site(project, quiet, quiet, fresh=True)
    first = snapshot(home.parent)
    kept = {path.name for path in (project / ".cache").iterdir()}
    build_site(project, quiet, quiet)

    assert snapshot(home.parent) == first
    assert kept == {
        "built-site.txt", "facts-of-texts.txt", "found-in-files.txt", "made", "parsed-yaml.txt",
    }  # fmt: skip


def test_a_problem_leaves_the_old_site_alone(built: Path) -> None:
    """With a mistyped field the build names it, exits with 1, and the old site stays as it was."""
    before = snapshot(built / "site")
    spoiled = spoil(built)
    result = CliRunner().invoke(main, ["--root", str(built), "build"])

    assert result.exit_code == 1
    assert f"{spoiled.relative_to(built).as_posix()}:" in result.output
    assert "promisse: there is no such field; did you mean promise?" in result.output
    assert snapshot(built / "site") == before
    assert sorted(path.name for path in built.iterdir()) == [
        ".cache", "checklists", "docs", "logs", "meaning.txt", "mkdocs.yml",
        "policies", "published.txt", "site",
    ]  # fmt: skip


def test_a_warning_of_the_host_stops_the_build(built: Path) -> None:
    """The build is strict: a dead link on a hand-written page leaves the old site in place."""
    before = snapshot(built / "site")
    shutil.rmtree(built / "checklists/issued")
    (built / "docs/note.md").write_text("# Note\n\n[gone](nowhere.md)\n", "utf-8")
    heard: list[str] = []
    with pytest.raises(CannotRunError, match="the old one is untouched"):
        build_site(built, quiet, heard.append)

    assert any("nowhere.md" in message for message in heard)
    assert snapshot(built / "site") == before
    assert not (built / "checklists/issued").exists()


def stall(project: Path) -> None:
    """Write words that a house rule does not let pass into a file that is otherwise well-formed."""
    policy = project / "policies/offers/sold-out.yml"
    text = policy.read_text("utf-8")
    said = re.search(r"^    say: (.*)$", text, re.MULTILINE)
    assert said
    policy.write_text(text.replace(said[0], "    say: I'll see what I can do.", 1), "utf-8")


def test_a_broken_house_rule_stops_the_build(built: Path) -> None:
    """The old site stays, and the message ends with the rule's name."""
    before = snapshot(built / "site")
    stall(built)
    with pytest.raises(HandbookError, match=r"\[words-that-stall\]"):
        build_site(built, quiet, quiet)

    assert snapshot(built / "site") == before


def test_the_preview_shows_a_page_that_breaks_a_house_rule(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Authors see the page while they mend it, and hear what is wrong with it."""
    stall(project)
    plugin = HandbookPlugin()
    plugin.root, plugin.serving = project, True
    with caplog.at_level("INFO", logger="mkdocs"):
        assert plugin._read_content().policies

    assert any("[words-that-stall]" in record.getMessage() for record in caplog.records)


def test_a_page_that_is_gone_is_gone_from_the_site(project: Path) -> None:
    """A new site replaces the old one whole: nothing of a removed situation stays."""
    first = next((project / "policies/situations").glob("*.yml"))
    situation = first.with_stem("for-a-day")
    situation.write_bytes(first.read_bytes())
    build_site(project, quiet, quiet)
    page = project / f"site/situations/{situation.stem}.html"
    assert page.is_file()
    situation.unlink()
    build_site(project, quiet, quiet)

    assert not page.exists()


def test_building_issues_each_form_once(built: Path) -> None:
    """The first build writes the forms it hands out; a second one adds nothing."""
    first = snapshot(built / "checklists/issued")
    build_site(built, quiet, quiet)

    assert len(first) == len(load_handbook(built).checklists)
    assert snapshot(built / "checklists/issued") == first
    said = CliRunner().invoke(main, ["--root", str(built), "check"]).output
    # It is small, and its checklist accepts what that brings.
    assert said.endswith(": no problem, 0 warnings, 1 notice, 4 exceptions accepted.\n")


def test_an_issued_form_under_another_name_is_named(built: Path) -> None:
    """Forms whose files were swapped are found out, though each is whole."""
    one, two = sorted((built / "checklists/issued").iterdir())
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)

    assert [problem.wrong.rpartition(": ")[2] for problem in examine_content(built).errors] == [
        "its name is not that of the form in it"
    ] * 2


def test_the_same_content_builds_the_same_bytes(small_build: Path, project: Path) -> None:
    """Two builds of the same day, in two folders, differ in no byte."""
    build_site(project, quiet, quiet)
    first, second = snapshot(small_build / "site"), snapshot(project / "site")
    packed = {"sitemap.xml.gz"}  # gzip writes the hour into its header

    assert {k: v for k, v in first.items() if k not in packed} == {
        k: v for k, v in second.items() if k not in packed
    }


def test_mkdocs_itself_builds_the_site_and_refuses_with_the_same_words(project: Path) -> None:
    """`mkdocs build --strict` works on its own, and a problem stops it before the old site goes."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    good = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    before = snapshot(project / "site")
    spoil(project)
    bad = subprocess.run(command, cwd=project, capture_output=True, text=True)

    assert bad.returncode == 1
    assert str(_errors(project)[0]) in bad.stderr
    assert "Traceback" not in bad.stderr
    assert snapshot(project / "site") == before


def _errors(project: Path) -> tuple[object, ...]:
    with pytest.raises(HandbookError) as caught:
        load_handbook(project)
    return caught.value.problems


def test_without_pango_the_site_is_built_and_says_how_to_get_pdfs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages offer the print view alone, and one line says what to install."""
    settings = (project / "mkdocs.yml").read_text("utf-8")
    assert "pdf: false" in settings
    (project / "mkdocs.yml").write_text(settings.replace("pdf: false", "pdf: true"), "utf-8")

    def missing() -> None:
        raise renderer.MissingPangoError

    monkeypatch.setattr(renderer, "_import_weasyprint", missing)
    result = CliRunner().invoke(main, ["--root", str(project), "build"])

    assert result.exit_code == 0, result.output
    assert sum("libpango-1.0-0" in line for line in result.output.splitlines()) == 1
    page = (project / "site/checklists/daily.html").read_text("utf-8")
    assert "Print view" in page
    assert ".pdf" not in page
    assert list((project / "site").rglob("*.pdf")) == []


def test_a_folder_without_a_handbook_cannot_be_built(tmp_path: Path) -> None:
    """Somewhere else the command says so, and exits with 2."""
    result = CliRunner().invoke(main, ["--root", str(tmp_path), "build"])

    assert result.exit_code == 2
    assert "there is no folder policies" in result.output


def test_without_settings_the_build_says_what_is_missing(project: Path) -> None:
    """A handbook without mkdocs.yml is told apart from one without content."""
    (project / "mkdocs.yml").unlink()
    result = CliRunner().invoke(main, ["--root", str(project), "build"])

    assert result.exit_code == 2
    assert "there is no mkdocs.yml" in result.output


def links(page: Path) -> list[Path]:
    """Return where the local links of a page lead."""
    found = re.findall(r'(?:href|src)="([^"#:?]+)["#?]', page.read_text("utf-8"))
    return [(page.parent / target).resolve() for target in found if not target.startswith("/")]


def test_every_local_link_leads_somewhere(small_build: Path) -> None:
    """Each page and each file that a page names is there."""
    assert list_dead_links(small_build / "site") == []


def test_links_lead_somewhere_without_the_offline_plugin(project: Path) -> None:
    """Pages are files, and every local link is one."""
    settings = project / "mkdocs.yml"
    settings.write_text(re.sub(r" *- offline.*\n", "", settings.read_text("utf-8")), "utf-8")
    assert list_dead_links(build_site(project, quiet, quiet).parent) == []


def list_dead_links(site: Path) -> list[tuple[Path, Path]]:
    """Return pages with the places to which they lead and where nothing is."""
    targets = [(page, target) for page in site.rglob("*.html") for target in links(page)]
    assert len(targets) > 1000
    return [
        (page, target)
        for page, target in targets
        if not target.is_file() and not (target / "index.html").is_file()
    ]


def test_hollow_sections_and_a_missing_search_do_no_harm(project: Path) -> None:
    """Settings that the theme accepts build as well."""
    settings = project / "mkdocs.yml"
    text = re.sub(r"  - search:\n(?:      .*\n)+", "", settings.read_text("utf-8"))
    settings.write_text(f"{text}\nnav:\n  - Empty: []\n", "utf-8")
    site = build_site(project, quiet, quiet).parent

    assert "Empty" not in (site / "index.html").read_text("utf-8")


def test_pages_that_no_settings_name_are_built(project: Path) -> None:
    """Without a nav, hand-written pages stand after the handbook's own."""
    (project / "docs/hello.md").write_text("# Hello\n", "utf-8")
    site = build_site(project, quiet, quiet).parent

    assert "hello.html" in (site / "scoring.html").read_text("utf-8")
    assert (site / "hello.html").is_file()


def test_a_page_with_an_address_of_ours_is_refused(project: Path) -> None:
    """A hand-written page is never swallowed by one of the handbook's."""
    (project / "docs/scoring.md").write_text("# Ours\n", "utf-8")
    heard: list[str] = []
    with pytest.raises(CannotRunError):
        build_site(project, quiet, heard.append)

    assert any("docs/scoring.md has the address of a page" in message for message in heard)


def test_a_file_in_the_sites_place_is_left_alone(project: Path) -> None:
    """What is not a folder was not built by us."""
    (project / "site").write_text("mine", "utf-8")
    with pytest.raises(CannotRunError, match="is a file; move it away"):
        build_site(project, quiet, quiet)

    assert (project / "site").read_text("utf-8") == "mine"


def test_a_link_in_the_sites_place_is_followed(project: Path, tmp_path: Path) -> None:
    """A site that lies on a share stays a link, and the share gets the new pages."""
    share = tmp_path / "share"
    share.mkdir()
    (project / "site").symlink_to(share)
    build_site(project, quiet, quiet)

    assert (project / "site").is_symlink()
    assert (share / "index.html").is_file()


def test_settings_without_the_plugin_are_told(project: Path) -> None:
    """A site without the handbook is no handbook."""
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").partition("  - handbook")[0], "utf-8")
    (project / "docs/page.md").write_text("# A page\n", "utf-8")
    with pytest.raises(CannotRunError, match="does not name the handbook plugin"):
        build_site(project, quiet, quiet)


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "1_000", "\u0661\u0662", "9" * 13])
def test_a_date_that_is_none_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """SOURCE_DATE_EPOCH is said to be wrong instead of a traceback."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    with pytest.raises(CannotRunError, match="SOURCE_DATE_EPOCH is not a number"):
        build_site(project, quiet, quiet)


def test_noindex_can_be_switched_off(project: Path) -> None:
    """A handbook that wants to be found says so in its settings."""
    settings = project / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("noindex: true", "noindex: false"), "utf-8"
    )
    build_site(project, quiet, quiet)

    assert "noindex" not in (project / "site/index.html").read_text("utf-8")


def test_a_dirty_build_is_refused(project: Path) -> None:
    """MkDocs would leave the search index nearly empty without a word."""
    command = [sys.executable, "-m", "mkdocs", "build", "--dirty"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)

    assert done.returncode != 0
    assert "build without --dirty" in done.stderr + done.stdout
