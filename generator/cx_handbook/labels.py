"""How the model's values are called on pages, sheets and screens: one wording for each.

A policy kind carries its own label (`content/model/kinds.py`), because a kind is one class. What is
named here belongs to no class of its own. Keys are the values as they stand in the content files
and in the records, so that a test can hold each table against the type it names.
"""

from __future__ import annotations

from collections.abc import Mapping

# In the order in which pages list them: compliance first, because the gate looks at it.
FACTOR_NAMES = {
    "compliance": "Compliance",
    "tangibles": "Tangibles",
    "disposition": "Disposition",
    "staff": "Staff",
    "empathy": "Empathy",
}
FACTOR_MEANINGS = {
    "compliance": "what was promised, correct and on time",
    "tangibles": "premises, appearance, materials, display",
    "disposition": "willing and quick to help",
    "staff": "competent and trusted",
    "empathy": "easy to reach, understanding, clear",
}

# Who or what caused the trouble that an apology is for.
CAUSE_NAMES = {
    "ours": "It was us",
    "partner": "Someone we work with",
    "unclear": "Nobody knows yet",
    "customer": "The {of_customer} own doing",
}
# The parts of an apology, in the order in which they are said.
COMPONENT_NAMES = {
    "acknowledge": "Name it",
    "take_responsibility": "Own it",
    "explain": "Explain it",
    "regret": "Say sorry",
    "repair": "Put it right",
    "follow_up": "Make sure",
}

# What a score says.
VERDICTS = {
    "delighted": "Delighted",
    "satisfied": "Satisfied",
    "dissatisfied": "Dissatisfied",
    "open": "No verdict yet",
    # By the second version of the scoring rules: nobody asked the customers, so it names a band.
    "from_9": "9 and over",
    "from_6": "6 to under 9",
    "below_6": "Under 6",
    "broken": "Promises broken",
}
# Verdicts of the first version, which say what customers are expected to feel.
EXPECTATIONS = ("delighted", "satisfied", "dissatisfied")
NO_VERDICT = "No verdict on this checklist"
PROMISES = {"kept": "Kept", "broken": "Broken", "open": "Open"}
# By the second version: with a gate at five of six points, one promise in six may be broken.
ENOUGH_KEPT = "Enough promises kept"
STATES = {
    "met": "Met",
    "not_met": "Not met",
    "not_applicable": "Not applicable",
    "unanswered": "Unanswered",
}

# Why there is no grade: the form asks about too few factors, or too little is answered so far. By
# the second version also: the checklist gives none, or too much of the form does not apply.
NO_GRADE = {
    "never": "No grade",
    "yet": "No grade yet",
    "none": "No grade",
    "left_out": "No grade",
}
NO_GRADE_REASONS = {
    "never": "This checklist does not look at enough factors for a grade.",
    "yet": "Too little is answered for a grade.",
    "none": "This checklist gives no grade.",
    "left_out": "Too little is answered for a grade, because too much does not apply.",
}
# How much is answered, where that is too little: of the form, or of one factor.
SHORTFALLS = {
    "form": "What is answered carries {share}% of the points; a grade needs {least}%.",
    "factor": "Of {factor}, {share}% of the points is answered; a grade needs {least}%.",
}
PROVISIONAL, TOO_CLOSE, TOO_LITTLE = "Provisional", "Too close to call", "Too little answered"

# A limit that the sample leaves open: its name in a list; what was seen of it, in a sentence. The
# ends of an interval are rounded outwards. Points of the gate are out of 6, those of a cut out of 10.
CLOSE_CALL_NAMES = {
    "gate": "the gate",
    "critical": "{standard}",
    "satisfied": "the line at 6",
    "delighted": "the line at 9",
}
CLOSE_CALLS = {
    "gate": (
        "Had every case been looked at, compliance would lie between {low} and {high} of 6 points. "
        "The gate, {limit}, is in between."
    ),
    "critical": (
        "{standard}: had every case been looked at, between {low} and {high}% would be right. "
        "The target, {limit}%, is in between."
    ),
    "satisfied": (
        "Had every case been looked at, the grade would lie between {low} and {high}. "
        "The line at {limit} is in between."
    ),
    "delighted": (
        "Had every case been looked at, the grade would lie between {low} and {high}. "
        "The line at {limit} is in between."
    ),
}
# What would settle it, with the number of cases looked at so far, or that nothing would.
SETTLED_BY = (
    "{looked_at} cases were looked at; {cases} in all would settle it, if the others turn out alike. "
    "Draw another whole sample, and count every case."
)
NEVER_SETTLED = (
    "It cannot be settled by looking: not even {most} cases, or all there were, would do."
)
GRADE_SPAN = (
    "Had every case been looked at, the grade would lie between {low} and {high} in 19 of 20 such "
    "audits. {sampled}% of its points come from counted cases; for the rest no span can be given."
)
HOW_SURE = "Such a span holds the truth in 19 of 20 audits."

# Why promises are broken or open. In one line with the verdict, because the grade may be high.
PROMISE_REASONS = {
    "gate": "compliance is {points} of 6, and the gate is {gate}",
    "missed": "critical and not met: {standards}",
    "left_out": "critical and not applicable: {standards}",
    "blank": "unanswered: {standards}",
    "little": "too little of the form is answered",
}
ZERO_TOLERANCE = "Not one case may fail here, and some did: {standards}."
LEFT_OUT_PARTS = {
    "not_applicable": "{share}% of the points not applicable",
    "unanswered": "{share}% of the points unanswered",
}
# Before a question to the auditor, on a screen that others may read.
TO_ASK = "to clear up"
# Where the questions of a checklist have changed since the site's last audit.
FORM_CHANGE = {
    "before": "The checklist has changed since the last audit, which came to {before}.",
    "common": "On the {common} of {asked} questions that both ask: {then} then, {now} now.",
    "too_few": "Only {common} of {asked} questions are the same: too few to compare a grade.",
}
# Which rules a score was made by, where they are not today's.
EARLIER_RULES = "scored by the earlier rules, those of its form"
# What stands among the oddities of a record that came back and claimed more than it can know.
CLAIMED_LOG = (
    "{standard}: the number of cases was said to come from a log, and no log came with it; "
    "it counts as written by hand"
)

# What happens to a finished audit: the kinds of event.
EVENTS: Mapping[str, str] = {
    "agreed": "action agreed",
    "moved": "action moved",
    "done": "action done",
    "given_up": "action given up",
    "accepted": "finding accepted",
    "challenged": "finding challenged",
    "settled": "challenge settled",
    "counted_as": "what a second audit is",
    "sealed": "seal",
    "heard": "what {customers} said",
}

# What was left out of a log, or was odd in it; without plurals, so that they are easy to fill in.
LOG_NOTES: Mapping[str, str] = {
    "outside": "Left out, of other days: {value}.",
    "other": "Left out, no case of this question: {value}.",
    "undated": "Drawn from as well, though their day cannot be read: {value}.",
    "blank": "Without a reference, so never drawn: entry {value}.",
    "repeated": "Named more than once, and drawn once at most: {value}.",
}
NO_CASES = "No case in the log {log} in {period}."

# On a medium on which whoever fills in the sheet can see what it comes to.
CANNOT_HIDE = {
    "paper": "Paper cannot hide the result: answer every question first, and work it out then.",
    "workbook": (
        "A workbook cannot hide the result while it is filled in: answer every question first, and "
        "look at this page then."
    ),
}
# What became of an action and of a finding, within a sentence.
ACTION_STATES: Mapping[str, str] = {
    "open": "open",
    "moved": "moved",
    "done": "done",
    "given_up": "given up",
}
FINDING_STATES: Mapping[str, str] = {
    "accepted": "accepted",
    "challenged": "challenged",
    "settled": "settled",
}

# What the scorer remarks about an answer: the reason, and what follows from it. The workbook has
# room for the reason alone. Names in braces are numbers of the answer, or the sample.
REMARKS: Mapping[str, tuple[str, str]] = {
    "wrong_kind": (
        "this question asks for another kind of answer",
        "it counts as unanswered",
    ),
    "na_not_allowed": ("N/A is not allowed here", "it counts as unanswered"),
    "na_without_reason": (
        "N/A needs a reason in the note",
        "until then it counts as unanswered",
    ),
    "none_looked_at": (
        "0 of 0 is no answer",
        "look at a case, or say that there was none",
    ),
    "more_met_than_looked_at": ("{k} of {n} cannot be", "it counts as unanswered"),
    "fewer_cases_than_looked_at": (
        "fewer in all than looked at",
        "the number in all is not used",
    ),
    "below_sample": ("fewer than the sample of {sample}", "the result is provisional"),
    "between_samples": (
        "more than the sample of {sample}, and no whole second one",
        "the result is provisional; look at as many again, or count the sample alone",
    ),
    "unread": ("what was written here cannot be read as an answer", ""),
}


def capitalize_first(text: str) -> str:
    """Return a text with a capital first letter; the rest stays as it is, unlike `str.capitalize`."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return a text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def describe_verdict(verdict: str | None) -> str:
    """Return the expected verdict as a line of its own."""
    if verdict is None:
        return NO_VERDICT
    words = VERDICTS[verdict]
    return f"Expected: {lower_first(words)}" if verdict in EXPECTATIONS else words


def describe_promises(promises: str, rules: int = 1) -> str:
    """Return whether promises are kept by a version of the rules, as a line of its own."""
    if rules > 1 and promises == "kept":
        return ENOUGH_KEPT
    return f"Promises {lower_first(PROMISES[promises])}"


def describe_remark(remark: str) -> str:
    """Return a remark as a sentence; names in braces are still to be filled in."""
    return f"{capitalize_first('; '.join(filter(None, REMARKS[remark])))}."
