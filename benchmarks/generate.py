"""Write a handbook of N policies to measure with: `python benchmarks/generate.py N FOLDER`.

The same N gives the same files. Policies are as long as the shipped ones, twenty to a section. What
their phrases mean is kept in `meaning.txt`, as in a handbook that somebody works on: it is made once,
and takes twice as long as a whole build.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
A_SECTION = 20

POLICY = """\
title: {title}
kind: callback
promise: We ring you about the {thing} within four opening hours, news or not.
why: >-
  The customer cannot plan around a {thing} that nobody talks about.
  A call at the **time we named** costs us two minutes and saves them an afternoon.
factor: {factor}
roles: [agent]
channels: [phone, email]

customers_say:
  - Nobody rang me about my {thing}.
  - Is there any news of the {thing} number {n}?
  - I have been waiting {n} minutes because of a {thing}.

offer_when:
  - The {thing} needs a word with the {place}.
  - The caller would wait longer than two minutes.
promise_within: 4 opening hours
achieved_within:
  within: 3 opening hours
  basis: estimate
hours: Monday to Saturday while we are open.
no_news: Ring anyway, say what was asked of the {place}, and name the next time.
attempts:
  times: 3
  apart: 2 opening hours
  then: Send a text with a direct number.
takeover:
  role: agent
  when: Half of the promised time has passed.

steps:
  - do: Say how long the {thing} will take, and offer the choice.
    say:
      - I need about {n} minutes for the {thing}. Will you wait, or shall I ring you?
    avoid:
      - Bear with me - it gives no time
  - do: Read the number back.
    say:
      - That is the number ending in {n}. Have I got that right?
    within: 5 minutes
  - do: Write the reason into the log, in the customer's own words.

limits:
  - Somebody in danger is never offered a call-back.

standards:
  - id: {first}
    rule: A promised call about a {thing} is made in time.
    check: How many promised calls about a {thing} were made in time?
    evidence:
      look_at: Call-back log of the {place}
      sample: 20
    answer: count
    target: 90%
    sources: [SX-01]
    if_not: Give the log to one person for each shift.
  - id: {second}
    rule: The log names the {thing} in the customer's words.
    check: Does the log name the {thing} in the customer's words?
    evidence:
      look_at: The latest entry
    answer: yes_no
    if_not: Show an example beside the field.

examples:
  - situation: The {thing} is late.
    poor:
      - customer: Where is my {thing}?
      - staff: I could not say.
    better:
      - customer: Where is my {thing}?
      - staff: I ask the {place} and ring you before four.

owner: agent
reviewed: 2026-10-05
review_every: 5 years
accept:
  unasked-standard: Asking all of them would measure sheets and not pages.
"""

COMPANY = """\
name: Measured & Co
handbook_url: https://handbook.example.com/
language: en-GB
currency: GBP
promise: You hear from us when we said you would.
contacts: {phone: 01632 960000, email: hello@example.com}
opening_hours:
  monday: 9:00-17:00
  tuesday: 9:00-17:00
  wednesday: 9:00-17:00
  thursday: 9:00-17:00
  friday: 9:00-17:00
  saturday: closed
  sunday: closed
roles: [{id: agent, name: Agent}]
channels: [{id: phone, name: Phone}, {id: email, name: Email}]
sites: [{id: main, name: Main office, timezone: Europe/London}]
"""

SOURCES = """\
documents: [{id: SX, title: A source}]
items: [{id: SX-01, kind: rule, text: Ring back., needs: question}]
"""

CHECKLIST = """\
title: Sample audit
purpose: See whether the first promises are kept.
roles: [agent]
repeats: FREQ=MONTHLY
minutes: 20
how_to: [Take the log.]
sections:
  - title: Calls
    pick: [{{ids: [{ids}]}}]
owner: agent
revised: 2026-11-01
"""

THINGS = [
    "table",
    "wardrobe",
    "lamp",
    "invoice",
    "parcel",
    "sofa",
    "mattress",
    "repair",
    "refund",
    "visit",
]
PLACES = ["warehouse", "workshop", "carrier", "office", "planner"]
FACTORS = ["compliance", "disposition", "staff", "empathy", "tangibles"]


def generate(count: int, folder: Path) -> None:
    """Write a valid handbook with the given number of policies into an empty folder."""
    draw = random.Random(count)
    policies = folder / "policies"
    sections = [f"section-{n:03}" for n in range((count + A_SECTION - 1) // A_SECTION)]
    _write(policies / "company.yml", COMPANY)
    _write(policies / "sources.yml", SOURCES)
    listed = [
        f"  - {{id: {s}, title: Section {s[-3:]}, promise: We ring., intro: Calls.}}"
        for s in sections
    ]
    _write(policies / "sections.yml", "\n".join(["sections:", *listed, ""]))
    for n in range(count):
        thing, place = draw.choice(THINGS), draw.choice(PLACES)
        text = POLICY.format(
            n=n + 1, thing=thing, place=place, factor=draw.choice(FACTORS),
            title=f"Ring back about {thing} {n + 1}", first=_id(2 * n), second=_id(2 * n + 1),
        )  # fmt: skip
        _write(policies / sections[n // A_SECTION] / f"ring-back-{n + 1:05}.yml", text)
    _write(
        folder / "checklists" / "sample.yml", CHECKLIST.format(ids=", ".join(map(_id, range(6))))
    )
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    _write(folder / "mkdocs.yml", settings.replace("pdf: true", "pdf: false"))
    (folder / "docs").mkdir()


def keep_meaning(folder: Path) -> None:
    """Write what the phrases of a generated handbook mean; its first build does where we cannot."""
    try:
        from cx_handbook.content.loader import load_handbook
        from cx_handbook.website.finder.meaning.script import read_phrase_vectors
    except ImportError:  # a Python without the package can still generate
        return
    vectors = read_phrase_vectors(folder, load_handbook(folder), lambda _: None)
    if vectors:
        vectors.keep(folder)


def _id(n: int) -> str:
    """Return the n-th standard ID: three letters and three digits, all different."""
    letters, number = divmod(n, 900)
    return f"B{chr(65 + letters // 26)}{chr(65 + letters % 26)}-{number + 100}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[2])
    if target.exists():
        shutil.rmtree(target)
    generate(int(sys.argv[1]), target)
    keep_meaning(target)
