"""Words that blame, put off, refuse or ask twice are told from those that sound alike."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest

from cx_handbook.content.language.wording import (
    FIELDS,
    FOLDER,
    Wording,
    find_wording,
    read_patterns,
)
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES


def table(name: str) -> list[tuple[str, Any]]:
    found = parse_yaml((CASES / "wording" / name).read_bytes(), name)
    assert not found.problems
    return list(found.data.items())


@pytest.fixture(scope="module")
def english() -> Wording:
    wording = find_wording("en-GB")
    assert wording is not None
    return wording


@pytest.mark.parametrize(("words", "phrase"), table("blame.yml"))
def test_blame_is_found_by_its_phrase(english: Wording, words: str, phrase: str | None) -> None:
    """Blame is named as it was written, and comfort that sounds alike is left alone."""
    assert english.find_blame(words) == phrase


@pytest.mark.parametrize(("question", "is_open"), table("open-questions.yml"))
def test_open_questions_invite_a_story(english: Wording, question: str, is_open: bool) -> None:
    """A question is open when yes or no does not answer it, polite frames included."""
    assert english.is_open_question(question) is is_open


@pytest.mark.parametrize(("words", "phrase"), table("stalling.yml"))
def test_a_vague_promise_is_found_by_its_phrase(
    english: Wording, words: str, phrase: str | None
) -> None:
    """A promise without time, doer or backbone is named as written; one that holds is left alone."""
    assert english.find_vague_promise(words) == phrase


@pytest.mark.parametrize(("words", "phrase"), table("refusing.yml"))
def test_a_refusal_needs_an_offer_beside_it(
    english: Wording, words: str, phrase: str | None
) -> None:
    """A no is named as it was written, unless the same words say what there is instead."""
    assert english.find_bare_refusal(words) == phrase


@pytest.mark.parametrize(("check", "second"), table("second-question.yml"))
def test_a_check_asks_one_thing(english: Wording, check: str, second: str | None) -> None:
    """A second clause, question word or deed is named; two nouns side by side are one question."""
    assert english.find_double_question(check) == second


@pytest.mark.parametrize(("words", "quantities"), table("quantities.yml"))
def test_quantities_are_read_from_words(
    english: Wording, words: str, quantities: list[str]
) -> None:
    """A number and a unit are a length of time, money or a share; a rate or a weekday is none."""
    found = english.agreement.find_quantities(words)
    assert [
        f"{one.quantity.measure} {one.quantity.size:.10g}{' limit' if one.is_limit else ''}"
        for one in found
    ] == quantities


@pytest.mark.parametrize(
    "text",
    [
        "hope ",
        "soon. ",
        "I can't. ",
        "told and ",
        "ask stop ",
        "money ",
        "ring you ",
        "two ",
        "! ' ",
        "[",
        "\n-",
    ],
)
def test_no_text_takes_long(english: Wording, text: str) -> None:
    """However long and odd a text is, judging it takes no longer than its length asks for."""
    start = process_time()
    for look in (
        english.find_blame,
        english.is_open_question,
        english.find_vague_promise,
        english.find_bare_refusal,
        english.find_double_question,
        english.agreement.find_quantities,
        english.agreement.find_call_today,
        english.agreement.find_same_price,
        english.agreement.find_lower_price,
        english.agreement.find_asked_deeds,
        lambda words: list(english.agreement.find_calls_at_other_hours(words)),
        lambda words: list(english.agreement.find_money_back_times(words)),
        lambda words: list(english.agreement.find_done(words)),
    ):
        look(text * 20_000)
    assert process_time() - start < 5  # seconds; trying again from each letter would take hours


def test_the_letters_keep_their_places(english: Wording) -> None:
    """A letter that grows when it is made small does not shift the phrase."""
    assert english.find_vague_promise("İzmir, İzmir: the van comes soon.") == "soon"


def test_blame_is_found_across_a_line_break(english: Wording) -> None:
    """Where the author's editor broke the line is no matter."""
    assert english.find_blame("You should\nhave told us.") == "You should\nhave"


@pytest.mark.parametrize("language", ["fr-FR", "zh-Hant-TW", "", "../language/en", "English"])
def test_a_language_without_a_file_has_no_patterns(language: str) -> None:
    """Nothing is guessed about a language, and a name leads to no other folder."""
    assert find_wording(language) is None


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda file: file.stem)
def test_every_pattern_of_a_language_compiles(file: Path) -> None:
    """A language file holds each list of patterns, and each is a regular expression."""
    wording = Wording(read_patterns(file))
    text = "Is this a text, and was it read?"

    assert wording.find_blame(text) is None
    assert wording.is_open_question(text) is False
    wording.find_vague_promise(text)
    wording.find_bare_refusal(text)
    wording.find_double_question(text)
    assert wording.agreement.find_quantities(text) == ()
    for topic, fields in FIELDS.items():
        for field in fields if topic != "quantity" else ():
            wording._compile(topic, field)


def test_a_language_file_with_gaps_is_refused(tmp_path: Path) -> None:
    """Whoever adds a language is told every list that is missing, and every one too many."""
    file = tmp_path / "de.yml"
    text = (FOLDER / "en.yml").read_text("utf-8")
    file.write_text(text.replace("  farewells:", "  goodbyes:"), "utf-8")

    with pytest.raises(ValueError, match="offer") as refused:
        read_patterns(file)

    assert str(refused.value).splitlines() == [
        "de.yml: offer.farewells is missing",
        "de.yml: there is no offer.goodbyes",
    ]
