"""Renews a built site without MkDocs, where only what stands on pages has changed since.

Everything that the host and its theme make follows from the settings, the hand-written pages, the day
and what our pages are called. While all of that is the same, so is what is around each page: a page is
the file of before with its own part exchanged. Where anything else has changed, the host builds all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cx_handbook import addresses
from cx_handbook.content import kept_facts
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.documents.pdf import cache as pdf_cache
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website import site_files
from cx_handbook.website.finder.meaning.script import PhraseVectors, read_phrase_vectors
from cx_handbook.website.finder.meaning.searched_texts import SearchedTexts
from cx_handbook.website.for_programs.page_list import WrittenPage, split_page_list
from cx_handbook.website.headers.site_headers import PageCode
from cx_handbook.website.kept_site.built_site import (
    BuiltPage,
    BuiltSite,
    digest_outline,
    note_page,
)
from cx_handbook.website.kept_site.old_files import KeptFiles, OldFiles
from cx_handbook.website.last_files import Finished, finish_site, keep_published
from cx_handbook.website.made_files import MadeFile, MadeFiles
from cx_handbook.website.mkdocs.known_settings import SiteState
from cx_handbook.website.mkdocs.search_index import (
    SEARCH_INDEX,
    SEARCH_SCRIPT,
    make_search_entries,
    write_search_script,
)
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.page_keys import RecordKeys
from cx_handbook.website.site_files import HostSettings, Say, SiteFiles, SiteOptions


class OtherSiteError(Exception):
    """More has changed than what stands on pages, or a file of the last build is not as it was."""


def renew_site(state: SiteState, new: Path, old: OldFiles, say: Say, warn: Say) -> BuiltSite | None:
    """Make a new site of the last one in a folder that is not there yet; None when MkDocs has to.

    What is in the folder is then of no use. `say` and `warn` hear what they would of a whole build,
    and nothing when it is needed.
    """
    built = old.built
    if built is None or not built.host or built.host != state.host:
        return None
    heard: list[str] = []
    try:
        if state.inputs.content and state.inputs.content == built.inputs:
            take_all(old, built, new)
            keep_published(state.root, state.handbook, None)
            heard, renewed = list(built.said), built
        else:
            renewed = _Renewal(state, new, old, built, say, heard.append).renew()
    # Whatever is in the way, a whole build says in its own words.
    except (OtherSiteError, CannotRunError, HandbookError, OSError):
        return None
    for message in heard:
        warn(message)
    return replace(renewed, said=tuple(heard))


def take_all(old: OldFiles, built: BuiltSite, new: Path) -> None:
    """Take over a whole site, of which nothing has changed. Raises OtherSiteError when a file has."""
    for folder in sorted({(new / address).parent for address in built.files}):
        folder.mkdir(parents=True, exist_ok=True)
    for address in built.files:
        if not old.link(address, new):
            raise OtherSiteError


@dataclass
class _Renewal:
    """One renewal of a site: `old` are its files, `built` what is known of it."""

    state: SiteState
    new: Path
    old: OldFiles
    built: BuiltSite
    say: Say
    warn: Say

    def renew(self) -> BuiltSite:
        """Return what is known of the new site. Raises OtherSiteError when MkDocs has to make it."""
        options = self._read_options()
        root, handbook, today = self.state.root, self.state.handbook, self.state.today
        report = site_files.read_site_report(root, handbook, today, options, self.say, self.warn)
        facts = KeptFacts(root / kept_facts.PLACE)
        phrases = self._read_phrases(facts) if options.meaning else None
        planned = site_files.plan_site(
            handbook, today, options, report, phrases, self.old.find_page_without_html, facts
        )
        self._compare_outlines(planned)
        settings = self.built.settings
        host = HostSettings(
            settings["title"], settings["description"], tuple(settings["languages"])
        )
        pages = {page.path: self._renew_page(page) for page in planned.pages}
        changed = {path: content for path, (_, content) in pages.items() if content is not None}
        changed |= self._list_host_files(planned, host)
        linked = self._write_files(planned.contents, changed)
        finished = finish_site(
            self.new, handbook, options, host, PdfCache(root / pdf_cache.PLACE),
            self.say, self.warn, report,
            KeptFiles(self.old, linked, self._list_known_code(linked), facts),
        )  # fmt: skip
        keep_published(root, handbook, phrases)
        facts.keep()
        return self._describe(pages, planned, finished)

    def _read_phrases(self, facts: KeptFacts) -> PhraseVectors | None:
        root, handbook = self.state.root, self.state.handbook
        searched = SearchedTexts(handbook, RecordKeys(handbook), facts)
        return read_phrase_vectors(root, handbook, self.warn, searched=searched)

    def _read_options(self) -> SiteOptions:
        told = dict(self.built.options)
        day = told["report_day"]
        told["report_day"] = date.fromisoformat(day) if day else None
        return SiteOptions(**told | {"framed_by": tuple(told["framed_by"])})

    def _compare_outlines(self, planned: SiteFiles) -> None:
        """Raise OtherSiteError when the host was told of other pages or files than now."""
        built = self.built
        if (
            digest_outline(planned.pages, built.pages) != built.outline
            or tuple(planned.contents) != built.contents
            or tuple(planned.copied) != built.copied
        ):
            raise OtherSiteError

    def _list_host_files(self, planned: SiteFiles, host: HostSettings) -> dict[str, bytes]:
        """Return by address the files for which a host adds something of its own."""
        written = [WrittenPage(*one) for one in self.built.written]
        contents = site_files.list_program_files(
            self.state.handbook, host.site_name, planned.pages, written, self.state.today,
            self._find_known_entries(planned),
        )  # fmt: skip
        if SEARCH_INDEX in self.built.files and (text := self._renew_search(planned)):
            contents[SEARCH_INDEX] = text
            if SEARCH_SCRIPT in self.built.files:
                contents[SEARCH_SCRIPT] = write_search_script(text)
        return {address: text.encode() for address, text in contents.items()}

    def _find_known_entries(self, planned: SiteFiles) -> dict[str, str]:
        """Return the entries in the list of pages of those that show the same as before."""
        content = self.old.read(addresses.PAGE_LIST)
        entries = split_page_list(content.decode()) if content is not None else []
        paths = [*self.built.pages, *(path for path, _ in self.built.written)]
        if len(entries) != len(paths):
            return {}
        by_path = dict(zip(paths, entries, strict=True))
        return {page.path: by_path[page.path] for page in planned.pages if self._is_same(page)}

    def _renew_search(self, planned: SiteFiles) -> str | None:
        """Return the search index with the entries of our pages as they are now, which come first.

        None where all of them are as they were.
        """
        before = {page.path: self._list_old_entries(page) for page in planned.pages}
        if all(page.search == before[page.path] for page in planned.pages):
            return None
        content = self.old.read(SEARCH_INDEX)
        if content is None:
            raise OtherSiteError
        data = json.loads(content)
        docs, at = data["docs"], 0
        ours: list[Any] = []
        for page in planned.pages:
            end = at + len(before[page.path])
            is_same = page.search == before[page.path]
            ours += docs[at:end] if is_same else make_search_entries(page.path, page)
            at = end
        data["docs"] = [*ours, *docs[at:]]
        return json.dumps(data, separators=(",", ":"))

    def _list_old_entries(self, page: Page) -> tuple[SearchEntry, ...]:
        return page.search if self._is_same(page) else self.built.pages[page.path].page.search

    def _is_same(self, page: Page) -> bool:
        return bool(page.key) and page.key == self.built.pages[page.path].key

    def _renew_page(self, page: Page) -> tuple[BuiltPage, bytes | None]:
        """Return where a page's HTML stands in its file, and the file unless it is as it was."""
        before = self.built.pages[page.path]
        if self._is_same(page):
            return before, None
        content = self.old.read(page.path)
        if content is None:
            raise OtherSiteError
        html = page.html.encode()
        content = content[: before.start] + html + content[before.end :]
        return note_page(page, before.start, before.start + len(html)), content

    def _write_files(self, contents: MadeFiles, changed: Mapping[str, bytes]) -> dict[str, str]:
        """Write what has changed, and take all else; return the digests of what is as it was.

        What is made of the same as before is not even made, unless it has gone.
        """
        linked: dict[str, str] = {}
        folders: set[Path] = set()
        last = set(self.built.last)
        for address, digest in self.built.files.items():
            if address in last:
                continue
            folder = (self.new / address).parent
            if folder not in folders:
                folder.mkdir(parents=True, exist_ok=True)
                folders.add(folder)
            content = changed.get(address)
            file = contents.files.get(address)
            if file is not None and not self._is_made(file):
                content = self.old.take_or_make(file)
            if content is not None and sha256(content).hexdigest() != digest:
                (self.new / address).write_bytes(content)
            elif self.old.link(address, self.new):
                linked[address] = digest
            elif content is not None:
                (self.new / address).write_bytes(content)
            elif file is not None:
                (self.new / address).write_bytes(self.old.take_or_make(file))
            else:
                raise OtherSiteError
        return linked

    def _is_made(self, file: MadeFile) -> bool:
        """Tell whether a file was made of the same before; it is then wanted further on."""
        if not file.key or self.built.made.get(file.address) != file.key:
            return False
        self.old.made.mark(file.address, file.key)
        return True

    def _list_known_code(self, linked: Mapping[str, str]) -> dict[str, PageCode | None]:
        return {address: self.built.inline.get(address) for address in linked}

    def _describe(
        self,
        pages: Mapping[str, tuple[BuiltPage, bytes | None]],
        planned: SiteFiles,
        finished: Finished,
    ) -> BuiltSite:
        """Return what is known of the new site."""
        return replace(
            self.built,
            files=finished.digests,
            last=finished.last,
            inputs=self.state.inputs.content,
            pages={path: page for path, (page, _) in pages.items()},
            made={**planned.contents.list_keys(), **finished.made},
            inline=finished.inline,
        )
