"""Whom each thing concerns: the roles it binds, the channels it holds in, and how pages are told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from cx_handbook.content.model import Company, Handbook, Policy, Situation, Step


@dataclass(frozen=True)
class Scope:
    """Roles and channels something is for; none of either means all."""

    roles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __html__(self) -> str:
        """Return it as the attributes that the pages' script and style go by."""
        return Markup('data-hb-roles="{}" data-hb-channels="{}"').format(
            # Words separated by spaces, so that CSS can match one of them (`~=`).
            " ".join(self.roles),
            " ".join(self.channels),
        )


def choices(company: Company) -> str:
    """Return the names of roles and channels as JSON, for the pages' script."""
    named = {"roles": company.roles, "channels": company.channels}
    listed = {group: [[one.id, one.name] for one in entries] for group, entries in named.items()}
    # Pairs instead of an object: the order is that of company.yml.
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def meta(company: Company) -> Markup:
    """Return the element that carries the choices in the head of a page."""
    return Markup('<meta name="handbook-mine" content="{}">').format(escape(choices(company)))


def of_policy(policy: Policy) -> Scope:
    """Return whom a policy binds and where it holds."""
    return Scope(policy.roles, policy.channels)


def of_step(policy: Policy, step: Step) -> Scope:
    """Return who takes a step of a policy, and where."""
    # A step that names a role is for that role alone, whomever the policy binds.
    roles = (step.who,) if step.who else policy.roles
    return Scope(roles, step.channels or policy.channels)


def of_section(policies: Iterable[Policy]) -> Scope:
    """Return whom at least one policy of a section binds, and where at least one holds."""
    return _any([of_policy(policy) for policy in policies])


def of_situation(handbook: Handbook, situation: Situation) -> Scope:
    """Return whom a situation concerns: those bound by a policy in it, or named for a step.

    A step that names nobody concerns whoever reads, and so does the situation.
    """
    roles: dict[str, None] = {}
    for action in situation.do:
        if action.policy:
            roles |= dict.fromkeys(handbook.policy[action.policy].roles)
        elif action.step and action.step.who:
            roles[action.step.who] = None
        else:
            # No role stands for everybody, so this step makes it everybody's.
            return Scope((), situation.channels)
    return Scope(tuple(roles), situation.channels)


def listed(handbook: Handbook, situation: Situation) -> Scope:
    """Return the scope a situation has in lists: an urgent one is for all, so that none hides it."""
    # In an emergency nobody should have to change a filter first.
    return Scope() if situation.urgent else of_situation(handbook, situation)


def _any(scopes: list[Scope]) -> Scope:
    # A dict keeps the order of the first mention; a set would not.
    roles = dict.fromkeys(role for scope in scopes for role in scope.roles)
    channels = dict.fromkeys(channel for scope in scopes for channel in scope.channels)
    return Scope(tuple(roles), tuple(channels))
