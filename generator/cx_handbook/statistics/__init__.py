"""Statistics without a subject: intervals of shares, and probabilities of counts."""
