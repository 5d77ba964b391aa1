"""A company's colour and logo, said once, are on pages, sheets, workbooks and icons."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from cx_handbook import addresses
from cx_handbook.brand_colours import (
    TEXT_CONTRAST,
    compute_contrast,
    derive_dark_palette,
    derive_light_palette,
    find_dark_colour,
    find_light_colour,
)
from cx_handbook.bundles import join_bundle
from cx_handbook.colours import find_colour
from cx_handbook.content.loader import examine_content, load_handbook
from cx_handbook.content.logo import find_drawing_faults, find_png_faults
from cx_handbook.content.model import Handbook
from cx_handbook.documents.printing import print_workbooks, render_documents
from cx_handbook.website.icons import make_icons
from cx_handbook.website.offline import render_manifest
from cx_handbook.website.site_files import SiteOptions, plan_site
from support.project import DAY

PINK = "#c2185b"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
DRAWING = SVG.format('<path id="a" d="M0 0h9v9z" fill="url(#b)"/><use href="#a"/>')
ICONS = f"{addresses.ASSETS}/icons"


@pytest.fixture
def pink(handbook_root: Path) -> Handbook:
    """Return the small handbook of a company with a colour and a drawn logo."""
    with (handbook_root / "policies/company.yml").open("a", encoding="utf-8") as file:
        file.write(f'brand:\n  colour: "{PINK.upper()}"\n  logo: policies/logo.svg\n')
    (handbook_root / "policies/logo.svg").write_text(DRAWING, "utf-8")
    assert examine_content(handbook_root, DAY).errors == ()
    return load_handbook(handbook_root)


def make_png(width: int, height: int) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "#112233").save(content, "PNG")
    return content.getvalue()


def test_pages_take_the_colour_and_the_logo(pink: Handbook) -> None:
    """The style ends with the company's colours, and the logo lies beside it."""
    files = plan_site(pink, DAY, SiteOptions(preview=True)).contents
    style = str(files[f"{addresses.ASSETS}/handbook.css"])
    own = style.removeprefix(join_bundle("handbook.css"))
    assert f"--md-primary-fg-color: {PINK};" in own
    assert f"--hb-accent: {find_dark_colour(PINK)};" in own.partition("@media screen")[2]
    assert files[f"{addresses.ASSETS}/logo.svg"] == DRAWING.encode()
    manifest = json.loads(render_manifest("a", "b", "c", "en-GB", PINK))
    assert manifest["theme_color"] == PINK


def test_every_colour_of_ours_gives_way(pink: Handbook) -> None:
    """Each property of the palette that has our accent's hue is set anew, on screen and on paper."""
    green = re.compile(r"--([a-z-]+): #(0[0-9a-f]{5}|14756e|5fd0c3|6fd8cc)")
    ours = {
        name for name, digits in green.findall(join_bundle("handbook.css")) if digits != "0f1b2d"
    }
    assert pink.company.brand
    set_anew = set(re.findall(r"--([a-z-]+):", pink.company.brand.screen_style))
    assert ours <= set_anew


def test_sheets_and_workbooks_take_the_colour(pink: Handbook, tmp_path: Path) -> None:
    """A sheet carries colour and logo itself; a workbook's title and sections have the colour."""
    sheets = {sheet.name: sheet.html for sheet in render_documents(pink, paper="a4")}
    assert f"--teal: {PINK};" in sheets["monthly"]
    assert 'class="logo"><img src="data:image/svg+xml;base64,' in sheets["monthly"]
    (view,) = (one for one in render_documents(pink, paper=None) if one.name == "monthly")
    assert f"--teal: {PINK};" in view.style
    assert 'class="logo"><img src="../../assets/handbook/logo.svg"' in view.html
    print_workbooks(pink, ["monthly"], None, tmp_path)
    (book,) = tmp_path.rglob("*.xlsx")
    styles = ZipFile(book).read("xl/styles.xml").decode().upper()
    assert PINK[1:].upper() in styles
    assert find_colour("teal")[1:].upper() not in styles


def test_without_a_brand_nothing_changes(handbook: Handbook) -> None:
    """Style, icons and sheets are those of the package."""
    files = plan_site(handbook, DAY, SiteOptions(preview=True))
    assert files.contents[f"{addresses.ASSETS}/handbook.css"] == join_bundle("handbook.css")
    assert f"{ICONS}/icon-512.png" in files.copied
    assert all(":root" not in sheet.style for sheet in render_documents(handbook, paper=None))


def test_icons_have_the_colour_and_stay_what_they_were() -> None:
    """Our mark keeps its shape and its white; maskable ones stay filled to the edge."""
    icons = make_icons(PINK, None)
    for address in ("icons/icon-512.png", "icons/maskable-512.png", "icons/apple-touch-icon.png"):
        picture = Image.open(BytesIO(icons[address])).convert("RGBA")
        colours = {colour for _, colour in picture.getcolors(1 << 20) if colour[3] == 255}
        assert (0xC2, 0x18, 0x5B, 255) in colours
        # Our drawing program's white is not quite white.
        assert any(min(colour) >= 250 for colour in colours)
    corner = Image.open(BytesIO(icons["icons/maskable-512.png"])).convert("RGBA").getpixel((0, 0))
    assert corner == (0xC2, 0x18, 0x5B, 255)
    assert PINK in icons["icons/icon.svg"].decode()
    assert make_icons(PINK, None) == icons


def test_a_logo_in_png_becomes_the_icon(handbook_root: Path) -> None:
    """It stands in the middle on white, inside the circle that every system keeps."""
    with (handbook_root / "policies/company.yml").open("a", encoding="utf-8") as file:
        file.write(f'brand: {{colour: "{PINK}", logo: policies/logo.png}}\n')
    (handbook_root / "policies/logo.png").write_bytes(make_png(120, 60))
    brand = load_handbook(handbook_root).company.brand
    assert brand
    icon = Image.open(BytesIO(make_icons(PINK, brand.picture)["icons/maskable-512.png"]))
    assert icon.getpixel((256, 256))[:3] == (0x11, 0x22, 0x33)
    assert icon.getpixel((60, 256))[:3] == (255, 255, 255)


@pytest.mark.parametrize(
    "colour", ["#0f6b64", "#c2185b", "#ff6600", "#ffd700", "#003366", "#777777"]
)
def test_what_follows_from_a_colour_can_be_read(colour: str) -> None:
    """The nearest readable colour, and all that is derived from it, have the contrast of text."""
    near = find_light_colour(colour)
    light, dark = derive_light_palette(near), derive_dark_palette(near, None)
    pairs = [
        (near, "#ffffff"),
        (near, find_colour("hb-ground")),
        (near, light["hb-accent-ground"]),
        (light["hb-accent-ink"], light["hb-accent-ground"]),
        (light["md-typeset-a-color"], "#ffffff"),
        (light["customer"], "#ffffff"),
        ("#ffffff", dark["md-primary-fg-color"]),
        (dark["hb-accent"], "#212b36"),
        (dark["hb-accent"], dark["hb-accent-ground"]),
        (dark["hb-accent-ink"], dark["hb-accent-ground"]),
        (dark["md-accent-bg-color"], dark["md-accent-fg-color"]),
    ]
    assert [pair for pair in pairs if compute_contrast(*pair) < TEXT_CONTRAST] == []
    assert find_light_colour(near) == near


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white has 21, and the grey that just fails has 4.48."""
    assert compute_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert compute_contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>x()</script>", "a part script"),
        ('<path onload="x()"/>', "an action, onload"),
        ('<image href="https://example.com/a.png"/>', "a link to https://example.com/a.png"),
        ('<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:x()"/>', "a link to javascript:x()"),
        ('<path style="fill: url(https://example.com/)"/>', "something from outside in style"),
        ("<style>@import 'a.css';</style>", "a style that loads something"),
        ("<foreignObject/>", "a part foreignobject"),
        ('<set attributeName="href" to="x"/>', "a part set"),
    ],
)  # fmt: skip
def test_a_drawing_that_could_do_something_is_refused(inside: str, fault: str) -> None:
    """A script, an action, a link or a style from outside is named."""
    found = [wrong for wrong, _ in find_drawing_faults(SVG.format(inside).encode())]
    assert f"the logo has {fault}" in found


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + DRAWING.encode(),
        b"<?xml-stylesheet href='a.css'?>" + DRAWING.encode(),
        DRAWING.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?>' + DRAWING.encode(),
        b"<html/>",
        b"no drawing",
    ],
)
def test_what_is_no_plain_drawing_is_refused(content: bytes) -> None:
    """Entities, instructions, other encodings and other files are refused before they are used."""
    assert len([*find_drawing_faults(content)]) == 1


def test_a_plain_drawing_passes() -> None:
    """References inside the file are none to the outside."""
    declared = b'<?xml version="1.0" encoding="UTF-8"?>\n' + DRAWING.encode()
    assert [*find_drawing_faults(DRAWING.encode()), *find_drawing_faults(declared)] == []


def test_a_png_is_checked_by_its_size() -> None:
    """Too small, too large, or none at all."""
    assert [*find_png_faults(make_png(120, 60))] == []
    ((small, _),) = find_png_faults(make_png(120, 40))
    assert small == "the logo is 120 by 40 pixels"
    assert [*find_png_faults(make_png(4001, 60))] != []
    assert [*find_png_faults(b"GIF89a")] == [
        ("the logo is no PNG file", "save it as PNG, or as SVG with the ending .svg")
    ]
