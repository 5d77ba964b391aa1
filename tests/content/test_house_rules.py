"""The house rules find what is not good, say what to write instead, and let a file give its reason."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from cx_handbook.content.house_rules.registry import RULES, check_rules
from cx_handbook.content.house_rules.rule import Rule
from cx_handbook.content.house_rules.text_rules import MOST_WORDS
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook
from cx_handbook.content.text import count_words, split_sentences
from support.edits import REWRITE, change_handbook
from support.project import CASES, PROJECT

CONTRADICTIONS = CASES / "contradictions"
CASES = CASES / "rules"
TODAY = date(2026, 11, 21)
names = [case.stem for case in sorted(CASES.glob("*.txt"))]


def judged(root: Path) -> str:
    """Return what the house rules say about a handbook, line by line, and what it accepts."""
    examined = examine_content(root, TODAY)
    said = [str(p) for p in examined.problems if p.rule or p.severity == "error"]
    return "\n".join([*said, f"{examined.accepted} accepted"]) + "\n"


@pytest.mark.parametrize("name", names)
def test_a_rule_says_what_is_not_good_and_what_to_write(name: str, handbook_root: Path) -> None:
    """Each breach is named at its place, with the rule's ID; what sounds alike is not."""
    case = CASES / f"{name}.txt"
    told, _, expected = case.read_text(encoding="utf-8").partition("\n=\n")
    change_handbook(handbook_root, told.splitlines())
    if os.environ.get(REWRITE):
        case.write_text(f"{told.rstrip()}\n=\n{judged(handbook_root)}", encoding="utf-8")
    else:
        assert judged(handbook_root) == expected


def test_each_rule_has_its_case() -> None:
    """No rule goes without a case file; exceptions have one for all."""
    assert {rule.id for rule in RULES} - set(names) == {"unneeded-exception"}


def test_a_good_handbook_is_not_judged_wrong(handbook: Handbook) -> None:
    """The small handbook breaks no rule."""
    assert check_rules(handbook, TODAY).broken == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_keeps_the_rules(rule: Rule) -> None:
    """What a rule says about itself is one paragraph of short sentences."""
    assert "\n" not in rule.page
    assert all(count_words(sentence) <= MOST_WORDS for sentence in split_sentences(rule.page))


def test_a_contradiction_that_is_put_back_is_found(tmp_path: Path) -> None:
    """What the shipped pages once said in two ways is named at its place; as they are, nothing is."""
    for folder in ("policies", "checklists", "logs"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    assert [p for p in examine_content(tmp_path, TODAY).problems if p.rule] == []

    case = CONTRADICTIONS / "put-back.txt"
    told, _, expected = case.read_text(encoding="utf-8").partition("\n=\n")
    change_handbook(tmp_path, told.splitlines())

    if os.environ.get(REWRITE):
        case.write_text(f"{told.rstrip()}\n=\n{judged(tmp_path)}", encoding="utf-8")
    else:
        assert judged(tmp_path) == expected


def test_without_a_day_nothing_is_judged(handbook_root: Path) -> None:
    """Who loads a handbook to show it is not stopped by a house rule."""
    file = handbook_root / "policies/habits/tidy-counter.yml"
    file.write_text(file.read_text().replace("Is the counter clear?", "Is it? Is it?"))
    assert examine_content(handbook_root).errors == ()
    assert [problem.rule for problem in examine_content(handbook_root, TODAY).errors] == [
        "two-questions"
    ]


def test_a_language_without_patterns_is_not_judged_by_those_of_english(handbook_root: Path) -> None:
    """In such a language the rules for wording are off, and say nothing about exceptions either."""
    change_handbook(
        handbook_root,
        """@ policies/company.yml
-language: en-GB
+language: fr-FR
@ policies/hearing/whole-story.yml
-  - What happened?
+  - Que s'est-il passé ?
@ policies/habits/tidy-counter.yml
-title: A tidy counter
+title: A tidy counter
+accept: {words-that-stall: On le dit ainsi.}
@ policies/habits/tidy-counter.yml
-Is the counter clear?
+Is it? Is it?""".splitlines(),
    )

    assert examine_content(handbook_root, TODAY).errors == ()
    assert [p for p in examine_content(handbook_root, TODAY).problems if p.rule] == []


def test_the_model_judges_no_wording_in_a_language_without_patterns(handbook_root: Path) -> None:
    """What would be blame in English may be a good word elsewhere."""
    policy = handbook_root / "policies/sorry/broken-chair.yml"
    policy.write_text(policy.read_text().replace("I am sorry.", "You should have rung us.", 1))
    assert [p.field for p in examine_content(handbook_root, TODAY).errors] == [
        "causes.ours.words.regret"
    ]

    company = handbook_root / "policies/company.yml"
    company.write_text(company.read_text().replace("language: en-GB", "language: fr-FR"))
    assert examine_content(handbook_root, TODAY).errors == ()


def test_the_language_counts_where_company_yml_has_other_problems(handbook_root: Path) -> None:
    """A mistake in the company's file does not bring the English rules upon a French policy."""
    change_handbook(
        handbook_root,
        """@ policies/company.yml
-language: en-GB
-currency: GBP
+language: fr-FR
+currency: euro
@ policies/hearing/whole-story.yml
-  - What happened?
+  - Que s'est-il passé ?""".splitlines(),
    )

    assert [problem.field for problem in examine_content(handbook_root).errors] == ["currency"]
