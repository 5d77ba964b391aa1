"""Cross-references in texts: `[[slug]]` and `*Page title*` lead to policies and situations.

`[[slug]]` becomes the page's title in emphasis as soon as a file is read. Search, sheets, sentence
lengths and issued forms then have the words that people read, and one place makes links of titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from cx_handbook import addresses
from cx_handbook.content import file_layout
from cx_handbook.content.model import Handbook, Policy, Situation
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.page_addresses import get_address
from cx_handbook.content.placeholders import fill_placeholders
from cx_handbook.content.text import find_texts, replace_texts
from cx_handbook.content.yaml_file import Place, YamlFile
from cx_handbook.errors import Fault, Path
from cx_handbook.markdown import EMPHASIS, plain_text
from cx_handbook.suggestions import edit_distance, suggest
from cx_handbook.text_for_messages import quote_value

SITUATIONS = "Situations"
_MARK = re.compile(r"(?<!\\)\[\[([^\[\]\n]{0,120})\]\]")
# Emphasis of a word or two is emphasis; a slip in something as short cannot be told from it.
_SHORTEST_TITLE = 8  # characters
_LETTERS_PER_SLIP = 8
# The pages of the site itself that texts send people to, by their titles.
_OWN_PAGES = {"Who and when": addresses.COMPANY, "Before you say no": addresses.BEFORE_SAYING_NO}


class TitledPage(NamedTuple):
    """A page that texts may name: its address, its title, and where in the handbook it stands."""

    address: str
    title: str
    place: str


@dataclass
class PageFinder:
    """Finds the page that `[[slug]]` names, and reads no file before one is named."""

    root: FilePath
    read_file: Callable[[FilePath, str], YamlFile]
    _files: dict[str, list[str]] = field(default_factory=dict)

    def fill_texts(self, file: YamlFile, values: Mapping[str, str] | None) -> Any:
        """Return the data of a file with titles for all `[[slug]]`, and then placeholders filled in.

        What leads nowhere is noted as a problem. Placeholders go last: titles may hold some.
        """
        if "[[" in file.text:
            file.data = self._fill_references(file, values)
        return fill_placeholders(file, values)

    def _fill_references(self, file: YamlFile, values: Mapping[str, str] | None) -> Any:
        def fill_text(path: Path, text: str) -> str:
            return _MARK.sub(lambda match: self._name_page(file, path, match, values), text)

        return replace_texts(file.data, fill_text, "[[")

    def _name_page(
        self, file: YamlFile, path: Path, match: re.Match[str], values: Mapping[str, str] | None
    ) -> str:
        name = match[1].strip()
        found = self._list_files().get(name, [])
        if len(found) == 1:
            return f"*{self._read_title(found[0], values)}*"
        if found:
            names = " or ".join(f"[[{_name_with_folder(one)}]]" for one in found)
            wrong, instead = f"[[{name}]] could be either of two pages", f"write {names}"
        else:
            wrong = f"there is no policy or situation {quote_value(name)}"
            near = suggest(name, self._list_files(), "write the file name of one, without .yml")
            instead = near
        file.add_problem(_find_in_text(file, path, match[0]), wrong, instead, path)
        return match[0]

    def _list_files(self) -> dict[str, list[str]]:
        """Return the files by what they may be called: `slug`, and `folder/slug`."""
        if not self._files:
            policies = file_layout.list_policy_files(self.root, None)
            situations = file_layout.list_files(self.root, file_layout.SITUATIONS)
            for name in (*policies, *situations):
                full = _name_with_folder(name)
                self._files[full] = [name]
                self._files.setdefault(full.rpartition("/")[2], []).append(name)
        return self._files

    def _read_title(self, name: str, values: Mapping[str, str] | None) -> str:
        other = self.read_file(self.root / name, name)
        data = fill_placeholders(other, values or {})
        title = (data.get("title") or data.get("name")) if isinstance(data, dict) else None
        # What is wrong with the other file is reported where it is read for itself.
        return " ".join(title.split()) if isinstance(title, str) else _name_with_folder(name)


def _name_with_folder(file: str) -> str:
    return file.removeprefix(f"{file_layout.POLICIES}/").removesuffix(".yml")


def _find_in_text(file: YamlFile, path: Path, words: str) -> Place:
    """Return where words of a value stand, or where the value does."""
    line, column = file.find_place(path)
    lines = file.text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1])) + column - 1
    at = file.text.find(words, start)
    if at < 0:
        return line, column
    before = file.text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def gather_titles(handbook: Handbook) -> dict[str, TitledPage]:
    """Return the pages that texts may name, by title as `make_title_key` has it."""
    sections = {section.id: plain_text(section.title) for section in handbook.sections.sections}
    pages = {
        make_title_key(title): TitledPage(path, title, "") for title, path in _OWN_PAGES.items()
    }
    named: tuple[Policy | Situation, ...] = (*handbook.policies, *handbook.situations)
    for record in named:
        title = _get_title(record)
        place = sections.get(record.section, "") if isinstance(record, Policy) else SITUATIONS
        pages[make_title_key(title)] = TitledPage(get_address(record), title, place)
    return pages


def make_title_key(title: str) -> str:
    """Return a title as titles are compared: on one line, with straight apostrophes."""
    return " ".join(title.split()).replace("’", "'")


def _get_title(record: Policy | Situation) -> str:
    return plain_text(record.title if isinstance(record, Policy) else record.name)


class Emphasis(NamedTuple):
    """Words in emphasis, and the path of the text in which they stand."""

    path: Path
    words: str


def find_emphases(record: FileRecord) -> Iterator[Emphasis]:
    """Yield everything that stands in emphasis in the texts of a record."""
    for path, text in find_texts(record, lambda words: "*" in words, _SHORTEST_TITLE):
        for match in EMPHASIS.finditer(text):
            yield Emphasis(path, match[1])


def find_title_faults(
    records: Iterable[FileRecord], emphases: Mapping[str, Iterable[Emphasis]]
) -> Iterator[Fault]:
    """Yield a warning for each emphasis that is nearly a title, or the title of two pages.

    What stands in emphasis is given by the file of each record.
    """
    files: dict[str, list[str]] = {make_title_key(title): [] for title in _OWN_PAGES}
    for record in records:
        if isinstance(record, Policy | Situation):
            files.setdefault(make_title_key(_get_title(record)), []).append(record.file)
    for file, found in emphases.items():
        for path, words in found:
            if fault := _judge_emphasis(words, files):
                yield Fault(file, path, *fault, severity="warning")


def _judge_emphasis(words: str, files: Mapping[str, list[str]]) -> tuple[str, str] | None:
    key = make_title_key(words)
    if key in files:
        if len(files[key]) < 2:
            return None
        wrong = f"*{key}* is the title of {' and '.join(files[key])}"
        return wrong, "give one of them another title, so that the link leads where it should"
    near = _find_near_title(key, files)
    if near is None:
        return None
    return f"*{key}* is no page's title and so no link", f"did you mean *{near}*?"


def _find_near_title(words: str, titles: Iterable[str]) -> str | None:
    """Return the title that words in emphasis were meant to be, or None."""
    slips = len(words) // _LETTERS_PER_SLIP
    lower = words.lower()
    near = (
        (edit_distance(lower, title.lower()), title)
        for title in titles
        if abs(len(title) - len(words)) <= slips
    )
    return min((pair for pair in near if pair[0] <= slips), default=(0, None))[1]
