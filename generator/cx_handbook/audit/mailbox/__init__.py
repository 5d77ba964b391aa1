"""Files in `audits/` that are written once and found by their names."""
