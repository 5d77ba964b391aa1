"""Renders what the theme draws around a page once for each kind of page, and fills in the rest.

The theme's templates are given a page whose title, description, addresses, headings and content are
marks. What comes out is cut at the marks, and each page of that kind is joined from the pieces. What
the theme would do with a value is done with it here, so the bytes are those that the theme gives.

A page of marks has only what is known to be a place. When a template asks for more, nothing is
filled in any longer, and every page is rendered in the theme's own way.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import normalize_url

from cx_handbook.website.mkdocs.kept_parts import KeptParts
from cx_handbook.website.mkdocs.languages import Languages
from cx_handbook.website.mkdocs.navigation import Navigation

PAGE_TEMPLATE = "main.html"
# None of them changes what is around a page of ours, or what the theme is told of it.
KNOWN_PLUGINS = {"handbook", "offline", "material/offline", "search", "material/search"}

Context = Mapping[str, Any]
# YAML lets no such character into a text, and no filter of the theme changes it.
_MARK = re.compile("\x02([a-z]+)\x02")
# Whether the content has a heading decides whether the theme adds one.
_HEADING = "<h1"
_LINK = re.compile(r'\b(?:href|src)="([^"#\x02][^"]*)"')


class UnknownPlaceError(Exception):
    """A template asks a page for something that we do not know how to fill in."""


class _Marks:
    """Has what it is given; whoever asks for something else stops the rendering."""

    def __init__(self, **known: Any) -> None:
        vars(self).update(known)

    def __getattr__(self, name: str) -> Any:
        # Not an AttributeError: Jinja takes that for a value that is not set.
        raise UnknownPlaceError(name)


class FramedTemplate(Template):
    """A template of the theme's. That of pages is filled in where the page's kind is known."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page as the theme renders it."""
        frames = self.environment.globals.get("handbook_frames")
        if isinstance(frames, PageFrames) and args and not kwargs and self.name == PAGE_TEMPLATE:
            filled = frames.fill(args[0], super().render)
            if filled is not None:
                return filled
        return super().render(*args, **kwargs)


class PageFrames:
    """The frames of one build, by kind of page."""

    def __init__(
        self, env: Environment, parts: KeptParts, navigation: Navigation, languages: Languages
    ) -> None:
        self._env, self._parts = env, parts
        self._navigation, self._languages = navigation, languages
        self._frames: dict[tuple[Any, ...], list[str]] = {}
        self._shared: dict[tuple[Any, ...], SharedFrame] = {}
        self._contents: dict[bool, Callable[[TableOfContents], str]] = {}
        self.works = True

    def fill(self, context: Context, render: Callable[[Context], str]) -> str | None:
        """Return a page of ours, or None when the theme has to render it.

        `context` is what MkDocs gives the template, `render` what the theme does with it.
        """
        page = context["page"]
        if getattr(page, "finished", None) is None:
            return None
        if self.works:
            entries = self._navigation.render(page, context["base_url"])
            try:
                return "".join(self._list_pieces(context, render, page, entries))
            except UnknownPlaceError:
                self.works = False
        page.content = page.finished.html
        return None

    def forget_all(self) -> None:
        """Forget every frame, because a title that stands in some has changed."""
        self._frames.clear()
        self._shared.clear()

    def _list_pieces(
        self,
        context: Context,
        render: Callable[[Context], str],
        page: Any,
        entries: tuple[str, str],
    ) -> list[str]:
        kind = self._make_key(page, context["base_url"], entries)
        folder = posixpath.dirname(page.url)
        frame = self._frames.get((folder, *kind)) or self._find_shared(folder, kind)
        if frame is None:
            frame = self._render_frame(context, render, page, entries)
            # The last one that did not fit may have been of a folder where addresses lead.
            self._shared[kind] = SharedFrame(folder, frame)
        self._frames[folder, *kind] = frame
        values = self._list_values(page, entries)
        pieces = frame.copy()
        for place in range(1, len(pieces), 2):
            try:
                pieces[place] = values[pieces[place]]
            except KeyError as error:
                raise UnknownPlaceError from error
        return pieces

    def _find_shared(self, folder: str, kind: tuple[Any, ...]) -> list[str] | None:
        """Return the frame of another folder, where it is the same in this one."""
        shared = self._shared.get(kind)
        return shared.frame if shared and shared.fits(folder) else None

    def _make_key(self, page: Any, base_url: str, entries: tuple[str, str]) -> tuple[Any, ...]:
        """Return the kind of a page: all that the frame depends on besides its folder and its places."""
        return (
            base_url,
            self._parts.find_tab(page),
            page.is_homepage,
            page.finished.scripts,
            page.finished.has_heading,
            len(page.toc) > 0,
            bool(entries[1]),
            bool(page.meta["description"]),
            *map(bool, (page.canonical_url, page.edit_url, page.previous_page, page.next_page)),
        )

    def _list_values(self, page: Any, entries: tuple[str, str]) -> dict[str, str]:
        """Return what stands in each place of a page, by the place's name."""
        before, after = entries
        return {
            "title": page.title,
            "markedtitle": self._languages.mark_title(page),
            "language": self._languages.write_attribute(page),
            "description": page.meta["description"],
            "canonical": page.canonical_url or "",
            "edit": page.edit_url or "",
            "previous": _find_way(page.previous_page, page),
            "next": _find_way(page.next_page, page),
            "content": page.finished.html,
            "before": before,
            "after": after,
            "skip": next((link.id for link in page.toc), ""),
            "contents": self._contents[len(page.toc) > 0](page.toc),
        }

    def _render_frame(
        self,
        context: Context,
        render: Callable[[Context], str],
        page: Any,
        entries: tuple[str, str],
    ) -> list[str]:
        """Return pieces of HTML and names of places, turn and turn about."""
        marked = _mark_page(page)
        parts = _MarkingParts(self._parts, page)
        whole = render(
            {
                **context,
                "page": marked,
                "handbook_parts": parts,
                "handbook_languages": _MarkingLanguages(self._languages, marked),
                "handbook_navigation": _Marks(
                    render=lambda *_: (_mark("before"), entries[1] and _mark("after"))
                ),
            }
        )
        has_headings = len(page.toc) > 0
        if has_headings not in self._contents:
            # It is the same around all headings, whatever the page.
            self._contents[has_headings] = (
                ContentsFrame(self._env, parts.contents).fill
                if has_headings
                else lambda _: parts.contents
            )
        for name, seen in _SEEN_BY_THEME.items():
            whole = whole.replace(seen, _mark(name))
        return _MARK.split(whole)


class SharedFrame:
    """A frame as one folder at the top of the site has it.

    Its addresses lead up to the site's root first, so another such folder has the same ones, unless one
    of the two is where an address leads.
    """

    def __init__(self, folder: str, frame: list[str]) -> None:
        self.frame = frame
        links = [link for link in _LINK.findall("".join(frame[::2])) if ":" not in link]
        up = [link.removeprefix("../") for link in links if link.startswith("../")]
        self._led_into = {link.partition("/")[0] for link in up}
        # An address that does not lead up is of this folder alone.
        self._may_share = len(up) == len(links) and self._is_elsewhere(folder)

    def fits(self, folder: str) -> bool:
        """Tell whether a folder of the same depth has the same frame."""
        return self._may_share and self._is_elsewhere(folder)

    def _is_elsewhere(self, folder: str) -> bool:
        return "/" not in folder and folder not in ("", *self._led_into)


class _MarkingParts:
    """Gives the parts that are kept already, and a mark for the table of contents."""

    def __init__(self, parts: KeptParts, page: Any) -> None:
        self._parts, self._page = parts, page
        self.keep = parts.keep
        self.contents = ""

    def keep_for_page(self, _page: Any, caller: Callable[[], str]) -> str:
        self.contents = caller()
        return _mark("contents")

    def find_tab(self, _page: Any) -> int:
        return self._parts.find_tab(self._page)


class _MarkingLanguages:
    """Marks the title of the page, and writes the languages of the navigation."""

    def __init__(self, languages: Languages, marked: _Marks) -> None:
        self._languages, self._marked = languages, marked

    def write_attribute(self, item: Any) -> str:
        is_page = item is self._marked
        return _mark("language") if is_page else self._languages.write_attribute(item)

    def mark_title(self, _page: Any) -> str:
        return _mark("markedtitle")


def fill_in_pages(
    env: Environment,
    config: MkDocsConfig,
    parts: KeptParts,
    navigation: Navigation,
    languages: Languages,
    pages: Iterable[Any],
) -> None:
    """Let an environment fill in our pages where the theme would render them.

    Only where nothing but the theme and our plugin has a say in what is around them.
    """
    if not parts.keeps or config.hooks or not set(config.plugins) <= KNOWN_PLUGINS:
        return
    # The search takes its marks out of what is to be rendered, and has none in our pages.
    for page in pages:
        page.content = ""
    env.template_class = FramedTemplate
    env.globals["handbook_frames"] = PageFrames(env, parts, navigation, languages)


def are_filled_in(env: Environment) -> bool:
    """Tell whether an environment fills in our pages: nothing else then has a say in them."""
    return "handbook_frames" in env.globals


def _mark(name: str) -> str:
    return f"\x02{name}\x02"


def _mark_page(page: Any) -> _Marks:
    """Return a page of marks that is of the same kind."""
    folder = posixpath.dirname(page.url)
    return _Marks(
        # The theme uses the folder alone; the rest of the address is no place that we fill in.
        url=posixpath.join(folder, _mark("url") + ".html"),
        title=_mark("title"),
        content=_SEEN_BY_THEME["content"] if page.finished.has_heading else _mark("content"),
        meta={**page.meta, "description": page.meta["description"] and _mark("description")},
        toc=TableOfContents(_mark_headings() if len(page.toc) else []),
        canonical_url=page.canonical_url and _mark("canonical"),
        edit_url=page.edit_url and _mark("edit"),
        previous_page=page.previous_page and _Marks(url=_SEEN_BY_THEME["previous"]),
        next_page=page.next_page and _Marks(url=_SEEN_BY_THEME["next"]),
        is_homepage=page.is_homepage,
        finished=_Marks(scripts=page.finished.scripts),
    )


# What the theme is shown with a mark, and what goes with the mark out of the frame: content with a
# heading, and addresses that begin with a hash, which its filter leaves as they are.
_SEEN_BY_THEME = {
    "content": _mark("content") + _HEADING,
    "previous": "#" + _mark("previous"),
    "next": "#" + _mark("next"),
}


def _mark_headings() -> list[AnchorLink]:
    return [AnchorLink(_mark("title"), _mark("skip"), 2) for _ in range(2)]


class ContentsFrame:
    """The theme's table of contents around headings: HTML between the places of each."""

    def __init__(self, env: Environment, html: str) -> None:
        """Take it apart. `html` is the table of two headings that are marks, without any below."""
        self._filters = env.filters
        item = env.get_template("partials/toc-item.html")
        first, second = _mark_headings()
        leaf = item.render(toc_item=first)
        self._leaf = _cut(leaf, "skip", "title")
        self._head, self._between, self._tail = _split(html, leaf)
        first.children = [second, second]
        parent, below, end = _split(item.render(toc_item=first), leaf)
        self._parent = _cut(parent, "skip", "title", "title")
        self._between_below, self._end = below, end
        self._names: dict[str, str] = {}

    def fill(self, headings: TableOfContents) -> str:
        """Return the table of contents of a page."""
        items = self._between.join(map(self._fill_item, headings))
        return f"{self._head}{items}{self._tail}"

    def _fill_item(self, link: AnchorLink) -> str:
        if not link.children:
            start, middle, end = self._leaf
            return f"{start}{link.id}{middle}{link.title}{end}"
        start, middle, label, end = self._parent
        below = self._between_below.join(map(self._fill_item, link.children))
        name = self._name_list(link.title)
        return f"{start}{link.id}{middle}{link.title}{label}{name}{end}{below}{self._end}"

    def _name_list(self, title: str) -> str:
        """Return what the theme makes of a heading where it names the list below it."""
        if title not in self._names:
            self._names[title] = self._filters["e"](self._filters["striptags"](title))
        return self._names[title]


def _cut(html: str, *places: str) -> list[str]:
    """Return the HTML around places. Raises UnknownPlaceError when it has others."""
    pieces = _MARK.split(html)
    if tuple(pieces[1::2]) != places:
        raise UnknownPlaceError(html)
    return pieces[::2]


def _split(html: str, item: str) -> list[str]:
    """Return what stands before, between and after two items. Raises UnknownPlaceError likewise."""
    pieces = html.split(item)
    if len(pieces) != 3:
        raise UnknownPlaceError(html)
    return pieces


def _find_way(other: Any, page: Any) -> str:
    """Return the address of another page as the theme's filter writes it on this one."""
    return normalize_url(other.url, page) if other else ""
