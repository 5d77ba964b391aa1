"""Measure the finder: `python benchmarks/search.py [FILE.csv ...] [--phrases 10] [--speed]`.

A file has the columns text and label. Ten phrases of each label become what customers say in a
policy of a handbook made for the occasion, the others are searched for; rows labelled oos fit
nothing. Without a file, that is done with a set about a bank and a telephone company, on which the
weights were tuned; and the shipped content is searched for the phrases of two people who wrote
without a look at it, one half used for tuning, the other one not.

Everything is found by the scripts that pages load, in Chromium. Same files, same figures, except
for the times.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

from generate import COMPANY, ROOT, SOURCES

from conftest import a_browser
from cx_handbook.bundles import STATIC, join_bundle, read_bundles
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.finder.meaning.script import read_phrase_vectors, render_meaning_script
from cx_handbook.website.finder.meaning.weights import DANGER, ENCODER

_LONG = re.compile(r"[^\W\d_]{5,}")
OUT_OF_SCOPE = "oos"
OWN = ROOT / "benchmarks" / "phrases"
DEPTHS = (1, 3, 5)
OWN_PARTS = ("tuned", "unseen")
POLICIES, TRIES = 1000, 3
SLOWER = 4  # times slower than this machine: a cheap telephone
POLICY: dict[str, Any] = {
    "kind": "practice",
    "promise": "We do this.",
    "why": "It is right.",
    "factor": "compliance",
    "roles": ["agent"],
    "channels": ["phone", "email"],
    "sources": ["SX-01"],
    "owner": "agent",
    "reviewed": "2026-10-05",
    "review_every": "5 years",
}
LOAD = """async (sources) => {
    const begun = performance.now();
    await Promise.all(sources.map((src) => new Promise((onload, onerror) => {
        document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }));
    })));
    new Handbook.finder.Search(Handbook.finder.index);
    return performance.now() - begun;
}"""
READY = """() => {
    globalThis.search = new Handbook.finder.Search(Handbook.finder.index);
    const { encoder, finder, dangerExamples } = Handbook;
    globalThis.readText = () => null;
    if (encoder) {
        const meaning = new finder.Meaning(encoder, finder.meaning, dangerExamples);
        const known = new Map();
        globalThis.readText = (text) => {
            if (!known.has(text)) known.set(text, meaning.readText(text, search.suggestMeant(text)));
            return known.get(text);
        };
    }
}"""
SEARCH = """async ([queries, limit]) => {
    const { entries } = Handbook.finder.index;
    const answers = queries.map((query) => {
        const start = performance.now();
        const { results, refused, isClear, isUncertain } = search.findEntries(query, readText(query));
        const took = performance.now() - start;
        const found = results.slice(0, limit).map((r) => entries[r.entry].path);
        return { took, refused, isClear, isUncertain, found };
    });
    return answers;
}"""


@dataclass(frozen=True)
class Query:
    """What is searched for, and the page that should be found; none when nothing fits."""

    text: str
    wanted: str | None


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, times in milliseconds."""

    recall: dict[int, float]
    refused: float | None
    refused_wrongly: float
    typical: float
    slowest: float


def main() -> int:
    """Print the figures of each file, or of the shipped content."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="labelled phrases: text,label")
    parser.add_argument("--words", action="store_true", help="by words alone, without the encoder")
    parser.add_argument("--phrases", type=int, default=10, help="phrases that a policy gets")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, a_browser() as browser:
        for n, (title, handbook, queries) in enumerate(
            _sets(given.files, given.phrases, Path(name))
        ):
            page = browser.new_page()
            open_finder(page, handbook, Path(name) / f"page-{n}.html", by_meaning=not given.words)
            print(f"{title}: {len(queries)} queries")
            report(measure(page, queries))
            clean = measure(page, [q for q in queries if q.wanted is not None])
            slipped = measure(page, list(with_slips(queries)))
            lost = 100 * (clean.recall[3] - slipped.recall[3])
            print(f"recall@3 with typing errors: {slipped.recall[3]:.3f} ({lost:.1f} points less)")
            if not given.files:
                report_certainty(page, queries)
            print()
            page.close()
        if not given.files:
            speed(browser, Path(name) / "many")
    return 0


def _sets(
    files: list[Path], phrases: int, folder: Path
) -> Iterator[tuple[str, Handbook, list[Query]]]:
    for n, path in enumerate(files or [OWN / "another-trade.csv"]):
        rows = read(path)
        handbook, queries = handbook_of(rows, phrases, folder / f"handbook-{n}")
        yield f"{path.name}, {len(handbook.policies)} labels", handbook, queries
    if not files:
        handbook = load_handbook(ROOT)
        for part in OWN_PARTS:
            yield f"our own situations, {part}", handbook, own(part)


def read(path: Path) -> list[tuple[str, str]]:
    """Return text and label of each row; stop with a sentence where the file is no such table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"text", "label"} <= rows[0].keys():
        sys.exit(f"{path}: the first line names the columns text and label, and rows follow")
    return [(row["text"].strip(), (row["label"] or "").strip()) for row in rows if row["text"]]


def own(part: str) -> list[Query]:
    """Return our own phrases; a label is the file name of a situation."""
    return [
        Query(text, None if label == OUT_OF_SCOPE else f"situations/{label}.html")
        for text, label in read(OWN / f"{part}.csv")
    ]


def handbook_of(
    rows: list[tuple[str, str]], phrases: int, folder: Path
) -> tuple[Handbook, list[Query]]:
    """Write a handbook with the first phrases of each label, and return it with the other rows."""
    by_label: dict[str, list[str]] = {}
    for text, label in rows:
        by_label.setdefault(label, []).append(text)
    queries = [Query(text, None) for text in by_label.pop(OUT_OF_SCOPE, [])]
    few = [label for label, texts in by_label.items() if len(texts) <= phrases]
    if few:
        sys.exit(
            f"more than {phrases} phrases are needed of each label, and these have fewer: {few}"
        )
    write_handbook([texts[:phrases] for texts in by_label.values()], folder)
    for n, texts in enumerate(by_label.values()):
        queries.extend(Query(text, f"all/{_slug(n)}.html") for text in texts[phrases:])
    return load_handbook(folder), queries


def write_handbook(said: list[list[str]], folder: Path, words: Sequence[str] = ()) -> None:
    """Write a policy for each list of phrases; nothing else tells the policies apart, unless words
    to say are given, which are dealt out in equal shares."""
    share = len(words) // len(said)
    policies = folder / "policies"
    (policies / "all").mkdir(parents=True)
    (policies / "company.yml").write_text(COMPANY, "utf-8")
    (policies / "sources.yml").write_text(SOURCES, "utf-8")
    section = "{id: all, title: All, promise: We do this., intro: All of it.}"
    (policies / "sections.yml").write_text(f"sections: [{section}]\n", "utf-8")
    for n, phrases in enumerate(said):
        step = {"do": "Do this.", "say": list(words[n * share : (n + 1) * share])}
        policy = {"title": f"Policy {n + 1}", **POLICY, "customers_say": phrases, "steps": [step]}
        text = yaml.safe_dump(policy, allow_unicode=True, width=10_000)
        (policies / "all" / f"{_slug(n)}.yml").write_text(text, "utf-8")


def _slug(n: int) -> str:
    return f"policy-{n + 1:04}"


def open_finder(page: Page, handbook: Handbook, path: Path, *, by_meaning: bool = False) -> None:
    """Load the finder of a handbook into a page, with the encoder where that is asked for."""
    index = path.with_suffix(".js")
    index.write_text(render_finder_index(handbook), "utf-8")
    loaded = [*scripts(index), *(meaning_scripts(handbook, index) if by_meaning else [])]
    tags = "".join(f'<script src="{script}"></script>' for script in loaded)
    path.write_text(f'<!doctype html><meta charset="utf-8">{tags}', "utf-8")
    page.goto(path.as_uri())
    page.evaluate(READY)


def meaning_scripts(handbook: Handbook, index: Path) -> list[str]:
    """Return the addresses of what the finder's worker loads besides: vectors are made, not kept."""
    vectors = read_phrase_vectors(index.parent, handbook, print)
    if vectors is None:
        return []
    script = index.with_suffix(".meaning.js")
    script.write_text(render_meaning_script(handbook, vectors), "utf-8")
    # In a page, the worker's bundle would make the namespace anew, and has the language already.
    parts = [p for p in read_bundles()["finder/encoder.js"] if p.startswith("finder/meaning/")]
    parts = [STATIC / part for part in parts if not part.endswith("worker.js")]
    return [path.as_uri() for path in (*parts, STATIC / ENCODER, STATIC / DANGER, script)]


def scripts(index: Path) -> list[str]:
    """Return the addresses of what a page loads when somebody first searches."""
    finder = index.with_name("finder.js")
    finder.write_text(join_bundle("finder/finder.js"), "utf-8")
    return [(STATIC / "shell/namespace.js").as_uri(), finder.as_uri(), index.as_uri()]


def speed(browser: Browser, folder: Path) -> None:
    """Print how a handbook of many policies, as long as ours, fares on a slow telephone."""
    draw = random.Random(1)
    texts = [text for part in OWN_PARTS for text, _ in read(OWN / f"{part}.csv")]
    said = [[f"{draw.choice(texts)} {n}" for n in range(10)] for _ in range(POLICIES)]
    write_handbook(said, folder, [draw.choice(texts) for _ in range(8 * POLICIES)])
    index = folder / "index.js"
    index.write_text(render_finder_index(load_handbook(folder)), "utf-8")
    (folder / "page.html").write_text('<!doctype html><meta charset="utf-8">', "utf-8")
    clean = [Query(text, "") for text in draw.sample(texts, 50)]
    slips = [Query(slipped(query.text, draw), "") for query in clean]
    loads, asked = [], []
    for _ in range(TRIES):
        page = browser.new_page()
        page.goto((folder / "page.html").as_uri())
        slow = page.context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        loads.append(page.evaluate(LOAD, scripts(index)))
        page.evaluate(READY)
        asked.append(measure(page, clean + slips))
        page.close()
    print(f"{POLICIES:,} policies, {SLOWER} times slower than this machine, best of {TRIES}")
    print(f"index: {index.stat().st_size / 1e6:.2f} MB, ready after {min(loads):.0f} ms")
    best = min(asked, key=lambda figures: figures.slowest)
    print(f"time per query: {best.typical:.1f} ms, the slowest {best.slowest:.1f} ms")


def measure(page: Page, queries: list[Query]) -> Figures:
    """Search for every query in the page that is open."""
    came = page.evaluate(SEARCH, [[query.text for query in queries], max(DEPTHS)])
    good = [(q, a) for q, a in zip(queries, came, strict=True) if q.wanted is not None]
    bad = [a for q, a in zip(queries, came, strict=True) if q.wanted is None]
    took = sorted(answer["took"] for answer in came)
    return Figures(
        {n: share([q.wanted in a["found"][:n] for q, a in good]) for n in DEPTHS},
        share([a["refused"] for a in bad]) if bad else None,
        share([a["refused"] for _, a in good]),
        statistics.median(took),
        took[-1],
    )


def share(held: list[bool]) -> float:
    """Return how many of the cases held, from 0 to 1."""
    return sum(held) / len(held)


def report(figures: Figures) -> None:
    """Print the figures, each on a line of its own."""
    for depth, recall in figures.recall.items():
        print(f"recall@{depth}: {recall:.3f}")
    if figures.refused is not None:
        print(f"refused: {figures.refused:.3f}")
    print(f"refused wrongly: {figures.refused_wrongly:.3f}")
    print(f"time per query: {figures.typical:.1f} ms, the slowest {figures.slowest:.1f} ms")


def report_certainty(page: Page, queries: list[Query]) -> None:
    """Print how often a first answer is clear, so that `&go` opens it, or uncertain, and is right."""
    came = page.evaluate(SEARCH, [[query.text for query in queries], 1])
    answered = [(q, a) for q, a in zip(queries, came, strict=True) if not a["refused"]]
    for name, key in (("clear", "isClear"), ("uncertain", "isUncertain")):
        right = [q.wanted in a["found"] for q, a in answered if a[key]]
        of_all, held = len(right) / len(queries), share(right) if right else 0
        print(f"first answer {name}: {of_all:.3f} of queries, right {held:.3f}")


def with_slips(queries: list[Query]) -> Iterator[Query]:
    """Yield the queries that fit something, with a slip in every second word of five letters or more."""
    draw = random.Random(1)
    for query in queries:
        if query.wanted is not None:
            yield Query(slipped(query.text, draw), query.wanted)


def slipped(text: str, draw: random.Random) -> str:
    """Return a text with one slip in every second longer word: a letter gone, doubled, wrong, swapped."""
    long = 0

    def perhaps(word: re.Match[str]) -> str:
        nonlocal long
        long += 1
        return _slip(word[0], draw) if long % 2 else word[0]

    return _LONG.sub(perhaps, text)


def _slip(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    letter = draw.choice("abcdefghijklmnopqrstuvwxyz")
    return draw.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
