"""From files to one frozen handbook, or to one error that lists everything wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cx_handbook.addresses import LOG_PREFIX, PACK_NAMES, is_reserved
from cx_handbook.content import citations, references
from cx_handbook.content.model import (
    KINDS,
    Checklist,
    Company,
    Handbook,
    Origin,
    Policy,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    Sources,
    TrainingCase,
)
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.content.references import Parts
from cx_handbook.content.validation_messages import explain
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.content.yaml_reader import read_bytes, read_yaml
from cx_handbook.errors import (
    CannotRunError,
    Fault,
    HandbookError,
    Path,
    Problem,
    Severity,
)
from cx_handbook.limits import CONTENT_FILE
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import quote_value, show_file_name

T = TypeVar("T", bound=BaseModel)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*(?:\.\w+)*)[ \t]*\}\}")
# What editors and file managers leave behind; the preview should not stop for it.
_LEFTOVER = re.compile(r".*~|.*\.(?:bak|orig|swp|tmp)|Thumbs\.db|desktop\.ini", re.IGNORECASE)
SKELETON = "Write: "  # how the texts begin that `handbook new` puts into a file
_COMPANY = "policies/company.yml"
# What is wrong with a checklist whose form nobody could score if it came back.
NEVER_ISSUED = "its questions as they stand now were never issued"
_TOP = {"company.yml", "sections.yml", "sources.yml", "quiz.yml"}
_FOLDERS = {"situations", "cases", "role-plays", "models"}  # below policies/, beside the sections


@dataclass(frozen=True)
class Examined:
    """What reading gave: the handbook, unless it cannot be built, and every problem found.

    `accepted` counts the breaches of house rules that their files accept.
    """

    handbook: Handbook | None
    problems: tuple[Problem, ...]
    accepted: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def load(root: FilePath) -> Handbook:
    """Return the handbook below a project's root; house rules are not judged.

    Raises HandbookError with every problem of every file, or CannotRunError when there is no handbook.
    """
    examined = examine(root)
    if examined.handbook is None:
        raise HandbookError(examined.errors)
    return examined.handbook


def examine(root: FilePath, today: date | None = None) -> Examined:
    """Read everything below a project's root and say all that is wrong with it.

    House rules are judged as of a day, and not at all without one. They stand in nobody's way but
    the build's: a handbook that breaks one is returned beside its errors.
    Raises CannotRunError when there is no handbook at all.
    """
    if not (root / "policies").is_dir():
        raise CannotRunError(
            f"there is no folder policies in {root}; change to the handbook's folder, or name it with --root"
        )
    try:
        return _Reading(root).examine(today)
    except OSError as error:
        raise CannotRunError(f"{error.filename} cannot be read ({error.strerror})") from error


@dataclass
class _Reading:
    """The state of one reading: the files by name, the problems so far."""

    root: FilePath
    files: dict[str, YamlFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    language: str = "en"

    def examine(self, today: date | None) -> Examined:
        company = self._one(_COMPANY, Company)
        self.language = self._written_language()
        if company:
            self.values = company.placeholders()
        sections = self._one("policies/sections.yml", Sections)
        sources = self._one("policies/sources.yml", Sources)
        self._odd_files(sections)
        names = self._policy_files(sections)
        parts = self._parts(names)
        issued = self._issued()
        self._references(company, sections, sources, names, parts)
        handbook = None
        if company and sections and sources and not self._has_errors():
            handbook = Handbook(company, sections, sources, issued=issued, **vars(parts))
            self._faults(references.handbook_faults(handbook))
            handbook = None if self._has_errors() else handbook
        if handbook:
            self._faults(_not_issued(handbook))
        accepted = self._judge(handbook, today) if handbook and today else 0
        return Examined(handbook, tuple(sorted(self.problems)), accepted)

    def _written_language(self) -> str:
        """Return the language that company.yml names, whatever else is wrong with that file."""
        file = self.files.get(_COMPANY)
        language = file.data.get("language") if file and isinstance(file.data, dict) else None
        return language if isinstance(language, str) else self.language

    def _parts(self, policies: list[str]) -> Parts:
        """Read every file of which there are many, and the quiz."""
        return Parts(
            policies=tuple(policy for name in policies if (policy := self._policy(name))),
            situations=self._many("policies/situations", Situation, lambda s: s.name.lower()),
            checklists=self._many("checklists", Checklist, lambda c: (c.days_between, c.title)),
            cases=self._many("policies/cases", TrainingCase, lambda c: c.sources[0]),
            role_plays=self._many("policies/role-plays", RolePlay, lambda r: r.title.lower()),
            models=self._many("policies/models", ServiceModel, lambda m: m.title.lower()),
            quiz=self._quiz(),
        )

    def _references(
        self,
        company: Company | None,
        sections: Sections | None,
        sources: Sources | None,
        policies: list[str],
        parts: Parts,
    ) -> None:
        """Report what leads nowhere, citations included."""
        raw = [(FilePath(name).stem, self.files[name].data) for name in policies]
        situations = [FilePath(name).stem for name in self._yaml_files("policies/situations")]
        known = references.known_names(company, sections, sources, raw, situations)
        self._faults(references.faults(company, parts, known))
        for file in self.files.values():
            self._faults(citations.citation_faults(file.name, file.text, file.data, known))

    def _judge(self, handbook: Handbook, today: date) -> int:
        """Report the house rules that are broken; return how many breaches are accepted."""
        from cx_handbook.content.house_rules.registry import check_rules

        report = check_rules(handbook, today)
        self._faults(iter(report.broken))
        return len(report.accepted)

    def _has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    # Which files there are

    def _policy_files(self, sections: Sections | None) -> list[str]:
        """Return the policy files, sections in their order and unlisted folders after them."""
        order = [section.id for section in sections.sections] if sections else []
        folders = sorted(
            (
                f.name
                for f in (self.root / "policies").iterdir()
                if f.is_dir() and f.name not in _FOLDERS
            ),
            key=lambda name: (order.index(name) if name in order else len(order), name),
        )
        return [
            name
            for folder in folders
            if not folder.startswith(".")
            for name in self._yaml_files(f"policies/{folder}")
        ]

    def _yaml_files(self, folder: str) -> list[str]:
        path = self.root / folder
        if not path.is_dir():
            return []
        return sorted(
            f"{folder}/{f.name}" for f in path.iterdir() if f.suffix == ".yml" and _visible(f)
        )

    def _odd_files(self, sections: Sections | None) -> None:
        """Report what lies in the content folders and would otherwise be passed over."""
        for folder in ("policies", "checklists"):
            start = len((self.root / folder).as_posix())
            for path in (self.root / folder).rglob("*"):  # problems are sorted at the end
                name = folder + path.as_posix()[start:]
                parts = name.split("/")
                if any(part.startswith(".") for part in parts) or path.name == "README.md":
                    continue
                if path.is_dir():
                    self._odd_folder(name, parts, sections)
                elif not path.is_file():
                    self._add(name, "this is not a file that can be read", "remove it")
                else:
                    self._odd_file(name, parts, path)

    def _odd_file(self, name: str, parts: list[str], path: FilePath) -> None:
        issued = parts[:2] == ["checklists", "issued"]
        ending = ".json" if issued else ".yml"
        if _LEFTOVER.fullmatch(path.name):
            self._add(name, "this file is not read", "remove it", severity="warning")
        elif path.suffix != ending:
            move = "move it elsewhere" if issued else f"give it the ending {ending}, or move it"
            self._add(name, "this file is not read", move)
        elif parts[0] == "policies" and len(parts) == 2 and parts[1] not in _TOP:
            hint = suggest(parts[1], _TOP, "move it into the folder of a section")
            self._add(name, "this file is not read here", hint)
        elif not issued and is_reserved(parts[-2], path.stem):
            self._add(name, f"{path.stem} is taken by the site itself", "choose another name")
        elif parts[0] == "checklists" and path.stem.startswith(LOG_PREFIX):
            self._add(name, "names that begin with log- are the blank logs'", "choose another name")
        elif parts[0] == "checklists" and path.stem in PACK_NAMES:
            self._add(name, f"{path.stem} is the name of a training pack", "choose another name")
        elif not issued and not _SLUG.fullmatch(path.stem):
            self._add(
                name, "this name cannot stand in a link",
                "write it in small letters, digits and single hyphens, such as late-delivery.yml",
            )  # fmt: skip

    def _odd_folder(self, name: str, parts: list[str], sections: Sections | None) -> None:
        if parts[0] == "checklists":
            if parts != ["checklists", "issued"]:
                hint = "move it elsewhere, and put checklists directly into checklists/"
                self._add(name, "this folder is not read", hint)
        elif len(parts) > 2:
            self._add(name, "folders inside a section are not read", "move the files one folder up")
        elif sections and parts[1] not in {*_FOLDERS, *(s.id for s in sections.sections)}:
            known = [section.id for section in sections.sections]
            hint = suggest(parts[1], known, "add it there, or rename the folder")
            self._add(name, "this folder is not listed in policies/sections.yml", hint)

    def _add(self, file: str, wrong: str, instead: str, severity: Severity = "error") -> None:
        self.problems.append(Problem(show_file_name(file), 1, 1, "", wrong, instead, severity))

    # What they hold

    def _one(self, name: str, model: type[T]) -> T | None:
        if not (self.root / name).is_file():
            self._add(name, "this file is missing", "write it as the authoring guide shows")
            return None
        return self._record(name, model)

    def _many(self, folder: str, model: type[T], order: Callable[[T], Any]) -> tuple[T, ...]:
        records = (self._record(name, model) for name in self._yaml_files(folder))
        return tuple(sorted((record for record in records if record), key=order))

    def _quiz(self) -> Quiz | None:
        name = "policies/quiz.yml"
        return self._record(name, Quiz) if (self.root / name).is_file() else None

    def _policy(self, name: str) -> Policy | None:
        data = self._read(name)
        kind = data.get("kind") if isinstance(data, dict) else None
        if isinstance(data, dict) and (not isinstance(kind, str) or kind not in KINDS):
            self._wrong_kind(name, data, kind)
            return None
        model: Any = KINDS[kind] if isinstance(kind, str) else Policy
        return self._validated(name, model, data)

    def _wrong_kind(self, name: str, data: dict[str, Any], kind: object) -> None:
        """Report the kind, and whatever else is wrong with the fields that all kinds have."""
        file = self.files[name]
        hint = f"write one of {', '.join(KINDS)}"
        if isinstance(kind, str):
            hint = suggest(kind, KINDS, hint)
        wrong = f"there is no kind {quote_value(kind)}" if kind else "this field is missing"
        if kind and not isinstance(kind, str):
            wrong = f"{quote_value(kind)} where one word belongs"
        if ("kind",) not in file.rejected:
            self.problems.append(file.build_problem(("kind",), wrong, hint))
        common = {key: value for key, value in data.items() if key in Policy.model_fields}
        self._validated(name, Policy, {**common, "kind": ""})

    def _record(self, name: str, model: type[T]) -> T | None:
        return self._validated(name, model, self._read(name))

    def _read(self, name: str) -> Any:
        file = self.files[name] = read_yaml(self.root / name, show_file_name(name))
        self.problems.extend(file.problems)
        if file.data is None and not file.problems:
            self.problems.append(
                file.build_problem((), "the file is empty", "write its fields, or remove it")
            )
        if SKELETON in file.text:
            self._unwritten(file, (), file.data)
        if file.text and "{{" not in file.text:
            return file.data
        return self._substituted(file, (), file.data)

    def _validated(self, name: str, model: type[T], data: Any) -> T | None:
        if data is None:
            return None
        file = self.files[name]
        if not isinstance(data, dict):
            self.problems.append(
                file.build_problem(
                    (), "the file is not a block of fields", "write name: value lines"
                )
            )
            return None
        folder, _, last = name.rpartition("/")
        section = folder.rpartition("/")[2]
        origin = Origin(name, last.removesuffix(".yml"), section, self.language)
        try:
            return model.model_validate(data, context=origin)
        except ValidationError as error:
            self.problems.extend(
                file.build_problem(*found)
                for found in explain(error, model, data)
                if not any(found[0][:n] in file.rejected for n in range(len(found[0]) + 1))
            )
            return None

    def _unwritten(self, file: YamlFile, path: Path, value: Any) -> None:
        """Warn of texts that stand as the skeleton had them."""
        if isinstance(value, str) and value.startswith(SKELETON):
            instead = "write your own, or remove it"
            wrong = "this is still the text of the skeleton"
            self.problems.append(file.build_problem(path, wrong, instead, severity="warning"))
        elif isinstance(value, dict | list):
            for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
                self._unwritten(file, (*path, key), entry)

    def _substituted(self, file: YamlFile, path: Path, value: Any) -> Any:
        """Replace names in double braces by plain text; report those nobody knows."""
        if isinstance(value, str):
            return self._fill(file, path, value) if "{{" in value else value
        if isinstance(value, dict):
            return {
                key: self._substituted(file, (*path, key), entry) for key, entry in value.items()
            }
        if isinstance(value, list):
            return [self._substituted(file, (*path, n), entry) for n, entry in enumerate(value)]
        return value

    def _fill(self, file: YamlFile, path: Path, text: str) -> str:
        known = self.values

        def replace(match: re.Match[str]) -> str:
            name = match[1]
            if file.name == _COMPANY:
                self.problems.append(
                    file.build_problem(
                        path, "names are not filled in here", "write the value itself"
                    )
                )
                return match[0]
            if name in known:
                return known[name]
            if known:
                hint = suggest(name, known, f"write one of {', '.join(known)}")
                self.problems.append(
                    file.build_problem(path, f"there is no name {name} to fill in", hint)
                )
            return match[0]

        return _PLACEHOLDER.sub(replace, text)

    # How they hang together

    def _faults(self, faults: Iterator[Fault]) -> None:
        for fault in faults:
            file = self.files.get(fault.file) or YamlFile(fault.file)
            self.problems.append(
                file.build_problem(
                    fault.path, fault.wrong, fault.instead, severity=fault.severity, rule=fault.rule
                )
            )

    def _issued(self) -> tuple[IssuedForm, ...]:
        """Read the forms that were handed out; name those that were changed or damaged."""
        forms = []
        folder = "checklists/issued"
        there = (self.root / folder).iterdir() if (self.root / folder).is_dir() else ()
        for path in sorted(there):
            if not _visible(path) or path.suffix != ".json":
                continue
            name = f"{folder}/{path.name}"
            try:
                form = read_issued(read_bytes(path))
                if path.stem != f"{form.form.checklist}-{form.fingerprint}":
                    raise HandbookFormError("its name is not that of the form in it")
                forms.append(form)
            except (OSError, ValueError) as error:
                reason = (
                    str(error).splitlines()[0]
                    if isinstance(error, HandbookFormError)
                    else "it cannot be read"
                )
                self._add(
                    name,
                    f"an issued form was changed or damaged: {reason}",
                    "restore it from version control",
                )
        return tuple(forms)


class HandbookFormError(ValueError):
    """An issued form is not what was issued."""


def read_issued(raw: bytes) -> IssuedForm:
    """Return an issued form. Raises ValueError when it is not as it was issued."""
    if len(raw) > CONTENT_FILE:
        raise HandbookFormError("it is larger than 1 MB")
    try:
        form = IssuedForm.model_validate(json.loads(raw))
    except RecursionError:
        raise HandbookFormError("it is nested too deep") from None
    if form.form.fingerprint != form.fingerprint:
        raise HandbookFormError("its fingerprint does not fit its questions")
    return form


def _not_issued(handbook: Handbook) -> Iterator[Fault]:
    issued = {form.fingerprint for form in handbook.issued}
    for checklist in handbook.checklists:
        if handbook.forms[checklist.slug].fingerprint not in issued:
            yield Fault(
                checklist.file, (), NEVER_ISSUED,
                "run handbook build or handbook print before you hand it out, and commit checklists/issued/",
                severity="warning",
            )  # fmt: skip


def _visible(path: FilePath) -> bool:
    return path.is_file() and not path.name.startswith(".")
