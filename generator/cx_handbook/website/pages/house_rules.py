"""House rules: the list of all, and a page for each that says what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.house_rules.registry import RULES
from cx_handbook.content.house_rules.rule import Rule
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import BOOST_ABOUT, Page

_SEVERITIES = {
    "error": "Stops the build",
    "warning": "Is reported, and the site is built all the same",
}


def render_rule_list(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists the house rules."""
    yield render_page(
        context,
        "house_rules",
        addresses.HOUSE_RULES,
        "House rules",
        "What the check looks for beyond well-formed files: what is good.",
        # The rules are a part of the program, and speak of the company's customers.
        key=context.keys.name_records(()),
        handbook=context.surroundings,
        rules=_list_rules(context),
        severities=_SEVERITIES,
    )


def _list_rules(context: SiteContext) -> list[Rule]:
    fill = context.handbook.company.customer_words.fill
    return [rule._replace(title=fill(rule.title), page=fill(rule.page)) for rule in RULES]


def render_rules(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each house rule."""
    rules = _list_rules(context)
    for rule in rules:
        yield render_page(
            context,
            "house_rule",
            addresses.rule_path(rule.id),
            rule.title,
            plain_text(rule.page),
            boost=BOOST_ABOUT,
            key=context.keys.name_records((), rule.id),
            handbook=context.surroundings,
            rule=rule,
            severity=_SEVERITIES[rule.severity],
            # A reader who came from a message finds the other rules from here.
            others=[other for other in rules if other is not rule],
        )
