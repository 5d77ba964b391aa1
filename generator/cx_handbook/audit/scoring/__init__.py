"""The score of an audit, by the version of the rules that its form names."""
