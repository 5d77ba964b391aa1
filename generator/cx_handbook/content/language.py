"""What words give away: blame that is shifted, questions that can be answered with yes."""

from __future__ import annotations

import re

_BLAME = re.compile(
    r"\b(?:"
    r"if you feel|sorry (?:that )?you feel|sorry if|apologi[sz]e if|if (?:this|it|we) (?:has |have )?"
    r"(?:upset|offended|caused|inconvenienced)|any inconvenience|you should have|you should've|"
    r"you could have|you failed|you forgot|you misunderstood|"
    r"you did(?:n['’]t| not)(?! (?:get|receive|have to|deserve|expect|hear))|"
    r"you must have(?! (?:been|felt|had|wondered|waited))|"
    r"(?<!not )(?<!n['’]t )your (?:own )?(?:fault|mistake|error)|as i (?:already )?(?:said|told you)|"
    r"as you were told|not our (?:fault|problem|mistake)"
    r")\b"
)

_INVITATION = r"tell (?:me|us)|describe|(?:talk|walk|take) (?:me|us) through"
_INVITES = re.compile(rf"\b(?:{_INVITATION})\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:what|how|why|when|where|which|who|whom|whose|in your own words|"
    rf"{_INVITATION})\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|should|may|might|am)\b",
    re.IGNORECASE,
)


def blaming(words: str) -> str | None:
    """Return the phrase that shifts blame to the customer or makes an apology conditional."""
    match = _BLAME.search(small_letters(words))
    return words[match.start() : match.end()] if match else None


def small_letters(words: str) -> str:
    """Return words in small letters, each at its old place: patterns find them three times as fast."""
    small = words.lower()
    if len(small) == len(words):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in words)  # İ grows, so it stays


def is_open_question(words: str) -> bool:
    """Tell whether a question invites a story: it asks what, how or the like.

    A polite frame counts as open when it leads to one: *could you tell me what happened?*
    """
    last = re.split(r"[.!:–—]\s+", words.strip())[-1]
    return bool(_OPEN.search(last)) and (
        not _CLOSED.match(last) or _INVITES.search(last) is not None
    )
