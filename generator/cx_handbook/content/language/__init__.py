"""What wording gives away, one file of patterns a language."""
