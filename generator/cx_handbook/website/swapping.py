"""Build a folder beside the old one, and put it in the old one's place when it is whole."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cx_handbook.content.file_layout import ISSUED_FORMS
from cx_handbook.errors import CannotRunError
from cx_handbook.leftovers import is_left_behind, mark_process, remove_left_files

_PREFIX = ".site-"
# Where the commands that call this write files of their own.
_WRITTEN = (".", ISSUED_FORMS, ".cache", ".cache/pdf", ".cache/made")
_NEW, _OLD = "new", "old"
_TRIES = 10
# What a rename says when another build has swapped at the same moment.
_CAME_BETWEEN = (errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY)
_SWAP_BOTH = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS
_FROM_HERE = -100  # AT_FDCWD: the paths are whole


@contextmanager
def replace_folder(site: Path) -> Iterator[Path]:
    """Yield a folder beside a site to build in; afterwards what is in it takes the site's place.

    When the block raises, the old site stays as it is. Raises CannotRunError when nothing can be
    written there, or the new site cannot take the place of the old one.
    """
    # On the same disk, so that the swap is a rename. Named by the site, because others may lie beside it.
    folder = site.parent / f"{_PREFIX}{site.name}.{mark_process()}"
    try:
        folder.mkdir()
    except OSError as error:
        raise CannotRunError(f"cannot write in {site.parent} ({error.strerror})") from None
    try:
        yield folder / _NEW
        _swap_folders(folder / _NEW, site, folder / _OLD)
    finally:
        # The only copy of the old site stays where the next build finds it.
        if site.exists() or not (folder / _OLD).exists():
            shutil.rmtree(folder, ignore_errors=True)


def resolve_folder(site: Path) -> Path:
    """Return the folder that is replaced: where a link leads, and never anything but a folder.

    Raises CannotRunError when it is a file, or a link that leads to itself.
    """
    try:
        site = site.resolve(strict=site.is_symlink())
    except FileNotFoundError:
        site = site.resolve()  # a link to a folder that is still to be made
    except (OSError, RuntimeError):  # before Python 3.13, a link to itself is the second
        raise CannotRunError(f"{site} is a link that leads to itself; remove it") from None
    if site.exists() and not site.is_dir():
        raise CannotRunError(f"{site} is a file; move it away")
    return site


def put_right(root: Path, site: Path, now: float) -> None:
    """Put right what killed commands left in a handbook and beside its site.

    A build that was killed between two renames has taken the old site away: it comes back. What was
    left unfinished is removed. `now` is in seconds of the epoch. Does nothing where nobody may write.
    """
    with suppress(CannotRunError, OSError):
        remove_left_files((root / folder for folder in _WRITTEN), now)
        site = resolve_folder(site)
        for folder in sorted(site.parent.glob(f"{_PREFIX}*")):
            with suppress(OSError):  # another build was quicker
                if not folder.is_dir() or not is_left_behind(folder, now):
                    continue
                is_ours = folder.name.startswith(f"{_PREFIX}{site.name}.")
                if is_ours and not site.exists() and (folder / _OLD).is_dir():
                    (folder / _OLD).rename(site)
                shutil.rmtree(folder, ignore_errors=True)


def _swap_folders(new: Path, site: Path, old: Path) -> None:
    """Put the new site in the old one's place, or leave the old one where it is."""
    for left in reversed(range(_TRIES)):
        try:
            _swap_once(new, site, old)
            return
        except OSError as error:
            if left and error.errno in _CAME_BETWEEN:
                continue
            raise CannotRunError(
                f"the new site cannot take the place of {site} ({error.strerror}); "
                "close what holds it open, and build again"
            ) from None


def _swap_once(new: Path, site: Path, old: Path) -> None:
    if not site.exists():
        new.rename(site)
    elif not _exchange_folders(new, site):
        site.rename(old)
        try:
            new.rename(site)
        except OSError:
            # Put the old site back: no site at all is worse than an old one.
            with suppress(OSError):
                old.rename(site)
            if site.exists():  # another build was quicker
                shutil.rmtree(old, ignore_errors=True)
            raise


def _exchange_folders(new: Path, site: Path) -> bool:
    """Swap two folders in one step, so that there is a site at every moment; return whether it did.

    Not every system and disk can. Whatever stands in the way is said when it is done in two steps.
    """
    import ctypes

    try:
        system = ctypes.CDLL(None)
        paths = os.fsencode(new), os.fsencode(site)
        if sys.platform == "darwin":
            return bool(system.renamex_np(*paths, _SWAP_BOTH) == 0)
        exchange = system.renameat2
        return bool(exchange(_FROM_HERE, paths[0], _FROM_HERE, paths[1], _SWAP_BOTH) == 0)
    except (AttributeError, OSError, TypeError):
        return False
