"""The browser's scripts in V8 without a browser: for what is calculated, not for what is shown."""

from __future__ import annotations

import json
import weakref
from typing import Any

from py_mini_racer import JSEvalException, MiniRacer

from cx_handbook.bundles import STATIC, read_bundles

NAMESPACE = "shell/namespace.js"

__all__ = ["JSEvalException", "Scripts", "bundle_parts"]


class Scripts:
    """Files of `static/`, run in their order in a V8 of their own.

    There is no document and no window: a script that needs one as soon as it runs cannot be loaded.
    """

    def __init__(self, *names: str) -> None:
        """Run files, named from `static/` such as `audit/scoring.js`, after the one they all need."""
        self._v8 = MiniRacer()
        # A V8 that is still open when Python ends may wait for its own thread without end.
        weakref.finalize(self, self._v8.close)
        for name in (NAMESPACE, *names):
            self.run((STATIC / name).read_text("utf-8"), name)

    def run(self, code: str, name: str = "test.js") -> None:
        """Run code; `name` is what an error names as its file. Raises JSEvalException."""
        self._v8.eval(f"{code}\n//# sourceURL={name}\n;undefined")

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function, given by name or as `(a, b) => …`, with plain data; return plain data.

        Both ways are JSON: undefined and NaN come back as None. Raises JSEvalException.
        """
        given = json.dumps(json.dumps(arguments))
        called = f"JSON.stringify(({function})(...JSON.parse({given}))) ?? 'null'"
        return json.loads(str(self._v8.eval(called)))


def bundle_parts(address: str) -> tuple[str, ...]:
    """Return the parts of a bundle, to be loaded by Scripts."""
    return read_bundles()[address]
