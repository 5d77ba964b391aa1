"""The palette: one file of colours for style sheets and for what is drawn without one."""

from __future__ import annotations

import re

import pytest

from cx_handbook.bundles import STATIC, join_bundle
from cx_handbook.colours import find_colour, format_pdf_colour, read_palette


def test_colours_are_read_from_the_style_sheet() -> None:
    """Each custom property of the palette is a colour by its name."""
    assert find_colour("ink") == "#0f1b2d"
    assert find_colour("hb-ink") == "#14202e"  # of the light scheme, which comes first
    with pytest.raises(KeyError):
        find_colour("pink")


def test_a_colour_is_written_as_pdf_operands() -> None:
    """Three numbers from 0 to 1, red, green and blue."""
    assert format_pdf_colour("ink") == "0.059 0.106 0.176"
    assert format_pdf_colour("paper") == "1.000 1.000 1.000"


def test_sheets_use_the_palette() -> None:
    """Every property exists, and no rule writes a colour of its own."""
    css = re.sub(r"/\*.*?\*/", "", join_bundle("print.css"), flags=re.DOTALL)
    used = set(re.findall(r"var\(--([a-z-]+)", css))
    palette = (STATIC / "shell/colours.css").read_text("utf-8")

    assert used <= set(read_palette())
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", css)) <= set(re.findall(r"#[0-9a-f]+", palette))
