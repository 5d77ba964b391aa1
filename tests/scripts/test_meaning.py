"""The sentence encoder, in the page and at build, beside the original.

`tests/cases/meaning/original.json` has two hundred sentences with their word pieces by the original
tokenizer and their vectors by the original weights. All of their pieces are kept; a word with a
piece that is not kept is cut into smaller ones.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from cx_handbook.bundles import STATIC
from cx_handbook.website.finder.meaning.encoder import TextEncoder
from cx_handbook.website.finder.meaning.vectors import pack_vector
from cx_handbook.website.finder.meaning.weights import (
    ENCODER,
    read_encoder_file,
    write_packed,
)
from support.depth import WHOLE, choose_some
from support.project import CASES
from support.v8 import Scripts

CASE: list[dict[str, str]] = json.loads((CASES / "meaning/original.json").read_text("utf-8"))
TEXTS = [one["text"] for one in CASE]
PARTS = ("finder/meaning/pieces.js", "finder/meaning/matrix.js", "finder/meaning/encoder.js")
LEAST_COSINE = 0.99
EVERY = 13  # sentences from one that is tried in V8 each time: it takes a seventh of a second
MOST_BYTES = 16_000_000


@pytest.fixture(scope="module")
def page() -> Scripts:
    """Return the encoder of the page."""
    scripts = Scripts(*PARTS, ENCODER)
    scripts.run("const encoder = new Handbook.finder.Encoder(Handbook.encoder)")
    return scripts


@pytest.fixture(scope="module")
def build() -> TextEncoder:
    """Return the encoder of a build."""
    return TextEncoder()


def read_original() -> Any:
    """Return the original's vectors, each 1 long."""
    packed = [np.frombuffer(base64.b64decode(one["vector"]), np.int8) for one in CASE]
    vectors = np.array(packed, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_texts_are_cut_as_by_the_original(page: Scripts, build: TextEncoder) -> None:
    """Case, accents, punctuation and odd signs give the original's word pieces, in both."""
    number = {piece: n for n, piece in enumerate(read_encoder_file()["pieces"].split(" "))}
    wanted = [[number[piece] for piece in one["pieces"].split(" ")] for one in CASE]
    cut = page.call("(texts) => texts.map((text) => encoder.cutText(text))", TEXTS)

    assert [pieces[:128] for pieces in cut] == wanted
    assert [build.cut_text(text) for text in TEXTS] == wanted


def test_the_vectors_of_a_build_are_those_of_the_original(build: TextEncoder) -> None:
    """Two hundred sentences mean the same, though their weights have fewer digits."""
    cosines = (build.encode_texts(TEXTS) * read_original()).sum(axis=1)

    assert len(CASE) == 200
    assert cosines.min() >= LEAST_COSINE


@pytest.mark.parametrize("whole", WHOLE)
def test_the_vectors_of_a_page_are_those_of_a_build(
    page: Scripts, build: TextEncoder, whole: bool
) -> None:
    """What was computed at build can be compared with what is computed in a page."""
    texts = choose_some(TEXTS, whole, EVERY)
    computed = page.call("(texts) => texts.map((t) => Array.from(encoder.encodeText(t)))", texts)
    cosines = (np.array(computed) * build.encode_texts(texts)).sum(axis=1)

    assert cosines.min() >= 0.9999


def test_a_kept_vector_is_read_as_it_was_made(page: Scripts, build: TextEncoder) -> None:
    """A sign for each number loses nearly nothing."""
    vector = build.encode_texts(["my sofa is torn"])[0]
    read = np.array(
        page.call("(signs) => Array.from(Handbook.finder.readSigns(signs))", pack_vector(vector))
    )

    assert float(read @ vector / np.linalg.norm(read)) >= 0.9995


def test_weights_are_read_where_their_signs_are(page: Scripts) -> None:
    """A weight takes one byte: neither a text of its signs nor a second table of numbers is made."""
    script = write_packed(
        "Handbook.test", '{\n"rows":1,\n"signs":" !~",\n"steps":"  ",\n"more":[1]\n}'
    )
    read = page.call(
        """(script) => {
          const { buffer } = Uint8Array.from(script, (sign) => sign.charCodeAt(0));
          const { rows, signs, steps, more } = Handbook.finder.readPacked(buffer);
          const packed = { rows, columns: 3, group: 3, most: 46, largest: 1, steps, signs };
          const { numbers } = Handbook.finder.readMatrix(packed);
          const isThere = [signs, steps, numbers].map((part) => part.buffer === buffer);
          return [rows, more, Array.from(numbers), isThere];
        }""",
        script,
    )

    assert read == [1, [1], [-46, -45, 46], [True, True, True]]


def test_a_text_computed_in_the_room_of_another_means_the_same(page: Scripts) -> None:
    """What is left in the room of a longer text changes nothing."""
    [alone, after] = page.call(
        """(text, longer) => {
          const own = new Handbook.finder.Encoder(Handbook.encoder);
          const alone = Array.from(own.encodeText(text));
          own.encodeText(longer);
          return [alone, Array.from(own.encodeText(text))];
        }""",
        "my sofa is torn",
        "the driver left it in the rain, and nobody has called me back since",
    )

    assert alone == after


def test_an_endless_text_and_an_empty_one_have_vectors(page: Scripts) -> None:
    """Of a long text the beginning counts, and nothing at all is no error."""
    lengths = page.call(
        "(texts) => texts.map((text) => Math.hypot(...encoder.encodeText(text)))",
        ["", "gone " * 400],
    )

    assert lengths == pytest.approx([1, 1])


def test_the_encoder_is_one_file_of_plain_signs() -> None:
    """It may be sixteen megabytes, and no server, archive or repository can change it on its way."""
    content = (STATIC / ENCODER).read_bytes()

    assert len(content) <= MOST_BYTES
    assert content.isascii()
    assert b"\r" not in content
