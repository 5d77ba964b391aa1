"""Compares what a build keeps or fills in with what the theme gives in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cx_handbook.website.mkdocs.kept_parts import KeptParts
from cx_handbook.website.mkdocs.page_frames import Context, PageFrames

KEPT_PARTS = "kept-parts.json"


@contextmanager
def compare_kept_parts(root: Path) -> Iterator[None]:
    """Write into a folder what was compared while a site is built, and what differs.

    `compared` counts the kept parts, `filled` the pages that were filled in.
    """
    compared = filled = 0
    different: list[str] = []
    keep, keep_for_page, fill = KeptParts.keep, KeptParts.keep_for_page, PageFrames.fill

    def note(kept: str, caller: Callable[[], str], name: str, page: Any) -> str:
        nonlocal compared
        compared += 1
        if kept != caller():
            different.append(f"{name} of {page.url if page else '404.html'}")
        return kept

    def compare(
        parts: KeptParts, name: str, page: Any, *key: Any, caller: Callable[[], str]
    ) -> str:
        return note(keep(parts, name, page, *key, caller=caller), caller, name, page)

    def compare_for_page(parts: KeptParts, page: Any, caller: Callable[[], str]) -> str:
        return note(keep_for_page(parts, page, caller), caller, "contents", page)

    def compare_page(
        frames: PageFrames, context: Context, render: Callable[[Context], str]
    ) -> str | None:
        nonlocal filled
        page = fill(frames, context, render)
        filled += page is not None
        if page is not None:
            context["page"].content = context["page"].finished.html
            if page != render(context):
                different.append(f"the whole of {context['page'].url}")
        return page

    PageFrames.fill = compare_page  # type: ignore[method-assign]
    KeptParts.keep, KeptParts.keep_for_page = compare, compare_for_page  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        KeptParts.keep, KeptParts.keep_for_page = keep, keep_for_page  # type: ignore[method-assign]
        PageFrames.fill = fill  # type: ignore[method-assign]
        told = {"compared": compared, "filled": filled, "different": different}
        (root / KEPT_PARTS).write_text(json.dumps(told), "utf-8")
