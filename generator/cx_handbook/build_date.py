"""The day of the build, as of which everything that depends on a date is judged."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime

from cx_handbook.errors import CannotRunError

_SECONDS = re.compile("[0-9]{1,12}")


def get_build_day() -> date:
    """Return today, or the day SOURCE_DATE_EPOCH names, so that a build can be repeated.

    Raises CannotRunError when SOURCE_DATE_EPOCH is set and is not a number of seconds since 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return date.today()
    try:
        # Nothing but digits: Python also takes 1_000, a sign and the digits of other scripts.
        if not _SECONDS.fullmatch(epoch):
            raise ValueError(epoch)
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CannotRunError("SOURCE_DATE_EPOCH is not a number of seconds since 1970") from None
