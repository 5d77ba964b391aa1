"""The error that an assistant is answered with when it asks for what cannot be."""

from __future__ import annotations


class WrongQuestionError(Exception):
    """What was asked cannot be answered; the message says what to ask instead."""
