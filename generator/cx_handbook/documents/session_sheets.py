"""The sheets around a session: its plan, who was there, who was trained on what, what they thought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Quiz, RolePlay, TrainingCase
from cx_handbook.documents.document import DocumentRenderer, Sheet
from cx_handbook.documents.session_plan import (
    AgendaItem,
    SessionParts,
    choose_parts,
    list_goals,
    plan_agenda,
)
from cx_handbook.documents.training_packs import list_missing_parts
from cx_handbook.documents.training_sheets import SheetMaker
from cx_handbook.documents.training_words import (
    compute_fingerprint,
    dump_policies,
    list_quiz_policies,
    list_trained_records,
)
from cx_handbook.markdown import plain_text

SIGN_IN_ROWS = 16  # as many as fit on one page of either paper


def list_session_sheets(handbook: Handbook, chosen: SessionParts) -> dict[str, SheetMaker]:
    """Return what renders each sheet, by its name; without cases, role-plays and quiz there is none.

    `chosen` is what the session is made of; where it is empty, a plan chooses for itself, and the
    other sheets leave room to write.
    """
    if not (handbook.cases or handbook.role_plays or handbook.quiz):
        return {}
    plans: dict[str, Callable[[DocumentRenderer], Sheet]] = {}
    for minutes in addresses.SESSION_MINUTES:
        parts = chosen if chosen.records else choose_parts(handbook, minutes)
        if parts.records:
            name = f"{addresses.SESSION_PREFIX}{minutes}"
            plans[name] = partial(_render_plan, handbook, parts, minutes)
    plans |= {
        addresses.SIGN_IN_SHEET: partial(_render_sign_in_sheet, handbook, chosen),
        addresses.CERTIFICATE: partial(_render_certificate, handbook, chosen),
        addresses.FEEDBACK_FORM: partial(_render_feedback_form, handbook, chosen),
    }
    # Which parts a session consists of depends on all of them.
    records = list_trained_records(handbook)
    return {name: SheetMaker(render, records) for name, render in plans.items()}


def _render_plan(
    handbook: Handbook, parts: SessionParts, minutes: int, renderer: DocumentRenderer
) -> Sheet:
    goals = list_goals(handbook, parts)
    asked = [policy for policy in list_quiz_policies(handbook, parts.quiz) if policy not in goals]
    return _render(
        handbook,
        parts,
        renderer,
        f"{addresses.SESSION_PREFIX}{minutes}",
        "session-plan",
        f"Session plan, {minutes} minutes",
        minutes=minutes,
        agenda=[_describe_item(item) for item in plan_agenda(parts, minutes)],
        goals=[
            one | {"promise": goal.promise}
            for one, goal in zip(dump_policies(goals).values(), goals, strict=True)
        ],
        asked=list(dump_policies(asked).values()),
        missing=list_missing_parts(handbook),
        projectors=[addresses.projector_path(case) for case in parts.cases],
    )


def _render_sign_in_sheet(
    handbook: Handbook, parts: SessionParts, renderer: DocumentRenderer
) -> Sheet:
    return _render(
        handbook,
        parts,
        renderer,
        addresses.SIGN_IN_SHEET,
        "sign-in-sheet",
        "Sign-in sheet",
        rows=SIGN_IN_ROWS,
    )


def _render_certificate(
    handbook: Handbook, parts: SessionParts, renderer: DocumentRenderer
) -> Sheet:
    # A certificate names the quiz only where it was taken.
    quiz = parts.quiz if parts.records else handbook.quiz
    return _render(
        handbook,
        parts,
        renderer,
        addresses.CERTIFICATE,
        "certificate",
        "Certificate of training",
        goals=[plain_text(goal.title) for goal in list_goals(handbook, parts)],
        quiz={"right_to_pass": quiz.right_to_pass, "many": len(quiz.questions)} if quiz else None,
    )


def _render_feedback_form(
    handbook: Handbook, parts: SessionParts, renderer: DocumentRenderer
) -> Sheet:
    return _render(
        handbook, parts, renderer, addresses.FEEDBACK_FORM, "feedback-form", "How was it for you?"
    )


def _describe_item(item: AgendaItem) -> dict[str, Any]:
    title = plain_text(item.record.title) if item.record else ""
    return asdict(item) | {"record": None, "title": title}


def _render(
    handbook: Handbook,
    parts: SessionParts,
    renderer: DocumentRenderer,
    name: str,
    template: str,
    title: str,
    **words: Any,
) -> Sheet:
    everything = SessionParts(handbook.cases, handbook.role_plays, handbook.quiz)
    words |= {"covered": [_describe_part(record) for record in parts.records]}
    return renderer.render(
        template,
        name=name,
        title=title,
        # A form for any session is as new as what there is to train with.
        revised=max(record.revised for record in (parts if parts.records else everything).records),
        fingerprint=compute_fingerprint(words),
        online=addresses.TRAINING,
        back=f"../../{addresses.TRAINING}",
        page_url=renderer.page_url,
        alone=True,
        parts_chosen=parts,
        **words,
    )


def _describe_part(record: TrainingCase | RolePlay | Quiz) -> dict[str, str]:
    kinds = {TrainingCase: "Case", RolePlay: "Role-play", Quiz: "Quiz"}
    return {"kind": kinds[type(record)], "title": plain_text(record.title)}
