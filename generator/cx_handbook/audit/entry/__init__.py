"""Audits typed in at a terminal."""
