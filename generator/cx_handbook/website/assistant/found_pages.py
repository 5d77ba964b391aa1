"""The finder's answer to what a customer said: pages, best first, or that nothing fits.

The finder's own scripts rank, refuse and put emergencies first; nothing here judges a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cx_handbook.bundles import STATIC, read_bundles
from cx_handbook.content.model import Handbook
from cx_handbook.website.assistant.script_engine import ScriptEngine
from cx_handbook.website.assistant.wrong_question import WrongQuestionError
from cx_handbook.website.finder.index import list_findable_pages, render_finder_index
from cx_handbook.website.finder.meaning.script import PhraseVectors, render_meaning_script
from cx_handbook.website.finder.meaning.weights import DANGER, ENCODER
from cx_handbook.website.for_programs.page_list import make_url

MOST_TYPED = 300  # characters, as in the finder's own field
SHOWN = 6  # pages, as in the finder's own list
_BUNDLE = "finder/finder.js"
_WORKER = "finder/encoder.js"
_MEANING = "finder/meaning/"  # where its parts are that the other bundle has not
_START = """const meaning = Handbook.finder.Meaning && new Handbook.finder.Meaning(
  Handbook.encoder, Handbook.finder.meaning, Handbook.dangerExamples);
const readMeaning = (query) => meaning && search.isSentence(query)
  ? meaning.readText(query, search.suggestMeant(query)) : null"""
_FIND = """(query, shown) => {
  const { results, ...judged } = search.findEntries(query, readMeaning(query));
  const { entries, sections, owner } = Handbook.finder.index;
  const pages = results.slice(0, shown).map(({ entry, text }) => ({ entry, text }));
  const section = judged.section === null ? null : sections[judged.section];
  return { ...judged, pages, section, owner,
           urgent: results.length > 0 && Boolean(entries[results[0].entry].urgent) };
}"""

EMERGENCY = "Before everything else: read the first page and do what it says."
CLEAR = "The first page fits clearly. Read it before you answer."
LIKELY = "Most likely the first page. Read it before you answer."
UNCERTAIN = "Not sure. One of these? Ask what happened before you choose."
NOTHING = (
    "Nothing in the handbook fits this. Say so, promise nothing, and tell whoever looks after the "
    "handbook what was asked, so that it gets a page."
)


@dataclass(frozen=True)
class FoundPage:
    """A page that was found: `phrase` is how customers put it that comes nearest, if any does.

    `then` are the pages of the policies that a situation follows, in their order.
    """

    path: str
    url: str
    title: str
    urgent: bool
    phrase: str = ""
    then: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FinderAnswer:
    """What the finder says: where nothing fits, `pages` is empty and `nearest` is where to look.

    `tell` is the address of whoever looks after the handbook.
    """

    fits: bool
    advice: str
    pages: list[FoundPage]
    nearest: list[str]
    tell: str


class FinderAnswers:
    """The finder of a handbook, asked without a page around it; where it has vectors, by meaning too.

    No list is shown yet that could move, so that what is nearest by words and meaning comes first.
    """

    def __init__(self, handbook: Handbook, phrases: PhraseVectors | None = None) -> None:
        self._handbook = handbook
        self._phrases = phrases
        self._listed = list_findable_pages(handbook)

    @cached_property
    def _scripts(self) -> ScriptEngine:
        scripts = ScriptEngine(*read_bundles()[_BUNDLE])
        scripts.run(render_finder_index(self._handbook), "index.js")
        scripts.run("const search = new Handbook.finder.Search(Handbook.finder.index)")
        if self._phrases is not None:
            parts = (part for part in read_bundles()[_WORKER] if part.startswith(_MEANING))
            # The last one listens to a page.
            for part in (*(p for p in parts if not p.endswith("/worker.js")), ENCODER, DANGER):
                scripts.run((STATIC / part).read_text("utf-8"), part)
            scripts.run(render_meaning_script(self._handbook, self._phrases), "meaning.js")
        scripts.run(_START)
        return scripts

    def find(self, words: str) -> FinderAnswer:
        """Return what fits a customer's words. Raises WrongQuestionError for none or too many."""
        query = " ".join(words.split())
        if not query:
            raise WrongQuestionError("there are no words; write what the customer said")
        if len(query) > MOST_TYPED:
            raise WrongQuestionError(
                f"{len(query)} characters are too many; write the sentence that says what the "
                f"customer wants, in {MOST_TYPED} or fewer"
            )
        found = self._scripts.call(_FIND, query, SHOWN)
        if found["refused"]:
            return FinderAnswer(False, NOTHING, [], self._name_nearest(found), found["owner"])
        pages = [self._describe(one["entry"], one["text"]) for one in found["pages"]]
        return FinderAnswer(True, _choose_advice(found), pages, [], found["owner"])

    def _describe(self, number: int, text: str) -> FoundPage:
        page = self._listed[number]
        return FoundPage(
            page.path,
            make_url(self._handbook, page.path),
            page.title,
            bool(page.place.get("urgent")),
            # What comes nearest may be a colleague's note, which stays inside.
            text if text in page.customers_say else "",
            [self._listed[policy].path for policy in page.list_steps()],
        )

    def _name_nearest(self, found: dict[str, Any]) -> list[str]:
        """Return where else to look, as the finder says it; nothing where nothing is near."""
        if not found["isNear"]:
            return []
        section, pages = found["section"], found["pages"]
        near = [f"Nearest section: {section['title']} ({section['path']})"] if section else []
        if pages:
            page = self._listed[pages[0]["entry"]]
            near.append(f"Closest page, though it may not fit: {page.title} ({page.path})")
        return near


def _choose_advice(found: dict[str, Any]) -> str:
    if found["urgent"]:
        return EMERGENCY
    if found["isUncertain"]:
        return UNCERTAIN
    return CLEAR if found["isClear"] else LIKELY
