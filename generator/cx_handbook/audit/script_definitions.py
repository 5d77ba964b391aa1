"""What the scripts of the self-audit share with Python, as one generated script.

The script assigns `Handbook.audit.definitions`, with these members. All texts are plain text; names
in braces stand for what is in the box of that name, or for the item's `sample`.

- `boxes`: names of all boxes in the order of drafts and records: mark, number boxes, note.
- `answerTypes`: by name (`item.answer`): `rule` (`choice`, `ratio` or `linear`), `marks` (the marks
  that answer it, beside `na`), `boxes` (its number boxes, each with `name`, `lowest`, `highest`,
  `needed`), `wording` (an answer in words: parts joined by ", ", one with a blank box left out).
  Shares: choice: `choices[mark].share`; ratio: k / n; linear: (value - lowest) / (highest - lowest).
- `choices`: by mark: `recorded` (the record's `answer`), `label`, `fullLabel`, `share` (null: the
  question drops out).
- `unreadPhrases`: what stands in boxes that are no answer, in words: the mark's label and these
  phrases, each left out when all its boxes are blank, a single blank box as …, joined by "; ".
- `labels`: `verdicts`, `factors`, `promises` (`enoughKept` instead of `kept` by the second version of
  the rules), `states`, `remarks` (sentences; fill in the braces), `noVerdict`, `noGrade` and
  `noGradeReasons` (by cause), `provisional`, and the words of `labels.py` for the headline and what
  stands below it: `tooClose`, `tooLittle`, `shortfalls`, `closeCallNames`, `closeCalls`, `settledBy`,
  `neverSettled`, `howSure`, `gradeSpan`, `promiseReasons`, `zeroTolerance`, `leftOutParts`, `earlierRules`,
  `claimedLog`, `logNotes` (what was left out of a log), `noCases`.
- `limits`: `shortText` and `longText` (characters), `cases`, `actions`, `oddities`, `photos`,
  `photoCharacters` (of base64), `reference` (characters), `fingerprintDigits` (how much of a
  fingerprint is shown, and stands in the addresses of forms), `firstDay` and `lastDay` (of dates).
- `scoring`: `compliancePoints`, `otherPoints`, `leastOtherFactors`, `delightedFrom`,
  `satisfiedFrom`, `leastSampled`, `leastAnswered`, `leastAnsweredOfFactor`, `mostCasesToSettle`,
  `factors` (in order).
- `care`: of the signs of a sheet filled in without looking: `level`, `repetitionLevel`, `leastTotal`,
  `leastTime` (of the checklist's minutes), `longestPause` (seconds), `sentences`.
- `events`: by kind of event: the fields that it needs (`needed`) and may have (`allowed`).
- `dates`: of what is asked about dates and times: `leastOfRhythm`, `mostOfRhythm` (of the form's
  days), `leastTime`, `keepFromFinal` (names of questions), `questions` (sentences by name).
"""

from __future__ import annotations

import json
from typing import Any

from cx_handbook import labels, limits
from cx_handbook.audit.questions import careless_signs, record_questions
from cx_handbook.audit.records import events
from cx_handbook.audit.records.record import MOST_PHOTOS, PHOTO_CHARACTERS
from cx_handbook.audit.scoring.close_calls import MOST_CASES_TO_SETTLE
from cx_handbook.audit.scoring.form_coverage import LEAST_ANSWERED, LEAST_ANSWERED_OF_FACTOR
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_OTHER_FACTORS,
    LEAST_SAMPLED,
    OTHER_POINTS,
    SATISFIED_FROM,
)
from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    BOXES,
    CHOICES,
    UNREAD_PHRASES,
    AnswerType,
)
from cx_handbook.content.model.types import FACTORS
from cx_handbook.identifiers import FINGERPRINT_DIGITS

Definitions = dict[str, Any]


def list_definitions() -> Definitions:
    """Return the definitions as plain data, as the module's docstring describes them."""
    return {
        "boxes": list(BOXES),
        "answerTypes": {name: _describe_type(one) for name, one in ANSWER_TYPES.items()},
        "choices": {
            mark: {
                "recorded": choice.recorded,
                "label": choice.label,
                "fullLabel": choice.full_label,
                "share": choice.share,
            }
            for mark, choice in CHOICES.items()
        },
        "unreadPhrases": list(UNREAD_PHRASES),
        "labels": _list_labels(),
        "limits": {
            "shortText": limits.SHORT_TEXT,
            "longText": limits.LONG_TEXT,
            "cases": limits.CASES,
            "actions": limits.ACTIONS,
            "oddities": limits.UNMAPPED,
            "photos": MOST_PHOTOS,
            "photoCharacters": PHOTO_CHARACTERS,
            "reference": limits.REFERENCE,
            "fingerprintDigits": FINGERPRINT_DIGITS,
            "firstDay": limits.FIRST_DAY,
            "lastDay": limits.LAST_DAY,
        },
        "scoring": _list_scoring_limits(),
        "care": _list_care(),
        "dates": _list_dates(),
        "events": {
            kind: {"needed": list(fields.needed), "allowed": list(fields.allowed)}
            for kind, fields in events.FIELDS.items()
        },
    }


def _list_scoring_limits() -> Definitions:
    return {
        "compliancePoints": COMPLIANCE_POINTS,
        "otherPoints": OTHER_POINTS,
        "leastOtherFactors": LEAST_OTHER_FACTORS,
        "delightedFrom": DELIGHTED_FROM,
        "satisfiedFrom": SATISFIED_FROM,
        "leastSampled": LEAST_SAMPLED,
        "leastAnswered": LEAST_ANSWERED,
        "leastAnsweredOfFactor": LEAST_ANSWERED_OF_FACTOR,
        "mostCasesToSettle": MOST_CASES_TO_SETTLE,
        "factors": list(FACTORS),
    }


def _list_care() -> Definitions:
    return {
        "level": careless_signs.LEVEL,
        "repetitionLevel": careless_signs.REPETITION_LEVEL,
        "leastTotal": careless_signs.LEAST_TOTAL,
        "leastTime": careless_signs.LEAST_TIME,
        "longestPause": careless_signs.LONGEST_PAUSE,
        "sentences": dict(careless_signs.SENTENCES),
    }


def _list_dates() -> Definitions:
    return {
        "leastOfRhythm": record_questions.LEAST_OF_RHYTHM,
        "mostOfRhythm": record_questions.MOST_OF_RHYTHM,
        "leastTime": record_questions.LEAST_TIME,
        "keepFromFinal": list(record_questions.KEEP_FROM_FINAL),
        "questions": dict(record_questions.QUESTIONS),
    }


def definitions_script() -> str:
    """Return the definitions as a classic script in plain ASCII, the same text each time."""
    # ASCII: a page from disk may be read in another encoding.
    data = json.dumps(list_definitions(), sort_keys=True)
    return f"Handbook.audit.definitions = {data};\n"


def _describe_type(one: AnswerType) -> Definitions:
    return {
        "rule": one.rule,
        "marks": [choice.mark for choice in one.choices],
        "boxes": [
            {
                "name": box.name,
                "lowest": box.lowest,
                "highest": box.highest,
                "needed": box.needed,
            }
            for box in one.boxes
        ],
        "wording": list(one.wording),
    }


def _list_labels() -> Definitions:
    return {
        "verdicts": {name: labels.describe_verdict(name) for name in labels.VERDICTS},
        "factors": dict(labels.FACTOR_NAMES),
        "noVerdict": labels.NO_VERDICT,
        "promises": {name: labels.describe_promises(name) for name in labels.PROMISES},
        "states": {name: labels.lower_first(text) for name, text in labels.STATES.items()},
        "remarks": {name: labels.describe_remark(name) for name in labels.REMARKS},
        "enoughKept": labels.ENOUGH_KEPT,
        "noGrade": dict(labels.NO_GRADE),
        "noGradeReasons": dict(labels.NO_GRADE_REASONS),
        "provisional": labels.PROVISIONAL,
        "tooClose": labels.TOO_CLOSE,
        "tooLittle": labels.TOO_LITTLE,
        "shortfalls": dict(labels.SHORTFALLS),
        "closeCallNames": dict(labels.CLOSE_CALL_NAMES),
        "closeCalls": dict(labels.CLOSE_CALLS),
        "settledBy": labels.SETTLED_BY,
        "neverSettled": labels.NEVER_SETTLED,
        "howSure": labels.HOW_SURE,
        "gradeSpan": labels.GRADE_SPAN,
        "promiseReasons": dict(labels.PROMISE_REASONS),
        "zeroTolerance": labels.ZERO_TOLERANCE,
        "leftOutParts": dict(labels.LEFT_OUT_PARTS),
        "earlierRules": labels.EARLIER_RULES,
        "claimedLog": labels.CLAIMED_LOG,
        "logNotes": dict(labels.LOG_NOTES),
        "noCases": labels.NO_CASES,
    }
