"""The text of a list is cut into its members while it is read, however it arrives."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from support.audit_scripts import load_audit_scripts

SPLIT = """(text, size, most) => {
    const splitter = new Handbook.audit.listSplitter.ListSplitter(most);
    const members = [];
    for (let from = 0; from < text.length; from += size) {
        members.push(...splitter.feed(text.slice(from, from + size)));
    }
    return { members, isList: splitter.isList, ...splitter.finish() };
}"""
WHOLE: dict[str, list[str]] = {
    "[]": [],
    " [ ]\n": [],
    '[{"a":1}]': ['{"a":1}'],
    '[{"a":"\\\\"},{"b":"]}\\","},\n{"c":[1,{"d":2}]}]\n': [
        '{"a":"\\\\"}', '{"b":"]}\\","}', '\n{"c":[1,{"d":2}]}',
    ],
    "[1,]": ["1", ""],
    "[,1]": ["", "1"],
    "[[1],2]": ["[1]", "2"],
}  # fmt: skip
SIZES = (1, 2, 3, 7, 1000)


def split(text: str, size: int, most: int = 1000) -> dict[str, Any]:
    found: dict[str, Any] = load_audit_scripts().call(SPLIT, text, size, most)
    return found


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("size", SIZES)
def test_a_list_is_cut_into_its_members(text: str, size: int) -> None:
    """Commas and brackets within texts, and in lists within, belong to the member."""
    found = split(text, size)
    assert (found["members"], found["isWhole"], found["isList"]) == (WHOLE[text], True, True)


@pytest.mark.parametrize("text", ["[1", '[{"a":1}', '["', "[1] x", "[1]]"])
@pytest.mark.parametrize("size", SIZES)
def test_a_list_that_is_cut_or_goes_on_is_not_whole(text: str, size: int) -> None:
    """What came before is still known."""
    assert not split(text, size)["isWhole"]


@pytest.mark.parametrize("text", ['{"a":[1,2]}', '"x', "nonsense, [really]"])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_no_list_is_one_text(text: str, size: int) -> None:
    """A single record is a file too."""
    found = split(text, size)
    assert (found["members"], found["text"], found["isWhole"]) == ([], text, True)


def test_a_member_that_is_too_long_ends_the_reading() -> None:
    """A file of one endless text does not fill the memory."""
    with pytest.raises(Exception, match="too long"):
        split('["' + "a" * 2000, 100)


def test_drawn_lists_come_back_member_by_member() -> None:
    """Whatever the members hold, each is the text that it was."""
    chance = random.Random(3)
    letters = '"\\[]{},: \n{}x\u00e9'
    for _ in range(200):
        values = [
            {"t": "".join(chance.choices(letters, k=chance.randrange(12))), "l": [{}, [1]]}
            for _ in range(chance.randrange(1, 6))
        ]
        found = split(json.dumps(values), chance.randrange(1, 30))
        assert [json.loads(one) for one in found["members"]] == values
