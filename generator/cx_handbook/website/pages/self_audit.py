"""The pages on which a self-audit is filled in, and the one that lists what a device holds.

Each form ever issued keeps its page, so that a draft begun months ago opens with its own questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup

from cx_handbook import addresses
from cx_handbook.audit.script_definitions import definitions_script
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page


def fill_in_pages(context: SiteContext) -> Iterator[Page]:
    """Yield a page for each form, today's and the issued ones, and the one that lists the audits.

    Those of the forms stand in no navigation and are not searched: checklists lead to them.
    """
    yield _device(context)
    for form, current in _forms(context):
        yield replace(_fill_in(context, form, current), search=(), listed=False)


def form_scripts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Yield address and text of the generated scripts: the definitions, then one a form.

    The forms are for pages that score more than one.
    """
    yield addresses.AUDIT_DEFINITIONS, definitions_script()
    for form in _all(handbook, handbook.forms.values()):
        text = f'(Handbook.forms = Handbook.forms || {{}})["{form.fingerprint}"] = '
        yield addresses.form_script_path(form), f"{text}{_json(form.model_dump(mode='json'))};\n"


def identity(company: Company) -> str:
    """Return what keeps this handbook's drafts apart from those of others opened from one disk.

    The address is what changes least: it stands in the QR codes of every sheet.
    """
    address = re.sub(r"^https?://", "", company.handbook_url.lower())
    return re.sub(r"[^a-z0-9]+", "-", address).strip("-")


def _device(context: SiteContext) -> Page:
    forms = [
        {
            "fingerprint": form.fingerprint,
            "title": plain(form.title),
            "page": f"{addresses.form_name(form)}.html",
            "script": f"forms/{addresses.form_name(form)}.js",
        }
        for form, _ in _forms(context)
    ]
    return render_page(
        context,
        "audits",
        addresses.DEVICE_AUDITS,
        "Audits on this device",
        "Self-audits begun and finished in this browser: go on, compare, export.",
        "",
        data=Markup(_json({**_shared(context), "forms": forms})),  # noqa: S704 - escaped in _json
        checklists=context.handbook.checklists,
        forms=context.forms,
    )


def _fill_in(context: SiteContext, form: Form, current: bool) -> Page:
    known = {checklist.slug: checklist for checklist in context.handbook.checklists}
    checklist = known.get(form.checklist)
    data = {
        **_shared(context),
        "fingerprint": form.fingerprint,
        "form": form.model_dump(mode="json"),
    }
    return render_page(
        context,
        "audit",
        addresses.self_audit_path(form),
        f"Self-audit: {plain(form.title)}",
        "A self-audit to fill in. Every change is kept on this device.",
        checklist.file if checklist and current else "",
        data=Markup(_json(data)),  # noqa: S704 - escaped in _json
        form=form,
        current=current,
        checklist=checklist,
        standard=context.handbook.standard,
    )


def _shared(context: SiteContext) -> dict[str, object]:
    company = context.handbook.company
    return {
        "handbook": identity(company),
        "company": company.name,
        "sites": [{"id": site.id, "name": site.name} for site in company.sites],
        "factors": FACTOR_NAMES,
    }


def _forms(context: SiteContext) -> Iterator[tuple[Form, bool]]:
    """Yield every form, and whether it is the one that its checklist asks today."""
    current = {form.fingerprint for form in context.forms.values()}
    for form in _all(context.handbook, context.forms.values()):
        yield form, form.fingerprint in current


def _all(handbook: Handbook, forms: Iterable[Form]) -> tuple[Form, ...]:
    both = [*forms, *(issued.form for issued in handbook.issued)]
    return tuple({form.fingerprint: form for form in both}.values())


def _json(data: object) -> str:
    """Return data as JSON that nothing in it can end: neither a script element nor a line."""
    return json.dumps(data, sort_keys=True).replace("<", r"\u003c").replace("&", r"\u0026")
