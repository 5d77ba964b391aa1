"""What programs read of a built site: its pages as data, their schema, and `llms.txt`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import list_findable_pages
from cx_handbook.website.for_programs.page_list import (
    FORMAT_VERSION,
    SCHEMA,
    WrittenPage,
    name_blanks,
)
from cx_handbook.website.site_files import list_program_files
from support.hostile import HOSTILE, hostile_handbook
from support.project import DAY, PROJECT, load_shipped
from support.rendered import render_once

OWN = WrittenPage("ours (1).html", "Ours & [more]")
LINK = re.compile(r"^- \[(?:\\.|[^\]\\])+\]\(([^() ]+)\)(: .+)?$")


def list_files(handbook: Handbook, title: str = "A site") -> dict[str, str]:
    return list_program_files(handbook, title, render_once(handbook), [OWN], DAY)


@pytest.fixture(scope="module")
def files(handbook: Handbook) -> dict[str, str]:
    return list_files(handbook)


@pytest.fixture(scope="module")
def data(files: dict[str, str]) -> Any:
    return json.loads(files[addresses.PAGE_LIST])


def validate(text: str) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(json.loads(text))] == []


def test_every_page_of_a_built_site_is_listed_and_exists(small_build: Path) -> None:
    """Hand-written pages too; what is only printed, or only points elsewhere, is no page."""
    site = small_build / "site"
    listed = json.loads((site / addresses.PAGE_LIST).read_text("utf-8"))["pages"]
    there = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    pages = {path for path in there if not path.startswith(addresses.PRINTED)} - {"404.html"}

    assert len(listed) == len({page["path"] for page in listed})
    assert {page["path"] for page in listed} == pages


def test_the_first_page_names_the_files_for_programs(small_build: Path) -> None:
    """By relative addresses, so that they hold in a folder too; no other page carries them."""
    site = small_build / "site"
    home = (site / "index.html").read_text("utf-8")
    other = (site / addresses.PHRASEBOOK).read_text("utf-8")

    for address in (addresses.PAGE_LIST, addresses.LLMS_TEXT):
        assert '<link rel="describedby" type="' in home
        assert f'href="{address}"' in home
        assert (site / address).is_file()
        assert address not in other


def test_the_pages_fit_their_schema(files: dict[str, str], data: Any) -> None:
    """The schema lies beside them, under the name that they give, and says the same version."""
    validate(files[addresses.PAGE_LIST])
    schema = json.loads(files[data["$schema"]])

    assert data["version"] == schema["properties"]["version"]["const"] == FORMAT_VERSION


def test_the_schema_describes_every_field(data: Any) -> None:
    """Whoever reads it knows of all that a page may have; the text about it has each as well."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    fields = {field for page in data["pages"] for field in page}

    assert fields == set(schema["$defs"]["page"]["properties"])
    assert set(data) == set(schema["properties"])
    text = (PROJECT / "docs/programs.md").read_text("utf-8")
    assert [field for field in sorted(fields) if f"`{field}`" not in text] == []


def test_a_page_is_known_by_the_words_of_the_finders_index(handbook: Handbook, data: Any) -> None:
    """Both come from one list, so that no program finds less than a reader does."""
    pages = {page["path"]: page for page in data["pages"]}

    for found in list_findable_pages(handbook):
        assert pages[found.path]["title"] == found.title
        assert tuple(pages[found.path]["customers_say"]) == found.customers_say


def test_notes_of_colleagues_stay_inside(handbook: Handbook) -> None:
    """What stands under `notes:` leads the finder to a page, and no file for programs has it."""
    situation = handbook.situations[0].model_copy(update={"notes": ("difficult one, be careful",)})
    noted = replace(handbook, situations=(situation, *handbook.situations[1:]))

    assert "difficult one" in list_findable_pages(noted)[0].said[-1]
    assert not any("difficult one" in text for text in list_files(noted).values())


def test_the_same_handbook_gives_the_same_files(handbook: Handbook, files: dict[str, str]) -> None:
    """Nothing in them depends on the clock but the day that is given."""
    assert list_files(handbook) == files


def test_hostile_texts_stay_data(handbook: Handbook) -> None:
    """JSON keeps them whole, and in Markdown none of them makes a link, a heading or a line."""
    made = list_files(hostile_handbook(handbook), HOSTILE)
    validate(made[addresses.PAGE_LIST])
    lines = made[addresses.LLMS_TEXT].splitlines()
    title, summary, about, *rest = (line for line in lines if line)

    assert json.loads(made[addresses.PAGE_LIST])["title"] == HOSTILE
    assert (title[:2], summary[:2], about[:4]) == ("# ", "> ", "The ")
    assert all(line.startswith("## ") or LINK.match(line) for line in rest)
    assert not re.search(r"(?<!\\)[<`*]", made[addresses.LLMS_TEXT].replace("\n> ", "\n"))


def test_the_text_links_to_every_page_once(files: dict[str, str], data: Any) -> None:
    """By its whole address; a bracket in a file's name ends no link."""
    found = [
        match[1] for line in files[addresses.LLMS_TEXT].splitlines() if (match := LINK.match(line))
    ]

    assert sorted(found) == sorted(page["url"] for page in data["pages"])
    assert data["url"] + OWN.path in map(unquote, found)


def test_what_may_be_left_out_comes_last(files: dict[str, str]) -> None:
    """Who has room for little reads situations and policies."""
    headings = re.findall(r"^## (.+)$", files[addresses.LLMS_TEXT], re.MULTILINE)

    assert headings[0] == "Situations"
    assert headings[-1] == "Optional"


def test_blanks_are_named_as_on_paper(handbook: Handbook) -> None:
    """Whoever reads the words out knows what belongs in each; other braces stay as they are."""
    words = handbook.company.customer_words
    said = "*{me}* here: we ring {by 2 opening hours}, {so}."

    assert name_blanks(said, words) == "[your name] here: we ring by … (2 opening hours), {so}."


def test_the_shipped_handbook_fits_the_schema() -> None:
    """With every kind of page that there is."""
    made = list_files(load_shipped())
    validate(made[addresses.PAGE_LIST])
    schema = json.loads(SCHEMA.read_text("utf-8"))
    kinds = {page["kind"] for page in json.loads(made[addresses.PAGE_LIST])["pages"]}

    assert kinds == set(schema["$defs"]["page"]["properties"]["kind"]["enum"])
