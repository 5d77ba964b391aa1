"""Upgrade records of an older format to that of today, as plain data and before they are checked."""

from __future__ import annotations

from typing import Any

from cx_handbook.audit.records.record import FORMAT


def upgrade_record(data: dict[str, Any]) -> dict[str, Any]:
    """Return a record of format 1 as one of today; data of another format as they are.

    Whoever handed in a record of format 1 had finished with it, so it is finished and in its first
    revision. Its actions get the numbers of their places. The scripts do the same
    (`static/audit/record_format.js`).
    """
    if data.get("format") != 1:
        return data
    # A field of the new format is taken as it stands: nobody writes one into an old record by mistake.
    upgraded = {"state": "finished", **data, "format": FORMAT}
    actions = data.get("actions")
    if isinstance(actions, list):
        upgraded["actions"] = [
            {"number": n, **action} if isinstance(action, dict) else action
            for n, action in enumerate(actions, start=1)
        ]
    return upgraded
