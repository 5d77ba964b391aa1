"""What cannot be promised cannot be built: the records, their parts and their invariants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from cx_handbook.addresses import SITE_FOLDERS
from cx_handbook.content.model import (
    KINDS,
    Company,
    Duration,
    Handbook,
    Money,
    ReviewInterval,
    Section,
    Share,
    Standard,
)
from cx_handbook.content.model.company import Language
from cx_handbook.content.model.kinds import Callback
from cx_handbook.content.model.opening_hours import Hours
from cx_handbook.content.model.types import Day
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES, load_shipped

READERS = {
    "durations.yml": Duration,
    "intervals.yml": ReviewInterval,
    "shares.yml": Share,
    "hours.yml": Hours,
    "dates.yml": Day,
}


def table(name: str) -> dict[str, Any]:
    found = parse_yaml((CASES / "model" / name).read_bytes(), name)
    assert not found.problems
    return found.data


def written(section: str, slug: str) -> dict[str, Any]:
    return parse_yaml((CASES / f"handbook/policies/{section}/{slug}.yml").read_bytes(), slug).data


def refusals(data: dict[str, Any]) -> list[str]:
    """Return what is said when a policy is built from plain data."""
    with pytest.raises(ValidationError) as refused:
        KINDS[data["kind"]].model_validate(data)
    return [item["msg"] for item in refused.value.errors()]


@pytest.mark.parametrize(
    ("file", "short", "meant"),
    [(file, short, meant) for file in READERS for short, meant in table(file).items()],
)
def test_short_forms_are_understood_or_refused(file: str, short: str, meant: object) -> None:
    """What can be read is read in one way only, and the rest is refused with advice."""
    reader: TypeAdapter[Any] = TypeAdapter(READERS[file])
    if meant is None:
        with pytest.raises(ValidationError) as refused:
            reader.validate_python(short)
        assert "; " in refused.value.errors()[0]["msg"] or refused.value.errors()[0]["ctx"]
    elif isinstance(meant, str):
        assert str(reader.validate_python(short)) == meant
    else:
        assert reader.validate_python(short) == meant


@pytest.mark.parametrize("value", [True, None, [], {"n": True, "unit": "hour"}, 5, 0.5])
def test_durations_come_from_words_or_whole_blocks(value: object) -> None:
    """A bare number says no unit, and truth is no number."""
    with pytest.raises(ValidationError):
        Duration.model_validate(value)


@pytest.mark.parametrize("short", [s for s, meant in table("durations.yml").items() if meant])
def test_a_duration_reads_back_as_itself(short: str) -> None:
    """What a duration says of itself is a way to write it."""
    duration = Duration.model_validate(short)
    assert Duration.model_validate(str(duration)) == duration
    assert Duration.model_validate(duration.model_dump()) == duration


@pytest.mark.parametrize("value", [0, 1, 0.9, 0.825])
def test_a_share_may_be_a_number_up_to_one(value: float) -> None:
    """A share is a part of the whole."""
    assert TypeAdapter(Share).validate_python(value) == value


@pytest.mark.parametrize("value", [-0.1, 1.01, 90, True, float("nan"), float("inf"), None])
def test_a_number_outside_the_whole_is_no_share(value: object) -> None:
    """More than all, less than nothing and no number at all are refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(value)


@pytest.mark.parametrize(
    ("value", "amount"), [(25, "25"), (12.5, "12.5"), (0, "0"), (75.1, "75.1"), (0.01, "0.01")]
)
def test_money_is_exact(value: float, amount: str) -> None:
    """An amount is the decimal that was written, not its nearest binary neighbour."""
    assert TypeAdapter(Money).validate_python(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value", [-1, 0.001, 1e-7, True, "25", "£25", None, float("nan"), float("inf")]
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    """Negative amounts, parts of a penny and words are no money."""
    with pytest.raises(ValidationError):
        TypeAdapter(Money).validate_python(value)


@pytest.mark.parametrize(
    ("currency", "amount", "can_be_paid"),
    [
        ("GBP", 12.5, True),
        ("JPY", 1200, True),
        ("JPY", 12.0, True),
        ("JPY", 12.5, False),
        ("XAF", 0.01, False),
        ("RSD", 12.5, True),
    ],
)
def test_a_limit_can_be_paid_in_the_companys_currency(
    handbook: Handbook, currency: str, amount: float, can_be_paid: bool
) -> None:
    """There is no half yen."""
    data = handbook.company.model_dump(mode="json") | {
        "currency": currency,
        "gesture_limits": {"lead": amount},
    }
    if can_be_paid:
        assert Company.model_validate(data).gesture_limits["lead"] == Decimal(str(amount))
    else:
        with pytest.raises(ValidationError, match=rf"{amount} {currency} cannot be paid"):
            Company.model_validate(data)


@pytest.mark.parametrize(
    "language", ["en-GB", "en", "gsw-CH", "zh-Hant-TW", "sr-Latn-RS", "zh-Hans"]
)
def test_a_language_has_a_region_and_where_needed_a_script(language: str) -> None:
    """Whatever dates and money can be written in, with the parts in their order."""
    assert TypeAdapter(Language).validate_python(language) == language


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("xx-YY", "write one such as en-GB"),
        ("zh-TW", "did you mean zh-Hant-TW?"),
        ("sr-RS", "did you mean sr-Cyrl-RS or sr-Latn-RS?"),
        ("zh-TW-Hant", "pattern"),
        ("en_GB", "pattern"),
        ("../en", "pattern"),
        ("*-*", "pattern"),
    ],
)
def test_a_language_nobody_can_write_dates_in_is_refused(language: str, hint: str) -> None:
    """A region that needs a script is told which scripts there are."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Language).validate_python(language)
    assert hint in refused.value.errors()[0]["msg"]


@pytest.mark.parametrize("folder", ["assets", "checklists", "reference", "search", "situations"])
def test_a_section_cannot_take_a_folder_of_the_site(handbook: Handbook, folder: str) -> None:
    """Two would write into one folder."""
    section = handbook.sections.sections[0].model_dump()
    assert Section.model_validate(section | {"id": "guide"}).id == "guide"
    with pytest.raises(ValidationError, match=f"{folder} is taken by the site itself"):
        Section.model_validate(section | {"id": folder})


def test_every_folder_of_the_site_is_a_section_or_taken(shipped_site: Path) -> None:
    """What the built site holds beside the sections is known to be taken.

    A folder for web servers begins with a dot, as no section can.
    """
    sections = {section.id for section in load_shipped().sections.sections}
    folders = {path.name for path in shipped_site.iterdir() if path.is_dir()}
    folders = {folder for folder in folders if not folder.startswith(".")}
    assert folders - sections == set(SITE_FOLDERS)


@pytest.mark.parametrize(
    ("every", "day", "due"),
    [
        ("1 month", date(2026, 1, 31), date(2026, 2, 28)),
        ("6 months", date(2026, 8, 31), date(2027, 2, 28)),
        ("1 year", date(2024, 2, 29), date(2025, 2, 28)),
        ("2 weeks", date(2026, 12, 25), date(2027, 1, 8)),
        ("60 years", date(2199, 12, 31), date(2259, 12, 31)),
    ],
)
def test_a_review_falls_due_on_a_day_that_exists(every: str, day: date, due: date) -> None:
    """Months and years end on the last day where the day itself is missing."""
    assert ReviewInterval.model_validate(every).find_end(day) == due


@pytest.mark.parametrize(
    ("promised", "achieved", "can_be_kept"),
    [
        ("4 opening hours", "4 opening hours", True),
        ("4 opening hours", "239 opening minutes", True),
        ("4 opening hours", "241 opening minutes", False),
        ("2 days", "48 hours", True),
        ("1 week", "8 days", False),
        ("2 working days", "3 working days", False),
        ("2 working days", "4 opening hours", False),
        ("2 days", "2 working days", False),
        ("9999 weeks", "1 opening minute", False),
        ("the time agreed with the customer", "15 minutes", True),
        ("the time agreed with the customer", "4 opening hours", True),
    ],
)
def test_a_promise_is_no_faster_than_what_is_achieved_on_the_same_clock(
    promised: str, achieved: str, can_be_kept: bool
) -> None:
    """Times compare on one clock only; the time agreed with the customer needs no comparison."""
    data = written("calls", "ring-back") | {
        "promise_within": promised,
        "achieved_within": {"within": achieved, "basis": "estimate"},
    }
    if can_be_kept:
        assert str(Callback.model_validate(data).promise_within) == promised
    else:
        assert any(word in refusals(data)[0] for word in ("faster", "different clocks"))


@pytest.mark.parametrize(
    ("section", "slug", "path"),
    [
        ("sorry", "broken-chair", ("causes", "ours", "words", "take_responsibility")),
        ("sorry", "broken-chair", ("causes", "ours", "words", "repair")),
        ("sorry", "broken-chair", ("causes", "ours", "gestures", 0, "limit")),
        ("calls", "ring-back", ("no_news",)),
        ("calls", "ring-back", ("takeover",)),
        ("calls", "ring-back", ("achieved_within", "measured_on")),
        ("offers", "sold-out", ("instead",)),
        ("offers", "sold-out", ("instead", 0, "value")),
        ("offers", "sold-out", ("never_say",)),
        ("hearing", "whole-story", ("ask_first",)),
        ("hearing", "whole-story", ("read_back",)),
        ("hearing", "whole-story", ("hand_over",)),
        ("calls", "ring-back", ("standards", 0, "evidence", "sample")),
        ("calls", "ring-back", ("standards", 0, "target")),
        ("offers", "sold-out", ("standards", 0, "target")),
    ],
)
def test_a_kind_without_its_essence_cannot_be_built(
    section: str, slug: str, path: tuple[Any, ...]
) -> None:
    """What makes a kind what it is cannot be left out, not even by a program."""
    data = written(section, slug)
    assert KINDS[data["kind"]].model_validate(data).kind == data["kind"]
    around: Any = data
    for part in path[:-1]:
        around = around[part]
    del around[path[-1]]
    assert len(refusals(data)) == 1


def test_records_are_frozen(handbook: Handbook) -> None:
    """Nothing that was read can be changed afterwards."""
    with pytest.raises(ValidationError):
        handbook.policies[0].title = "Another"
    with pytest.raises(AttributeError):
        handbook.policies = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("critical", "may_be_na", "allowed"),
    [(False, None, True), (True, None, False), (True, True, True), (False, False, False)],
)
def test_a_critical_standard_is_always_applicable_unless_it_says_so(
    critical: bool, may_be_na: bool | None, allowed: bool
) -> None:
    """Nobody leaves out by accident what breaks a promise."""
    data = written("habits", "tidy-counter")["standards"][0]
    standard = Standard.model_validate(data | {"critical": critical, "may_be_na": may_be_na})
    assert standard.not_applicable is allowed


def test_every_kind_is_written_as_its_name_says(handbook: Handbook) -> None:
    """What a policy writes under kind decides which record is built."""
    assert [type(policy) for policy in handbook.policies] == [
        KINDS[policy.kind] for policy in handbook.policies
    ]


def test_a_handbook_finds_records_by_their_names(handbook: Handbook) -> None:
    """Every record can be reached by its ID."""
    standard, policy = handbook.standards_by_id["CB-01"]
    assert standard in policy.standards
    assert handbook.policies_by_slug["ring-back"] is policy
    assert handbook.source_items_by_id["DOC-02"].document == "DOC"
    assert list(handbook.in_section("calls")) == [policy]
    assert handbook.company.name_of("roles", policy.owner) == "Team lead"
