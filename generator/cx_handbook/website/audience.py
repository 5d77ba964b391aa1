"""Role and channel filters: which roles and channels a page element applies to, as HTML attributes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from cx_handbook.content.model import Company, Handbook, Policy, Situation, Step


@dataclass(frozen=True)
class Scope:
    """The roles and channels that a page element applies to; none of either means all."""

    roles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __html__(self) -> str:
        """Return the attributes that scripts and styles filter by."""
        return Markup('data-hb-roles="{}" data-hb-channels="{}"').format(
            # Words separated by spaces, so that CSS can match one of them (`~=`).
            " ".join(self.roles),
            " ".join(self.channels),
        )


def _format_choices(company: Company) -> str:
    """Return the names of roles and channels as JSON, for the pages' script."""
    groups = {"roles": company.roles, "channels": company.channels}
    names = {group: [[one.id, one.name] for one in entries] for group, entries in groups.items()}
    # Pairs instead of an object: the order is that of company.yml.
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))


def render_meta(company: Company) -> Markup:
    """Return what a page's head tells scripts: which roles and channels there are, and what
    customers are called.
    """
    # In the head and not in a script: the finder asks for it on every page.
    words = json.dumps(company.customer_words.list_for_scripts(), ensure_ascii=False)
    return Markup(
        '<meta name="handbook-mine" content="{}"><meta name="handbook-customer" content="{}">'
    ).format(escape(_format_choices(company)), escape(words))


def scope_of_policy(policy: Policy) -> Scope:
    """Return the roles that a policy binds and the channels it holds in."""
    return Scope(policy.roles, policy.channels)


def scope_of_step(policy: Policy, step: Step) -> Scope:
    """Return the roles that take a step of a policy, and the channels it is taken in."""
    # A step that names a role is for that role alone, whomever the policy binds.
    roles = (step.who,) if step.who else policy.roles
    return Scope(roles, step.channels or policy.channels)


def scope_of_section(policies: Iterable[Policy]) -> Scope:
    """Return the roles and channels of all policies of a section together."""
    return _join_scopes([scope_of_policy(policy) for policy in policies])


def scope_of_situation(handbook: Handbook, situation: Situation) -> Scope:
    """Return the roles that a policy of a situation binds or a step names, and its channels.

    A step that names no role is for everybody, and so is the situation.
    """
    roles: dict[str, None] = {}
    for action in situation.do:
        if action.policy:
            roles |= dict.fromkeys(handbook.policies_by_slug[action.policy].roles)
        elif action.step and action.step.who:
            roles[action.step.who] = None
        else:
            # No role stands for everybody, so this step makes it everybody's.
            return Scope((), situation.channels)
    return Scope(tuple(roles), situation.channels)


def scope_in_lists(handbook: Handbook, situation: Situation) -> Scope:
    """Return the scope of a situation in lists. An urgent one is for all, so that no filter hides it."""
    # In an emergency nobody should have to change a filter first.
    return Scope() if situation.urgent else scope_of_situation(handbook, situation)


def _join_scopes(scopes: list[Scope]) -> Scope:
    # A dict keeps the order of the first mention; a set would not.
    roles = dict.fromkeys(role for scope in scopes for role in scope.roles)
    channels = dict.fromkeys(channel for scope in scopes for channel in scope.channels)
    return Scope(tuple(roles), tuple(channels))
