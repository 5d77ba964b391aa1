"""The pages as input for another site builder: finished HTML in Markdown files, and its settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook import addresses, bundles
from cx_handbook.templating import create_environment
from cx_handbook.website import site_files
from cx_handbook.website.content_files import name_logo
from cx_handbook.website.export.plan import SitePlan
from cx_handbook.website.export.tree import NavItem
from cx_handbook.website.page import Heading, Page

_EXTENSION = Path(__file__).parent / "finished_pages.py"
_LAST_SCRIPT = f"{addresses.ASSETS}/{bundles.BUILDER_SCRIPT}"
DOCS, OVERRIDES, README = "docs", "overrides", "README.md"
_FEATURES = (
    "navigation.tabs", "navigation.top", "navigation.prune", "navigation.indexes", "toc.follow",
)  # fmt: skip


class Builder(NamedTuple):
    """A site builder that the pages can be written for."""

    name: str
    settings: str  # the file that it reads
    theme: dict[str, Any]
    needs: str  # what pip installs
    run: str


# Both have a theme with the names that our pages know.
BUILDERS = {
    "zensical": Builder(
        "Zensical",
        "mkdocs.yml",
        {"variant": "classic"},
        "zensical==0.0.73",
        "zensical build --clean",
    ),
    "properdocs": Builder(
        "ProperDocs",
        "properdocs.yml",
        {"name": "material"},
        "properdocs mkdocs-material",
        "properdocs build --strict",
    ),
}
_PALETTE = (
    ("(prefers-color-scheme)", "", "material/brightness-auto", "Change to light"),
    ("(prefers-color-scheme: light)", "default", "material/brightness-7", "Change to dark"),
    ("(prefers-color-scheme: dark)", "slate", "material/brightness-4", "As the device"),
)


def list_builder_files(plan: SitePlan, builder: Builder) -> Iterator[tuple[str, str | bytes]]:
    """Yield every file of the input for a builder but those that are copied, by its name."""
    for page in plan.pages:
        yield f"{DOCS}/{_name_source(page.path)}", _wrap_page(page)
    for address, content in plan.site.contents.items():
        yield f"{DOCS}/{address}", content
    for address, text in plan.list_program_files().items():
        yield f"{DOCS}/{address}", text
    yield f"{DOCS}/{_LAST_SCRIPT}", bundles.join_bundle(bundles.BUILDER_SCRIPT)
    # JSON is YAML, and nothing in it can be read as anything else.
    settings = json.dumps(_make_settings(plan, builder), indent=2, ensure_ascii=False)
    yield builder.settings, f"{settings}\n"
    yield _EXTENSION.name, _EXTENSION.read_bytes()
    yield from _render_texts(plan, builder)


def _render_texts(plan: SitePlan, builder: Builder) -> Iterator[tuple[str, str]]:
    """Yield the head of every page as a template of the builder's theme, and what to do."""
    env = create_environment(plan.handbook.company)
    head = site_files.describe_head(plan.handbook, plan.today, plan.settings.options)
    given = {"head": head, "builder": builder}
    yield f"{OVERRIDES}/main.html", env.get_template("export/override.html.j2").render(given)
    yield README, env.get_template("export/readme.md.j2").render(given)


def _wrap_page(page: Page) -> str:
    """Return a page as a Markdown file: what the builder asks of it, then the finished HTML."""
    front = {
        # Themes print titles as they are.
        "title": escape(page.title, quote=False),
        "description": escape(page.description),
        "scripts": list(page.scripts),
    }
    if page.path == addresses.HOME:
        front["hide"] = ["navigation", "toc"]
    contents = json.dumps(_nest(page.toc), ensure_ascii=False)
    # A comment ends at the first of these.
    mark = contents.replace("--", "\\u002d-").replace(">", "\\u003e")
    head = json.dumps(front, ensure_ascii=False)
    return f"---\n{head}\n---\n<!-- finished page {mark} -->\n{page.html}\n"


def _nest(toc: tuple[Heading, ...]) -> list[dict[str, Any]]:
    """Return headings as Python-Markdown hands them on: thirds below their seconds."""
    top: list[dict[str, Any]] = []
    for heading in toc:
        title = escape(heading.title, quote=False)
        entry = {
            "level": heading.level, "id": heading.id, "name": title, "html": title,
            "data-toc-label": "", "children": [],
        }  # fmt: skip
        (top[-1]["children"] if heading.level == 3 and top else top).append(entry)
    return top


def _name_source(address: str) -> str:
    return f"{address.removesuffix('.html')}.md"


def _make_settings(plan: SitePlan, builder: Builder) -> dict[str, Any]:
    settings = plan.settings
    brand = plan.handbook.company.brand
    theme: dict[str, Any] = {
        **builder.theme,
        "custom_dir": OVERRIDES,
        "language": plan.handbook.company.language.partition("-")[0],
        "font": False,
        "favicon": site_files.FAVICON,
        "features": list(_FEATURES),
        "palette": [_describe_scheme(*one) for one in _PALETTE],
    }
    if brand and brand.picture:
        theme["logo"] = name_logo(brand.picture)
    return {
        "site_name": settings.title,
        "site_description": settings.description,
        "site_url": plan.url,
        "copyright": settings.copyright or None,
        "docs_dir": DOCS,
        "use_directory_urls": False,
        "theme": theme,
        "extra_css": [site_files.STYLE, *settings.styles],
        "extra_javascript": [site_files.SCRIPT, _LAST_SCRIPT, *settings.scripts],
        "markdown_extensions": [{"toc": {"permalink": True}}, _EXTENSION.stem],
        "plugins": ["search"],
        "nav": [_describe_entry(item) for item in plan.tree.children],
        # The export has looked at all links already, and a builder cannot see into finished pages.
        "validation": {"links": {"anchors": "ignore"}, "nav": {"omitted_files": "ignore"}},
    }


def _describe_scheme(media: str, scheme: str, icon: str, name: str) -> dict[str, Any]:
    named = {"scheme": scheme} if scheme else {}
    toggle = {"icon": icon, "name": name}
    return {"media": media, **named, "primary": "custom", "accent": "custom", "toggle": toggle}


def _describe_entry(item: NavItem) -> Any:
    """Return an entry of the navigation as it stands in the settings."""
    title = escape(item.title, quote=False)
    if item.children:
        return {title: [_describe_entry(child) for child in item.children]}
    if "://" in item.address or item.address == addresses.REPORT:
        return {title: item.address}
    return {title: _name_source(item.address)}
