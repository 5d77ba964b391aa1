"""Read the file of the sentence encoder: its word pieces, and its numbers as numpy has them.

`tools/make_encoder.py` says how a number became a sign.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cx_handbook.bundles import STATIC

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

ENCODER = "vendor/all-minilm-l6-v2/encoder.js"  # below `static/`
DANGER = "vendor/all-minilm-l6-v2/danger.js"  # what tools/make_danger.py made, beside it
# Signs that stand in a quoted text as they are: no quotation mark, no backslash.
SIGNS = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\')
_STEPS = 8  # places by which a step is half as long


def write_packed(name: str, text: str) -> str:
    """Return the script that sets `name` to a function whose comments are a text's lines.

    The function is never called: pages read its text, and their engines make nothing else of it. Of a
    string they would keep a second copy until they next clear up.
    """
    lines = "".join(f"//{line}\n" for line in text.split("\n"))
    return f"{name} = () => {{\n{lines}}};\n"


def read_packed(script: str) -> str:
    """Return the text that such a script was made of."""
    return "\n".join(line[2:] for line in script.split("\n") if line.startswith("//"))


@cache
def read_encoder_file() -> dict[str, Any]:
    """Return what the file says, its numbers still as signs."""
    data: dict[str, Any] = json.loads(read_packed((STATIC / ENCODER).read_text("ascii")))
    return data


def unpack_matrix(packed: dict[str, Any]) -> NDArray[float32]:
    """Return a matrix: whole numbers, times a step that each group of a row shares."""
    import numpy as np

    most, count = packed["most"], 2 * packed["most"] + 1
    values = _to_numbers(packed["signs"])
    if count**2 <= len(SIGNS):  # two numbers a sign
        values = np.stack([values // count, values % count], axis=1).reshape(-1)
    steps = packed["largest"] * 2.0 ** (-_to_numbers(packed["steps"]) / _STEPS)
    numbers = (values.reshape(-1, packed["group"]) - most) * steps[:, None]
    matrix: NDArray[float32] = numbers.reshape(packed["rows"], -1).astype(np.float32)
    return matrix


def unpack_vector(packed: dict[str, Any]) -> NDArray[float32]:
    """Return a vector: three signs a number, around zero."""
    import numpy as np

    base = len(SIGNS)
    digits = _to_numbers(packed["signs"]).reshape(-1, 3)
    whole = (digits[:, 0] * base + digits[:, 1]) * base + digits[:, 2]
    vector: NDArray[float32] = ((whole - (base**3 - 1) // 2) * packed["step"]).astype(np.float32)
    return vector


def _to_numbers(signs: str) -> NDArray[int64]:
    import numpy as np

    table = np.zeros(128, np.int64)
    table[[ord(sign) for sign in SIGNS]] = np.arange(len(SIGNS))
    return table[np.frombuffer(signs.encode("ascii"), np.uint8)]
