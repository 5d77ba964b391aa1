"""What is due: audits by their recurrence, actions by their day, challenges, reviews of policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cx_handbook.audit.history.actions import Action, FindingAnswer
from cx_handbook.audit.history.due_dates import find_next_audit
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.open_days import collect_open_days
from cx_handbook.markdown import plain_text
from cx_handbook.text_for_messages import to_one_line

DueKind = Literal["audit", "action", "challenge", "review"]
_KIND_ORDER: tuple[DueKind, ...] = ("audit", "action", "challenge", "review")
_LONGEST = 200  # characters of an action, in a line


@dataclass(frozen=True)
class DueItem:
    """One thing that is due on a day.

    `name` is what commands call it: a checklist, an action as `k3x9-2fq7 2`, a challenged finding as
    `k3x9-2fq7 CB-03`, or a policy. `site` is an ID, or None for a policy. `owner` is a role's ID for an
    audit, a challenge and a policy; of an action it is whoever does it, as it was written. `note` says
    what else is to be known.
    """

    kind: DueKind
    day: date
    name: str
    title: str
    site: str | None = None
    owner: str | None = None
    note: str = ""


def list_due(
    handbook: Handbook,
    audits: Iterable[AuditRecord],
    actions: Iterable[Action],
    today: date,
    findings: Iterable[FindingAnswer] = (),
) -> list[DueItem]:
    """Return everything with a day, the earliest first; at one day audits, actions, challenges, reviews.

    `audits` are those that count, `actions` and answered `findings` those of them; what is done, given
    up or settled is left out. What has no day is left out too.
    """
    found = [
        *_list_audits(handbook, audits, today),
        *_list_actions(actions),
        *_list_challenges(handbook, findings),
        *_list_reviews(handbook),
    ]
    return sorted(
        found, key=lambda one: (one.day, _KIND_ORDER.index(one.kind), one.site or "", one.name)
    )


def _list_audits(
    handbook: Handbook, audits: Iterable[AuditRecord], today: date
) -> Iterator[DueItem]:
    # Audits of checklists that are gone stay in it unasked.
    begun: dict[tuple[str, str], list[date]] = {}
    for record in audits:
        begun.setdefault((record.checklist, record.site), []).append(record.date)
    for site in handbook.company.sites:
        days = collect_open_days(handbook.company, site)
        for checklist in handbook.checklists:
            if not checklist.is_for_site(site.id):
                continue
            there = begun.get((checklist.slug, site.id), [])
            found = find_next_audit(checklist, days, there, today)
            if found is None:
                continue
            note = f"last one {found.last}" if found.last else "never audited"
            missed = f", {found.missed} missed" if found.missed else ""
            title = plain_text(checklist.title)
            yield DueItem(
                "audit", found.day, checklist.slug, title, site.id, checklist.owner, note + missed
            )


def _list_actions(actions: Iterable[Action]) -> Iterator[DueItem]:
    for action in actions:
        # One without a day is in the list of actions; it can never be due.
        if action.is_open and action.due:
            record = action.record
            yield DueItem(
                "action",
                action.due,
                f"{record.id} {action.name}",
                to_one_line(action.what, _LONGEST),
                record.site,
                action.who,
                action.standard or "",
            )


def _list_challenges(handbook: Handbook, findings: Iterable[FindingAnswer]) -> Iterator[DueItem]:
    for finding in findings:
        if not finding.waits:
            continue
        challenge, record = finding.history[-1], finding.record
        # Nobody set a day for it, and whoever challenged waits from the first.
        yield DueItem(
            "challenge",
            challenge.on,
            f"{record.id} {finding.standard}",
            f"Challenged: {to_one_line(challenge.why or '', _LONGEST)}",
            record.site,
            handbook.company.audits.settled_by,
            "to be settled",
        )


def _list_reviews(handbook: Handbook) -> Iterator[DueItem]:
    for policy in handbook.policies:
        yield DueItem(
            "review",
            policy.next_review,
            policy.slug,
            f"Review: {plain_text(policy.title)}",
            owner=policy.owner,
            note=f"last one {policy.reviewed}",
        )


def choose_due(
    items: Iterable[DueItem], *, site: str | None, owner: str | None, until: date
) -> list[DueItem]:
    """Return what is due up to a day, of a site and of an owner where one is named.

    Policies belong to no site, so a site leaves them out. An owner is a role's ID, or a person as
    the actions name them, whatever the capitals and spaces.
    """
    return [
        one
        for one in items
        if one.day <= until
        and site in (None, one.site)
        and (owner is None or is_same_person(one.owner, owner))
    ]


def is_same_person(written: str | None, wanted: str) -> bool:
    """Tell whether two texts name the same person or role, whatever their capitals and spaces."""
    return written is not None and _fold(written) == _fold(wanted)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def describe_due(item: DueItem, owner: str, today: date) -> str:
    """Return a due thing in words, without its day and site; `owner` is the name to print."""
    # Checklists and policies go by their titles; the others are named as commands name them.
    is_named = item.kind in ("action", "challenge")
    title = f"{item.name}  {item.title}" if is_named else item.title
    days = (today - item.day).days
    late = f"{days} {'day' if days == 1 else 'days'} ago" if days > 0 else ""
    about = "; ".join(filter(None, (late, item.note)))
    return f"{title}{f' – {to_one_line(owner)}' * bool(owner)}{f', {about}' * bool(about)}"


def dump_due(item: DueItem, today: date) -> dict[str, Any]:
    """Return a due thing as plain data."""
    state = "overdue" if item.day < today else "due" if item.day == today else "coming"
    return {
        "kind": item.kind,
        "state": state,
        "day": item.day.isoformat(),
        "days_overdue": max((today - item.day).days, 0),
        "name": item.name,
        "title": item.title,
        "site": item.site,
        "owner": item.owner,
        "note": item.note,
    }
