"""Write what is made last into a built site: PDFs, workbooks, headers, the service worker.

It can only be made when the host has written its files, or is too large to hand over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook import addresses
from cx_handbook.brand_colours import choose_colour
from cx_handbook.content import issued_forms, page_addresses
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf.cache import PdfCache, PlannedPdf
from cx_handbook.documents.printing import list_workbooks, plan_documents
from cx_handbook.files import write_atomically
from cx_handbook.website import offline
from cx_handbook.website.doors import list_shortcuts
from cx_handbook.website.finder.meaning.script import PhraseVectors
from cx_handbook.website.headers.site_headers import (
    PageCode,
    look_through,
    write_site_headers,
)
from cx_handbook.website.headers.stated import Header
from cx_handbook.website.kept_site.old_files import NO_FILES, KeptFiles, OldFiles
from cx_handbook.website.licences import render_licences
from cx_handbook.website.made_files import MadeFile
from cx_handbook.website.page_keys import RecordKeys, make_workbook_keys
from cx_handbook.website.report_files import ReportFiles
from cx_handbook.website.site_files import HostSettings, Say, SiteOptions

if TYPE_CHECKING:
    from cx_handbook.reports.report import Report


@dataclass(frozen=True)
class Finished:
    """A finished site: the digest of every file, which of them were written last, the keys of those
    that may be taken again, and the pages that hold code."""

    digests: Mapping[str, str]
    last: tuple[str, ...]
    made: Mapping[str, str]
    inline: Mapping[str, PageCode]


def finish_site(
    site: Path,
    handbook: Handbook,
    options: SiteOptions,
    host: HostSettings,
    cache: PdfCache,
    say: Say,
    warn: Say,
    report: Report | None = None,
    kept: KeptFiles | None = None,
) -> Finished:
    """Write what is made last into a built site: PDFs, workbooks, headers, the service worker.

    `cache` keeps PDFs from one build to the next, and `kept` all else that the last one made; `say`
    hears of each PDF, `warn` of what the site's own headers would refuse.
    Raises CannotRunError when the disk refuses.
    """
    kept = kept or KeptFiles(NO_FILES)
    before = set(_list_files(site))
    if options.writes_pdfs:
        _write_pdfs(site, _list_pdfs(handbook, options, report, kept.facts), cache, say)
    headers: tuple[Header, ...] = ()
    made: dict[str, str] = {}
    found: dict[str, PageCode] = {}
    if not options.preview:
        made = dict(_write_workbooks(site, handbook, kept.old))
        _drop_source_maps(site)
        write_atomically(site / addresses.LICENCES, render_licences(site).encode())
        if options.headers:
            found = look_through(site, kept.inline)
            headers = write_site_headers(site, options.framed_by, warn, found)
    digests = _write_service_worker(site, handbook, options, host, headers, kept.digests)
    return Finished(digests, tuple(one for one in digests if one not in before), made, found)


def _write_workbooks(site: Path, handbook: Handbook, old: OldFiles) -> Iterator[tuple[str, str]]:
    """Write each workbook, and yield its address with the key of what it was made of."""
    keys = make_workbook_keys(handbook)
    for name, build in list_workbooks(handbook, None):
        address = addresses.workbook_path(name)
        content = old.take_or_make(MadeFile(address, keys[name], build))
        write_atomically(site / address, content)
        yield address, keys[name]


def _list_pdfs(
    handbook: Handbook, options: SiteOptions, report: Report | None, facts: KeptFacts
) -> dict[str, PlannedPdf]:
    """Return by its address what each PDF is made of."""
    keys, planned = RecordKeys(handbook), {}
    for paper in options.papers:
        for plan in plan_documents(handbook, paper=paper):
            key = keys.name_records(plan.records, plan.name, plan.told, paper)
            planned[addresses.pdf_path(plan.name, paper)] = PlannedPdf(key, plan.make)
    if report is not None:
        files = ReportFiles(report, handbook, options.report_title, options.papers)
        planned |= files.plan_sheets(facts)
    return planned


def _write_pdfs(site: Path, planned: Mapping[str, PlannedPdf], cache: PdfCache, say: Say) -> None:
    paths = [site / address for address in planned]
    made = cache.get_planned(list(planned.values()))
    for path, content in zip(paths, made, strict=True):
        say(f"Writing {path.name}")
        write_atomically(path, content)
    # Otherwise the cache would keep every PDF there ever was.
    cache.forget_the_rest()


def _drop_source_maps(site: Path) -> None:
    """Remove the theme's source maps, a megabyte that only those who debug it would load."""
    for path in sorted(site.rglob("*.map")):
        mapped = path.with_suffix("")
        mapped.write_text(offline.drop_map_comment(mapped.read_text("utf-8")), "utf-8", newline="")
        path.unlink()


def _write_service_worker(
    site: Path,
    handbook: Handbook,
    options: SiteOptions,
    host: HostSettings,
    headers: Iterable[Header],
    known: Mapping[str, str],
) -> dict[str, str]:
    """Write the manifest and the worker, and return the digests of all files, the worker's last.

    The worker lists every file, so it comes last. `known` are digests of files that need no look.
    """
    worker = site / addresses.SERVICE_WORKER
    company = handbook.company
    if not options.is_kept_offline:
        content = offline.read_worker_removal()
        write_atomically(worker, content)
        return {} if options.preview else _digest_site(site, known)
    manifest = offline.render_manifest(
        host.site_name,
        company.name,
        host.site_description,
        company.language,
        choose_colour("md-primary-fg-color", company.brand.colour if company.brand else None),
        list_shortcuts(handbook),
    )
    write_atomically(site / addresses.MANIFEST, manifest)
    # The theme's files as well: a page needs them without a network, too.
    digests = _digest_site(site, known)
    paths = offline.list_offline_files(digests, host.search_languages)
    listed = {path: offline.write_digest(bytes.fromhex(digests[path])) for path in paths}
    content = offline.render_worker(listed, headers)
    write_atomically(worker, content)
    return {**digests, addresses.SERVICE_WORKER: hashlib.sha256(content).hexdigest()}


def _digest_site(site: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each file of a site by its address."""
    return {
        address: known.get(address) or hashlib.sha256((site / address).read_bytes()).hexdigest()
        for address in _list_files(site)
    }


def _list_files(site: Path) -> Iterator[str]:
    for place, _, names in os.walk(site):
        folder = os.path.relpath(place, site).replace(os.sep, "/")
        yield from (name if folder == "." else f"{folder}/{name}" for name in names)


def keep_published(root: Path, handbook: Handbook, phrases: PhraseVectors | None) -> None:
    """Keep the forms, the addresses and the vectors of what was built. Raises CannotRunError."""
    if phrases is not None:
        phrases.keep(root)
    issued_forms.issue_forms(handbook, root)
    page_addresses.add_published_pages(root, handbook)
