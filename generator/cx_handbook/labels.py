"""How the model's values are called on pages, sheets and screens: one wording for each.

A policy kind carries its own label (`content/model/kinds.py`), because a kind is one class. What is
named here belongs to no class of its own. Keys are the values as they stand in the content files
and in the records, so that a test can hold each table against the type it names.
"""

from __future__ import annotations

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
    "customer": "The customer’s own doing",
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
