"""The list of what pages load names every script and style, once a page, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Parser

from cx_handbook import bundles
from cx_handbook.bundles import (
    HEAD_SCRIPT,
    STATIC,
    When,
    join_bundle,
    list_bundles,
    list_copied_files,
    list_export_parts,
    list_first_export_parts,
    read_asset,
    read_bundles,
    write_assets,
)
from support.v8 import Scripts

FOLDERS = (
    "shell", "lists", "finder", "call", "guides", "audit", "logs", "reports", "documents",
    "preview", "export",
)  # fmt: skip
# Written to the root of a site by website/offline.py.
WORKERS = {f"shell/service_worker{name}.js" for name in ("", "_part", "_removal")}
ON_EVERY_PAGE = (HEAD_SCRIPT, "handbook.js")


def test_every_script_and_style_is_part_of_a_bundle() -> None:
    """A file that is in no list would never be loaded, and nothing would say so."""
    written = {
        path.relative_to(STATIC).as_posix()
        for folder in FOLDERS
        for path in (STATIC / folder).rglob("*")
        if path.suffix in (".js", ".css")
    }
    listed = {part for parts in read_bundles().values() for part in parts}

    assert written - listed == WORKERS
    assert {part for part in listed if not part.startswith("vendor/")} <= written


def test_a_part_that_fails_leaves_the_others_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page reports the error, and what comes after it in the bundle starts."""
    (tmp_path / "a.js").write_text("Handbook.began = 1;\nthrow new Error('odd');\n", "utf-8")
    (tmp_path / "b.js").write_text("Handbook.after = 2; // runs\n", "utf-8")
    entries = [{"address": "x.js", "when": "page", "loaded": "", "parts": ["a.js", "b.js"]}]
    (tmp_path / "bundles.json").write_text(json.dumps(entries), "utf-8")
    scripts = Scripts()
    scripts.run("const told = []; globalThis.reportError = (error) => told.push(error.message);")
    monkeypatch.setattr(bundles, "STATIC", tmp_path)
    list_bundles.cache_clear()
    try:
        scripts.run(join_bundle("x.js"))
    finally:
        list_bundles.cache_clear()

    assert scripts.call("() => [Handbook.began, Handbook.after, told]") == [1, 2, ["odd"]]


@pytest.mark.parametrize("address", [a for a in read_bundles() if a.endswith(".js")])
def test_a_bundle_leaves_out_comments_and_nothing_else(address: str) -> None:
    """What a page runs is what was written: the same signs in the same order."""
    whole = "\n".join(wrap_part(part) for part in read_bundles()[address])

    assert list_code(join_bundle(address)) == list_code(whole)


def wrap_part(part: str) -> str:
    """Return a script as it was written, in what lets those after it start when it fails."""
    text = (STATIC / part).read_text("utf-8")
    if part.startswith("vendor/"):
        return text
    return f"try {{\n{text}\n}} catch (error) {{ reportError(error) }}"


def list_code(script: str) -> list[bytes]:
    """Return the smallest parts of a script in their order, without its comments.

    What drops the blanks takes a template within a template for code, and would drop those in it too.
    """
    tree = Parser(Language(tree_sitter_javascript.language())).parse(script.encode())
    found: list[bytes] = []
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            continue
        text = node.text or b""
        assert node.type != "template_string" or text.count(b"`") == 2, text
        if node.child_count == 0 or node.type in ("string", "template_string", "regex"):
            found.append(text)
        else:
            waiting.extend(reversed(node.children))
    return found


def test_each_bundle_says_who_loads_it_and_when() -> None:
    """Its address is its own, and no part stands in it twice."""
    entries = json.loads((STATIC / "bundles.json").read_text("utf-8"))
    addresses = [entry["address"] for entry in entries]

    assert len(addresses) == len(set(addresses))
    for entry in entries:
        assert set(entry) == {"address", "when", "loaded", "parts"}
        assert entry["when"] in get_args(When)
        assert entry["loaded"]
        assert len(entry["parts"]) == len(set(entry["parts"]))


def test_what_is_loaded_at_its_first_use_is_loaded_by_the_script_that_is_named() -> None:
    """An address that no script asks for would never be loaded, and nothing would say so."""
    entries = json.loads((STATIC / "bundles.json").read_text("utf-8"))
    used = [entry for entry in entries if entry["when"] == "use"]

    assert {"call_view.js", "finder/finder.js", "timers.js"} <= {one["address"] for one in used}
    for entry in used:
        loaders = re.findall(r"[\w/]+\.js", entry["loaded"])
        assert loaders
        for loader in loaders:
            assert entry["address"] in read_with_parts(loader), loader


def read_with_parts(part: str) -> str:
    """Return a script, and where it takes names of parts from another, that one."""
    text = (STATIC / part).read_text("utf-8")
    named = re.search(r"\bcall\.(?:due|hours)Parts\b", text)
    return text + (STATIC / "call/due_buttons.js").read_text("utf-8") if named else text


@pytest.mark.parametrize(
    "address",
    [a for a, one in list_bundles().items() if a.endswith(".js") and one.when != "export"],
)
def test_what_a_script_takes_from_the_shell_is_there(address: str) -> None:
    """A script takes it when it begins, so a script before it has put it there."""
    # These need nothing of it.
    pages: dict[str, tuple[str, ...]] = {"print.js": (), "theme_search.js": (), "preview.js": ()}
    others = pages.get(address, ON_EVERY_PAGE)
    bundles = dict.fromkeys((*others, address))

    assert_each_takes_what_is_there(part for bundle in bundles for part in read_bundles()[bundle])


def test_what_a_script_of_an_export_takes_from_the_shell_is_there() -> None:
    """There, scripts of its own stand in the place of what only the theme needs."""
    assert_each_takes_what_is_there((*list_first_export_parts(), *list_export_parts()))


def assert_each_takes_what_is_there(parts: Iterable[str]) -> None:
    """Assert that what a part takes from the shell, parts before it have put there."""
    given: set[str] = set()
    for part in parts:
        text = (STATIC / part).read_text("utf-8")
        taken = {
            name.strip()
            for names in re.findall(r"const \{([^}]*)\}\s*=\s*Handbook\.shell;", text)
            for name in names.split(",")
            if name.strip()
        }
        assert taken <= given, part
        given |= set(re.findall(r"\bshell\.(\w+) = ", text))


def test_what_is_joined_is_what_lies_in_a_site() -> None:
    """A sheet that asks for a file gets the bytes that a page gets."""
    assert read_asset("handbook.js") == join_bundle("handbook.js").encode()


def test_only_what_lies_in_a_site_is_read() -> None:
    """Neither a part of a bundle by itself, nor a file outside, nor the list."""
    assert read_asset("icons/icon.svg") == (STATIC / "icons/icon.svg").read_bytes()
    for address in ("shell/core.js", "../bundles.py", "bundles.json", "handbook.d.ts"):
        assert read_asset(address) is None


def test_assets_are_written_as_a_site_has_them(tmp_path: Path) -> None:
    """Bundles but those of the preview, and every copied file with its licence."""
    write_assets(tmp_path)
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}

    apart = {address for address, one in list_bundles().items() if not one.is_file}
    assert apart >= {"preview.js", "export.css"}
    assert written == {*read_bundles(), *list_copied_files()} - apart
    assert "vendor/idb/LICENSE" in written
    assert "vendor/idb/umd.js" not in written  # it is part of a bundle
