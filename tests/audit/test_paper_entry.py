"""Typing in an audit: a text goes in, the next question comes out, and nothing typed is lost."""

from __future__ import annotations

import pytest

from cx_handbook.audit.filled_sheet import UnreadableError
from cx_handbook.audit.paper_entry import EntrySession, encode_draft, read_draft
from cx_handbook.audit.record import Answer
from cx_handbook.content.model import Handbook
from support.audit_records import ANSWERS, a_typed_record, form_of

HEAD = ["harbour", "K3X9-2fq7", "1/10/2026", "31/10/2026", "Ann", "3/11/2026", "9.30", "1015"]
QUESTIONS = [
    "19 of 20 of 143", "", "y", "", "5/10", "Two did, late: “sorry”.", "8", "",
    "na", "No case in the period.", "=half", "",
]  # fmt: skip


def entry_of(handbook: Handbook) -> EntrySession:
    return EntrySession(form_of(handbook), handbook.company)


def typed(entry: EntrySession, texts: list[str]) -> EntrySession:
    for text in texts:
        entry, said = entry.submit(text)
        assert not said.endswith(("write it as 9:30.", "answer to this."))
    return entry


def asked(entry: EntrySession) -> str:
    assert entry.current_prompt is not None
    return entry.current_prompt.key


def test_what_is_typed_becomes_the_record(handbook: Handbook) -> None:
    """Head, answers, notes and actions give the record that every other medium gives."""
    entry = typed(entry_of(handbook), [*HEAD, *QUESTIONS, "Practise", "Ann", "1/12/2026", ""])
    answers = {**ANSWERS, "SO-02": {"answer": "met"}}

    assert entry.current_prompt is None
    written = a_typed_record(handbook, auditor="Ann", answers=answers, oddities=[])
    assert entry.build_record() == written


def test_the_boxes_come_in_the_order_of_the_sheet(handbook: Handbook) -> None:
    """Head first, then each question with its note, then what is done."""
    entry = entry_of(handbook)
    keys = list(entry.prompts)

    assert keys[:8] == [
        "head.site", "head.reference", "head.first", "head.last", "head.auditor", "head.date",
        "head.start", "head.end",
    ]  # fmt: skip
    assert keys[8::2][:6] == [f"{i.standard}.answer" for i in entry.form.items]
    assert keys[-1] == "action.1.what"


def test_a_question_shows_what_the_sheet_shows(handbook: Handbook) -> None:
    """Section, number, critical mark, check, where to look, and what may be answered."""
    steps = entry_of(handbook).prompts

    assert steps["CB-01.answer"].above == (
        "", "Promises", "At the desk, with the lists.", "", "1 of 6  CB-01",
        "How many call-backs were made in the promised time?",
        "Look at: Call-back list (look at 20)",
    )  # fmt: skip
    assert steps["CB-01.answer"].ask == (
        "Answer: met of looked at, as 17/20, or 17 of 20 of 143 when there were 143 in all, or na"
    )
    assert steps["SO-02.answer"].above[1] == "2 of 6  SO-02  CRITICAL"
    assert steps["SO-02.answer"].ask == "Answer: y or n"
    assert steps["OF-01.answer"].ask == "Answer: 0 to 10, or na"


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("CB-01", "17/20", Answer(answer="count", k=17, n=20)),
        ("CB-01", "17 of 20", Answer(answer="count", k=17, n=20)),
        ("CB-01", "17 out of 20 of 143", Answer(answer="count", k=17, n=20, cases=143)),
        ("CB-01", "21/20", Answer(answer="count", k=21, n=20)),
        ("CB-01", "N/A", Answer(answer="not_applicable")),
        ("SO-02", "Yes", Answer(answer="met")),
        ("SO-02", "N", Answer(answer="not_met")),
        ("OF-01", "0", Answer(answer="grade", grade=0)),
        ("OF-01", "= 7 or 8", Answer(unread="7 or 8")),
        ("CB-01", "= 17/20", Answer(unread="17/20")),
    ],
)
def test_answers_are_typed_as_people_say_them(
    handbook: Handbook, key: str, text: str, answer: Answer
) -> None:
    """Short forms and long ones mean the same; a text after = is kept as it stands."""
    entry = typed(entry_of(handbook), HEAD)
    entry, _ = EntrySession(entry.form, entry.company, entry.texts, f"{key}.answer").submit(text)

    assert entry.build_record().answers == {key: answer}
    assert asked(entry) == f"{key}.note"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("head.site", "pier", "There is no site pier; write one of main-street, harbour."),
        ("head.date", "soon", "soon is not a date; write it as 2026-11-30."),
        ("head.first", "30/2/2026", "30/2/2026 is not a date; write it as 2026-11-30."),
        ("head.start", "9", "9 is not a time of day; write it as 9:30."),
        (
            "head.reference", "../x",
            "A reference has letters, digits and single hyphens, such as k3x9-2fq7.",
        ),
        ("head.auditor", "A" * 201, "This is longer than 200 characters; shorten it."),
        ("SO-02.answer", "maybe", "maybe is no answer to this. Answer: y or n."),
        ("OF-01.answer", "11", "11 is no answer to this. Answer: 0 to 10, or na."),
        ("SO-02.answer", "= yes", "This is an answer; write it without =."),
        ("OF-01.answer", "=", "= is no answer to this. Answer: 0 to 10, or na."),
        ("SO-02.answer", "3/4", "3/4 is no answer to this. Answer: y or n."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_asked_again(
    handbook: Handbook, key: str, text: str, said: str
) -> None:
    """The sentence says what fits, and nothing is kept."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, key)

    assert entry.submit(text) == (entry, said)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("CB-01", "21/20", "CB-01: 21 of 20 cannot be; it counts as unanswered."),
        (
            "CB-01", "0/0",
            "CB-01: 0 of 0 is no answer; look at a case, or say that there was none.",
        ),
        (
            "CB-01", "3/4",
            "CB-01: Fewer than the sample of 20; the result is provisional.",
        ),
        ("SO-02", "na", "SO-02: N/A is not allowed here; it counts as unanswered."),
        ("LI-01", "na", ""),
    ],
)  # fmt: skip
def test_what_will_not_count_is_said_at_once(
    handbook: Handbook, key: str, text: str, said: str
) -> None:
    """The answer is kept, and the remark lets the typist check it against the sheet."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, f"{key}.answer")

    assert entry.submit(text)[1] == said


def test_site_and_date_cannot_be_left_out(handbook: Handbook) -> None:
    """Everything else may stay blank."""
    entry = entry_of(handbook)
    same, said = entry.submit("")

    assert (same, said) == (
        entry,
        "This is needed: without it nobody can tell what was audited.",
    )
    entry = typed(entry, ["harbour", "", "", "", "", "3/11/2026", "", "", *[""] * 12, ""])
    assert entry.current_prompt is None
    assert entry.build_record().answers == {}


def test_going_back_keeps_and_changes(handbook: Handbook) -> None:
    """b goes back, Enter keeps what is there, - clears it, another text replaces it."""
    entry = typed(entry_of(handbook), [*HEAD, "19/20", "b", "b"])
    assert asked(entry) == "head.end"
    entry = typed(entry, ["", ""])
    assert (asked(entry), entry.texts["CB-01.answer"]) == ("CB-01.note", "19/20")
    entry = typed(entry, ["b", "18/20"])
    assert entry.texts["CB-01.answer"] == "18/20"
    entry = typed(entry, ["b", "-"])
    assert (asked(entry), "CB-01.answer" in entry.texts) == ("CB-01.answer", False)


def test_the_first_box_has_nothing_before_it(handbook: Handbook) -> None:
    """Going back there says so; help says what can be typed."""
    entry = entry_of(handbook)

    assert entry.submit("b") == (entry, "This is the first one.")
    assert entry.submit("?")[0] == entry
    assert "q stops" in entry.submit("?")[1]


def test_going_back_from_the_end_leads_to_the_last_box(handbook: Handbook) -> None:
    """After the last box it is possible to go back."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 13])
    assert entry.current_prompt is None

    assert asked(typed(entry, ["b"])) == "action.1.what"


def test_the_reason_is_asked_for_what_does_not_apply(handbook: Handbook) -> None:
    """For not applicable, the note is the reason and is called so."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, "LI-01.answer").submit("na")[0]

    assert entry.current_prompt is not None
    assert entry.current_prompt.ask == "Reason, needed for not applicable"


def test_findings_ask_for_their_actions(handbook: Handbook) -> None:
    """Each standard not met shows what helps, and others may be added one after the other."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 10, "n", ""])
    assert asked(entry) == "action.HA-01.what"
    entry = typed(entry, ["Tidy", "", "soon" * 0, "Paint", "Bob", "1/12/2026", "Sweep", "", "", ""])

    assert entry.current_prompt is None
    assert [(a.standard, a.what, a.who) for a in entry.build_record().actions] == [
        ("HA-01", "Tidy", None), (None, "Paint", "Bob"), (None, "Sweep", None),
    ]  # fmt: skip


def test_an_action_survives_when_its_finding_goes(handbook: Handbook) -> None:
    """When an answer is corrected, the action that was typed for it stays."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 10, "n", "", "Tidy", "", ""])
    entry = EntrySession(entry.form, entry.company, entry.texts, "HA-01.answer").submit("y")[0]

    assert "action.HA-01.what" in entry.prompts
    assert [(a.standard, a.what) for a in entry.build_record().actions] == [("HA-01", "Tidy")]


def test_a_draft_goes_on_where_it_was(handbook: Handbook) -> None:
    """After each single text, what is read back from the draft is the same entry."""
    forms = {form_of(handbook).fingerprint: form_of(handbook)}
    entry = entry_of(handbook)
    for text in [*HEAD, *QUESTIONS, "Practise", "Ann", "b", "", "", ""]:
        entry, _ = entry.submit(text)
        assert read_draft(encode_draft(entry), forms, handbook.company) == entry
    assert entry.current_prompt is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"form": 1, "texts": {}, "at": ""}', b"[" * 100_000,
     b'{"form": "x", "texts": {"a": 1}, "at": ""}', b'{"form": "x", "texts": 3, "at": ""}', b"\xff"],
)  # fmt: skip
def test_a_damaged_draft_is_refused(handbook: Handbook, raw: bytes) -> None:
    """A draft with a part missing is refused."""
    with pytest.raises(UnreadableError) as caught:
        read_draft(raw, {}, handbook.company)

    assert str(caught.value) == "this draft is damaged; move it away, or begin anew"


def test_a_draft_of_a_lost_form_is_refused(handbook: Handbook) -> None:
    """The reason names the form."""
    with pytest.raises(UnreadableError, match=r"^its form [0-9a-f]{12}… is not in checklists/"):
        read_draft(encode_draft(entry_of(handbook)), {}, handbook.company)
