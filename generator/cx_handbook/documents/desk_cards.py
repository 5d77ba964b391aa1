"""The cards for the desk: the words to say of each section on one side, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cx_handbook import addresses
from cx_handbook.content.blanks import read_blank
from cx_handbook.content.model import Handbook, Section, Site
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.customer_words import CustomerWords
from cx_handbook.documents.card_layout import Card, Layout, Side, lay_out_card
from cx_handbook.documents.card_words import CardPage, gather_page
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet, SheetPlan
from cx_handbook.documents.training_words import compute_fingerprint
from cx_handbook.markdown import escape_text, plain_text


def list_card_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of all cards, in the order of the sections."""
    return tuple(map(addresses.card_name, _list_worded_sections(handbook)))


def render_cards(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> Iterator[Sheet]:
    """Yield a card for each section that has words to say."""
    for plan in plan_cards(handbook, paper=paper, site=site):
        yield plan.make()


def plan_cards(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> Iterator[SheetPlan]:
    """Yield each card before it is laid out."""
    renderer = DocumentRenderer(handbook.company, paper, site)
    for section in _list_worded_sections(handbook):
        make = partial(_render_card, renderer, handbook, section)
        name = addresses.card_name(section)
        yield SheetPlan(name, handbook.in_section(section.id), "", make)


def _list_worded_sections(handbook: Handbook) -> Iterator[Section]:
    for section in handbook.sections.sections:
        policies = handbook.in_section(section.id)
        if any(True for policy in policies for _ in gather_texts(policy, TextUse.PHRASE)):
            yield section


def _gather_pages(handbook: Handbook, section: Section) -> tuple[CardPage, ...]:
    customer = handbook.company.customer_words
    # Numbered as in the print of the section, where a policy without words counts too.
    numbered = enumerate(handbook.in_section(section.id), 1)
    pages = (gather_page(number, policy, customer) for number, policy in numbered)
    return tuple(page for page in pages if page.entries)


def _render_card(renderer: DocumentRenderer, handbook: Handbook, section: Section) -> Sheet:
    pages = _gather_pages(handbook, section)
    title = f"Words to say: {plain_text(section.title)}"
    customer = handbook.company.customer_words
    card = lay_out_card(Side(title, section.promise, pages, customer))
    return renderer.render(
        "desk-card",
        name=addresses.card_name(section),
        title=title,
        revised=max(policy.reviewed for policy in handbook.in_section(section.id)),
        fingerprint=compute_fingerprint(_dump_card(section, card)),
        online=addresses.section_path(section),
        back=f"../../{addresses.section_path(section)}",
        section=section,
        card=card,
        own_style=_write_style(card.layout),
        fill_blank=partial(_render_blank, customer),
    )


def _write_style(layout: Layout) -> str:
    """Return the rules that set the words of a card as they were laid out."""
    half = layout.gutter / 2
    return f"""\
.said {{ font-size: {layout.type}pt; line-height: {layout.leading} }}
.said h2 {{ margin-top: {layout.title_gap}mm }}
.said li {{ margin-top: {layout.gap}mm; padding-left: {layout.number}mm }}
.said .column:not(:last-child) {{ padding-right: {half}mm }}
.said .column + .column {{ padding-left: {half}mm }}"""


def _dump_card(section: Section, card: Card) -> dict[str, object]:
    words = [[page.title, page.entries] for column in card.columns for page in column]
    return {"section": section.title, "words": words, "note": card.note}


def _render_blank(customer: CustomerWords, inside: str) -> str | None:
    """Return the HTML of a blank on paper; None where braces name none."""
    blank = read_blank(inside)
    if blank is None:
        return None
    return f'<span class="open">{escape_text(blank.describe(customer))}</span>'
