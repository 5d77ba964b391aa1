"""What customers are called is a setting: nothing that the handbook generates says it otherwise."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from cx_handbook.audit.history.customers import CustomerAnswers, describe_answers
from cx_handbook.authoring.skeletons import NEW_FILE_MAKERS, new_policy
from cx_handbook.bundles import STATIC
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.model import KINDS, Handbook
from cx_handbook.customer_words import DEFAULT_WORDS, derive_words
from cx_handbook.documents.printing import choose_workbooks, print_workbooks, render_documents
from cx_handbook.website.site_files import SiteOptions, describe_head, plan_site
from support.project import CASES, DAY

# Names in the files of authors, which stay what they are: a field, a cause, a column, a kept phrase.
KEPT_NAMES = re.compile(
    r"customers_say|customer:|id: customer|ours, partner, unclear, customer"
    r"|the time agreed with the customer"
)
CUSTOMER = re.compile(r"\bcustomers?\b", re.IGNORECASE)
# What nobody reads: tags with their classes and anchors, code, scripts and styles.
UNREAD = re.compile(r"<(script|style|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
# What is read although it stands inside a tag.
READ_ATTRIBUTE = re.compile(r'(?:title|alt|aria-label|placeholder|content)="([^"]*)"')


@pytest.fixture(scope="module")
def guests(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    """Return the small handbook of a house with guests, whose own texts say no other word."""
    root = tmp_path_factory.mktemp("guests") / "handbook"
    shutil.copytree(CASES / "handbook", root)
    for path in root.rglob("*.yml"):
        kept: list[str] = []

        def keep(found: re.Match[str], kept: list[str] = kept) -> str:
            kept.append(found[0])
            return f"\0{len(kept) - 1}\0"

        text = KEPT_NAMES.sub(keep, path.read_text("utf-8"))
        text = re.sub("customer", "guest", re.sub("Customer", "Guest", text))
        text = re.sub(r"\0(\d+)\0", lambda found, kept=kept: kept[int(found[1])], text)
        path.write_text(text, "utf-8")
    company = root / "policies" / "company.yml"
    company.write_text(f"{company.read_text('utf-8')}\ncustomer: {{one: guest, many: guests}}\n")
    return load_handbook(root)


def find_readable(html: str) -> str:
    return " ".join((UNREAD.sub(" ", html), *READ_ATTRIBUTE.findall(html)))


def assert_says_guest(texts: Iterator[tuple[str, str]]) -> None:
    found = [
        f"{name}: {text[max(0, at.start() - 40) : at.end() + 40]}"
        for name, text in texts
        for at in CUSTOMER.finditer(text)
    ]
    assert found == []


def test_pages_and_sheets_name_customers_as_the_company_does(guests: Handbook) -> None:
    """No page, search entry, print view or sheet for a PDF says customer where they are guests."""

    def list_texts() -> Iterator[tuple[str, str]]:
        site = plan_site(guests, DAY, SiteOptions(preview=True))
        for page in site.pages:
            yield page.path, f"{page.title} {page.description} {find_readable(page.html)}"
            yield from ((page.path, f"{entry.title} {entry.text}") for entry in page.search)
        for sheet in render_documents(guests, paper="a4"):
            yield sheet.name, find_readable(sheet.html)

    assert_says_guest(list_texts())
    assert "What guests say" in " ".join(text for _, text in list_texts())


def test_workbooks_name_customers_as_the_company_does(guests: Handbook, tmp_path: Path) -> None:
    """No cell of a workbook says customer where they are guests."""
    print_workbooks(guests, choose_workbooks(guests, ()), None, tmp_path)
    books = sorted(tmp_path.rglob("*.xlsx"))
    assert books

    def list_texts() -> Iterator[tuple[str, str]]:
        for book in books:
            with ZipFile(BytesIO(book.read_bytes())) as parts:
                for part in parts.namelist():
                    text = parts.read(part).decode()
                    # A column's ID is a name in the log's file.
                    yield f"{book.name}/{part}", re.sub(r"<t[^>]*>customer</t>", "", text)

    assert_says_guest(list_texts())


def test_skeletons_name_customers_as_the_company_does(guests: Handbook) -> None:
    """A new file asks its author about guests; only names of fields say customer."""
    made = [make(guests, "new-one", DAY) for make in NEW_FILE_MAKERS.values()]
    made += [new_policy(guests, kind, "new-one", None, DAY) for kind in KINDS]
    assert_says_guest((new.name, KEPT_NAMES.sub("", new.text)) for new in made)
    assert any("what a guest says" in new.text for new in made)


def test_scripts_take_the_word_from_the_page(guests: Handbook) -> None:
    """No text of a script says customer: each takes it from what the head of the page says."""
    # Comments are for engineers; members and file names hold the word together with others.
    comments = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
    quoted = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
    value = re.compile(r"\$\{[^}]*\}")

    def list_texts() -> Iterator[tuple[str, str]]:
        for path in STATIC.rglob("*.js"):
            if "vendor" not in path.parts:
                code = comments.sub("", path.read_text("utf-8"))
                for text in quoted.findall(code.replace("hb-customers", "")):
                    if " " in text:  # one word is a name
                        yield path.name, value.sub("", text)

    assert_says_guest(list_texts())
    head = describe_head(guests, DAY, SiteOptions())
    assert "{&#34;one&#34;: &#34;guest&#34;" in head.audience


def test_messages_name_customers_as_the_company_does(tmp_path: Path) -> None:
    """A house rule that judges our words says whom they blame by the company's word."""
    shutil.copytree(CASES / "handbook", tmp_path / "h")
    company = tmp_path / "h/policies/company.yml"
    company.write_text(f"{company.read_text()}customer: {{one: owner, many: owners}}\n")
    spoken = tmp_path / "h/policies/situations/chair-came-broken.yml"
    text = spoken.read_text("utf-8")
    blaming = text.replace("- May I have", "- You should have called. May I have")
    spoken.write_text(blaming, "utf-8")
    problems = " ".join(map(str, examine_content(tmp_path / "h", DAY).problems))
    assert "shifts the blame to the owner; say what happened" in problems


@pytest.mark.parametrize(
    ("one", "many", "expected"),
    [
        ("customer", "customers", ("customer’s", "customers’", "a customer")),
        ("owner", "owners", ("owner’s", "owners’", "an owner")),
        ("user", "users", ("user’s", "users’", "a user")),
        ("child", "children", ("child’s", "children’s", "a child")),
    ],
)
def test_english_forms_are_derived(one: str, many: str, expected: tuple[str, ...]) -> None:
    """What is not given is derived as English does it."""
    words = derive_words(one, many)
    assert (words.of_one, words.of_many, words.a_one) == expected


def test_what_is_given_is_kept_with_our_apostrophe() -> None:
    """A given possessive and article replace the derived ones; the apostrophe is that of our texts."""
    words = derive_words("hôte", "hôtes", of_one="l'hôte's", of_many="des hôtes", article="un")
    assert (words.of_one, words.of_many, words.a_one) == ("l’hôte’s", "des hôtes", "un hôte")


def test_names_in_braces_are_filled_in_and_other_braces_stay() -> None:
    """Only the five names are replaced; a capital in the braces gives one to the word."""
    words = derive_words("guest", "guests")
    text = "{A_customer}, {customers} and {of_customers} {Of_customer} {other} {customer"
    assert words.fill(text) == "A guest, guests and guests’ Guest’s {other} {customer"


def test_answers_to_our_question_are_told_by_the_same_word() -> None:
    """What is said beside a verdict names guests, and customers unless a company says otherwise."""
    answers = CustomerAnswers(4, 0, 0)
    assert describe_answers(answers, derive_words("guest", "guests")).startswith("Guests: 4 asked")
    assert describe_answers(answers, DEFAULT_WORDS).startswith("Customers: 4 asked")
