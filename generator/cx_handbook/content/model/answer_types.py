"""Answer types: how a question is answered, shown, read and scored, in every medium.

This table is the only list of the types and of their boxes. The YAML fields, the printed sheet and
its PDF fields, the workbook, the terminal, the page and the scripts are all made from it; the
scripts get it as JSON (`audit/script_definitions.py`).

To add a type, add its name to `AnswerName` and `Recorded` and its entry to `ANSWER_TYPES`. A type
may use a box that another type has, with its own range and words. A box of a new name needs a field
in `audit/records/record.py` and a phrase in `UNREAD_PHRASES`. The checks at the end of this module, and
those in `audit/records/record.py`, stop the program at start when something is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

from cx_handbook.limits import CASES
from cx_handbook.text_for_messages import join_words

AnswerName = Literal["yes_no", "count", "grade"]
# What stands in the field `answer` of a record.
Recorded = Literal["met", "not_met", "count", "grade", "not_applicable"]

# How an answer becomes a share from 0 to 1. Each rule is implemented once in Python
# (`audit/scoring/score_answers.py`), once in JavaScript (`static/audit/`) and once as a formula
# (`documents/workbook/formulas.py`):
# choice: the share of the chosen mark; ratio: k / n; linear: (value - lowest) / (highest - lowest).
ShareRule = Literal["choice", "ratio", "linear"]

MARK, NOTE = "mark", "note"  # the boxes that every question may have

T = TypeVar("T")
TemplateParts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ByRule(Generic[T]):
    """One value for each share rule: leaving one out is a TypeError at start."""

    choice: T
    ratio: T
    linear: T

    def __getitem__(self, rule: ShareRule) -> T:
        value: T = getattr(self, rule)
        return value


class MarkChoice(NamedTuple):
    """A mark that can be put into the box `mark`.

    `recorded` is the answer in the record. `share` is None where the question drops out.
    """

    mark: str
    recorded: Recorded
    label: str
    full_label: str
    share: float | None


CHOICES: Mapping[str, MarkChoice] = MappingProxyType({
    choice.mark: choice
    for choice in (
        MarkChoice("yes", "met", "Yes", "Yes", 1.0),
        MarkChoice("no", "not_met", "No", "No", 0.0),
        MarkChoice("na", "not_applicable", "N/A", "Not applicable", None),
    )
})  # fmt: skip
NOT_APPLICABLE = CHOICES["na"]


class NumberBox(NamedTuple):
    """A box that holds a whole number.

    `name` is its key in records, drafts, PDF fields and workbook columns. `screen_label` stands
    beside it on the page, `column_head` above it in the workbook, `title` names its PDF field. A
    box that is not `needed` may stay blank.
    """

    name: str
    lowest: int
    highest: int
    screen_label: str
    column_head: str
    title: str
    needed: bool = True


@dataclass(frozen=True)
class AnswerType:
    """How one type of question is answered.

    In `reply` and `below_reply`, a name in braces is a box to fill in, or the item's `target` or
    `sample`; in `wording`, it is what stands in the box.
    """

    name: AnswerName
    rule: ShareRule
    noun: str
    """What authors and auditors call it: `a count needs a sample`."""
    description: str
    """For the authoring guide and the JSON Schema."""
    screen_hint: str
    """What is asked for, on the page; may hold `{sample}`."""
    typing_hint: str
    """How it is typed in a terminal."""
    hand_rule: str
    """How its share is worked out by hand."""
    title: str
    """Its name on the page *How we score*."""
    explanation: str
    """What follows the title there: how it becomes a share."""
    wording: tuple[str, ...] = ()
    """An answer in words: parts that are joined by commas. A part with a blank box is left out."""
    reply: str = ""
    """The printed line to fill in."""
    below_reply: str = ""
    """The printed line below it, in small letters."""
    scale_label: str = ""
    """The name of a linear type's scale on the page."""
    choices: tuple[MarkChoice, ...] = ()
    """The marks that are an answer, beside not applicable."""
    boxes: tuple[NumberBox, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an entry that its rule cannot score, or that paper has no place for."""
        names = tuple(box.name for box in self.boxes)
        fits = ByRule(
            choice=bool(self.choices) and not names,
            ratio=names == ("k", "n", "cases") and not self.choices,
            linear=len(names) == 1 and not self.choices and bool(self.scale_label),
        )
        if not fits[self.rule]:
            raise ValueError(f"answer type {self.name}: its boxes do not fit the rule {self.rule}")
        printed = [*placeholders(self.reply), *placeholders(self.below_reply)]
        if sorted(set(printed) - {"target", "sample"}) != sorted(names):
            raise ValueError(f"answer type {self.name}: each box must be printed, and no other")

    @property
    def needs_sample(self) -> bool:
        """Whether a standard says how many cases to look at."""
        return self.rule == "ratio"

    @property
    def needs_target(self) -> bool:
        """Whether a standard says from which share on it is met."""
        return self.rule != "choice"

    @property
    def reply_parts(self) -> TemplateParts:
        """The printed line as pairs of text and placeholder."""
        return split_template(self.reply)

    @property
    def below_reply_parts(self) -> TemplateParts:
        """The printed line below it as pairs of text and placeholder."""
        return split_template(self.below_reply)

    @property
    def scale_values(self) -> range:
        """The values of a linear type, from the lowest to the highest."""
        return range(self.boxes[0].lowest, self.boxes[0].highest + 1)

    @property
    def not_applicable(self) -> MarkChoice:
        """The mark for a question that does not apply; whether it is allowed, the item says."""
        return NOT_APPLICABLE

    @property
    def recorded(self) -> frozenset[Recorded]:
        """What the field `answer` of a record may hold for it, beside not applicable."""
        if self.choices:
            return frozenset(choice.recorded for choice in self.choices)
        return frozenset(name for name in get_args(Recorded) if name == self.name)

    @property
    def box_names(self) -> tuple[str, ...]:
        """The names of its number boxes, in order."""
        return tuple(box.name for box in self.boxes)

    def find_box(self, name: str) -> NumberBox:
        """Return its box of this name. Raises KeyError when it has none."""
        return {box.name: box for box in self.boxes}[name]

    def has_box(self, name: str, *, may_be_na: bool) -> bool:
        """Return whether a question of this type has this box."""
        if name == MARK:
            return bool(self.choices) or may_be_na
        return name == NOTE or name in self.box_names

    def list_choices(self, *, may_be_na: bool) -> tuple[MarkChoice, ...]:
        """Return the marks that a question of this type takes."""
        return (*self.choices, NOT_APPLICABLE) if may_be_na else self.choices

    def target_on_scale(self, share: float) -> float | None:
        """Return a share as a number on the scale of a linear type, else None."""
        if self.rule != "linear":
            return None
        box = self.boxes[0]
        return box.lowest + share * (box.highest - box.lowest)


def split_template(template: str) -> TemplateParts:
    """Return a template as pairs: literal text, and the placeholder after it or an empty text."""
    return tuple((text, name or "") for text, name, _, _ in Formatter().parse(template))


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names in braces, in order."""
    return tuple(name for _, name in split_template(template) if name)


ANSWER_TYPES: Mapping[AnswerName, AnswerType] = MappingProxyType({
    one.name: one
    for one in (
        AnswerType(
            name="yes_no",
            rule="choice",
            noun="a yes/no question",
            description="yes_no",
            screen_hint="yes or no",
            typing_hint="y or n",
            hand_rule="Yes is 1, No is 0",
            title="Yes or no",
            explanation=" counts 1 or 0.",
            choices=(CHOICES["yes"], CHOICES["no"]),
        ),
        AnswerType(
            name="count",
            rule="ratio",
            noun="a count",
            description="count: k of n cases looked at",
            screen_hint="count of {sample}",
            typing_hint="met of looked at, as 17/20, or 17 of 20 of 143 when there were 143 in all",
            hand_rule="cases met ÷\u00a0cases looked at",
            title="Count",
            explanation=": cases met, out of the cases looked at. 0 of 0 is no answer, and neither is "
            "more met than looked at.",
            wording=("{k} of {n}", "{cases} in all"),
            reply="{k} of {n} met",
            below_reply="Target {target} · look at {sample} of {cases} in all",
            boxes=(
                NumberBox("k", 0, CASES, "Met", "Met", "cases that met"),
                NumberBox("n", 0, CASES, "of, looked at", "Looked at", "cases looked at"),
                NumberBox(
                    "cases", 0, CASES, "How many in all, if known", "In all", "cases in all",
                    needed=False,
                ),
            ),
        ),
        AnswerType(
            name="grade",
            rule="linear",
            noun="a grade",
            description="grade: 0 to 10",
            screen_hint="0 to 10",
            typing_hint="0 to 10",
            hand_rule="grade ÷\u00a010",
            title="Grade",
            explanation=": 0 to 10, divided by ten.",
            wording=("{grade} of 10",),
            reply="{grade} of 10",
            below_reply="0 not at all, 10 in full · target {target}",
            scale_label="Grade from 0, not at all, to 10, in full",
            boxes=(NumberBox("grade", 0, 10, "Grade", "0 to 10", "grade, 0 to 10"),),
        ),
    )
})  # fmt: skip

# The number boxes of all types, each once, in the order of records and workbook columns.
NUMBER_BOXES: tuple[str, ...] = tuple(
    dict.fromkeys(name for one in ANSWER_TYPES.values() for name in one.box_names)
)
BOXES = (MARK, *NUMBER_BOXES, NOTE)

# What stands in the boxes, in words, when it cannot be read as an answer: one phrase a group of boxes.
UNREAD_PHRASES = ("{k} of {n}", "{cases} in all", "{grade}")


def names_that_need(what: Literal["sample", "target"]) -> tuple[str, ...]:
    """Return the names of the types whose standards need a sample or a target."""
    return tuple(n for n, one in ANSWER_TYPES.items() if getattr(one, f"needs_{what}"))


def check_box_fields(
    owner: str, fields: Iterable[str], boxes: Iterable[str] = NUMBER_BOXES
) -> None:
    """Stop the program at start when a class that holds boxes lacks a field for one of them."""
    if missing := sorted(set(boxes) - set(fields)):
        raise TypeError(f"{owner} has no field for the boxes {join_words(missing, 'and')}")


def _check_table() -> None:
    """Stop the program at start when the names, the records or the phrases miss a type or a box."""
    recorded: set[str] = {choice.recorded for choice in CHOICES.values()}
    recorded |= {one.name for one in ANSWER_TYPES.values() if one.rule != "choice"}
    phrased = [name for phrase in UNREAD_PHRASES for name in placeholders(phrase)]
    for wrong, where in (
        (set(ANSWER_TYPES) != set(get_args(AnswerName)), "AnswerName"),
        (recorded != set(get_args(Recorded)), "Recorded"),
        (sorted(phrased) != sorted(NUMBER_BOXES), "UNREAD_PHRASES"),
    ):
        if wrong:
            raise ValueError(f"{where} does not fit ANSWER_TYPES")


_check_table()
