"""The score vectors in tests/cases/score: audits in short form, each with the score it must have.

A file holds `forms` by name and `cases`. A case has a name, a sentence that says what it shows, a
form (a name, or written out), its answers, and what is expected.

`tests/cases/score` holds those of the first version of the rules, `tests/cases/score_2` those of
the second.

A form is `{"items": {standard: words}}`, if need be with `gate` (5/6 unless set), `weights` (1) and,
in the second version, `grade` (true).
The standard's letters name its factor: CO, TA, DI, ST, EM. Its words, parted by commas, are:
`yes_no`, `count` or `grade`; `target 17/20`; `sample 20`; `weight 3`; `critical`; `na` or `no na`
(may be not applicable unless critical). A count has sample 20 and target 17/20, a grade target 7/10.

An answer is an object as in a record, or short: `"met"`, `"not_met"`, `"17/20"`, `"17/20 of 40"`
(cases), `"5/5 of 5 in the log"`, a number (a grade), `"na: the reason"`. A standard without one is
unanswered.

`expected` was reckoned in fractions by `scorereference.py`, which knows nothing of the scorer:
`python tests/scorereference.py` completes it, and refuses where what stands there already differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook.audit.records.record import Answer
from cx_handbook.content.model import Form
from support.project import CASES

FOLDER = CASES / "score"
FOLDER_2 = CASES / "score_2"
FACTOR = {
    "CO": "compliance",
    "TA": "tangibles",
    "DI": "disposition",
    "ST": "staff",
    "EM": "empathy",
}
_COUNT = re.compile(r"(\d+)/(\d+)(?: of (\d+)( in the log)?)?")


class ScoreCase(NamedTuple):
    """One vector: an audit, and the score it must have."""

    name: str
    form: Form
    answers: dict[str, Answer]
    expected: dict[str, Any]


def score_cases(folder: Path = FOLDER) -> Iterator[ScoreCase]:
    """Yield every vector, file after file; its name begins with the file's."""
    for path, case in raw_cases(folder):
        answers = {i: Answer.model_validate(said) for i, said in case["answers"].items()}
        name = f"{path.stem}: {case['name']}"
        form = form_of(case["form"], 2 if folder == FOLDER_2 else 1)
        yield ScoreCase(name, form, answers, case["expected"])


def raw_cases(folder: Path = FOLDER) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every vector with its form and its answers written out, shares as exact fractions."""
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        for case in content["cases"]:
            yield path, written_out(case, content["forms"])


def written_out(case: dict[str, Any], forms: dict[str, Any]) -> dict[str, Any]:
    """Return a case with everything in it that its short form leaves to say."""
    short = forms[case["form"]] if isinstance(case["form"], str) else case["form"]
    form = {
        "gate": Fraction(short.get("gate", "5/6")),
        "grade": short.get("grade", True),
        "weights": {f: short.get("weights", {}).get(f, 1) for f in FACTOR.values()},
        "items": [_item(standard, words) for standard, words in short["items"].items()],
    }
    answers = {standard: _answer(said) for standard, said in case["answers"].items()}
    return {**case, "form": form, "answers": answers}


def _item(standard: str, words: str) -> dict[str, Any]:
    said = words.split(", ")
    named = dict(
        word.split(" ") for word in said if word.startswith(("target", "sample", "weight"))
    )
    target = {"yes_no": None, "count": "17/20", "grade": "7/10"}[said[0]]
    target = named.get("target", target)
    return {
        "standard": standard,
        "factor": FACTOR[standard[:2]],
        "answer": said[0],
        "target": None if target is None else Fraction(target),
        "sample": int(named.get("sample", 20)) if said[0] == "count" else None,
        "weight": int(named.get("weight", 1)),
        "critical": "critical" in said,
        "may_be_na": "no na" not in said and ("na" in said or "critical" not in said),
    }


def _answer(said: Any) -> dict[str, Any]:
    if isinstance(said, dict):
        return said
    if isinstance(said, int):
        return {"answer": "grade", "grade": said}
    if said.startswith("na: "):
        return {"answer": "not_applicable", "note": said.removeprefix("na: ")}
    if match := _COUNT.fullmatch(said):
        numbers = zip(("k", "n", "cases"), match.groups()[:3], strict=True)
        answer = {"answer": "count", **{name: int(text) for name, text in numbers if text}}
        return {**answer, "cases_from": "log"} if match[4] else answer
    return {"answer": said}


def form_of(form: dict[str, Any], scoring: int = 1) -> Form:
    """Return a written-out form as the record that is issued; what scoring needs not is made up."""
    weights = {f: w for f, w in form["weights"].items() if f != "compliance"}
    items = [
        {
            **item,
            "target": None if item["target"] is None else float(item["target"]),
            "policy": "made-up",
            "rule": f"The rule {item['standard']} is kept.",
            "check": f"Is the rule {item['standard']} kept?",
            "look_at": "What there is.",
            "if_not": f"Mend {item['standard']}.",
        }
        for item in form["items"]
    ]
    section = {"title": "Everything", "intro": None, "items": items}
    head = {"format": 1, "checklist": "made-up", "title": "Made up", "gate": float(form["gate"])}
    if scoring == 2:
        head |= {"scoring": 2, "grade": form.get("grade", True)}
    return Form.model_validate({**head, "weights": weights, "sections": [section]})
