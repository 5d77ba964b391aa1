"""Make anew what the finder hears danger by, besides words: `python tools/make_danger.py`.

Learns from `benchmarks/phrases/danger-seen.csv` and `danger-training.csv`, never from the unseen ones,
what the sentence encoder says of danger after each of its layers; and from what customers say on the
other pages of the handbooks that are shipped, that most talk is of no danger. Writes

- `static/vendor/all-minilm-l6-v2/danger.js`: the examples and the numbers by which pages judge; its
  SHA-256 is printed and belongs into vendor.json,
- the marks of strong patterns in `website/finder/data/danger/en.txt`,
- `tests/cases/meaning/danger.json`: what pages have to say of some phrases.

Needs `pip install --group danger`, and takes three minutes. Same phrases, same bytes, on one machine.
`docs/decisions/0053-danger-is-heard-by-meaning-too.md` says what was compared.
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
from make_encoder import COARSE, FINE, pack_matrix, pack_vector
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.kernel_ridge import KernelRidge
from sklearn.svm import SVC

from cx_handbook.bundles import read_bundles
from cx_handbook.content.loader import load_handbook
from cx_handbook.website.assistant.script_engine import ScriptEngine
from cx_handbook.website.finder.index import list_findable_pages
from cx_handbook.website.finder.languages import FOLDER, STRONG, read_danger
from cx_handbook.website.finder.meaning.encoder import TextEncoder
from cx_handbook.website.finder.meaning.weights import DANGER, unpack_matrix, unpack_vector

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
    "about": "phrases of danger and ordinary ones, as the encoder beside this file sees them",
    "licence": "MIT, as the project",
    "made by": "tools/make_danger.py",
}
# Compared by leaving out one writer's phrases after the other.
COMPONENTS = 192
GROUP = 48  # numbers that share a step
PENALTY = 5.0  # of the support vector machine
SMOOTHNESS = 0.1  # of the kinds
LEAST_FOUND = 20  # dangers by a pattern that is strong
MOST_ALARMED = 0.01  # of ordinary phrases, by words and meaning together
LOWS = np.round(np.arange(-1.2, 0.6, 0.1), 1)
EVERY = 200  # phrases from one case to the next

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

    @property
    def danger(self) -> Flags:
        """Which speak of danger."""
        return ~np.isin(self.labels, NO_DANGER)


def main() -> int:
    """Write the three files and say how well phrases of writers who were left out are judged."""
    phrases = read_phrases()
    stripped = [END.sub("", text) for text in phrases.texts]
    means = TextEncoder().average_layers(stripped).astype(np.float64)
    hits = find_patterns(phrases.texts)
    left_out = judge_left_out(phrases, means)
    low, high = choose_limits(phrases, left_out, hits)
    mark_strong_patterns(find_strong(hits, phrases.danger))
    model = {**ABOUT, **learn_danger(phrases, means), "low": low, "high": high}
    write_model(model)
    chosen = range(0, len(phrases.texts), EVERY)
    margins, kinds = judge_means(model, means[chosen])
    cases = [
        {"text": phrases.texts[n], "margin": round(float(m), 3), "kind": kind}
        for n, m, kind in zip(chosen, margins, kinds, strict=True)
    ]
    CASES.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


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


# What is learnt


def learn_danger(phrases: Phrases, means: Floats) -> dict[str, Any]:
    """Return the examples and their weights, packed: for danger at all, and for each kind of it.

    What is learnt, is learnt of the numbers as they are packed.
    """
    packed = _learn_projection(means)
    examples = pack_matrix(_project(packed, means), FINE, GROUP)
    places = unpack_matrix(examples).astype(np.float64)
    gamma = float(1 / (COMPONENTS * places.var()))
    danger = phrases.danger
    machine = SVC(C=PENALTY, gamma=gamma).fit(places, danger)
    weights = np.zeros(len(places))
    weights[machine.support_] = machine.dual_coef_[0]
    names = sorted(set(phrases.labels[danger]))
    wanted = (phrases.labels[danger][:, None] == np.array(names)).astype(np.float64)
    ridge = KernelRidge(alpha=SMOOTHNESS, kernel="rbf", gamma=gamma)
    by_kind = np.zeros((len(places), len(names)))
    by_kind[danger] = ridge.fit(places[danger], wanted - wanted.mean(axis=0)).dual_coef_
    kept = np.flatnonzero(danger | (weights != 0))
    return {
        **packed,
        "examples": _take_rows(examples, kept),
        "gamma": gamma,
        "weights": pack_vector(weights[kept]),
        "bias": float(machine.intercept_[0]),
        "kinds": [str(name) for name in names],
        "kind weights": [pack_vector(column) for column in by_kind[kept].T],
        "kind bias": [round(float(share), 6) for share in wanted.mean(axis=0)],
    }


def _learn_projection(means: Floats) -> dict[str, Any]:
    """Return the directions in which phrases differ most, each number on its own scale first."""
    centre, spread = means.mean(axis=0), means.std(axis=0) + 1e-6
    analysis = PCA(COMPONENTS, svd_solver="covariance_eigh").fit((means - centre) / spread)
    # Few steps do: what follows is learnt of places as these rough directions give them.
    projection = pack_matrix(analysis.components_ / spread, COARSE, GROUP)
    offset = -unpack_matrix(projection).astype(np.float64) @ centre
    return {"projection": projection, "offset": pack_vector(offset)}


def _project(model: dict[str, Any], means: Floats) -> Floats:
    places: Floats = means @ unpack_matrix(model["projection"]).T + unpack_vector(model["offset"])
    return places


def _take_rows(packed: dict[str, Any], rows: NDArray[np.int64]) -> dict[str, Any]:
    width = packed["columns"]
    groups = width // packed["group"]
    signs = "".join(packed["signs"][row * width : (row + 1) * width] for row in rows)
    steps = "".join(packed["steps"][row * groups : (row + 1) * groups] for row in rows)
    return {**packed, "rows": len(rows), "steps": steps, "signs": signs}


def judge_means(model: dict[str, Any], means: Floats) -> tuple[Floats, list[str]]:
    """Return how far each is on the side of danger, and which kind it would be; as pages do."""
    places, examples = _project(model, means), unpack_matrix(model["examples"]).astype(np.float64)
    squares = (places**2).sum(axis=1)[:, None] + (examples**2).sum(axis=1)
    near = np.exp(-model["gamma"] * (squares - 2 * places @ examples.T))
    margins: Floats = near @ unpack_vector(model["weights"]) + model["bias"]
    by_kind = np.stack([unpack_vector(column) for column in model["kind weights"]], axis=1)
    kinds = (near @ by_kind + np.array(model["kind bias"])).argmax(axis=1)
    return margins, [model["kinds"][kind] for kind in kinds]


def write_model(model: dict[str, Any]) -> None:
    """Write the script that sets `Handbook.dangerExamples`, and say its SHA-256."""
    lines = json.dumps(model, indent=0, separators=(",", ":"))
    path = STATIC / DANGER
    path.write_bytes(f"(globalThis.Handbook ??= {{}}).dangerExamples = {lines};\n".encode("ascii"))
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


def judge_left_out(phrases: Phrases, means: Floats) -> Floats:
    """Return the margin of each phrase by what was learnt of the other writers' phrases."""
    margins = np.zeros(len(means))
    for writer in sorted({*phrases.writers} - {HANDBOOKS}):
        out = phrases.writers == writer
        texts = [text for text, is_out in zip(phrases.texts, out, strict=True) if not is_out]
        rest = Phrases(texts, phrases.labels[~out], phrases.writers[~out])
        margins[out], kinds = judge_means(learn_danger(rest, means[~out]), means[out])
        danger = phrases.danger[out]
        right = (np.array(kinds) == phrases.labels[out])[danger].mean()
        print(f"{writer}: the kind of {right:.3f} of {danger.sum()} dangers is right")
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
    print("left out: {:.3f} heard; limits {:.1f} and {:.2f}; {:.4f} of ordinary".format(*best))
    return float(best[1]), round(float(best[2]), 3)


if __name__ == "__main__":
    sys.exit(main())
