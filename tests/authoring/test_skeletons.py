"""New files are valid at once, and never take the place of old ones."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.authoring import skeletons
from cx_handbook.authoring.skeletons import (
    NEW_FILE_MAKERS,
    NewFile,
    find_next_standard_id,
    new_checklist,
    new_log,
    new_policy,
    write_new_file,
)
from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import KINDS
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.errors import CannotRunError

TODAY = date(2026, 11, 30)


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_policy_of_each_kind_is_valid_at_once(kind: str, handbook_root: Path) -> None:
    """The skeleton of each kind passes the loader before a word of it is changed."""
    write_new_file(
        handbook_root, new_policy(load_handbook(handbook_root), kind, "brand-new", None, TODAY)
    )

    policy = load_handbook(handbook_root).policies_by_slug["brand-new"]

    assert policy.kind == kind
    assert policy.reviewed == TODAY


def test_a_kind_without_a_skeleton_is_named(
    handbook_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind that adds fields and has no skeleton would give files that are refused at once."""
    copy = tmp_path / "skeletons"
    shutil.copytree(skeletons._TEMPLATES, copy)
    (copy / "kinds" / "listening.yml").unlink()
    monkeypatch.setattr(skeletons, "_TEMPLATES", copy)

    with pytest.raises(CannotRunError) as refused:
        new_policy(load_handbook(handbook_root), "practice", "brand-new", None, TODAY)

    assert str(refused.value) == (
        "templates/skeletons/kinds/listening.yml is missing: without it a new policy of the kind "
        "listening lacks ask_first, hand_over, listen_for, read_back; write it, as those beside it "
        "are"
    )


def test_the_help_names_every_kind() -> None:
    """Whoever asks how to begin a policy reads which kinds there are."""
    shown = " ".join(run(Path(), "new", "policy", "--help")[1].split())

    assert f"KIND is {', '.join([*KINDS][:-1])} or {[*KINDS][-1]}." in shown


def test_a_new_policy_goes_where_policies_of_its_kind_are(handbook_root: Path) -> None:
    """Without a section, a policy lands in the folder in which its kind already lives."""
    book = load_handbook(handbook_root)
    for policy in book.policies:
        file = new_policy(book, policy.kind, "brand-new", None, TODAY)
        assert file.name == f"policies/{policy.section}/brand-new.yml"


def test_a_section_can_be_chosen(handbook_root: Path) -> None:
    """--section decides the folder, whatever the kind."""
    book = load_handbook(handbook_root)
    for section in book.sections.sections:
        file = new_policy(book, "practice", "brand-new", section.id, TODAY)
        assert file.name == f"policies/{section.id}/brand-new.yml"


def test_a_new_checklist_is_valid_at_once(handbook_root: Path) -> None:
    """The skeleton of a checklist passes the loader, and its one pick finds a standard."""
    write_new_file(handbook_root, new_checklist(load_handbook(handbook_root), "brand-new", TODAY))

    checklists = {
        checklist.slug: checklist for checklist in load_handbook(handbook_root).checklists
    }

    assert checklists["brand-new"].revised == TODAY


def test_a_new_log_is_valid_at_once(handbook_root: Path) -> None:
    """Its columns fit the paper, and it is evidence for a question that counts cases."""
    write_new_file(handbook_root, new_log(load_handbook(handbook_root), "brand-new", TODAY))

    after = load_handbook(handbook_root)
    log = next(log for log in after.logs if log.slug == "brand-new")
    standard, _ = after.standards_by_id[log.evidence[0].standards[0]]
    assert (log.revised, log.prefix, standard.answer) == (TODAY, "B", "count")


def test_ids_that_yaml_would_misread_are_quoted(handbook_root: Path) -> None:
    """A name that YAML takes for a number is still a title."""
    write_new_file(handbook_root, new_checklist(load_handbook(handbook_root), "1e5", TODAY))

    assert {checklist.title for checklist in load_handbook(handbook_root).checklists} >= {"1e5"}


def test_a_new_standard_takes_the_next_free_id(handbook_root: Path) -> None:
    """Two new policies of a kind get two IDs, one after the other, with the prefix of their kind."""
    before = load_handbook(handbook_root)
    first = find_next_standard_id(before, "callback")
    assert first not in before.standards_by_id
    write_new_file(handbook_root, new_policy(before, "callback", "first-new", None, TODAY))

    after = load_handbook(handbook_root)
    second = find_next_standard_id(after, "callback")

    assert first in after.standards_by_id
    assert first.partition("-")[0] == second.partition("-")[0]
    assert int(second.partition("-")[2]) == int(first.partition("-")[2]) + 1


def test_an_id_that_was_handed_out_once_is_not_given_again(handbook_root: Path) -> None:
    """A standard may be gone from the handbook; its ID stands on sheets that were filled in."""
    book = load_handbook(handbook_root)
    form = book.forms["monthly"]
    old = form.sections[0].items[0].model_copy(update={"standard": "CB-41"})
    section = form.sections[0].model_copy(update={"items": (old,)})
    issued = form.model_copy(update={"sections": (section,)})
    kept = IssuedForm(fingerprint=issued.fingerprint, form=issued)

    assert find_next_standard_id(book, "callback") == "CB-02"
    assert find_next_standard_id(replace(book, issued=(kept,)), "callback") == "CB-42"


def test_after_the_last_id_there_is_none(handbook_root: Path) -> None:
    """CB-1000 would be refused by the loader, so nobody is given it."""
    file = handbook_root / "policies/calls/ring-back.yml"
    text = file.read_text(encoding="utf-8")
    for used, following in (("CB-98", "CB-99"), ("CB-99", "CB-100"), ("CB-998", "CB-999")):
        file.write_text(text.replace("CB-01", used), encoding="utf-8")
        for folder in ("checklists", "logs"):
            for asking in (handbook_root / folder).glob("*.yml"):
                asking.unlink()
        assert find_next_standard_id(load_handbook(handbook_root), "callback") == following
    file.write_text(text.replace("CB-01", "CB-999"), encoding="utf-8")

    code, output = run(handbook_root, "new", "policy", "callback", "brand-new")

    assert code == 2
    assert "there is no ID after CB-999 for a new standard; " in output
    assert not (handbook_root / "policies/calls/brand-new.yml").exists()


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("index", "the name index is taken by the site itself; choose another"),
        ("log-calls", "names that begin with log- are the blank logs'; choose another"),
        (
            "log-callbacks-promised",
            "names that begin with log- are the blank logs'; choose another",
        ),
    ],
)
def test_a_checklist_that_check_would_refuse_is_not_made(
    slug: str, said: str, handbook_root: Path
) -> None:
    """The names of the site and of the logs are refused before a file is written."""
    with pytest.raises(CannotRunError) as refused:
        new_checklist(load_handbook(handbook_root), slug, TODAY)

    assert str(refused.value) == said


def test_a_checklist_may_be_about_logs(handbook_root: Path) -> None:
    """Only the beginning log- is taken."""
    for slug in ("log", "logbook", "call-log"):
        write_new_file(handbook_root, new_checklist(load_handbook(handbook_root), slug, TODAY))

    assert {"log", "logbook", "call-log"} <= {
        c.slug for c in load_handbook(handbook_root).checklists
    }


@pytest.mark.parametrize(
    ("kind", "slug", "said"),
    [
        ("apologie", "new-one", "there is no kind apologie; did you mean apology?"),
        (
            "poem", "new-one",
            f"there is no kind poem; write one of {', '.join(KINDS)}",
        ),
        (
            "apology", "Late Delivery!",
            "the name Late Delivery! cannot be used in links; write small letters, digits and "
            "single hyphens, at most 60: did you mean late-delivery?",
        ),
        (
            "apology", "../../etc",
            "the name ../../etc cannot be used in links; write small letters, digits and "
            "single hyphens, at most 60: did you mean etc?",
        ),
        (
            "apology", "index",
            "the name index is taken by the site itself; choose another",
        ),
        (
            "apology", "–",
            "the name – cannot be used in links; write small letters, digits and "
            "single hyphens, at most 60: such as late-delivery",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_with_a_hint(
    kind: str, slug: str, said: str, handbook_root: Path
) -> None:
    """A kind or name that cannot be used is refused in words that say what to write."""
    with pytest.raises(CannotRunError) as refused:
        new_policy(load_handbook(handbook_root), kind, slug, None, TODAY)

    assert str(refused.value) == said


def test_a_mistyped_section_is_refused_with_the_nearest(handbook_root: Path) -> None:
    """A section that does not exist is not made by accident."""
    book = load_handbook(handbook_root)
    section = book.sections.sections[0].id

    code, output = run(handbook_root, "new", "policy", "apology", "x", "--section", f"{section}x")

    assert code == 2
    assert output == (
        f"handbook: there is no section {section}x in policies/sections.yml; "
        f"did you mean {section}?\n"
    )


def test_a_taken_name_is_refused(handbook_root: Path) -> None:
    """A policy's name is its address, so it is refused even in another folder."""
    book = load_handbook(handbook_root)
    taken = book.policies[0]

    code, output = run(handbook_root, "new", "policy", "practice", taken.slug)

    assert code == 2
    assert f"the name {taken.slug} is taken by {taken.file}; choose another" in output


def test_no_file_is_ever_overwritten(handbook_root: Path) -> None:
    """What is there already stays as it is, to the byte."""
    existing = next((handbook_root / "checklists").glob("*.yml"))
    before = existing.read_bytes()

    code, output = run(handbook_root, "new", "checklist", existing.stem)

    assert code == 2
    assert f"checklists/{existing.name} exists already; choose another name" in output
    assert existing.read_bytes() == before


def test_a_checklist_needs_something_to_ask(handbook_root: Path) -> None:
    """Without any standard there is no checklist to start, and the message says what comes first."""
    for folder in (
        "checklists",
        "logs",
        "policies/situations",
        "policies/cases",
        "policies/role-plays",
    ):
        for path in (handbook_root / folder).glob("*.yml"):
            path.unlink()
    for path in (handbook_root / "policies").glob("*/*.yml"):
        head, found, tail = path.read_text(encoding="utf-8").partition("\nstandards:\n")
        if found:
            lines = tail.splitlines(keepends=True)
            rest = next(
                (n for n, line in enumerate(lines) if line[:1] not in (" ", "\n")), len(lines)
            )
            text = f"{head}\nsources: [DOC-01]\n{''.join(lines[rest:])}"
            path.write_text(text.replace("sources: [DOC-03]\n", ""), encoding="utf-8")

    code, output = run(handbook_root, "new", "checklist", "brand-new")

    assert code == 2
    assert "no policy has a standard to ask yet; run handbook new policy first" in output


def test_the_command_says_what_to_do_next(handbook_root: Path) -> None:
    """After writing the file, the command names it and the next two steps."""
    code, output = run(handbook_root, "new", "checklist", "brand-new")

    assert code == 0
    assert output == (
        "Wrote checklists/brand-new.yml. Replace each text that starts with “Write:”, then run\n"
        "  handbook check\n"
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A disk that refuses is a message, not a traceback."""
    (tmp_path / "policies").write_text("a file where a folder belongs", encoding="utf-8")

    with pytest.raises(CannotRunError, match=r"^cannot write .*policies/calls/x\.yml \("):
        write_new_file(tmp_path, NewFile("policies/calls/x.yml", ""))


def test_a_skeleton_names_its_schema(handbook_root: Path) -> None:
    """An editor completes the new file, because its first line says which schema it follows."""
    book = load_handbook(handbook_root)

    policy = new_policy(book, "apology", "brand-new", None, TODAY).text.splitlines()[0]
    checklist = new_checklist(book, "brand-new", TODAY).text.splitlines()[0]

    assert policy == "# yaml-language-server: $schema=../../schemas/policy.schema.json"
    assert checklist == "# yaml-language-server: $schema=../schemas/checklist.schema.json"


@pytest.mark.parametrize("sort", NEW_FILE_MAKERS)
def test_a_new_file_of_each_sort_breaks_no_house_rule(sort: str, handbook_root: Path) -> None:
    """Whatever is started lacks nothing but its words: no house rule is broken before it has them."""
    code, _ = run(handbook_root, "new", sort, "brand-new")
    assert code == 0
    found = examine_content(handbook_root, TODAY).errors
    assert {problem.wrong for problem in found} == {"this is still the text of the skeleton"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_policy_says_that_no_checklist_asks_it_yet(kind: str, handbook_root: Path) -> None:
    """Its one exception is written down, to be removed once a checklist picks the standard."""
    monthly = handbook_root / "checklists/monthly.yml"
    text = monthly.read_text(encoding="utf-8")
    for condition in ("critical: true", "factor: empathy", "kind: alternative", "channel: counter"):
        names = [s for s in load_handbook(handbook_root).standards_by_id if s not in text][:1]
        text = text.replace(f"- {condition}", f"- ids: [{', '.join(names)}]")
    monthly.write_text(text.replace("      - policy: whole-story\n", ""), encoding="utf-8")
    run(handbook_root, "new", "policy", kind, "brand-new")

    examined = examine_content(handbook_root, TODAY)

    assert {problem.wrong for problem in examined.errors} == {
        "this is still the text of the skeleton"
    }
    assert examined.accepted == 5


def test_every_text_to_write_is_named_and_nothing_else(handbook_root: Path) -> None:
    """A skeleton is valid but for each text that nobody has written yet; only a build stops for it."""
    before = examine_content(handbook_root).problems
    policy = new_policy(load_handbook(handbook_root), "apology", "new-one", None, TODAY)
    checklist = new_checklist(load_handbook(handbook_root), "new-two", TODAY)
    write_new_file(handbook_root, policy)
    write_new_file(handbook_root, checklist)

    examined = examine_content(handbook_root)
    added = [problem for problem in examined.problems if problem not in before]
    unwritten = [problem for problem in added if "skeleton" in problem.wrong]

    assert examined.handbook is not None
    assert sorted(examined.errors) == sorted(unwritten)
    assert len(unwritten) == (policy.text + checklist.text).count("Write: ")
    # The new questions were not issued yet, and there are too few of them for a grade.
    others = [problem for problem in added if problem not in unwritten]
    assert {problem.file for problem in others} == {checklist.name}
    assert {problem.severity for problem in others} == {"warning", "notice"}
