"""What prose gives away: its sentences, and words that stall, refuse without an offer, or ask twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cx_handbook.content.language import small_letters
from cx_handbook.content.model.types import CITATION, Record
from cx_handbook.errors import Path

# Sentences and words

_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s)")
_MARKER = re.compile(r"\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+")
_END = re.compile(
    r"[.!?…][\"”’')\]*_`]*\s+"
    r"(?=[\"“‘'(\[*_`£$€]*[^\W_a-z])"
)
_ABBREVIATIONS = {"e.g.", "i.e.", "mr.", "mrs.", "ms.", "dr.", "st.", "cf.", "vs."}
_BEFORE_NUMBERS = {"no.", "nos.", "p.", "pp.", "fig.", "tel.", "ext.", "approx.", "max.", "min."}
_CITED = re.compile(f" ?{CITATION.pattern}")
_WORD = re.compile(r"\w[^\s–—]*")


def uncited(text: str) -> str:
    """Return a text without the source items it cites in brackets."""
    return _CITED.sub("", text) if "[" in text else text


def sentences(text: str) -> list[str]:
    """Return the sentences of a Markdown text.

    Paragraphs, headings and list items end a sentence whether or not a full stop does. Citations
    of source items are left out, and the marks of emphasis and links stay where they are.
    """
    text = uncited(text)
    if "\n" not in text:
        return list(_split(text))
    blocks = (_MARKER.sub("", block, count=1) for block in _BLOCK.split(f"\n{text}"))
    return [sentence for block in blocks for sentence in _split(" ".join(block.split()))]


def _split(block: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(block):
        last = block[max(start, end.end() - 20) : end.end()].split()[-1].lstrip("(\"“‘'*_").lower()
        numbered = last in _BEFORE_NUMBERS and block[end.end()].isdigit()
        if last not in _ABBREVIATIONS and not numbered:
            yield block[start : end.end()].strip()
            start = end.end()
    if rest := block[start:].strip():
        yield rest


def number_of_words(sentence: str) -> int:
    """Return how many words a sentence has: `9.30`, `don't`, `call-back` and `£25` are one each."""
    return len(_WORD.findall(sentence))


def texts(record: Record, shortest: int = 1) -> list[tuple[Path, str]]:
    """Return the texts of a record and of the records in it, each with its path.

    Texts of fewer characters than `shortest` are left out.
    """
    found: list[tuple[Path, str]] = []
    _gather((), vars(record).items(), shortest, found)
    return found


def _gather(
    path: Path,
    parts: Iterable[tuple[str | int, Any]],
    shortest: int,
    found: list[tuple[Path, str]],
) -> None:
    for name, part in parts:
        kind = part.__class__  # faster than isinstance, and there are tens of thousands
        if kind is str:
            if len(part) >= shortest:
                found.append(((*path, name), part))
        elif kind is tuple:
            if part:
                _gather((*path, name), enumerate(part), shortest, found)
        elif kind is dict:
            _gather((*path, name), part.items(), shortest, found)
        elif isinstance(part, Record):
            _gather((*path, name), vars(part).items(), shortest, found)


# Words, all in small letters with plain apostrophes


def _phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)")


def _plain(words: str) -> str:
    """Return words in small letters, on one line, with plain apostrophes, each at its old place."""
    return small_letters(words).replace("’", "'").replace("\n", " ")


def _without(phrases: re.Pattern[str], words: str) -> str:
    """Return words with some phrases blanked out, so that the others keep their places."""
    return phrases.sub(lambda match: " " * len(match[0]), words)


# Words that stall: a promise without a time, without a doer, or with a way out

_STALL = _phrases(
    # no time
    r"as (?:soon|quickly|fast) as (?:possible|(?:i|we|they|he|she) can)",
    r"asap|soon|shortly|before (?:too )?long|in due (?:course|time)|sometime|one of these days",
    r"in (?:just )?a (?:little )?(?:while|bit)|at some (?:point|stage)",
    r"when (?:i|we|they) (?:get|have|find) (?:a|some|the) (?:chance|moment|minute|second|time)",
    r"when (?:i|we) get a?round to",
    # nobody
    r"some(?:one|body)(?:'ll| (?:(?:else|from|in|at)(?: [\w'-]+){0,4}? )?(?:will|should))"
    r"(?! (?:need|have) to)",
    # a way out
    r"bear with (?:me|us)|leave (?:it|this|that) (?:with|to) (?:me|us)|see what (?:i|we) can do",
    r"do (?:my|our) (?:very )?(?:best|utmost)|hopefully|with (?:any|a bit of) luck|fingers crossed",
    r"(?:i'll|we'll|will|can) (?:certainly |always )?try(?= (?:to|and|my|our (?:very )?best)\b| ?[^\w ]|$)",
    r"hope to(?! (?:see|hear|welcome)\b)|aim to",
    r"should be (?:with (?:you|us)|there|here|ready|done|fine|ok(?:ay)?|all ?right|sorted|able|back)",
    r"should be (?:on (?:its|his|her|their|the) way|delivered|in touch|possible|no problem)",
    r"should be(?= [^.,;!?]{0,50}\b(?:by|before|within|tomorrow|tonight|next week|\w{3,6}day)\b)",
    r"should (?:arrive|reach you|turn up|come through)",
    r"you should (?:hear|receive|get it|have (?:it|them)(?= (?:by|before|on|in|tomorrow)\b))",
    # no time, unless the sentence names one
    r"(?P<again>(?:get|come|be) back (?:to|with) you|be in touch|keep you (?:posted|updated|informed))",
)
# What sounds alike: another sense of soon, a wish, a question about what should be.
_NO_STALL = _phrases(
    r"(?:how|too|so) soon|as soon as(?! (?:possible|(?:i|we|they|he|she) can)\b)|soon (?:after|enough)",
    r"shortly (?:after|before)|you(?:'ll| will| can) try",
    r"(?:hope|wish)\b(?! to\b)(?![^.,!?]{0,80}(?:'ll| will)\b)[^.,!?]{0,80}",
    r"(?:who|what|which|where|when|how)\b[^.,!?]{0,40} should",
)
_TIME = _phrases(
    r"today|tonight|tomorrow|noon|midday|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    r"(?:by|at|before|until|within|in|after|every) (?:about )?(?:\d[\w.:]*|an?|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|half|the end|day|week)",
    r"this (?:morning|afternoon|evening|week)|next (?:week|month)",
)
_SENTENCE = re.compile(r"(?<=[.!?])(?=\s|$)")


def stalling(words: str) -> str | None:
    """Return the phrase that puts a customer off: no time, nobody who does it, or a way out.

    Promises to get in touch again pass when their sentence names the time.
    """
    plain = _plain(words)
    if not _STALL.search(plain):
        return None
    for match in _STALL.finditer(_without(_NO_STALL, plain)):
        if not (match["again"] and _TIME.search(_around(plain, match))):
            return words[match.start() : match.end()]
    return None


def _around(plain: str, match: re.Match[str]) -> str:
    """Return the sentence in which a match stands."""
    start = max(plain.rfind(mark, 0, match.start()) for mark in ".!?") + 1
    return _SENTENCE.split(plain[start:], maxsplit=1)[0]


# Refusals, and what counts as an offer beside them

_REFUSAL = _phrases(
    r"can't|cannot|can not|can no longer|unable to|not able to|nothing (?:\w+ )?(?:i|we|anyone|anybody) can",
    r"not possible|isn't possible|(?:not|won't) be possible|impossible|out of the question",
    r"not allowed|isn't allowed|aren't allowed|(?:against|not) (?:our |the |company )*(?:policy|rules)",
    r"unfortunately|(?:i'm|i am|we're|we are) afraid",
    r"(?:i|we) (?:don't|do not|no longer) (?:do|have|sell|stock|keep|offer|take|accept|give|allow|refund"
    r"|exchange|replace|repair|mend|make|deliver|cover|match|work|open)",
    r"(?:i|we) (?:won't|will not) (?:be able|do|give|take|accept|refund|exchange|replace|deliver|pay)",
)
# What sounds alike: what others cannot do, what we could not do, and what is meant kindly.
_NO_REFUSAL = _phrases(
    r"(?:they|he|she|who|why) (?:can't|cannot)|can't you",
    r"you (?:can't|cannot)(?! (?:return|exchange|cancel|claim|do that|(?:have|get) (?:it|that|one))\b)",
    r"(?:you're|you are|was|were) (?:unable|not able) to",
    r"(?:can't|cannot) (?:tell you how|say how|believe|imagine|wait|thank|have been|be easy)",
    r"(?:don't|do not) have to",
)
_OFFER = _phrases(
    r"can(?!')|could|will|\w+'ll|let me|let's|instead|how about|here(?:'s| is| are)",
    r"(?:i|we)(?: have|'ve got)|(?:i'm|i am|we're|we are) \w+ing",
    r"leaves|goes out|on its way|comes (?:today|tomorrow|on)",
)
# What sounds alike: what just happens, what nobody can do, and what is understood or had to be.
_NO_OFFER = _phrases(
    r"(?:it|that|this|which|you)(?:'ll| will)|(?:nothing|nobody|no one|none|neither) (?:can|could|will)",
    r"(?:can|could|will|\w+'ll) (?:not|never|have to|see|hear|understand|imagine)",
    r"have (?:no|to|not|never|rules|a (?:rule|policy))",
)
_FAREWELL = _phrases(
    r"anything else", r"(?:is|was) (?:that|this) (?:ok|okay|all ?right|clear|fine)", r"understand"
)


def refusing(words: str) -> str | None:
    """Return the phrase that refuses, when nothing is offered in the same words.

    An offer is what somebody can, could or will do, something that we have, *instead*, *let me*,
    or a question to the customer. Asking whether there is anything else offers nothing.
    """
    plain = _plain(words)
    if not _REFUSAL.search(plain):
        return None
    refusal = _REFUSAL.search(_without(_NO_REFUSAL, plain))
    if refusal is None or _offers(_without(_REFUSAL, plain)):
        return None
    return words[refusal.start() : refusal.end()]


def _offers(plain: str) -> bool:
    for sentence in _SENTENCE.split(plain):
        if "?" in sentence and not _FAREWELL.search(sentence):
            return True
        if "?" not in sentence and _OFFER.search(_without(_NO_OFFER, sentence)):
            return True
    return False


# Questions that ask for two things

_AND = r"(?:and|or)(?:,[^,?]{0,40},)?"
_DEED = (
    r"(?:(?!(?:need|speed|hundred|indeed|feed|seed|shed|exceed|proceed)\b)\w{2,30}ed"
    r"|given|told|sent|made|kept|rung|written|said|met|put|read|done|found|shown|known|paid|taken"
    r"|brought|seen|heard|held|sold|bought|spoken|chosen|drawn|understood)\b"
)
_SECOND = _phrases(
    r"and/or",
    rf"{_AND} (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)",
    rf"{_AND} (?:how|what|when|where|which|who|whom|whose|why|whether|if)",
    rf"{_AND} (?:that )?(?:we|they|he|she|it|you|there) \w+|{_AND} that (?:the|an?|our|nobody)",
    rf"{_AND} (?:then |also |not )*(?:say|tell|give|send|ask|write|greet|thank|explain|apologise|bring"
    r"|take|make|put|let|get|go|come|add)",
)
_SECOND_DEED = re.compile(
    rf"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\beach )\b{_DEED}[^?]{{0,120}}? ({_AND} (?:then |also |not |never )*"
    rf"(?:(?:the|an?|its|their|our|his|her|each|every) (?:[\w'-]{{1,30}} ){{1,3}})?{_DEED})"
)


def second_question(check: str) -> str | None:
    """Return the words in which an auditor's question asks for a second thing.

    *And* and *or* ask again when a verb of their own follows, or another question word.
    Between two nouns they do not: *the date and the time*.
    """
    _, mark, rest = check.partition("?")
    if mark and "?" in rest:
        return rest.strip()
    plain = _plain(check)
    if "and" not in plain and "or" not in plain:
        return None
    if match := _SECOND.search(plain):
        return check[match.start() : match.end()]
    if match := _SECOND_DEED.search(plain):
        return check[match.start(1) : match.end(1)]
    return None
