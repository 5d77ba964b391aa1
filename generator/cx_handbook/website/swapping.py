"""Build a folder beside the old one, and put it in the old one's place when it is whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cx_handbook.errors import CannotRunError


@contextmanager
def temporary_folder(root: Path) -> Iterator[Path]:
    """Yield a folder below `root`, beside what is to be replaced; it is gone afterwards.

    Raises CannotRunError when nothing can be written there.
    """
    try:
        # On the same disk, so that the swap is a rename.
        folder = Path(tempfile.mkdtemp(prefix=".site-", dir=root))
    except OSError as error:
        raise CannotRunError(f"cannot write in {root} ({error.strerror})") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def resolve_folder(site: Path) -> Path:
    """Return the folder that is replaced: where a link leads, and never anything but a folder."""
    site = site.resolve()
    if site.exists() and not site.is_dir():
        raise CannotRunError(f"{site} is a file; move it away")
    return site


def swap_folders(new: Path, site: Path, old: Path) -> None:
    """Put the new site in the old one's place, or leave the old one where it is."""
    try:
        if site.exists():
            site.rename(old)
        try:
            new.rename(site)
        except OSError:
            if old.exists():
                # Put the old site back: no site at all is worse than an old one.
                old.rename(site)
            raise
    except OSError as error:
        raise CannotRunError(
            f"the new site cannot take the place of {site} ({error.strerror}); "
            "close what holds it open, and build again"
        ) from None
