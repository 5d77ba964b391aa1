"""Cases drawn from a log."""
