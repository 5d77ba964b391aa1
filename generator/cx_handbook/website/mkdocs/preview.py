"""The preview while somebody writes: a saved file is on its page at once, and the whole site follows.

A save renders the page of the saved file and those that lead to it; any other page is rendered when a
browser asks for it. When nothing is saved for a moment, the whole site is built, and takes the place of
what was rendered one by one. Nothing is ever written beside a folder of its own.
"""

from __future__ import annotations

import errno
import shutil
import signal
import tempfile
import time
import traceback
import webbrowser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Thread, Timer, current_thread, main_thread
from urllib.parse import urlsplit

from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from cx_handbook import addresses
from cx_handbook.build_date import get_build_day
from cx_handbook.content.kept_records import KeptRecords
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError, HandbookError, Problem
from cx_handbook.text_for_messages import count_things
from cx_handbook.website.live.answering import PreviewServer
from cx_handbook.website.live.banner import BuildOutcome, render_banner
from cx_handbook.website.live.changes import find_changed_files, is_content_only
from cx_handbook.website.live.page_renewal import OtherPagesError
from cx_handbook.website.live.shown_site import ShownSite
from cx_handbook.website.live.watching import Watcher
from cx_handbook.website.mkdocs.build import find_settings, pass_on_messages
from cx_handbook.website.mkdocs.preview_build import (
    WholeSite,
    build_whole_site,
    gather_warnings,
    list_watched,
)
from cx_handbook.website.site_files import Say

# They would take the terminal, in which the preview speaks.
_TEXT_BROWSERS = frozenset(("www-browser", "links", "elinks", "lynx", "w3m"))
# What a build stops at; any other exception is a mistake of ours.
_EXPECTED = (Abort, ConfigurationError, CannotRunError, HandbookError, OSError)
_QUIET = 0.5  # seconds without a save, after which the whole site is built
_REMOVES_AFTER = 3.0  # seconds
_LISTENS = 0.5  # seconds; on Windows, Ctrl+C is heard only between two waits


class SupersededError(BaseException):
    """A file was saved while the whole site was built. Not an Exception: MkDocs would report it."""


def serve_site(root: Path, address: str, say: Say, *, open_browser: bool) -> None:
    """Show the site at host:port and whatever is saved, until interrupted.

    `say` hears what happens; pages carry what is wrong. Raises HandbookError when the content has
    problems before it starts, and CannotRunError when the address or mkdocs.yml cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as folder:
        server = _start_server(root, address)
        preview = Preview(root, server, Path(folder), say)
        try:
            with _hear_interrupt(preview):
                _show_until_end(preview, open_browser=open_browser)
        except _EXPECTED as error:
            if isinstance(error, CannotRunError | HandbookError):
                raise
            raise CannotRunError(*str(error).splitlines()) from None
        finally:
            server.stop()


def _show_until_end(preview: Preview, *, open_browser: bool) -> None:
    """Build, answer and show what is saved, until interrupted."""
    preview.build_first()
    preview.server.start()
    preview.say(f"Serving on {preview.server.url}; Ctrl+C ends it")
    if open_browser:
        _open_browser(preview.server.url)
    with suppress(KeyboardInterrupt):
        preview.run()


@contextmanager
def _hear_interrupt(preview: Preview) -> Iterator[None]:
    """Let Ctrl+C end the preview, also where Python drops what it raises.

    It does so in destructors and in callbacks of weak references, which run between any two lines.
    """
    before = signal.getsignal(signal.SIGINT)
    # The main thread alone hears signals, and started in the background nobody means us by this one.
    if current_thread() is not main_thread() or before == signal.SIG_IGN:
        yield
        return

    def end(_number: int, _frame: object) -> None:
        preview.is_ended = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start_server(root: Path, address: str) -> PreviewServer:
    """Return a server that has its address; a taken one is said before anything is built."""
    settings = find_settings(root)
    try:
        config = load_config(str(settings), dev_addr=address, strict=False)
        host, port = config.dev_addr
        return PreviewServer(ShownSite(), host, port, urlsplit(config.site_url or "/").path)
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


class Preview:
    """Takes in what is saved, and shows it."""

    whole: WholeSite
    shown: Handbook  # whose pages are shown

    def __init__(self, root: Path, server: PreviewServer, folder: Path, say: Say) -> None:
        self.root, self.server, self.folder, self.say = root, server, folder, say
        self.site = server.site
        self.is_behind = False  # single pages were rendered since the last whole build
        self.is_stopped = False  # by a mistake: until it is mended, nothing can be built
        self.is_ended = False  # by whoever started it
        self.removal: Timer | None = None  # of the site that was shown before
        self._needs_whole = False
        self._records = KeptRecords()
        self._problems: tuple[Problem, ...] = ()  # as they were last said
        self._warnings: tuple[str, ...] = ()  # of MkDocs, in the last whole build
        self._heard: list[str] = []  # of MkDocs, in the build that runs
        self._is_quiet = False  # what a build in the background does is of no interest
        self._watcher = Watcher(list_watched(root))
        self._saved: set[str] = set()
        self._save = Condition()

    def build_first(self) -> None:
        """Build before anything is shown. Raises what stops it: there is no page to say it on."""
        self._build_whole(changes_look=True)

    def run(self) -> None:
        """Show what is saved, until interrupted."""
        Thread(target=self._watch, daemon=True).start()
        while not self.is_ended:
            if saved := self._wait_for_save():
                self.take_in(saved)
            elif self._may_catch_up():
                self.catch_up()

    def take_in(self, saved: Iterable[str]) -> None:
        """Show what was saved; whatever stops that becomes a banner over the last pages."""
        self._needs_whole |= not is_content_only(self.root, saved)
        try:
            if not self._needs_whole and self._try_renewal():
                return
            self.site.tell("building")
            self._build_whole(changes_look=True)
        except _EXPECTED as error:
            self._explain_stop(error)
        except Exception as error:  # a bug must not end the preview, and keeps its traceback
            self._explain_failure(error)

    def catch_up(self) -> None:
        """Build the whole site behind the pages that are shown, and give up when a file is saved."""
        self._is_quiet = True
        try:
            self._build_whole(changes_look=False)
            self.say("The whole site is up to date.")
        except SupersededError:
            pass  # what was saved meanwhile is taken in first
        except _EXPECTED as error:
            self._explain_stop(error)
        except Exception as error:  # as above
            self._explain_failure(error)
        finally:
            self._is_quiet = False

    def _may_catch_up(self) -> bool:
        return self.is_behind and not self.is_stopped

    def _watch(self) -> None:
        while saved := self._watcher.wait_for_save(self.server.stopped):
            with self._save:
                self._saved |= saved
                self._save.notify_all()

    def _wait_for_save(self) -> frozenset[str]:
        with self._save:
            self._save.wait_for(
                lambda: self._saved, timeout=_QUIET if self._may_catch_up() else _LISTENS
            )
            saved = frozenset(self._saved)
            self._saved.clear()
        return saved

    def _ask_wanted(self) -> None:
        if self.is_ended:
            raise KeyboardInterrupt
        if self._is_quiet and self._saved:
            raise SupersededError

    def _try_renewal(self) -> bool:
        """Render single pages; where they have changed places, or a bug is in the way, return False."""
        try:
            return self._renew_pages()
        except OtherPagesError:
            return False
        except _EXPECTED:
            raise
        except Exception:  # a whole build may still be possible, and the bug keeps its traceback
            traceback.print_exc()
            return False

    def _renew_pages(self) -> bool:
        """Render what was saved and show it; return whether single pages were enough."""
        began = time.monotonic()
        self._heard = []
        examined = examine_content(self.root, get_build_day(), records=self._records)
        self._say_problems(examined.problems)
        if examined.handbook is None:
            raise HandbookError(examined.errors)
        self.is_stopped = False
        changed = find_changed_files(self.shown, examined.handbook)
        if changed is None:
            return False
        banner = render_banner(BuildOutcome(examined.errors, self._warnings))
        if not changed:  # a comment, or what was written before
            self.site.tell(self.site.progress, banner)
            return True
        own, leading = self._render_own_pages(examined.handbook, changed)
        self.site.tell("following", banner)
        others = f", and {count_things(len(leading), 'page')} with it" if leading else ""
        seconds = time.monotonic() - began
        named = ", ".join(own) or ", ".join(sorted(changed))
        self.say(f"{named}{others}: shown after {seconds:.2f} s; the rest follows.")
        self._render_leading_pages(leading)
        return True

    def _render_own_pages(
        self, handbook: Handbook, changed: frozenset[str]
    ) -> tuple[list[str], list[str]]:
        """Render the pages of saved files; return their addresses and those of pages that lead there."""
        pages = self.whole.pages
        with self.site.lock:
            own, leading = pages.list_concerned(changed)
            # Rendered before anything else changes: when that fails, all stays as it is shown.
            contents = pages.follow(handbook, get_build_day(), own)
            self.site.follow(self._renew_file)
            for address, content in contents.items():
                self.site.add_fresh(address, content)
            self.shown, self.is_behind = handbook, True
        return own, leading

    def _renew_file(self, address: str) -> bytes | None:
        """Return a file as it is now; as it was, where a bug is in the way, which is said here."""
        try:
            return self.whole.pages.renew_file(address)
        except Exception:  # a browser that asks must not get less than it had
            traceback.print_exc()
            return None

    def _render_leading_pages(self, leading: list[str]) -> None:
        """Render what leads to saved pages, and what the finder knows of them."""
        for address in (*leading, addresses.FINDER_INDEX):
            if self._saved:
                return  # whoever asks for one of the others gets it as it is then
            self.site.read_file(address)

    def _build_whole(self, *, changes_look: bool) -> None:
        """Build the whole site and show it. Raises what stops it, and then nothing has changed."""
        records = KeptRecords()  # every file is read: what the disk says of one may be wrong
        target = Path(tempfile.mkdtemp(prefix="site-", dir=self.folder))
        try:
            with (
                pass_on_messages(self._say_progress, self._say_warning),
                gather_warnings() as heard,
            ):
                self._heard = heard
                examined = examine_content(self.root, get_build_day(), records=records)
                whole = build_whole_site(
                    self.root, target, self.server.url, examined, self._ask_wanted
                )
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        self._records, self._warnings, self._needs_whole = records, tuple(heard), False
        self._problems = examined.problems
        self.whole, self.shown = whole, whole.handbook
        self.is_behind = self.is_stopped = False
        before = self.site.show_build(target, changes_look=changes_look)
        self.site.tell("whole", render_banner(BuildOutcome(examined.errors, self._warnings)))
        self._watcher.watch(whole.watched)
        if before.is_relative_to(self.folder):
            # It takes seconds on a slow disk, and whoever writes often saves again soon.
            self.removal = Timer(_REMOVES_AFTER, shutil.rmtree, (before, True))
            self.removal.daemon = True
            self.removal.start()

    def _say_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong that was not said at the last save."""
        for problem in problems:
            if problem not in self._problems and problem.severity != "notice":
                self.say(str(problem))
        self._problems = problems

    def _say_progress(self, message: str) -> None:
        if not self._is_quiet:
            self.say(message)

    def _say_warning(self, message: str) -> None:
        known = (*map(str, self._problems), *self._warnings)
        if not self._is_quiet or message not in known:
            self.say(message)

    def _explain_stop(self, error: BaseException) -> None:
        """Say in the terminal and on the pages what stopped a build."""
        if isinstance(error, HandbookError):
            self._say_problems(error.problems)
            self._show_stop(BuildOutcome(error.problems, is_shown=False))
            return
        if not self._heard:  # otherwise MkDocs has said it in its own words
            self._heard = [str(error)]
            self.say(self._heard[0])
        self._show_stop(BuildOutcome(messages=tuple(self._heard), is_shown=False))

    def _explain_failure(self, error: Exception) -> None:
        traceback.print_exc()
        failure = f"{type(error).__name__}: {error}"
        self._show_stop(BuildOutcome(is_shown=False, failure=failure))

    def _show_stop(self, outcome: BuildOutcome) -> None:
        self.is_stopped = True
        self.site.tell("following" if self.is_behind else "whole", render_banner(outcome))
        self.say("The browser shows the last good pages, and what is wrong.")


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
