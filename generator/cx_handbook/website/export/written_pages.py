"""Hand-written pages of docs/ and of the guide: from Markdown to pages like those of the handbook.

Python-Markdown renders them with the extensions that mkdocs.yml names, so they read as they do in a
site that MkDocs builds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError, Problem
from cx_handbook.website.export.links import resolve_link
from cx_handbook.website.export.sections import list_sections
from cx_handbook.website.guide_files import list_guide_files
from cx_handbook.website.page import BOOST_WRITTEN, Heading, Page, SearchEntry

# MkDocs has these on whatever its settings say.
_ALWAYS = ("toc", "tables", "fenced_code")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<[^>]+>")


class WrittenFile(NamedTuple):
    """A file of docs/ or of the guide: its name below docs/, where it lies, and whose it is."""

    name: str
    path: Path
    is_of_guide: bool = False
    is_listed: bool = True  # in a navigation that lists all there is

    @property
    def is_page(self) -> bool:
        """Whether it becomes a page; other files are copied as they are."""
        return self.name.endswith(".md")

    @property
    def address(self) -> str:
        """Its address in the site."""
        if not self.is_page:
            return self.name
        stem = self.name.removesuffix(".md")
        folder, _, last = stem.rpartition("/")
        # As MkDocs has it: a README is what a code host shows first of a folder.
        return f"{folder}/index.html".lstrip("/") if last == "README" else f"{stem}.html"


def list_written_files(docs: Path, exclude: Iterable[str], nav: Any) -> list[WrittenFile]:
    """Return the files of docs/ that are not excluded, and the pages of the guide that come along.

    `exclude` are lines as in a .gitignore.
    """
    import pathspec

    # What begins with a dot is nobody's page, and templates are MkDocs' own.
    patterns = pathspec.GitIgnoreSpec.from_lines([".*", "/templates/", *exclude])
    names = (
        path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*")) if path.is_file()
    )
    own = [WrittenFile(name, docs / name) for name in names if not patterns.match_file(name)]
    taken = {file.name for file in own}
    # A folder has one first page; the one that is named so wins.
    own = [f for f in own if not (f.name.endswith("README.md") and _beside_index(f.name, taken))]
    guide = list_guide_files(nav, taken.__contains__)
    return own + [WrittenFile(name, path, True, named) for name, path, named in guide]


def _beside_index(name: str, taken: set[str]) -> bool:
    return f"{name.removesuffix('README.md')}index.md" in taken


class WrittenPages:
    """Renders hand-written pages, and gathers what is wrong with their links."""

    def __init__(
        self, extensions: Mapping[str, Mapping[str, Any]], addresses: Iterable[str], docs: str
    ) -> None:
        self.addresses = set(addresses)
        self.docs = docs
        self.problems: list[Problem] = []
        self._parser = _make_parser(extensions)

    def render(self, files: Iterable[WrittenFile]) -> Iterator[tuple[WrittenFile, Page]]:
        """Yield each file that is a page, with its page."""
        for file in files:
            if file.is_page:
                yield file, self._render_page(file)

    def _render_page(self, file: WrittenFile) -> Page:
        text, meta = self._split(file)
        self._parser.reset()
        html = str(self._parser.convert(text))
        html = _LINK.sub(lambda match: self._resolve(match, file), html)
        tokens = list(_flatten(getattr(self._parser, "toc_tokens", ())))
        first = next((token for token in tokens if token["level"] == 1), None)
        title = str(meta.get("title") or (first and _to_plain(first["name"])) or _name_page(file))
        if "<h1" not in html:
            html = f"<h1>{escape(title)}</h1>\n{html}"
        toc = tuple(
            Heading(token["id"], _to_plain(token["name"]), token["level"], not file.is_of_guide)
            for token in tokens
            if token["level"] in (2, 3)
        )
        return Page(
            path=file.address,
            title=title,
            description=str(meta.get("description") or ""),
            html=html,
            search=tuple(
                SearchEntry(anchor, heading or title, words, BOOST_WRITTEN)
                for anchor, heading, words in list_sections(html)
            ),
            source="" if file.is_of_guide else f"{self.docs}/{file.name}",
            toc=toc,
            own_words="" if file.is_of_guide else title,
        )

    def _split(self, file: WrittenFile) -> tuple[str, Mapping[Any, Any]]:
        """Return the text of a file without what stands before it, and that as data."""
        name = f"{self.docs}/{file.name}"
        try:
            text = file.path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            wrong = "the file is not in UTF-8"
            self.problems.append(Problem(name, 1, 1, "", wrong, "save it as UTF-8"))
            return "", {}
        match = _FRONT_MATTER.match(text)
        if match is None:
            return text, {}
        front = parse_yaml(match[1].encode(), name)
        self.problems.extend(front.problems)
        return text[match.end() :], front.data if isinstance(front.data, dict) else {}

    def _resolve(self, match: re.Match[str], file: WrittenFile) -> str:
        """Return a link with the address of the page that it leads to; note one that leads nowhere."""
        before, address, after = match.groups()
        address = unescape(address)
        found = resolve_link(address, file.name, file.address, self.addresses)
        if found is None:
            name, line = f"{self.docs}/{file.name}", find_line(file.path, address)
            wrong = f"this link leads to {address}, and there is no such file"
            self.problems.append(Problem(name, line, 1, "", wrong, "correct it, or take it out"))
            found = address
        return f"{before}{escape(found)}{after}"


_LINK = re.compile(r'(<(?:a|img)\s[^>]*?\b(?:href|src)=")([^"]*)(")')


def _make_parser(extensions: Mapping[str, Mapping[str, Any]]) -> Any:
    from markdown import Markdown

    wanted = {**{name: {} for name in _ALWAYS}, **extensions}
    try:
        return Markdown(extensions=[*wanted], extension_configs=wanted)
    except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
        # A bug of an extension looks the same; its own words are the best there are.
        raise CannotRunError(
            f"{SETTINGS} names an extension of Markdown that cannot be used: {error}"
        ) from None


def _flatten(tokens: Iterable[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _flatten(token["children"])


def _to_plain(html: str) -> str:
    return unescape(_TAG.sub("", html)).strip()


def _name_page(file: WrittenFile) -> str:
    """Return a title for a page without one: its file's name, read as words."""
    title = file.path.stem.replace("-", " ").replace("_", " ")
    return title.capitalize() if title.islower() else title


def find_line(path: Path, *words: str) -> int:
    """Return the first line of a file in which one of some words stands, or 1 where none does."""
    lines = path.read_text("utf-8-sig").splitlines()
    wanted = {*words, *map(unquote, words)}
    return next((n for n, line in enumerate(lines, 1) if any(one in line for one in wanted)), 1)
