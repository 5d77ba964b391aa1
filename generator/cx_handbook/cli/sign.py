"""The command `handbook audit sign`: seal a finished audit with a key that is made once."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.audit_lives import make_event, write_event
from cx_handbook.cli.choices import parse_day
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.stored_audits import find_named_audit
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively

if TYPE_CHECKING:
    from cx_handbook.audit.history.counting import CountedAudit
    from cx_handbook.audit.history.seals import PublicKey
    from cx_handbook.content.model import Handbook

_OWNER_ALONE = 0o600


@click.command()
@click.argument("name", metavar="REFERENCE|FILE")
@click.option("--as", "owner", metavar="NAME", required=True, help="Your name.")
@click.option(
    "--on",
    metavar="DAY",
    callback=parse_day,
    help="The day on which it was sealed. Default: today.",
)
@click.pass_obj
@report_errors
def sign(root: Path, name: str, owner: str, on: date | None) -> None:
    """Seal the newest revision of a finished audit, so that everybody sees when it is changed.

    The first time, a key is made for your name. Its private half stays in your own folder for
    settings, outside of the handbook; the public half is listed in audits/keys/, where somebody who
    does not audit should look whether the name is right. docs/seals.md says what a seal proves.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.content.loader import load_handbook

    owner = " ".join(owner.split())
    if not owner:
        raise CannotRunError("a seal needs a name; write it after --as")
    handbook = load_handbook(root)
    stored = read_stored_audits(root, handbook)
    counted = find_named_audit(root, stored, name)
    private, key = _find_key(owner)
    _list_key(root, key)
    _seal(root, handbook, counted, private, key, on)


def _find_key(owner: str) -> tuple[bytes, PublicKey]:
    """Return the private key of a name and its public half; make it when there is none."""
    from cx_handbook.audit.history.seals import find_public_key, make_private_key

    # A name may hold characters that no file name can, so its hash names the file.
    digits = hashlib.sha256(owner.casefold().encode()).hexdigest()[:16]
    path = Path(click.get_app_dir("cx-handbook"), "keys", f"{digits}.json")
    if not path.exists():
        data = {
            "name": owner,
            "private": base64.b64encode(make_private_key()).decode(),
            "since": get_build_day().isoformat(),
        }
        # Never overwritten: with its key lost, a seal could never be repeated.
        create_exclusively(path, f"{json.dumps(data, indent=1)}\n".encode(), _OWNER_ALONE)
        echo(f"Made a key for {owner}, in {path}. Keep it to yourself.")
    try:
        found = json.loads(path.read_bytes())
        private = base64.b64decode(found["private"])
        key = find_public_key(private, owner, date.fromisoformat(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotRunError(
            f"the key in {path} cannot be read; restore it, or move it away to make another"
        ) from None
    return private, key


def _list_key(root: Path, key: PublicKey) -> None:
    from cx_handbook.audit.history.seals import build_key_path, encode_public_key
    from cx_handbook.audit.wording.report import relative_name

    path = build_key_path(root, key)
    if create_exclusively(path, encode_public_key(key)):
        echo(f"Listed its public half in {relative_name(path, root)}.")


def _seal(
    root: Path,
    handbook: Handbook,
    counted: CountedAudit,
    private: bytes,
    key: PublicKey,
    on: date | None,
) -> None:
    from cx_handbook.audit.history.seals import PLACEHOLDER, check_seals, sign_event
    from cx_handbook.audit.wording.report import relative_name

    newest = counted.history.newest
    record = newest.audit.record
    # Sealing one of two would decide between them in silence.
    if counted.history.conflicts:
        raise CannotRunError(
            f"there are two files of revision {record.revision}; correct the audit first: "
            f"handbook audit correct {record.id}"
        )
    # The same seal again proves nothing more, and fills the folder.
    for check in check_seals(counted.history, {key.name: key}):
        if check.state == "unchanged" and check.event.revision == record.revision:
            echo(f"{record.id}, revision {record.revision}, is sealed with that key already.")
            return
    event = make_event(
        newest.audit, handbook, on, event="sealed", by=key.owner, revision=record.revision,
        digest=newest.digest, key=key.name, signature=PLACEHOLDER,
    )  # fmt: skip
    path = write_event(root, sign_event(event, private))
    echo(f"{record.id}, revision {record.revision}, is sealed; kept in {relative_name(path, root)}")
