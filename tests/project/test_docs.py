"""What the hand-written pages show is what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click import Context
from click.testing import CliRunner

from cx_handbook.cli.main import main
from cx_handbook.content.house_rules.text_rules import MOST_WORDS
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import KINDS, Checklist, Log, Policy, Situation
from cx_handbook.content.text import count_words, split_sentences
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import PROJECT

ROOT = PROJECT
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
PAGES = sorted(
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if path.is_file()
)
MESSAGES = re.search(r"```text\n(policies/.*?)```", GUIDE, re.DOTALL)


def blocks(text: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def data(block: str) -> dict[str, Any]:
    found = parse_yaml(block.encode(), "docs/authoring.md")
    assert found.problems == []
    assert isinstance(found.data, dict)
    return found.data


def example_of(kind: str) -> dict[str, Any]:
    """The whole policy of the guide, with what a kind adds to it."""
    whole = data(next(block for block in blocks(GUIDE) if "\nkind: practice\n" in block))
    section = re.search(rf"^### `{kind}`\n(.*?)^##", GUIDE, re.MULTILINE | re.DOTALL)
    assert section is not None
    added = [data(block) for block in blocks(section[1])]
    return {**whole, "kind": kind, **(added[0] if added else {})}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_can_be_written(kind: str) -> None:
    """Whoever copies an example from the guide has a valid policy of that kind."""
    model: type[Policy] = KINDS[kind]

    policy = model.model_validate(example_of(kind))

    assert model.list_own_fields() <= policy.model_fields_set


def test_the_example_of_a_log_can_be_written() -> None:
    """The log in the guide is one."""
    example = next(data(block) for block in blocks(GUIDE) if "\nprefix: " in block)
    assert Log.model_validate(example).find_evidence("CB-09") is not None


def test_the_example_of_a_checklist_can_be_written() -> None:
    """The checklist in the guide is one."""
    shown = next(block for block in blocks(GUIDE) if "\nrepeats:" in block)

    assert Checklist.model_validate(data(shown)).how_often == "every day"


def test_the_example_of_a_situation_can_be_written() -> None:
    """The situation in the guide is one."""
    shown = next(block for block in blocks(GUIDE) if "\nname:" in block)

    assert len(Situation.model_validate(data(shown)).do) == 2


def test_the_names_to_fill_in_are_those_there_are(handbook_root: Path) -> None:
    """The guide lists every name that may stand in double braces, and no other."""
    known = load_handbook(handbook_root).company.list_placeholders()

    assert set(re.findall(r"\{\{ (company\.\w+) \}\}", GUIDE)) == set(known)


def test_the_messages_shown_are_those_that_are_said(handbook_root: Path) -> None:
    """The guide's sample of problems is what `handbook check` prints for these slips."""
    for name, old, new in (
        ("habits/tidy-counter.yml", "title: A tidy", "titel: A tidy"),
        ("calls/ring-back.yml", "channels: [phone", "channels: [phon"),
        ("sorry/broken-chair.yml", "target: 90%", "target: 120%"),
    ):
        path = handbook_root / "policies" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    result = CliRunner().invoke(main, ["--root", str(handbook_root), "check"])

    assert MESSAGES is not None
    errors = [line for line in result.output.splitlines() if ": warning: " not in line]
    assert "\n".join(errors[:-1]) + "\n" == MESSAGES[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_target_and_command_named_exists(page: Path) -> None:
    """No page tells anybody to run something that is not there."""
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)

    assert set(re.findall(r"(?:`|^    |\n)make ([a-z-]+)", text)) <= set(targets)
    assert set(re.findall(r"(?:`|^    |\n)handbook ([a-z]+)", text)) <= set(
        main.list_commands(Context(main))
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    """Links between the pages lead somewhere, also in the repository's own view."""
    text = page.read_text(encoding="utf-8")
    made_by_the_build = {"scoring.md", "sources.md"}
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)

    gone = [link for link in links if not (page.parent / link).exists()]

    assert set(gone) <= made_by_the_build


def test_the_readme_lists_every_command() -> None:
    """A command that is added has its line in the README's table."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    listed = set(re.findall(r"^\| `handbook ([a-z]+)", readme, re.MULTILINE))

    assert listed == set(main.list_commands(Context(main)))


def test_the_contributing_page_lists_every_target() -> None:
    """A habit that is added to the Makefile is told in CONTRIBUTING.md."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}

    assert set(re.findall(r"^\| `make ([a-z-]+)`", page, re.MULTILINE)) == targets


def test_the_guide_for_readers_keeps_the_rule_we_set() -> None:
    """The page on how to use the handbook has at most as many words a sentence as a policy may."""
    text = (ROOT / "docs" / "how-to-use.md").read_text(encoding="utf-8")

    assert [s for s in split_sentences(text) if count_words(s) > MOST_WORDS] == []


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_architecture_page_stays_short() -> None:
    """A newcomer reads the page in one sitting: at most 130 lines."""
    assert len(ARCHITECTURE.splitlines()) <= 130


def test_the_table_of_wishes_names_files_that_exist() -> None:
    """Every file and folder in the table "I want to …" is there."""
    table = ARCHITECTURE.partition("## I want to")[2]
    rows = re.findall(r"^\| (?!I want|---)[^|]+ \| ([^|]+) \|$", table, re.MULTILINE)
    paths = [path for row in rows for path in re.findall(r"`([\w/.-]+/[\w./-]*)`", row)]

    assert len(paths) >= 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_module_that_the_architecture_page_names_exists() -> None:
    """The three flows name modules and scripts of the package as they are called today."""
    named = re.findall(r"`((?:content|audit|documents|website|cli|static)/[\w./]+)`", ARCHITECTURE)
    package = ROOT / "generator" / "cx_handbook"

    assert [name for name in named if not (package / name).exists()] == []


def test_every_decision_is_listed() -> None:
    """The list of decisions names every record, and every record has Nygard's four parts."""
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    records = sorted(path for path in folder.glob("0*.md"))

    assert listed == [path.name for path in records]
    for record in records:
        parts = re.findall(r"^## (\w+)$", record.read_text("utf-8"), re.MULTILINE)
        assert parts == ["Status", "Context", "Decision", "Consequences"], record.name
