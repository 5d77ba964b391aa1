"""Import Pydantic without its search for plugins, of which the handbook uses none.

The search goes through every installed package. Its import alone brings archives, e-mail and sockets
along, a twentieth of the time of `handbook check`.
"""

import os
import sys
from types import ModuleType
from typing import Any

_METADATA = "importlib.metadata"


def _find_no_plugins(**_: Any) -> tuple[()]:
    return ()


# Pydantic's documented switch, which stops the search and not the import.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
if _METADATA not in sys.modules:
    stand_in = ModuleType(_METADATA)
    stand_in.__dict__["entry_points"] = _find_no_plugins
    sys.modules[_METADATA] = stand_in
    try:
        import pydantic.plugin._loader  # noqa: F401 - takes the stand-in instead of the module
    finally:
        del sys.modules[_METADATA]
