"""Every address of the site, relative to its root, and the names that authors cannot take.

Pages, sheets and scripts link to each other only through this module, so that an address is
written once. A test compares the reserved folders with a built site.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from cx_handbook.identifiers import shorten_fingerprint


class Titled(Protocol):
    """Content that has a page of its own, named after its file."""

    @property
    def slug(self) -> str:
        """The file's name without its ending."""


class InSection(Titled, Protocol):
    """Content whose page lies in the folder of its section: a policy."""

    @property
    def section(self) -> str:
        """The ID of the section, which is its folder's name."""


class Identified(Protocol):
    """Content that is known by an ID: a section or a house rule."""

    @property
    def id(self) -> str:
        """The ID, as authors write it."""


class Fingerprinted(Protocol):
    """An issued form: the checklist it belongs to, and the SHA-256 of its questions."""

    @property
    def checklist(self) -> str:
        """The slug of the checklist."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint in hexadecimal digits."""


# Pages that are there once.
HOME = "index.html"
SITUATIONS = "situations/index.html"
CHANNEL_MATRIX = "situations/matrix.html"
PHRASEBOOK = "phrasebook.html"
BEFORE_SAYING_NO = "before-you-say-no.html"
COMPANY = "company.html"
TRAINING = "cases/index.html"
QUIZ = "quiz.html"
SERVICE_MODELS = "models/index.html"
CHECKLISTS = "checklists/index.html"
DEVICE_AUDITS = "checklists/audit/index.html"
SCORING = "scoring.html"
REPORT = "report/index.html"  # where mkdocs.yml asks for it
SOURCES = "sources.html"
QUESTIONS = "questions.html"
HOUSE_RULES = "rules/index.html"
READABILITY = "reading.html"

# Files beside the pages.
ASSETS = "assets/handbook"
PRINTED = "checklists/print"
CALENDARS = "checklists/calendar"
TRACEABILITY_TABLE = "sources.csv"
FINDER_INDEX = f"{ASSETS}/finder/index.js"
# For comparing by meaning: the vectors of phrases, the worker's code as a text, and the encoder.
FINDER_MEANING = f"{ASSETS}/finder/meaning.js"
FINDER_ENCODER_CODE = f"{ASSETS}/finder/encoder_code.js"
OPENING_HOURS = f"{ASSETS}/company-hours.js"
# Ticks and the call view: on pages with steps, because the others must stay light.
CALL_SCRIPT = f"{ASSETS}/call.js"
AUDIT_DEFINITIONS = f"{ASSETS}/audit/definitions.js"
RECORD_SCHEMA = f"{ASSETS}/audit/record_schema.js"
SERVICE_WORKER = "sw.js"
MANIFEST = "manifest.webmanifest"
SEARCH_DESCRIPTION = "opensearch.xml"
# For programs that read the handbook. The last is a name that they look for.
PAGE_LIST = "pages.json"
PAGE_LIST_SCHEMA = "pages.schema.json"
LLMS_TEXT = "llms.txt"
LICENCES = "licences.txt"

# Fragments by which other programs, and a home screen, open a page at what they came for.
FIND_WORDS = "#q="
DUE_TODAY = "#due-today"

# Names of documents that no checklist may take; `explain_taken_name` says so.
TRAINERS_PACK = "trainers-pack"
PARTICIPANTS_HANDOUTS = "participants-handouts"
PACK_NAMES = (TRAINERS_PACK, PARTICIPANTS_HANDOUTS)
LOG_PREFIX = "log-"
CARD_PREFIX = "words-"  # and a section: the card of its words for the desk
# The sheets of training: one for each case, to lead it and to hand out, and for each role-play.
CASE_PREFIX = "case-"
HANDOUT_PREFIX = "handout-"
ROLE_PLAY_PREFIX = "role-play-"
TRAINING_PREFIXES = (CASE_PREFIX, HANDOUT_PREFIX, ROLE_PLAY_PREFIX)
QUIZ_SHEET = "quiz"
QUIZ_KEY = "quiz-key"
SESSION_PREFIX = "session-"  # and its minutes
SESSION_MINUTES = (60, 90)
SIGN_IN_SHEET = "sign-in-sheet"
CERTIFICATE = "certificate"
FEEDBACK_FORM = "feedback-form"
TRAINING_SHEETS = (
    QUIZ_SHEET,
    QUIZ_KEY,
    *(f"{SESSION_PREFIX}{minutes}" for minutes in SESSION_MINUTES),
    SIGN_IN_SHEET,
    CERTIFICATE,
    FEEDBACK_FORM,
)

# Names of pages that the site itself adds to a folder of content.
RESERVED_NAMES = ("index", "all")
# Folders of the built site that are no section.
SITE_FOLDERS = (
    "assets", "cases", "checklists", "models", "reference", "report", "role-plays", "rules",
    "search", "situations",
)  # fmt: skip


def is_reserved(folder: str, name: str) -> bool:
    """Return whether the site itself has a page of this name in a folder, such as `situations`."""
    return name in RESERVED_NAMES or f"{folder}/{name}.html" == CHANNEL_MATRIX


def explain_taken_name(name: str) -> str | None:
    """Return why no checklist may have this name, or None: other sheets have it."""
    if name.startswith(LOG_PREFIX):
        return "names that begin with log- are the blank logs'"
    if name.startswith(CARD_PREFIX):
        return f"names that begin with {CARD_PREFIX} are those of cards for the desk"
    if name in PACK_NAMES:
        return f"{name} is the name of a training pack"
    if name in TRAINING_SHEETS:
        return f"{name} is the name of a sheet for training"
    for prefix in TRAINING_PREFIXES:
        if name.startswith(prefix):
            return f"names that begin with {prefix} are those of sheets for training"
    return None


def policy_path(policy: InSection) -> str:
    """Return the address of a policy's page."""
    return f"{policy.section}/{policy.slug}.html"


def section_path(section: Identified) -> str:
    """Return the address of a section's list of policies."""
    return f"{section.id}/index.html"


def section_print_path(section: Identified) -> str:
    """Return the address of the page that joins all policies of a section for printing."""
    return f"{section.id}/all.html"


def card_name(section: Identified) -> str:
    """Return the name of the sheet that holds the words to say of a section."""
    return CARD_PREFIX + section.id


def situation_path(situation: Titled) -> str:
    """Return the address of a situation's page."""
    return f"situations/{situation.slug}.html"


def checklist_path(slug: str) -> str:
    """Return the address of a checklist's page."""
    return f"checklists/{slug}.html"


def log_path(log: Titled) -> str:
    """Return the address of the page on which a log is kept."""
    return f"checklists/log/{log.slug}.html"


def self_audit_path(form: Fingerprinted) -> str:
    """Return the address of the page on which a form is filled in."""
    return f"checklists/audit/{form_name(form)}.html"


def form_script_path(form: Fingerprinted) -> str:
    """Return the address of the script that holds a form."""
    return f"checklists/audit/forms/{form_name(form)}.js"


def form_name(form: Fingerprinted) -> str:
    """Return what an issued form is called in file names: its checklist and its fingerprint."""
    return f"{form.checklist}-{shorten_fingerprint(form.fingerprint)}"


def case_path(case: Titled) -> str:
    """Return the address of a training case's page."""
    return f"cases/{case.slug}.html"


def projector_path(case: Titled) -> str:
    """Return the address at which a case is shown large, one question at a time."""
    return f"{case_path(case)}#projector"


def role_play_path(play: Titled) -> str:
    """Return the address of a role-play's page."""
    return f"role-plays/{play.slug}.html"


def service_model_path(model: Titled) -> str:
    """Return the address of a service model's page."""
    return f"models/{model.slug}.html"


def rule_path(rule: str) -> str:
    """Return the address of a house rule's page."""
    return f"rules/{rule}.html"


def source_item_path(item: str) -> str:
    """Return the address at which a source item stands, by its ID such as 002-41."""
    return f"{SOURCES}#{item}"


def content_page_path(file: str) -> str:
    """Return the address of the page that a content file below `policies/` becomes."""
    return f"{file.removeprefix('policies/').removesuffix('.yml')}.html"


def print_view_path(name: str) -> str:
    """Return the address of the printable page of a checklist, a log or a training pack."""
    return f"{PRINTED}/{name}.html"


def print_style_path(name: str) -> str:
    """Return the address of the style that only one printable page has; it lies beside the page."""
    return f"{PRINTED}/{name}.css"


def pdf_path(name: str, paper: str) -> str:
    """Return the address of the PDF of a checklist, a log or a training pack."""
    return f"{PRINTED}/{name}-{paper}.pdf"


def workbook_path(name: str) -> str:
    """Return the address of a checklist's workbook."""
    return f"{PRINTED}/{name}.xlsx"


def calendar_path(slug: str, site: str) -> str:
    """Return the address of the calendar of a checklist at a site."""
    return f"{CALENDARS}/{site}/{slug}.ics"


def find_host(handbook_url: str) -> str:
    """Return the host of a handbook, with which the names of its calendar entries end."""
    return urlsplit(handbook_url).hostname or "handbook"
