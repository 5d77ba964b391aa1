"""A web server as companies run it: nginx, with the headers that a build has written for it."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from support.project import load_tool

MISSING = (
    "nginx is not installed, and this test serves the handbook with it: apt-get install nginx-light"
)
# Its own list of types lies elsewhere on each system.
SETTINGS = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{
    text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg;
    image/png png; font/woff2 woff2; application/pdf pdf; application/manifest+json webmanifest;
    text/csv csv; text/plain txt; text/calendar ics; application/xml xml;
  }}
  charset utf-8;
  server {{
    listen 127.0.0.1:{port};
    server_name 127.0.0.1 localhost;
    root {site};
    error_page 404 /404.html;
    {headers}
  }}
}}
"""


def find_nginx() -> str:
    """Return the path of nginx. Skips the test where there is none, but never in CI."""
    found = load_tool("setup").find_nginx()
    if found is None and not os.environ.get("CI"):
        pytest.skip(MISSING)
    assert found, MISSING
    return str(found)


@contextmanager
def run_nginx(site: Path, folder: Path, headers: str) -> Iterator[str]:
    """Serve a site, and yield its address. `headers` are lines of the server's settings."""
    program, port = find_nginx(), _find_free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "nginx.conf"
    settings.write_text(
        SETTINGS.format(folder=folder, port=port, site=site, headers=headers), "utf-8"
    )
    server = subprocess.Popen([program, "-e", "stderr", "-p", str(folder), "-c", str(settings)])
    try:
        _wait_for_port(port, server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def _find_free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def _wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    until = monotonic() + 10
    while True:
        assert server.poll() is None, "nginx has stopped; it says why above"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert monotonic() < until, "nginx does not answer"
            sleep(0.02)
        else:
            return
