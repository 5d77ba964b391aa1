"""What a web server says with every page to protect it, and how each host is told."""
