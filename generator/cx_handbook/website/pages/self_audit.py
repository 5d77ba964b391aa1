"""The pages on which a self-audit is filled in, and the one that lists the audits on a device.

Each form ever issued keeps its page, so that a draft begun months ago opens with its own questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from cx_handbook import addresses, limits
from cx_handbook.audit.reading.filled_sheet import is_month_first
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.script_definitions import definitions_script
from cx_handbook.content.model import Company, Form, Handbook
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain_text
from cx_handbook.program_digest import digest_program
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.log_data import describe_log
from cx_handbook.website.made_files import MadeFile
from cx_handbook.website.page import Page
from cx_handbook.website.page_keys import NO_KEY

FormDescription = dict[str, str]


def render_device_audits(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists the audits in this browser, if there is a form to fill in."""
    forms = [_describe_form(form) for form in list_forms(context.handbook)]
    if not forms:
        return
    yield render_page(
        context,
        "device_audits",
        addresses.DEVICE_AUDITS,
        "Audits on this device",
        "Self-audits begun and finished in this browser: go on, compare, export.",
        data=embed_json(
            {
                **_describe_handbook(context.handbook, forms),
                "checklists": _describe_checklists(context.handbook),
                "policies": _describe_policies(context.handbook),
            }
        ),
        scripts=(
            addresses.AUDIT_DEFINITIONS,
            addresses.RECORD_SCHEMA,
            f"{addresses.ASSETS}/audit/list.js",
        ),
        checklists=context.handbook.checklists,
        forms=context.handbook.forms,
    )


def render_self_audits(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each form, today's and the issued ones. The search does not find them."""
    forms = [(form, _describe_form(form)) for form in list_forms(context.handbook)]
    for form, _ in forms:
        # A draft may have been begun on another form of the checklist, which has a page of its own.
        same = [described for other, described in forms if other.checklist == form.checklist]
        # Its sections are shown in turn; a table of contents would lead to what is hidden.
        yield replace(_render_self_audit(context, form, same), search=(), toc=())


def plan_form_scripts(handbook: Handbook) -> Iterator[MadeFile]:
    """Yield the generated scripts: definitions, the schema of records, then one a form.

    The schema is for the page that imports records, the forms for pages that score more than one.
    """
    yield MadeFile(addresses.AUDIT_DEFINITIONS, digest_program(), definitions_script)
    yield MadeFile(addresses.RECORD_SCHEMA, digest_program(), record_schema_script)
    for form in list_forms(handbook):
        script = partial(_render_form_script, form)
        yield MadeFile(addresses.form_script_path(form), NO_KEY, script)


def _render_form_script(form: Form) -> str:
    text = f'(Handbook.audit.forms = Handbook.audit.forms || {{}})["{form.fingerprint}"] = '
    return f"{text}{_escape_json(form.model_dump(mode='json'))};\n"


def record_schema_script() -> str:
    """Return the JSON Schemas of records and events as a script, for `static/audit/record_check.js`."""
    record, event = AuditRecord.model_json_schema(), AuditEvent.model_json_schema()
    return (
        f"Handbook.audit.recordSchema = {_escape_json(record)};\n"
        f"Handbook.audit.eventSchema = {_escape_json(event)};\n"
    )


def handbook_identity(company: Company) -> str:
    """Return what keeps this handbook's drafts apart from those of others opened from one disk.

    It is made from the handbook's address, which stands in the QR codes of every sheet and so
    changes least.
    """
    # http and https are the same handbook.
    address = re.sub(r"^https?://", "", company.handbook_url.lower())
    return re.sub(r"[^a-z0-9]+", "-", address).strip("-")


def _render_self_audit(
    context: SiteContext, form: Form, same_checklist: list[FormDescription]
) -> Page:
    handbook = context.handbook
    checklist = next((c for c in handbook.checklists if c.slug == form.checklist), None)
    # An older form has no edit link: editing the checklist would not change it.
    current = bool(checklist) and handbook.forms[form.checklist].fingerprint == form.fingerprint
    data = {
        **_describe_handbook(handbook, same_checklist),
        "fingerprint": form.fingerprint,
        "form": form.model_dump(mode="json"),
        "rules": {one.slug: one.repeats for one in handbook.checklists},
        "logs": _describe_logs(handbook, form),
        "isMonthFirst": is_month_first(handbook.company.language),
        "showGrade": checklist is not None and checklist.show_grade,
        "challenge": _describe_challenge(handbook.company),
    }
    return render_page(
        context,
        "self_audit",
        addresses.self_audit_path(form),
        f"Self-audit: {plain_text(form.title)}",
        "A self-audit to fill in. Every change is kept on this device.",
        source=checklist.file if checklist and current else "",
        own_words=form.title,
        data=embed_json(data),
        scripts=(addresses.AUDIT_DEFINITIONS, f"{addresses.ASSETS}/audit/form.js"),
        limits=limits,
        form=form,
        is_yes_no=all(item.answer == "yes_no" for item in form.items),
        current=current,
        checklist=checklist,
        sites=handbook.list_sites_of(checklist) if checklist else handbook.company.sites,
        standard=handbook.standards_by_id,
    )


def _describe_logs(handbook: Handbook, form: Form) -> list[dict[str, object]]:
    """Return the logs that answer questions of a form, as its scripts draw from them."""
    counted = {item.standard for section in form.sections for item in section.counted_items}
    return [
        describe_log(log)
        for log in handbook.logs
        if counted & {name for evidence in log.evidence for name in evidence.standards}
    ]


def _describe_handbook(handbook: Handbook, forms: list[FormDescription]) -> dict[str, object]:
    """Return what the scripts of all audit pages need to know of the handbook, and of some forms."""
    company = handbook.company
    return {
        "handbook": handbook_identity(company),
        "host": addresses.find_host(company.handbook_url),
        "company": company.name,
        "sites": [{"id": site.id, "name": site.name} for site in company.sites],
        "factors": FACTOR_NAMES,
        "forms": forms,
    }


def _describe_checklists(handbook: Handbook) -> list[dict[str, str]]:
    """Return what a script needs to name today's checklists, and to tell their periods apart."""
    return [
        {"slug": one.slug, "title": plain_text(one.title), "rule": one.repeats}
        for one in handbook.checklists
    ]


def _describe_policies(handbook: Handbook) -> dict[str, dict[str, str]]:
    """Return the title and the owner of each policy: whom a finding about the handbook goes to."""
    name_role = handbook.company.name_of
    return {
        one.slug: {"title": plain_text(one.title), "owner": name_role("roles", one.owner)}
        for one in handbook.policies
    }


def _describe_challenge(company: Company) -> dict[str, object]:
    """Return how many days a finding can be challenged, and the name of the role that settles it."""
    role = company.audits.settled_by
    return {
        "days": company.audits.challenge_days,
        "role": company.name_of("roles", role) if role else "",
    }


def _describe_form(form: Form) -> FormDescription:
    """Return what a script needs to name a form, open its page or load it."""
    return {
        "fingerprint": form.fingerprint,
        "checklist": form.checklist,
        "title": plain_text(form.title),
        "page": f"{addresses.form_name(form)}.html",
        "script": addresses.form_script_path(form),
    }


def list_forms(handbook: Handbook) -> tuple[Form, ...]:
    """Return every form once: those of today first, then the issued ones."""
    forms = [*handbook.forms.values(), *(issued.form for issued in handbook.issued)]
    # A form of today may be issued already.
    return tuple({form.fingerprint: form for form in forms}.values())


def embed_json(data: object) -> Markup:
    """Return data as JSON that can stand in a script element."""
    return Markup(_escape_json(data))  # noqa: S704 - nothing in it can end the script element


def _escape_json(data: object) -> str:
    """Return data as JSON without `<` and `&`, so that it can stand in a script element."""
    # `</script>` in a title would end the element, `&` would start a reference.
    return json.dumps(data, sort_keys=True).replace("<", r"\u003c").replace("&", r"\u0026")
