"""What is worth knowing of a handbook and breaks no rule: an empty section, words that stay English.

The settings of the site are compared with the company, because both name it and its language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from cx_handbook.content.form_points import LEAST_OTHER_FACTORS, group_items
from cx_handbook.content.language.wording import find_wording
from cx_handbook.content.model import Company, Handbook
from cx_handbook.content.model.danger import Danger
from cx_handbook.errors import Fault
from cx_handbook.text_for_messages import join_words, quote_value

SETTINGS = "mkdocs.yml"
ENGLISH = "en"
# The pages of the starter sample that answer danger, by its kind; the second answers all others.
# Both use one policy, which has to come along.
_ADOPT = "handbook adopt --from starter somebody-may-be-hurt"
_SAMPLE_PAGES = {"self-harm": "speaks-of-ending-their-life"}
_SAMPLE_PAGE = "somebody-is-hurt"
_THEME_LANGUAGE = "en"  # what the theme speaks when the settings do not say


def find_notices(handbook: Handbook, settings: Any) -> Iterator[Fault]:
    """Yield what somebody should know. `settings` are the data of mkdocs.yml, None without one."""
    yield from _find_empty_sections(handbook)
    yield from _find_missing_grades(handbook)
    yield from _find_unanswered_danger(handbook)
    yield from _explain_language(handbook.company)
    if isinstance(settings, dict):
        yield from _compare_settings(handbook.company, settings)


def _find_empty_sections(handbook: Handbook) -> Iterator[Fault]:
    for n, section in enumerate(handbook.sections.sections):
        if not handbook.in_section(section.id):
            yield Fault(
                handbook.sections.file, ("sections", n),
                f"no policy is in the section {section.id}, and the home page shows it with none",
                f"write one into policies/{section.id}/, or take the section out",
                severity="notice",
            )  # fmt: skip


def _find_missing_grades(handbook: Handbook) -> Iterator[Fault]:
    """Yield the checklists that never give a grade although they are not told so."""
    for checklist in handbook.checklists:
        asked = group_items(handbook.forms[checklist.slug])
        others = len(asked) - ("compliance" in asked)
        if checklist.grade and not ("compliance" in asked and others >= LEAST_OTHER_FACTORS):
            yield Fault(
                checklist.file, (),
                f"this checklist gives no grade: it asks about {', '.join(asked)}",
                f"pick standards of compliance and of {LEAST_OTHER_FACTORS} other factors, or write "
                "grade: false",
                severity="notice",
            )  # fmt: skip


def _find_unanswered_danger(handbook: Handbook) -> Iterator[Fault]:
    """Yield the kinds of danger that the finder hears and no urgent situation is for."""
    if find_wording(handbook.company.language) is None:  # in that language it hears none
        return
    answered = {kind for situation in handbook.situations for kind in situation.danger}
    missing = [kind for kind in get_args(Danger) if kind not in answered]
    if missing:
        pages = dict.fromkeys(_SAMPLE_PAGES.get(kind, _SAMPLE_PAGE) for kind in missing)
        yield Fault(
            handbook.company.file, ("emergency",),
            f"no urgent situation says what to do about {join_words(missing)}, and the finder has no "
            "page for whoever types it",
            f"write a situation with urgent: true and danger: [{', '.join(missing)}], or take ours: "
            f"{_ADOPT} {' '.join(f'situations/{page}' for page in pages)}",
            severity="notice",
        )  # fmt: skip


def _explain_language(company: Company) -> Iterator[Fault]:
    if _get_main_language(company.language) != ENGLISH:
        yield Fault(
            company.file, ("language",),
            f"your texts, dates and money are in {company.language}; headings, buttons, lengths of "
            "time, weekdays and sheets stay English, and rules that know only English are off",
            "there is nothing to change",
            severity="notice",
        )  # fmt: skip


def _compare_settings(company: Company, settings: dict[Any, Any]) -> Iterator[Fault]:
    title = settings.get("site_name")
    if isinstance(title, str) and company.name.casefold() not in title.casefold():
        yield Fault(
            SETTINGS, ("site_name",),
            f"{quote_value(title)} does not name the company, which is {company.name}",
            f"write site_name: {company.name} · Handbook, or what you call it with the company's name",
            severity="warning",
        )  # fmt: skip
    theme = settings.get("theme")
    theme = theme if isinstance(theme, dict) else {}
    spoken = str(theme.get("language", _THEME_LANGUAGE))
    if _get_main_language(spoken) != _get_main_language(company.language):
        yield Fault(
            SETTINGS, ("theme", "language"),
            f"the theme speaks {spoken}, and the company {company.language}",
            f"write language: {_get_main_language(company.language)} below theme",
            severity="warning",
        )  # fmt: skip


def _get_main_language(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
