"""`handbook adopt` copies what a sample has into a handbook, made to fit it, or writes nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from click.testing import Result

from cx_handbook.authoring.samples import find_sample, load_sample
from cx_handbook.cli import adopt
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.yaml_reader import parse_yaml
from support.own_folder import list_faults, read_folder, run_in

# What stands in a starter for the names of the big sample and of the clinic.
RETAIL = (
    "--role", "agent=team-member", "--role", "shop-assistant=team-member", "--channel", "chat=",
    "--channel", "counter=in-person",
)  # fmt: skip
DELIVERY = (
    "--role", "delivery-planner=", "--role", "delivery-crew=", "--channel", "door=",
    "--role", "head-of-service=manager", "--section", "apologies=sorry",
)  # fmt: skip
CLINIC = (
    "--role", "receptionist=team-member", "--role", "nurse=team-member", "--channel",
    "desk=in-person", "--role", "clinical-lead=manager", "--role", "lead-receptionist=team-lead",
)  # fmt: skip


def read_data(path: Path) -> dict[str, object]:
    data: dict[str, object] = parse_yaml(path.read_bytes(), path.name).data
    return data


def test_policies_of_two_samples_come_in_and_one_goes_again(ours: Path) -> None:
    """A folder begun today takes three policies, passes check, gives one up, and passes it again."""
    wanted = ("ask-then-stop-talking", "late-delivery", "calls/a-nurse-rings-back")
    adopted = run_in(ours, "adopt", *wanted, *RETAIL, *DELIVERY, *CLINIC)
    assert adopted.exit_code == 0, adopted.output
    assert list_faults(ours) == []
    book = load_handbook(ours)
    came = [book.policies_by_slug[name.rpartition("/")[2]] for name in wanted]
    assert [policy.section for policy in came] == ["listening", "sorry", "calls"]
    assert not any(policy.all_source_items for policy in came)

    removed = run_in(ours, "remove", "listen-to-the-end", "--mend", "--yes")
    assert removed.exit_code == 0, removed.output
    assert list_faults(ours) == []


def adopt_all(root: Path, name: str) -> Result:
    """Adopt everything of a sample that a starter does not have, each name mapped to one of ours."""
    sample = find_sample(name)
    book, own = load_sample(sample), load_handbook(root)
    options = [f"--role={role.id}=team-member" for role in book.company.roles]
    options += [f"--section={section.id}=every-day" for section in book.sections.sections]
    ours = itertools.cycle(channel.id for channel in own.company.channels)
    options += [f"--channel={channel.id}={next(ours)}" for channel in book.company.channels]
    records = (*book.policies, *book.situations, *book.cases, *book.role_plays)
    wanted = [
        record.file
        for record in (*records, *book.checklists, *book.logs)
        if not (root / record.file).exists()
        and record.slug not in own.policies_by_slug
        and "{{ company.outside_body" not in (sample.folder / record.file).read_text("utf-8")
    ]
    return run_in(root, "adopt", "--from", name, *wanted, *options)


@pytest.mark.parametrize(
    "name",
    [
        "clinic",
        pytest.param("hotel", marks=pytest.mark.deep),
        pytest.param("retail", marks=pytest.mark.deep),
    ],
)
def test_all_of_a_sample_can_come_in_at_once(name: str, ours: Path) -> None:
    """Whatever it refers to is found, mapped or left out. What remains are words that nobody wrote yet,
    and what two pages say differently, one of ours and one that came in: somebody has to decide."""
    result = adopt_all(ours, name)
    assert result.exit_code in (0, 1), result.output
    for_authors = ("text of the skeleton", "[calls-at-other-hours]", "[beyond-the-policy]")
    assert [fault for fault in list_faults(ours) if not any(t in fault for t in for_authors)] == []


def test_what_the_company_does_not_say_has_to_be_said_first(ours: Path) -> None:
    """A text that names an outside body is of no use where there is none."""
    result = run_in(ours, "adopt", "when-we-cannot-agree", "--role=agent=team-member",
                    "--role=shop-assistant=team-member", "--role=head-of-service=manager",
                    "--role=shop-manager=manager", "--section=hard-cases=hard-moments",
                    *(f"--channel={name}=" for name in ("chat", "counter", "door")))  # fmt: skip
    assert (result.exit_code, result.output) == (
        2,
        "handbook: policies/hard-cases/when-we-cannot-agree.yml names {{ company.outside_body }}; write "
        "outside_body in policies/company.yml first\n",
    )


def test_what_did_not_come_along_is_named(ours: Path) -> None:
    """Pages, channels and sources that are not here are left out, and so is nothing in silence."""
    result = run_in(ours, "adopt", "ask-then-stop-talking", *RETAIL)
    assert result.output == (
        "Wrote policies/listening/ask-then-stop-talking.yml\n"
        "policies/listening/ask-then-stop-talking.yml:\n"
        "  LI-01 is LI-03, LI-02 is LI-04 here: those IDs were given already\n"
        "  left out at channels: chat\n"
        "  left out at see_also: the-angry-caller, read-back-the-details\n"
        "  line 77 names *The call about a complaint*, which is not here\n"
        "  line 123 speaks of “The source”; say it as your own, or take it out\n"
        "In all:\n"
        "  001-11, 001-12, 003-14 left out, because this handbook has no sources\n"
    )


def test_what_may_be_given_is_no_more_than_it_is_here(ours: Path) -> None:
    """A gesture of the sample's shrinks to what the role may give away in this company."""
    result = run_in(ours, "adopt", "late-delivery", *RETAIL, *DELIVERY)
    assert "team-member may give 15 here, and not 25" in result.output
    limits = load_handbook(ours).company.gesture_limits
    causes = load_handbook(ours).policies_by_slug["late-delivery"].causes  # type: ignore[attr-defined]
    given = [g for _, cause in causes.list_used() for g in cause.gestures]
    assert given
    assert all(gesture.limit <= limits[gesture.role] for gesture in given)


def test_names_that_are_not_known_are_asked_for_all_at_once(ours: Path) -> None:
    """Where nobody can be asked, each is named with its option and with what could stand there."""
    before = read_folder(ours)
    result = run_in(ours, "adopt", "calls/a-nurse-rings-back", *CLINIC[4:])
    assert result.exit_code == 2
    assert result.output == (
        "handbook: names of the sample are not known here; say which of yours stands for each:\n"
        "  --role receptionist=…   Receptionist, in policies/calls/a-nurse-rings-back.yml\n"
        "      yours: team-member, team-lead, manager; nothing after = leaves it out\n"
        "  --role nurse=…   Nurse, in policies/calls/a-nurse-rings-back.yml\n"
        "      yours: team-member, team-lead, manager; nothing after = leaves it out\n"
    )
    assert read_folder(ours) == before


def test_on_a_terminal_it_asks(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is chosen from ours; a hyphen leaves it out."""
    monkeypatch.setattr(adopt, "is_terminal", lambda: True)
    said = "nobody\nteam-member\n-\n"
    result = run_in(ours, "adopt", "calls/a-nurse-rings-back", *CLINIC[4:], said=said)
    assert result.exit_code == 0, result.output
    assert "'nobody' is not one of" in result.output
    data = read_data(ours / "policies/calls/a-nurse-rings-back.yml")
    assert data["roles"] == ["team-member"]
    # What only a nurse does has nobody who does it: it is done by whoever reads.
    assert all("who" not in step for step in data["steps"])  # type: ignore[attr-defined]


def test_a_role_that_owns_a_page_cannot_be_left_out(ours: Path) -> None:
    """Nothing would be left of it; the message says where, and nothing is written."""
    before = read_folder(ours)
    options = [*CLINIC[:6], "--role", "clinical-lead=", *CLINIC[8:]]
    result = run_in(ours, "adopt", "calls/a-nurse-rings-back", *options)
    assert result.exit_code == 2
    assert result.output == (
        "handbook: policies/calls/a-nurse-rings-back.yml: nothing would be left of it without "
        "clinical-lead (owner); adopt what it needs along with it, or name one of yours\n"
    )
    assert read_folder(ours) == before


def test_nothing_is_overwritten(ours: Path) -> None:
    """A file of that name here stays as it is, and another that was wanted with it is not written."""
    before = read_folder(ours)
    result = run_in(
        ours, "adopt", "--from", "starter", "listening/listen-to-the-end", "logs/promises"
    )
    assert result.exit_code == 2
    assert result.output == (
        "handbook: policies/listening/listen-to-the-end.yml is here already; nothing is written\n"
        "logs/promises.yml is here already; nothing is written\n"
    )
    assert read_folder(ours) == before


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (("left-something-behind", "it-is-late", "nobody-rang-back"),
         "nobody-rang-back stands in the samples clinic, retail and starter; name one with --from"),
        (("ask-then-stop-talkin",),
         "no sample has ask-then-stop-talkin; did you mean ask-then-stop-talking?"),
        (("late-delivery", "--from", "starter"),
         "no sample has late-delivery; handbook adopt without a name lists what there is"),
        (("late-delivery", "--role", "agent=boss"),
         "--role agent=boss: there is no role boss here; write one of team-member, team-lead, manager"),
        (("late-delivery", "--role", "agent"), "--role agent: write the sample's name, = and yours"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_explained(ours: Path, wanted: tuple[str, ...], said: str) -> None:
    result = run_in(ours, "adopt", *wanted)
    assert (result.exit_code, result.output) == (2, f"handbook: {said}\n")


def test_a_situation_leads_only_to_what_is_here(ours: Path) -> None:
    """Adopted with one of its policies, it keeps the steps that lead there; check has the last word."""
    result = run_in(
        ours, "adopt", "situations/a-medical-question", "a-nurse-rings-back", *CLINIC,
        "--channel", "room=in-person",
    )  # fmt: skip
    book = load_handbook(ours)
    led = [action.policy for action in book.situations_by_slug["a-medical-question"].do]

    assert led == ["a-nurse-rings-back"]
    assert "  left out at do.1: what-worries-you\n" in result.output
    # Its one policy holds in a channel that the situation did not name.
    left = "Left for you to do:\n" + "\n".join(list_faults(ours)) + "\n"
    assert (result.exit_code, left in result.output) == (1, True)


def test_sources_come_along_where_sources_are_kept(ours: Path) -> None:
    """A document of the same ID that is another one keeps its ID; citations follow the new one."""
    (ours / "policies/sources.yml").write_text(
        "documents:\n  - id: '001'\n    title: Our own rules\n"
        "items:\n  - id: 001-11\n    kind: context\n    text: Ours.\n    needs: citation\n"
    )
    run_in(ours, "adopt", "ask-then-stop-talking", *RETAIL)
    book = load_handbook(ours)
    cited = book.policies_by_slug["ask-then-stop-talking"].all_source_items

    assert [document.id for document in book.sources.documents] == ["001", "002", "003"]
    assert not book.sources.documents[1].in_full
    assert set(cited) == {"002-11", "002-12", "003-14"}
    assert book.source_items_by_id["001-11"].text == "Ours."


def test_a_policy_that_rested_on_sources_alone_asks_for_a_decision(ours: Path) -> None:
    """Unfinished text stands where a decision belongs, and the command names it as left to do."""
    result = run_in(ours, "adopt", "read-the-whole-message", *RETAIL)
    faults = list_faults(ours)

    assert [fault.partition(": ")[2].partition(";")[0] for fault in faults] == [
        "house_choices.0.decided: this is still the text of the skeleton",
        "house_choices.0.reason: this is still the text of the skeleton",
    ]
    left = "Left for you to do:\n" + "\n".join(faults) + "\n"
    assert (result.exit_code, left in result.output) == (1, True)


def test_without_a_name_it_lists_what_there_is(ours: Path) -> None:
    result = run_in(ours, "adopt", "--from", "clinic")
    assert result.exit_code == 0
    assert "  calls/a-nurse-rings-back                        A nurse rings back\n" in result.output


def test_an_id_that_was_taken_out_is_not_given_again(ours: Path) -> None:
    """Adopted, removed and adopted again, a policy's standards have new IDs."""
    run_in(ours, "adopt", "ask-then-stop-talking", *RETAIL)
    assert run_in(ours, "remove", "ask-then-stop-talking").exit_code == 0
    run_in(ours, "adopt", "ask-then-stop-talking", *RETAIL)
    policy = load_handbook(ours).policies_by_slug["ask-then-stop-talking"]
    assert [standard.id for standard in policy.standards] == ["LI-05", "LI-06"]
