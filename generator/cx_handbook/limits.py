"""Size limits of what people write and hand in: one home for models, PDF forms, workbooks and scripts.

Texts are counted in Unicode characters, files in bytes.
"""

from __future__ import annotations

SHORT_TEXT = 200
"""A text of one line: a site's or auditor's name, who does an action."""
LONG_TEXT = 4_000
"""A text of several lines: the note of an answer, the description of an action."""
REFERENCE = 40
"""The reference of an audit, which becomes part of its file's name."""
SLUG = 60
"""A name that stands in links."""

SAMPLE = 10_000
"""Cases that a standard asks to look at, and every other whole number an author writes."""
CASES = 99_999
"""Cases that were looked at, or that there were in a period."""

ACTIONS = 200
"""Corrective actions of one audit."""
UNMAPPED = 200
"""Entries of a sheet that belong to no question of its form."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years of the days that content and records name; another year is a typing error."""
FIRST_DAY, LAST_DAY = f"{FIRST_YEAR}-01-01", f"{LAST_YEAR}-12-31"

CONTENT_FILE = 1_000_000
"""A YAML file, an issued form, or a list of sites."""
KEPT_FILE = 100_000_000
"""What is kept of the YAML files of one handbook: those of 10,000 policies."""
