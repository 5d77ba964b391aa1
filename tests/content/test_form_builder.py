"""A checklist's form: the questions as picked, and a fingerprint that changes with their meaning."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import Form, Handbook
from support.project import CASES


def forms(root: Path) -> dict[str, Form]:
    return load_handbook(root).forms


@pytest.fixture
def form(handbook: Handbook) -> Form:
    """Return the monthly form of the small handbook."""
    return handbook.forms["monthly"]


def test_standards_are_asked_in_the_order_in_which_they_are_picked(form: Form) -> None:
    """Sections and picks keep their order, and each standard is asked once."""
    assert [(s.title, [item.standard for item in s.items]) for s in form.sections] == [
        ("Promises", ["CB-01", "SO-02"]),
        ("People", ["SO-01", "OF-01", "LI-01"]),
        ("The rest", ["HA-01"]),
    ]
    assert [item.standard for item in form.items] == [
        "CB-01", "SO-02", "SO-01", "OF-01", "LI-01", "HA-01",
    ]  # fmt: skip
    assert [item.standard for item in form.sections[0].counted_items] == ["CB-01"]


def test_named_standards_are_asked_in_the_order_of_their_names(handbook_root: Path) -> None:
    """Whoever names standards by ID decides their order."""
    file = handbook_root / "checklists/daily.yml"
    file.write_text(file.read_text().replace("policy: tidy-counter", "ids: [SO-02, HA-01, CB-01]"))
    assert [item.standard for item in forms(handbook_root)["daily"].items] == [
        "SO-02", "HA-01", "CB-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pick", "found"),
    [
        ("kind: apology", ["SO-01", "SO-02"]),
        ("factor: compliance", ["SO-02", "CB-01"]),
        ("critical: true", ["SO-02"]),
        ("critical: false", ["SO-01", "CB-01", "OF-01", "LI-01", "HA-01"]),
        ("channel: phone", ["SO-01", "SO-02", "CB-01", "OF-01", "LI-01"]),
        ("role: lead", ["SO-01", "SO-02", "LI-01"]),
        ("{kind: apology, factor: empathy}", ["SO-01"]),
        ("{ids: [CB-01, SO-02], factor: compliance}", ["CB-01", "SO-02"]),
        ("{channel: counter, role: agent, critical: false}", ["SO-01", "OF-01", "LI-01", "HA-01"]),
    ],
)
def test_a_pick_takes_what_meets_all_its_conditions(
    pick: str, found: list[str], handbook_root: Path
) -> None:
    """Conditions written together must all hold; the handbook's order decides the rest."""
    file = handbook_root / "checklists/daily.yml"
    file.write_text(file.read_text().replace("policy: tidy-counter", pick))
    assert [item.standard for item in forms(handbook_root)["daily"].items] == found


@pytest.mark.parametrize(
    ("target", "gate", "fits"),
    [
        ("5/6", "5/6", True),
        ("83.3333%", "5/6", False),
        ("90%", "90%", True),
        ("0.8333333333", "5/6", True),  # the same after rounding to nine decimals
        ("89.9%", "90%", False),
    ],
)
def test_a_compliance_target_reaches_the_gate(
    target: str, gate: str, fits: bool, handbook_root: Path
) -> None:
    """Who meets every target passes the gate as well; a target equal to it is enough."""
    for name, old, new in (
        ("policies/calls/ring-back.yml", "target: 9/10", f"target: {target}"),
        ("checklists/monthly.yml", "gate: 5/6", f"gate: {gate}"),
    ):
        file = handbook_root / name
        file.write_text(file.read_text().replace(old, new))
    assert (examine_content(handbook_root).handbook is not None) is fits


def test_an_item_holds_what_scoring_needs(form: Form) -> None:
    """The factor is the standard's own before the policy's; what is left out is made explicit."""
    item = {item.standard: item for item in form.items}
    assert (item["SO-02"].factor, item["SO-01"].factor) == ("compliance", "empathy")
    assert (item["SO-02"].critical, item["SO-02"].may_be_na) == (True, False)
    assert (item["CB-01"].target, item["CB-01"].sample, item["CB-01"].weight) == (0.9, 20, 3)
    assert form.weights.model_dump() == {"tangibles": 1, "disposition": 1, "staff": 1, "empathy": 2}
    assert (form.scoring, form.grade, form.minutes, form.days) == (2, True, 45, 30)


@pytest.mark.parametrize("name", ["daily", "monthly"])
def test_the_canonical_text_and_the_fingerprint_stay_as_they_are(
    name: str, handbook: Handbook
) -> None:
    """Sheets printed years ago must find their form: not a byte may change by accident."""
    (checklist,) = (c for c in handbook.checklists if c.slug == name)
    form = handbook.forms[checklist.slug]
    file = CASES / f"forms/{name}.json"
    if os.environ.get("REWRITE_EXPECTED"):
        file.write_bytes(form.encode_canonical())
    assert form.encode_canonical() == file.read_bytes()
    assert form.fingerprint == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["daily", "monthly"])
def test_a_form_of_the_first_scoring_rules_keeps_its_fingerprint(name: str) -> None:
    """A form that was handed out before the rules had versions reads and writes as it did then."""
    written = (CASES / f"forms/rules_1/{name}.json").read_bytes()
    form = Form.model_validate(json.loads(written))
    assert form.scoring == 1
    assert form.encode_canonical() == written
    assert form.fingerprint == hashlib.sha256(written).hexdigest()


def test_a_form_reads_back_as_itself(form: Form) -> None:
    """The canonical text is the whole form."""
    again = Form.model_validate(json.loads(form.encode_canonical()))
    assert again == form
    assert again.fingerprint == form.fingerprint


CHANGES = {
    "rule": ("policies/calls/ring-back.yml", "Every call-back is made", "Each call-back is made", True),
    "question": ("policies/calls/ring-back.yml", "check: How many", "check: And how many", True),
    "where to look": ("policies/calls/ring-back.yml", "look_at: Call", "look_at: The call", True),
    "sample": ("policies/calls/ring-back.yml", "sample: 20", "sample: 30", True),
    "target": ("policies/calls/ring-back.yml", "target: 9/10", "target: 95%", True),
    "target written otherwise": ("policies/calls/ring-back.yml", "target: 9/10", "target: 90%", False),
    "weight": ("policies/calls/ring-back.yml", "weight: 3", "weight: 2", True),
    "improvement": ("policies/calls/ring-back.yml", "if_not: Promise", "if_not: So promise", True),
    "factor": ("policies/hearing/whole-story.yml", "factor: staff", "factor: disposition", True),
    "answer": ("policies/calls/ring-back.yml", "answer: count", "answer: grade", True),
    "critical": ("policies/calls/ring-back.yml", "weight: 3", "weight: 3\n    critical: true", True),
    "critical said": ("policies/calls/ring-back.yml", "weight: 3", "weight: 3\n    critical: false", False),
    "not applicable": ("policies/calls/ring-back.yml", "weight: 3", "weight: 3\n    may_be_na: false", True),
    "gate": ("checklists/monthly.yml", "gate: 5/6", "gate: 80%", True),
    "gate left out": ("checklists/monthly.yml", "gate: 5/6\n", "", False),
    "weights": ("checklists/monthly.yml", "empathy: 2", "empathy: 3", True),
    "title": ("checklists/monthly.yml", "title: Monthly self-audit", "title: Self-audit", True),
    "intro": ("checklists/monthly.yml", "intro: At the desk", "intro: At a desk", True),
    "order": ("checklists/monthly.yml", "      - factor: empathy\n      - kind: alternative\n",
              "      - kind: alternative\n      - factor: empathy\n", True),
    "revised": ("checklists/monthly.yml", "revised: 2026-03-01", "revised: 2026-04-01", False),
    "owner": ("checklists/monthly.yml", "owner: lead", "owner: agent", False),
    "rhythm": ("checklists/monthly.yml", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=WEEKLY", True),
    "time allowed": ("checklists/monthly.yml", "minutes: 45", "minutes: 50", True),
    "no grade": ("checklists/monthly.yml", "minutes: 45", "minutes: 45\ngrade: false", True),
    "how to": ("checklists/monthly.yml", "  - Fetch the lists first.\n", "", False),
    "review": ("policies/calls/ring-back.yml", "reviewed: 2026-10-01", "reviewed: 2026-11-01", False),
    "the policy's title": ("policies/calls/ring-back.yml", "title: We ring", "title: We call", False),
    "spaces": ("policies/calls/ring-back.yml", "rule: Every", "rule:   'Every", False),
    "another checklist": ("checklists/daily.yml", "title: On the way in", "title: At the door", False),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_the_fingerprint_changes_when_the_meaning_does(
    change: str, form: Form, handbook_root: Path
) -> None:
    """What an auditor reads or is asked about, and what a score needs; not who keeps the checklist."""
    name, old, new, changes = CHANGES[change]
    file = handbook_root / name
    text = file.read_text()
    assert text.count(old) == 1
    text = text.replace(old, new)
    if change == "spaces":
        text = text.replace("made in the promised time.\n", "made in the promised time.  '\n")
    file.write_text(text)
    assert (forms(handbook_root)["monthly"].fingerprint != form.fingerprint) is changes
