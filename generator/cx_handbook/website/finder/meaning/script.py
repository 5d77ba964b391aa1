"""Write what the finder needs to compare by meaning as one script: the vectors of all phrases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cx_handbook.bundles import join_bundle
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import list_findable_pages
from cx_handbook.website.finder.languages import read_out_of_domain
from cx_handbook.website.finder.meaning.searched_texts import SearchedTexts
from cx_handbook.website.finder.meaning.vectors import (
    KEPT,
    SIZE,
    can_encode,
    encode_missing,
    make_key,
    read_kept_vectors,
    write_kept_vectors,
)
from cx_handbook.website.finder.meaning.weights import write_packed

INSTALL = 'pip install "cx-handbook[meaning]"'


@dataclass(frozen=True)
class PhraseVectors:
    """The vectors of a handbook's phrases by key; `lacking` is how many phrases have none."""

    vectors: dict[str, str]
    lacking: int

    @property
    def digest(self) -> str:
        """What stands for all of them."""
        return sha256(repr(sorted(self.vectors.items())).encode()).hexdigest()

    def keep(self, root: Path) -> None:
        """Keep them beside the content. Raises CannotRunError when the disk refuses."""
        # A build that cannot make what is missing takes nothing away either.
        if not self.lacking:
            write_kept_vectors(root, self.vectors)


def has_encoder(language: str) -> bool:
    """Return whether there is an encoder for a language such as en-GB."""
    return language.split("-")[0] == "en"


def read_phrase_vectors(
    root: Path,
    handbook: Handbook,
    warn: Callable[[str], None],
    *,
    makes_new: bool = True,
    searched: SearchedTexts | None = None,
) -> PhraseVectors | None:
    """Return the vectors of all phrases; None for a language without an encoder.

    What is missing is made where that is asked for and numpy is installed; otherwise `warn` hears of
    it. `searched` stands for the texts where these are known. Raises HandbookError when the kept file
    has lines that are no vectors.
    """
    if not has_encoder(handbook.company.language):
        return None
    stray = set(map(make_key, _list_stray_sentences(handbook)))
    if searched is None:
        wanted = stray | set(map(make_key, _list_texts(handbook)))
    else:
        wanted = stray | searched.phrase_keys
    kept = read_kept_vectors(root)
    if makes_new and not wanted <= kept.keys() and can_encode():
        kept |= encode_missing([*_list_texts(handbook), *_list_stray_sentences(handbook)], kept)
    lacking = len(wanted - kept.keys())
    if lacking and makes_new:
        warn(
            f"the finder compares {lacking:,} phrases by their words only; to compare them by meaning "
            f"too: {INSTALL}, build again and commit {KEPT}"
        )
    return PhraseVectors({key: kept[key] for key in wanted & kept.keys()}, lacking)


def _list_texts(handbook: Handbook) -> list[str]:
    return [text for page in list_findable_pages(handbook) for text in (page.title, *page.said)]


def _list_stray_sentences(handbook: Handbook) -> list[str]:
    topics = read_out_of_domain(handbook.company.language)
    return [text for topic in topics for text in topic]


def render_meaning_script(handbook: Handbook, phrases: PhraseVectors) -> str:
    """Return the script that sets `Handbook.finder.meaning`: vectors in the order of the index.

    It is loaded with the encoder, once somebody searches.
    """

    signs: list[str] = []

    def pack(texts: tuple[str, ...] | list[str]) -> list[int]:
        vectors = [phrases.vectors.get(make_key(text), "") for text in texts]
        signs.extend(vectors)
        return [place for place, vector in enumerate(vectors) if vector]

    listed = list_findable_pages(handbook)
    data = {
        "size": SIZE,
        # Of each page, the places of the texts that have a vector.
        "entries": [pack(page.said) for page in listed],
        "titles": pack([page.title for page in listed]),
        "others": pack(_list_stray_sentences(handbook)),
        "signs": "".join(signs),
    }
    # A line for each entry, see finder.readPacked. Signs need no escape in a quoted text.
    lines = ",\n".join(f'"{name}":{_to_json(value)}' for name, value in data.items())
    return write_packed("Handbook.finder.meaning", f"{{\n{lines}\n}}")


def _to_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def render_encoder_code() -> str:
    """Return the script that sets `Handbook.finder.encoderCode`, the code of a worker."""
    # In pages opened from a folder a worker has no address, so that its code has to be a text.
    code = json.dumps(join_bundle("finder/encoder.js"))
    return f"Handbook.finder.encoderCode = {code};\n"
