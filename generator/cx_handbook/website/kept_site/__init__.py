"""What the last build made, file by file, so that the next one makes only what has changed."""
