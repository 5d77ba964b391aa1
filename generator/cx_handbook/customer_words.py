"""What customers are called: one home for pages, sheets, scripts, commands and messages.

A clinic has patients, a hotel has guests. No text of ours names them itself: a template asks for
`customer.many`, a script for `Handbook.shell.customer.many`, and a constant has a name in braces
that `fill` replaces.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from cx_handbook.labels import capitalize_first

# Braces of other texts stay: only these names are replaced.
_PLACE = re.compile(r"\{([Cc]ustomer|[Cc]ustomers|[Oo]f_customer|[Oo]f_customers|[Aa]_customer)\}")
# By their sound and not by their letter: a user, an hour.
_SPOKEN_A = re.compile(r"(?:us|uni|eu|one)", re.IGNORECASE)
_SPOKEN_AN = re.compile(r"(?:[aeiou]|hono|hour|heir)", re.IGNORECASE)


@dataclass(frozen=True)
class CustomerWords:
    """The words for a customer as they stand within a sentence, `a_one` with its article."""

    one: str
    many: str
    of_one: str
    of_many: str
    a_one: str

    def fill(self, text: str) -> str:
        """Return a text with the words in place of {customer}, {customers}, {of_customer},
        {of_customers} and {a_customer}; with a capital in the braces the word has one as well.
        """
        words = {
            "customer": self.one,
            "customers": self.many,
            "of_customer": self.of_one,
            "of_customers": self.of_many,
            "a_customer": self.a_one,
        }

        def choose_word(found: re.Match[str]) -> str:
            name = found[1]
            word = words[name.lower()]
            return capitalize_first(word) if name[0].isupper() else word

        return _PLACE.sub(choose_word, text)

    def list_for_scripts(self) -> dict[str, str]:
        """Return the words by the names that scripts know."""
        return {
            "one": self.one,
            "many": self.many,
            "ofOne": self.of_one,
            "aOne": self.a_one,
        }

    def list_all(self) -> tuple[str, ...]:
        """Return every word, to look for them in a text."""
        return tuple(asdict(self).values())


def derive_words(
    one: str,
    many: str,
    *,
    of_one: str | None = None,
    of_many: str | None = None,
    article: str | None = None,
) -> CustomerWords:
    """Return the words; what is not given is derived as English does it, with our curly apostrophe."""
    return CustomerWords(
        one,
        many,
        _curl(of_one or f"{one}’s"),
        _curl(of_many or f"{many}{'’' if many.endswith('s') else '’s'}"),
        f"{article or find_article(one)} {one}",
    )


def find_article(word: str) -> str:
    """Return the English article that stands before a word: a patient, an owner, a user."""
    return "an" if _SPOKEN_AN.match(word) and not _SPOKEN_A.match(word) else "a"


def _curl(text: str) -> str:
    # Keyboards write the straight one; our own texts have the other.
    return text.replace("'", "’")


DEFAULT_WORDS = derive_words("customer", "customers")
