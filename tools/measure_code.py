"""Print how large, how well named and how well commented the code is; check the agreed limits.

    .venv/bin/python tools/measure_code.py [FOLDER] [--rooms] [--names] [--limits]

Counted are Python files and JavaScript files below FOLDER, without vendored ones.
Exit codes: 0 done, 1 with `--limits` when a limit is broken.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator" / "cx_handbook"
LEFT_OUT = {"vendor", "node_modules"}

MOST_ONE_WORD_NAMES = 40.0  # percent of all function names
FEWEST_COMMENTS = 4.0  # per 100 lines that are not blank
LONGEST_FUNCTION = 40  # lines; a longer one says in a comment why it is "long"
LONGEST_FILE = 400  # lines

JAVASCRIPT = Parser(Language(tree_sitter_javascript.language()))
JAVASCRIPT_FUNCTIONS = {
    "function_declaration",
    "function_expression",
    "generator_function",
    "generator_function_declaration",
    "arrow_function",
    "method_definition",
}
NAMING_FIELDS = {"variable_declarator": "name", "assignment_expression": "left", "pair": "key"}


@dataclass(frozen=True)
class Function:
    """A function, method or property as it stands in a file."""

    name: str
    """Empty for a function without a name."""
    line: int
    length: int
    explained: bool
    """Whether a comment above it or at its start says why it is long."""

    @property
    def words(self) -> list[str]:
        """The words of its name: `_read_file` and `readFile` both have two."""
        own = self.name.split(".")[-1]
        return re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", own) or [own]

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST_FUNCTION


@dataclass(frozen=True)
class SourceFile:
    """What was counted in one file."""

    path: Path
    room: str
    lines: int
    filled: int
    """Lines that are not blank."""
    comments: int
    docstrings: int
    functions: tuple[Function, ...]
    types: tuple[str, ...]
    """Public type names that the file defines at its top level."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE)
    parser.add_argument("--rooms", action="store_true", help="the figures of each room as well")
    parser.add_argument("--names", action="store_true", help="list the one-word function names")
    parser.add_argument("--limits", action="store_true", help="print broken limits only")
    options = parser.parse_args(arguments)
    files = {
        "Python": [
            measure_python(path, options.folder) for path in find_files(options.folder, "py")
        ],
        "JavaScript": [
            measure_javascript(path, options.folder) for path in find_files(options.folder, "js")
        ],
    }
    if options.limits:
        broken = [line for name, some in files.items() for line in list_broken_limits(name, some)]
        print("\n".join(broken) or "The code keeps its limits.")
        return 1 if broken else 0
    for language, measured in files.items():
        print("\n".join(describe_language(language, measured, options.rooms, options.names)))
    return 0


def find_files(folder: Path, suffix: str) -> list[Path]:
    return [path for path in sorted(folder.rglob(f"*.{suffix}")) if not LEFT_OUT & {*path.parts}]


def find_room(path: Path, folder: Path) -> str:
    """The folder of the package, or of its scripts, that a file belongs to."""
    folders = path.relative_to(folder).parts[:-1]
    inner = folders[1:] if folders[:1] == ("static",) else folders
    return inner[0] if inner else "(ground)"


def measure_python(path: Path, folder: Path) -> SourceFile:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return SourceFile(
        path=path,
        room=find_room(path, folder),
        lines=len(text.splitlines()),
        filled=sum(1 for line in text.splitlines() if line.strip()),
        comments=len(comments),
        docstrings=sum(count_docstring_lines(node) for node in ast.walk(tree)),
        functions=tuple(
            _measure_python_function(node, comments)
            for node in ast.walk(tree)
            if isinstance(node, functions)
        ),
        types=tuple(name for node in tree.body for name in list_python_types(node)),
    )


def _measure_python_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, comments: dict[int, str]
) -> Function:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    above = _take_comments_above(first, comments)
    # From the signature to the second statement: the first one may be the docstring.
    inside = node.body[min(1, len(node.body) - 1)].lineno
    start = [comments[line] for line in range(first, inside + 1) if line in comments]
    end = node.end_lineno or node.lineno
    return Function(node.name, node.lineno, end - node.lineno + 1, says_long([*above, *start]))


def _take_comments_above(line: int, comments: dict[int, str]) -> Iterator[str]:
    while (line := line - 1) in comments:
        yield comments[line]


def says_long(comments: Sequence[str]) -> bool:
    return any(re.search(r"\blong\b", comment, re.IGNORECASE) for comment in comments)


def count_docstring_lines(node: ast.AST) -> int:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    if not isinstance(node, documented) or ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def list_python_types(node: ast.stmt) -> Iterator[str]:
    """Classes and type aliases: names in CamelCase that a module defines for others."""
    names: list[ast.expr | str] = []
    if isinstance(node, ast.ClassDef):
        names = [node.name]
    elif isinstance(node, ast.Assign):
        names = [*node.targets]
    elif isinstance(node, ast.AnnAssign):
        names = [node.target]
    for name in names:
        text = name if isinstance(name, str) else ast.unparse(name)
        if re.fullmatch(r"[A-Z]\w*[a-z]\w*", text):
            yield text


def measure_javascript(path: Path, folder: Path) -> SourceFile:
    text = path.read_text(encoding="utf-8")
    nodes = [*walk_nodes(JAVASCRIPT.parse(text.encode()).root_node)]
    comments = [node for node in nodes if node.type == "comment"]
    classes = [node for node in nodes if node.type == "class_declaration"]
    return SourceFile(
        path=path,
        room=find_room(path, folder),
        lines=len(text.splitlines()),
        filled=sum(1 for line in text.splitlines() if line.strip()),
        comments=sum(_count_lines(node) for node in comments),
        docstrings=sum(_count_lines(node) for node in comments if _text(node)[:3] == "/**"),
        functions=tuple(
            _measure_javascript_function(node, comments)
            for node in nodes
            if node.type in JAVASCRIPT_FUNCTIONS and (name_function(node) or _is_nested(node))
        ),
        types=tuple(_text(name) for node in classes if (name := node.child_by_field_name("name"))),
    )


def walk_nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk_nodes(child)


def _measure_javascript_function(node: Node, comments: Sequence[Node]) -> Function:
    line = node.start_point[0]
    body = node.child_by_field_name("body")
    opening = body.start_point[0] if body else line
    near = [
        _text(comment)
        for comment in comments
        # The comment above ends on the line before; one inside begins on the first or second line.
        if comment.end_point[0] == line - 1 or line <= comment.start_point[0] <= opening + 1
    ]
    return Function(name_function(node), line + 1, _count_lines(node), says_long(near))


def name_function(node: Node) -> str:
    """Its own name, or that of the variable, member or key it is assigned to; else empty."""
    own = node.child_by_field_name("name")
    if own is None and node.parent is not None:
        own = node.parent.child_by_field_name(NAMING_FIELDS.get(node.parent.type, ""))
    return _text(own) if own else ""


def _is_nested(node: Node) -> bool:
    """Whether it stands in another function; the one around a whole script does not."""
    parent = node.parent
    while parent is not None:
        if parent.type in JAVASCRIPT_FUNCTIONS:
            return True
        parent = parent.parent
    return False


def _count_lines(node: Node) -> int:
    return node.end_point[0] - node.start_point[0] + 1


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def list_named(files: Sequence[SourceFile]) -> list[Function]:
    return [function for file in files for function in file.functions if function.name]


def list_too_long(files: Sequence[SourceFile]) -> list[tuple[SourceFile, Function]]:
    """Functions over the limit, the longest first, with their files."""
    found = [(file, one) for file in files for one in file.functions if one.is_too_long]
    return sorted(found, key=lambda pair: -pair[1].length)


def list_repeated_types(files: Sequence[SourceFile]) -> dict[str, list[Path]]:
    places = defaultdict(list)
    for file in files:
        for name in file.types:
            places[name].append(file.path)
    return {name: paths for name, paths in sorted(places.items()) if len(paths) > 1}


def share_one_word_names(functions: Sequence[Function]) -> float:
    """Percent of the names that are one word; dunder methods and properties count."""
    return 100 * mean(len(one.words) == 1 for one in functions) if functions else 0.0


def rate_comments(files: Sequence[SourceFile]) -> float:
    return 100 * sum(file.comments for file in files) / max(1, sum(file.filled for file in files))


def describe_language(
    language: str, files: Sequence[SourceFile], by_room: bool, with_names: bool
) -> Iterator[str]:
    if not files:
        return
    yield f"{language:<17} {'files':>5} {'lines':>6} {'file median/max':>15} {'functions':>9}" + (
        f" {'median/90%':>10} {'over 40':>7} {'comments':>8} {'docs':>5} {'one word':>8} {'words':>5}"
    )
    yield describe_group("all", files)
    for room in sorted({file.room for file in files}) if by_room else []:
        yield describe_group(room, [file for file in files if file.room == room])
    for file, one in list_too_long(files):
        reason = "" if one.explained else ", no reason given"
        yield f"  long function: {_place(file, one)} {one.name or '(no name)'}: {one.length}{reason}"
    for file in files:
        if file.lines > LONGEST_FILE:
            yield f"  long file: {_relative(file.path)}: {file.lines}"
    for name, paths in list_repeated_types(files).items():
        yield f"  type defined {len(paths)} times: {name}: {', '.join(map(_relative, paths))}"
    for file in files if with_names else []:
        for one in file.functions:
            if one.name and len(one.words) == 1:
                yield f"  one word: {_place(file, one)} {one.name}"
    yield ""


def describe_group(name: str, files: Sequence[SourceFile]) -> str:
    functions = list_named(files)
    lengths = sorted(one.length for one in functions) or [0]
    lines = [file.lines for file in files]
    docs = 100 * sum(file.docstrings for file in files) / max(1, sum(lines))
    words = mean(len(one.words) for one in functions) if functions else 0
    return (
        f"{name:<17} {len(files):>5} {sum(lines):>6} {median(lines):>9g}/{max(lines):>5}"
        f" {len(functions):>9} {median(lengths):>7g}/{lengths[int(0.9 * len(lengths))]:>2}"
        f" {len(list_too_long(files)):>7} {rate_comments(files):>8.1f} {docs:>5.1f}"
        f" {share_one_word_names(functions):>7.1f}% {words:>5.2f}"
    )


def list_broken_limits(language: str, files: Sequence[SourceFile]) -> Iterator[str]:
    one_word = share_one_word_names(list_named(files))
    if one_word > MOST_ONE_WORD_NAMES:
        yield f"{language}: {one_word:.1f}% of the function names are one word; at most 40%"
    if any(file.filled for file in files) and rate_comments(files) < FEWEST_COMMENTS:
        yield f"{language}: {rate_comments(files):.1f} comments per 100 lines; at least 4"
    for name, paths in list_repeated_types(files).items():
        yield f"{', '.join(map(_relative, paths))}: {name}: each public type needs its own name"
    for file, one in list_too_long(files):
        if not one.explained:
            yield (
                f"{_place(file, one)}: {one.name or 'a function'}: {one.length} lines; "
                f"split it, or say in a comment above it why it is long"
            )
    for file in files:
        if file.lines > LONGEST_FILE:
            yield f"{_relative(file.path)}: {file.lines} lines; split it, at most {LONGEST_FILE}"


def _place(file: SourceFile, function: Function) -> str:
    return f"{_relative(file.path)}:{function.line}"


def _relative(path: Path) -> str:
    whole = path.resolve()
    return whole.relative_to(ROOT).as_posix() if whole.is_relative_to(ROOT) else path.as_posix()


if __name__ == "__main__":
    sys.exit(main())
