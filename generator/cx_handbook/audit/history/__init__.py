"""What became of an audit: revisions, events, actions, whether it counts, and what is due."""
