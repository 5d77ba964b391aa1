"""Make the site an app that opens without a network: its manifest and its service worker."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cx_handbook.addresses import ASSETS
from cx_handbook.colours import find_colour

ICONS = f"{ASSETS}/icons"
# The colours of the header and of the ground behind it.
THEME_COLOUR, GROUND = find_colour("md-primary-fg-color"), find_colour("paper")
# On a home screen a longer name is cut off.
SHORT = 12

_SCRIPTS = Path(__file__).parents[1] / "static" / "shell"
# What browsers take the files of a site for. An ending that is not here stays what the server says.
CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "ics": "text/calendar; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
# For crawlers, for programs, for debuggers, for pages opened from disk: nothing a page on the web
# asks for.
_LEFT_OUT = re.compile(
    r"pages(\.schema)?\.json|llms\.txt|licences\.txt|sw\.js|_headers|sitemap\.xml(\.gz)?|search/search_index\.js|.+\.map|(.*/)?(LICENSE|\..*)"
    r"|assets/handbook/finder/encoder_code\.js"
)
_OTHER_LANGUAGES = "assets/javascripts/lunr/"
_MAP_COMMENT = re.compile(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]+\*/)\s*\Z")


def list_offline_files(paths: Iterable[str], languages: Iterable[str]) -> list[str]:
    """Return which of a site's files a device keeps, in order: all that a page leads to or asks for.

    The search loads its lists of other languages only where the handbook is written in them.
    """
    # An English handbook never loads the theme's stemmers of other languages.
    english = set(languages) <= {"en"}
    return sorted(
        path
        for path in paths
        if not _LEFT_OUT.fullmatch(path) and not (english and path.startswith(_OTHER_LANGUAGES))
    )


def compute_digest(content: bytes) -> str:
    """Return the SHA-256 of a file as the worker compares it."""
    return write_digest(hashlib.sha256(content).digest())


def write_digest(digest: bytes) -> str:
    """Return a SHA-256 as the worker compares it: in base64."""
    return base64.b64encode(digest).decode()


def render_worker(digests: Mapping[str, str], headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """Return the service worker that keeps these files; the same files give the same bytes.

    `headers` are those that it answers with, where the server says nothing itself.
    Its version names the list, the headers and the code, so that whatever changes is a new version.
    """
    names = ("service_worker_part.js", "service_worker.js")
    code = "".join((_SCRIPTS / name).read_text("utf-8") for name in names)
    # Sorted, so that the same files give the same worker.
    files = json.dumps(digests, sort_keys=True, indent=0, ensure_ascii=False)
    stated = json.dumps({name.lower(): value for name, value in headers}, indent=0)
    types = json.dumps(CONTENT_TYPES, indent=0)
    version = hashlib.sha256((code + files + stated + types).encode()).hexdigest()[:16]
    code = code.replace('"VERSION"', f'"{version}"').replace("HEADERS_BY_NAME", stated)
    return code.replace("TYPES_BY_ENDING", types).replace("FILES_BY_PATH", files).encode()


def read_worker_removal() -> bytes:
    """Return the worker of a site that is not kept on devices: it removes older copies.

    Without it, a device would go on showing the old site from an address where it was once kept.
    """
    return (_SCRIPTS / "service_worker_removal.js").read_bytes()


def render_manifest(
    name: str,
    company: str,
    description: str,
    language: str,
    colour: str = THEME_COLOUR,
    shortcuts: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return the web app manifest; its addresses are relative, so they hold below any folder.

    `shortcuts` are what the icon on a home screen offers besides: each a name and an address.
    """
    data = {
        "id": "./",
        "name": name,
        # Cut at a word: half a name on a home screen looks broken.
        "short_name": company if len(company) <= SHORT else company.split()[0][:SHORT],
        "description": description,
        "lang": language,
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "theme_color": colour,
        "background_color": GROUND,
        "icons": [
            _describe_icon("icon-192.png", 192, "any"),
            _describe_icon("icon-512.png", 512, "any"),
            _describe_icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {
                "name": name,
                "url": f"./{address}",
                "icons": [_describe_icon("icon-192.png", 192, "any")],
            }
            for name, address in shortcuts
        ],
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def drop_map_comment(text: str) -> str:
    """Return a script or style without the line that names its source map, which is not shipped."""
    return _MAP_COMMENT.sub("\n", text)


def _describe_icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": f"{ICONS}/{name}",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
