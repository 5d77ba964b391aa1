"""Compare two built sites by what people see, and print every difference with the files it is in.

    .venv/bin/python tools/compare_sites.py OLD NEW

Compared are, for each page: its title, text, links, embedded data and navigation; for each PDF:
text and form fields; for each workbook: values, formulas and lists to choose from; CSV rows and
the entries of the search. A page that has moved is compared with its old self. Of other files
(scripts, styles, fonts) only the names are compared.
Exit codes: 0 nothing differs, 1 something does.
"""

from __future__ import annotations

import argparse
import csv
import json
import posixpath
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

Aspects = dict[str, list[str]]
"""What is seen of a file, by aspect, each a list of lines."""
Difference = tuple[str, tuple[str, ...], tuple[str, ...]]
"""An aspect with the lines that were there before and those that are there now."""

SEARCH = "search/search_index.json"
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "dfn",
    "em",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
SILENT = {"script", "style", "template"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
ALIKE = 0.6  # share of equal lines from which a page that is gone and a new one are taken for one
SHOWN_FILES = 3
CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    old, new = read_site(options.old), read_site(options.new)
    moved = find_moves(old, new)
    old = {moved.get(path, path): aspects for path, aspects in old.items()}
    places = find_differences(old, new, moved)
    lines = [
        *(f"moved: {before} -> {after}" for before, after in sorted(moved.items())),
        *(f"removed: {path}" for path in sorted(old.keys() - new.keys())),
        *(f"added: {path}" for path in sorted(new.keys() - old.keys())),
        *describe_differences(places),
    ]
    seen = Counter(Path(path).suffix for path in old.keys() & new.keys() if new[path])
    counts = ", ".join(f"{number} {suffix}" for suffix, number in sorted(seen.items()))
    lines.append(
        f"{counts or 'nothing'} compared: {len(moved)} moved, {len(old.keys() - new.keys())} removed, "
        f"{len(new.keys() - old.keys())} added, {len(places)} differences "
        f"in {len({path for paths in places.values() for path in paths})} files"
    )
    print("\n".join(lines))
    return 1 if len(lines) > 1 else 0


def read_site(site: Path) -> dict[str, Aspects]:
    """Return what is seen of each file, by its path in the site."""
    return {
        path.relative_to(site).as_posix(): read_file(path, site)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def read_file(path: Path, site: Path) -> Aspects:
    if path.relative_to(site).as_posix() == SEARCH:
        return read_search(path)
    read = READERS.get(path.suffix)
    return read(path) if read else {}


class PageText(HTMLParser):
    """Collects the lines of a page: those of its article, and those around it.

    A page without an article, such as a print view, is all article.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.aspects: dict[str, list[str]] = defaultdict(list)
        self.line = ""
        self.open: list[str] = []
        self.articles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.end_line()
        if tag not in VOID:
            self.open.append(tag)
        self.articles += tag == "article"
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given and self.articles:
            self.aspects["links"].append(given["href"])
        if tag == "meta" and given.get("name", "").startswith("handbook-"):
            self.aspects["data"].append(f"{given['name']}: {given.get('content', '')}")
        for name in SPOKEN:
            if given.get(name):
                self.line += f" [{given[name]}] "

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.end_line()
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        self.articles -= tag == "article"

    def handle_data(self, data: str) -> None:
        if not SILENT & {*self.open}:
            self.line += data
        elif self.open[-1] == "script" and data.lstrip()[:1] in ("{", "["):
            self.aspects["data"] += json.dumps(json.loads(data), indent=1, sort_keys=True).split(
                "\n"
            )

    def end_line(self) -> None:
        words = " ".join(self.line.split())
        self.line = ""
        if words:
            where = "text" if self.articles else "navigation"
            aspect = "title" if self.open[:2] == ["html", "head"] else where
            self.aspects[aspect].append(words)


def read_page(path: Path) -> Aspects:
    page = PageText()
    text = path.read_text(encoding="utf-8")
    page.articles = "<article" not in text
    page.feed(text)
    page.end_line()
    return dict(page.aspects)


def read_pdf(path: Path) -> Aspects:
    command = ["pdftotext", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603
    reader = PdfReader(path)
    fields = reader.get_fields() or {}
    title = reader.metadata.title if reader.metadata else None
    keys = ("/FT", "/TU", "/V", "/Opt", "/Ff", "/MaxLen")
    return {
        "title": [title or ""],
        "text": [" ".join(line.split()) for line in text.splitlines() if line.strip()],
        "fields": [
            " ".join([name, *(f"{key}={field[key]}" for key in keys if key in field)])
            for name, field in fields.items()
        ],
    }


def read_workbook(path: Path) -> Aspects:
    """Return the values of each sheet; calamine reads no formulas, so they come from the XML."""
    aspects = {}
    for name in CalamineWorkbook.from_path(path).sheet_names:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        aspects[f"values of {name}"] = [
            f"{row + 1}:{column + 1} {value}"
            for row, values in enumerate(rows)
            for column, value in enumerate(values)
            if value != ""
        ]
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("xl/worksheets/sheet") or name == "xl/workbook.xml":
                root = ElementTree.fromstring(archive.read(name))  # noqa: S314 - we built the file
                aspects[f"formulas of {Path(name).stem}"] = [*list_formulas(root)]
    return aspects


def list_formulas(root: ElementTree.Element) -> Iterator[str]:
    """Formulas of cells, what may be chosen or typed in, formats that depend, and named ranges."""
    for cell in root.iter(f"{CELLS}c"):
        if (formula := cell.find(f"{CELLS}f")) is not None:
            yield f"{cell.get('r')} ={formula.text}"
    for kind in ("dataValidation", "conditionalFormatting", "definedName"):
        for node in root.iter(CELLS + kind):
            yield " ".join(
                [kind, *node.attrib.values(), *(text.strip() for text in node.itertext())]
            )


def read_table(path: Path) -> Aspects:
    rows = csv.reader(StringIO(path.read_text(encoding="utf-8-sig")))
    return {"rows": [" | ".join(row) for row in rows]}


def read_search(path: Path) -> Aspects:
    entries = json.loads(path.read_text(encoding="utf-8"))["docs"]
    return {"entries": [f"{e['location']}: {e['title']}: {e['text']}" for e in entries]}


READERS: Mapping[str, Callable[[Path], Aspects]] = {
    ".html": read_page,
    ".pdf": read_pdf,
    ".xlsx": read_workbook,
    ".csv": read_table,
}


def find_moves(old: Mapping[str, Aspects], new: Mapping[str, Aspects]) -> dict[str, str]:
    """Pair files that are gone with new ones of the same kind and nearly the same text."""
    moves: dict[str, str] = {}
    added = sorted(new.keys() - old.keys())
    for path in sorted(old.keys() - new.keys()):
        suffix = Path(path).suffix
        rivals = {
            other: measure_likeness(old[path], new[other])
            for other in added
            if suffix in READERS and Path(other).suffix == suffix and other not in moves.values()
        }
        if rivals and max(rivals.values()) >= ALIKE:
            moves[path] = max(rivals, key=lambda other: rivals[other])
    return moves


def measure_likeness(one: Aspects, other: Aspects) -> float:
    """The share of equal lines, navigation aside, which is nearly the same on all pages."""
    first, second = (
        [line for aspect, lines in of.items() if aspect != "navigation" for line in lines]
        for of in (one, other)
    )
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def find_differences(
    old: Mapping[str, Aspects], new: Mapping[str, Aspects], moved: Mapping[str, str]
) -> dict[Difference, list[str]]:
    """Return each difference once, with the files it is in."""
    places: dict[Difference, list[str]] = defaultdict(list)
    for path in sorted(old.keys() & new.keys()):
        origin = next((before for before, after in moved.items() if after == path), path)
        for aspect in sorted(old[path].keys() | new[path].keys()):
            before, after = old[path].get(aspect, []), new[path].get(aspect, [])
            if aspect == "links":
                before = [resolve_link(link, origin, moved) for link in before]
                after = [resolve_link(link, path, {}) for link in after]
            for difference in compare_lines(before, after):
                places[(aspect, *difference)].append(path)
    return places


def resolve_link(link: str, page: str, moved: Mapping[str, str]) -> str:
    """Return where a link leads, from the site's root; a page that has moved is where it is now."""
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", link, re.DOTALL).groups()  # type: ignore[union-attr]
    if ":" in path or not path:
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return moved.get(target, target) + mark + rest


def compare_lines(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what was replaced by what; the same words on other lines are no difference."""
    if " ".join(old).split() == " ".join(new).split():
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        before, after = tuple(old[old_start:old_end]), tuple(new[new_start:new_end])
        if tag != "equal" and " ".join(before).split() != " ".join(after).split():
            yield before, after


def describe_differences(places: Mapping[Difference, Sequence[str]]) -> Iterator[str]:
    for (aspect, before, after), paths in places.items():
        files = list(dict.fromkeys(paths))
        more = f" and {len(files) - SHOWN_FILES} more" if len(files) > SHOWN_FILES else ""
        yield f"{', '.join(files[:SHOWN_FILES])}{more}: {aspect}"
        yield from (f"  - {line}" for line in before)
        yield from (f"  + {line}" for line in after)


if __name__ == "__main__":
    sys.exit(main())
