"""What is asked about an audit before anybody relies on it."""
