"""`handbook remove` takes pages out, shows what pointed to them, and mends it when it is asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_handbook.authoring.editing import file_changes
from cx_handbook.cli import changing
from cx_handbook.content.issued_forms import issue_forms
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError
from support.own_folder import list_faults, read_folder, run_in

NOT_YET = "Nothing is written yet. Add --yes to do it"


def test_what_points_there_is_shown_and_nothing_goes_unasked(ours: Path) -> None:
    """Each place has its line and field; without anybody to ask, nothing is removed."""
    before = read_folder(ours)
    result = run_in(ours, "remove", "something-went-wrong")
    assert result.exit_code == 1
    assert result.output.startswith("What points there:\n")
    for place in (
        "policies/situations/somebody-is-angry.yml:34: do.1.policy: something-went-wrong",
        "checklists/monthly-check.yml:18: sections.0.pick.0.ids.4: AP-01",
        "logs/complaints.yml:",
    ):
        assert f"\n  {place}" in result.output
    assert result.output.endswith(f"{NOT_YET}, or --mend to take out what points there as well.\n")
    assert read_folder(ours) == before


def test_what_pointed_there_is_mended(ours: Path) -> None:
    """Every reference goes, each with as little else as is possible; check finds nothing afterwards."""
    shown = run_in(ours, "remove", "listen-to-the-end", "--mend")
    assert shown.exit_code == 1
    assert shown.output.endswith(f"{NOT_YET}.\n")
    assert "-      - ids: [LI-01, AL-01," in shown.output
    before = read_folder(ours)
    result = run_in(ours, "remove", "listen-to-the-end", "--mend", "--yes")
    after = read_folder(ours)

    assert result.exit_code == 0, result.output
    assert list_faults(ours) == []
    assert set(before) - set(after) == {"policies/listening/listen-to-the-end.yml"}
    # Not even an editor proposes it any more.
    assert not any(b"listen-to-the-end" in content for content in after.values())
    kept = after["policies/situations/somebody-is-angry.yml"].decode()
    assert "do:\n  - policy: something-went-wrong\n" in kept


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (("what-we-cannot-do",),
         "policies/situations/asks-for-what-we-cannot-do.yml would be nothing without "
         "what-we-cannot-do (do.0.policy)"),
        (("situations/nobody-rang-back",),
         "policies/role-plays/the-second-call.yml would be nothing without nobody-rang-back (situation)"),
    ],
)  # fmt: skip
def test_what_would_be_left_with_nothing_is_named_and_not_written(
    ours: Path, gone: tuple[str, ...], left: str
) -> None:
    """A situation without a step is none: the author decides what becomes of it."""
    before = read_folder(ours)
    result = run_in(ours, "remove", *gone, "--mend", "--yes")
    assert result.exit_code == 2
    assert result.output == (
        "handbook: nothing is written:\n"
        f"{left}; give it something else first, or remove it as well\n"
    )
    assert read_folder(ours) == before


def test_named_together_they_go_together(ours: Path) -> None:
    """What would be left with nothing may be taken out in the same breath."""
    names = ("situations/nobody-rang-back", "role-plays/the-second-call")
    result = run_in(ours, "remove", *names, "--mend", "--yes")
    assert result.exit_code == 0, result.output
    assert list_faults(ours) == []


def test_a_checklist_without_questions_is_not_written(ours: Path) -> None:
    """Picks by condition find nothing any more, which only the whole handbook can tell."""
    (ours / "checklists/ears.yml").write_text(
        "title: Ears\npurpose: Do we listen?\nroles: [manager]\nrepeats: FREQ=WEEKLY\nminutes: 5\n"
        "how_to: [Listen.]\ngrade: false\nsections:\n  - title: All\n    pick:\n"
        "      - kind: listening\nowner: manager\nrevised: 2026-11-01\n"
    )
    before = read_folder(ours)
    result = run_in(ours, "remove", "listen-to-the-end", "--mend", "--yes")
    assert result.exit_code == 2
    assert "checklists/ears.yml:11:9: sections.0.pick.0: " in result.output
    assert read_folder(ours) == before


def test_the_ids_of_standards_are_kept_where_no_form_keeps_them(ours: Path) -> None:
    """An ID that was handed out stands in the issued form; any other is written down as retired."""
    book = load_handbook(ours)
    issue_forms(book, ours)
    run_in(ours, "adopt", "ask-then-stop-talking", "--role", "agent=team-member", "--role",
           "shop-assistant=team-member", "--channel", "chat=", "--channel", "counter=in-person")  # fmt: skip
    run_in(ours, "remove", "ask-then-stop-talking", "listen-to-the-end", "--mend", "--yes")
    book = load_handbook(ours)

    assert book.sections.retired_standards == ("LI-03", "LI-04")
    assert {"LI-01", "LI-02", "LI-03", "LI-04"} <= book.taken_standard_ids
    new = run_in(ours, "new", "policy", "listening", "hear-them-out")
    assert new.exit_code == 0, new.output
    text = (ours / "policies/listening/hear-them-out.yml").read_text("utf-8")
    assert "- id: LI-05" in text
    (ours / "policies/listening/hear-them-out.yml").write_text(text.replace("LI-05", "LI-03"))
    assert any("LI-03 is that of a standard that was taken out" in f for f in list_faults(ours))


def test_a_published_page_gets_advice(ours: Path) -> None:
    """Bookmarks lead there: the command says how another page takes over the address."""
    (ours / "published.txt").write_text("every-day/give-your-name.html\n")
    result = run_in(ours, "remove", "give-your-name", "--mend", "--yes")
    assert (
        "every-day/give-your-name.html was published. Where another page takes its place, "
        "write there: formerly: [every-day/give-your-name]; otherwise delete its line in "
        "published.txt.\n"
    ) in result.output


def test_a_change_that_breaks_off_leaves_everything_as_it_was(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk in the middle of several files: those that were written are put back."""
    before = read_folder(ours)
    write = file_changes.write_atomically

    def fail_late(path: Path, content: bytes) -> None:
        if path == ours / "policies/sections.yml" and b"retired" in content:
            raise CannotRunError("cannot write it (No space left on device)")
        write(path, content)

    monkeypatch.setattr(file_changes, "write_atomically", fail_late)
    result = run_in(ours, "remove", "listen-to-the-end", "--mend", "--yes")
    assert (result.exit_code, "No space left" in result.output) == (2, True)
    assert read_folder(ours) == before


def test_what_an_earlier_change_left_behind_has_to_be_settled_first(ours: Path) -> None:
    """After a power cut, nothing is changed on top of half a change."""
    (ours / file_changes.UNDO).mkdir()
    for command in (("remove", "give-your-name", "--yes"), ("adopt", "ask-then-stop-talking")):
        result = run_in(ours, *command)
        assert result.exit_code == 2
        assert result.output == (
            "handbook: an earlier change was broken off: .handbook-undo/ holds the files as they were "
            "before it; copy them back or keep what is there now, remove that folder, and run it "
            "again\n"
        )


def test_on_a_terminal_it_asks(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No leaves everything as it is."""
    monkeypatch.setattr(changing, "is_terminal", lambda: True)
    before = read_folder(ours)
    assert run_in(ours, "remove", "give-your-name", "--mend", said="n\n").exit_code == 1
    assert read_folder(ours) == before
    assert run_in(ours, "remove", "give-your-name", "--mend", said="y\n").exit_code == 0
    assert not (ours / "policies/every-day/give-your-name.yml").exists()
