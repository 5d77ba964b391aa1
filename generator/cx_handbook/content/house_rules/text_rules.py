"""House rules for every text of every file."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.house_rules.rule import Rule, RuleContext
from cx_handbook.content.text import count_words, find_texts, has_more_words, split_sentences
from cx_handbook.errors import Fault
from cx_handbook.text_for_messages import quote_value

MOST_WORDS = 25  # in a sentence


def find_long_sentences(context: RuleContext) -> Iterator[Fault]:
    for record in context.records:
        for path, text in find_texts(record, _has_many_words, shortest=2 * MOST_WORDS):
            for sentence in split_sentences(text):
                if has_more_words(sentence, MOST_WORDS):
                    words = count_words(sentence)
                    yield Fault(
                        record.file, path, f"a sentence of {words} words: {quote_value(sentence)}",
                        f"make two of it: {MOST_WORDS} words are the most",
                    )  # fmt: skip


def _has_many_words(text: str) -> bool:
    # Splitting takes most of the time, and most texts have too few words anyway.
    return text.count(" ") + text.count("\n") >= MOST_WORDS


LONG_SENTENCE = Rule(
    id="long-sentence",
    severity="warning",
    title="A sentence of more than 25 words",
    page=(
        "Nobody reads a sentence twice while {a_customer} waits. "
        "So no sentence has more than 25 words, in any text of any file. "
        "The limit is that of GOV.UK, the British government's website, for plain language. "
        "A heading and each entry of a list count as sentences of their own; "
        "the IDs of cited sources do not count as words. "
        "Make two sentences of it, or a list."
    ),
    find_breaches=find_long_sentences,
    # Where a sentence ends is known for English alone, and other languages need more words.
    judges_wording=True,
    judges_each_alone=True,
)

RULES = (LONG_SENTENCE,)
