"""A handbook of one's own from the built wheel: an empty folder, and no repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_handbook.authoring.new_handbook import read_company
from cx_handbook.authoring.samples import find_sample, list_samples
from support.packaging import Installed

NAMES = [sample.name for sample in list_samples()]
# One of them each time; all of them every night.
SAMPLES = [NAMES[0], *(pytest.param(name, marks=pytest.mark.deep) for name in NAMES[1:])]


def run(installed: Installed, folder: Path, *arguments: str) -> str:
    """Run a command that succeeds, and return what it prints."""
    result = installed.run(folder, *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.pdf
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_becomes_a_handbook_of_ones_own(
    installed: Installed, tmp_path: Path, sample: str
) -> None:
    """`init`, `check`, `build` and `print` work one after the other, without a word to correct."""
    made_up = read_company(find_sample(sample))["name"]
    run(installed, tmp_path, "init", "ours", "--from", sample, "--name", "Brightsmile")
    ours = tmp_path / "ours"
    checked = run(installed, ours, "check")
    built = installed.run(ours, "build")
    has_checklists = (ours / "checklists").exists()

    assert "no problem" in checked
    # A notice is nothing to correct: a handbook without a policy is told that it has none.
    assert [line for line in built.stderr.splitlines() if ": notice: " not in line] == []
    assert built.returncode == 0
    assert "Brightsmile" in (ours / "site/index.html").read_text("utf-8")
    assert (ours / "site/how-to-use.html").is_file()
    if has_checklists:
        assert list((ours / "site").rglob("*.pdf")) != []
        assert ".pdf\n" in run(installed, ours, "print")
    else:
        assert installed.run(ours, "print").stderr.startswith("handbook: this handbook has nothing")
    # Nothing is left of the company that the sample made up.
    pages = (ours / "site").rglob("*.html")
    assert [page.name for page in pages if made_up in page.read_text("utf-8")] == []
    # What was built and printed is written down, and nothing else was.
    assert "no problem, 0 warnings" in run(installed, ours, "check")
    assert {path.name for path in ours.iterdir() if not path.name.startswith(".")} <= {
        "README.md", "checklists", "docs", "logs", "meaning.txt", "mkdocs.yml", "policies", "print",
        "published.txt", "requirements.txt", "schemas", "site",
    }  # fmt: skip


def test_an_empty_folder_points_to_init(installed: Installed, tmp_path: Path) -> None:
    """Whoever calls `handbook` where no handbook is reads how to start one."""
    result = installed.run(tmp_path)
    assert result.stderr.endswith(
        "\nNo handbook is here yet. Start one: handbook init my-handbook\n"
    )
