"""How `policies/company.yml` says what customers are called."""

from typing import Annotated

from pydantic import Field

from cx_handbook.content.model.base import Record
from cx_handbook.content.model.types import match_pattern
from cx_handbook.customer_words import CustomerWords, derive_words

# They stand within our sentences, on paper and in cells: plain words, without markup.
_WORD = r"^[^\s<>{}*_]+( [^\s<>{}*_]+)*$"
Word = Annotated[str, match_pattern(_WORD, "a word or two, such as patient", max_length=40)]


class CustomerNames(Record):
    """What customers are called, as the words stand within a sentence."""

    one: Word = Field(default="customer", description="One of them, such as patient.")
    many: Word = Field(default="customers", description="Several, such as patients.")
    of_one: Word | None = Field(
        default=None,
        description="Of one, such as patient's. English is derived; other languages say it.",
    )
    of_many: Word | None = Field(
        default=None,
        description="Of several, such as patients'. English is derived; other languages say it.",
    )
    article: Word | None = Field(
        default=None,
        description="What stands before one of them: a or an. English is derived; other languages "
        "say it.",
    )

    def make_words(self) -> CustomerWords:
        """Return the words, with those that are not written derived."""
        return derive_words(
            self.one, self.many, of_one=self.of_one, of_many=self.of_many, article=self.article
        )
