"""One source for a service promise: read it, drill it, audit it, measure it."""

__version__ = "0.1.0"
