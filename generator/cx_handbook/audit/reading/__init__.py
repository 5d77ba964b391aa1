"""Audits and logs as they come back, read from every medium."""
