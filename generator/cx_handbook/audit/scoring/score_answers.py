"""The score of a self-audit: six points for kept promises, four for everything else, and a gate.

Scoring uses only the issued form and the answers. The form names the version of the rules. The same
rules are implemented in `static/audit/` and in the formulas of the workbook; the cases in
`tests/cases/score/` test all three.
"""

from __future__ import annotations

from collections.abc import Mapping

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import Result
from cx_handbook.audit.scoring.scoring_rules_1 import score_by_rules_1
from cx_handbook.audit.scoring.scoring_rules_2 import score_by_rules_2
from cx_handbook.content.model import Form


def score_answers(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return the score of the answers to a form; a standard without an answer is unanswered."""
    score = score_by_rules_1 if form.scoring == 1 else score_by_rules_2
    return score(form, answers)
