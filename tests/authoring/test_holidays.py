"""Public holidays are put into company.yml beside what is there."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest
from click.testing import CliRunner, Result

from cx_handbook.authoring.holidays import ClosedDay, add_holidays, list_public_holidays
from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError

NEW = [ClosedDay(date(2027, 1, 1), "New Year's Day"), ClosedDay(date(2026, 12, 25), "Christmas")]
LINES = "  - date: 2027-01-01\n    name: New Year's Day\n"
BOXING = "holidays:\n- date: 2026-12-26\n  name: Boxing Day\n"


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "new", "holidays", *options])


def test_a_year_is_added_and_nothing_else_changes(handbook_root: Path) -> None:
    """All old lines stay in their order, comments too; a second run finds all of them there."""
    path = handbook_root / "policies/company.yml"
    commented = path.read_text("utf-8").replace(
        "    name: Christmas Day\n", "    # every year\n    name: Christmas Day  # closed\n"
    )
    path.write_text(commented, "utf-8")

    said = run(handbook_root, "--country", "gb", "--region", "eng", "--year", "2027")

    assert said.exit_code == 0, said.output
    old, new = commented.splitlines(), path.read_text("utf-8").splitlines()
    assert [line for line in new if line in old] == old
    closed = load_handbook(handbook_root).company.holidays
    assert [str(day.date) for day in closed[:3]] == ["2026-12-25", "2027-01-01", "2027-03-26"]
    assert said.output.splitlines()[-1] == (
        "Added 10 holidays to policies/company.yml; 0 of 10 were there already."
    )
    again = run(handbook_root, "--country", "GB", "--region", "ENG", "--year", "2027")
    assert (
        again.output == "Added 0 holidays to policies/company.yml; 10 of 10 were there already.\n"
    )


def test_a_site_has_those_of_its_own_region(handbook_root: Path) -> None:
    """What is closed for all is not written again; names are in the handbook's language."""
    options = ("--country", "PT", "--year", "2026", "--site", "Harbour shop")
    said = run(handbook_root, *options)

    assert said.exit_code == 0, said.output
    main_street, harbour = load_handbook(handbook_root).company.sites
    days = {str(day.date): day.name for day in harbour.holidays}
    assert main_street.holidays == ()
    assert days["2026-06-13"] == "Harbour fair"
    assert days["2026-04-25"] == "Freedom Day"
    assert "2026-12-25" not in days


def test_printing_writes_nothing(handbook_root: Path) -> None:
    """With --print the entries are shown in their form."""
    before = (handbook_root / "policies/company.yml").read_bytes()
    said = run(handbook_root, "--country", "FR", "--year", "2027", "--print")
    assert said.output.startswith(
        "- date: 2027-01-01\n  name: New Year's Day\n- date: 2027-03-29\n"
    )
    assert (handbook_root / "policies/company.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--country", "XX"), "no holidays are known for the country XX; "),
        (("--country", "GB", "--region", "LON"), "GB has no region LON; write one of ENG, NIR"),
        (("--country", "GB", "--site", "harbor"), "there is no site harbor; did you mean harbour?"),
    ],
)
def test_a_place_that_is_not_known_is_named(
    handbook_root: Path, options: tuple[str, ...], message: str
) -> None:
    """A country, region or site that there is not is refused with what there is."""
    said = run(handbook_root, *options, "--year", "2027")
    assert said.exit_code == 2
    assert message in said.output


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is an extra."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(CannotRunError, match=r"run pip install 'cx-handbook\[holidays\]'"):
        list_public_holidays("GB", None, 2027, "en-GB")


HEAD = "opening_hours:\n  sunday: closed\n"
SITE = "sites:\n  - id: one\n    timezone: UTC\n"


@pytest.mark.parametrize(
    ("before", "site", "after"),
    [
        (HEAD + SITE, None, HEAD + "\nholidays:\n" + LINES + SITE),
        (HEAD + "holidays: []\n" + SITE, None, HEAD + "holidays:\n" + LINES + SITE),
        (HEAD + SITE, "one", HEAD + SITE + "    holidays:\n" + indent(LINES, "    ")),
        (
            HEAD + BOXING + "# Sites.\n" + SITE, None,
            HEAD + BOXING + dedent(LINES) + "# Sites.\n" + SITE,
        ),
    ],
)  # fmt: skip
def test_a_list_is_begun_or_goes_on_where_it_belongs(
    before: str, site: str | None, after: str
) -> None:
    """Without a list, with an empty one, at a site, and in a list that is not indented."""
    assert add_holidays(before, NEW[:1], site) == (after, NEW[:1])


def test_a_list_in_brackets_is_left_alone() -> None:
    """What cannot be changed without changing more is refused with what to do."""
    text = HEAD + "holidays: [{date: 2026-12-25, name: Christmas}]\n" + SITE
    assert add_holidays(text, NEW[1:], None) == (text, [])
    with pytest.raises(CannotRunError, match=r"company.yml:3: the holidays stand in brackets"):
        add_holidays(text, NEW, None)
