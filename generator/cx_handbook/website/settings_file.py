"""The site's settings in mkdocs.yml as any host reads them, without MkDocs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError, Fault, HandbookError
from cx_handbook.text_for_messages import quote_value
from cx_handbook.website.headers.stated import check_origins
from cx_handbook.website.site_files import SiteOptions
from cx_handbook.written_days import parse_day

# What may stand below `handbook:`, by the type of its value and how it is named in a message.
_OPTIONS: dict[str, tuple[type, str]] = {
    "noindex": (bool, "true or false"),
    "offline": (bool, "true or false"),
    "pdf": (bool, "true or false"),
    "edit": (bool, "true or false"),
    "meaning": (bool, "true or false"),
    "reports": (bool, "true or false"),
    "guide": (str, "a text"),
    "report_title": (str, "a text"),
    "framed_by": (list, "a list of addresses such as [https://tickets.example.com]"),
    "report_day": (str, "a day such as 2026-11-02"),
}
# Plugins whose work the export does itself.
_KNOWN_PLUGINS = {"search", "material/search", "offline", "material/offline", "handbook"}


@dataclass(frozen=True)
class SiteSettings:
    """What mkdocs.yml says of a site, whoever builds it.

    `nav` is None where the file has none: then all hand-written pages are listed. `extensions` are
    those of Python-Markdown, with the settings of each. `left_out` names what only MkDocs can do.
    """

    title: str
    description: str
    url: str
    docs: str
    edit_uri: str
    copyright: str
    nav: list[Any] | None
    exclude: tuple[str, ...]
    extensions: Mapping[str, Mapping[str, Any]]
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    options: SiteOptions
    edit: bool = False
    left_out: tuple[str, ...] = field(default=())


def read_site_settings(root: Path) -> SiteSettings:
    """Read mkdocs.yml of a handbook's folder.

    Raises CannotRunError when there is none, and HandbookError with every problem in it.
    """
    path = root / SETTINGS
    if not path.is_file():
        raise CannotRunError(
            f"there is no {SETTINGS} in {root}; copy the one that handbook init writes into a new folder"
        )
    file = read_yaml(path, SETTINGS)
    if file.problems:
        raise HandbookError(file.problems)
    if not isinstance(file.data, dict):
        wrong, instead = "this is no list of settings", "write site_name: and a title"
        raise HandbookError([file.build_problem((), wrong, instead)])
    reader = _Reader(file.data)
    settings = reader.read()
    if reader.faults:
        faults = ((fault.path, fault.wrong, fault.instead) for fault in reader.faults)
        raise HandbookError(file.build_problem(*fault) for fault in faults)
    return settings


class _Reader:
    """Takes the settings from the data of the file, and gathers what is wrong with them."""

    def __init__(self, data: dict[Any, Any]) -> None:
        self.data = data
        self.faults: list[Fault] = []

    def read(self) -> SiteSettings:
        plugins = _list_named(self.data.get("plugins"))
        options = plugins.get("handbook") or {}
        extra = _list_named(self.data.get("extra"))
        if "handbook" not in plugins:
            self._refuse(("plugins",), "the handbook is not among them", "add - handbook")
        return SiteSettings(
            title=self._take_text("site_name") or "Handbook",
            description=self._take_text("site_description"),
            url=self._take_text("site_url"),
            docs=self._take_text("docs_dir") or "docs",
            edit_uri=self._take_text("edit_uri"),
            copyright=self._take_text("copyright"),
            nav=self._take_list("nav"),
            exclude=tuple(self._take_text("exclude_docs").splitlines()),
            extensions=_list_named(self.data.get("markdown_extensions") or ["toc", "tables"]),
            styles=tuple(map(str, self._take_list("extra_css") or ())),
            scripts=tuple(map(str, self._take_list("extra_javascript") or ())),
            options=self._take_options(options),
            edit=options.get("edit") is True,
            left_out=tuple(self._list_left_out(plugins, extra)),
        )

    def _refuse(self, path: tuple[str | int, ...], wrong: str, instead: str) -> None:
        self.faults.append(Fault(SETTINGS, path, wrong, instead))

    def _take_text(self, name: str) -> str:
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._refuse((name,), f"{quote_value(value)} is no text", "write a text")
            return ""
        return value

    def _take_list(self, name: str) -> list[Any] | None:
        value = self.data.get(name)
        if value is not None and not isinstance(value, list):
            self._refuse((name,), "this is no list", "begin each entry with a hyphen")
            return None
        return value

    @staticmethod
    def _take_list_of(given: Mapping[str, Any], name: str) -> list[Any]:
        value = given.get(name)
        return value if isinstance(value, list) else []

    def _take_options(self, given: Mapping[str, Any]) -> SiteOptions:
        for name, value in given.items():
            kind, instead = _OPTIONS.get(name, (object, ""))
            place = ("plugins", self._find_plugin(), "handbook", name)
            if not instead:
                known = ", ".join(_OPTIONS)
                self._refuse(place, f"there is no option {name}", f"write one of {known}")
            elif not isinstance(value, kind):
                self._refuse(place, f"{quote_value(value)} does not fit", f"write {instead}")
        day = given.get("report_day")
        return SiteOptions(
            pdfs=given.get("pdf", True) is not False,
            offline=given.get("offline", True) is not False,
            noindex=given.get("noindex", True) is not False,
            meaning=given.get("meaning", True) is not False,
            guide=str(given.get("guide", SiteOptions.guide)),
            reports=given.get("reports") is True,
            framed_by=check_origins(map(str, self._take_list_of(given, "framed_by"))),
            report_title=str(given.get("report_title", SiteOptions.report_title)),
            report_day=self._read_day(day) if isinstance(day, str) else None,
        )

    def _read_day(self, text: str) -> date | None:
        try:
            return parse_day(text)
        except ValueError:
            place = ("plugins", self._find_plugin(), "handbook", "report_day")
            instead = f"write {_OPTIONS['report_day'][1]}"
            self._refuse(place, f"{quote_value(text)} is no day", instead)
            return None

    def _find_plugin(self) -> int:
        """Return the place of the handbook in the list of plugins."""
        plugins = self.data.get("plugins") or []
        named = (n for n, one in enumerate(plugins) if isinstance(one, dict) and "handbook" in one)
        return next(named, 0)

    def _list_left_out(self, plugins: Mapping[str, Any], extra: Mapping[str, Any]) -> Iterator[str]:
        """Yield what the file asks of MkDocs or of its theme and nobody else can do."""
        yield from (f"plugins: {name}" for name in plugins if name not in _KNOWN_PLUGINS)
        yield from (f"{name}:" for name in ("hooks", "repo_url") if self.data.get(name))
        yield from (f"extra: {name}" for name in extra)
        theme = self.data.get("theme")
        if isinstance(theme, dict) and theme.get("custom_dir"):
            yield "theme: custom_dir"


def _list_named(value: Any) -> dict[str, dict[str, Any]]:
    """Return entries by their names: a list of names, each with settings or without, or a table."""
    entries = value if isinstance(value, list) else [value] if value else []
    named: dict[str, dict[str, Any]] = {}
    for entry in entries:
        for name, settings in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            named[str(name)] = settings if isinstance(settings, dict) else {}
    return named
