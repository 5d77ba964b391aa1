"""The pages on which self-audits are filled in: one a form, whatever stands in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

from cx_handbook.addresses import DEVICE_AUDITS, self_audit_path
from cx_handbook.content.model import Form, Handbook
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.website.made_files import MadeFiles
from cx_handbook.website.page import Page
from cx_handbook.website.pages.self_audit import handbook_identity, plan_form_scripts
from support.rendered import render_once

NASTY = "Is it </script><script>alert(1)</script> <!-- & \u2028 so?"


def rendered(handbook: Handbook) -> dict[str, Page]:
    return {page.path: page for page in render_once(handbook)}


def renamed(form: Form, check: str) -> Form:
    """Return a form whose first question reads otherwise, as if it were an older one."""
    first, *rest = form.sections
    item, *items = first.items
    asked = (item.model_copy(update={"check": check}), *items)
    sections = (first.model_copy(update={"items": asked}), *rest)
    return form.model_copy(update={"sections": sections})


def with_older(handbook: Handbook, check: str) -> tuple[Handbook, Form]:
    old = renamed(handbook.forms[handbook.checklists[0].slug], check)
    issued = (*handbook.issued, IssuedForm(fingerprint=old.fingerprint, form=old))
    return replace(handbook, issued=issued), old


class _Scripts(HTMLParser):
    """Gathers the text of each script element, as a browser would cut it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.inside = tag == "script"
        if self.inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def test_each_checklist_leads_to_its_fill_in_page(handbook: Handbook) -> None:
    """A checklist's page and the list of checklists link to the page of today's form."""
    pages = rendered(handbook)
    for checklist in handbook.checklists:
        path = self_audit_path(handbook.forms[checklist.slug])
        link = f'href="{path.removeprefix("checklists/")}"'

        assert path in pages
        assert link in pages[f"checklists/{checklist.slug}.html"].html
        assert link in pages["checklists/index.html"].html


def test_a_form_issued_earlier_keeps_its_page(handbook: Handbook) -> None:
    """A draft begun on it opens with its own questions, and the page says that it is older."""
    book, old = with_older(handbook, "Was it so in the old days?")
    page = rendered(book)[self_audit_path(old)]

    assert "Was it so in the old days?" in page.html
    assert "This is an older form" in page.html
    assert page.source == ""


def test_fill_in_pages_stand_in_no_navigation_and_no_search(handbook: Handbook) -> None:
    """Of all pages about audits, only the list of audits on the device is named there."""
    site = render_once(handbook)
    pages = [page for page in site if page.path.startswith("checklists/audit/")]

    assert [p.path for p in pages if p.search or p not in site.unlisted] == [DEVICE_AUDITS]
    assert len(pages) > len(handbook.checklists)


def test_nothing_in_a_form_ends_its_script(handbook: Handbook) -> None:
    """The form travels in a script element, whole, whatever its questions say."""
    book, old = with_older(handbook, NASTY)
    parser = _Scripts()
    parser.feed(rendered(book)[self_audit_path(old)].html)
    data = json.loads(parser.texts[0])

    assert Form.model_validate_json(json.dumps(data["form"])).fingerprint == old.fingerprint
    assert data["fingerprint"] == old.fingerprint
    assert all(not text.strip() for text in parser.texts[1:])


def test_each_form_is_a_script_for_pages_that_score_several(handbook: Handbook) -> None:
    """The script assigns the form under its fingerprint, in plain ASCII."""
    book, old = with_older(handbook, NASTY)
    scripts = MadeFiles(plan_form_scripts(book))
    text = str(scripts[f"checklists/audit/forms/{old.checklist}-{old.fingerprint[:12]}.js"])
    match = re.fullmatch(r'\(Handbook.audit.forms = .*?\)\["(\w+)"\] = (.*);\n', text)

    assert match is not None
    assert match[1] == old.fingerprint
    assert Form.model_validate_json(match[2]) == old
    assert text.isascii()
    assert "</script" not in text


def test_what_is_kept_on_a_device_carries_the_handbooks_address(handbook: Handbook) -> None:
    """Handbooks opened from one disk share their storage, but not their names in it."""
    company = handbook.company
    other = company.model_copy(update={"handbook_url": "http://intra.example.org/Hand_book/"})

    assert handbook_identity(company) == "handbook-example-com"
    assert handbook_identity(other) == "intra-example-org-hand-book"


def test_the_page_of_the_device_says_who_sees_it(handbook: Handbook) -> None:
    """The names of all who audit in one browser are listed there."""
    assert "Whoever uses this browser sees them all." in rendered(handbook)[DEVICE_AUDITS].html


def test_no_field_is_filled_in_again_by_the_browser(handbook: Handbook) -> None:
    """The form says so once, because HTML knows it of no box that is ticked."""
    for path, page in rendered(handbook).items():
        boxes = re.findall(r'<input[^>]* type="(?:radio|checkbox)"[^>]*>', page.html)
        assert [box for box in boxes if "autocomplete" in box] == [], path
        if "data-hb-fill" in page.html:
            assert '<form data-hb-fill autocomplete="off"' in page.html
