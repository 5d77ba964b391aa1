"""New files: a commented skeleton that is valid from the start, in the place where it belongs."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from cx_handbook import limits
from cx_handbook.addresses import RESERVED_NAMES, explain_taken_name, is_reserved
from cx_handbook.authoring.yaml_edit import quote_if_needed
from cx_handbook.content.model import KINDS, Checklist, Handbook, Policy, Standard
from cx_handbook.content.model.sources import Need
from cx_handbook.content.model.types import Slug
from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively
from cx_handbook.leftovers import remove_left_files
from cx_handbook.suggestions import suggest

T = TypeVar("T")

_TEMPLATES = Path(__file__).parents[1] / "templates" / "skeletons"
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_LAST_NUMBER = 999  # an ID ends in two or three digits
_SAME_WORD = 4  # letters that two forms of one word have in common
_GATE: float = Checklist.model_fields["gate"].default


@dataclass(frozen=True)
class NewFile:
    """A file to be written: its name from the project's root, and its text."""

    name: str
    text: str


def new_policy(
    handbook: Handbook,
    kind: str,
    slug: str,
    section: str | None,
    today: date,
    taken: Collection[str] = (),
) -> NewFile:
    """Return the skeleton of a policy; `taken` are IDs of standards that the handbook lacks.

    Without a section it goes where policies of its kind already are. Raises CannotRunError for a
    kind or section that does not exist, and for a name that cannot be used or is taken.
    """
    _check_kind_skeletons()
    if kind not in KINDS:
        raise CannotRunError(f"there is no kind {kind}; {_suggest_choice(kind, KINDS)}")
    folder = _choose_folder(handbook, kind, section)
    _check_slug(slug)
    if slug in handbook.policies_by_slug:
        raise CannotRunError(
            f"the name {slug} is taken by {handbook.policies_by_slug[slug].file}; choose another"
        )
    values = _fill_common(handbook, slug, today) | {
        "kind": kind,
        "roles": quote_if_needed(handbook.company.roles[0].id),
        "channels": ", ".join(quote_if_needed(channel.id) for channel in handbook.company.channels),
        "standard": find_next_standard_id(handbook, kind, taken),
        **_fill_support(handbook),
        # Without any checklist no standard is asked, and nothing has to be accepted.
        "accept": _read_template("accept.yml") if handbook.checklists else "",
    }
    values["kind_fields"] = (
        _fill_template(handbook, _kind_skeleton(kind), values)
        if KINDS[kind].list_own_fields()
        else ""
    )
    return NewFile(f"policies/{folder}/{slug}.yml", _fill_template(handbook, "policy.yml", values))


def check_left_out(slug: str, files: Iterable[str]) -> None:
    """Raise CannotRunError when a policy file that could not be read has this name."""
    for file in files:
        if file.startswith("policies/") and file.endswith(f"/{slug}.yml") and file.count("/") == 2:
            raise CannotRunError(f"the name {slug} is taken by {file}; choose another")


def _check_kind_skeletons() -> None:
    """Raise CannotRunError when a kind that adds fields has no skeleton with them."""
    for kind, model in KINDS.items():
        name = _kind_skeleton(kind)
        if model.list_own_fields() and not (_TEMPLATES / name).is_file():
            raise CannotRunError(
                f"templates/skeletons/{name} is missing: without it a new policy of the kind {kind} "
                f"lacks {', '.join(sorted(model.list_own_fields()))}; write it, as those beside it are"
            )


def _kind_skeleton(kind: str) -> str:
    return f"kinds/{kind}.yml"


def new_checklist(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a checklist that asks one standard.

    Raises CannotRunError for a name that cannot be used or is taken, and when there is no standard
    to ask.
    """
    _check_slug(slug)
    if taken := explain_taken_name(slug):
        raise CannotRunError(f"{taken}; choose another")
    standard = _require_one(_list_askable(handbook), "policy has a standard to ask", "policy")
    values = _fill_common(handbook, slug, today) | {"standard": standard.id}
    return NewFile(f"checklists/{slug}.yml", _fill_template(handbook, "checklist.yml", values))


def new_situation(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a situation that leads to one policy. Raises as `new_checklist`."""
    _check_slug(slug)
    if is_reserved("situations", slug):
        raise CannotRunError(f"the name {slug} is taken by the site itself; choose another")
    policy = _require_one(handbook.policies, "policy is there to lead to", "policy")
    values = _fill_common(handbook, slug, today) | {
        "policy": policy.slug,
        "channels": ", ".join(quote_if_needed(channel) for channel in policy.channels),
    }
    return NewFile(
        f"policies/situations/{slug}.yml", _fill_template(handbook, "situation.yml", values)
    )


def new_case(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a training case. Raises as `new_checklist`."""
    _check_slug(slug)
    policy = _require_one(handbook.policies, "policy is there to lead to", "policy")
    values = _fill_common(handbook, slug, today) | {"policy": policy.slug, "sources": ""}
    if story := _find_item(handbook, "case"):
        values["sources"] = (
            f"sources: [{story}]  # IDs from policies/sources.yml: the stories it retells\n"
        )
    return NewFile(f"policies/cases/{slug}.yml", _fill_template(handbook, "case.yml", values))


def new_role_play(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a role-play. Raises as `new_checklist`."""
    _check_slug(slug)
    situation = _require_one(handbook.situations, "situation is there to practise", "situation")
    standard = _require_one(
        iter(handbook.standards_by_id), "policy has a standard to observe", "policy"
    )
    values = _fill_common(handbook, slug, today)
    values |= {"situation": situation.slug, "standard": standard}
    return NewFile(
        f"policies/role-plays/{slug}.yml", _fill_template(handbook, "role-play.yml", values)
    )


def new_model(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a model of service. Raises as `new_checklist`."""
    _check_slug(slug)
    policy = _require_one(handbook.policies, "policy is there to lead to", "policy")
    values = _fill_common(handbook, slug, today) | {"policy": policy.slug}
    return NewFile(f"policies/models/{slug}.yml", _fill_template(handbook, "model.yml", values))


def new_log(handbook: Handbook, slug: str, today: date) -> NewFile:
    """Return the skeleton of a log that is evidence for one standard. Raises as `new_checklist`."""
    _check_slug(slug)
    counted = (s for s, _ in handbook.standards_by_id.values() if s.evidence.sample is not None)
    standard = _require_one(counted, "policy has a standard that counts cases", "policy")
    values = _fill_common(handbook, slug, today)
    values |= {"standard": standard.id, "prefix": slug[0].upper() if slug[0].isalpha() else "L"}
    return NewFile(f"logs/{slug}.yml", _fill_template(handbook, "log.yml", values))


NEW_FILE_MAKERS: dict[str, Callable[[Handbook, str, date], NewFile]] = {
    "checklist": new_checklist,
    "situation": new_situation,
    "case": new_case,
    "role-play": new_role_play,
    "model": new_model,
    "log": new_log,
}


def _require_one(things: Iterable[T], what: str, before: str) -> T:
    """Return the first of what a skeleton has to lead to."""
    for thing in things:
        return thing
    raise CannotRunError(f"no {what} yet; run handbook new {before} first")


def write_new_file(root: Path, new: NewFile) -> Path:
    """Write a new file and return its path. Raises CannotRunError rather than overwrite one."""
    path = root / new.name
    remove_left_files((path.parent,), time.time())
    # Two authors may ask for the same name at once; and half a file would stop every later command.
    if not create_exclusively(path, new.text.encode()):
        raise CannotRunError(f"{new.name} exists already; choose another name")
    return path


def find_next_standard_id(handbook: Handbook, kind: str, taken: Collection[str] = ()) -> str:
    """Return the next free ID of a kind: after every ID in use or taken, and every one handed out.

    Raises CannotRunError when there is none after them.
    """
    own = (s.id for policy in _list_policies(handbook, kind) for s in policy.standards)
    # The letters a handbook uses already go before those of the kind: IDs are permanent.
    prefixes = Counter(name.rpartition("-")[0] for name in own)
    prefix = prefixes.most_common(1)[0][0] if prefixes else KINDS[kind].id_prefix
    # IDs of issued forms count, too: an ID is never given twice.
    return find_free_id(prefix, {*handbook.taken_standard_ids, *taken})


def find_free_id(prefix: str, taken: Iterable[str]) -> str:
    """Return the ID that comes after all those with a prefix that are taken.

    Raises CannotRunError when there is none after them.
    """
    numbers = [
        int(number)
        for name in taken
        for start, _, number in [name.rpartition("-")]
        if start == prefix
    ]
    number = max(numbers, default=0) + 1
    if number > _LAST_NUMBER:
        raise CannotRunError(
            f"there is no ID after {prefix}-{_LAST_NUMBER} for a new standard; copy a policy by "
            "hand, and choose other capital letters for its standards"
        )
    return f"{prefix}-{number:02d}"


def _list_policies(handbook: Handbook, kind: str) -> Iterator[Policy]:
    return (policy for policy in handbook.policies if policy.kind == kind)


def _choose_folder(handbook: Handbook, kind: str, section: str | None) -> str:
    """Return the section of a new policy: the one named, or the one that suits its kind."""
    sections = [s.id for s in handbook.sections.sections]
    if section is None:
        # Authors look for a policy beside those of its kind.
        return (
            _find_usual_folder(handbook, kind) or _find_named_folder(handbook, kind) or sections[0]
        )
    if section not in sections:
        raise CannotRunError(
            f"there is no section {section} in policies/sections.yml; {_suggest_choice(section, sections)}"
        )
    return section


def _find_usual_folder(handbook: Handbook, kind: str) -> str | None:
    """Return the folder in which most policies of a kind are."""
    folders = Counter(policy.section for policy in _list_policies(handbook, kind))
    return folders.most_common(1)[0][0] if folders else None


def _find_named_folder(handbook: Handbook, kind: str) -> str | None:
    """Return the first section that is named like a kind: `callbacks` or *Calling back*."""
    starts = {word[:_SAME_WORD] for word in (kind, *_split_words(KINDS[kind].label))}
    for section in handbook.sections.sections:
        words = _split_words(f"{section.id} {section.title}")
        # Endings differ: callback and callbacks, apology and apologies.
        if starts & {word[:_SAME_WORD] for word in words if len(word) >= _SAME_WORD}:
            return section.id
    return None


def _split_words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _list_askable(handbook: Handbook) -> Iterator[Standard]:
    """Yield the standards that any checklist may ask: no compliance target below the usual gate."""
    for standard, policy in handbook.standards_by_id.values():
        factor = standard.factor or policy.factor
        if factor != "compliance" or standard.target is None or standard.target >= _GATE:
            yield standard


def _fill_common(handbook: Handbook, slug: str, today: date) -> dict[str, str]:
    roles = handbook.company.roles
    # The role that owns most policies is the likeliest to own one more.
    owners = Counter(policy.owner for policy in handbook.policies)
    owner = owners.most_common(1)[0][0] if owners else roles[0].id
    words = slug.replace("-", " ")
    return {
        "title": quote_if_needed(words[0].upper() + words[1:]),
        "owner": quote_if_needed(owner),
        "today": today.isoformat(),
    }


def _fill_support(handbook: Handbook) -> dict[str, str]:
    """Return what a new policy rests on: an item of the sources, or a decision where there is none."""
    if item := _find_item(handbook, "question"):
        named = f"    sources: [{item}]  # IDs from policies/sources.yml: the items this standard audits\n"
        cited = f"# An item that only a sentence of why, reason or lesson uses is cited there: [{item}].\n"
        return {"item": named, "cited": cited, "decisions": _read_template("decisions-comment.yml")}
    return {"item": "", "cited": "", "decisions": _read_template("decisions.yml")}


def _find_item(handbook: Handbook, need: Need) -> str | None:
    """Return the first source item with a need, else the first of all; None where there is none."""
    items = handbook.sources.items
    item = next((item for item in items if need in item.needs), items[0] if items else None)
    return quote_if_needed(item.id) if item else None


def _fill_template(handbook: Handbook, template: str, values: dict[str, str]) -> str:
    text = handbook.company.customer_words.fill(_read_template(template))
    return Template(text).substitute(values)


def _read_template(template: str) -> str:
    return (_TEMPLATES / template).read_text(encoding="utf-8")


def _check_slug(slug: str) -> None:
    if slug in RESERVED_NAMES:
        raise CannotRunError(f"the name {slug} is taken by the site itself; choose another")
    try:
        _SLUG.validate_python(slug)
    except ValidationError:
        better = re.sub(r"[^a-z0-9]+", "-", slug.lower())[: limits.SLUG].strip("-")
        hint = f"did you mean {better}?" if better else "such as late-delivery"
        raise CannotRunError(
            f"the name {slug[:80]} cannot be used in links; write small letters, digits and single "
            f"hyphens, at most {limits.SLUG}: {hint}"
        ) from None


def _suggest_choice(word: str, choices: Iterable[str]) -> str:
    choices = list(choices)
    return suggest(word, choices, f"write one of {', '.join(choices)}")
