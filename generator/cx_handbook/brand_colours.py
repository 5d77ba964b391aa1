"""The colours that follow from a company's own: one home for screens, sheets, workbooks and icons.

Contrast is that of WCAG 2.2, success criteria 1.4.3 and 1.4.11: from 1 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from cx_handbook.colours import find_colour, read_palette

TEXT_CONTRAST = 4.5
"""What text needs; a part without text needs 3, which a colour that text can have always reaches."""
HEX_COLOUR = r"^#[0-9A-Fa-f]{6}$"
# What accents stand on: the palest ground of a light page, and the brightest card of a dark one.
_LIGHT_GROUND, _DARK_CARD = "#f5f8f9", "#212b36"
_STEPS = 200

Palette = Mapping[str, str]
"""Colours by the name of their custom property."""


def compute_contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, each as #rrggbb, from 1 to 21."""
    bright, dark = sorted((_compute_luminance(one), _compute_luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _compute_luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _split(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _split(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def mix_colours(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another, from 0 to 1, in it."""
    pairs = zip(_split(colour), _split(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def find_readable(colour: str, ground: str, towards: str) -> str:
    """Return the colour, or the nearest one towards black or white that text can have on a ground."""
    for step in range(_STEPS + 1):
        mixed = mix_colours(colour, towards, step / _STEPS)
        if compute_contrast(mixed, ground) >= TEXT_CONTRAST:
            return mixed
    return towards


def find_light_colour(colour: str) -> str:
    """Return the nearest colour that can be text on light pages, and carry white text."""
    return find_readable(colour.lower(), _LIGHT_GROUND, "#000000")


def find_dark_colour(colour: str) -> str:
    """Return the nearest colour that can be text on dark pages."""
    return find_readable(colour.lower(), _DARK_CARD, "#ffffff")


def _find_ground(colour: str, base: str, towards: str) -> str:
    """Return a tinted ground on which the colour can be text."""
    for share in (0.10, 0.08, 0.06, 0.04, 0.02):
        ground = mix_colours(base, colour, share)
        if compute_contrast(colour, ground) >= TEXT_CONTRAST:
            return ground
    return towards


@cache
def derive_light_palette(colour: str) -> Palette:
    """Return the colours of light pages and of paper."""
    colour = colour.lower()
    return {
        "hb-accent": colour,
        "hb-accent-ground": _find_ground(colour, "#ffffff", "#ffffff"),
        "hb-accent-ink": mix_colours(colour, "#000000", 0.25),
        "md-primary-fg-color": colour,
        "md-primary-fg-color--light": mix_colours(colour, "#ffffff", 0.1),
        "md-primary-fg-color--dark": mix_colours(colour, "#000000", 0.25),
        "md-primary-bg-color--light": mix_colours("#ffffff", colour, 0.1),
        "md-accent-fg-color": colour,
        "md-accent-fg-color--transparent": f"{colour}1a",
        "md-typeset-a-color": mix_colours(colour, "#000000", 0.08),
        "teal": colour,
        "teal-hover": mix_colours(colour, "#000000", 0.2),
        "customer": mix_colours(colour, "#000000", 0.08),
        "answer": mix_colours("#ffffff", colour, 0.06),
    }


@cache
def derive_dark_palette(colour: str, colour_dark: str | None) -> Palette:
    """Return the colours of dark pages; without a colour for them it follows from the other."""
    dark = colour_dark.lower() if colour_dark else find_dark_colour(colour)
    return {
        "hb-accent": dark,
        "hb-accent-ground": _find_ground(dark, "#1b232c", "#1b232c"),
        "hb-accent-ink": mix_colours(dark, "#ffffff", 0.6),
        "md-primary-fg-color": mix_colours(colour.lower(), "#000000", 0.2),
        "md-accent-fg-color": dark,
        "md-accent-bg-color": mix_colours("#000000", dark, 0.12),
        "md-typeset-a-color": mix_colours(dark, "#ffffff", 0.12),
    }


def write_screen_style(colour: str, colour_dark: str | None) -> str:
    """Return the style that lays the colours over those of `static/shell/colours.css`."""
    light = derive_light_palette(colour)
    dark = derive_dark_palette(colour, colour_dark)
    # The selectors are those of colours.css: of two alike, the later one counts.
    custom = ':root, [data-md-color-scheme="default"], [data-md-color-primary="custom"]'
    accent = ', [data-md-color-accent="custom"]'
    slate = '[data-md-color-scheme="slate"]'
    return (
        f"{custom}{accent} {{ {_write_properties(light)} }}\n"
        f"@media screen {{ {slate}, {slate}[data-md-color-primary], {slate} "
        f"[data-md-color-primary] {{ {_write_properties(dark)} }} }}\n"
    )


def write_paper_style(colour: str) -> str:
    """Return the style that lays the colours over those of a sheet; without quotation marks."""
    return f":root {{ {_write_properties(derive_light_palette(colour))} }}"


def write_report_style(colour: str, colour_dark: str | None) -> str:
    """Return the style that lays the colours over those of a report; without quotation marks."""
    dark = _write_properties(derive_dark_palette(colour, colour_dark))
    # As in reports/report.css: the device's choice, unless the reader chose on the site.
    return (
        f"{write_paper_style(colour)} @media screen {{ "
        f":root[data-md-color-scheme=slate] {{ {dark} }} "
        "@media (prefers-color-scheme: dark) "
        f"{{ :root:not([data-md-color-scheme]) {{ {dark} }} }} }}"
    )


def _write_properties(palette: Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())


def choose_colour(name: str, colour: str | None) -> str:
    """Return a colour of the palette by its name, as a company's own colour makes it."""
    own = derive_light_palette(colour) if colour else {}
    return own.get(name) or find_colour(name)


def replace_colours(drawing: str, colour: str) -> str:
    """Return a drawing in SVG with our accents as a company's own colour makes them."""
    names = {value: name for name, value in reversed(read_palette().items())}
    own = derive_light_palette(colour)
    return re.sub(r"#[0-9a-f]{6}\b", lambda at: own.get(names.get(at[0], ""), at[0]), drawing)
