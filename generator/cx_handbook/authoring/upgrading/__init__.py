"""Bring a handbook that was begun with an older version up to this one."""
