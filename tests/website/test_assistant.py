"""What an assistant may ask of a handbook, and how it is answered: over the protocol, and by itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from cx_handbook.website.assistant import found_pages
from cx_handbook.website.assistant.due_times import DueTimes
from cx_handbook.website.assistant.found_pages import FinderAnswers
from cx_handbook.website.assistant.page_text import resolve_link
from cx_handbook.website.assistant.questions import Assistant
from cx_handbook.website.assistant.wrong_question import WrongQuestionError
from support.finder import Finder
from support.hostile import HOSTILE, hostile_handbook
from support.project import CASES, DAY, load_shipped
from support.rendered import render_once

if TYPE_CHECKING:
    from mcp import StdioServerParameters
    from mcp.types import CallToolResult

TRANSCRIPT = CASES / "assistant" / "transcript.json"
SECRET = "Only the auditor wrote this"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def start_server(root: Path) -> StdioServerParameters:
    """Return how an assistant starts the command; it hears of no variable but those it needs."""
    # Imported here, because the SDK takes a second, and every run reads this file.
    from mcp import StdioServerParameters

    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "cx_handbook", "--root", str(root), "mcp"],
        env={"SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"]},
    )


def read_answer(result: CallToolResult) -> Any:
    """Return an answer as data where there are any, and as its text otherwise."""
    from mcp.types import TextContent

    (first,) = result.content if result.structured_content is None else result.content[:1]
    assert isinstance(first, TextContent)
    if result.is_error:
        return {"error": first.text}
    return first.text if result.structured_content is None else result.structured_content


async def ask_all(root: Path, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the server says of itself, its tools, and its answers to some questions."""
    from mcp import Client

    async with Client(start_server(root)) as client:
        tools = (await client.list_tools()).tools
        asked = [await client.call_tool(one["tool"], one["arguments"]) for one in questions]
        return {
            "instructions": client.instructions,
            "tools": {tool.name: tool.annotations for tool in tools},
            "answers": [read_answer(result) for result in asked],
        }


def test_a_conversation_over_the_protocol(handbook_root: Path) -> None:
    """The SDK's own client finds a page, is refused, reads, hears a due time, and of its mistakes.

    Every tool only reads, and what an audit holds is in no answer.
    """
    (handbook_root / "meaning.txt").unlink()  # the answers are those by words
    (handbook_root / "audits").mkdir(exist_ok=True)
    (handbook_root / "audits" / "broken.json").write_text(f'{{"note": "{SECRET}"', "utf-8")
    import anyio

    case = json.loads(TRANSCRIPT.read_text("utf-8"))
    # In a thread of its own: the browser of other tests keeps an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        said = thread.submit(anyio.run, ask_all, handbook_root, case["conversation"]).result()

    assert said["instructions"] == case["instructions"]
    assert list(said["tools"]) == ["find", "read_page", "when_due"]
    assert all(tool.read_only_hint for tool in said["tools"].values())
    for one, answer in zip(case["conversation"], said["answers"], strict=True):
        assert answer == one["answer"], one["about"]
    assert SECRET not in json.dumps(said["answers"])


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant(load_shipped(), DAY)


def test_an_emergency_comes_before_everything_else(assistant: Assistant) -> None:
    """Whatever else was said; the first page is the one for it, and the advice says so."""
    answer = assistant.find("my sofa is late and I am going to kill myself")

    assert answer.advice == found_pages.EMERGENCY
    assert answer.pages[0].path == "situations/speaks-of-ending-their-life.html"
    assert answer.pages[0].urgent


def test_it_ranks_and_refuses_as_the_finder_does(assistant: Assistant) -> None:
    """The same scripts on the same index: an assistant finds what a reader would."""
    finder = Finder(load_shipped())
    phrases = ("nobody rang back", "how do I boil an egg", "leg came off", "are you open on Sunday")
    for phrase in phrases:
        found, answer = finder.find_entries(phrase), assistant.find(phrase)
        assert answer.fits != found["refused"]
        shown = [] if found["refused"] else found["paths"][: found_pages.SHOWN]
        assert [page.path for page in answer.pages] == shown


def test_a_note_of_colleagues_is_never_shown(handbook: Handbook) -> None:
    """It leads to the page, and no answer repeats it."""
    situation = handbook.situations[0].model_copy(update={"notes": ("wobbly zebra",)})
    noted = replace(handbook, situations=(situation,))
    answer = FinderAnswers(noted).find("wobbly zebra")

    assert answer.pages[0].path == "situations/chair-came-broken.html"
    assert "zebra" not in str(answer)


def test_every_page_can_be_read(handbook: Handbook) -> None:
    """Each begins with its title, and holds no markup and nothing that is only pressed."""
    reader = Assistant(handbook, DAY)
    for page in render_once(handbook):
        text = reader.read_page(page.path)
        assert f"# {page.title}" in text or page.path == "index.html", page.path
        assert not {"<div", "<svg", "<script", "Copy link"} & set(text.split(">")), page.path


def test_a_page_is_known_by_its_whole_address_too(handbook: Handbook) -> None:
    """As `url` gives it, or with a place on the page behind it."""
    reader = Assistant(handbook, DAY)
    text = reader.read_page("sorry/broken-chair.html")

    assert reader.read_page("https://handbook.example.com/sorry/broken-chair.html#SO-01") == text
    with pytest.raises(WrongQuestionError):
        reader.read_page("../policies/company.yml")


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("../calls/ring-back.html#steps", "calls/ring-back.html"),
        ("broken-chair.html", "sorry/broken-chair.html"),
        ("#steps", ""),
        ("", ""),
        ("tel:999", "tel:999"),
        ("https://gov.example.com/a", "https://gov.example.com/a"),
    ],
)
def test_links_lead_from_the_root(href: str, target: str) -> None:
    """So that an assistant can pass each on to read_page as it stands."""
    assert resolve_link("sorry/late.html", href) == target


def test_hostile_words_are_data(handbook: Handbook) -> None:
    """What an author or a customer writes is compared and shown, and never runs."""
    spoiled = Assistant(hostile_handbook(handbook), DAY)

    assert spoiled.find("');throw 1;//`${x}` </script>").advice
    assert "pwned" in spoiled.read_page("company.html")
    with pytest.raises(WrongQuestionError, match="characters are too many"):
        spoiled.find(HOSTILE)


def test_without_a_start_now_counts(handbook: Handbook) -> None:
    """And without a site, each answers by its own clock."""
    shops = DueTimes(handbook.company).compute("30 minutes", "", "", NOW)

    assert [one.due for one in shops] == ["2026-11-21T12:30+00:00"] * 2
    assert DueTimes(handbook.company).compute("1 hour", "harbour", "2026-07-01T09:00+02:00", NOW)[
        0
    ].due == ("2026-07-01T09:00+01:00")


@pytest.mark.parametrize("start", ["tomorrow", "1850-01-01T10:00", "9999-12-31T23:59"])
def test_a_start_that_cannot_be_read_is_named(handbook: Handbook, start: str) -> None:
    """With how to write one."""
    with pytest.raises(WrongQuestionError, match="is not a day and a time; write them such as"):
        DueTimes(handbook.company).compute("1 hour", "", start, NOW)


def test_a_site_that_never_opens_has_no_due_time(handbook: Handbook) -> None:
    """The answer is empty; nothing is made up."""
    company = handbook.company
    week = dict.fromkeys(type(company.opening_hours).model_fields, "closed")
    closed = company.model_copy(
        update={"opening_hours": company.opening_hours.model_copy(update=week)}
    )
    (shop,) = DueTimes(closed).compute("4 opening hours", "Main Street shop", "", NOW)

    assert (shop.due, shop.in_words, shop.open_at_start) == ("", "", False)


def test_the_day_of_the_handbook_is_said(handbook: Handbook) -> None:
    """Whoever asks later than that knows how old the answer is."""
    assert "as of 2026-03-01" in Assistant(handbook, date(2026, 3, 1)).give_instructions()


def test_what_is_missing_is_named(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without the extra, a sentence says what to install, on standard error."""
    for name in [one for one in sys.modules if one.startswith("cx_handbook.website.assistant")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(SystemExit) as ended:
        main(["--root", str(handbook_root), "mcp"], standalone_mode=False)

    assert ended.value.code == 2
    assert capfd.readouterr() == (
        "",
        "handbook: this needs the package mcp, which is not installed; "
        "run pip install 'cx-handbook[mcp]'\n",
    )


def test_a_broken_handbook_is_not_served(handbook_root: Path) -> None:
    """Its problems stand on standard error; standard output belongs to the protocol."""
    shutil.rmtree(handbook_root / "policies" / "sorry")
    command = start_server(handbook_root)
    done = subprocess.run(
        [command.command, *command.args], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "policies/" in done.stderr
