"""Fill the company's names and numbers into texts: `{{ company.phone }}` becomes the phone number.

Replacement is plain: nothing is evaluated, and what was filled in is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cx_handbook.content.text import replace_texts
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.errors import Path
from cx_handbook.suggestions import suggest

PLACEHOLDER = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*(?:\.\w[\w-]*)*)[ \t]*\}\}")


def fill_placeholders(file: YamlFile, values: Mapping[str, str] | None) -> Any:
    """Return the data of a file with every placeholder replaced; note the unknown ones as problems.

    With None for the values, the file may have no placeholders. With no values at all, the company's
    file could not be read: placeholders stay, and no problem is noted.
    """
    # What was put in before, a page's title, may hold placeholders that the text has not.
    if file.text and "{{" not in file.text and "[[" not in file.text:
        return file.data
    return replace_texts(file.data, lambda path, text: _fill_text(file, path, text, values), "{{")


def _fill_text(file: YamlFile, path: Path, text: str, values: Mapping[str, str] | None) -> str:
    def find_value(match: re.Match[str]) -> str:
        name = match[1]
        if values is None:
            wrong, instead = "names are not filled in here", "write the value itself"
            file.problems.append(file.build_problem(path, wrong, instead))
        elif name in values:
            return values[name]
        elif values:
            hint = suggest(name, values, f"write one of {', '.join(values)}")
            wrong = f"there is no name {name} to fill in"
            file.problems.append(file.build_problem(path, wrong, hint))
        return match[0]

    return PLACEHOLDER.sub(find_value, text)
