"""The audit record and the events beside it: what they hold, how they are named and compared."""
