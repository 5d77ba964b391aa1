"""Training: cases to think about, role-plays to act, a quiz."""

import math
from typing import Annotated

from pydantic import Field, field_validator

from cx_handbook.content.model.base import FileRecord, PageRecord, Record
from cx_handbook.content.model.markers import PolicyRef, SituationRef, SourceRef, StandardRef
from cx_handbook.content.model.refusals import refuse
from cx_handbook.content.model.types import (
    Count,
    Day,
    Flag,
    Share,
    Text,
    list_citations,
)

# Our own choices, where an author makes none: no source says how long a quiz takes, or when it is
# passed.
QUIZ_MINUTES = 15
PASS_MARK = 0.8


class CaseQuestion(Record):
    """A question to stop and think about."""

    ask: Text = Field(description="The question.")
    answer: Text = Field(description="What the trainer should hear: the answer key.")


class Instead(Record):
    """What one page of the handbook would have changed."""

    policy: PolicyRef = Field(description="The policy, by file name.")
    because: Text = Field(description="What it would have changed in this story.")


class TrainingCase(PageRecord):
    """`policies/cases/*.yml`: something that happened, and what the handbook would have had us do."""

    title: Text = Field(description="The case's heading.")
    minutes: Count = Field(description="How long to allow for it, in minutes.")
    sources: tuple[SourceRef, ...] = Field(
        default=(), description="IDs of the source items it retells, if it retells any."
    )
    what_happened: Text = Field(description="The story, in our words.")
    questions: tuple[CaseQuestion, ...] = Field(
        min_length=1, description="Questions to stop and think about, each with its answer."
    )
    would_have: tuple[Instead, ...] = Field(
        min_length=1, description="What the handbook would have had us do, in order."
    )
    lesson: Text = Field(description="The sentence to remember.")
    revised: Day = Field(description="When it was last changed, as 2026-11-30.")

    @property
    def cited_items(self) -> tuple[str, ...]:
        """The source items that its texts cite in brackets."""
        answers = (question.answer for question in self.questions)
        return list_citations((self.what_happened, *answers, self.lesson))


class CustomerCard(Record):
    """The customer's side of a role-play."""

    who: Text = Field(description="Who you are, in a sentence or two.")
    happened: Text = Field(description="What happened before.")
    opening: Text = Field(description="Your first words.")
    only_when_asked: tuple[Text, ...] = Field(
        min_length=1, description="What you say only when you are asked openly."
    )
    content_when: tuple[Text, ...] = Field(
        min_length=1, description="What has to happen for you to be content."
    )


class AgentCard(Record):
    """Our side of a role-play."""

    who: Text = Field(description="Your role, and where you meet the customer.")
    know: tuple[Text, ...] = Field(min_length=1, description="What you can look up.")
    may: tuple[Text, ...] = Field(default=(), description="What you may offer.")


class RolePlay(PageRecord):
    """`policies/role-plays/*.yml`: two cards and an observer's sheet drawn from the standards."""

    title: Text = Field(description="The role-play's heading.")
    situation: SituationRef = Field(description="The situation it practises, by file name.")
    minutes: Count = Field(description="How long to allow for it, in minutes.")
    customer: CustomerCard = Field(description="The customer's card.")
    agent: AgentCard = Field(description="The card of whoever answers.")
    observe: tuple[StandardRef, ...] = Field(
        min_length=1, description="IDs of the standards that the observer watches."
    )
    debrief: tuple[Text, ...] = Field(
        min_length=1, description="Questions for the talk afterwards."
    )
    revised: Day = Field(description="When it was last changed, as 2026-11-30.")


class QuizChoice(Record):
    """One answer that a question of the quiz offers."""

    text: Text = Field(description="The answer.")
    right: Flag = Field(default=False, description="true for the one that is right.")
    because: Text = Field(description="Why, or why not.")


class QuizQuestion(Record):
    """A question of the quiz; one answer is right."""

    ask: Text = Field(description="The question.")
    policy: PolicyRef = Field(description="The policy in which the answer stands, by file name.")
    choices: Annotated[tuple[QuizChoice, ...], Field(min_length=2, max_length=6)] = Field(
        description="The answers, 2 to 6 of them."
    )

    @field_validator("choices")
    @classmethod
    def _one_is_right(cls, choices: tuple[QuizChoice, ...]) -> tuple[QuizChoice, ...]:
        right = sum(choice.right for choice in choices)
        if right != 1:
            wrong = "none of the answers is right" if right == 0 else f"{right} answers are right"
            refuse(wrong, "mark exactly one with right: true")
        return choices


class Quiz(FileRecord):
    """`policies/quiz.yml`: questions with one right answer each, and why."""

    title: Text = Field(description="The quiz's heading.")
    intro: Text = Field(description="What to know before one starts.")
    minutes: Count = Field(
        default=QUIZ_MINUTES,
        description="How long to allow for it in a session, in minutes; the default is our own choice.",
    )
    pass_mark: Share = Field(
        default=PASS_MARK,
        description="The share of right answers that passes, such as 80%; the default is our own choice.",
    )
    questions: tuple[QuizQuestion, ...] = Field(
        min_length=1, description="The questions, in order."
    )
    revised: Day = Field(description="When it was last changed, as 2026-11-30.")

    @property
    def right_to_pass(self) -> int:
        """How many right answers pass: the pass mark of the questions, rounded up."""
        # Without the rounding, 55 % of 20 would be a hair above 11, and so 12.
        return math.ceil(round(self.pass_mark * len(self.questions), 6))
