"""The headers as each kind of host reads them, and where the files lie in a built site.

Netlify and Cloudflare read `_headers`, and Apache `.htaccess`, at the root of what is published; none
of them hands these files out. What no host looks for by itself lies in a folder that begins with a
dot. Nothing in them is secret: every answer of the server says the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically
from cx_handbook.website.headers.stated import STRICT_TRANSPORT, Header

Headers = Sequence[Header]

NETLIFY, APACHE, NGINX = "_headers", ".htaccess", ".headers/nginx.conf"
DATA = ".headers/headers.json"  # what `handbook headers` reads
FILES = (NETLIFY, APACHE, NGINX, DATA)
_ONLY_HTTPS = f"# If this host is reached by https alone, say so too: {STRICT_TRANSPORT}"


def render_headers(headers: Headers, host: str) -> str:
    """Return the headers as a host reads them. Raises KeyError for one that is not in FORMATS."""
    return FORMATS[host](headers)


def _write_nginx(headers: Headers) -> str:
    lines = (f'add_header {name} "{value}" always;' for name, value in headers)
    about = (
        "# Name this file in the server or location that serves the handbook:",
        f"#   include /srv/handbook/site/{NGINX};",
        "# A location with an add_header of its own needs the line once more: nginx inherits none.",
        _ONLY_HTTPS,
    )
    return _join_lines(*about, *lines)


def _write_apache(headers: Headers) -> str:
    lines = (f'  Header always set {name} "{value}"' for name, value in headers)
    about = (
        "# Apache reads this where AllowOverride has FileInfo, and mod_headers is there.",
        _ONLY_HTTPS,
    )
    return _join_lines(*about, "<IfModule mod_headers.c>", *lines, "</IfModule>")


def _write_netlify(headers: Headers) -> str:
    return _join_lines(_ONLY_HTTPS, "/*", *(f"  {name}: {value}" for name, value in headers))


def _write_plain(headers: Headers) -> str:
    return _join_lines(*(f"{name}: {value}" for name, value in headers))


def _write_json(headers: Headers) -> str:
    return json.dumps(dict(headers), indent=2) + "\n"


def _join_lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


FORMATS: Mapping[str, Callable[[Headers], str]] = {
    "plain": _write_plain,
    "nginx": _write_nginx,
    "apache": _write_apache,
    "netlify": _write_netlify,
    "cloudflare": _write_netlify,  # they took over the form of the file
    "json": _write_json,
}
_WRITTEN = {NETLIFY: "netlify", APACHE: "apache", NGINX: "nginx", DATA: "json"}


def write_host_files(site: Path, headers: Headers) -> list[str]:
    """Write the file of each host into a built site; return those that somebody wrote by hand.

    These stay as they are. Raises CannotRunError when the disk refuses.
    """
    kept = [name for name in _WRITTEN if (site / name).exists()]
    for name, host in _WRITTEN.items():
        if name not in kept:
            write_atomically(site / name, render_headers(headers, host).encode())
    return kept


def read_host_files(site: Path) -> tuple[Header, ...]:
    """Return the headers that the last build wrote. Raises CannotRunError when there are none."""
    try:
        data = json.loads((site / DATA).read_text("utf-8"))
        return tuple(Header(str(name), str(value)) for name, value in data.items())
    except (OSError, ValueError, AttributeError):
        raise CannotRunError(
            f"no build has written the headers into {site}; run handbook build first"
        ) from None
