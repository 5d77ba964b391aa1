"""What a company looks like: its colour and its logo."""

from typing import Annotated

from pydantic import AfterValidator, Field, PrivateAttr

from cx_handbook.brand_colours import (
    HEX_COLOUR,
    TEXT_CONTRAST,
    find_dark_colour,
    find_light_colour,
    write_paper_style,
    write_report_style,
    write_screen_style,
)
from cx_handbook.content.logo import Logo
from cx_handbook.content.model.base import Record
from cx_handbook.content.model.refusals import refuse
from cx_handbook.content.model.types import match_pattern

_FORM = 'six digits after a #, in quotes, such as "#0f6b64"'
_LOGO = r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*\.(svg|png)$"


def _check_light(colour: str) -> str:
    if (near := find_light_colour(colour)) != colour.lower():
        refuse(
            f"{colour} is too pale to read on white: text needs a contrast of {TEXT_CONTRAST}",
            f"the nearest colour that has it is {near}",
        )
    return colour.lower()


def _check_dark(colour: str) -> str:
    if (near := find_dark_colour(colour)) != colour.lower():
        refuse(
            f"{colour} is too dark to read on dark pages: text needs a contrast of {TEXT_CONTRAST}",
            f"the nearest colour that has it is {near}",
        )
    return colour.lower()


_Colour = Annotated[str, match_pattern(HEX_COLOUR, _FORM)]


class Brand(Record):
    """The company's colour and logo, for pages, sheets, workbooks and icons."""

    colour: Annotated[_Colour, AfterValidator(_check_light)] = Field(
        description='The company\'s colour, such as "#0f6b64": header, buttons, headings, icons.'
    )
    colour_dark: Annotated[_Colour, AfterValidator(_check_dark)] | None = Field(
        default=None, description="The same on dark pages; derived unless set."
    )
    logo: (
        Annotated[str, match_pattern(_LOGO, "a file's name, such as policies/logo.svg")] | None
    ) = Field(default=None, description="An SVG or PNG file, from the handbook's folder.")

    # Set by the loader: the model reads no files.
    _picture: Logo | None = PrivateAttr(default=None)

    def attach_picture(self, picture: Logo) -> None:
        """Keep the logo that was read from the file."""
        self._picture = picture

    @property
    def picture(self) -> Logo | None:
        """The logo, once it was read and checked."""
        return self._picture

    @property
    def screen_style(self) -> str:
        """The style that gives pages these colours."""
        return write_screen_style(self.colour, self.colour_dark)

    @property
    def report_style(self) -> str:
        """The style that lays the company's colours over those of a report, without quotation marks."""
        return write_report_style(self.colour, self.colour_dark)

    @property
    def paper_style(self) -> str:
        """The style that gives sheets these colours."""
        return write_paper_style(self.colour)
