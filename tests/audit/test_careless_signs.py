"""Signs of a sheet that was filled in without looking: probabilities, and what the auditor reads."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.audit.questions.careless_signs import (
    CaseCount,
    LogCount,
    describe_sign,
    find_quick,
    find_repetition_chance,
    find_signs,
)
from cx_handbook.statistics.chance import (
    correct_by_holm,
    find_binomial_at_least,
    find_hypergeometric_at_most,
    list_binomial,
)
from support.audit_scripts import load_audit_scripts
from support.statistics_cases import read_count, read_log, read_vectors
from support.v8 import Scripts

CONTENT = read_vectors("careless_signs")


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same calculation in V8."""
    return load_audit_scripts()


def _id(vector: dict[str, Any]) -> str:
    return str(vector.get("name") or vector.get("says") or vector["minutes"])


def _printed(chance: float) -> Any:
    """Compare with what is printed: two or more leading digits."""
    return pytest.approx(chance, rel=0.02, abs=5e-12)


@pytest.mark.parametrize("vector", CONTENT["hypergeometric"], ids=_id)
def test_a_draw_has_the_probability_of_the_vector(vector: dict[str, Any], scripts: Scripts) -> None:
    """Drawing so few bad cases, or fewer, from a log."""
    given = [vector[name] for name in ("k", "drawn", "marked", "cases")]
    chance = find_hypergeometric_at_most(*given)
    assert chance == _printed(vector["chance"])
    found = scripts.call("Handbook.audit.chance.findHypergeometricAtMost", *given)
    assert found == pytest.approx(chance, rel=1e-12)


@pytest.mark.parametrize("vector", CONTENT["binomial"], ids=_id)
def test_round_numbers_have_the_probability_of_the_vector(
    vector: dict[str, Any], scripts: Scripts
) -> None:
    """So many totals that end in 0 or 5, or more."""
    given = [vector[name] for name in ("k", "n", "p")]
    chance = find_binomial_at_least(*given)
    assert chance == _printed(vector["chance"])
    assert scripts.call("Handbook.audit.chance.findBinomialAtLeast", *given) == pytest.approx(
        chance, rel=1e-12
    )


@pytest.mark.parametrize("vector", CONTENT["holm"], ids=_id)
def test_several_probabilities_are_corrected_for_their_number(
    vector: dict[str, Any], scripts: Scripts
) -> None:
    """Holm's correction keeps the order of what it is given."""
    corrected = correct_by_holm(vector["chances"])
    assert corrected == pytest.approx(vector["corrected"])
    assert scripts.call("Handbook.audit.chance.correctByHolm", vector["chances"]) == corrected


@pytest.mark.parametrize("vector", CONTENT["repetition"], ids=_id)
def test_two_audits_agree_with_the_probability_of_the_vector(
    vector: dict[str, Any], scripts: Scripts
) -> None:
    """Two careful audits of the same shop give the same answers so often."""
    chance = find_repetition_chance(vector["sizes"], vector["rate"])
    assert chance == _printed(vector["chance"])
    found = scripts.call(
        "Handbook.audit.carelessSigns.findRepetitionChance", vector["sizes"], vector["rate"]
    )
    assert found == pytest.approx(chance, rel=1e-12)


@pytest.mark.parametrize("vector", CONTENT["signs"], ids=_id)
def test_a_sheet_shows_the_signs_of_the_vector(vector: dict[str, Any], scripts: Scripts) -> None:
    """Python and V8 find the same signs and put the same questions."""
    counts = {
        part: {standard: read_count(short) for standard, short in vector.get(part, {}).items()}
        for part in ("now", "before")
    }
    logged = {standard: read_log(short) for standard, short in vector.get("logged", {}).items()}
    totals = vector.get("totals", [])
    signs = find_signs(
        {standard: CaseCount(*count) for standard, count in counts["now"].items()},
        before={standard: CaseCount(*count) for standard, count in counts["before"].items()},
        totals=totals,
        logged={standard: LogCount(*log) for standard, log in logged.items()},
    )
    assert [" ".join(filter(None, (one.name, one.standard))) for one in signs] == vector["signs"]
    assert [describe_sign(sign) for sign in signs] == vector["words"]
    words = """(now, others) => Handbook.audit.carelessSigns.findSigns(now, others)
        .map((sign) => Handbook.audit.carelessSigns.describeSign(sign))"""
    plain = {
        part: {standard: count._asdict() for standard, count in some.items()}
        for part, some in counts.items()
    }
    others = {
        "before": plain["before"],
        "totals": totals,
        "logged": {s: {"bad": bad, "cases": cases} for s, (bad, cases) in logged.items()},
    }
    assert scripts.call(words, plain["now"], others) == vector["words"]


@pytest.mark.parametrize("vector", CONTENT["quick"], ids=_id)
def test_a_tenth_of_the_time_is_asked_about(vector: dict[str, Any], scripts: Scripts) -> None:
    """Less than a tenth of the checklist's minutes leads to a question, a tenth does not."""
    sign = find_quick(vector["minutes"], vector["allowed"])
    assert (sign and describe_sign(sign)) == vector["words"]
    words = """(minutes, allowed) => {
        const sign = Handbook.audit.carelessSigns.findQuick(minutes, allowed);
        return sign && Handbook.audit.carelessSigns.describeSign(sign); }"""
    given = (vector["minutes"], vector["allowed"])
    assert scripts.call(words, *given) == vector["words"]


def test_a_binomial_distribution_survives_large_numbers() -> None:
    """Probabilities of 100,000 trials neither overflow nor vanish, and add up to 1."""
    assert sum(list_binomial(100_000, 0.98)) == pytest.approx(1)
    assert find_binomial_at_least(98_000, 100_000, 0.98) == pytest.approx(0.5, abs=0.01)
