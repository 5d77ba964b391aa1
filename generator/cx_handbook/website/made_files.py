"""Files of a site that are made when somebody asks for them, so that nobody makes what he has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple


class MadeFile(NamedTuple):
    """A file by its address: what makes it, and a key that stands for all that it is made of.

    The key is empty where that is not known, or where making the file costs less than keeping it.
    """

    address: str
    key: str
    make: Callable[[], str | bytes]

    def make_bytes(self) -> bytes:
        """Return it as it is written."""
        content = self.make()
        return content if isinstance(content, bytes) else content.encode()


class MadeFiles(Mapping[str, str | bytes]):
    """The files of a site by address. Each is made anew whenever it is asked for."""

    def __init__(self, files: Iterable[MadeFile] = ()) -> None:
        self._files = {file.address: file for file in files}

    def __getitem__(self, address: str) -> str | bytes:
        return self._files[address].make()

    def __contains__(self, address: object) -> bool:
        # Without this, a mapping makes the file to see whether it is there.
        return address in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    @property
    def files(self) -> Mapping[str, MadeFile]:
        """Each file by its address, before it is made."""
        return self._files

    def list_keys(self) -> dict[str, str]:
        """Return the key of each file that has one, by its address."""
        return {file.address: file.key for file in self._files.values() if file.key}
