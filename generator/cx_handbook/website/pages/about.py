"""The pages about the handbook itself: how it scores, where its rules come from, its house rules."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from cx_handbook import addresses
from cx_handbook.audit import scoring, worked_example
from cx_handbook.audit.confidence import wilson
from cx_handbook.content.coverage import MISSING, Asked, Carried, Citing, Coverage
from cx_handbook.content.house_rules import RULES, Rule
from cx_handbook.content.model import Case, Checklist, Handbook, Item, Policy, SourceItem
from cx_handbook.content.readability import reading_ages
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

# Below every other page: whoever searches has a customer waiting, and no file to mend.
BOOST_RULES = 0.2

FIVE_FACTORS = "five-factors"
_SEVERITIES = {
    "error": "Stops the build",
    "warning": "Is reported, and the site is built all the same",
}
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip

Choices = tuple[str, str, list[tuple[str, str]]]  # what is chosen by, its label, the choices


def about_pages(context: SiteContext) -> Iterator[Page]:
    """Yield the pages about the handbook itself."""
    yield _scoring(context)
    yield _sources(context)
    yield _questions(context)
    yield _rules(context)
    for rule in RULES:
        yield _rule(context, rule)
    yield _reading(context)


def _scoring(context: SiteContext) -> Page:
    return render_page(
        context,
        "scoring",
        addresses.SCORING,
        "How we score",
        "Six points for kept promises, four for everything else, and a gate.",
        "",
        score=scoring,
        gate=worked_example.FORM.gate,
        example=worked_example.worked(worked_example.ANSWERS),
        states=_STATES,
        sample=(17, 20, *wilson(17, 20)),
        picture=next((m for m in context.handbook.models if m.slug == FIVE_FACTORS), None),
    )


_STATES = {
    "met": "met",
    "not_met": "not met",
    "not_applicable": "left out",
    "unanswered": "unanswered",
}


# Where our rules come from, and back


def _sources(context: SiteContext) -> Page:
    sources, coverage = context.handbook.sources, context.coverage
    return render_page(
        context,
        "sources",
        addresses.SOURCES,
        "Where our rules come from",
        "The documents our rules rest on, item by item, and what carries each.",
        sources.file,
        counts=_counts(coverage),
        choices=_source_choices(context.handbook),
        documents=[(d, coverage.of(d)) for d in sources.documents],
        missing=MISSING,
        needed=_needed,
        link=_link,
        by_policy=_by_policy,
    )


def _counts(coverage: Coverage) -> list[str]:
    """Return how many items are covered: of the documents in full, and of what else is quoted."""
    groups = ((coverage.in_full, "document"), (coverage.quoted, "other work"))
    return [
        "{} of {} items of {}".format(*coverage.count(documents), _number(len(documents), what))
        for documents, what in groups
        if documents
    ]


def _number(count: int, what: str) -> str:
    """Return a count with its noun: five documents."""
    said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{said} {what}{'s' * (count != 1)}"


def _source_choices(handbook: Handbook) -> list[Choices]:
    kinds = sorted({kind for item in handbook.sources.items for kind in item.kind})
    return [
        ("document", "Document", [(d.id, f"{d.id} {d.title}") for d in handbook.sources.documents]),
        ("kind", "Kind", [(kind, kind) for kind in kinds]),
        ("state", "State", [("covered", "covered"), ("hole", "with a hole")]),
    ]


def _needed(item: SourceItem) -> str:
    """Return what an item needs: a question and a case."""
    return " and ".join(f"a {need}" for need in item.needs)


def _link(citing: Citing) -> tuple[str, str]:
    """Return the title and the address of a page that cites an item."""
    if isinstance(citing, Policy):
        return citing.title, addresses.policy_path(citing)
    if isinstance(citing, Case):
        return citing.title, addresses.case_path(citing)
    return citing.title, addresses.service_model_path(citing)


def _by_policy(carried: Carried) -> list[tuple[Policy, list[Asked]]]:
    """Return the standards that audit an item, below the policies they stand in."""
    policies: dict[str, tuple[Policy, list[Asked]]] = {}
    for asked in carried.standards:
        policies.setdefault(asked.policy.slug, (asked.policy, []))[1].append(asked)
    return list(policies.values())


def _questions(context: SiteContext) -> Page:
    return render_page(
        context,
        "questions",
        addresses.QUESTIONS,
        "From question to source",
        "Every question of our checklists, the page it checks, and the source items behind it.",
        "",
        choices=[
            (
                "checklist",
                "Checklist",
                [(c.slug, plain(c.title)) for c in context.handbook.checklists],
            )
        ],
        checklists=[(c, _asked(context, c)) for c in context.handbook.checklists],
    )


def _asked(
    context: SiteContext, checklist: Checklist
) -> list[tuple[Item, Policy, list[SourceItem]]]:
    """Return a checklist's questions, each with its policy and what its standard rests on."""
    book = context.handbook
    return [
        (item, policy, [book.source_item[source] for source in standard.sources])
        for item in context.forms[checklist.slug].items
        for standard, policy in [book.standard[item.standard]]
    ]


# House rules


def _rules(context: SiteContext) -> Page:
    return render_page(
        context,
        "rules",
        addresses.HOUSE_RULES,
        "House rules",
        "What the check looks for beyond well-formed files: what is good.",
        "",
        rules=RULES,
        severities=_SEVERITIES,
    )


def _rule(context: SiteContext, rule: Rule) -> Page:
    return render_page(
        context,
        "rule",
        addresses.rule_path(rule.id),
        rule.title,
        plain(rule.page),
        "",
        boost=BOOST_RULES,
        rule=rule,
        severity=_SEVERITIES[rule.severity],
        others=[other for other in RULES if other is not rule],
    )


# How hard our pages read


def _reading(context: SiteContext) -> Page:
    readings = reading_ages(context.handbook)
    return render_page(
        context,
        "reading",
        addresses.READABILITY,
        "How hard our pages read",
        "Reading age and hardest sentence of every page, hardest first.",
        "",
        boost=BOOST_RULES,
        readings=[(reading, _address(reading.file)) for reading in readings],
        middle=_middle([reading.age for reading in readings if reading.age is not None]),
    )


def _address(file: str) -> str:
    """Return the address of the page that a file below policies/ becomes."""
    return f"{file.removeprefix('policies/').removesuffix('.yml')}.html"


def _middle(ages: list[float]) -> float | None:
    return median(ages) if ages else None
