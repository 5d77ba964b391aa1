"""Content of an older form gets the form of this version, and every other line stays."""

from __future__ import annotations

import pytest

from cx_handbook.authoring.upgrading.migrations import Files, migrate_content
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError
from support.project import PROJECT

COMPANY = "policies/company.yml"
SOURCES = "policies/sources.yml"
OLD = b"# Who we are.\nname: A # ours\n"


def test_each_step_leads_to_the_next_form_and_comments_stay() -> None:
    """Two versions were skipped: both migrations run, in their order, and the mark is written."""
    steps: list[str] = []

    def rename(files: Files) -> None:
        steps.append("rename")
        files[COMPANY] = files[COMPANY].replace(b"name:", b"title:")

    def note(_: Files) -> None:
        steps.append("note")

    new = migrate_content({COMPANY: OLD}, {1: rename, 2: note}, 3)
    assert steps == ["rename", "note"]
    assert new[COMPANY].decode() == (
        "# Who we are.\ntitle: A # ours\n\n"
        "# The form of the files here; handbook upgrade writes it.\nformat: 3\n"
    )
    assert migrate_content(new, {1: rename, 2: note}, 3) == new


def test_a_mark_that_is_there_is_written_in_its_place() -> None:
    text = b"format: 1 # of May\nname: A\n"
    assert migrate_content({COMPANY: text})[COMPANY] == b"format: 2\nname: A\n"


def test_the_page_about_the_score_goes_on_citing_what_it_cited() -> None:
    """Once it knew our own IDs; now sources.yml says which, for the items that say just that."""
    text = (PROJECT / SOURCES).read_text("utf-8")
    before = text.partition("\nscoring:")[0] + "\n"
    new = migrate_content({COMPANY: OLD, SOURCES: before.encode()})[SOURCES].decode()

    assert new.startswith(before)
    assert (
        parse_yaml(new.encode(), "").data["scoring"]
        == parse_yaml(text.encode(), "").data["scoring"]
    )


def test_another_company_is_not_given_our_sources() -> None:
    """Under the same ID it wrote down something else: the page never cites that for the factors."""
    text = b"documents: []\nitems:\n  - id: 002-41\n    text: The dentist keeps a secret.\n"
    assert migrate_content({COMPANY: OLD, SOURCES: text})[SOURCES] == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"format: 9\n", "policies/company.yml: the files have the form 9, and this version knows forms "
                         "up to 2; install the version that requirements.txt names"),
        (b"format: x\n", "policies/company.yml cannot be read; run handbook check and mend it first"),
        (b"name: [\n", "policies/company.yml cannot be read; run handbook check and mend it first"),
    ],
)  # fmt: skip
def test_what_is_newer_or_cannot_be_read_is_left_alone(text: bytes, said: str) -> None:
    with pytest.raises(CannotRunError) as caught:
        migrate_content({COMPANY: text})
    assert str(caught.value) == said
