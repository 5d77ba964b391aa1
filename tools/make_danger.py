"""Make anew what the finder hears danger by, besides words: `python tools/make_danger.py`.

Learns from `benchmarks/phrases/danger-seen.csv` and `danger-training.csv`, never from the unseen ones,
what the sentence encoder says of danger after each of its layers; and from what customers say on the
other pages of the handbooks that are shipped, that most talk is of no danger. Writes

- `static/vendor/all-minilm-l6-v2/danger.js`: the numbers by which pages judge; its SHA-256 is printed
  and belongs into vendor.json,
- the marks of strong patterns in `website/finder/data/danger/en.txt`,
- `tests/cases/meaning/danger.json`: what pages have to say of some phrases.

Needs `pip install --group danger`, and takes a quarter of an hour. Seeds are fixed. Texts are put right as
pages put them right, so a change of the spelling changes what is learnt, too.
`docs/decisions/0056-danger-is-heard-by-meaning-too.md` says what was compared; `danger_networks.py`
learns.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Beside other work, numpy's threads wait for each other, and their number could change the bytes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from danger_networks import NOTHING, judge_danger, learn_danger
from numpy.typing import NDArray

from cx_handbook.bundles import read_bundles
from cx_handbook.content.loader import load_handbook
from cx_handbook.website.assistant.script_engine import ScriptEngine
from cx_handbook.website.finder.index import list_findable_pages
from cx_handbook.website.finder.languages import FOLDER, STRONG, read_danger
from cx_handbook.website.finder.meaning.encoder import TextEncoder
from cx_handbook.website.finder.meaning.weights import DANGER, write_packed

ROOT = Path(__file__).parents[1]
PHRASES = ROOT / "benchmarks/phrases"
STATIC = ROOT / "generator/cx_handbook/static"
WORDS = FOLDER / "danger/en.txt"
CASES = ROOT / "tests/cases/meaning/danger.json"
SEEN = "seen"  # the writer whose phrases the patterns were tuned on
HANDBOOKS = "handbooks"  # the writer of what is ordinary there: always learnt from, never left out
SAMPLES = ("clinic", "hotel", "starter")
NO_DANGER = ("ordinary", "grief")
ABOUT = {
    "about": "networks learnt from phrases of danger and ordinary ones, and groups of letters",
    "licence": "MIT, as the project",
    "made by": "tools/make_danger.py",
}
# Nobody's phrases are judged by what was learnt of their own. The fewer at a time, the longer it takes.
LEFT_OUT = (("a", "e"), ("b", "f"), ("c", "g"), ("d", "h"), ("i", SEEN))
LEAST_FOUND = 20  # dangers by a pattern that is strong
# Of ordinary phrases, by words and meaning together. One in a hundred is the aim; but the phrases of
# people who wrote later set off more than those that the limits were chosen on.
MOST_ALARMED = 0.008
GROUPS_WEIGHT = 1.0  # of letters and words beside the networks
LOWS = np.round(np.arange(-6, 2, 0.25), 2)
EVERY = 400  # phrases from one case to the next

# Whether somebody ends what they type with a full stop says nothing: as in finder/meaning/meaning.js.
END = re.compile(r"[\s.!]+$")

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Phrases:
    """Texts, each with its label and its writer; `danger` says which speak of danger."""

    texts: list[str]
    labels: NDArray[np.str_]
    writers: NDArray[np.str_]

    def choose_rows(self, chosen: Flags) -> Phrases:
        """Return only the phrases that are marked."""
        texts = [self.texts[n] for n in np.flatnonzero(chosen)]
        return Phrases(texts, self.labels[chosen], self.writers[chosen])

    @property
    def danger(self) -> Flags:
        """Which speak of danger."""
        return ~np.isin(self.labels, NO_DANGER)


def main() -> int:
    """Write the three files and say how well phrases of writers who were left out are judged."""
    phrases = read_phrases()
    stripped = [END.sub("", text) for text in phrases.texts]
    layers = np.concatenate(TextEncoder().summarise_layers(stripped), axis=1)
    hits = find_patterns(phrases.texts)
    left_out = judge_left_out(phrases, layers)
    low, high = choose_limits(phrases, left_out, hits)
    mark_strong_patterns(find_strong(hits, phrases.danger))
    model = {**learn_phrases(phrases, layers), "low": low, "high": high}
    write_model(model)
    chosen = range(0, len(phrases.texts), EVERY)
    texts = [phrases.texts[n] for n in chosen]
    margins, kinds = judge_danger(model, texts, layers[chosen])
    cases = [
        {"text": text, "margin": round(float(margin), 3), "kind": kind}
        for text, margin, kind in zip(texts, margins, kinds, strict=True)
    ]
    CASES.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def learn_phrases(phrases: Phrases, layers: NDArray[np.float32]) -> dict[str, Any]:
    """Return what is learnt of phrases and of what the encoder says of them."""
    kinds = np.where(phrases.danger, phrases.labels, NOTHING)
    learnt = learn_danger(phrases.texts, layers, [str(kind) for kind in kinds])
    return {**ABOUT, **learnt, "groups weight": GROUPS_WEIGHT}


def read_phrases() -> Phrases:
    """Return all phrases that may be learnt from."""
    rows = []
    for name in (SEEN, "training"):
        with (PHRASES / f"danger-{name}.csv").open(encoding="utf-8", newline="") as file:
            rows += [(r["text"], r["label"], r.get("writer", SEEN)) for r in csv.DictReader(file)]
    known = {text for text, _, _ in rows}
    ordinary = [text for text in list_handbook_phrases() if text not in known]
    rows += [(text, "ordinary", HANDBOOKS) for text in ordinary]
    texts, labels, writers = zip(*rows, strict=True)
    return Phrases(list(texts), np.array(labels), np.array(writers))


def list_handbook_phrases() -> list[str]:
    """Return what customers say on pages for no danger, each text once."""
    folders = [ROOT, *(ROOT / "generator/cx_handbook/samples" / name for name in SAMPLES)]
    texts: dict[str, None] = {}
    for folder in folders:
        handbook = load_handbook(folder)
        urgent = {f"situations/{one.slug}.html" for one in handbook.situations if one.urgent}
        for page in list_findable_pages(handbook):
            if page.path not in urgent:
                texts |= dict.fromkeys(page.said)
    return list(texts)


def write_model(model: dict[str, Any]) -> None:
    """Write the script that sets `Handbook.dangerExamples`, and say its SHA-256."""
    lines = json.dumps(model, indent=0, separators=(",", ":"))
    path = STATIC / DANGER
    script = write_packed("(globalThis.Handbook ??= {}).dangerExamples", lines)
    path.write_bytes(script.encode("ascii"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {digest}")


# Words and meaning together


def find_patterns(texts: list[str]) -> list[list[int]]:
    """Return for each text the places of the patterns that find it, counted through all kinds."""
    data = read_danger("en")
    patterns = [pattern for kind in data["kinds"] for pattern in kind["patterns"]]
    # Each pattern as a kind of its own: then it is named.
    data["kinds"] = [
        {"name": str(place), "over": [], "patterns": [pattern], "strong": []}
        for place, pattern in enumerate(patterns)
    ]
    scripts = ScriptEngine(*read_bundles()["finder/finder.js"])
    hear = """(data, texts) => {
      const danger = new Handbook.finder.Danger(data);
      return texts.map((text) => danger.hearDanger(text).kinds.map(Number));
    }"""
    return [list(places) for places in scripts.call(hear, data, texts)]


def find_strong(hits: list[list[int]], danger: Flags) -> set[int]:
    """Return the patterns that find many dangers and no ordinary phrase."""
    found = [place for places, is_danger in zip(hits, danger, strict=True) if is_danger
             for place in places]  # fmt: skip
    wrong = {place for places, is_danger in zip(hits, danger, strict=True) if not is_danger
             for place in places}  # fmt: skip
    return {place for place in set(found) - wrong if found.count(place) >= LEAST_FOUND}


def mark_strong_patterns(strong: set[int]) -> None:
    """Put the mark before each strong pattern, and take it from all others."""
    lines, place, is_kind = [], 0, False
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("## "):
            is_kind = line.removeprefix("## ") not in ("parts", "words", "harmless")
        elif is_kind and line and not line.startswith("#"):
            line = (STRONG if place in strong else "") + line.removeprefix(STRONG)
            place += 1
        lines.append(line)
    WORDS.write_text("\n".join(lines) + "\n", "utf-8")


def judge_left_out(phrases: Phrases, layers: NDArray[np.float32]) -> Floats:
    """Return the margin of each phrase by what was learnt of other writers' phrases."""
    margins = np.zeros(len(layers))
    for writers in LEFT_OUT:
        out = np.isin(phrases.writers, writers)
        model = learn_phrases(phrases.choose_rows(~out), layers[~out])
        left = phrases.choose_rows(out)
        margins[out], kinds = judge_danger(model, left.texts, layers[out])
        right = (np.array(kinds) == left.labels)[left.danger].mean()
        print(f"{writers}: the kind of {right:.3f} of {left.danger.sum()} dangers is right")
    return margins


def choose_limits(phrases: Phrases, margins: Floats, hits: list[list[int]]) -> tuple[float, float]:
    """Return the limits that hear most dangers at so many false alarms: with a word, and without.

    Judged without the phrases that the patterns were tuned on, and with the strong patterns of others.
    """
    strong = np.zeros(len(margins), np.bool_)
    for writer in set(phrases.writers):
        out = phrases.writers == writer
        others = [places for places, is_out in zip(hits, out, strict=True) if not is_out]
        known = find_strong(others, phrases.danger[~out])
        strong[out] = [bool(known & set(hits[n])) for n in np.flatnonzero(out)]
    heard = np.array([bool(places) for places in hits])
    new = ~np.isin(phrases.writers, (SEEN, HANDBOOKS))
    danger, ordinary = phrases.danger & new, ~phrases.danger & new
    best = (-1.0, 0.0, 0.0, 0.0)
    for low in LOWS:
        by_words = heard & (strong | (margins > low))
        room = int(MOST_ALARMED * ordinary.sum()) - by_words[ordinary].sum()
        if room >= 0:
            high = max(np.sort(margins[ordinary & ~by_words])[::-1][room], low)
            alarmed = by_words | (margins > high)
            best = max(best, (alarmed[danger].mean(), low, high, alarmed[ordinary].mean()))
    print("left out: {:.3f} heard; limits {:.2f} and {:.2f}; {:.4f} of ordinary".format(*best))
    return float(best[1]), round(float(best[2]), 3)


if __name__ == "__main__":
    sys.exit(main())
