"""Keeps what templates were compiled to, as Python keeps its modules: compiling takes a second a build.

A preview renders again and again, so this process remembers the code. The next one finds it beside
the package, in the folder where Python keeps the code of its modules. Only there: whoever can write
there can change the program anyway, while a handbook's own folder may come from somebody else.
Jinja's own way of keeping it on disk believes whatever stands in its files, and stops a build where
nobody may write.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket

from cx_handbook.leftovers import UNFINISHED_SUFFIX, mark_process

FOLDER = Path(__file__).parent / "__pycache__"
_SEAL = sha256().digest_size
_TAG = f"{sys.implementation.cache_tag} {sys.hexversion} {jinja_version}"

_MOST_KEPT = 400  # templates: those of earlier versions go when there are more

Code = dict[tuple[str, ...], CodeType]

# By settings, template and the digest of its source.
_compiled: Code = {}
_changed: set[tuple[str, ...]] = set()  # settings for which something was compiled


class CompiledTemplates(BytecodeCache):
    """The code of all templates of an environment. `settings` are what Jinja compiles into it."""

    def __init__(self, *settings: str) -> None:
        self._settings = settings

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that it was compiled to before."""
        key = (*self._settings, bucket.key, bucket.checksum)
        if key not in _compiled and key in (kept := _read_compiled(_name_file(self._settings))):
            _compiled[key] = kept[key]
        bucket.code = _compiled.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that was compiled now."""
        if bucket.code is not None:
            _compiled[*self._settings, bucket.key, bucket.checksum] = bucket.code
            _changed.add(self._settings)


def keep_compiled_templates() -> None:
    """Write what was compiled beside the package, unless all of it was there or nobody may write."""
    if sys.dont_write_bytecode:
        return
    for settings in _changed:
        used = {key: code for key, code in _compiled.items() if key[:-2] == settings}
        file = _name_file(settings)
        merged = _read_compiled(file) | used
        body = marshal.dumps(merged if len(merged) <= _MOST_KEPT else used)
        unfinished = file.with_name(f".{file.name}.{mark_process()}{UNFINISHED_SUFFIX}")
        # A disk that is full or read-only: the next run compiles them again.
        with contextlib.suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            try:
                unfinished.write_bytes(_seal(body) + body)
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)
    _changed.clear()


def _name_file(settings: tuple[str, ...]) -> Path:
    return FOLDER / f"templates-{sha256(' '.join(settings).encode()).hexdigest()[:16]}"


def _seal(body: bytes) -> bytes:
    return sha256(_TAG.encode() + body).digest()


@cache
def _read_compiled(file: Path) -> Code:
    """Return what an earlier run kept; nothing of another Python or Jinja, or where it is damaged."""
    try:
        raw = file.read_bytes()
    except OSError:
        return {}
    seal, body = raw[:_SEAL], raw[_SEAL:]
    if seal != _seal(body):
        return {}
    found: Code = marshal.loads(body)  # noqa: S302 - our own code, see above
    return found
