"""The command `handbook find`: the finder's answer on the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.mcp_server import explain_missing_packages
from cx_handbook.cli.terminal import echo
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.content.model import Handbook
    from cx_handbook.website.assistant.found_pages import FinderAnswer, FoundPage

_BY_BOTH = "Compared by words and by meaning."
_BY_WORDS = "Compared by words only; by meaning too once a build has kept vectors in meaning.txt."


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as data.")
@click.pass_obj
@report_errors
def find_command(root: Path, text: tuple[str, ...], as_json: bool) -> None:
    """Find the page for what a customer said or wrote, such as a complaint.

    TEXT is a sentence of theirs. It is answered as the finder of the pages does, by meaning too
    where a build has kept the vectors of what customers say. Exits with 0 when something fits, 1
    when nothing does, 2 when it cannot run. Needs the extra mcp: pip install 'cx-handbook[mcp]'.
    """
    with explain_missing_packages():
        from cx_handbook.website.assistant.found_pages import FinderAnswers
        from cx_handbook.website.assistant.vectors_at_hand import read_vectors_at_hand
        from cx_handbook.website.assistant.wrong_question import WrongQuestionError

    handbook = load_handbook(root)
    phrases = read_vectors_at_hand(root, handbook)
    try:
        answer = FinderAnswers(handbook, phrases).find(" ".join(text))
    except WrongQuestionError as error:
        raise CannotRunError(str(error)) from None
    if as_json:
        data = {**asdict(answer), "by_meaning": phrases is not None}
        echo(json.dumps(data, ensure_ascii=False, indent=1).encode())
    else:
        for line in _format_answer(answer, handbook):
            echo(line)
        echo(_BY_WORDS if phrases is None else _BY_BOTH)
    sys.exit(0 if answer.fits else FOUND_PROBLEMS)


def _format_answer(answer: FinderAnswer, handbook: Handbook) -> Iterator[str]:
    from cx_handbook.website.finder.index import list_findable_pages

    titles = {page.path: page.title for page in list_findable_pages(handbook)}
    yield answer.advice
    for page in answer.pages:
        yield from _format_page(page, titles)
    yield from (f"  {near}" for near in answer.nearest)


def _format_page(page: FoundPage, titles: dict[str, str]) -> Iterator[str]:
    yield f"  {page.title}{' (urgent)' * page.urgent}  {page.path}"
    if page.phrase:
        yield f"    “{page.phrase}”"
    if page.then:
        yield f"    then: {', '.join(titles[path] for path in page.then)}"
