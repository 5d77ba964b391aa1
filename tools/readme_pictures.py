"""Take the pictures of the README anew, from the built site: run `handbook build` first.

    .venv/bin/python tools/readme_pictures.py [FOLDER]

They lie in `pictures/`. Each is one screen of the sample company's site in the light scheme.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from setup import find_browser

SITE = Path("site")
ASKED = "nobody rang me back"  # what a customer said
MOST = 150_000  # bytes; a README is read on a telephone, too
DESK, PHONE = {"width": 1100, "height": 700}, {"width": 390, "height": 780}


def take_finder(page: Page) -> None:
    """Show the finder with an answer."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto((SITE / "index.html").resolve().as_uri())
    page.keyboard.press("/")
    page.keyboard.type(ASKED)
    page.locator("dialog[open] mark, dialog[open] a").first.wait_for()
    refining = page.get_by_text("Looking for a better match")
    refining.wait_for()
    refining.wait_for(state="hidden")


def take_call(page: Page) -> None:
    """Show the call view of a policy on a telephone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto((SITE / "apologies/late-delivery.html").resolve().as_uri())
    page.get_by_role("link", name="Call view").or_(
        page.get_by_text("Call view", exact=True)
    ).first.click()


def take_report(page: Page) -> None:
    """Show the first page of the report down to its first chart."""
    page.set_viewport_size({**DESK, "height": 1000})  # type: ignore[typeddict-item]
    page.goto((SITE / "report/index.html").resolve().as_uri())


PICTURES = {"finder": take_finder, "call": take_call, "report": take_report}


def main() -> None:
    """Write each picture, and refuse one that is too large."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("pictures"))
    folder = parser.parse_args().folder
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        # No motion, or a picture would be taken half way.
        context = browser.new_context(color_scheme="light", reduced_motion="reduce", offline=True)
        page = context.new_page()
        for name, take in PICTURES.items():
            take(page)
            page.evaluate("document.fonts.ready")
            path = folder / f"{name}.png"
            size = len(page.screenshot(path=path, animations="disabled"))
            print(f"{path}: {size:,} bytes")
            if size > MOST:
                raise SystemExit(f"{path} is larger than {MOST:,} bytes; show less")
        browser.close()


if __name__ == "__main__":
    main()
