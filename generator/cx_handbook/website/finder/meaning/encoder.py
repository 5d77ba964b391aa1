"""The sentence encoder at build: the same numbers as `static/finder/meaning/encoder.js`, by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cx_handbook.website.finder.meaning.pieces import Pieces
from cx_handbook.website.finder.meaning.weights import (
    read_encoder_file,
    unpack_matrix,
    unpack_vector,
)

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Floats = NDArray[float32]

MOST_PIECES = 128
_HEADS = 12
_SMALLEST = 1e-12  # added to a variance
_TOGETHER = 64  # texts of one length that are encoded at once
_DENSE = ("query", "key", "value", "joined", "wide", "narrow")
# The error function, by Abramowitz and Stegun 7.1.26; off by 1.5e-7 at most.
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


class TextEncoder:
    """From texts to vectors of 384 numbers, near to each other where texts mean the same."""

    def __init__(self) -> None:
        """Read the weights. Raises ImportError where numpy is not installed."""
        import numpy as np

        data = read_encoder_file()
        self._pieces = Pieces(data["pieces"])
        tables = [unpack_matrix(data[name]) for name in ("common words", "rare words")]
        self._words = np.concatenate(tables)
        self._positions = unpack_matrix(data["positions"])
        self._norm = _read_norm(data["first norm"])
        self._layers = [_read_layer(layer) for layer in data["layers"]]

    def cut_text(self, text: str) -> list[int]:
        """Return the numbers of a text's word pieces."""
        return self._pieces.cut_text(text, MOST_PIECES)

    def encode_texts(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each text, 1 long. Of a long text only the beginning counts."""
        import numpy as np

        # What the last layer says of the pieces is what the text means.
        last = self.average_layers(texts)[:, -self._words.shape[1] :]
        unit: Floats = last / np.linalg.norm(last, axis=1, keepdims=True)
        return unit

    def average_layers(self, texts: Sequence[str]) -> Floats:
        """Return for each text the mean over its word pieces after each layer, one after the other.

        The earlier layers still know the words and who did what, which the last one forgets."""
        return self.summarise_layers(texts)[0]

    def summarise_layers(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return these means, and likewise the largest of each number over all word pieces."""
        import numpy as np

        cut = [self.cut_text(text) for text in texts]
        size = self._words.shape[1] * len(self._layers)
        means, maxima = (np.zeros((len(texts), size), np.float32) for _ in range(2))
        # Texts of one length need no padding, and so are not changed by their neighbours.
        for length in sorted({len(pieces) for pieces in cut}):
            alike = [n for n, pieces in enumerate(cut) if len(pieces) == length]
            for begin in range(0, len(alike), _TOGETHER):
                chosen = alike[begin : begin + _TOGETHER]
                after = self._run_layers(np.array([cut[n] for n in chosen]))
                means[chosen] = np.concatenate([x.mean(axis=1) for x in after], axis=1)
                maxima[chosen] = np.concatenate([x.max(axis=1) for x in after], axis=1)
        return means, maxima

    def _run_layers(self, pieces: Any) -> list[Floats]:
        """Return what each layer says of each piece."""
        x = self._words[pieces] + self._positions[: pieces.shape[1]]
        x = _normalise(x, self._norm)
        after = []
        for layer in self._layers:
            x = _run_layer(layer, x)
            after.append(x)
        return after


def _read_norm(packed: dict[str, Any]) -> tuple[Floats, Floats]:
    return unpack_vector(packed["weight"]), unpack_vector(packed["bias"])


def _read_layer(packed: dict[str, Any]) -> dict[str, tuple[Floats, Floats]]:
    dense = {
        # Turned once, as it is multiplied.
        name: (unpack_matrix(packed[name]).T.copy(), unpack_vector(packed[name]["bias"]))
        for name in _DENSE
    }
    return dense | {name: _read_norm(packed[name]) for name in ("norm", "last norm")}


def _normalise(x: Floats, learnt: tuple[Floats, Floats]) -> Floats:
    """Bring each vector to mean 0 and variance 1, then to the weight and bias that were learnt."""
    import numpy as np

    weight, bias = learnt
    spread = x.var(axis=-1, keepdims=True) + np.float32(_SMALLEST)
    result: Floats = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(spread) * weight + bias
    return result


def _multiply(layer: dict[str, tuple[Floats, Floats]], name: str, x: Floats) -> Floats:
    weights, bias = layer[name]
    # One product of two tables: numpy would make one for each text.
    rows = x.reshape(-1, x.shape[-1]) @ weights
    result: Floats = rows.reshape(*x.shape[:-1], -1) + bias
    return result


def _run_layer(layer: dict[str, tuple[Floats, Floats]], x: Floats) -> Floats:
    seen = _attend(*(_split_heads(_multiply(layer, name, x)) for name in _DENSE[:3]))
    texts, pieces, size = x.shape
    together = seen.transpose(0, 2, 1, 3).reshape(texts, pieces, size)
    middle = _normalise(x + _multiply(layer, "joined", together), layer["norm"])
    wide = _apply_gelu(_multiply(layer, "wide", middle))
    return _normalise(middle + _multiply(layer, "narrow", wide), layer["last norm"])


def _split_heads(x: Floats) -> Floats:
    texts, pieces, size = x.shape
    return x.reshape(texts, pieces, _HEADS, size // _HEADS).transpose(0, 2, 1, 3)


def _attend(query: Floats, key: Floats, value: Floats) -> Floats:
    """Return what each piece takes over from the pieces that it looks at."""
    import numpy as np

    near = query @ key.transpose(0, 1, 3, 2) / np.float32(query.shape[-1] ** 0.5)
    powers = np.exp(near - near.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True) @ value
    return result


def _apply_gelu(x: Floats) -> Floats:
    import numpy as np

    across = np.abs(x) / np.float32(2**0.5)
    t: Any = 1 / (1 + np.float32(0.3275911) * across)
    total: Any = np.zeros_like(t)
    for factor in _ERF:
        total = (total + np.float32(factor)) * t
    error = np.sign(x) * (1 - total * np.exp(-across * across))
    result: Floats = np.float32(0.5) * x * (1 + error)
    return result
