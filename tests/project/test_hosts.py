"""Where people run the program: in a code host's checks, before a commit, in a container."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from cx_handbook.cli.annotations import format_annotation
from cx_handbook.errors import Problem
from support.own_folder import start_folder
from support.project import PROJECT, load_tool

COMMIT = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}")
NEW_WORKFLOW = PROJECT / "generator/cx_handbook/templates/new_handbook/workflow.yml"


def read_action() -> dict[str, Any]:
    action: dict[str, Any] = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))
    return action


def run_step(name: str, workspace: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as GitHub does, in the root of a repository, with some inputs."""
    action = read_action()
    step = next(one for one in action["runs"]["steps"] if one.get("name") == name)
    inputs = {key: value["default"] for key, value in action["inputs"].items()} | given
    values = {f"inputs.{key}": value for key, value in inputs.items()}
    values["github.action_path"] = str(PROJECT)
    variables = {
        key: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values[found[1]], text)
        for key, text in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=workspace,
        env={
            **os.environ,
            **variables,
            "PATH": f"{workspace.parent / 'bin'}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(workspace.parent / "output"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def write_program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a repository that has a handbook in its folder `our handbook`, begun from the starter."""
    write_program(tmp_path / "bin", "handbook", f'exec "{sys.executable}" -m cx_handbook "$@"')
    write_program(tmp_path / "bin", "pip", 'echo "$PWD: $*"')
    workspace = tmp_path / "repository"
    workspace.mkdir()
    start_folder(workspace / "our handbook")
    return workspace


def make_mistake(root: Path) -> tuple[str, int]:
    """Misspell a field of one file. Return its name below the root, and the line."""
    path = sorted((root / "policies").glob("*/*.yml"))[0]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if line.startswith("channels:"))
    lines[number] = lines[number].replace("channels:", "chanels:")
    path.write_text("".join(lines), "utf-8")
    return path.relative_to(root).as_posix(), number + 1


def test_the_action_shows_a_mistake_at_its_line(workspace: Path) -> None:
    """The file is named from the root of the repository, because the code host knows no other."""
    file, line = make_mistake(workspace / "our handbook")
    done = run_step("Check", workspace, folder="our handbook")

    assert done.returncode == 1, done.stderr
    start = f"::error file=our handbook/{file},line={line},col=1,title=handbook check::"
    assert f"{start}chanels: there is no such field; did you mean channels?\n" in done.stdout


@pytest.mark.build
def test_the_action_passes_and_builds_what_is_right(workspace: Path) -> None:
    """It hands the folder of the site on to what follows."""
    settings = workspace / "our handbook" / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("pdf: true", "pdf: false"), "utf-8")
    checked = run_step("Check", workspace, folder="our handbook")
    built = run_step("Build", workspace, folder="our handbook")

    assert (checked.returncode, built.returncode) == (0, 0), checked.stdout + built.stderr
    assert (workspace / "our handbook" / "site" / "index.html").is_file()
    assert (workspace.parent / "output").read_text("utf-8") == "site=our handbook/site\n"


def test_the_action_installs_what_the_handbook_names(workspace: Path) -> None:
    """In its own folder; without that file what came with the action, and what an input says first."""
    folder = workspace / "our handbook"
    step = "Install the program"
    named = run_step(step, workspace, folder="our handbook").stdout
    (folder / "requirements.txt").unlink()
    own = run_step(step, workspace, folder="our handbook").stdout
    hostile = "x; touch pwned"
    chosen = run_step(step, workspace, folder="our handbook", program=hostile).stdout

    assert named == f"{folder}: install --requirement requirements.txt\n"
    assert own == (
        f"{workspace}: install --require-hashes --requirement {PROJECT}/requirements.txt\n"
        f"{workspace}: install --no-deps --no-build-isolation -- {PROJECT}\n"
    )
    assert chosen == f"{workspace}: install -- {hostile}\n"
    assert not (workspace / "pwned").exists()


def test_the_action_uses_others_by_their_commit() -> None:
    """A tag can be moved; and no input is written into a script, where it could bring commands."""
    steps = read_action()["runs"]["steps"]

    assert all(COMMIT.fullmatch(step["uses"]) for step in steps if "uses" in step)
    assert not any("${{" in step.get("run", "") for step in steps)


WORKFLOWS = [*sorted((PROJECT / ".github/workflows").glob("*.yml")), NEW_WORKFLOW]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_least_rights_and_uses_actions_by_their_commit(path: Path) -> None:
    """It reads the repository; more has only the one job that publishes. Each action is the same one."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    widened = [name for name, job in workflow["jobs"].items() if "permissions" in job]
    read = (PROJECT / "action.yml").read_text("utf-8")

    assert workflow["permissions"] == {"contents": "read"}
    assert widened == (["publish"] if path.stem == "pages" else [])
    assert all(COMMIT.fullmatch(one) for one in used)
    # One version of each in the whole repository.
    known = {one.partition("@")[0]: one for one in COMMIT.findall(read)}
    assert [one for one in used if known.get(one.partition("@")[0], one) != one] == []
    assert not any("${{" in step.get("run", "") for step in steps)


def test_the_package_is_tried_where_people_install_it() -> None:
    """Both files on three systems, by a script that is there and says what it needs."""
    path = PROJECT / ".github/workflows/package.yml"
    job = yaml.safe_load(path.read_text("utf-8"))["jobs"]["try"]
    systems = {system.partition("-")[0] for system in job["strategy"]["matrix"]["system"]}
    script = PROJECT / "tools/try_package.py"
    missing = subprocess.run(
        [sys.executable, script, "dist/nothing.whl"], capture_output=True, text=True, check=False
    )

    assert systems == {"ubuntu", "windows", "macos"}
    assert job["strategy"]["matrix"]["file"] == ["*.whl", "*.tar.gz"]
    assert job["steps"][-1]["run"] == "python tools/try_package.py dist/$FILE $PDFS"
    assert (missing.returncode, missing.stdout) == (
        1, "there is no file dist/nothing.whl; make dist writes it\n",
    )  # fmt: skip


def test_an_annotation_ends_where_it_should() -> None:
    """No text of an author's starts a second one, and no comma of a file's name a second field."""
    problem = Problem("a,b:c.yml", 3, 5, "say", "100% wrong\n::error::", "write less", "warning")

    assert format_annotation(problem, Path("/r/ours"), Path("/r")) == (
        "::warning file=ours/a%2Cb%3Ac.yml,line=3,col=5,title=handbook check::"
        "say: 100%25 wrong%0A::error::; write less"
    )


def test_the_hook_runs_on_each_file_of_the_content(workspace: Path) -> None:
    """Before a commit that touches content anywhere in a repository, and on no other."""
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    files = re.compile(hook["files"])
    done = subprocess.run(
        [sys.executable, "-m", "cx_handbook", *hook["entry"].split()[1:]],
        cwd=workspace / "our handbook",
        capture_output=True,
        check=False,
    )

    assert (hook["entry"].split()[0], hook["pass_filenames"]) == ("handbook", False)
    assert done.returncode == 0
    for path in (workspace / "our handbook").rglob("*.yml"):
        name = path.relative_to(workspace).as_posix()
        is_content = name.split("/")[1] in ("policies", "checklists", "logs")
        assert bool(files.search(name)) == is_content, name


def test_the_image_takes_in_what_the_wheel_needs() -> None:
    """And nothing else: neither audits nor tests, and no issued form of the sample's."""
    lines = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    pyproject = (PROJECT / "pyproject.toml").read_text("utf-8")
    needed = re.search(r"^only-include = \[(.+)\]$", pyproject, re.MULTILINE)
    assert needed is not None
    wanted = {name.split("/")[0] for name in re.findall(r'"([^"]+)"', needed[1])}

    assert wanted | {"pyproject.toml", "README.md", "LICENSE", "mkdocs.yml"} <= taken
    assert all((PROJECT / name).exists() for name in taken)
    assert not any(fnmatch("audits", name) for name in taken)


def test_pango_is_the_same_everywhere() -> None:
    """The image and the action install the packages that set-up does."""
    packages = " ".join(load_tool("setup").PANGO.apt)

    for name in ("Dockerfile", "action.yml"):
        assert f" {packages}" in (PROJECT / name).read_text("utf-8"), name


def test_nothing_runs_as_root_in_the_image() -> None:
    """The last user that it names is an ordinary one, and all that follows is theirs."""
    lines = (PROJECT / "Dockerfile").read_text("utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    after = lines[lines.index("USER handbook") :]

    assert users == ["handbook"]
    assert any(line.startswith("RUN handbook init ") for line in after)
