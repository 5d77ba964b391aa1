"""The vectors of what customers say, kept beside the content, so that a build need not make them anew.

`meaning.txt` has a line for each text: a key and the vector. Builds add what is missing and leave out
what is no longer said; whoever builds without numpy gets the same site from the same file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook.errors import HandbookError, Problem
from cx_handbook.files import write_atomically
from cx_handbook.website.finder.meaning.weights import SIGNS

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

KEPT = "meaning.txt"
SIZE = 384  # numbers of a vector, with a sign for each
MOST = (len(SIGNS) - 1) // 2  # the largest number that a sign stands for
_ENCODER = "all-MiniLM-L6-v2 1"  # another encoder or another form gives other keys
_INTRO = (
    "# What customers say as numbers, for the finder. handbook build keeps it up to date; commit it.\n"
    "# Lines of two branches may both be kept, and the whole file may be deleted and built anew.\n"
)
_LINE = re.compile(rf"([0-9a-f]{{20}}) ([{re.escape(SIGNS)}]{{{SIZE}}})")


def make_key(text: str) -> str:
    """Return the key of a text."""
    return hashlib.sha256(f"{_ENCODER}\0{text}".encode()).hexdigest()[:20]


def read_kept_vectors(root: Path) -> dict[str, str]:
    """Return the vectors that are kept, by key. Raises HandbookError for lines that are none."""
    path = root / KEPT
    text = path.read_bytes().decode("ascii", "replace") if path.is_file() else ""
    vectors, problems = {}, []
    for n, line in enumerate(text.splitlines(), start=1):
        if match := _LINE.fullmatch(line):
            vectors[match[1]] = match[2]
        elif line and not line.startswith("#"):
            problems.append(_describe_line(n))
    if problems:
        raise HandbookError(problems)
    return vectors


def _describe_line(number: int) -> Problem:
    return Problem(
        KEPT, number, 1, "", "this is no key with its vector",
        "delete this line, and the next build makes it anew", "error",
    )  # fmt: skip


def write_kept_vectors(root: Path, vectors: Mapping[str, str]) -> None:
    """Keep these vectors, and no others, unless they are what is kept already.

    Raises CannotRunError when the disk refuses.
    """
    lines = (f"{key} {signs}\n" for key, signs in sorted(vectors.items()))
    content = (_INTRO + "".join(lines)).encode("ascii")
    path = root / KEPT
    if vectors and not (path.is_file() and path.read_bytes() == content):
        write_atomically(path, content)


def can_encode() -> bool:
    """Return whether numpy is installed, without which no vector can be made."""
    from importlib.util import find_spec

    return find_spec("numpy") is not None


def encode_missing(texts: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the vectors of the texts that have none yet, by key. Raises ImportError without numpy."""
    missing = sorted({text for text in texts if make_key(text) not in known})
    if not missing:
        return {}
    # Beside other work, numpy's threads wait for each other: one is up to sixty times as quick.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from cx_handbook.website.finder.meaning.encoder import TextEncoder

    vectors = TextEncoder().encode_texts(missing)
    return {make_key(text): pack_vector(v) for text, v in zip(missing, vectors, strict=True)}


def pack_vector(vector: NDArray[float32]) -> str:
    """Return a vector as signs; its length is lost, and is always 1."""
    import numpy as np

    numbers = np.round(vector / np.abs(vector).max() * MOST).astype(int) + MOST
    return "".join(SIGNS[number] for number in numbers)


def unpack_vectors(packed: Sequence[str]) -> NDArray[float32]:
    """Return the vectors that signs stand for, a row each, 1 long. Raises ImportError without numpy."""
    import numpy as np

    table = np.zeros(128, np.float32)
    table[[ord(sign) for sign in SIGNS]] = np.arange(len(SIGNS)) - MOST
    rows = table[np.frombuffer("".join(packed).encode("ascii"), np.uint8).reshape(-1, SIZE)]
    unit: NDArray[float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
