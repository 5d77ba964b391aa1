"""The browser's scripts run in V8, without a browser: what they work out is not written a second time."""

from __future__ import annotations

import json
import weakref
from typing import Any

from py_mini_racer import MiniRacer

from cx_handbook.bundles import STATIC

NAMESPACE = "shell/namespace.js"


class ScriptEngine:
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
        # Data goes in as a text within a text, so that none of it is ever read as code.
        given = json.dumps(json.dumps(arguments))
        called = f"JSON.stringify(({function})(...JSON.parse({given}))) ?? 'null'"
        return json.loads(str(self._v8.eval(called)))
