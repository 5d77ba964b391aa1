"""What we replace of the host's theme: it stays what the theme has, but for the changes we mean."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import material
import pytest

from cx_handbook.addresses import PAGE_LIST
from cx_handbook.bundles import HEAD_SCRIPT
from cx_handbook.website.mkdocs import kept_parts
from cx_handbook.website.mkdocs.build import build_site
from support.kept_parts import KEPT_PARTS, compare_kept_parts
from support.project import PROJECT, copy_small_handbook

THEIRS = Path(material.__file__).parent / "templates"
OURS = PROJECT / "generator/cx_handbook/website/mkdocs/theme"

# The theme's files that ours stand for, as they were when ours were written. When one differs, look
# at what is new in it, take it over into ours, and write its new digest here.
DIGESTS = {
    "partials/header.html": "8cf3fb15bcf969ff596649616fd99366b3c31c08d57a86d05308efc16d8fa75f",
    "partials/nav.html": "af33f6e032f632eb055c365eb5f1a975bf8456152fa768e69a1aad6d470b843f",
    "partials/palette.html": "fb935107ae7d3d7475965019eec36c1ad72bf1d154254dab2474921fcd2710e3",
    "partials/search.html": "bfd556535abcddb99396ab2a7e3acc2ebcd3f36756007d3969396caa4126be30",
    "partials/javascripts/base.html": "d6113712bc4deb30b4bd810ee0dfc28b6f04d2f88cc0016c0f1766eac7b762b6",
    "partials/javascripts/palette.html": "8790389765ea6036effddba548b15093bb05bdc75624eaeaf8b13f3c24be4ab5",
    "partials/javascripts/content.html": "3722e156f0f6339de39fbbfc178b6e401d1a4fb890f189ac5b80c2504bda7dcf",
    "partials/javascripts/announce.html": "fbc798036968edbf0b7a35cff569cdf058eb131738ff7b8108281908affac0a6",
    "partials/tabs-item.html": "52fe1f551aa2dbfc9e15a19718a4cadd1f1e728d567ca21fea493ebfccaf3fe2",
    "partials/source.html": "6847616d67be4920d39c278c2799bf20222bbc02ee2a8393aca85e3eaa518752",
}
# The blocks of base.html that our main.html replaces without calling the theme's own.
BLOCKS = {
    "htmltitle": "253e4cbb7cfac383f233c2a15dc39373461d23d1266202d227ded326c681d076",
    "libs": "e8ba6a872cb0b5d9da2f3eb38841cd0da66fdaa315146107b204bcee6307ecab",
    "scripts": "983db44a25c67100ff1810e97c2320a8b9729fde21cf95ecb7640e461b6e238c",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_the_files_we_replace_are_as_we_know_them(name: str) -> None:
    """What a release of the theme adds to them would be missing from the site without a word."""
    assert sha256((THEIRS / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("name", BLOCKS)
def test_the_blocks_we_replace_are_as_we_know_them(name: str) -> None:
    """As above; the name of the theme's script changes with each release and is looked up."""
    base = (THEIRS / "base.html").read_text("utf-8")
    block = re.findall(rf"{{% block {name} %}}(.*?){{% endblock %}}", base, re.DOTALL)[0]
    block = re.sub(r"bundle\.[0-9a-f]+\.", "bundle.", block)

    assert sha256(block.encode()).hexdigest() == BLOCKS[name]


def test_each_file_of_ours_stands_for_one_of_the_theme() -> None:
    """A file that the theme no longer has would be read by nobody."""
    ours = {path.relative_to(OURS).as_posix() for path in OURS.rglob("*.html")}

    # The table of contents is the theme's own, only kept.
    assert ours == {*DIGESTS, "main.html", "404.html", "partials/toc.html"}
    assert all((THEIRS / name).is_file() for name in ours)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (
            "partials/header.html",
            {
                r' *<button type="button" class="md-header__button hb-header.*\n': "",
                r"handbook_languages.mark_title\(page\)": "page.title",
                r"{% call handbook_parts.*? %}": "",
                "{% endcall %}": "",
            },
        ),
        ("partials/palette.html", {' lang="en"': ""}),
        (
            "partials/search.html",
            {
                r" aria-label=\"{{ lang.t\('search'\) }}\"(?=>\n  <label)": "",
                r"{% set what = .* %}\n": "",
                r"{{ what }}": "{{ lang.t('search.placeholder') }}",
            },
        ),
        ("partials/tabs-item.html", {r"{{ handbook_languages.write_attribute\(\w+\) }}": ""}),
    ],
)
def test_a_copy_differs_by_what_it_adds(name: str, changes: dict[str, str]) -> None:
    """Without our changes and the comments, ours is the theme's."""
    ours, theirs = (strip_comments((folder / name).read_text("utf-8")) for folder in (OURS, THEIRS))
    for ours_alone, theirs_instead in changes.items():
        ours, count = re.subn(ours_alone, theirs_instead, ours)
        assert count > 0, ours_alone

    assert ours == theirs


def strip_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}\n", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("page", ["index.html", "404.html", "checklists/index.html"])
def test_every_script_waits_until_the_page_is_there(shipped_site: Path, page: str) -> None:
    """One that does not would hold back what there is to read, and run before those it needs.

    Only the one in the head does not: it hides what is not to be shown.
    """
    html = (shipped_site / page).read_text("utf-8")
    scripts = re.findall(r"<script[^>]* src=[^>]*>", html)
    (first,) = (script for script in scripts if " defer" not in script)
    scripts.remove(first)

    assert first.endswith(f'{HEAD_SCRIPT}">')
    assert len(scripts) >= 4
    assert all(" defer" in script for script in scripts)
    names = [re.findall(r'src="[^"]*?([\w.-]+)"', script)[0].split(".")[0] for script in scripts]
    own = ["due_today"] if page == "index.html" else []
    assert [name for name in names if name != "quiz"] == [
        "shim",
        "theme_search",
        "bundle",
        "handbook",
        *own,
    ]
    assert html.count(" data-hb-find>") == (2 if page == "index.html" else 1)
    assert html.count('role="dialog" aria-label="Search"') == 1


def test_every_kept_part_is_what_the_theme_gives(shipped_build: Path) -> None:
    """On every page of the site, a part that was rendered for another page has the same bytes."""
    told = json.loads((shipped_build / KEPT_PARTS).read_text("utf-8"))
    pages = len(list((shipped_build / "site").rglob("*.html")))

    assert told["different"] == []
    assert told["compared"] > 5 * pages


def test_every_page_that_is_filled_in_is_what_the_theme_gives(shipped_build: Path) -> None:
    """Joined from pieces, each of the handbook's own pages has the bytes of the theme's templates."""
    told = json.loads((shipped_build / KEPT_PARTS).read_text("utf-8"))
    own = json.loads((shipped_build / "site" / PAGE_LIST).read_text("utf-8"))["pages"]

    assert told["different"] == []
    assert told["filled"] > 0.8 * len(own)


def test_a_feature_that_asks_for_more_leaves_pages_to_the_theme(tmp_path: Path) -> None:
    """Pages that name their neighbours are rendered by the theme, and kept parts still fit."""
    root = copy_small_handbook(tmp_path / "small")
    settings = root / "mkdocs.yml"
    tabs = "    - navigation.tabs\n"
    text = settings.read_text("utf-8").replace(tabs, f"{tabs}    - navigation.footer\n")
    settings.write_text(text, "utf-8")
    with compare_kept_parts(root):
        home = build_site(root, lambda _: None, lambda _: None)
    told = json.loads((root / KEPT_PARTS).read_text("utf-8"))

    assert told["different"] == []
    assert told["filled"] == 0
    assert 'class="md-footer__link md-footer__link--next"' in home.read_text("utf-8")


def test_another_theme_is_rendered_in_its_own_way(
    small_build: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a theme of another version nothing is kept, the site is the same, and a notice says why."""
    monkeypatch.setattr(kept_parts, "KNOWN_THEME", "9.0.0")
    notices: list[str] = []
    site = build_site(
        copy_small_handbook(tmp_path / "small"), lambda _: None, notices.append
    ).parent

    assert (
        f"the theme is mkdocs-material {version('mkdocs-material')}, and 9.0.0 is known: the site is "
        "built in the theme's own way, which takes longer"
    ) in notices
    for path in site.rglob("*.html"):
        assert path.read_bytes() == (small_build / "site" / path.relative_to(site)).read_bytes()


def test_the_theme_that_is_installed_is_known() -> None:
    """Whoever takes another version looks at what its blocks depend on, and names it."""
    assert kept_parts.explain_other_theme() is None
