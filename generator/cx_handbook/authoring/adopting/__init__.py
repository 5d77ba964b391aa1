"""Copy policies and what goes with them from a sample into a handbook that is there already."""
