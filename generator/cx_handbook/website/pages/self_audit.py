"""The pages on which a self-audit is filled in, and the one that lists the audits on a device.

Each form ever issued keeps its page, so that a draft begun months ago opens with its own questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from cx_handbook import addresses
from cx_handbook.audit.script_definitions import definitions_script
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page


def render_device_audits(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists the audits in this browser."""
    forms = [
        {
            "fingerprint": form.fingerprint,
            "title": plain_text(form.title),
            "page": f"{addresses.form_name(form)}.html",
            "script": f"forms/{addresses.form_name(form)}.js",
        }
        for form in _list_forms(context.handbook)
    ]
    yield render_page(
        context,
        "device_audits",
        addresses.DEVICE_AUDITS,
        "Audits on this device",
        "Self-audits begun and finished in this browser: go on, compare, export.",
        data=_embed_json({**_describe_handbook(context.handbook), "forms": forms}),
        scripts=(addresses.AUDIT_DEFINITIONS, f"{addresses.ASSETS}/audit/list.js"),
        checklists=context.handbook.checklists,
        forms=context.handbook.forms,
    )


def render_self_audits(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each form, today's and the issued ones. The search does not find them."""
    for form in _list_forms(context.handbook):
        yield replace(_render_self_audit(context, form), search=())


def list_form_scripts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Yield address and text of the generated scripts: the definitions, then one a form.

    The forms are for pages that score more than one.
    """
    yield addresses.AUDIT_DEFINITIONS, definitions_script()
    for form in _list_forms(handbook):
        text = f'(Handbook.forms = Handbook.forms || {{}})["{form.fingerprint}"] = '
        data = _escape_json(form.model_dump(mode="json"))
        yield addresses.form_script_path(form), f"{text}{data};\n"


def handbook_identity(company: Company) -> str:
    """Return what keeps this handbook's drafts apart from those of others opened from one disk.

    It is made from the handbook's address, which stands in the QR codes of every sheet and so
    changes least.
    """
    # http and https are the same handbook.
    address = re.sub(r"^https?://", "", company.handbook_url.lower())
    return re.sub(r"[^a-z0-9]+", "-", address).strip("-")


def _render_self_audit(context: SiteContext, form: Form) -> Page:
    handbook = context.handbook
    checklist = next((c for c in handbook.checklists if c.slug == form.checklist), None)
    # An older form has no edit link: editing the checklist would not change it.
    current = bool(checklist) and handbook.forms[form.checklist].fingerprint == form.fingerprint
    data = {
        **_describe_handbook(handbook),
        "fingerprint": form.fingerprint,
        "form": form.model_dump(mode="json"),
    }
    return render_page(
        context,
        "self_audit",
        addresses.self_audit_path(form),
        f"Self-audit: {plain_text(form.title)}",
        "A self-audit to fill in. Every change is kept on this device.",
        source=checklist.file if checklist and current else "",
        data=_embed_json(data),
        scripts=(addresses.AUDIT_DEFINITIONS, f"{addresses.ASSETS}/audit/form.js"),
        form=form,
        current=current,
        checklist=checklist,
        standard=handbook.standard,
    )


def _describe_handbook(handbook: Handbook) -> dict[str, object]:
    """Return what the scripts of all audit pages need to know of the handbook."""
    company = handbook.company
    return {
        "handbook": handbook_identity(company),
        "company": company.name,
        "sites": [{"id": site.id, "name": site.name} for site in company.sites],
        "factors": FACTOR_NAMES,
    }


def _list_forms(handbook: Handbook) -> tuple[Form, ...]:
    """Return every form once: those of today first, then the issued ones."""
    forms = [*handbook.forms.values(), *(issued.form for issued in handbook.issued)]
    # A form of today may be issued already.
    return tuple({form.fingerprint: form for form in forms}.values())


def _embed_json(data: object) -> Markup:
    return Markup(_escape_json(data))  # noqa: S704 - nothing in it can end the script element


def _escape_json(data: object) -> str:
    """Return data as JSON without `<` and `&`, so that it can stand in a script element."""
    # `</script>` in a title would end the element, `&` would start a reference.
    return json.dumps(data, sort_keys=True).replace("<", r"\u003c").replace("&", r"\u0026")
