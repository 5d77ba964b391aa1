"""Generate the reference pages: every command of the tool, every field of the content files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from inspect import cleandoc
from typing import Any

import click
from pydantic import BaseModel, TypeAdapter

from cx_handbook.audit.folder.answer_table import COLUMNS
from cx_handbook.content.model import (
    KINDS,
    Checklist,
    Company,
    Log,
    Policy,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    Sources,
    TrainingCase,
)
from cx_handbook.text_for_messages import join_words

FOLDER = "docs/reference"
SHORT_FORMS = {
    "Duration": ("30 minutes", "4 opening hours", "2 working days"),
    "ReviewInterval": ("2 weeks", "6 months", "1 year"),
}
# Staff search the site for what a customer said, not for fields and commands.
_FRONT_MATTER = "---\nsearch:\n  exclude: true\n---\n"
_GENERATED = "<!-- Written by `make docs`; change the code instead. -->"
_WIDTH = 88
_CONTENT_FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("policies/situations/*.yml", Situation),
    ("policies/company.yml", Company),
    ("policies/sections.yml", Sections),
    ("policies/sources.yml", Sources),
    ("checklists/*.yml", Checklist),
    ("logs/*.yml", Log),
    ("policies/cases/*.yml", TrainingCase),
    ("policies/role-plays/*.yml", RolePlay),
    ("policies/quiz.yml", Quiz),
    ("policies/models/*.yml", ServiceModel),
)

Schema = dict[str, Any]


def generate_pages(main: click.Group) -> dict[str, str]:
    """Return the text of each reference by its file name from the project's root."""
    return {
        f"{FOLDER}/cli.md": format_cli_page(main),
        f"{FOLDER}/fields.md": format_fields_page(),
        f"{FOLDER}/audit-table.md": format_table_page(),
    }


def format_table_page() -> str:
    """Return the page that says what the columns of the table of answers mean."""
    intro = (
        f"{_FRONT_MATTER}\n# The table of answers\n\n"
        f"{_GENERATED}\n\n"
        "`handbook audit export` writes a row for each question of each audit: with `--csv` for a "
        "spreadsheet program, with `--parquet FILE` for a data warehouse or a notebook.\n"
        "The table of one audit that a browser saves has some of these columns, under the same "
        "names.\n"
        "With `--json`, each audit stands as a whole; the last column says where it has the same, "
        "with `STANDARD` for the ID of the standard.\n"
        "What is not known is blank, in parquet null.\n"
        "Shares and parts go from 0 to 1, and nothing is rounded as it would be in print.\n"
        "In CSV, *yes or no* is written as these words, and a text that a spreadsheet program would "
        "run as a formula begins with an apostrophe.\n"
        "[Many sites](../many-sites.md) shows what to do with it.\n"
    )
    rows = [
        f"| `{name}` | {kind} | {meaning} | {f'`{place}`' if place else '–'} |"
        for name, kind, meaning, place in COLUMNS
    ]
    return "\n".join(
        [intro, "| column | kind | meaning | in JSON |", "|---|---|---|---|", *rows, ""]
    )


def format_cli_page(main: click.Group) -> str:
    """Return the page that shows the help of every command."""
    intro = (
        f"{_FRONT_MATTER}\n# Commands\n\n"
        f"{_GENERATED}\n\n"
        "After `make handbook` the command is `.venv/bin/handbook` "
        "(on Windows `.venv\\Scripts\\handbook`).\n"
        "It exits with 0 when all is well, 1 when the content has a problem, "
        "2 when it cannot run.\n"
    )
    return "\n".join([intro, *_format_help(main, None, "handbook")])


def _format_help(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    """Yield the help of a command and of all below it, in the order of their names."""
    # A fixed width, so that the page does not depend on the terminal it was made in.
    settings = {**command.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = command.context_class(command, parent=parent, info_name=name, **settings)
    yield f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            if below := command.get_command(context, sub):
                yield from _format_help(below, context, sub)


def format_fields_page() -> str:
    """Return the page that explains every field of every content file."""
    intro = (
        f"{_FRONT_MATTER}\n# Fields\n\n"
        f"{_GENERATED}\n\n"
        "Every field that may stand in a content file.\n"
        "A field that is not listed here is refused, with its place and the nearest name.\n"
        "Texts are Markdown without HTML.\n"
    )
    blocks: dict[str, Schema] = {}
    parts = [intro, *_format_policies(blocks)]
    for path, model in _CONTENT_FILES:
        schema = _read_schema(model, blocks)
        parts.append(f"## `{path}`\n\n{_format_table(schema, blocks)}")
    parts.append("## Blocks\n\nWhat stands inside the files above, in alphabetical order.\n")
    parts += [_format_block(name, blocks) for name in sorted(blocks)]
    return "\n".join(parts)


def _format_policies(blocks: dict[str, Schema]) -> Iterator[str]:
    common = _read_schema(Policy, blocks)
    del common["properties"]["kind"]  # the sentence above the table says what it may be
    kinds = join_words(f"`{kind}`" for kind in KINDS)
    yield (
        "## `policies/*/*.yml`\n\n"
        f"Every policy says its `kind`, which is {kinds}, and has these fields.\n\n"
        f"{_format_table(common, blocks)}"
    )
    for kind, model in KINDS.items():
        schema = _read_schema(model, blocks)
        own = {
            name: schema["properties"][name]
            for name in model.model_fields
            if name in model.list_own_fields()
        }
        table = (
            _format_table({**schema, "properties": own}, blocks) if own else "It adds no field.\n"
        )
        yield f"### `kind: {kind}`\n\n{cleandoc(model.__doc__ or '')}\n\n{table}"


def _read_schema(model: type[BaseModel], blocks: dict[str, Schema]) -> Schema:
    """Return the schema of a record; add the blocks it refers to."""
    schema = TypeAdapter(model).json_schema()
    blocks |= schema.pop("$defs", {})
    return schema


def _format_block(name: str, blocks: dict[str, Schema]) -> str:
    schema = blocks[name]
    heading = f"### {_split_name(name)}\n"
    if name in SHORT_FORMS:
        block = next(part for part in schema["anyOf"] if part.get("type") == "object")
        examples = join_words(f"`{example}`" for example in SHORT_FORMS[name])
        about = f"{block['description']}\nUsually written as one text, such as {examples}; or as a block:"
        return f"{heading}\n{about}\n\n{_format_table(block, blocks)}"
    return f"{heading}\n{schema['description']}\n\n{_format_table(schema, blocks)}"


def _format_table(schema: Schema, blocks: dict[str, Schema]) -> str:
    # In Markdown a bar would end the cell, so descriptions escape theirs.
    required = schema.get("required", [])
    rows = [
        f"| `{name}` | {_describe_value(field)} | {_describe_default(field, name in required)} "
        f"| {_describe_meaning(field, blocks)} |"
        for name, field in schema["properties"].items()
    ]
    return "\n".join(["| field | value | if left out | meaning |", "|---|---|---|---|", *rows, ""])


def _describe_meaning(field: Schema, blocks: dict[str, Schema]) -> str:
    """Return a field's description: its own, or that of the block it holds."""
    block = blocks.get(field.get("$ref", "").rpartition("/")[2], {})
    text: str = field.get("description") or block["description"]
    return text.replace("|", "\\|").replace("\n", " ")


def _describe_value(schema: Schema) -> str:
    """Return in words what may be written."""
    if "$ref" in schema:
        words = _split_name(schema["$ref"].rpartition("/")[2])
        return f"[{words.lower()}](#{words.lower().replace(' ', '-')})"
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        if others and others[0].get("items") == first:
            return f"{_describe_value(first)}; or a list of them"
        choices = join_words(
            _describe_value(part) for part in schema["anyOf"] if part.get("type") != "null"
        )
        return choices + _describe_examples(schema)
    if "const" in schema or "enum" in schema:
        return join_words(f"`{choice}`" for choice in schema.get("enum") or [schema["const"]])
    match schema.get("type"):
        case "array":
            return _describe_list(schema)
        case "object":
            value = next(iter(schema["patternProperties"].values()))
            return f"name: {_describe_value(value)}"
        case "integer":
            return f"whole number from {schema['minimum']} to {schema['maximum']}"
        case "number":
            return "number" + _describe_examples(schema)
        case "boolean":
            return "`true` or `false`"
    return {"date": "date"}.get(schema.get("format", ""), "text")


def _describe_list(schema: Schema) -> str:
    if "prefixItems" in schema:  # a list of fixed length, such as the two ends of a span
        first, *_ = entries = schema["prefixItems"]
        return f"list of {len(entries)}: {_describe_value(first)}"
    least = schema.get("minItems")
    return f"list of {_describe_value(schema['items'])}" + (f", {least} or more" if least else "")


def _describe_examples(schema: Schema) -> str:
    examples = schema.get("examples")
    return f", such as {join_words(f'`{example}`' for example in examples)}" if examples else ""


def _describe_default(schema: Schema, required: bool) -> str:
    if required:
        return "**needed**"
    match schema.get("default"):
        case bool(flag):
            return f"`{str(flag).lower()}`"
        case int(number):
            return f"`{number}`"
        case float(share):
            return f"`{Fraction(share).limit_denominator(100)}`"
        case str(choice):
            return f"`{choice}`"
    return "–"


def _split_name(name: str) -> str:
    """Return a record's name as a heading: EscalationLevel is *Escalation level*."""
    return re.sub(r"(?<!^)([A-Z])", lambda capital: f" {capital[1].lower()}", name)
