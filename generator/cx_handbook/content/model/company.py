"""The company: who we are, when we are open, who may decide what, and the handbook's sections."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from cx_handbook.addresses import SITE_FOLDERS
from cx_handbook.content.model.base import FileRecord, Record
from cx_handbook.content.model.brand import Brand
from cx_handbook.content.model.customer import CustomerNames
from cx_handbook.content.model.danger import EmergencyNumber
from cx_handbook.content.model.durations import Duration
from cx_handbook.content.model.markers import RoleRef
from cx_handbook.content.model.money import (
    Amount,
    AnyLimit,
    Currency,
    Limit,
    find_currency_faults,
    get_amount,
)
from cx_handbook.content.model.opening_hours import Week
from cx_handbook.content.model.refusals import find_repeated_ids, refuse, refuse_each
from cx_handbook.content.model.types import Count, Day, Slug, StandardId, Text, Url, match_pattern
from cx_handbook.customer_words import CustomerWords
from cx_handbook.suggestions import find_nearest
from cx_handbook.text_for_messages import quote_value

CONTENT_FORMAT = 2
"""The form of content that this version writes; authoring/upgrading/ changes older ones into it."""
USUAL_CHALLENGE_DAYS = 14  # house choice: time to be back from leave and to look at the case


def _check_zone(value: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Only the city is compared: Europe/Lyon is not meant to be Europe/London.
        near = _find_zone_of_city(value, available_timezones())
        hint = f"did you mean {near}?" if near else _ZONE_HINT
        refuse(f"{quote_value(value)} is not a time zone", hint)
    return value


_ZONE_HINT = "write the IANA name of a large city with the same clock, such as Europe/Paris for all of France"


def _find_zone_of_city(written: str, zones: Iterable[str]) -> str | None:
    """Return the zone whose city was probably meant: of two similar names, each may be a place."""
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(zones, reverse=True)}
    near = find_nearest(written.rpartition("/")[2].replace(" ", "_"), cities)
    return cities[near] if near else None


_OTHER_FOLDERS = ("keys", "set-aside")  # in audits/, beside those of the sites


def _check_site_id(value: str) -> str:
    if value in _OTHER_FOLDERS:
        refuse(f"audits/{value}/ is for something else", "choose another short name for the site")
    return value


def _check_language(value: str) -> str:
    # Its folder is asked, not Babel itself: `check` needs no dates, and imports take most of its time.
    babel = find_spec("babel")
    folder = (Path(babel.origin).parent if babel and babel.origin else Path()) / "locale-data"
    if not (folder / f"{value.replace('-', '_')}.dat").is_file():
        scripts = sorted(folder.glob(f"{value.replace('-', '_*_')}.dat")) if "-" in value else []
        near = " or ".join(path.stem.replace("_", "-") for path in scripts)
        hint = f"did you mean {near}?" if near else "write one such as en-GB"
        refuse(f"{quote_value(value)} is not a language we can write dates in", hint)
    return value


# No quotation mark is escaped in a pattern: JSON Schema reads it as JavaScript does, in Unicode mode.
_EMAIL = r"""^[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+$"""
SiteId = Annotated[Slug, AfterValidator(_check_site_id)]
Zone = Annotated[str, AfterValidator(_check_zone)]
Email = Annotated[str, match_pattern(_EMAIL, "an address, such as ana@example.com")]
Language = Annotated[
    str,
    match_pattern(
        r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
        "language and region, such as en-GB or zh-Hant-TW",
    ),
    AfterValidator(_check_language),
]


class Holiday(Record):
    """A day on which we are closed whatever the weekday."""

    date: Day = Field(description="The day, as 2026-12-25.")
    name: Text = Field(description="What the day is called.")


class Contacts(Record):
    """How a customer reaches us."""

    phone: Text = Field(description="The number customers call, as it is spoken.")
    email: Email = Field(description="The address customers write to.")
    address: Text | None = Field(default=None, description="Where customers come to see us.")


class NamedEntry(Record):
    """One entry of a list that the rest of the handbook refers to by its ID."""

    id: Slug = Field(description="Short permanent name used in the other files.")
    name: Text = Field(description="Name as staff read it.")


class EscalationLevel(Record):
    """One rung of the ladder: what triggers it, who takes over, how fast."""

    trigger: Text = Field(description="What has to happen for the case to move up.")
    role: RoleRef = Field(description="The role that takes over.")
    within: Duration = Field(description="How soon they take over, such as 2 opening hours.")


class OutsideBody(Record):
    """Who decides when we and a customer cannot agree."""

    name: Text = Field(description="Its name, such as an ombudsman's or a scheme's.")
    decides: Text = Field(description="One sentence: what it may decide, and what that costs.")
    contact: Text = Field(description="How a customer reaches it.")


class Right(Record):
    """What the law gives customers, in words that can be said. Have it checked."""

    id: Slug = Field(description="Short name: texts fill it in as company.rights.ID.")
    says: Text = Field(description="The right in one or two sentences, as it is said.")
    country: Text = Field(description="Where it holds: a country's code, such as GB.")
    source: Text = Field(description="The law it comes from.")


class Site(Record):
    """A place of work, and what differs there."""

    id: SiteId = Field(description="Short permanent name, used in file names.")
    name: Text = Field(description="Name as printed on sheets.")
    timezone: Zone = Field(description="IANA time zone, such as Europe/London.")
    currency: Currency | None = Field(
        default=None, description="ISO 4217 code of its currency, where it differs."
    )
    contacts: Contacts | None = Field(default=None, description="Where it has its own.")
    opening_hours: Week | None = Field(default=None, description="Where they differ.")
    holidays: tuple[Holiday, ...] = Field(default=(), description="Closed days of this site only.")


class AuditRules(Record):
    """What holds for every audit: how its findings may be challenged."""

    challenge_days: Count = Field(
        default=USUAL_CHALLENGE_DAYS,
        description="Days within which a person who was audited may challenge a finding; 14 unless "
        "set.",
    )
    settled_by: RoleRef | None = Field(
        default=None, description="The role that settles a challenge. Without it nobody can."
    )


class Company(FileRecord):
    """`policies/company.yml`: everything the handbook says about the company itself."""

    name: Text = Field(description="The company's name.")
    handbook_url: Url = Field(
        description="Address at which the handbook is published; QR codes on paper lead there."
    )
    handbook_email: Email | None = Field(
        default=None,
        description="Where staff write when something is missing from the handbook; otherwise to the "
        "address of customers.",
    )
    language: Language = Field(description="Language and region, such as en-GB: dates and money.")
    currency: Currency = Field(description="ISO 4217 code of the currency, such as GBP.")
    customer: CustomerNames = Field(
        default=CustomerNames(), description="What customers are called, where not customers."
    )
    brand: Brand | None = Field(
        default=None, description="The company's colour and logo; ours unless set."
    )
    promise: Text = Field(description="One sentence: what every customer can count on.")
    contacts: Contacts = Field(description="How a customer reaches us.")
    opening_hours: Week = Field(description="When we are open, day by day.")
    holidays: tuple[Holiday, ...] = Field(default=(), description="Days on which we are closed.")
    roles: tuple[NamedEntry, ...] = Field(min_length=1, description="The roles staff have.")
    channels: tuple[NamedEntry, ...] = Field(
        min_length=1, description="The ways customers meet us."
    )
    products: tuple[NamedEntry, ...] = Field(default=(), description="What we sell, in groups.")
    escalation: tuple[EscalationLevel, ...] = Field(
        default=(), description="The ladder: trigger, role, time."
    )
    gesture_limits: dict[RoleRef, Limit] = Field(
        default={},
        description="Role: the most it may give away to put one case right. Where sites have another "
        "currency, an amount for each: {EUR: 60, GBP: 50}.",
    )
    emergency: tuple[EmergencyNumber, ...] = Field(
        default=(), description="Numbers to ring in danger; shown on the pages for it."
    )
    rights: tuple[Right, ...] = Field(
        default=(), description="Rights that customers have by law, to be filled into texts."
    )
    outside_body: OutsideBody | None = Field(
        default=None,
        description="Who decides when we and a customer cannot agree, if anybody does.",
    )
    audits: AuditRules = Field(
        default=AuditRules(), description="How the findings of audits may be challenged."
    )
    synonyms: tuple[tuple[Text, ...], ...] = Field(
        default=(), description="Groups of words that mean the same in a search."
    )
    sites: tuple[Site, ...] = Field(min_length=1, description="Where we work.")
    format: Count = Field(
        default=1,
        description="The form that the files of this handbook have; handbook upgrade writes it.",
    )

    @field_validator("format")
    @classmethod
    def _form_is_known(cls, number: int) -> int:
        if number > CONTENT_FORMAT:
            refuse(
                f"the files have the form {number}, and this version knows forms up to {CONTENT_FORMAT}",
                "install the version that requirements.txt names",
            )
        return number

    @field_validator("roles", "channels", "products", "sites")
    @classmethod
    def _ids_differ(cls, entries: tuple[NamedEntry | Site, ...]) -> tuple[NamedEntry | Site, ...]:
        refuse_each(find_repeated_ids((entry.id for entry in entries), "entry"))
        return entries

    @field_validator("customer")
    @classmethod
    def _other_languages_are_told(cls, names: CustomerNames, info: ValidationInfo) -> CustomerNames:
        # Only English can be derived; a language that was refused is reported by itself.
        language = str(info.data.get("language", "en"))
        if language.partition("-")[0] != "en":
            refuse_each(
                (
                    (name,),
                    f"{name} is missing",
                    f"write it in the language of the handbook, {language}",
                )
                for name in ("of_one", "of_many", "article")
                if getattr(names, name) is None
            )
        return names

    @model_validator(mode="after")
    def _limits_can_be_paid(self) -> Self:
        refuse_each(
            (("gesture_limits", role), wrong, instead)
            for role, limit in self.gesture_limits.items()
            for wrong, instead in self.find_currency_faults(limit)
        )
        return self

    def find_currency_faults(self, limit: AnyLimit) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the currencies of a limit, and what to write instead."""
        used: dict[str, str] = {}
        for site in self.sites:
            used.setdefault(site.currency or self.currency, site.name)
        yield from find_currency_faults(limit, self.currency, used)

    def list_amounts(self, limit: AnyLimit) -> tuple[Amount, ...]:
        """Return a limit in each currency it has, the company's own first, with the sites that use it."""
        others: dict[str, list[str]] = {self.currency: []}
        for site in self.sites:
            if site.currency and site.currency != self.currency:
                others.setdefault(site.currency, []).append(site.name)
        return tuple(
            Amount(currency, number, tuple(names))
            for currency, names in others.items()
            if (number := get_amount(limit, currency, self.currency)) is not None
        )

    @property
    def customer_words(self) -> CustomerWords:
        """What customers are called, in all forms that our sentences need."""
        return self.customer.make_words()

    def find_site(self, text: str) -> Site | None:
        """Return the site with this ID or this name, whatever its capitals and spaces, or None."""
        # On paper a site is written in many ways.
        wanted = " ".join(text.split()).casefold()
        by_id = (site for site in self.sites if site.id == wanted)
        by_name = (site for site in self.sites if " ".join(site.name.split()).casefold() == wanted)
        return next(by_id, next(by_name, None))

    def list_site_names(self) -> list[str]:
        """Return what sites may be called: the ID and the name of each."""
        return [word for site in self.sites for word in (site.id, site.name)]

    def list_placeholders(self) -> dict[str, str]:
        """Return the names that may stand in double braces, with what replaces them."""
        values = {
            "company.name": self.name,
            "company.promise": self.promise,
            "company.handbook_url": self.handbook_url,
            "company.phone": self.contacts.phone,
            "company.email": self.contacts.email,
        }
        if self.contacts.address:
            values["company.address"] = self.contacts.address
        if self.outside_body:
            values["company.outside_body"] = self.outside_body.name
        values |= {f"company.rights.{right.id}": right.says for right in self.rights}
        return values

    def name_of(self, group: Literal["roles", "channels", "products", "sites"], key: str) -> str:
        """Return the name that staff read for an ID of one of the lists."""
        entries: tuple[NamedEntry | Site, ...] = getattr(self, group)
        return next(entry.name for entry in entries if entry.id == key)


_GROUPS = ("urgent", "other")  # groups of the home page beside the sections


def _refuse_reserved(folder: str) -> str:
    if folder in (*SITE_FOLDERS, *_GROUPS):
        refuse(f"{folder} is taken by the site itself", "choose another name for the folder")
    return folder


class Section(Record):
    """One section of the handbook: a folder below `policies/`."""

    id: Annotated[Slug, AfterValidator(_refuse_reserved)] = Field(description="The folder's name.")
    title: Text = Field(description="The section's heading.")
    promise: Text = Field(
        description="One sentence in the customer's terms; the home page shows it."
    )
    intro: Text = Field(description="One or two sentences: what is found here and when to look.")


class Sections(FileRecord):
    """`policies/sections.yml`: the sections in the order in which staff see them."""

    sections: tuple[Section, ...] = Field(min_length=1, description="One entry a folder.")
    retired_standards: tuple[StandardId, ...] = Field(
        default=(),
        description="IDs of standards that were taken out and that no new standard may have. "
        "handbook remove writes them.",
    )

    @field_validator("sections")
    @classmethod
    def _folders_differ(cls, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        refuse_each(find_repeated_ids((section.id for section in sections), "section"))
        return sections
