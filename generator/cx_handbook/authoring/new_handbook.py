"""A new handbook in a folder of its own: a sample's content with the company's own answers in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from pydantic import ValidationError

from cx_handbook.authoring.regions import find_currency_sign, find_region
from cx_handbook.authoring.samples import Sample, read_sample_files
from cx_handbook.authoring.yaml_edit import quote_if_needed, replace_field
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.model import Company
from cx_handbook.content.model.customer import CustomerNames
from cx_handbook.content.validation_messages import explain
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.customer_words import derive_words
from cx_handbook.shipped import find_shipped

_TEMPLATES = Path(__file__).parents[1] / "templates" / "new_handbook"
_SETTINGS = "mkdocs.yml"
# Named without the dots that would hide them from whoever reads the package.
_FILES = {
    "readme.md": "README.md",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/handbook.yml",
    "editor-settings.json": ".vscode/settings.json",
    "editor-extensions.json": ".vscode/extensions.json",
    "own-pages.md": "docs/README.md",
}
_REVIEWED = re.compile(r"^(reviewed|revised): \d{4}-\d{2}-\d{2}$", re.MULTILINE)
_ZONE = re.compile(r"^( +timezone:) .*$", re.MULTILINE)
# A number to ring that is wrong where somebody is in danger is worse than none.
_OF_A_COUNTRY = {
    "holidays": "closed days",
    "emergency": "numbers to ring in danger",
    "rights": "rights by law",
}
_HOW = {"holidays": "; handbook new holidays writes yours"}
_THEME_LANGUAGE = re.compile(r"^(  language:) .*$", re.MULTILINE)


KEPT = "as it is"
"""What is answered where nothing is to change."""


@dataclass(frozen=True)
class Answers:
    """What a company says about itself.

    `customer` is what one is called and what several are, with a slash between them. Without a time
    zone or sites, those of the sample stay, and so does the colour that is KEPT.
    """

    name: str
    language: str
    currency: str
    timezone: str | None = None
    customer: str = "customer/customers"
    sites: tuple[str, ...] = ()
    colour: str = KEPT


@dataclass(frozen=True)
class NewHandbook:
    """The files of a new handbook by their names, and what is to be told about them."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def read_company(sample: Sample) -> dict[str, str]:
    """Return what a sample says about its company: name, language, currency and the names of its sites."""
    data = _parse_company(read_sample_files(sample)[COMPANY])
    sites = ", ".join(site["name"] for site in data["sites"])
    return {
        "name": data["name"],
        "language": data["language"],
        "currency": data["currency"],
        "customer": _read_customer(data),
        "sites": sites,
    }


def _read_customer(data: dict[str, Any]) -> str:
    names = CustomerNames.model_validate(data.get("customer") or {})
    return f"{names.one}/{names.many}"


def _parse_company(content: bytes) -> dict[str, Any]:
    data: dict[str, Any] = parse_yaml(content, COMPANY).data
    return data


def find_answer_fault(field: str, answer: str) -> str | None:
    """Return what is wrong with an answer and what to write instead, or None.

    It is the model of `company.yml` that judges, so that both say the same.
    """
    match field:
        case "customer":
            one, slash, many = _split_customer(answer)
            if not (one and slash and many):
                return "write what one is called and what several are, such as guest/guests"
            return _find_fault("customer", {"one": one, "many": many})
        # A clock is a field of a site.
        case "colour":
            return None if answer == KEPT else _find_fault("brand", {"colour": answer})
        case "timezone":
            return _find_fault("sites", [_make_site("main", "Main", answer)])
    return _find_fault(field, answer)


def _split_customer(answer: str) -> tuple[str, str, str]:
    one, slash, many = answer.partition("/")
    return one.strip(), slash, many.strip()


def _find_fault(field: str, value: object) -> str | None:
    data = {field: value}
    try:
        Company.model_validate(data)
    except ValidationError as error:
        # The other fields are missing here, which says nothing about this one.
        for path, wrong, instead in explain(error, Company, data):
            if path[:1] == (field,):
                return f"{wrong}; {instead}"
    return None


def list_sites(names: Iterable[str], timezone: str) -> list[dict[str, str]]:
    """Return the sites of these names, each with a short permanent name made from it."""
    sites: list[dict[str, str]] = []
    for name in names:
        slug = _make_slug(name)
        taken = [site["id"] for site in sites]
        if not slug or slug in taken or _find_fault("sites", [_make_site(slug, name, timezone)]):
            slug = f"site-{len(sites) + 1}"
        sites.append(_make_site(slug, name, timezone))
    return sites


def _make_site(slug: str, name: str, timezone: str) -> dict[str, str]:
    return {"id": slug, "name": name, "timezone": timezone}


def _make_slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; empty where it has none of them."""
    # Évry is evry: what a letter carries goes, the letter stays.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def plan_handbook(sample: Sample, answers: Answers, origin: str, today: date) -> NewHandbook:
    """Return what a new handbook consists of, its schemas aside.

    `origin` is the line by which pip installs the generator. What the sample says was reviewed counts
    as reviewed today: its times run from the day on which the company reads it.
    """
    files = {
        name: _REVIEWED.sub(rf"\1: {today}", content.decode())
        for name, content in read_sample_files(sample).items()
    }
    old = _parse_company(files[COMPANY].encode())
    files[COMPANY], notes = _fill_company(files[COMPANY], old, answers)
    settings = find_shipped(f"samples/{_SETTINGS}", _SETTINGS).read_text("utf-8")
    files[_SETTINGS] = _fill_settings(settings, answers)
    values = {"name": answers.name, "origin": origin, "sample": sample.card.label}
    files |= {
        target: Template((_TEMPLATES / source).read_text("utf-8")).substitute(values)
        for source, target in _FILES.items()
    }
    notes += _find_leftovers(sample, files, old, answers)
    return NewHandbook({name: files[name].encode() for name in sorted(files)}, tuple(notes))


def _fill_company(text: str, old: dict[str, Any], answers: Answers) -> tuple[str, list[str]]:
    """Return the company's file with the answers in it, and what had to be left out."""
    # Field by field, so that the sample's comments are there to explain the rest.
    for field in ("name", "language", "currency"):
        text = replace_field(text, field, [f"{field}: {quote_if_needed(getattr(answers, field))}"])
    if "customer" in old or answers.customer != _read_customer(old):
        text = replace_field(text, "customer", _write_customer(answers), after="currency")
    if answers.colour != KEPT:
        lines = ["brand:", f"  colour: {quote_if_needed(answers.colour)}"]
        text = replace_field(text, "brand", lines, after="currency")
    if answers.sites:
        zone = answers.timezone or old["sites"][0]["timezone"]
        text = replace_field(text, "sites", _write_sites(list_sites(answers.sites, zone)))
    elif answers.timezone:
        text = _ZONE.sub(rf"\1 {answers.timezone}", text)
    if find_region(answers.language) == find_region(old["language"]):
        return text, []
    notes = []
    for field, what in _OF_A_COUNTRY.items():
        if field in old:
            text = replace_field(text, field, [])
            why = f"because they are another country's{_HOW.get(field, '')}"
            notes.append(f"The sample's {what} are left out, {why}.")
    return text, notes


def _write_customer(answers: Answers) -> Iterator[str]:
    """Yield what customers are called; with all forms where the language is not English.

    Our own sentences are English in every language, so these are the forms that they need.
    """
    one, _, many = _split_customer(answers.customer)
    words = derive_words(one, many)
    forms = {"one": one, "many": many}
    if not answers.language.startswith("en"):
        article = words.a_one.removesuffix(one).strip()
        forms |= {"of_one": words.of_one, "of_many": words.of_many, "article": article}
    yield "customer:"
    for name, form in forms.items():
        yield f"  {name}: {quote_if_needed(form)}"


def _write_sites(sites: Iterable[dict[str, str]]) -> Iterator[str]:
    yield "sites:"
    for site in sites:
        for n, (key, word) in enumerate(site.items()):
            yield f"{'    ' if n else '  - '}{key}: {quote_if_needed(word)}"


def _fill_settings(text: str, answers: Answers) -> str:
    """Return `mkdocs.yml` with the company's name and language, and without what is ours alone."""
    # One copy for all samples: ours at the root.
    title = quote_if_needed(f"{answers.name} · Handbook")
    text = replace_field(text, "site_name", [f"site_name: {title}"])
    text = text.replace("https://git.example.com/northgate/handbook/", "https://example.com/")
    text = replace_field(text, "exclude_docs", ["exclude_docs: README.md"])
    language = answers.language.partition("-")[0]
    return _THEME_LANGUAGE.sub(rf"\1 {language}", text)


def _find_leftovers(
    sample: Sample, files: Mapping[str, str], old: dict[str, Any], answers: Answers
) -> list[str]:
    """Say in which files a name of the sample's, its currency or its word for customers still stands."""
    # Texts are not changed by a search: a name may be part of another word.
    words = [
        rf"\b{re.escape(name)}\b"
        for name in sample.card.names
        if not any(name in own for own in (answers.name, *answers.sites))
    ]
    if answers.currency != old["currency"]:
        words.append(re.escape(find_currency_sign(old["currency"], old["language"])))
    if answers.customer != (usual := _read_customer(old)):
        # As a word in a text, and not in the name of a field such as customers_say.
        words.append(rf"\b{re.escape(_split_customer(usual)[0])}\b(?!:)")
    notes = []
    for word in words:
        found = {
            name: match[0]
            for name, text in files.items()
            # Their own file is read from top to bottom anyway.
            if name.endswith(".yml") and name != COMPANY and (match := re.search(word, text))
        }
        if found:
            first, *others = found
            more = f" and {len(others)} more" if others else ""
            notes.append(f"“{found[first]}” still stands in {first}{more}; search for it.")
    return notes
