"""What the sheets of training show of cases, role-plays and the quiz, and what may be handed out.

A template of something to hand out receives no case and no quiz, but copies with the fields that
may be handed out. A mistake in the template can leave something out; it cannot print an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Policy, Quiz, RolePlay, TrainingCase
from cx_handbook.content.model.base import FileRecord
from cx_handbook.markdown import plain_text

LETTERS = "ABCDEF"
Trained = TrainingCase | RolePlay | Quiz

# What may be handed out of a case and of the quiz. The template gets nothing else.
_CASE = {"title": True, "minutes": True, "what_happened": True, "questions": {"__all__": {"ask"}}}
_QUIZ = {
    "title": True,
    "intro": True,
    "pass_mark": True,
    "questions": {"__all__": {"ask": True, "choices": {"__all__": {"text"}}}},
}


def dump_case(case: TrainingCase, *, whole: bool) -> dict[str, Any]:
    """Return a case with all its answers, or what may be handed out of it."""
    return _dump_record(case, None if whole else _CASE)


def dump_quiz(quiz: Quiz | None, *, whole: bool) -> dict[str, Any] | None:
    """Return the quiz with its key, or what may be handed out; None where there is none."""
    if quiz is None:
        return None
    return _dump_record(quiz, None if whole else _QUIZ) | {"right_to_pass": quiz.right_to_pass}


def dump_role_play(handbook: Handbook, play: RolePlay) -> dict[str, Any]:
    """Return a role-play with the name of its situation and the rules that are observed."""
    rules = {i: handbook.standards_by_id[i][0].rule for i in play.observe}
    situation = handbook.situations_by_slug[play.situation]
    return _dump_record(play, None) | {"situation": situation.name, "observe": rules}


def dump_policies(policies: Iterable[Policy]) -> dict[str, dict[str, str]]:
    """Return what a sheet says of policies it refers to, by their names."""
    # No more of them, so that other changes of a policy leave the sheet as it is.
    return {
        policy.slug: {
            "title": plain_text(policy.title),
            "path": addresses.policy_path(policy),
        }
        for policy in policies
    }


def list_case_policies(handbook: Handbook, case: TrainingCase) -> list[Policy]:
    """Return the policies that would have changed a case, in its order."""
    return [handbook.policies_by_slug[instead.policy] for instead in case.would_have]


def list_play_policies(handbook: Handbook, play: RolePlay) -> list[Policy]:
    """Return the policies of the standards that the observer of a role-play watches."""
    return list(
        {
            policy.slug: policy
            for _, policy in (handbook.standards_by_id[standard] for standard in play.observe)
        }.values()
    )


def list_quiz_policies(handbook: Handbook, quiz: Quiz | None) -> list[Policy]:
    """Return the policies in which the answers of the quiz stand."""
    asked = dict.fromkeys(question.policy for question in quiz.questions) if quiz else {}
    return [handbook.policies_by_slug[slug] for slug in asked]


def list_trained_records(handbook: Handbook) -> tuple[FileRecord, ...]:
    """Return all that sheets of the training rest on: its parts, and the policies that they name."""
    named = [
        *(policy for case in handbook.cases for policy in list_case_policies(handbook, case)),
        *(policy for play in handbook.role_plays for policy in list_play_policies(handbook, play)),
        *list_quiz_policies(handbook, handbook.quiz),
    ]
    quiz = (handbook.quiz,) if handbook.quiz else ()
    policies = {policy.slug: policy for policy in named}.values()
    return (*handbook.cases, *handbook.role_plays, *quiz, *policies)


def compute_fingerprint(words: dict[str, Any]) -> str:
    """Return the SHA-256 of the words, so that an old print can be told from a new one."""
    # json.dumps keeps the order of the fields, so equal words give equal bytes.
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _dump_record(record: Trained, only: dict[str, Any] | None) -> dict[str, Any]:
    return {"slug": record.slug, **record.model_dump(mode="json", include=only)}
