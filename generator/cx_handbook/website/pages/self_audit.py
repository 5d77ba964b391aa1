"""The pages on which a self-audit is filled in, and the one that lists what a device holds.

Each form ever issued keeps its page, so that a draft begun months ago opens with its own questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup

from cx_handbook.audit.script_definitions import definitions_script
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain
from cx_handbook.website.context import Job, draw
from cx_handbook.website.page import Page

FOLDER = "checklists/audit"
DEVICE = f"{FOLDER}/index.html"
DEFINITIONS = "assets/handbook/audit/definitions.js"


def fill_in_path(form: Form) -> str:
    """Return the address of the page on which a form is filled in."""
    return f"{FOLDER}/{_name(form)}.html"


def fill_in_pages(job: Job) -> Iterator[Page]:
    """Yield a page for each form, today's and the issued ones, and the one that lists the audits.

    Those of the forms stand in no navigation and are not searched: checklists lead to them.
    """
    yield _device(job)
    for form, current in _forms(job):
        yield replace(_fill_in(job, form, current), search=(), listed=False)


def form_scripts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Yield address and text of the generated scripts: the definitions, then one a form.

    The forms are for pages that score more than one.
    """
    yield DEFINITIONS, definitions_script()
    for form in _all(handbook, handbook.forms.values()):
        text = f'(Handbook.forms = Handbook.forms || {{}})["{form.fingerprint}"] = '
        yield f"{FOLDER}/forms/{_name(form)}.js", f"{text}{_json(form.model_dump(mode='json'))};\n"


def identity(company: Company) -> str:
    """Return what keeps this handbook's drafts apart from those of others opened from one disk.

    The address is what changes least: it stands in the QR codes of every sheet.
    """
    address = re.sub(r"^https?://", "", company.handbook_url.lower())
    return re.sub(r"[^a-z0-9]+", "-", address).strip("-")


def _device(job: Job) -> Page:
    forms = [
        {
            "fingerprint": form.fingerprint,
            "title": plain(form.title),
            "page": f"{_name(form)}.html",
            "script": f"forms/{_name(form)}.js",
        }
        for form, _ in _forms(job)
    ]
    return draw(
        job,
        "audits",
        DEVICE,
        "Audits on this device",
        "Self-audits begun and finished in this browser: go on, compare, export.",
        "",
        data=Markup(_json({**_shared(job), "forms": forms})),  # noqa: S704 - escaped in _json
        checklists=job.handbook.checklists,
        forms=job.forms,
        fill_in_path=fill_in_path,
    )


def _fill_in(job: Job, form: Form, current: bool) -> Page:
    known = {checklist.slug: checklist for checklist in job.handbook.checklists}
    checklist = known.get(form.checklist)
    data = {**_shared(job), "fingerprint": form.fingerprint, "form": form.model_dump(mode="json")}
    return draw(
        job,
        "audit",
        fill_in_path(form),
        f"Self-audit: {plain(form.title)}",
        "A self-audit to fill in. Every change is kept on this device.",
        checklist.file if checklist and current else "",
        data=Markup(_json(data)),  # noqa: S704 - escaped in _json
        form=form,
        current=current,
        checklist=checklist,
        standard=job.handbook.standard,
        device_path=DEVICE,
    )


def _shared(job: Job) -> dict[str, object]:
    company = job.handbook.company
    return {
        "handbook": identity(company),
        "company": company.name,
        "sites": [{"id": site.id, "name": site.name} for site in company.sites],
        "factors": FACTOR_NAMES,
    }


def _forms(job: Job) -> Iterator[tuple[Form, bool]]:
    """Yield every form, and whether it is the one that its checklist asks today."""
    current = {form.fingerprint for form in job.forms.values()}
    for form in _all(job.handbook, job.forms.values()):
        yield form, form.fingerprint in current


def _all(handbook: Handbook, forms: Iterable[Form]) -> tuple[Form, ...]:
    both = [*forms, *(issued.form for issued in handbook.issued)]
    return tuple({form.fingerprint: form for form in both}.values())


def _name(form: Form) -> str:
    return f"{form.checklist}-{form.fingerprint[:12]}"


def _json(data: object) -> str:
    """Return data as JSON that nothing in it can end: neither a script element nor a line."""
    return json.dumps(data, sort_keys=True).replace("<", r"\u003c").replace("&", r"\u0026")
