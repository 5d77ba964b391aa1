"""Find words that blame, put off, refuse or ask twice, by the patterns of one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from cx_handbook.content.language.agreement import AgreementPatterns
from cx_handbook.content.language.patterns import (
    SENTENCE_END,
    Topic,
    TopicPatterns,
    blank_out,
    compile_words,
    normalize,
)
from cx_handbook.content.yaml_file import YamlFile

Reader = Callable[[Path, str], YamlFile]
"""Reads a YAML file; what is wrong with it is said of a file of this name."""

FOLDER = Path(__file__).parent
# What a language file holds: topics, and the lists of patterns in each. `parts` may stand in all.
FIELDS = {
    "blame": ("phrases",),
    "open_question": ("invitations", "question_words", "closed_beginnings"),
    "vague_promise": ("phrases", "phrases_without_a_time", "times", "not_meant"),
    "fixed_time": ("phrases", "not_meant"),
    "refusal": ("phrases", "not_meant"),
    "offer": ("phrases", "not_meant", "farewells"),
    "double_question": ("joiners", "phrases", "first_deed", "second_deed"),
    "quantity": (
        "numbers",
        "units",
        "clocks",
        "articles",
        "phrases",
        "money_signs",
        "money_words",
        "limits",
    ),
    "other_hours": ("mentions", "calls", "consents"),
    "call_today": ("phrases",),
    "money_back": ("phrases", "times"),
    "same_price": ("claims", "offers"),
    "ask_first": ("instructions", "done"),
}
# Names keep their capital: *Sam* is one, *sam* is none. A title's name may be any.
_NAMED = re.compile(r"\b(?:(?P<title>Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]\w+|(?P<name>[A-Z][\w-]*))\b")
_LANGUAGE = re.compile("[a-z]{2,3}")
# A question may follow a sentence, or a colon or a dash: *One thing: what happened?*
_CLAUSE_END = re.compile(r"[.!:–—]\s+")


_known: dict[str, Wording | None] = {}  # by the names of languages


def find_wording(language: str, read: Reader | None = None) -> Wording | None:
    """Return the wording of a language such as en-GB, or None when it has no file of patterns.

    Its file is read once; with a reader of one's own, by that.
    """
    name = language.partition("-")[0]
    if name not in _known:
        file = FOLDER / f"{name}.yml"
        has_patterns = _LANGUAGE.fullmatch(name) and file.is_file()
        _known[name] = (
            Wording(read_patterns(file, read), read_names(name)) if has_patterns else None
        )
    return _known[name]


def read_names(language: str) -> tuple[str, ...]:
    """Return the given names that words to say must not hold, in the order of their file."""
    text = (FOLDER / f"{language}_names.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def read_patterns(file: Path, read: Reader | None = None) -> dict[str, Topic]:
    """Return the topics of a language file. Raises ValueError when it is not as it has to be."""
    if read is None:
        from cx_handbook.content.yaml_reader import read_yaml

        read = read_yaml
    found = read(file, file.name)
    topics = found.data if isinstance(found.data, dict) else {}
    faults = [str(problem) for problem in found.problems]
    for topic, fields in FIELDS.items():
        lists = topics.get(topic, {})
        faults += (f"{file.name}: {topic}.{f} is missing" for f in fields if f not in lists)
        unknown = set(lists) - {*fields, "parts"}
        faults += (f"{file.name}: there is no {topic}.{f}" for f in sorted(unknown))
    if faults:
        raise ValueError("\n".join(faults))
    return topics


class Wording(TopicPatterns):
    """What the wording of one language gives away. Each pattern is compiled when it is first used."""

    def __init__(self, topics: Mapping[str, Topic], names: Sequence[str] = ()) -> None:
        super().__init__(topics)
        self._names = frozenset(names)

    @cached_property
    def agreement(self) -> AgreementPatterns:
        """The patterns by which two places of a handbook are compared."""
        return AgreementPatterns(self._topics)

    def find_blame(self, words: str) -> str | None:
        """Return the phrase that blames the customer or makes an apology conditional."""
        match = self._blame.search(normalize(words))
        return words[match.start() : match.end()] if match else None

    def is_open_question(self, words: str) -> bool:
        """Tell whether a question invites a story: it asks what, how or the like.

        A polite frame counts as open when it leads to one: *could you tell me what happened?*
        """
        last = _CLAUSE_END.split(normalize(words.strip()))[-1]
        if self._invitation.search(last):
            return True
        return bool(self._question_word.search(last)) and not self._closed_beginning.match(last)

    def find_vague_promise(self, words: str) -> str | None:
        """Return the phrase that puts a customer off: no time, nobody who does it, or a way out.

        Promises to get in touch again pass when their sentence names the time.
        """
        plain = normalize(words)
        # Most texts end here: to blank out what is not meant takes longer.
        if not self._vague_promise.search(plain):
            return None
        for match in self._vague_promise.finditer(blank_out(self._no_vague_promise, plain)):
            needs_a_time = match["unless_timed"] is not None
            if not (needs_a_time and self._time.search(_sentence_around(plain, match))):
                return words[match.start() : match.end()]
        return None

    def find_fixed_time(self, words: str) -> str | None:
        """Return the time or day that is fixed in words to say, where a blank belongs."""
        plain = normalize(words)
        match = self._fixed_time.search(plain)
        if match is not None:
            match = self._fixed_time.search(blank_out(self._no_fixed_time, plain))
        return words[match.start() : match.end()] if match else None

    def find_name(self, words: str) -> str | None:
        """Return the name of a person in words to say, where a blank belongs: Maya, Mrs Hart."""
        for match in _NAMED.finditer(words):
            if match["title"] or match["name"] in self._names:
                return match[0]
        return None

    def find_bare_refusal(self, words: str) -> str | None:
        """Return the phrase that refuses, when nothing is offered in the same words.

        An offer is what somebody can, could or will do, something that we have, *instead*, *let me*,
        or a question to the customer. Asking whether there is anything else offers nothing.
        """
        plain = normalize(words)
        if not self._refusal.search(plain):
            return None
        refusal = self._refusal.search(blank_out(self._no_refusal, plain))
        # What refuses is no offer, although *cannot* holds *can*.
        if refusal is None or self._has_offer(blank_out(self._refusal, plain)):
            return None
        return words[refusal.start() : refusal.end()]

    def _has_offer(self, plain: str) -> bool:
        for sentence in SENTENCE_END.split(plain):
            if "?" in sentence:
                if not self._farewell.search(sentence):
                    return True
            elif self._offer.search(blank_out(self._no_offer, sentence)):
                return True
        return False

    def find_double_question(self, check: str) -> str | None:
        """Return the words in which an auditor's question asks for a second thing.

        *And* and *or* ask again when a verb of their own follows, or another question word.
        Between two nouns they do not: *the date and the time*.
        """
        _, mark, rest = check.partition("?")
        if mark and "?" in rest:
            return rest.strip()
        plain = normalize(check)
        if not self._joiner.search(plain):  # spares most questions the long patterns
            return None
        if match := self._second_question.search(plain):
            return check[match.start() : match.end()]
        if match := self._second_deed.search(plain):
            return check[match.start("second") : match.end("second")]
        return None

    # Patterns

    @cached_property
    def _blame(self) -> re.Pattern[str]:
        return self._compile("blame", "phrases")

    @cached_property
    def _invitation(self) -> re.Pattern[str]:
        return self._compile("open_question", "invitations")

    @cached_property
    def _question_word(self) -> re.Pattern[str]:
        return self._compile("open_question", "question_words")

    @cached_property
    def _closed_beginning(self) -> re.Pattern[str]:
        return self._compile("open_question", "closed_beginnings")

    @cached_property
    def _vague_promise(self) -> re.Pattern[str]:
        always = self._alternatives("vague_promise", "phrases")
        unless_timed = self._alternatives("vague_promise", "phrases_without_a_time")
        return compile_words(f"{always}|(?P<unless_timed>{unless_timed})")

    @cached_property
    def _no_vague_promise(self) -> re.Pattern[str]:
        return self._compile("vague_promise", "not_meant")

    @cached_property
    def _time(self) -> re.Pattern[str]:
        return self._compile("vague_promise", "times")

    @cached_property
    def _fixed_time(self) -> re.Pattern[str]:
        return self._compile("fixed_time", "phrases")

    @cached_property
    def _no_fixed_time(self) -> re.Pattern[str]:
        return self._compile("fixed_time", "not_meant")

    @cached_property
    def _refusal(self) -> re.Pattern[str]:
        return self._compile("refusal", "phrases")

    @cached_property
    def _no_refusal(self) -> re.Pattern[str]:
        return self._compile("refusal", "not_meant")

    @cached_property
    def _offer(self) -> re.Pattern[str]:
        return self._compile("offer", "phrases")

    @cached_property
    def _no_offer(self) -> re.Pattern[str]:
        return self._compile("offer", "not_meant")

    @cached_property
    def _farewell(self) -> re.Pattern[str]:
        return self._compile("offer", "farewells")

    @cached_property
    def _joiner(self) -> re.Pattern[str]:
        return self._compile("double_question", "joiners")

    @cached_property
    def _second_question(self) -> re.Pattern[str]:
        return self._compile("double_question", "phrases")

    @cached_property
    def _second_deed(self) -> re.Pattern[str]:
        first = self._alternatives("double_question", "first_deed")
        second = self._alternatives("double_question", "second_deed")
        return re.compile(rf"{first}[^?]{{0,120}}? (?P<second>{second})")


def _sentence_around(plain: str, match: re.Match[str]) -> str:
    """Return the sentence in which a match stands."""
    start = max(plain.rfind(mark, 0, match.start()) for mark in ".!?") + 1
    return SENTENCE_END.split(plain[start:], maxsplit=1)[0]
