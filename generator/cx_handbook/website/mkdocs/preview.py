"""The preview while somebody writes: build at every save, and say in the browser what is wrong.

MkDocs' own server stops answering when a build fails. Here each build has a folder of its own, and
the last good one is shown until the next is ready.
"""

from __future__ import annotations

import errno
import logging
import re
import shutil
import tempfile
import traceback
import webbrowser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from cx_handbook.build_date import get_build_day
from cx_handbook.content.loader import examine_content
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError, HandbookError, Problem
from cx_handbook.website.mkdocs.banner import BuildOutcome, insert_banner, render_banner
from cx_handbook.website.mkdocs.build import (
    NO_PLUGIN,
    find_settings,
    pass_on_messages,
)
from cx_handbook.website.site_files import Say

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

# They would take the terminal, in which the preview speaks.
_TEXT_BROWSERS = frozenset(("www-browser", "links", "elinks", "lynx", "w3m"))
_REFUSED_SETTING = re.compile(r"Config value '([^']+)': (.+)", re.DOTALL)
_MEND_SETTING = "write it as in the file that handbook init writes, or remove it"
# What a build stops at; any other exception is a mistake of ours.
_EXPECTED = (Abort, ConfigurationError, CannotRunError, HandbookError, OSError)


def serve_site(root: Path, address: str, say: Say, *, open_browser: bool) -> None:
    """Show the site at host:port and build it again whenever a file is saved, until interrupted.

    `say` hears what happens; pages carry what is wrong. Raises HandbookError when the content has
    problems before it starts, and CannotRunError when the address or mkdocs.yml cannot be used.
    """
    with (
        pass_on_messages(say, say),
        tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as folder,
    ):
        server = _start_server(root, address, Path(folder), say)
        try:
            server.build_first()
            if open_browser:
                _open_browser(server.url)
            with suppress(KeyboardInterrupt):
                server.serve()  # type: ignore[no-untyped-call]
        except _EXPECTED as error:
            if isinstance(error, CannotRunError | HandbookError):
                raise
            raise CannotRunError(*str(error).splitlines()) from None
        finally:
            server.shutdown()


def _start_server(root: Path, address: str, folder: Path, say: Say) -> PreviewServer:
    """Return a server that has its address; a taken one is said before anything is built."""
    settings = find_settings(root)
    try:
        config = load_config(str(settings), dev_addr=address, strict=False)
        return PreviewServer(root, config, folder, say)
    except (Abort, ConfigurationError) as error:
        raise CannotRunError(*str(error).splitlines()) from None
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise CannotRunError(
                f"another program uses {address}; end it, or name another port, such as "
                "--address 127.0.0.1:8001"
            ) from None
        reason = getattr(error, "strerror", None) or error
        raise CannotRunError(f"cannot show it at {address} ({reason}); try --address") from None


class PreviewServer(LiveReloadServer):
    """Serves the last good build, with a banner that says what is wrong with the newest files."""

    def __init__(self, root: Path, config: MkDocsConfig, folder: Path, say: Say) -> None:
        host, port = config.dev_addr
        path = urlsplit(config.site_url or "/").path
        super().__init__(self.rebuild, host, port, root=str(folder), mount_path=path)
        self.handbook_root, self.folder, self.say = root, folder, say
        self.banner = ""
        self.error_handler = self._read_error_page
        self._is_bound = False
        try:
            self.server_bind()
            # Whoever asks during the first build is answered after it.
            self.server_activate()
        except BaseException:
            self.server_close()
            raise

    def server_bind(self) -> None:
        """Take the address; `serve` asks a second time, when the first build is done."""
        if not self._is_bound:
            super().server_bind()
            self._is_bound = True

    def build_first(self) -> None:
        """Build before anything is shown. Raises what stops it: there is no page to say it on."""
        with _gather_warnings() as said:
            problems = self._build_pages()
        self._show_outcome(BuildOutcome(problems, tuple(said)))

    def rebuild(self) -> None:
        """Build after a file was saved; whatever stops it becomes a banner over the last pages."""
        wanted = self._release_requests()
        with _gather_warnings() as said:
            try:
                outcome = BuildOutcome(self._build_pages(), tuple(said))
            except _EXPECTED as error:
                outcome = self._explain_stop(error, said)
            except Exception as error:  # a bug must not end the preview, and keeps its traceback
                traceback.print_exc()
                failure = f"{type(error).__name__}: {error}"
                outcome = BuildOutcome(is_shown=False, failure=failure)
        self._show_outcome(outcome)
        # From here the server's own loop tells the browsers to load their page again.
        self._wanted_epoch = wanted

    def serve_request(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request; a page carries the banner, if there is one."""
        answer: list[Any] = []

        def keep_answer(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            answer[:] = status, headers

        body = super().serve_request(environ, keep_answer)
        status, headers = answer
        banner = self.banner
        if banner and dict(headers).get("Content-Type", "").startswith("text/html"):
            page = insert_banner(b"".join(body), banner)
            getattr(body, "close", lambda: None)()  # a file is closed by whoever reads it
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
            headers.append(("Content-Length", str(len(page))))
            body = [page]
        start_response(status, headers)
        return body

    def _release_requests(self) -> int:
        """Let pages be served during a build. Return the epoch that the build will have."""
        # The server holds back requests while it wants a newer site than it has: its own builds
        # change the folder that is served. Ours do not.
        with self._epoch_cond:
            wanted, self._wanted_epoch = self._wanted_epoch, self._visible_epoch
            self._epoch_cond.notify_all()
        return wanted

    def _build_pages(self) -> tuple[Problem, ...]:
        """Build and show the site. Return what would stop `handbook build`; raise what stops us."""
        examined = examine_content(self.handbook_root, get_build_day())
        target = Path(tempfile.mkdtemp(prefix="site-", dir=self.folder))
        try:
            config = self._load_settings(target, examined.errors)
            if examined.handbook is None:
                raise HandbookError(examined.errors)
            plugin = config.plugins.get("handbook")
            if plugin is None:
                raise CannotRunError(NO_PLUGIN)
            plugin.examined = examined  # the content is read once
            build(config, serve_url=self.url)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        self._swap_folders(target)
        self._watch_files(config)
        return examined.errors

    def _load_settings(self, target: Path, errors: tuple[Problem, ...]) -> MkDocsConfig:
        """Read mkdocs.yml. Raises HandbookError with its problems and those of the content."""
        with _gather_warnings() as said:
            try:
                # Not strict: a page with a link that leads nowhere is shown, and the link is named.
                config = load_config(
                    str(find_settings(self.handbook_root)), site_dir=str(target), strict=False
                )
            except (Abort, ConfigurationError) as error:
                problems = _find_refused_settings(self.handbook_root, said)
                if not problems:
                    raise
                raise HandbookError((*errors, *problems)) from error
        config.site_url = self.url
        config.plugins.on_startup(command="serve", dirty=False)
        return config

    def _swap_folders(self, target: Path) -> None:
        """Serve a new folder, and remove the one before the last: some page may still load."""
        previous = Path(self.root)
        self.root = str(target)
        for folder in self.folder.iterdir():
            if folder not in (target, previous):
                shutil.rmtree(folder, ignore_errors=True)

    def _watch_files(self, config: MkDocsConfig) -> None:
        """Watch what the pages are made of, and what has come since the last build."""
        for path in (config.docs_dir, config.config_file_path, *config.watch):
            if path:  # one that is watched already is not watched twice
                self.watch(path)

    def _explain_stop(self, error: BaseException, said: list[str]) -> BuildOutcome:
        """Return what stopped a build, and say in the terminal what nobody has said there."""
        if isinstance(error, HandbookError):
            for problem in error.problems:
                self.say(str(problem))
            return BuildOutcome(error.problems, is_shown=False)
        if not said:  # otherwise MkDocs has said it in its own words
            said = [str(error)]
            self.say(said[0])
        return BuildOutcome(messages=tuple(said), is_shown=False)

    def _show_outcome(self, outcome: BuildOutcome) -> None:
        self.banner = render_banner(outcome)
        if not outcome.is_shown:
            self.say("The browser shows the last good pages, and what is wrong.")

    def _read_error_page(self, code: int) -> bytes | None:
        page = Path(self.root) / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


@contextmanager
def _gather_warnings() -> Iterator[list[str]]:
    """Yield a list that fills with what MkDocs warns of: all of it would stop a strict build."""
    handler = _Warnings(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of, but not what its server says about requests."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name != "mkdocs.livereload":
            self.said.append(record.getMessage())


def _find_refused_settings(root: Path, said: Iterable[str]) -> list[Problem]:
    """Return what is wrong with mkdocs.yml, each with its line; empty when nothing has one."""
    file = read_yaml(root / SETTINGS, SETTINGS)
    if file.root is None:
        return file.problems[-1:]  # the YAML itself; anything before it is a tag, which may stand
    refused = filter(None, map(_REFUSED_SETTING.fullmatch, said))
    return [
        file.build_problem((found[1],), " ".join(found[2].split()).rstrip("."), _MEND_SETTING)
        for found in refused
    ]


def _open_browser(url: str) -> Thread | None:
    """Show an address in the browser, and do nothing where there is none with a window."""
    try:
        name = getattr(webbrowser.get(), "name", "")
    except webbrowser.Error:
        return None
    if name in _TEXT_BROWSERS:
        return None
    # Some wait until their window is closed.
    thread = Thread(target=webbrowser.open, args=(url,), daemon=True)
    thread.start()
    return thread
