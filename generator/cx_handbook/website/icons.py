"""The icons of the site: ours, ours in the company's colour, or made of the company's own logo."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_handbook.brand_colours import replace_colours
from cx_handbook.bundles import list_copied_files

if TYPE_CHECKING:
    from cx_handbook.content.logo import Logo

FOLDER = "icons/"
# Systems cut a maskable icon to any shape; a circle of 80 % is kept, and a square of 56 % fits in.
_LOGO_SHARE = 0.56
_TEAL_RED = 0x0F  # the red of both colours of our mark, by which each pixel tells how white it is


def make_icons(colour: str, logo: Logo | None) -> dict[str, bytes]:
    """Return every icon by its address below `assets/handbook/`; the same brand gives the same bytes.

    A logo in PNG becomes the icon, on white. One in SVG cannot be drawn here: then our mark has the
    company's colour.
    """
    icons: dict[str, bytes] = {}
    for address, path in list_icons().items():
        if path.suffix == ".svg":
            icons[address] = replace_colours(path.read_text("utf-8"), colour).encode()
        elif logo and not logo.is_drawing:
            icons[address] = _place_logo(path.read_bytes(), logo.content)
        else:
            icons[address] = _recolour(path.read_bytes(), colour)
    return icons


def list_icons() -> dict[str, Path]:
    """Return the path of each icon of ours, by its address below `assets/handbook/`."""
    files = list_copied_files().items()
    return {address: path for address, path in files if address.startswith(FOLDER)}


def _recolour(icon: bytes, colour: str) -> bytes:
    from PIL import Image

    picture = Image.open(BytesIO(icon)).convert("RGBA")
    red, _, _, alpha = picture.split()
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    # By tables, because a phone's icon has a quarter of a million pixels.
    bands = [red.point([_mix(part, value) for value in range(256)]) for part in parts]
    return _write_png(Image.merge("RGBA", (*bands, alpha)))


def _mix(part: int, red: int) -> int:
    share = min(1.0, (255 - red) / (255 - _TEAL_RED))
    return round(255 + (part - 255) * share)


def _place_logo(icon: bytes, content: bytes) -> bytes:
    from PIL import Image

    size = Image.open(BytesIO(icon)).size
    logo = Image.open(BytesIO(content)).convert("RGBA")
    room = min(size) * _LOGO_SHARE
    scale = min(room / logo.width, room / logo.height)
    small = logo.resize((max(1, round(logo.width * scale)), max(1, round(logo.height * scale))))
    ground = Image.new("RGBA", size, "#ffffff")
    place = ((size[0] - small.width) // 2, (size[1] - small.height) // 2)
    ground.alpha_composite(small, place)
    return _write_png(ground)


def _write_png(picture: Any) -> bytes:
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()
