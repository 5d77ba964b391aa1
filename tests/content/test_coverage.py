"""From source items to questions and back: every hole is named, every link counted."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.cli.main import main
from cx_handbook.content.coverage import Coverage, ItemCoverage, find_gaps, format_csv
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook, Policy, SourceItem
from cx_handbook.content.model.sources import NEEDED, Need
from support.project import PROJECT, load_shipped

TODAY = date(2026, 11, 21)
MISSING = {
    "question": "no checklist asks a standard that names it",
    "citation": "no text cites it",
    "case": "no training case retells it",
}

# Standards that few checklists ask: what a pick asks from which all else was taken.
FILLERS = ("PR-16", "PR-44", "PR-78", "PR-79", "CB-15")


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    return load_shipped()


@pytest.fixture(scope="module")
def shipped_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped content, checked once: files that stay are not parsed again."""
    root = tmp_path_factory.mktemp("shipped")
    for name in ("policies", "checklists"):
        shutil.copytree(PROJECT / name, root / name)
    CliRunner().invoke(main, ["--root", str(root), "check"])
    return root


@pytest.fixture
def copy(shipped_copy: Path) -> Iterator[Path]:
    """Return the copy to take something out of, which is put back afterwards."""
    before = {path: path.read_bytes() for path in shipped_copy.rglob("*.yml")}
    yield shipped_copy
    for path, content in before.items():
        if path.read_bytes() != content:
            path.write_bytes(content)


def one_of_each_kind() -> Iterator[tuple[str, Need, str]]:
    """Yield, for each kind in the shipped sources, each thing its first item needs."""
    seen: set[str] = set()
    for item in load_shipped().sources.items:
        for kind in item.kind:
            if kind not in seen:
                seen.add(kind)
                yield from ((kind, need, item.id) for need in item.needs)


EACH = list(one_of_each_kind())
NEEDED_BY_KIND = [pytest.param(need, item, id=f"{kind}-{need}") for kind, need, item in EACH]


def said(root: Path) -> str:
    result = CliRunner().invoke(main, ["--root", str(root), "check", "--coverage"])
    assert result.exit_code == 1, result.output
    return result.output


def test_every_kind_of_item_is_shipped() -> None:
    """The tests below take out one item of each kind that a need belongs to."""
    assert {kind for kind, _, _ in EACH} >= set(NEEDED)


def test_the_shipped_sources_are_covered_in_full() -> None:
    """161 of 161 items of the five documents, and every item that is quoted from others."""
    result = CliRunner().invoke(main, ["--root", str(PROJECT), "check", "--coverage"])

    assert result.exit_code == 0
    assert "161 of 161 items of the documents listed in full are covered." in result.output
    count = re.search(
        r"(\d+) of (\d+) items quoted from other documents are covered", result.output
    )
    assert count
    assert count[1] == count[2]


def test_the_five_documents_have_as_many_items_as_their_inventory(shipped: Handbook) -> None:
    """No item was lost or added on the way."""
    coverage = Coverage(shipped)
    counts = {
        document.id: coverage.count_covered((document,))[1]
        for document in coverage.complete_documents
    }
    assert counts == {"000": 46, "001": 26, "002": 43, "003": 24, "004": 22}


@pytest.mark.parametrize(("need", "item"), NEEDED_BY_KIND)
def test_taking_out_the_last_mention_of_an_item_is_a_hole(
    need: Need, item: str, copy: Path
) -> None:
    """One item of each kind: once nothing carries it any more, check fails and names it."""
    for path in (copy / "policies").rglob("*.yml"):
        if path.name != "sources.yml":
            text = path.read_text(encoding="utf-8")
            path.write_text(_without(text, item, need), encoding="utf-8")

    assert f"{item} needs a {need}, but {MISSING[need]}; " in said(copy)


def _without(text: str, item: str, need: Need) -> str:
    """Take an item out of a file: its citations, or its place in the lists of sources."""
    if need == "citation":
        return text.replace(f"[{item}]", "")

    def shorter(match: re.Match[str]) -> str:
        rest = [name for name in re.findall(r"[0-9A-Z]+-[0-9]+", match[2]) if name != item]
        return f"{match[1]}[{', '.join(rest or ['004-22' if item != '004-22' else '004-21'])}]"

    return re.sub(r"(\bsources:\s+)\[([^\]]*)\]", shorter, text)


@pytest.mark.parametrize(
    "item", [item for _, need, item in EACH if need == "question"], ids=lambda item: str(item)
)
def test_asking_its_standards_no_more_is_a_hole(item: str, copy: Path, shipped: Handbook) -> None:
    """One item of each kind that needs a question: without the last question, check fails."""
    standards = {a.standard.id for a in Coverage(shipped).by_item[item].standards}
    for path in (copy / "checklists").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_without_asking(text, standards), encoding="utf-8")

    output = said(copy)

    assert f"{item} needs a question, but {MISSING['question']}; " in output
    assert all(f"no checklist asks {standard}; " in output for standard in standards)


def _without_asking(text: str, standards: set[str]) -> str:
    """Take standards out of the picks of a checklist; a pick left empty asks something else."""
    others = (name for name in FILLERS if name not in text and name not in standards)

    def shorter(match: re.Match[str]) -> str:
        rest = [name for name in re.findall(r"[A-Z]+-[0-9]+", match[1]) if name not in standards]
        return f"ids: [{', '.join(rest or [next(others)])}]"

    return re.sub(r"ids: \[([^\]]*)\]", shorter, text)


@pytest.mark.parametrize(
    ("item", "need"), [("DOC-01", "question"), ("DOC-03", "case"), ("DOC-04", "citation")]
)
def test_what_a_policy_merely_names_is_not_covered(
    item: str, need: Need, handbook_root: Path
) -> None:
    """An item in a policy's own list may be nowhere on its page, so the list counts for nothing."""
    for path in (handbook_root / "policies").rglob("*.yml"):
        if path.name != "sources.yml":
            text = path.read_text(encoding="utf-8").replace(f"[{item}]", "[LAW-01]")
            path.write_text(text, encoding="utf-8")
    policy = handbook_root / "policies/calls/ring-back.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}sources: [{item}]\n", encoding="utf-8")

    assert f"{item} needs a {need}, but {MISSING[need]}; " in said(handbook_root)


def test_a_hole_cannot_be_accepted(handbook_root: Path) -> None:
    """An exception in sources.yml would hide every hole at once, so there is none."""
    file = handbook_root / "policies/sources.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}accept:\n  uncovered-source: We shall see.\n", encoding="utf-8")

    (problem,) = examine_content(handbook_root, TODAY).errors

    assert problem.field == "accept.uncovered-source"


def coverage_of(handbook: Handbook, item: str) -> ItemCoverage:
    return Coverage(handbook).by_item[item]


def test_an_item_leads_to_everything_that_carries_it(handbook: Handbook) -> None:
    """The small handbook audits, cites, retells and names one item each."""
    audited = coverage_of(handbook, "DOC-01").standards[0]

    assert audited.standard.id == "SO-01"
    assert [c.slug for c in audited.checklists] == ["monthly"]
    assert "ring-back" in [citing.slug for citing in coverage_of(handbook, "DOC-04").cited_in]
    assert [c.slug for c in coverage_of(handbook, "DOC-03").cases] == ["empty-hand"]
    assert {p.slug for p in coverage_of(handbook, "DOC-03").named_by} == {"sold-out", "whole-story"}
    assert list(find_gaps(handbook)) == []


def test_the_table_says_what_the_chain_says(shipped: Handbook) -> None:
    """Read back as a spreadsheet would, each link of the chain is a line, and no item is missing."""
    rows = list(csv.DictReader(io.StringIO(format_csv(Coverage(shipped)))))

    items = {item.id: item for item in shipped.sources.items}
    assert {row["item"] for row in rows} == set(items)
    assert {row["covered"] for row in rows} == {"yes"}
    for row in rows:
        if row["carried by"] == "standard":
            standard, policy = shipped.standards_by_id[row["standard"]]
            assert row["item"] in standard.sources
            assert (row["file"], row["question"]) == (policy.file, standard.check)
            assert row["checklists"]


def test_a_text_that_looks_like_a_formula_stays_text(handbook: Handbook) -> None:
    """No spreadsheet computes what an author typed."""
    first, *others = handbook.sources.items
    hostile = first.model_copy(update={"text": '=HYPERLINK("https://example.com")'})
    sources = handbook.sources.model_copy(update={"items": (hostile, *others)})
    coverage = Coverage(_with(handbook, sources=sources))

    rows = list(csv.DictReader(io.StringIO(format_csv(coverage))))

    assert rows[0]["text"] == "'" + hostile.text


def _with(handbook: Handbook, **changes: object) -> Handbook:
    from dataclasses import replace

    return replace(handbook, **changes)  # type: ignore[arg-type]


def test_a_policy_knows_every_item_it_rests_on(shipped: Handbook) -> None:
    """Audited, cited and named items come together, each once."""
    for policy in shipped.policies:
        assert len(set(policy.all_source_items)) == len(policy.all_source_items)
        assert set(policy.all_source_items) >= _named(policy)


def _named(policy: Policy) -> set[str]:
    return {item for standard in policy.standards for item in standard.sources} | set(
        policy.cited_items
    )


def test_each_item_needs_what_its_kind_needs(shipped: Handbook) -> None:
    """A compound item takes all its parts."""

    def least(item: SourceItem) -> set[str]:
        return {NEEDED[kind] for kind in item.kind if kind in NEEDED}

    assert all(least(item) <= set(item.needs) for item in shipped.sources.items)
