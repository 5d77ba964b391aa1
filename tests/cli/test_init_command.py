"""`handbook init` writes a small folder; it asks on a terminal, and elsewhere says what is missing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cx_handbook import __version__
from cx_handbook.authoring.samples import Sample, list_samples, read_sample_files
from cx_handbook.cli import init
from cx_handbook.cli.main import main
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import DAY

NAMED = ("--name", "Brightsmile")
Start = Callable[..., Result]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """What runs `handbook init` in an empty folder."""

    def run(*arguments: str, said: str = "") -> Result:
        command = ["--root", str(tmp_path), "init", "ours", *arguments]
        return CliRunner().invoke(main, command, input=said)

    return run


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command believe that somebody sits there."""
    monkeypatch.setattr(init, "_is_terminal", lambda: True)


def list_names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("sample", [sample.name for sample in list_samples()])
def test_each_sample_is_a_handbook_without_a_problem(
    sample: str, start: Start, tmp_path: Path
) -> None:
    """What was written passes `check`, and its reviews run from the day on which it began."""
    result = start("--from", sample, *NAMED)
    examined = examine_content(tmp_path / "ours", DAY)

    assert result.exit_code == 0, result.output
    assert [
        p for p in examined.problems if p.severity != "notice" and "never issued" not in p.wrong
    ] == []
    assert examined.handbook is not None
    assert {policy.reviewed for policy in examined.handbook.policies} <= {DAY}


def test_the_folder_holds_content_and_what_helps_to_write_it(start: Start, tmp_path: Path) -> None:
    """No code, no audits, no forms that others handed out."""
    start("--from", "retail", *NAMED)
    names = list_names(tmp_path / "ours")
    others = [
        n for n in names if not n.startswith(("policies/", "checklists/", "logs/", "schemas/"))
    ]

    assert others == [
        ".github/workflows/handbook.yml", ".gitignore", ".handbook.json", ".vscode/extensions.json",
        ".vscode/settings.json", "README.md", "docs/README.md", "mkdocs.yml", "requirements.txt",
    ]  # fmt: skip
    assert [name for name in names if name.startswith(("checklists/issued", "audits"))] == []
    assert {Path(name).suffix for name in names} == {"", ".json", ".md", ".txt", ".yml"}


@pytest.mark.parametrize("made", ["site", "print", "calendars", "report", ".cache"])
def test_what_commands_make_is_not_committed(start: Start, tmp_path: Path, made: str) -> None:
    """Whoever commits everything commits no site, sheet or report: it can be made again."""
    start("--from", "empty", *NAMED)
    subprocess.run(["git", "init", "--quiet", tmp_path / "ours"], check=True)
    asked = ["git", "-C", str(tmp_path / "ours"), "check-ignore", "--quiet", f"{made}/index.html"]

    assert subprocess.run(asked).returncode == 0


def test_options_stand_in_the_company_file_and_its_comments_stay(
    start: Start, tmp_path: Path
) -> None:
    """Name, language, currency, clock and sites are written; every other line is the sample's."""
    result = start(
        "--name", "Bright: Smile", "--language", "fr-FR", "--site", "Lyon Bellecour", "--site", "Évry"
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    company = load_handbook(tmp_path / "ours").company
    written = (tmp_path / "ours/policies/company.yml").read_text("utf-8").splitlines()
    sample = read_sample_files(list_samples()[0])["policies/company.yml"].decode().splitlines()

    assert (company.name, company.language, company.currency) == ("Bright: Smile", "fr-FR", "EUR")
    assert [(site.id, site.name, site.timezone) for site in company.sites] == [
        ("lyon-bellecour", "Lyon Bellecour", "Europe/Paris"), ("evry", "Évry", "Europe/Paris"),
    ]  # fmt: skip
    assert [line for line in sample if "#" in line and line not in written] == []


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_what_customers_are_called_is_written(language: str, start: Start, tmp_path: Path) -> None:
    """Also in another language, where nothing is derived; texts that say it otherwise are named."""
    result = start(
        "--from", "retail", *NAMED, "--language", language, "--customer", "patient/patients"
    )
    assert result.exit_code == 0, result.output
    words = load_handbook(tmp_path / "ours").company.customer_words

    assert (words.one, words.many) == ("patient", "patients")
    assert (words.of_one, words.of_many, words.a_one) == ("patient’s", "patients’", "a patient")
    assert "“customer” still stands in policies/" in result.output


def test_the_colour_is_written_once(start: Start, tmp_path: Path) -> None:
    """It stands in the company's file, from where pages, sheets and icons take it."""
    assert start(*NAMED, "--colour", "#7a1f3d").exit_code == 0
    brand = load_handbook(tmp_path / "ours").company.brand

    assert brand is not None
    assert brand.colour == "#7a1f3d"


def test_the_settings_name_the_company(start: Start, tmp_path: Path) -> None:
    """The site is called by the company's name, in its language, and leads to no repository of ours."""
    start("--name", 'The "Old" Mill: Inn', "--language", "de-AT")
    text = (tmp_path / "ours/mkdocs.yml").read_bytes()
    settings = parse_yaml(text, "mkdocs.yml").data

    assert settings["site_name"] == 'The "Old" Mill: Inn · Handbook'
    assert settings["theme"]["language"] == "de"
    assert "edit_uri" not in settings
    assert b"northgate" not in text.lower()


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_it_asks(start: Start, tmp_path: Path) -> None:
    """What an option says is not asked; a wrong answer is explained and asked again."""
    said = "1\nBrightsmile\nfr-FRANCE\nfr-FR\n\nLyon, Bristol\n\n"
    result = start("--customer", "customer/customers", said=said)
    company = load_handbook(tmp_path / "ours").company

    assert result.exit_code == 0, result.output
    assert (
        "Error: ‘fr-FRANCE’ does not have the right form; write language and region, "
        in result.output
    )
    assert "Currency [EUR]: " in result.output
    assert "is called" not in result.output
    assert (company.name, company.currency) == ("Brightsmile", "EUR")
    assert [site.id for site in company.sites] == ["lyon", "bristol"]


def test_elsewhere_it_says_what_is_missing(start: Start, tmp_path: Path) -> None:
    """A script is never asked: without a name there is no company."""
    result = start(said="Brightsmile\n")

    assert result.exit_code == 2
    assert result.output == "handbook: the company has no name yet; say it with --name\n"
    assert list(tmp_path.iterdir()) == []


def test_a_region_with_several_clocks_is_not_guessed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that is an hour off would make every due time wrong."""
    monkeypatch.setenv("TZ", "UTC")
    result = start(*NAMED, "--language", "es-ES")

    assert result.output == (
        "handbook: es-ES has more than one clock; say yours with --timezone, such as Europe/Paris\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "retial"), "there is no sample retial; did you mean retail?"),
        (("--language", "english"), "--language: ‘english’ does not have the right form; write "
         "language and region, such as en-GB or zh-Hant-TW"),
        (("--currency", "pounds"), "--currency: ‘pounds’ does not have the right form; write three "
         "capital letters, such as GBP"),
        (("--timezone", "Europe/Pariss"), "--timezone: ‘Europe/Pariss’ is not a time zone; did you "
         "mean Europe/Paris?"),
        (("--colour", "#ffff00"), "--colour: #ffff00 is too pale to read on white: text needs a "
         "contrast of 4.5; the nearest colour that has it is #757500"),
        (("--customer", "patient"), "--customer: write what one is called and what several are, "
         "such as guest/guests"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_explained(
    options: tuple[str, str], message: str, start: Start, tmp_path: Path
) -> None:
    """In the words in which `check` would say it; nothing is written."""
    result = start(*NAMED, *options)

    assert (result.exit_code, result.output) == (2, f"handbook: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused(start: Start, tmp_path: Path) -> None:
    """It says what is there, and touches nothing."""
    (tmp_path / "ours").mkdir()
    for name in ("letter.txt", "a", "b", "c", "d", "e", "f"):
        (tmp_path / "ours" / name).write_text("mine", "utf-8")
    result = start(*NAMED)

    assert result.exit_code == 2
    assert result.output == (
        f"handbook: {tmp_path / 'ours'} is not empty: it holds a, b, c, d, e and 2 more; "
        "name a folder that is empty or not there yet\n"
    )
    assert len(list_names(tmp_path)) == 7


def test_an_empty_repository_is_an_empty_folder(start: Start, tmp_path: Path) -> None:
    """Whoever began with `git init` need not begin anew."""
    (tmp_path / "ours/.git").mkdir(parents=True)
    assert start(*NAMED).exit_code == 0
    assert (tmp_path / "ours/policies/company.yml").is_file()


def test_what_does_not_pass_the_check_is_not_written(start: Start, tmp_path: Path) -> None:
    """Every problem is said with its place, and the folder stays as it was: all or nothing."""
    (tmp_path / "ours").mkdir()
    result = start("--name", "{{ company.phone }}")

    assert result.exit_code == 1
    assert result.output == (
        "policies/company.yml:4:1: name: names are not filled in here; write the value itself\n"
        "1 problem\n"
    )
    assert [path.name for path in tmp_path.rglob("*")] == ["ours"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_refuses_leaves_nothing(
    is_there: bool, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When moving to the place fails half way, what was moved goes back."""
    if is_there:
        (tmp_path / "ours").mkdir()
    rename = Path.rename

    def fail_late(self: Path, target: Path) -> Path:
        if Path(target) in (tmp_path / "ours", tmp_path / "ours/policies"):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_late)
    result = start(*NAMED)

    assert (result.exit_code, result.output) == (
        2,
        f"handbook: cannot write {tmp_path / 'ours'} (Permission denied); nothing was written\n",
    )
    assert [path.name for path in tmp_path.rglob("*")] == (["ours"] if is_there else [])


def test_it_ends_with_the_next_three_steps(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who has never seen it knows what to do next, by commands that can be copied."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UV", raising=False)
    lines = start(*NAMED).output.splitlines()

    assert lines[0].startswith("Wrote ours: ")
    assert lines[1:] == [
        "",
        "Next:",
        "  1. See it in your browser:",
        "       cd ours",
        "       handbook serve --open",
        "  2. Say who you are in policies/company.yml: telephone, hours, who may give away what.",
        "  3. Start a policy of your own:",
        "       handbook new policy practice my-first-policy",
        "",
        "README.md in it has the rest, and how everybody else installs the command.",
    ]


def test_whoever_began_with_uvx_reads_how_to_keep_the_command(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uvx forgets what it ran, so the next command would not be found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UV", "/usr/bin/uv")

    assert (
        f"       uv tool install cx-handbook=={__version__}\n       cd ours\n"
        in start(*NAMED).output
    )


def test_numbers_to_ring_of_another_country_are_left_out(start: Start, tmp_path: Path) -> None:
    """A number that is wrong where somebody is in danger is worse than none."""
    output = start("--from", "retail", *NAMED, "--language", "fr-FR").output

    assert load_handbook(tmp_path / "ours").company.emergency == ()
    assert "The sample's numbers to ring in danger are left out" in output


def test_what_still_speaks_of_the_sample_is_named(start: Start) -> None:
    """A name or a currency that was not in the company's file is not passed over in silence."""
    output = start("--from", "retail", *NAMED, "--language", "fr-FR").output

    assert "The sample's closed days are left out, because they are another country's; " in output
    assert "“£” still stands in " in output
    assert "“Millbridge” still stands in policies/role-plays/" in output
    assert "“Northgate”" not in output  # it is in the company's file, and nowhere else


@pytest.mark.parametrize("sample", list_samples(), ids=lambda sample: sample.name)
def test_only_role_plays_and_the_company_name_places(sample: Sample) -> None:
    """What customers say, and what staff answer, can be said in every company that takes the sample."""
    files = read_sample_files(sample).items()
    texts = {name: content.decode() for name, content in files if "/role-plays/" not in name}
    del texts[COMPANY]

    assert [
        (file, name) for name in sample.card.names for file, text in texts.items() if name in text
    ] == []


@pytest.mark.parametrize("sample", list_samples(), ids=lambda sample: sample.name)
def test_the_names_on_a_card_are_those_in_the_texts(sample: Sample) -> None:
    """A name that is gone from a sample goes from its card as well."""
    texts = b"".join(read_sample_files(sample).values()).decode()
    assert [name for name in sample.card.names if name not in texts] == []


def test_the_workflow_checks_and_builds_the_content_alone(start: Start, tmp_path: Path) -> None:
    """No test of the generator runs in a handbook of somebody else's."""
    start(*NAMED)
    content = (tmp_path / "ours/.github/workflows/handbook.yml").read_bytes()
    steps = parse_yaml(content, "handbook.yml").data["jobs"]["handbook"]["steps"]
    commands = [line for step in steps for line in str(step.get("run", "")).splitlines()]

    assert [line for line in commands if not line.startswith("sudo apt-get ")] == [
        "pip install -r requirements.txt", "handbook check --format github", "handbook build",
    ]  # fmt: skip


def test_the_editor_knows_a_schema_for_each_file(start: Start, tmp_path: Path) -> None:
    """What the editor's settings name is there; policies name theirs in their first line."""
    start("--from", "retail", *NAMED)
    ours = tmp_path / "ours"
    settings = json.loads((ours / ".vscode/settings.json").read_text("utf-8"))

    assert [name for name in settings["yaml.schemas"] if not (ours / name).is_file()] == []
    for path in (ours / "policies").rglob("*.yml"):
        named = path.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
        assert (path.parent / named).is_file(), path
