"""Cut a text into the word pieces of the sentence encoder, by the rules of `finder/meaning/pieces.js`."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_WORD = 100  # characters; a longer one is unknown
_FURTHER = "##"  # begins a piece that goes on with a word
_ASCII_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_HAN = re.compile(
    "[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002a6df\U0002a700-\U0002b73f\U0002b740-\U0002b81f"
    "\U0002b820-\U0002ceaf\uf900-\ufaff\U0002f800-\U0002fa1f]"
)


class Pieces:
    """The word pieces that the encoder knows."""

    def __init__(self, pieces: str) -> None:
        """Take all of them in the order of their numbers, with spaces between."""
        self._numbers = {piece: number for number, piece in enumerate(pieces.split(" "))}

    def cut_text(self, text: str, most: int) -> list[int]:
        """Return the numbers of a text's pieces, at most so many with those that begin and end it."""
        inner = [number for word in split_text(text) for number in self._cut_word(word)]
        return [self._numbers["[CLS]"], *inner[: most - 2], self._numbers["[SEP]"]]

    def _cut_word(self, word: str) -> list[int]:
        unknown = [self._numbers["[UNK]"]]
        # Looked at first: to cut a word takes time by the square of its length.
        if len(word) > _LONGEST_WORD:
            return unknown
        found: list[int] = []
        begin = 0
        while begin < len(word):
            prefix = _FURTHER if begin else ""
            ends = range(len(word), begin, -1)
            known = (end for end in ends if prefix + word[begin:end] in self._numbers)
            end = next(known, None)
            if end is None:
                return unknown
            found.append(self._numbers[prefix + word[begin:end]])
            begin = end
        return found


def split_text(text: str) -> list[str]:
    """Return the words and punctuation marks of a text, in lower case and without accents."""
    seen = "".join(sign for sign in text if not _is_unseen(sign))
    parted = unicodedata.normalize("NFD", _HAN.sub(r" \g<0> ", seen))
    plain = "".join(sign for sign in parted if unicodedata.category(sign) != "Mn").lower()
    spaced = "".join(f" {sign} " if _is_sign(sign) else sign for sign in plain)
    return spaced.split()


def _is_unseen(sign: str) -> bool:
    return sign == "\ufffd" or (sign not in "\t\n\r" and unicodedata.category(sign)[0] == "C")


def _is_sign(sign: str) -> bool:
    return bool(_ASCII_SIGN.match(sign)) or unicodedata.category(sign)[0] == "P"
