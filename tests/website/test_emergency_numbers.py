"""Numbers to ring in danger: those of our countries, and whom to ask where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from cx_handbook.content.model import Company, Handbook, Situation
from support.project import PROJECT
from support.rendered import render_once

STYLE = PROJECT / "generator/cx_handbook/static/call/call_frame.css"
BRITISH = {"number": "999", "country": "GB", "answers": "Police, ambulance, fire."}
PORTUGUESE = {"number": "112", "country": "PT", "answers": "Everybody."}
ASK = "number to ring is written down for this. Ask Head of service now which one is right"


def render_head(handbook: Handbook, numbers: list[dict[str, str]], *zones: str) -> str:
    """Return the head of the page for a fire, where sites lie in some time zones, without its tags."""
    data: dict[str, Any] = handbook.company.model_dump(mode="json")
    first, other = data["sites"]
    data["sites"] = [
        {**site, "timezone": zone} for site, zone in zip((first, other), zones * 2, strict=False)
    ]
    data["emergency"] = [{**one, "danger": ["fire"], "source": "gov.example"} for one in numbers]
    data["roles"] += [{"id": "head", "name": "Head of service"}]
    data["escalation"] = [{"trigger": "Danger", "role": "head", "within": "5 minutes"}]
    (situation,) = handbook.situations
    urgent = situation.model_copy(update={"urgent": True, "danger": ("fire",)})
    changed = replace(handbook, company=Company.model_validate(data), situations=(urgent,))
    return find_head(changed, urgent)


def find_head(handbook: Handbook, situation: Situation) -> str:
    """Return the head of a situation's page. The call view shows this head, and no other."""
    (page,) = (
        page for page in render_once(handbook) if page.path.endswith(f"{situation.slug}.html")
    )
    head = re.search(r'<header class="hb-head[^>]* id="call".*?</header>', page.html, re.DOTALL)
    assert head
    return head[0]


def read_numbers(head: str) -> list[tuple[str, str]]:
    return re.findall(r'<dt><a href="tel:(\d+)">.*?</dt><dd>(.*?)</dd>', head)


def read_advice(head: str) -> list[str]:
    return re.findall(r'<p class="hb-numbers-none">(.*?)</p>', head)


def test_without_a_number_the_page_says_whom_to_ask(handbook: Handbook) -> None:
    """It names the last rung of the ladder, and guesses nothing."""
    head = render_head(handbook, [], "Europe/London")

    assert read_advice(head) == [f"No {ASK} here."]
    assert "tel:" not in head
    assert 'hb-numbers"' not in head


def test_a_number_of_another_country_is_no_guess(handbook: Handbook) -> None:
    """What was taken over from a sample of another country is not shown: it would ring nowhere."""
    head = render_head(handbook, [BRITISH], "Europe/Lisbon")

    assert read_numbers(head) == []
    assert read_advice(head) == [f"No {ASK} here."]


def test_where_only_some_countries_have_a_number_both_are_said(handbook: Handbook) -> None:
    """Each number says where it is right, and the other country whom to ask."""
    head = render_head(handbook, [BRITISH], "Europe/London", "Europe/Lisbon")

    assert read_numbers(head) == [("999", "GB: Police, ambulance, fire.")]
    assert read_advice(head) == [f"PT (Portugal): no {ASK}."]

    head = render_head(handbook, [BRITISH, PORTUGUESE], "Europe/London", "Europe/Lisbon")
    assert [number for number, _ in read_numbers(head)] == ["999", "112"]
    assert read_advice(head) == []


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/London", "GB"), ("UTC", "GB"), ("Europe/London", "UK")]
)
def test_a_number_that_may_be_right_is_shown(handbook: Handbook, zone: str, country: str) -> None:
    """A clock without a country and a code that is none hide no number: that could cost a life."""
    head = render_head(handbook, [{**BRITISH, "country": country}], zone)

    assert [number for number, _ in read_numbers(head)] == ["999"]


def test_the_call_view_keeps_whom_to_ask() -> None:
    """Of the page's head it hides all but its own line, the numbers and what stands in their place."""
    kept = re.search(r"\.hb-calling \.hb-head > :not\(([^)]*)\)", STYLE.read_text("utf-8"))

    assert kept
    assert {".hb-numbers", ".hb-numbers-none"} <= set(kept[1].split(", "))
