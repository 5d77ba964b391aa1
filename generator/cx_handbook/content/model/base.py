"""The records that all others are made from: frozen, strict, and aware of their file."""

from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from cx_handbook.content.model import no_plugins  # noqa: F401 - before the first record is built
from cx_handbook.content.model.types import OldAddress, Slug, Text
from cx_handbook.customer_words import DEFAULT_WORDS

T = TypeVar("T")


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    # Deferred, because most records are only ever read as part of another.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class SharedRecord(Record, defer_build=False):
    """A record that several kinds hold: built at once, and taken as it is by each."""


class Origin(NamedTuple):
    """Where a record was read: its file from the project's root, and the file's name as slug.

    `language` is the handbook's, because the model judges wording where it knows the language.
    `customer` is what one is called, for its messages.
    """

    file: str
    slug: str
    section: str = ""
    language: str = "en"
    customer: str = DEFAULT_WORDS.one


_NOWHERE = Origin("", "")


class FileRecord(Record):
    """A record that fills one YAML file and knows which."""

    accept: dict[Slug, Text] = Field(
        default={}, description="House rules this file may break: the rule's ID and why."
    )

    # A factory, because Pydantic makes a deep copy of a default for every record.
    _origin: Origin = PrivateAttr(default_factory=lambda: _NOWHERE)

    def model_post_init(self, context: Any) -> None:
        """Take the origin from the validation context: it is never written in the file."""
        if isinstance(context, Origin):
            self._origin = context

    def _get_origin(self) -> Origin:
        # Thousands of times in a check, and Pydantic's own way to a private field takes long.
        origin: Origin = (self.__pydantic_private__ or {})["_origin"]
        return origin

    @property
    def file(self) -> str:
        """The YAML file, from the project's root, with forward slashes."""
        return self._get_origin().file

    @property
    def slug(self) -> str:
        """The file's name without its ending: the record's name in links."""
        return self._get_origin().slug

    @property
    def section(self) -> str:
        """The folder the file lies in, or an empty string."""
        return self._get_origin().section


_NO_NAMES: set[str] = set()


def share_names(value: T) -> T:
    """Return a value whose records share one set in place of each's own.

    Pydantic notes in it which fields were given. Nobody asks, and it is a third of what records take.
    """
    kind = value.__class__
    parts: Any = ()
    if kind is tuple:
        parts = value
    elif kind is dict:
        parts = value.values()  # type: ignore[attr-defined]
    elif isinstance(value, Record):
        object.__setattr__(value, "__pydantic_fields_set__", _NO_NAMES)
        parts = vars(value).values()
    for part in parts:
        if part.__class__ is not str:
            share_names(part)
    return value


class PageRecord(FileRecord):
    """A record that has a page of its own."""

    formerly: tuple[OldAddress, ...] = Field(
        default=(),
        description="Addresses its page had before, such as calls/ring-back: they lead here.",
    )
