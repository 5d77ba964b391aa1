"""Load a handbook: read and validate every file, and report all that is wrong in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cx_handbook.content import file_layout
from cx_handbook.content.citations import find_citation_faults
from cx_handbook.content.cross_references import PageFinder
from cx_handbook.content.curly_quotes import find_curly_quotes
from cx_handbook.content.examination import Examination
from cx_handbook.content.file_facts import compare_files, gather_all_facts
from cx_handbook.content.issued_forms import find_unissued_forms, read_issued_forms
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.kept_records import KeptRecords
from cx_handbook.content.language.wording import find_wording
from cx_handbook.content.model import (
    KINDS,
    Checklist,
    Company,
    Handbook,
    Log,
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
from cx_handbook.content.model.base import share_names
from cx_handbook.content.notices import SETTINGS, find_notices
from cx_handbook.content.page_addresses import find_vanished_pages
from cx_handbook.content.parsed_files import ParsedFiles
from cx_handbook.content.parts import Parts, rank_case
from cx_handbook.content.pick_checks import find_pick_faults
from cx_handbook.content.references import gather_known_names
from cx_handbook.content.schema_names import find_stale_names
from cx_handbook.content.skeleton_texts import find_skeleton_texts
from cx_handbook.content.unread_files import read_unread_files
from cx_handbook.content.whole_part import WholePart, find_causes, find_taken_ids
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.customer_words import DEFAULT_WORDS
from cx_handbook.errors import CannotRunError, Fault, HandbookError, Problem, sort_problems
from cx_handbook.text_for_messages import make_printable

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")

_OTHER_LANGUAGE = "en"  # of a company whose file does not say


def load_handbook(root: FilePath) -> Handbook:
    """Return the handbook below a project's root; house rules are not checked.

    Raises HandbookError with every problem of every file, or CannotRunError when there is no handbook.
    """
    examination = examine_content(root)
    if examination.handbook is None:
        raise HandbookError(examination.errors)
    return examination.handbook


def load_whole_part(root: FilePath) -> WholePart:
    """Return what of a handbook can be used, whatever is wrong with the rest.

    Raises HandbookError when the company's file has a problem, because everything uses it, and
    CannotRunError as `examine_content` does.
    """
    return _read_folder(_Loader(root, ParsedFiles(), KeptFindings()), _Loader.load_whole_part)


def examine_content(
    root: FilePath,
    today: date | None = None,
    parsed: ParsedFiles | None = None,
    findings: KeptFindings | None = None,
    records: KeptRecords | None = None,
) -> Examination:
    """Read everything below a project's root and report all that is wrong with it.

    House rules are checked as of a day, and not at all without one. A handbook that breaks one, or
    still has text of a skeleton, is returned beside its errors: only a build stops for them. What
    was parsed before is not parsed again, nor is a file judged again that says what it said; both
    are kept for the next time. With `records`, a file that the disk calls unchanged is not even read.
    Raises CannotRunError when there is no handbook at all.
    """
    loader = _Loader(root, parsed or ParsedFiles(), findings or KeptFindings(), records)
    examination = _read_folder(loader, lambda loader: loader.examine_content(today))
    loader.parsed.keep()
    loader.findings.keep()
    loader.files.clear()  # in a build Python may not look for circles, and the loader is part of one
    return examination


def _read_folder(loader: _Loader, read: Callable[[_Loader], R]) -> R:
    root = loader.root
    if not (root / file_layout.POLICIES).is_dir():
        raise CannotRunError(
            f"there is no folder policies in {root}; change to the handbook's folder, name it with "
            "--root, or start one: handbook init my-handbook"
        )
    try:
        return read(loader)
    except OSError as error:
        raise CannotRunError(f"{error.filename} cannot be read ({error.strerror})") from error


@dataclass
class _Loader:
    """Reads one handbook: the files by name, and the problems so far."""

    root: FilePath
    parsed: ParsedFiles
    findings: KeptFindings
    records: KeptRecords | None = None
    files: dict[str, YamlFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    placeholders: dict[str, str] = field(default_factory=dict)
    language: str = _OTHER_LANGUAGE
    customer: str = DEFAULT_WORDS.one
    unfinished: list[Problem] = field(default_factory=list)
    policy_names: list[str] = field(default_factory=list)
    # Data of files that lie where none is read.
    unread: dict[str, Any] = field(default_factory=dict)
    pages: PageFinder = field(init=False)

    def __post_init__(self) -> None:
        self.pages = PageFinder(self.root, self.parsed.read_yaml)

    def examine_content(self, today: date | None) -> Examination:
        handbook = self._load_handbook()
        # Only now: unfinished text stops a build, and nothing else.
        self.problems += self.unfinished
        accepted = 0
        if handbook:
            self._report(find_unissued_forms(handbook))
            self.problems += find_vanished_pages(self.root, handbook)
            self._report(find_notices(handbook, self._read_settings()))
            self._report(find_stale_names(self.root, handbook))
            accepted = self._check_house_rules(handbook, today) if today else 0
        return Examination(handbook, sort_problems(self.problems), accepted)

    def load_whole_part(self) -> WholePart:
        parts = self._read_parts()
        wrong = {problem.file for problem in self._list_errors()}
        files = {name: file for name, file in self.files.items() if file.name in wrong}
        policies = {n: f for n, f in files.items() if n in self.policy_names}
        causes = find_causes(parts, wrong | files.keys(), policies)
        if parts.company is None or file_layout.COMPANY in causes:
            raise HandbookError(p for p in self.problems if p.file == file_layout.COMPANY)
        handbook = parts.without(causes).build_part(parts.company)
        for checklist in handbook.checklists:
            if faults := list(find_pick_faults(handbook, checklist)):
                self._report(faults)
                causes[checklist.file] = frozenset((checklist.file,))
        handbook = parts.without(causes).build_part(parts.company)
        taken = find_taken_ids(file.text for file in policies.values())
        return WholePart(handbook, tuple(self._list_errors()), causes, taken)

    def _load_handbook(self) -> Handbook | None:
        parts = self._read_parts()
        keys = {name: file.key for name, file in self.files.items()}
        if self._has_errors() or not (handbook := parts.build_handbook(keys)):
            return None
        # Pick faults need a whole handbook; everything else was reported already.
        for checklist in handbook.checklists:
            self._report(find_pick_faults(handbook, checklist))
        return None if self._has_errors() else handbook

    def _read_parts(self) -> Parts:
        # First, because the other files use its names and its language.
        company = self._load_single(file_layout.COMPANY, Company)
        self._take_from_company(company)
        sections = self._load_single(file_layout.SECTIONS, Sections)
        sources = self._load_sources()
        read = (self.files.get(name) for name in (file_layout.COMPANY, file_layout.SOURCES))
        self.findings.rest_on(file.digest if file else "" for file in read)
        logo = company.brand.logo if company and company.brand else None
        misplaced = file_layout.find_misplaced_files(self.root, sections)
        # The one file beside the content that is named in it.
        unread = [problem for problem in misplaced if problem.file != logo]
        self.problems += unread
        self.unread = read_unread_files(self.root, unread)
        self.policy_names = file_layout.list_policy_files(self.root, sections)
        issued, damaged = read_issued_forms(self.root, self.findings)
        self.problems += damaged
        parts = Parts(
            company=company,
            sections=sections,
            sources=sources,
            policies=tuple(p for name in self.policy_names if (p := self._load_policy(name))),
            situations=self._load_folder(
                file_layout.SITUATIONS, Situation, lambda s: s.name.lower()
            ),
            checklists=self._load_folder(
                file_layout.CHECKLISTS, Checklist, lambda c: (c.days_between, c.title)
            ),
            issued=issued,
            cases=self._load_folder(file_layout.CASES, TrainingCase, rank_case),
            role_plays=self._load_folder(
                file_layout.ROLE_PLAYS, RolePlay, lambda r: r.title.lower()
            ),
            models=self._load_folder(file_layout.MODELS, ServiceModel, lambda m: m.title.lower()),
            quiz=self._load_single(file_layout.QUIZ, Quiz, required=False),
            logs=self._load_folder(file_layout.LOGS, Log, lambda log: log.title.lower()),
        )
        self._check_references(parts)
        return parts

    def _check_references(self, parts: Parts) -> None:
        written = self.unread | {name: self.files[name].data for name in self.policy_names}
        situation_names = file_layout.list_files(self.root, file_layout.SITUATIONS)
        situation_names += self.unread
        named = parts.company, parts.sections, parts.sources
        known = gather_known_names(*named, written, situation_names)
        facts = gather_all_facts(parts, self.files, self.findings, known)
        self._report(compare_files(parts, facts, known))
        # Also of files that the model refused: their citations can be wrong, too.
        for name in self.files.keys() - facts.keys():
            file = self.files[name]
            self._report(find_citation_faults(file.name, file.text, file.data, known))

    def _take_from_company(self, company: Company | None) -> None:
        """Note what the other files need: the names to fill in, and the language of the texts."""
        if company:
            self._read_logo(company)
            self.placeholders = company.list_placeholders()
            # A model refuses words before there is a handbook that it could ask.
            self.customer = company.customer_words.one
        file = self.files.get(file_layout.COMPANY)
        # Whatever else is wrong with the file, its texts are judged in the language it names.
        language = file.data.get("language") if file and isinstance(file.data, dict) else None
        self.language = language if isinstance(language, str) else _OTHER_LANGUAGE
        if self.records:
            self.records.rest_on((self.placeholders, self.language, self.customer))
        # Its patterns are a YAML file like the others, to be parsed once.
        find_wording(self.language, self.parsed.read_yaml)

    def _read_settings(self) -> Any:
        """Return the site's settings, or None. Whatever is wrong with them, the host says."""
        path = self.root / SETTINGS
        if not path.is_file():
            return None
        file = self.files[SETTINGS] = self.parsed.read_yaml(path, SETTINGS)
        return file.data

    def _read_logo(self, company: Company) -> None:
        """Read the company's logo and keep it with its colour; report what is wrong with it."""
        if not (company.brand and company.brand.logo):
            return
        from cx_handbook.content.logo import read_logo

        logo, wrong, instead = read_logo(self.root, company.brand.logo)
        if logo:
            company.brand.attach_picture(logo)
        else:
            self._report([Fault(company.file, ("brand", "logo"), wrong, instead)])

    def _check_house_rules(self, handbook: Handbook, today: date) -> int:
        """Report the house rules that are broken; return how many breaches are accepted."""
        from cx_handbook.content.house_rules.registry import check_rules

        keys = {name: file.key for name, file in self.files.items()}
        report = check_rules(handbook, today, self.findings, keys)
        self._report(report.broken)
        return len(report.accepted)

    def _has_errors(self) -> bool:
        return any(True for _ in self._list_errors())

    def _list_errors(self) -> Iterator[Problem]:
        return (problem for problem in self.problems if problem.severity == "error")

    def _report(self, faults: Iterable[Fault]) -> None:
        """Look up the place of each fault, and note it as a problem."""
        for fault in faults:
            file = self.files.get(fault.file) or YamlFile(fault.file)
            self.problems.append(
                file.build_problem(
                    fault.path, fault.wrong, fault.instead, severity=fault.severity, rule=fault.rule
                )
            )

    # Files

    def _load_single(self, name: str, model: type[T], *, required: bool = True) -> T | None:
        if (self.root / name).is_file():
            return self._load_record(name, model)
        if required:
            instead = "write it as the authoring guide shows"
            self.problems.append(file_layout.report_file(name, "this file is missing", instead))
        return None

    def _load_sources(self) -> Sources | None:
        """Return the sources: none at all where there is no such file, None when it is refused."""
        if not (self.root / file_layout.SOURCES).is_file():
            return Sources()
        return self._load_single(file_layout.SOURCES, Sources)

    def _load_folder(
        self, folder: str, model: type[T], sort_key: Callable[[T], Any]
    ) -> tuple[T, ...]:
        names = file_layout.list_files(self.root, folder)
        records = (self._load_record(name, model) for name in names)
        return tuple(sorted((record for record in records if record), key=sort_key))

    def _load_policy(self, name: str) -> Policy | None:
        policy: Policy | None = self._load_kept(name, self._load_policy_anew)
        return policy

    def _load_policy_anew(self, name: str) -> Policy | None:
        data = self._read_data(name)
        if not isinstance(data, dict):
            return self._validate(name, Policy, data)
        kind = data.get("kind")
        if isinstance(kind, str) and kind in KINDS:
            model: Any = KINDS[kind]
            policy: Policy | None = self._validate(name, model, data)
            return policy
        self._report_kind(name, kind)
        # What else is wrong with the fields that all kinds have.
        # So that one typing error in `kind` does not hide all other mistakes.
        common = {key: value for key, value in data.items() if key in Policy.model_fields}
        self._validate(name, Policy, {**common, "kind": ""})
        return None

    def _report_kind(self, name: str, kind: object) -> None:
        file = self.files[name]
        if ("kind",) not in file.rejected:
            from cx_handbook.content.validation_messages import explain_kind

            self.problems.append(file.build_problem(("kind",), *explain_kind(kind)))

    def _load_record(self, name: str, model: type[T]) -> T | None:
        return self._load_kept(name, lambda n: self._validate(n, model, self._read_data(n)))

    def _load_kept(self, name: str, load: Callable[[str], T | None]) -> T | None:
        """Return the record of a file that did not change, or else load it, and keep it if all is well."""
        if self.records is None:
            return load(name)
        stamp = self.records.take_stamp(self.root / name)
        if found := self.records.find(name, stamp):
            self.files[name] = found[0]
            kept: T = found[1]
            return kept
        before = len(self.problems), len(self.unfinished)
        record = load(name)
        if record is not None and before == (len(self.problems), len(self.unfinished)):
            self.records.note(name, stamp, self.files[name], record)
        return record

    def _read_data(self, name: str) -> Any:
        """Read a file and fill in its placeholders; what is wrong with its YAML is reported."""
        file = self.files[name] = self.parsed.read_yaml(self.root / name, make_printable(name))
        if file.data is None and not file.problems:
            file.add_problem((1, 1), "the file is empty", "write its fields, or remove it")
        self.unfinished += find_skeleton_texts(file)
        self.problems += find_curly_quotes(file)
        values = None if name == file_layout.COMPANY else self.placeholders
        data = self.pages.fill_texts(file, values)
        self.problems += file.problems
        file.name_content(name, data)
        return data

    def _validate(self, name: str, model: type[T], data: Any) -> T | None:
        """Return the record, or None and every reason for which the model refuses the data."""
        if data is None:
            return None
        file = self.files[name]
        if not isinstance(data, dict):
            wrong, instead = "the file is not a block of fields", "write name: value lines"
            self.problems.append(file.build_problem((), wrong, instead))
            return None
        folder, _, last = name.rpartition("/")
        section = folder.rpartition("/")[2]
        # The file and the folder are not written in the file itself.
        origin = Origin(name, last.removesuffix(".yml"), section, self.language, self.customer)
        try:
            return share_names(model.model_validate(data, context=origin))
        except ValidationError as error:
            from cx_handbook.content.validation_messages import explain

            self.problems.extend(
                file.build_problem(*found)
                for found in explain(error, model, data)
                # What the YAML reader rejected is reported already.
                if not any(found[0][:n] in file.rejected for n in range(len(found[0]) + 1))
            )
            return None
