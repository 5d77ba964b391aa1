"""Signs that a sheet was filled in without looking, for the auditor to see before finishing.

A sign is a question to the person who fills in the sheet. It never enters the score and is never
acted upon by a program. A careful audit must hardly ever show one: the probabilities are corrected
for their number by Holm's method and compared with 1 %. The length of the longest run of equal
answers is no sign: it tells careful and careless people apart no better than chance does (P.
Goldammer and others, *Behavior Research Methods*, 2024, 10.3758/s13428-024-02484-3), and a good
shop answers *yes* throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cx_handbook.statistics.chance import (
    correct_by_holm,
    find_binomial_at_least,
    find_hypergeometric_at_most,
    list_binomial,
)

LEVEL = 0.01  # house choice: one careful audit in a hundred is asked without need
REPETITION_LEVEL = 0.001  # house choice: a steady shop may well repeat itself, so ask more rarely
LEAST_TOTAL = 20  # smaller numbers of cases are often round because the month was
LEAST_TIME = 0.1  # house choice: of the minutes that the checklist allows
LONGEST_PAUSE = 300  # house choice: seconds between two changes that count as time worked, at most

SignName = Literal["repetition", "round_totals", "sample_and_log", "quick"]


@dataclass(frozen=True)
class CaseCount:
    """An answer to one question: `met` of `looked_at` cases; a yes or no is 1 or 0 of 1."""

    met: int
    looked_at: int


@dataclass(frozen=True)
class LogCount:
    """What a log says about the cases that a question was asked about: `bad` of `cases`."""

    bad: int
    cases: int


@dataclass(frozen=True)
class Sign:
    """One sign. `chance` is how probable the answers are for somebody who looked, None for `quick`.

    `numbers` are what its sentence speaks about; `standard` is the question, where it is about one.
    """

    name: SignName
    chance: float | None
    numbers: Mapping[str, int]
    standard: str | None = None


def find_signs(
    now: Mapping[str, CaseCount],
    *,
    before: Mapping[str, CaseCount] | None = None,
    totals: Iterable[int] = (),
    logged: Mapping[str, LogCount] | None = None,
) -> tuple[Sign, ...]:
    """Return the signs in a set of answers that are too improbable for somebody who looked.

    `before` holds the answers of the site's last audit by the same checklist, `totals` the numbers
    of cases in the period as the auditor wrote them, `logged` what the logs say by standard.
    """
    possible = [
        sign
        for sign in (
            find_repetition(now, before or {}),
            find_round_totals(totals),
            *compare_with_logs(now, logged or {}),
        )
        if sign is not None
    ]
    corrected = correct_by_holm([sign.chance or 0.0 for sign in possible])
    return tuple(
        sign
        for sign, chance in zip(possible, corrected, strict=True)
        if chance < (REPETITION_LEVEL if sign.name == "repetition" else LEVEL)
    )


def find_repetition(now: Mapping[str, CaseCount], before: Mapping[str, CaseCount]) -> Sign | None:
    """Return how probable it is that two audits agree in every answer; None unless they do.

    Both audits are taken to look at the same number of cases as here, each case right with the
    share of all cases that were right.
    """
    if not now or dict(now) != dict(before):
        return None
    looked_at = sum(count.looked_at for count in now.values())
    rate = sum(count.met for count in now.values()) / looked_at
    chance = find_repetition_chance([count.looked_at for count in now.values()], rate)
    return Sign("repetition", chance, {"answers": len(now)})


def find_repetition_chance(sizes: Iterable[int], rate: float) -> float:
    """Return the probability that two audits with samples of these sizes give the same answers."""
    chance = 1.0
    for size in sizes:
        chance *= sum(p * p for p in list_binomial(size, rate))
    return chance


def find_round_totals(totals: Iterable[int]) -> Sign | None:
    """Return how probable it is that so many totals end in 0 or 5; None without any of 20 or more."""
    large = [total for total in totals if total >= LEAST_TOTAL]
    if not large:
        return None
    round_ones = sum(total % 5 == 0 for total in large)
    chance = find_binomial_at_least(round_ones, len(large), 0.2)
    return Sign("round_totals", chance, {"round": round_ones, "totals": len(large)})


def compare_with_logs(
    now: Mapping[str, CaseCount], logged: Mapping[str, LogCount]
) -> Sequence[Sign]:
    """Return for each question with a log how probable it is to draw so few bad cases, or fewer."""
    signs = []
    for standard, log in logged.items():
        count = now.get(standard)
        if count is None or not 0 < count.looked_at <= log.cases:
            continue
        bad = count.looked_at - count.met
        chance = find_hypergeometric_at_most(bad, count.looked_at, log.bad, log.cases)
        numbers = {
            "bad": bad, "looked_at": count.looked_at, "log_bad": log.bad, "log_cases": log.cases,
        }  # fmt: skip
        signs.append(Sign("sample_and_log", chance, numbers, standard))
    return signs


def find_quick(active_minutes: float, allowed_minutes: int) -> Sign | None:
    """Return a sign when less than a tenth of the checklist's minutes was spent on the sheet.

    `active_minutes` is the time during which answers were given; a tablet left alone does not count.
    """
    if active_minutes >= LEAST_TIME * allowed_minutes:
        return None
    minutes = max(1, int(active_minutes))  # nobody fills anything in within 0 minutes
    return Sign("quick", None, {"minutes": minutes, "allowed": allowed_minutes})


# What the auditor reads

SENTENCES: Mapping[str, str] = {
    "repetition": (
        "All {answers} answers are the same as last time. "
        "Between two careful audits that happens by chance in {chance} pairs. "
        "If you carried some over, look again at those."
    ),
    "round_totals": (
        "Of {totals} numbers of cases, {round} end in 0 or 5. "
        "When all are counted, that happens by chance in {chance} audits. "
        "If you estimated some, count them, or leave the box empty."
    ),
    "sample_and_log_all_right": (
        "These {looked_at} cases are all right; in the log, {log_bad} of {log_cases} are not. "
        "That happens by chance in {chance} draws. "
        "Look again, or note how they were drawn."
    ),
    "sample_and_log": (
        "Of these {looked_at} cases {bad} are not right; in the log, {log_bad} of {log_cases}. "
        "So few are drawn by chance in {chance} draws. "
        "Look again, or note how they were drawn."
    ),
    "quick": (
        "You filled this in within {minutes} min; we allow {allowed}. "
        "If you looked at the cases before and only typed in the answers, all is well. "
        "If not, take your time: nobody is waiting."
    ),
}


def describe_sign(sign: Sign) -> str:
    """Return a sign in words for the person who filled in the sheet."""
    name: str = sign.name
    if name == "sample_and_log" and not sign.numbers["bad"]:
        name = "sample_and_log_all_right"
    chance = "" if sign.chance is None else describe_chance(sign.chance)
    return SENTENCES[name].format(**sign.numbers, chance=chance)


def describe_chance(chance: float) -> str:
    """Return a small probability as people say it: *6 of 1,000*."""
    for power in (100, 1_000, 10_000, 100_000, 1_000_000):
        if chance * power >= 1:
            return f"{int(chance * power + 0.5)} of {power:,}"  # halves up, as the scripts round
    return "fewer than 1 of 1,000,000"
