"""A policy kind says everything about itself: nothing it holds can be left out in silence."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pytest
from pydantic import ValidationError

from cx_handbook.content.house_rules.registry import check_rules
from cx_handbook.content.model import KINDS, Handbook, Pick, Policy
from cx_handbook.content.model.base import SharedRecord
from cx_handbook.content.model.kinds import Alternative
from cx_handbook.content.model.markers import (
    RoleRef,
    SpokenText,
    StaffText,
    TextUse,
    gather_references,
    gather_texts,
)
from cx_handbook.content.model.policy import PageSection
from cx_handbook.content.model.types import Slug, Text
from cx_handbook.content.references import find_unknown_references, gather_known_names
from support.kind_samples import sample_policy, with_sample
from support.project import DAY

# What the texts of each kind are for, written out: a type changed by accident shows here.
JUDGED = {
    "apology": {
        ("causes", cause, "words", part)
        for cause in ("ours", "partner", "unclear", "customer")
        for part in (
            "acknowledge", "take_responsibility", "explain", "regret", "repair", "follow_up",
        )
    },
    "callback": {("hours",)},
    "alternative": {("because",), ("instead", 0, "say")},
    "listening": {("ask_first", 0), ("read_back", 0)},
    "practice": set(),
}  # fmt: skip
IN_THE_FINDER = {
    "apology": JUDGED["apology"],
    "callback": set(),
    "alternative": {("asked_for",), ("instead", 0, "offer"), ("instead", 0, "say")},
    "listening": JUDGED["listening"],
    "practice": set(),
}
ROLES = {
    "apology": {
        ("causes", cause, "gestures", 0, "role")
        for cause in ("ours", "partner", "unclear", "customer")
    },
    "callback": {("takeover", "role")},
    "alternative": {("instead", 0, "role"), ("instead", 0, "also", 0)},
    "listening": set(),
    "practice": set(),
}


def own_paths(policy: Policy, use: TextUse) -> set[tuple[str | int, ...]]:
    return {text.path for text in gather_texts(policy, use, policy.list_own_fields())}


@pytest.mark.parametrize("kind", JUDGED)
def test_the_house_rules_judge_what_a_kind_has_us_say(handbook: Handbook, kind: str) -> None:
    """Words for customers are judged wherever a kind keeps them, and no others are."""
    policy = sample_policy(handbook, kind)

    assert own_paths(policy, TextUse.JUDGED) == JUDGED[kind]


@pytest.mark.parametrize("kind", IN_THE_FINDER)
def test_the_finder_knows_the_words_of_a_kind(handbook: Handbook, kind: str) -> None:
    """What is said, asked for and offered leads to the page."""
    policy = sample_policy(handbook, kind)

    assert own_paths(policy, TextUse.FINDER) == IN_THE_FINDER[kind]


@pytest.mark.parametrize("kind", ROLES)
def test_every_role_that_a_kind_names_is_checked(handbook: Handbook, kind: str) -> None:
    """A role that does not exist is reported wherever a kind may name one."""
    policy = sample_policy(handbook, kind)
    known = gather_known_names(
        handbook.company.model_copy(update={"roles": ()}),
        handbook.sections,
        handbook.sources,
        policies={},
        situations=(),
    )

    reported = {fault.path for fault in find_unknown_references(policy, known)}

    assert {path for path in reported if path[0] in policy.list_own_fields()} == ROLES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_blame_is_found_in_each_text_for_customers(handbook: Handbook, kind: str) -> None:
    """No field of a kind that is told to customers escapes the house rules."""
    policy = sample_policy(handbook, kind)
    for text in gather_texts(policy, TextUse.JUDGED):
        # Without validation: the model itself refuses blame in an apology.
        spoiled = _replace(policy, text.path, "You should have told us.")
        report = check_rules(with_sample(handbook, spoiled), DAY)

        blamed = {fault.path for fault in report.broken if fault.rule == "words-that-blame"}
        assert text.path in blamed


def _replace(record: Any, path: tuple[str | int, ...], words: str) -> Any:
    """Return a record, or a part of one, with one text changed."""
    if not path:
        return words
    first, *rest = path
    if isinstance(record, tuple):
        changed = [*record]
        changed[int(first)] = _replace(record[int(first)], tuple(rest), words)
        return tuple(changed)
    value = _replace(getattr(record, str(first)), tuple(rest), words)
    return record.model_copy(update={first: value})


def test_a_reason_may_refuse_because_its_offers_stand_beside_it(handbook: Handbook) -> None:
    """Only *because* of an alternative may say no without an offer in the same words."""
    policy = sample_policy(handbook, "alternative")

    assert own_paths(policy, TextUse.MAY_REFUSE) == {("because",)}


def test_a_shared_text_is_used_as_its_step_says(handbook: Handbook) -> None:
    """Words of steps and of good examples are judged; those to leave out and bad examples are not."""
    policy = sample_policy(handbook, "practice").model_copy(
        update={
            "steps": (_step(),),
            "examples": (_example(),),
        }
    )

    judged = {text.path for text in gather_texts(policy, TextUse.JUDGED)}

    assert judged == {("steps", 0, "say", 0), ("examples", 0, "better", 0, "staff")}


def _step() -> Any:
    from cx_handbook.content.model import Step

    return Step(do="Greet them.", say=("Good morning.",), avoid=("Yes?",))


def _example() -> Any:
    from cx_handbook.content.model.policy import Example

    return Example.model_validate(
        {"situation": "Late", "poor": [{"staff": "So?"}], "better": [{"staff": "I am sorry."}]}
    )


def test_a_kind_without_a_label_cannot_be_defined() -> None:
    """What a kind has to say of itself is named when the program starts."""
    with pytest.raises(TypeError) as refused:

        class Handover(Policy):
            kind: Literal["handover"]

    assert str(refused.value).splitlines() == [
        "Handover: write label = ...; every kind says it of itself",
        "Handover: write id_prefix = ...; every kind says it of itself",
        "Handover: write page_section = ...; every kind says it of itself",
    ]


def test_a_kind_with_fields_needs_a_section_on_the_page() -> None:
    """Fields that no page would show are refused when the program starts."""
    with pytest.raises(TypeError, match="write page_section = PageSection"):

        class Handover(Policy):
            label = "Handover"
            id_prefix = "HO"
            page_section = None
            kind: Literal["handover"]
            words: SpokenText


def test_a_field_that_does_not_say_what_it_is_for_is_refused() -> None:
    """A plain text or ID would be left out by the house rules, the finder and the references."""

    class Receiver(SharedRecord):
        role: Slug
        told: StaffText

    with pytest.raises(TypeError) as refused:

        class Handover(Policy):
            label = "Handover"
            id_prefix = "HO"
            page_section: ClassVar = PageSection("handover", "Handing over")
            kind: Literal["handover"]
            to: RoleRef
            receiver: Receiver
            words: tuple[Text, ...]

    assert sorted(line.partition(":")[0] for line in str(refused.value).splitlines()) == [
        "Handover.words",
        "Receiver.role",
    ]
    assert "SpokenText, StaffText or RoleRef" in str(refused.value)


def test_a_kind_says_in_one_word_what_policies_write() -> None:
    """A kind that any word could name would take the policies of all others."""
    with pytest.raises(TypeError, match=r'write kind: Literal\["\.\.\."\]'):

        class Handover(Policy):
            label = "Handover"
            id_prefix = "HO"
            page_section = None


def test_prefixes_of_ids_differ() -> None:
    """The letters of a standard's ID tell the kind of its policy in a new handbook."""
    assert len({kind.id_prefix for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_checklist_may_pick_every_kind(kind: str) -> None:
    """The picker knows the kinds that there are, and no others."""
    assert Pick(kind=kind).kind == kind
    with pytest.raises(ValidationError):
        Pick(kind=f"{kind}s")


def test_a_phrase_pair_of_a_refusal_holds_offers_and_what_never_to_say(handbook: Handbook) -> None:
    """The reason is no phrase to say: only the offers' words stand beside what to leave out."""
    policy = sample_policy(handbook, "alternative")
    assert isinstance(policy, Alternative)

    *_, pair = policy.list_phrase_pairs()

    assert pair.say == (policy.instead[0].say,)
    assert pair.avoid == policy.never_say


def test_gathering_names_lists_apart_from_single_ids(handbook: Handbook) -> None:
    """An ID in a list is told from one that stands alone: only lists can name one twice."""
    policy = sample_policy(handbook, "alternative")

    in_list = {found.path: found.in_list for found in gather_references(policy)}

    assert in_list[("instead", 0, "role")] is False
    assert in_list[("instead", 0, "also", 0)] is True
