"""The anchors and headings of a page, collected while its template is rendered."""

from __future__ import annotations

from markupsafe import Markup, escape

from cx_handbook.website.page import Heading


class Outline:
    """Names the anchors of one page, and lists its headings for the table of contents.

    A policy stands on its own page and on the page that prints its section. There it is a part of
    another page: its anchors begin with its name, and its headings go down by one level.
    """

    def __init__(self, name: str = "", headings: list[Heading] | None = None) -> None:
        self._name = name
        self.headings = [] if headings is None else headings

    def make_part(self, name: str) -> Outline:
        """Return the outline of a part of this page; its headings are headings of the page."""
        return Outline(name, self.headings)

    def make_anchor(self, anchor: str) -> str:
        """Return an anchor as it is called on this page. The part's own anchor is ''."""
        return "--".join(filter(None, (self._name, anchor)))

    def shift_level(self, level: int) -> int:
        """Return the level a heading has on this page."""
        return level + 1 if self._name else level

    def list_heading(self, level: int, anchor: str, title: str, *, is_own: bool) -> None:
        """List a heading if the table of contents shows its level; the theme's shows two."""
        level, anchor = self.shift_level(level), self.make_anchor(anchor)
        if anchor and level in (2, 3):
            self.headings.append(Heading(anchor, title.strip(), level, is_own))

    def render_heading(
        self,
        level: int,
        anchor: str,
        title: str,
        *,
        html: str = "",
        link: str = "",
        **attributes: str,
    ) -> Markup:
        """Return a heading, and list it if the table of contents shows its level.

        `title` is plain text; `html` is what the page shows instead of it, where the words are the
        company's own. `link` is the address
        the heading leads to. `css` among the attributes is the heading's class.
        """
        self.list_heading(level, anchor, title, is_own=bool(html))
        level, anchor = self.shift_level(level), self.make_anchor(anchor)
        names = {"id": anchor, "class": attributes.pop("css", ""), **attributes}
        # Not Markup.format: a large site has tens of thousands of headings, and it is ten times slower.
        tag = "".join(f' {name}="{escape(value)}"' for name, value in names.items() if value)
        text = escape(html or title)
        content = f'<a href="{escape(link)}">{text}</a>' if link else text
        return Markup(f"<h{level}{tag}>{content}</h{level}>")  # noqa: S704 - escaped in the lines above
