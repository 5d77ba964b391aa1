"""The call view, ticks and links: a page in use, with a customer on the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from cx_handbook.content.model import Handbook
from support.axe import COLOURS, use_scheme, violations
from support.browser import Opener
from support.depth import WHOLE
from support.project import load_shipped

RING = "calls/ring-back.html"
LATE = "apologies/late-delivery.html"
CALLING = ".hb-calling"
STEP = "[data-hb-now]"
SMALL, LARGE = ViewportSize(width=360, height=640), ViewportSize(width=390, height=844)
MOST_TO_SAY = 15  # pages with the longest first steps


@contextmanager
def open_pages(chromium: Browser, site: Path) -> Iterator[Opener]:
    """Yield what opens a page of a built site on a phone, and fails when a script does."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    errors: list[str] = []

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        file, _, anchor = path.partition("#")
        page.goto((site / file).as_uri() + (f"#{anchor}" if anchor else ""))
        return page

    yield open_page
    context.close()
    assert errors == []


@pytest.fixture
def shipped(chromium: Browser, shipped_site: Path) -> Iterator[Opener]:
    """Return what opens a page of the built site."""
    with open_pages(chromium, shipped_site) as open_page:
        yield open_page


@pytest.fixture
def quick(chromium: Browser, quick_site: Path) -> Iterator[Opener]:
    """Return what opens a page without the theme's script."""
    with open_pages(chromium, quick_site) as open_page:
        yield open_page


def which(page: Page) -> str:
    return page.locator("#hb-call-which").inner_text()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


# The call view


@pytest.mark.parametrize("whole", WHOLE)
def test_every_first_step_fits_the_screen_of_a_phone(
    chromium: Browser, quick_site: Path, whole: bool
) -> None:
    """No policy and no situation has to be scrolled, upwards or sideways, to read its first words;
    each time, those are looked at that have most to say."""
    content = load_shipped()
    paths = [f"{policy.section}/{policy.slug}.html" for policy in content.policies]
    paths += [f"situations/{situation.slug}.html" for situation in content.situations]
    paths.sort(key=lambda path: -measure_first_step(quick_site / path))
    paths = paths if whole else paths[:MOST_TO_SAY]
    page = chromium.new_page()
    measured = """document.fonts.ready.then(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    ).then(() => [
        document.querySelector(".hb-call-more").getBoundingClientRect().bottom
            <= document.querySelector(".hb-call-bar").getBoundingClientRect().top,
        document.documentElement.scrollHeight, document.documentElement.scrollWidth,
        document.querySelectorAll("[data-hb-now]").length > 0,
        [...document.querySelectorAll("[data-hb-now] .hb-words")].slice(0, 1).every(
            (words) => words.checkVisibility() && words.getBoundingClientRect().bottom
                <= document.querySelector(".hb-call-bar").getBoundingClientRect().top)])"""
    found = {}
    phones = [LARGE, SMALL]
    page.set_viewport_size(SMALL)
    for path in paths:
        phones.reverse()  # opened on the phone on which the last page was looked at
        page.goto((quick_site / path).as_uri() + "#call")
        for phone in phones:
            page.set_viewport_size(phone)
            found[path, phone["width"], phone["height"]] = page.evaluate(measured)
    page.close()

    assert len(found) == 2 * len(paths)
    assert {
        at: seen for at, seen in found.items() if seen != [True, at[2], at[1], True, True]
    } == {}


def measure_first_step(path: Path) -> int:
    """Return the length of a page's first step, in characters."""
    step = path.read_text("utf-8").partition('<li id="step-1"')[2].partition('<li id="step-2"')[0]
    return len(re.sub(r"<[^>]*>", "", step.partition("</ol>")[0]))


def test_the_first_thing_to_do_is_above_the_fold(shipped: Opener) -> None:
    """On the ordinary page of a situation, urgent or not, on a phone and on a desktop."""
    for slug in ("damage-in-the-home", "speaks-of-ending-their-life", "somebody-may-be-hurt"):
        page = shipped(f"situations/{slug}.html")
        for width, height in ((390, 844), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            words = page.locator("#step-1 .hb-words").first.bounding_box()
            assert words
            assert words["y"] + words["height"] <= height


def test_letters_stay_large_in_the_call_view(shipped: Opener) -> None:
    """Nothing in it is smaller than 16 pixels, on the smallest screen either."""
    for path in (
        "apologies/late-delivery.html#call-sorry",
        "situations/waiting-at-reception.html#call",
    ):
        page = shipped(path)
        page.set_viewport_size({"width": 360, "height": 640})
        small = page.evaluate(
            """[...document.querySelectorAll("body *")].filter(e => e.checkVisibility()
                && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
                && !e.closest(".hb-sr, .hb-copy") && parseFloat(getComputedStyle(e).fontSize) < 16)
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert small == []


def test_the_call_view_is_entered_and_left_to_the_same_place(shipped: Opener) -> None:
    """The button enters it, Escape and the browser's way back leave it to where one was."""
    page = shipped("apologies/late-delivery.html")
    page.evaluate("scrollTo(0, 50)")
    page.get_by_role("link", name="Call view").click()
    page.wait_for_selector(CALLING)
    assert page.url.endswith("#call")
    assert (
        not page.locator(".md-header, .md-footer, .md-tabs, #standards")
        .locator("visible=true")
        .count()
    )
    page.keyboard.press("n")
    assert page.url.endswith("#call-2")

    page.keyboard.press("Escape")
    page.wait_for_selector(f"body:not({CALLING})")
    page.wait_for_function("scrollY === 50")
    assert "#" not in page.url

    page.get_by_role("link", name="Call view").click()
    page.wait_for_selector(CALLING)
    page.go_back()
    page.wait_for_selector(f"body:not({CALLING})")
    page.wait_for_function("scrollY === 50")


def test_a_link_to_a_step_opens_it_and_the_whole_page_is_one_press_away(quick: Opener) -> None:
    """The third step is there at once; leaving shows it where it stands on the page."""
    page = quick("apologies/late-delivery.html#call-3")
    assert which(page) == "Step 3 of 8"
    page.get_by_role("button", name="Whole page").click()

    top = page.locator("#step-3").evaluate("step => step.getBoundingClientRect().top")
    assert 0 <= top < 400
    assert "#" not in page.url


def test_an_address_shows_its_step_and_nothing_before(quick: Opener) -> None:
    """The view is loaded for it, and meanwhile the whole page does not flash up."""
    quick("index.html").context.add_init_script(
        """new MutationObserver(() => {
            if (document.body?.classList.contains("hb-calling")) {
                window.opened ??= performance.now();
            }
        }).observe(document, { attributes: true, childList: true, subtree: true });"""
    )
    page = quick("apologies/late-delivery.html#call")
    seen = page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) => list
            .getEntriesByName("first-contentful-paint").forEach((one) => done(one.startTime))
        ).observe({ type: "paint", buffered: true }))"""
    )

    assert which(page) == "Step 1 of 8"
    assert page.evaluate("opened") <= seen
    assert page.locator("html.hb-call-waiting").count() == 0


def test_a_part_that_cannot_be_had_says_so_and_leaves_the_others(quick: Opener) -> None:
    """A sentence beside what was pressed; ticks and times go on, and the next press tries again."""
    context = quick("index.html").context
    for name in ("call_view.js", "timers.js"):
        context.route(f"**/{name}", lambda route: route.abort())
    page = quick("practices/hold-and-menu-limits.html")
    page.get_by_role("link", name="Call view").click()
    page.locator("#call").get_by_text("The call view could not be loaded. Try again").wait_for()
    start = page.locator("#step-3").get_by_role("button", name="Start 2-minute timer")
    start.click()
    page.locator("#step-3").get_by_text("The timer could not be loaded. Try again").wait_for()
    page.get_by_label("Done with step 1").check()
    assert page.locator(".hb-progress-count").inner_text().startswith("1 of ")

    context.unroute_all()
    start.click()
    page.locator(".hb-timer").wait_for()
    page.get_by_role("link", name="Call view").click()
    page.wait_for_selector(CALLING)
    assert page.locator(".hb-late").count() == 0


def test_an_address_whose_view_cannot_be_had_shows_the_page(quick: Opener) -> None:
    """With a sentence that says so, and every word to say."""
    context = quick("index.html").context
    context.route("**/call_view.js", lambda route: route.abort())
    page = quick("apologies/late-delivery.html#call")
    page.locator("#call").get_by_text("The call view could not be loaded.").wait_for()

    assert page.locator("#step-1 .hb-words").first.is_visible()
    context.unroute_all()


@pytest.mark.parametrize(("forth", "back"), [("ArrowRight", "ArrowLeft"), ("n", "p")])
def test_keys_turn_the_steps_and_tell_which_one_it_is(
    shipped: Opener, forth: str, back: str
) -> None:
    """The step's heading has the focus, and is described by its number; the theme turns no page."""
    page = shipped("apologies/late-delivery.html#call")
    page.keyboard.press(back)
    assert which(page) == "Step 1 of 8"
    page.keyboard.press(forth)
    assert which(page) == "Step 2 of 8"
    focused = page.evaluate(
        """[document.activeElement.closest("li").id, document.activeElement.getAttribute("role"),
            document.getElementById(document.activeElement.getAttribute("aria-describedby"))
                .textContent]"""
    )
    assert focused == ["step-2", "heading", "Step 2 of 8"]
    page.keyboard.press(back)
    assert which(page) == "Step 1 of 8"
    assert page.url.endswith("late-delivery.html#call")


def test_the_words_for_each_cause_are_one_press_away(quick: Opener) -> None:
    """From any step to saying sorry, one cause at a time, and back to the step."""
    page = quick("apologies/late-delivery.html#call-2")
    page.get_by_role("button", name="Saying sorry").click()
    assert page.locator(".hb-cause:visible").count() == 1
    page.get_by_role("button", name="Nobody knows yet").click()
    assert page.locator(".hb-cause--unclear").is_visible()
    assert not page.locator(".hb-cause--ours").is_visible()
    page.get_by_role("button", name="Steps").click()
    assert which(page) == "Step 2 of 8"


def test_a_single_limit_has_no_others(quick: Opener) -> None:
    """Nothing is offered to be opened where there is nothing more."""
    page = quick("callbacks/keep-the-agreed-time.html#call")

    page.get_by_role("button", name="More").click()
    assert page.locator(".hb-call-limit").is_visible()
    assert not page.locator(".hb-call-others").is_visible()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("alternatives/out-of-stock.html#call-instead", "Reserve one from the next lot"),
        ("listening/the-angry-caller.html#call", "What has it cost you?"),
        ("listening/the-angry-caller.html#call-read-back", "Read back"),
        ("callbacks/offer-a-call-back.html#call", "We promise within 4 opening hours"),
    ],
)
def test_each_kind_brings_what_is_its_own(quick: Opener, path: str, said: str) -> None:
    """Offers, questions to ask first, words to read back, the promise of a call-back."""
    page = quick(path)
    assert page.get_by_text(said).locator("visible=true").first.is_visible()


def test_a_situation_leads_to_a_policy_and_back_to_its_step(quick: Opener) -> None:
    """The policy opens in its call view and names the way back; a later visit knows nothing of it."""
    page = quick("situations/nobody-rang-back.html#call")
    while not page.locator(f"{STEP} .hb-open a").count():
        page.keyboard.press("n")
    step, title = which(page), page.locator("h1").inner_text()
    page.locator(f"{STEP} .hb-open a").click()
    page.wait_for_selector(".hb-call-back")
    way = page.locator(".hb-call-back")
    assert way.inner_text() == f"Back to {title}, {step.split(' of ')[0].lower()}"
    policy = page.url
    way.click()
    page.wait_for_url("**/situations/**")
    assert which(page) == step

    page.goto("about:blank")
    page.goto(policy)
    page.wait_for_selector(CALLING)
    assert page.locator(".hb-call-back").count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "apologies/late-delivery.html#call",
        "apologies/late-delivery.html#call-sorry",
        "alternatives/out-of-stock.html#call-instead",
        "listening/the-angry-caller.html#call",
        "situations/nobody-rang-back.html#call-2",
        "situations/speaks-of-ending-their-life.html#call",
    ],
)
def test_the_call_view_is_accessible_in_both_schemes(shipped: Opener, path: str) -> None:
    """axe-core finds nothing by any rule, light or dark, and nothing scrolls sideways at 320."""
    page = shipped(path)
    assert violations(page) == []
    use_scheme(page, "dark")
    assert violations(page, only=COLOURS) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


# Ticks


def test_done_ticks_and_moves_on_and_next_only_moves(quick: Opener) -> None:
    """Both views show the same ticks, and how many there are."""
    page = quick(LATE)
    count = page.locator(".hb-progress-count")
    total = page.locator(".hb-steps > li").count()
    page.evaluate("location.hash = '#call'")
    page.get_by_role("button", name="Next", exact=True).click()
    assert count.text_content() == f"0 of {total} done"
    page.get_by_role("button", name="Back", exact=True).click()
    page.locator(".hb-call-done").click()
    assert which(page) == f"Step 2 of {total}"
    assert page.locator("#hb-live").inner_text() == f"1 of {total} done"
    page.get_by_role("button", name="Whole page").click()

    assert page.get_by_label("Done with step 1").is_checked()
    assert not page.get_by_label("Done with step 2").is_checked()
    assert count.inner_text() == f"1 of {total} done"


def test_ticks_outlast_the_page_but_not_the_call(quick: Opener) -> None:
    """They are there after a reload, and gone when nobody has ticked anything for two hours."""
    page = quick(LATE)
    page.clock.install(time="2026-11-28T08:00:00")
    page.clock.pause_at("2026-11-28T08:01:00")
    page.reload()
    page.get_by_label("Done with step 2").check()
    page.reload()
    assert page.get_by_label("Done with step 2").is_checked()
    page.clock.fast_forward("01:59:00")
    page.reload()
    assert page.get_by_label("Done with step 2").is_checked()
    page.clock.fast_forward("00:02:00")
    page.reload()
    assert not page.get_by_label("Done with step 2").is_checked()


def test_a_reset_can_be_undone(quick: Opener) -> None:
    """All ticks go at once and come back at once; the next tick settles it."""
    page = quick(LATE)
    for number in (1, 3):
        page.get_by_label(f"Done with step {number}").check()
    page.get_by_role("button", name="Reset", exact=True).click()
    assert page.locator(".hb-steps :checked").count() == 0
    page.get_by_role("button", name="Undo reset").click()
    assert page.locator(".hb-done").evaluate_all("all => all.map(one => one.id)") == [
        "step-1",
        "step-3",
    ]
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_label("Done with step 2").check()
    assert not page.get_by_role("button", name="Undo reset").is_visible()


def test_what_is_no_list_of_ticks_is_forgotten(quick: Opener) -> None:
    """Storage that somebody else wrote into breaks nothing."""
    page = quick(LATE)
    for rubbish in ('"x"', '{"a": null}', "[3]", '{"page.html": {"at": "x", "done": 3}}'):
        page.evaluate(
            "text => localStorage.setItem(`${Handbook.shell.handbookId}-ticks`, text)", rubbish
        )
        page.reload()
        assert page.locator(".hb-steps :checked").count() == 0
        page.get_by_label("Done with step 1").check()
        assert page.locator(".hb-steps :checked").count() == 1


# Links, words, the next page


def test_the_link_of_a_step_is_the_published_one(quick: Opener) -> None:
    """Opened from a folder, what is copied works for everybody; the part it names is marked."""
    page = quick("apologies/late-delivery.html")
    root = load_shipped().company.handbook_url.rstrip("/")
    standard = page.locator(".hb-standard").first.get_attribute("id")
    for anchor, part in (
        ("step-2", "#step-2"),
        (standard, f"#{standard}"),
        ("cause-ours", "#cause-ours"),
    ):
        page.locator(f'.hb-link[href="#{anchor}"]').click()
        page.wait_for_selector(f'.hb-link[href="#{anchor}"][data-copied="Link copied"]')
        assert clipboard(page) == f"{root}/apologies/late-delivery.html#{anchor}"
        assert page.locator(f"{part}:target").count() == 1
    page.evaluate("location.hash = '#call-3'")
    page.wait_for_selector(CALLING)
    assert page.get_by_role("button", name="Copy link").locator("visible=true").count() == 0


def test_a_linked_part_does_not_hide_below_the_header(shipped: Opener) -> None:
    """On a wide screen too, where the header is tallest."""
    page = shipped("alternatives/out-of-stock.html")
    page.set_viewport_size({"width": 1280, "height": 900})
    for anchor in ("step-3", "offer-2"):
        page.evaluate("anchor => { location.hash = anchor }", anchor)
        page.wait_for_function("scrollY > 0")
        assert page.locator(f"#{anchor}").evaluate(
            """part => part.getBoundingClientRect().top
                >= document.querySelector(".md-header").getBoundingClientRect().bottom"""
        )


def test_all_words_of_a_step_are_copied_at_once(quick: Opener) -> None:
    """A line each, where there are several."""
    page = quick("callbacks/offer-a-call-back.html")
    said = page.locator("#step-1 .hb-words").all_text_contents()
    page.locator("#step-1").get_by_role("button", name="Copy all words of this step").click()
    page.wait_for_selector(".hb-copy-all[data-copied]")
    assert len(said) > 1
    assert clipboard(page) == "\n".join(said)
    assert page.locator("#step-3 .hb-copy-all").count() == 0


def test_each_page_leads_to_the_next_without_scripts(handbook: Handbook, opened: Opener) -> None:
    """Through a section in its order, with no control that would not answer."""
    section = next(s for s in handbook.sections.sections if handbook.in_section(s.id))
    policies = handbook.in_section(section.id)
    page = opened(handbook, f"{section.id}/{policies[0].slug}.html", java_script_enabled=False)
    links = page.locator(".hb-turn a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert links == [f"{policy.slug}.html" for policy in policies[1:2]]
    assert page.locator(".hb-tick, .hb-progress, .hb-call-bar").count() == 0


def test_the_print_button_prints(handbook: Handbook, opened: Opener) -> None:
    """On a policy, on the list of a section and on the page that joins it."""
    for path in (RING, "calls/index.html", "calls/all.html"):
        page = opened(handbook, path)
        page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
        page.locator("[data-hb-print]").click()
        assert page.locator("body[data-printed]").count() == 1
