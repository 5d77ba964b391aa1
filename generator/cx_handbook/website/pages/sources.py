"""Where the rules come from: every source item with what covers it, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.coverage import (
    MISSING_NEEDS,
    AuditingStandard,
    Citing,
    Coverage,
    ItemCoverage,
)
from cx_handbook.content.model import Checklist, Handbook, Item, Policy, SourceItem, TrainingCase
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

# Small numbers are words in running text.
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip

FilterChoices = tuple[str, str, list[tuple[str, str]]]  # the attribute, its label, its values


def render_sources(context: SiteContext) -> Iterator[Page]:
    """Yield the page of all source items, by document, if there is one."""
    sources, coverage = context.handbook.sources, context.coverage
    if not sources.items:
        return
    yield render_page(
        context,
        "sources",
        addresses.SOURCES,
        "Where our rules come from",
        "The documents our rules rest on, item by item, and what carries each.",
        source=sources.file,
        counts=_count_covered(coverage),
        choices=_list_choices(context.handbook),
        documents=[(document, coverage.list_items(document)) for document in sources.documents],
        missing=MISSING_NEEDS,
        needed=_describe_needs,
        link=_link_citing,
        by_policy=_group_by_policy,
    )


def render_questions(context: SiteContext) -> Iterator[Page]:
    """Yield the page that leads from each question of the checklists back to its source items.

    Without an item there is no way to show.
    """
    if not context.handbook.sources.items:
        return
    checklists = context.handbook.checklists
    yield render_page(
        context,
        "questions",
        addresses.QUESTIONS,
        "From question to source",
        "Every question of our checklists, the page it checks, and the source items behind it.",
        choices=[("checklist", "Checklist", [(c.slug, plain_text(c.title)) for c in checklists])],
        checklists=[(c, _trace_questions(context.handbook, c)) for c in checklists],
    )


def _count_covered(coverage: Coverage) -> list[str]:
    """Return how many items are covered: of the documents in full, and of what else is quoted."""
    groups = ((coverage.complete_documents, "document"), (coverage.quoted_documents, "other work"))
    return [
        "{} of {} items of {}".format(
            *coverage.count_covered(documents), _count(len(documents), noun)
        )
        for documents, noun in groups
        if documents
    ]


def _count(number: int, noun: str) -> str:
    """Return a number with its noun: `five documents`."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}{'s' * (number != 1)}"


def _list_choices(handbook: Handbook) -> list[FilterChoices]:
    kinds = sorted({kind for item in handbook.sources.items for kind in item.kind})
    return [
        ("document", "Document", [(d.id, f"{d.id} {d.title}") for d in handbook.sources.documents]),
        ("kind", "Kind", [(kind, kind) for kind in kinds]),
        # The values are those of the data attributes in the template.
        ("state", "State", [("covered", "covered"), ("hole", "with a hole")]),
    ]


def _describe_needs(item: SourceItem) -> str:
    """Return what an item needs: `a question and a case`."""
    return " and ".join(f"a {need}" for need in item.needs)


def _link_citing(citing: Citing) -> tuple[str, str]:
    """Return the title and the address of a page that cites an item."""
    if isinstance(citing, Policy):
        return citing.title, addresses.policy_path(citing)
    if isinstance(citing, TrainingCase):
        return citing.title, addresses.case_path(citing)
    return citing.title, addresses.service_model_path(citing)


def _group_by_policy(covered: ItemCoverage) -> list[tuple[Policy, list[AuditingStandard]]]:
    """Return the standards that audit an item, below the policies they stand in."""
    policies: dict[str, tuple[Policy, list[AuditingStandard]]] = {}
    for auditing in covered.standards:
        policies.setdefault(auditing.policy.slug, (auditing.policy, []))[1].append(auditing)
    return list(policies.values())


def _trace_questions(
    handbook: Handbook, checklist: Checklist
) -> list[tuple[Item, Policy, list[SourceItem]]]:
    """Return a checklist's questions, each with its policy and what its standard rests on."""
    return [
        (item, policy, [handbook.source_items_by_id[source] for source in standard.sources])
        for item in handbook.forms[checklist.slug].items
        for standard, policy in [handbook.standards_by_id[item.standard]]
    ]
