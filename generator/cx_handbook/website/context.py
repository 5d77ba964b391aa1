"""What all pages share: the templates with their globals, and how one page is rendered."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup, escape

from cx_handbook import addresses
from cx_handbook.content.blanks import omit_blanks, read_blank, read_duration
from cx_handbook.content.coverage import Coverage
from cx_handbook.content.cross_references import TitledPage, gather_titles, make_title_key
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import KINDS, Company, Handbook
from cx_handbook.content.model.opening_hours import describe_hours
from cx_handbook.customer_words import CustomerWords
from cx_handbook.labels import CAUSE_NAMES, COMPONENT_NAMES, FACTOR_MEANINGS, FACTOR_NAMES
from cx_handbook.markdown import plain_text
from cx_handbook.templating import (
    OUR_LANGUAGE,
    Environment,
    TemplateNotFound,
    create_environment,
    is_english,
)
from cx_handbook.website.drawn_icons import draw_icon
from cx_handbook.website.outline import Outline
from cx_handbook.website.page import BOOST_PAGE, Heading, LinkedFile, Page, SearchEntry
from cx_handbook.website.page_keys import PageKeys, Surroundings, name_surroundings
from cx_handbook.website.two_views import ONLY_ON_SCREEN, MarkedOutline

Words = tuple[str, str]  # words to avoid, and why
T = TypeVar("T")
FindReady = Callable[[str, str], Page | None]


def find_nothing(_path: str, _key: str) -> Page | None:
    """Return no page: each has to be rendered."""
    return None


@dataclass(frozen=True)
class DownloadLinks:
    """Addresses of what can be printed or downloaded, by the name of the checklist, log or pack.

    `report` is the report over all audits, where the site has one.
    """

    views: Mapping[str, str] = field(default_factory=dict)
    pdfs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    workbooks: Mapping[str, str] = field(default_factory=dict)
    report: LinkedFile | None = None


class PageView(NamedTuple):
    """What macros that all pages share are told of one: which titles are links, as `refer`, and what is
    for screens. `only_screen` and `end_only` stand around that where one rendering serves two views."""

    refer: Callable[[str], Markup | None]
    on_screen: bool
    only_screen: str
    end_only: str


@dataclass(frozen=True)
class PrintedPart:
    """A page as part of another that prints several, and the headings that it adds there."""

    html: Markup
    headings: Sequence[Heading]


@dataclass(frozen=True)
class SiteContext:
    """What the pages of one site share. It is built once and not changed.

    `find_ready` is asked for each page before it is rendered, by its address and its key: it may have
    the page already.
    """

    handbook: Handbook
    env: Environment
    today: date
    downloads: DownloadLinks
    coverage: Coverage
    titles: Mapping[str, TitledPage]
    keys: PageKeys
    surroundings: Surroundings
    # Filled while pages are rendered: by slug, policies as parts of the page that prints a section.
    printed_parts: dict[str, PrintedPart] = field(default_factory=dict)
    find_ready: FindReady = find_nothing
    facts: KeptFacts = field(default_factory=KeptFacts)


def build_context(
    handbook: Handbook,
    today: date,
    downloads: DownloadLinks,
    find_ready: FindReady = find_nothing,
    facts: KeptFacts | None = None,
) -> SiteContext:
    """Gather what the pages of one site share. Reviews are judged as of the given day."""
    coverage, titles = Coverage(handbook), gather_titles(handbook)
    keys, surroundings = PageKeys(handbook, today, downloads), name_surroundings(handbook)
    return SiteContext(
        handbook, _create_page_environment(handbook, downloads), today, downloads,
        coverage, titles, keys, surroundings, find_ready=find_ready, facts=facts or KeptFacts(),
    )  # fmt: skip


def _create_page_environment(handbook: Handbook, downloads: DownloadLinks) -> Environment:
    """Return one environment for all pages: each template is compiled once."""
    env = create_environment(handbook.company)
    # At the start, because a missing template would show at the first page of that kind only.
    _check_kind_templates(env)
    # Filled in here, so that no template has to know which labels hold a word.
    words = handbook.company.customer_words
    env.filters |= {
        "split_reason": split_reason,
        "as_said": lambda said: plain_text(omit_blanks(said)),
    }
    env.globals |= {
        "fill_blank": partial(render_blank, words),
        "handbook": handbook,
        "downloads": downloads,
        "role_in_sentence": partial(_name_in_sentence, handbook.company),
        "factor_names": FACTOR_NAMES,
        "factor_meanings": FACTOR_MEANINGS,
        "cause_names": {cause: words.fill(name) for cause, name in CAUSE_NAMES.items()},
        "component_names": COMPONENT_NAMES,
        "addresses": addresses,
        "describe_hours": describe_hours,
        "draw_icon": draw_icon,
        "kind_template": kind_template,
        **_path_functions(),
    }
    # At last: a module of macros sees the names that there are when it is made.
    env.globals["m"] = env.get_template("pages/_macros.html.j2").module
    return env


def _check_kind_templates(env: Environment) -> None:
    """Raise FileNotFoundError when a policy kind has no template for the section it adds."""
    for name, kind in KINDS.items():
        if kind.page_section is None:
            continue
        template = kind_template(name)
        try:
            env.get_template(template)
        except TemplateNotFound:
            raise FileNotFoundError(
                f"templates/{template} is missing: without it no page shows the fields of a policy "
                f"of the kind {name}; write it, beginning with its heading, as the others do"
            ) from None


def kind_template(kind: str) -> str:
    """Return the name of the template for the section that a policy kind adds to its page."""
    return f"pages/kinds/{kind}.html.j2"


def _path_functions() -> dict[str, Callable[..., str]]:
    return {name: call for name, call in vars(addresses).items() if name.endswith("_path")}


def render_page(
    context: SiteContext,
    template: str,
    path: str,
    title: str,
    description: str,
    *,
    source: str = "",
    search: Iterable[SearchEntry] = (),
    boost: float = BOOST_PAGE,
    scripts: tuple[str, ...] = (),
    own_words: str = "",
    printed_as: str = "",
    key: str | None = None,
    **values: Any,
) -> Page:
    """Return a page made from a template in `templates/pages/`.

    `title` may hold Markdown, `description` is plain text. `search` is what the search finds besides
    the page itself, which it ranks by `boost`. `scripts` are loaded besides the one of every page.
    `own_words` is what of the title the company wrote, Markdown as well. `printed_as` names the page
    where it is a part of one that prints several. `key` stands for all that is shown, where that is
    less than the whole handbook. `values` are the template's own.
    """
    key = context.keys.whole if key is None else key
    if ready := context.find_ready(path, key):
        return ready
    # The theme prints titles as they are.
    title, outline = plain_text(title), Outline()
    if printed_as:
        html = _render_both(context, template, path, outline, printed_as, title=title, **values)
    else:
        html = render_template(context, template, path, outline, title=title, **values)
    html = _mark_english(context, html)
    # An entry without an anchor leads to the top of the page.
    entries = (SearchEntry("", title, description, boost), *search)
    return Page(
        path, title, description, html, entries, source, tuple(outline.headings), scripts,
        plain_text(own_words), key,
    )  # fmt: skip


def _mark_english(context: SiteContext, html: Markup) -> Markup:
    """Return a page that says of itself that it is English, where the document is not."""
    if is_english(context.handbook.company.language):
        return html
    # The theme says of the whole document that it is in the company's language.
    return Markup('<div lang="{}">{}</div>').format(OUR_LANGUAGE, html)


def _render_both(
    context: SiteContext, template: str, path: str, outline: Outline, name: str, **values: Any
) -> Markup:
    """Return a page as HTML, and keep it as a part of the page beside it that prints several."""
    both = MarkedOutline(outline, Outline(name))
    is_named = False

    def find_titled(key: str) -> TitledPage | None:
        nonlocal is_named
        page = context.titles.get(key)
        is_named = is_named or (page is not None and page.address == path)
        return page

    marked = render_template(context, template, path, both, find_titled=find_titled, **values)
    # A text that names its own page has a link there on paper, and none on the page itself.
    if not is_named:
        part = both.take_part(marked)
        context.printed_parts[name] = PrintedPart(part, both.part.headings)
    return both.take_page(marked)


def render_template(
    context: SiteContext,
    template: str,
    path: str,
    outline: Outline | MarkedOutline,
    *,
    on_screen: bool = True,
    find_titled: Callable[[str], TitledPage | None] | None = None,
    **values: Any,
) -> Markup:
    """Return a page, or a part of one, as HTML; `path` is the address it is read at.

    What is not for a screen leaves out links within the page, and what scripts act on.
    """
    only_screen, end_only = ONLY_ON_SCREEN if isinstance(outline, MarkedOutline) else ("", "")
    url = partial(_relative_url, path)
    refer = partial(_link_title, find_titled or context.titles.get, path, url)
    html = context.env.get_template(f"pages/{template}.html.j2").render(
        url=url,
        cite=partial(_link_citation, url),
        refer=refer,
        heading=outline.render_heading,
        anchor=outline.make_anchor,
        level=outline.shift_level,
        view=PageView(refer, on_screen, only_screen, end_only),
        **values,
    )
    return Markup(html)  # noqa: S704 - the template escapes


def _relative_url(start: str, target: str) -> str:
    """Return the address that leads from one page to another, with its anchor."""
    # Relative addresses hold when the site lies in a folder or is opened from disk.
    page, hash_, anchor = target.partition("#")
    return _find_way(posixpath.dirname(start) or ".", page) + hash_ + anchor


# The pages of a folder lead to the same pages again and again, and each look asks for the folder in
# which the program was started, though the answer does not depend on it.
@lru_cache(maxsize=16_384)
def _find_way(folder: str, target: str) -> str:
    return posixpath.relpath(target, folder)


def with_neighbours(records: Sequence[T]) -> Iterator[tuple[T, T | None, T | None]]:
    """Yield each record with the one before it and the one after it."""
    yield from zip(records, (None, *records), (*records[1:], None), strict=False)


def split_reason(words: str) -> Words:
    """Split words to avoid from the reason that authors put behind a dash."""
    said, _, reason = words.partition(" – ")
    return said, reason


def _link_citation(url: Callable[[str], str], item: str) -> Markup:
    """Return a small link to what a cited source item says, after a narrow space."""
    link = Markup('\u202f<a class="hb-cite" href="{}">{}</a>')
    return link.format(url(addresses.source_item_path(item)), item)


def _link_title(
    find_titled: Callable[[str], TitledPage | None],
    path: str,
    url: Callable[[str], str],
    words: str,
) -> Markup | None:
    """Return the link to the page whose title words are; None for others and for this page."""
    page = find_titled(make_title_key(words))
    if page is None or page.address == path:
        return None
    link = Markup('<a class="hb-ref" href="{}" data-hb-place="{}">{}</a>')
    return link.format(url(page.address), page.place, page.title)


def render_blank(words: CustomerWords, inside: str) -> str | None:
    """Return the HTML of the blank that the text between two braces names; None: it names none.

    A script fills it: a name when somebody has given it, a time from the opening hours.
    """
    blank = read_blank(inside)
    if blank is None:
        return None
    shown = escape(blank.describe(words))
    if blank.name:
        return f'<span class="hb-blank" data-hb-blank="{blank.name}">{shown}</span>'
    duration = read_duration(blank.within)
    within = f"{duration.n} {duration.unit} {duration.clock}" if duration else blank.within
    return (
        f'<span class="hb-blank" data-hb-by="{within}" title="within {blank.within}">{shown}</span>'
    )


def _name_in_sentence(company: Company, role: str) -> str:
    """Return a role as it stands within a sentence of ours: the team lead, the IT desk."""
    name = company.name_of("roles", role)
    # How another language writes its articles, nobody here knows.
    if not is_english(company.language) or name.lower().startswith("the "):
        return name
    # A second capital belongs to an abbreviation.
    return f"the {name if name[1:2].isupper() else name[:1].lower() + name[1:]}"


def join_texts(*texts: str) -> str:
    """Return texts as one line for the search."""
    return " · ".join(plain_text(omit_blanks(text)) for text in texts)
