"""Accessibility as axe-core judges it: what it finds on a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

from support.project import PROJECT

Scheme = Literal["light", "dark"]
Found = tuple[str, list[str]]  # what axe-core complains of: a rule, and places

# Print views have no scheme of their own.
SCHEME = "() => ['{}', null].includes(document.body.getAttribute('data-md-color-scheme'))"
SCHEMES: dict[Scheme, str] = {
    "light": SCHEME.format("default"), "dark": SCHEME.format("slate"),
}  # fmt: skip
COLOURS = ("color-contrast", "link-in-text-block")
# A scheme changes colours alone: all rules are tried in the light, and those about colours in the dark.
BY_SCHEME: tuple[tuple[Scheme, tuple[str, ...]], ...] = (("light", ()), ("dark", COLOURS))
# The theme fades from one colour to the next; half way, a contrast is nobody's. So fading is ended.
# What was just changed, such as the width, begins to fade with the frame after the next.
SETTLED = """async () => {
    for (let frame = 0; frame < 3; frame++) {
        await new Promise((done) => requestAnimationFrame(done));
    }
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
        .forEach((animation) => animation.finish());
}"""
AXE = (PROJECT / "tests/vendor/axe-core/axe.min.js").read_text("utf-8")
# Lists the elements that are like two before them, with all within: a phrasebook has hundreds of
# pairs. Alike are those of the same kind within the same kinds, and a kind is a tag with what style
# sheets and assistive technology go by. Two, because lines of a table take turns in colour.
LIST_REPEATED = """() => {
    const told = ["class", "style", "role", "type"];
    const name = (one) => one.tagName + [...one.attributes].map(({ name, value }) =>
        ` ${name}` + (told.includes(name) || /^(true|false|page|step)$/.test(value) ? value : "")
    ).sort().join("");
    const kinds = new Map();
    for (const one of document.body.querySelectorAll("*")) {
        kinds.set(one, `${kinds.get(one.parentElement) ?? ""}>${name(one)}`);
    }
    const seen = new Map();
    const isNew = (one) => (seen.get(kinds.get(one)) ?? 0) < 2;
    const repeated = [];
    const look = (one) => {
        if (!isNew(one) && ![...one.querySelectorAll("*")].some(isNew)) return repeated.push(one);
        seen.set(kinds.get(one), (seen.get(kinds.get(one)) ?? 0) + 1);
        [...one.children].forEach(look);
    };
    [...document.body.children].forEach(look);
    return repeated;
}"""
# Only what is shown leaves the page: the whole report takes a third of the time to hand over.
RUN = f"""({{ options, whole }}) => {{
    const exclude = whole ? [] : ({LIST_REPEATED})();
    const where = exclude.length ? {{ exclude }} : document;
    return axe.run(where, options).then(({{ violations }}) => violations.map(
        ({{ id, nodes }}) => [id, nodes.slice(0, 3).map(({{ html }}) => html.slice(0, 120))]
    ));
}}"""


def violations(
    page: Page, only: Sequence[str] = (), but: Sequence[str] = (), *, whole: bool = True
) -> list[Found]:
    """Return what axe-core finds on the page that is open, by all rules or by some: rule, places.

    Unless the page is to be looked at as a whole, elements that are like two before them are passed
    over. That is for further looks at a page: what is alike looks alike in another scheme, too.
    """
    load_axe(page)
    page.evaluate(SETTLED)
    options: dict[str, Any] = {"reporter": "no-passes"}  # what passes is not even put together
    if only:
        options["runOnly"] = only
    options["rules"] = {rule: {"enabled": False} for rule in but}
    return [
        (rule, places) for rule, places in page.evaluate(RUN, {"options": options, "whole": whole})
    ]


def load_axe(page: Page) -> None:
    """Load axe-core into the page that is open, unless it is there: tests open pages without it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)


def use_scheme(page: Page, scheme: Scheme) -> None:
    """Let the page that is open be in the light or in the dark."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(SCHEMES[scheme])


def in_both_schemes(page: Page, path: Path, in_the_dark: Sequence[str] = ()) -> list[Found]:
    """Return what axe-core finds by all rules in the light, and by all or some in the dark."""
    page.goto(path.as_uri())
    use_scheme(page, "light")
    said = violations(page)
    use_scheme(page, "dark")
    return said + violations(page, only=in_the_dark)
