"""Damage a file in ways that keep its structure: values, names, counts and references that are wrong.

A damaged file is named by its sort and a number, and is the same each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from random import Random
from typing import Any
from warnings import catch_warnings
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from support.hostile_files import build_pdf

TEXTS = (
    "", " ", "\x1b[2J", "\u202eabc", "a\nb", "=1+1", "::error::x", "\x00", "\ud800", "\ufeff", "٣",
    "1_000", "9" * 40, "-1", "1e999", "NaN", "a" * 5_000, "<b>&amp;", "../../x", "{{ x }}", "[[x]]",
    "2026-02-30", "20261103", "24:61", "javascript:x", "‮", "e\u0301" * 50,
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31, 2**63, 10**18, 1e308, 0.1, True)


def nest(depth: int) -> Any:
    value: Any = 1
    for n in range(depth):
        value = [value] if n % 2 else {"a": value}
    return value


def draw_value(draw: Random) -> Any:
    """Return a value that hardly belongs where it is put."""
    values: Sequence[Any] = (*TEXTS, *NUMBERS, None, [], {}, nest(draw.randrange(60)), [1] * 500)
    return draw.choice(values)


def list_places(data: Any) -> list[tuple[Any, Any]]:
    """Return each container in some data with each of its keys."""
    found: list[tuple[Any, Any]] = []
    pairs = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in list(pairs):
        found.append((data, key))
        found += list_places(value)
    return found


def damage_json(seed: bytes, draw: Random) -> bytes:
    data = json.loads(seed)
    for _ in range(draw.randrange(1, 4)):
        places = list_places(data)
        if not places:
            break
        holder, key = draw.choice(places)
        what = draw.randrange(5)
        if what == 0:
            del holder[key]
        elif what == 1 and isinstance(holder, dict):
            holder[draw.choice(TEXTS)] = holder.pop(key)
        elif what == 2 and isinstance(holder, list):
            holder.extend([holder[key]] * draw.choice((1, 30, 3_000)))
        elif what == 3 and isinstance(holder, dict):
            holder[draw.choice(list(holder))] = holder[key]
        else:
            holder[key] = draw_value(draw)
    raw = json.dumps(data, ensure_ascii=draw.random() < 0.7).encode("utf-8", "surrogatepass")
    return damage_bytes(raw, draw) if draw.random() < 0.3 else raw


def damage_bytes(raw: bytes, draw: Random) -> bytes:
    """Flip, cut, double or insert."""
    content = bytearray(raw)
    for _ in range(draw.randrange(1, 5)):
        if not content:
            break
        at = draw.randrange(len(content))
        what = draw.randrange(4)
        if what == 0:
            content[at] = draw.randrange(256)
        elif what == 1:
            del content[at : at + draw.choice((1, 20, 2_000))]
        elif what == 2:
            content[at:at] = content[at : at + draw.choice((1, 20, 2_000))]
        else:
            content[at:at] = draw.choice(TEXTS).encode("utf-8", "surrogatepass")
    return bytes(content)


_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_ELEMENT = re.compile(rb"<(\w+)[^>]*/>|<(c|row|si|sheet|v|t)\b[^>]*>[^<]*</\2>")
_XML_VALUES = (
    b"", b"-1", b"0", b"4294967295", b"99999999999999999999", b"A1048576", b"XFD1", b"A0", b"1e999",
    b"s", b"shared", b"b", b"e", b"str", b"inlineStr", b"../../x", b"&#0;", b"\xff", b"a" * 3_000,
)  # fmt: skip


def damage_workbook(seed: bytes, draw: Random) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(seed)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = set(draw.sample(names, min(len(names), draw.randrange(1, 4))))
        for name in names:
            content = old.read(name)
            if name in chosen:
                content = damage_xml(content, draw)
            # A second entry of a name is how one content hides another; Python warns of it.
            with catch_warnings(action="ignore"):
                for _ in range(2 if draw.random() < 0.01 else 1):
                    # Of its own accord a part carries the time at which it was written.
                    new.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return damage_bytes(out.getvalue(), draw) if draw.random() < 0.15 else out.getvalue()


def damage_xml(content: bytes, draw: Random) -> bytes:
    for _ in range(draw.randrange(1, 6)):
        pattern = draw.choice((_ATTRIBUTE, _ELEMENT))
        found = list(pattern.finditer(content))
        if not found:
            continue
        one = draw.choice(found)
        if pattern is _ATTRIBUTE:
            new = b'="%s"' % draw.choice(_XML_VALUES)
        else:
            new = one[0] * draw.choice((0, 2, 50, 5_000))
        content = content[: one.start()] + new + content[one.end() :]
    return content


_TOKEN = re.compile(rb"\d+ 0 R|-?\d+(?:\.\d+)?|/\w+|\([^)]*\)|\[|\]|<<|>>")
_PDF_TOKENS = (
    b"1 0 R", b"3 0 R", b"999 0 R", b"0", b"-1", b"99999999999", b"/Kids", b"/Parent", b"/T", b"/V",
    b"/Fields", b"/JavaScript", b"null", b"[]", b"<<>>", b"(\\000\x1b[2J)", b"(" + b"a" * 9_000 + b")",
)  # fmt: skip


def damage_pdf(objects: Sequence[bytes], draw: Random) -> bytes:
    parts = list(objects)
    for _ in range(draw.randrange(1, 5)):
        at = draw.randrange(len(parts))
        tokens = list(_TOKEN.finditer(parts[at]))
        if not tokens:
            continue
        one = draw.choice(tokens)
        new = draw.choice((*_PDF_TOKENS, one[0] * 2, (one[0] + b" ") * 3_000))
        parts[at] = parts[at][: one.start()] + new + parts[at][one.end() :]
    raw = build_pdf(parts)
    return damage_bytes(raw, draw) if draw.random() < 0.1 else raw


def damage_csv(seed: bytes, draw: Random) -> bytes:
    rows = [line.split(",") for line in seed.decode("utf-8-sig").splitlines()]
    for _ in range(draw.randrange(1, 6)):
        row = draw.choice(rows)
        what = draw.randrange(5)
        if what == 0:
            row[draw.randrange(len(row))] = draw.choice(TEXTS)
        elif what == 1:
            row.insert(
                draw.randrange(len(row) + 1), draw.choice((*TEXTS, '"', '""', 'a"b', ";", "\t"))
            )
        elif what == 2:
            rows.append(row * draw.choice((1, 2, 150)))
        elif what == 3:
            rows.extend([list(row)] * draw.choice((1, 200)))
        else:
            rows[0] = rows[0][:: draw.choice((-1, 2))] or [""]
    separator = draw.choice((",", ",", ";", "\t"))
    raw = draw.choice(("\n", "\r\n", "\r")).join(separator.join(row) for row in rows)
    encoded = raw.encode(draw.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")), "surrogatepass")
    return damage_bytes(encoded, draw) if draw.random() < 0.2 else encoded


_YAML_LINES = (
    "- *a", "a: &a 1", "b: !!python/object:os.system x", "? [a]", "<<: *b", "a: |", "a: >-", "---", "...",
    "%YAML 1.1", "- - - - - -", "a: {b: {c: {d: [[[[1]]]]}}}", "\ta: 1", "a: 'x", 'a: "x', "a: @x",
    "kind: nothing", "# x", "a: \x1b", "odd\u202e: 1", "a: {{ x.y }}", "[" * 60, "<<<<<<< a",
)  # fmt: skip


def damage_yaml(seed: bytes, draw: Random) -> bytes:
    lines = seed.decode().split("\n")
    for _ in range(draw.randrange(1, 5)):
        at = draw.randrange(len(lines))
        what = draw.randrange(6) if len(lines) > 10 else 1
        if what == 0:
            lines[at] = draw.choice((" ", "  ", "\t", "")) + lines[at].lstrip() * draw.choice(
                (0, 1, 2)
            )
        elif what == 1:
            lines.insert(at, draw.choice((*_YAML_LINES, lines[draw.randrange(len(lines))])))
        elif what == 2:
            name, colon, _ = lines[at].partition(":")
            lines[at] = f"{name}{colon} {json.dumps(draw_value(draw))}"
        elif what == 3:
            lines[at] = lines[at].replace(draw.choice(":-'\" "), draw.choice(TEXTS), 1)
        elif what == 4:
            lines[at:at] = [lines[at]] * draw.choice((1, 40, 1_000))
        else:
            del lines[at : at + draw.choice((1, 3, 10))]
    raw = "\n".join(lines).encode("utf-8", "surrogatepass")
    return damage_bytes(raw, draw) if draw.random() < 0.15 else raw


Damage = Callable[[Any, Random], bytes]
DAMAGES: dict[str, Damage] = {
    "json": damage_json,
    "xlsx": damage_workbook,
    "pdf": damage_pdf,
    "csv": damage_csv,
    "yaml": damage_yaml,
}


def make_damaged(sort: str, number: int, seeds: Iterable[Any]) -> bytes:
    """Return the damaged file of a sort and a number: the same bytes for the same seeds."""
    draw = Random(f"{sort} {number}")
    return DAMAGES[sort](draw.choice(list(seeds)), draw)
