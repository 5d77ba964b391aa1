"""A new handbook names the program in a way that works for everybody else, too."""

from __future__ import annotations

import json

import pytest

from cx_handbook import __version__
from cx_handbook.authoring import installation


class Installed:
    """A package as its metadata describe it: `origin` is what PEP 610 records."""

    def __init__(self, origin: object) -> None:
        self.origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return json.dumps(self.origin) if self.origin else None


COMMIT = "83dc4839a1f0cafe83dc4839a1f0cafe83dc4839"
GIT = {"url": "https://git.example.com/handbook", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}


WHEEL = {"url": "file:///home/ann/cx_handbook.whl", "archive_info": {}}
FOLDER = {"url": "file:///home/ann/handbook", "dir_info": {"editable": True}}
PUBLISHED = f"cx-handbook=={__version__}"
ADDRESS = f"git+https://git.example.com/handbook@{COMMIT}"


@pytest.mark.parametrize(
    ("origin", "for_all", "here"),
    [
        (None, PUBLISHED, PUBLISHED),
        (GIT, f"cx-handbook @ {ADDRESS}", ADDRESS),
        (WHEEL, PUBLISHED, WHEEL["url"]),
        (FOLDER, PUBLISHED, PUBLISHED),
    ],
    ids=["from an index", "from git", "from a wheel here", "in place"],
)
def test_the_words_that_install_the_same_version(
    origin: object, for_all: str, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit is the same everywhere; a path of one machine is nothing to another."""
    monkeypatch.setattr(installation, "distribution", lambda _: Installed(origin))

    assert installation.describe_requirement() == for_all
    assert installation.describe_source() == here
