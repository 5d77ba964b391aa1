"""Learn and compute what `finder/meaning/danger_by_meaning.js` computes: danger from what the encoder
says of a text after each of its layers, and from groups of its letters and words.

A part of `make_danger.py`, which says what for. Needs `pip install --group danger`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from make_encoder import COARSE, FINE, pack_matrix, pack_vector
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from cx_handbook.website.finder.meaning.weights import unpack_matrix, unpack_vector

# Compared by leaving out the phrases of some writers: see docs/decisions/0056.
NETWORKS = 2  # that judge together: each begins elsewhere
HIDDEN = 96  # units of one
ROUNDS = 16  # in which each phrase is learnt from
TOGETHER = 128  # phrases that are learnt from at once
PACE = 1.5e-3  # of learning, at its quickest
DECAY = 0.05  # of weights
FORGOTTEN = (0.3, 0.4)  # shares of what goes in, and of the units, that are left out at a time
DOUBT = 0.03  # of labels, shared by all kinds
GROUP = 32  # numbers that share a step
PLACES = 2**16  # of groups of letters and words; some share one
PENALTY = 0.5  # of the machine that learns from these
LETTERS, WORDS = range(2, 6), range(1, 4)  # how long the groups are
WORD = re.compile(r"[a-z0-9']+")
NOTHING = "none"  # the kind of what is no danger; the first

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def learn_danger(
    texts: Sequence[str], features: NDArray[np.float32], kinds: Sequence[str]
) -> dict[str, Any]:
    """Return what pages judge by, packed. `kinds` has the kind of danger of each text, or NOTHING."""
    names = [NOTHING, *sorted({*kinds} - {NOTHING})]
    wanted = np.array([names.index(kind) for kind in kinds])
    centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled = torch.from_numpy((features - centre) / spread)
    networks = [_learn_network(scaled, torch.from_numpy(wanted), seed) for seed in range(NETWORKS)]
    is_danger = wanted > 0
    dangers = torch.from_numpy(wanted[is_danger] - 1)
    machine = LinearSVC(C=PENALTY, random_state=0).fit(_mark_groups(texts), is_danger)
    bias = pack_vector(machine.intercept_.astype(np.float64))
    return {
        "centre": pack_vector(centre.astype(np.float64)),
        "scale": pack_vector(1 / spread.astype(np.float64)),
        "kinds": names[1:],
        "networks": networks,
        # Learnt of dangers alone, it tells them apart better; both together do best.
        "kind network": _learn_network(scaled[torch.from_numpy(is_danger)], dangers, NETWORKS),
        "groups": {**pack_matrix(machine.coef_.astype(np.float64), FINE, GROUP), "bias": bias},
    }


def _learn_network(features: torch.Tensor, wanted: torch.Tensor, seed: int) -> dict[str, Any]:
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # so that sums come out the same
    size, names = features.shape[1], int(wanted.max()) + 1
    first, second = torch.nn.Linear(size, HIDDEN), torch.nn.Linear(HIDDEN, names)
    dropped, left_out = (torch.nn.Dropout(share) for share in FORGOTTEN)
    network = torch.nn.Sequential(dropped, first, torch.nn.ReLU(), left_out, second)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PACE, weight_decay=DECAY)
    steps = ROUNDS * -(-len(wanted) // TOGETHER)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, PACE, total_steps=steps, pct_start=0.15)
    for _ in range(ROUNDS):
        for some in torch.randperm(len(wanted)).split(TOGETHER):
            said = network(features[some])
            loss = torch.nn.functional.cross_entropy(said, wanted[some], label_smoothing=DOUBT)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
    # Few steps do for the many weights of the first layer: no figure changed by more than 0.003.
    return {"hidden": _pack_layer(first, COARSE), "outer": _pack_layer(second, FINE)}


def _pack_layer(layer: torch.nn.Linear, most: int) -> dict[str, Any]:
    weights, bias = (part.detach().numpy().astype(np.float64) for part in layer.parameters())
    return {**pack_matrix(weights, most, GROUP), "bias": pack_vector(bias)}


def judge_danger(
    model: dict[str, Any], texts: Sequence[str], features: NDArray[np.float32]
) -> tuple[Floats, list[str]]:
    """Return how far each text is on the side of danger, and which kind it would be; as pages do."""
    scaled = (features - unpack_vector(model["centre"])) * unpack_vector(model["scale"])
    logs = np.mean([_judge_by_network(one, scaled) for one in model["networks"]], axis=0)
    by_meaning = np.logaddexp.reduce(logs[:, 1:], axis=1) - logs[:, 0]
    by_groups = _run_layer(model["groups"], _mark_groups(texts))[:, 0]
    margins: Floats = by_meaning + model["groups weight"] * by_groups
    by_kind = logs[:, 1:] + _judge_by_network(model["kind network"], scaled)
    return margins, [model["kinds"][place] for place in by_kind.argmax(axis=1)]


def _judge_by_network(network: dict[str, Any], scaled: NDArray[np.float32]) -> Floats:
    """Return the logarithms of the shares that a network gives each kind."""
    units = np.maximum(_run_layer(network["hidden"], scaled.astype(np.float64)), 0)
    sums = _run_layer(network["outer"], units)
    logs: Floats = sums - np.logaddexp.reduce(sums, axis=1)[:, None]
    return logs


def _run_layer(layer: dict[str, Any], x: Any) -> Floats:
    sums: Floats = x @ unpack_matrix(layer).T.astype(np.float64) + unpack_vector(layer["bias"])
    return sums


# Groups of letters and words


def list_groups(text: str) -> set[int]:
    """Return the places of a text's groups of letters, each inside a word, and of words."""
    words = WORD.findall(text.lower().replace("’", "'"))
    groups = ["=" + " ".join(words[n : n + size]) for size in WORDS
              for n in range(len(words) - size + 1)]  # fmt: skip
    for word in {f" {word} " for word in words}:
        groups += [word[n : n + size] for size in LETTERS for n in range(len(word) - size + 1)]
    return {_place_group(group) for group in groups}


def _place_group(group: str) -> int:
    """Return the place of a group: FNV-1a, of which sixteen bits are kept."""
    number = 0x811C9DC5
    for code in group.encode("ascii"):
        number = (number ^ code) * 0x01000193 & 0xFFFFFFFF
    return (number ^ number >> 16) % PLACES


def _mark_groups(texts: Sequence[str]) -> csr_matrix:
    """Return a row for each text, 1 long, with the same number at each place of its groups."""
    found = [sorted(list_groups(text)) for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    numbers = [len(places) ** -0.5 for places in found for _ in places]
    places = [place for some in found for place in some]
    return csr_matrix((numbers, places, ends), shape=(len(texts), PLACES))
