"""House rules: what is good, beside what is well-formed. A file may accept a breach, saying why."""
