"""A browser that is killed while an audit is filled in, and what is there when it is started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page

from support.audit_pages import (
    answer_question,
    begin_audit,
    fill_head,
    find_form_page,
    list_standards,
    read_record,
    wait_until_saved,
)
from support.kills import Killed, Outcome
from support.project import load_tool

LONGEST = 40  # milliseconds between an entry and the kill
Record = dict[str, Any]


def start_browser(chromium: BrowserType, profile: Path) -> BrowserContext:
    """Start the browser with a profile that is kept."""
    return chromium.launch_persistent_context(
        str(profile),
        executable_path=load_tool("setup").find_browser(),
        args=["--no-sandbox", "--disable-gpu"],
    )


def find_browser_processes(profile: Path) -> list[int]:
    """Return the numbers of the processes that are the browser which works in a profile."""
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout
    return [
        int(line.split()[0])
        for line in listed.splitlines()
        if f"--user-data-dir={profile}" in line and "--type=" not in line
    ]


def kill_processes(numbers: list[int]) -> None:
    """Kill processes without a word. One that was only about to start another may have ended."""
    assert numbers
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def answer_one(page: Page, standard: str) -> None:
    answer_question(page, standard)


def write_note(page: Page, standard: str) -> None:
    page.locator(f"fieldset[data-hb-standard='{standard}'] textarea").first.evaluate(
        """box => {
            box.closest("details").open = true;
            box.value = "Seen at the till";
            box.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )


def type_auditor(page: Page, _: str) -> None:
    page.locator("[data-hb-fill] [name=auditor]").press("End")
    page.keyboard.type("!")


ENTRIES: dict[str, Callable[[Page, str], None]] = {
    "an answer": answer_one,
    "a note": write_note,
    "the auditor's name": type_auditor,
}


def kill_browsers(chromium: BrowserType, site: Path, folder: Path, many: int, seed: str) -> Killed:
    """Kill a browser just after an entry of each kind in turn; say what is there afterwards."""
    killed, draw, profile = Killed(), Random(seed), folder / "profile"
    address = find_form_page(site).as_uri()
    for n in range(many):
        shutil.rmtree(profile, ignore_errors=True)
        name = list(ENTRIES)[n % len(ENTRIES)]
        killed.add(
            name, *kill_one(partial(start_browser, chromium, profile), profile, address, name, draw)
        )
    return killed


def kill_one(
    start: Callable[[], BrowserContext], profile: Path, address: str, name: str, draw: Random
) -> tuple[Outcome, list[str]]:
    """Return what one kill left, and what is wrong with that."""
    context = start()
    page = context.pages[0]
    begin_audit(page, address)
    fill_head(page)
    *answered, last = list_standards(page)[: 2 + draw.randrange(6)]
    for standard in answered:
        answer_question(page, standard)
    wait_until_saved(page)
    before, there, processes = read_record(page), page.url, find_browser_processes(profile)
    moment = draw.randrange(LONGEST)
    ENTRIES[name](page, last)
    if moment:
        page.wait_for_timeout(moment)
    page = reopen_killed(start, context, processes, there)
    after = read_record(page)
    page.context.close()
    end = compare_records(before, after, last)
    return end, [] if end != "other" else [f"before {before}, after {after}"]


def reopen_killed(
    start: Callable[[], BrowserContext], killed: BrowserContext, processes: list[int], address: str
) -> Page:
    """Kill a browser at once, and open the audit at `address` in a new one with the same profile."""
    kill_processes(processes)
    with contextlib.suppress(Exception):
        killed.close()
    page = start().pages[0]
    page.goto(address)
    page.locator("[data-hb-fill]").wait_for()
    return page


def compare_records(before: Record, after: Record, last: str) -> Outcome:
    """Tell whether the last entry is there, and everything that was there before it."""
    if after == before:
        return "old"
    is_typed = after.get("auditor") == f"{before['auditor']}!"
    kept = {**after, "auditor": before["auditor"]} if is_typed else dict(after)
    kept["answers"] = {key: one for key, one in after["answers"].items() if key != last}
    return "new" if kept == before else "other"
