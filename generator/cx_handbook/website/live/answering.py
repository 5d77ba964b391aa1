"""The preview's server: answers with the newest pages, and tells those that are open what happens."""

from __future__ import annotations

import ipaddress
import json
import mimetypes
import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from cx_handbook.website.live.notes import insert_notes
from cx_handbook.website.live.shown_site import MISSING, ShownSite

EVENTS = ".preview/events"
_LIFE_SIGN = 15.0  # seconds; a browser that is gone is noticed by it
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".gz": "application/gzip",
    ".webmanifest": "application/manifest+json",
    ".yml": "text/yaml",
}


class Reply(NamedTuple):
    """What is answered at an address."""

    status: int
    kind: str
    body: bytes
    address: str = ""  # where to go instead


class PreviewServer(ThreadingHTTPServer):
    """Serves a site below a path. It has its address as soon as it is made, and answers later.

    Raises OSError or OverflowError when the address cannot be had.
    """

    daemon_threads = True
    # On Windows, two programs could have one address.
    allow_reuse_address = not hasattr(socket, "SO_EXCLUSIVEADDRUSE")

    def __init__(self, site: ShownSite, host: str, port: int, path: str) -> None:
        with suppress(ValueError):
            if isinstance(ipaddress.ip_address(host), ipaddress.IPv6Address):
                self.address_family = socket.AF_INET6
        self.site, self.stopped = site, Event()
        self._answering: Thread | None = None
        self.mount = f"/{path.strip('/')}/" if path.strip("/") else "/"
        super().__init__((host, port), _Handler)
        shown = f"[{host}]" if self.address_family == socket.AF_INET6 else host
        self.url = f"http://{shown}:{self.server_address[1]}{self.mount}"

    def server_bind(self) -> None:
        """Take the address; the name that belongs to it, which may take seconds, nobody needs."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, self.allow_reuse_address)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def start(self) -> None:
        """Answer from now on. Whoever asked earlier has waited until now."""
        self._answering = Thread(target=self.serve_forever, daemon=True)
        self._answering.start()

    def stop(self) -> None:
        """End all waiting, and give the address back."""
        self.stopped.set()
        self.site.tell(self.site.progress)
        if self._answering:  # otherwise there is nothing to wait for
            self.shutdown()
        self.server_close()

    def find_answer(self, target: str) -> Reply:
        """Return what to answer to a request for an address."""
        path = unquote(urlsplit(target).path, errors="replace")
        if not path.startswith(self.mount):
            return Reply(302, "text/plain", b"", self.mount)
        address = path.removeprefix(self.mount)
        if not address or address.endswith("/"):
            address += "index.html"
        body = self.site.read_file(address)
        if body is not None:
            return self._dress(200, address, body)
        if self.site.read_file(f"{address}/index.html") is not None:
            return Reply(302, "text/plain", b"", quote(f"{path}/"))
        # A page that comes later is shown then.
        return self._dress(404, address, self.site.read_missing(), _guess_type(MISSING))

    def _dress(self, status: int, address: str, body: bytes, kind: str = "") -> Reply:
        """Return an answer; a page has our notes at its end."""
        kind = kind or _guess_type(address)
        if kind == "text/html":
            version = self.site.tell_version(body)
            events = f"{self.mount}{EVENTS}?page={quote(address)}&version={version}"
            body = insert_notes(body, self.site.banner, self.site.progress, events)
        return Reply(status, kind, body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PreviewServer

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for what is wrong with the content."""

    def do_GET(self) -> None:
        """Reply, or keep an open page informed. Whoever has gone away is not told."""
        with suppress(ConnectionError):
            parts = urlsplit(self.path)
            if parts.path == f"{self.server.mount}{EVENTS}":
                asked = parse_qs(parts.query)
                self._send_news(*(asked.get(name, [""])[0] for name in ("page", "version")))
            else:
                self._send(self.server.find_answer(self.path))

    def do_HEAD(self) -> None:
        """Reply without a body."""
        self.do_GET()

    def _send(self, answer: Reply) -> None:
        self.send_response(answer.status)
        text = "; charset=utf-8" if answer.kind.startswith("text/") else ""
        self.send_header("Content-Type", f"{answer.kind}{text}")
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        if answer.address:
            self.send_header("Location", answer.address)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _send_news(self, page: str, version: str) -> None:
        """Send what happens to an open page, until it is gone."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        site, known, said = self.server.site, -1, None
        while not self.server.stopped.is_set():
            known = site.wait_for_news(known, _LIFE_SIGN)
            news = site.compare_page(page, version)
            line = ":\n\n" if news == said else f"data: {json.dumps(news._asdict())}\n\n"
            said = news
            self.wfile.write(line.encode())
            self.wfile.flush()


def _guess_type(address: str) -> str:
    ending = f".{address.rpartition('.')[2].lower()}"
    return _TYPES.get(ending) or mimetypes.guess_type(address)[0] or "application/octet-stream"
