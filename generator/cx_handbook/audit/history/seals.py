"""Seal a revision of an audit with a signature, and tell whether a sealed one was changed.

A seal is an event with an Ed25519 signature over the event's canonical JSON without the signature.
It names the revision and the digest of its record. The scripts sign the same
(`static/audit/seals.js`). What a seal proves and what not: docs/seals.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from cx_handbook.audit.history.revisions import AuditHistory
from cx_handbook.audit.mailbox.write_once import FOLDER, KEYS
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import read_file_bytes
from cx_handbook.audit.reading.readers.event_file import dump_event
from cx_handbook.audit.reading.readers.json_file import parse_object
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record_digest import encode_canonical
from cx_handbook.limits import SHORT_TEXT

_KEY_BYTES = 32
_NAME_LENGTH = 16
_MOST_KEYS = 10_000

SealState = Literal["unchanged", "changed", "broken", "unlisted", "gone"]


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key: whose it is, its 32 raw bytes, and the day it was made."""

    owner: str
    raw: bytes
    since: str = ""

    @property
    def name(self) -> str:
        """The first digits of the SHA-256 of its bytes, which seals name it by."""
        return hashlib.sha256(self.raw).hexdigest()[:_NAME_LENGTH]


@dataclass(frozen=True)
class SealCheck:
    """What a seal says about an audit.

    *unchanged*: the sealed revision is as it was sealed. *changed*: the key is listed and the seal
    is whole, but the revision is another one. *broken*: the seal itself was changed. *unlisted*: its
    key is not in audits/keys/, so nobody can tell. *gone*: the sealed revision is not stored.
    """

    event: AuditEvent
    state: SealState
    owner: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether somebody changed the record or the seal."""
        return self.state in ("changed", "broken")


def check_seals(history: AuditHistory, keys: Mapping[str, PublicKey]) -> tuple[SealCheck, ...]:
    """Return what each seal of an audit says, in the order of the seals."""
    return tuple(
        _check_seal(event, history, keys) for event in history.events if event.event == "sealed"
    )


def _check_seal(
    event: AuditEvent, history: AuditHistory, keys: Mapping[str, PublicKey]
) -> SealCheck:
    sealed = [r for r in history.revisions if r.audit.record.revision == event.revision]
    is_there = any(stored.digest == event.digest for stored in sealed)
    key = keys.get(event.key or "")
    if key is None:
        # A record that is not what the seal names was changed, whoever has the key.
        return SealCheck(event, "changed" if sealed and not is_there else "unlisted")
    if not _verify_signature(event, key):
        return SealCheck(event, "broken", key.owner)
    if not sealed:
        return SealCheck(event, "gone", key.owner)
    return SealCheck(event, "unchanged" if is_there else "changed", key.owner)


def _verify_signature(event: AuditEvent, key: PublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signature = base64.b64decode(event.signature or "")
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, _encode_signed(event))
    except (InvalidSignature, ValueError):
        return False
    return True


def _encode_signed(event: AuditEvent) -> bytes:
    data = dump_event(event)
    data.pop("signature", None)
    return encode_canonical(data)


# Keys


def make_private_key() -> bytes:
    """Return the 32 bytes of a new private key, made by chance."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def find_public_key(private: bytes, owner: str, since: date) -> PublicKey:
    """Return the public half of a private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(private).public_key()
    return PublicKey(owner, public.public_bytes_raw(), since.isoformat())


def sign_event(event: AuditEvent, private: bytes) -> AuditEvent:
    """Return an event with the signature over all that it says."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = Ed25519PrivateKey.from_private_bytes(private).sign(_encode_signed(event))
    return event.model_copy(update={"signature": base64.b64encode(signature).decode()})


PLACEHOLDER = base64.b64encode(bytes(64)).decode()
"""Stands where the signature will be, while the event is made that is signed."""


def encode_public_key(key: PublicKey) -> bytes:
    """Return the bytes of a public key's file in audits/keys/."""
    data = {"name": key.owner, "key": base64.b64encode(key.raw).decode(), "since": key.since}
    return f"{json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def decode_public_key(raw: bytes) -> PublicKey:
    """Return the public key in a file's bytes. Raises UnreadableError with the reason."""
    data = parse_object(raw)
    owner, key, since = data.get("name"), data.get("key"), data.get("since", "")
    texts = all(isinstance(text, str) and len(text) <= SHORT_TEXT for text in (owner, key, since))
    if not texts:
        raise UnreadableError("this is not a public key; list it again where it was made")
    try:
        bare = base64.b64decode(str(key), validate=True)
    except binascii.Error:
        bare = b""
    if len(bare) != _KEY_BYTES:
        raise UnreadableError("this is not a public key; list it again where it was made")
    return PublicKey(str(owner), bare, str(since))


def read_keys(root: Path, damaged: list[str]) -> dict[str, PublicKey]:
    """Return the public keys that are listed in audits/keys/, by name; note the damaged ones."""
    return {key.name: key for key in _read_keys(root, damaged)}


def _read_keys(root: Path, damaged: list[str]) -> Iterator[PublicKey]:
    for path in _list_key_files(root / FOLDER / KEYS):
        try:
            key = decode_public_key(read_file_bytes(path))
        except UnreadableError as error:
            damaged.append(f"{FOLDER}/{KEYS}/{path.name}: left out: {error}")
            continue
        # Under another name, one key could pass for several.
        if path.stem == key.name:
            yield key
        else:
            wrong = f"its name is not that of the key in it; rename it to {key.name}.json"
            damaged.append(f"{FOLDER}/{KEYS}/{path.name}: left out: {wrong}")


def _list_key_files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.json"))[:_MOST_KEYS] if folder.is_dir() else ()


def build_key_path(root: Path, key: PublicKey) -> Path:
    """Return the file in which a public key is listed."""
    return root / FOLDER / KEYS / f"{key.name}.json"
