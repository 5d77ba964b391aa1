"""Which sheets the words of `handbook print` mean: names of sheets, and parts of the training.

A sheet has one name, by which files, addresses and this command know it. `case`, `role-play` and
`quiz` are short for the sheets of what follows: file names in their folder, or numbers and ranges
such as 2-4, as the trainer's pack counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, RolePlay, TrainingCase
from cx_handbook.documents.desk_cards import list_card_names
from cx_handbook.documents.session_plan import SessionParts, check_length
from cx_handbook.documents.session_sheets import list_session_sheets
from cx_handbook.documents.sheets import list_sheet_names
from cx_handbook.documents.training_packs import explain_missing_pack, list_pack_names
from cx_handbook.documents.training_sheets import list_part_sheets
from cx_handbook.errors import CannotRunError
from cx_handbook.suggestions import suggest

# Where the files of each sort lie, which of the sheets are made of one, and what begins one.
_FOLDERS = {"case": "policies/cases", "role-play": "policies/role-plays"}
_OTHER_FOLDERS = (*_FOLDERS.values(), "policies/situations", "policies/models")
_PREFIXES = {
    "case": (addresses.CASE_PREFIX, addresses.HANDOUT_PREFIX),
    "role-play": (addresses.ROLE_PLAY_PREFIX,),
}
_QUIZ_SHEETS = (addresses.QUIZ_SHEET, addresses.QUIZ_KEY)
_NO_QUIZ = (
    "there is no quiz: this handbook has none yet; write policies/quiz.yml, as the guide to writing "
    "policies shows"
)
_RANGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")


@dataclass(frozen=True)
class Wanted:
    """What one word means: a sheet by its name, or one part (or range) of a sort of training.

    Without a word, all of the sort are meant.
    """

    sort: str
    word: str


def read_words(words: Sequence[str]) -> tuple[Wanted, ...]:
    """Return what is wanted. A word behind `case` or `role-play` is a name of that sort."""
    wanted: list[Wanted] = []
    sort = ""
    for word in words:
        if word in _FOLDERS or word == addresses.QUIZ_SHEET:
            sort = word if word in _FOLDERS else ""
            wanted.append(Wanted(word, ""))
        elif sort and not _is_sheet_of_session(word):
            # The sort alone would mean all of it.
            wanted = [one for one in wanted if one != Wanted(sort, "")]
            wanted.append(Wanted(sort, word))
        else:
            wanted.append(Wanted("", word))
    return tuple(dict.fromkeys(wanted))


def _is_sheet_of_session(word: str) -> bool:
    return word in addresses.TRAINING_SHEETS or word in addresses.PACK_NAMES


def list_all_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of all that is printed where nothing is named: sheets, cards, then packs."""
    # The parts of the training are in the packs.
    sheets = list_sheet_names(handbook)
    return (*sheets, *list_card_names(handbook), *list_pack_names(handbook))


def choose_sheets(handbook: Handbook, words: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the sheets that the words mean, or of all, each once.

    Raises CannotRunError when there is no such sheet, or a session is too short for what is chosen.
    """
    if not words:
        return list_all_names(handbook)
    found = [name for wanted in read_words(words) for name in _find_sheets(handbook, wanted)]
    names = tuple(dict.fromkeys(found))
    parts = gather_parts(handbook, names)
    for minutes in addresses.SESSION_MINUTES:
        if f"{addresses.SESSION_PREFIX}{minutes}" in names:
            check_length(parts, minutes)
    return names


def gather_parts(handbook: Handbook, names: Iterable[str]) -> SessionParts:
    """Return the cases, role-plays and the quiz among named sheets: what a session is made of."""
    named = set(names)
    return SessionParts(
        tuple(c for c in handbook.cases if addresses.CASE_PREFIX + c.slug in named),
        tuple(p for p in handbook.role_plays if addresses.ROLE_PLAY_PREFIX + p.slug in named),
        handbook.quiz if addresses.QUIZ_SHEET in named else None,
    )


def is_training_named(handbook: Handbook, words: Sequence[str]) -> bool:
    """Return whether words name something to train with, of which there are no workbooks."""
    training = (*list_pack_names(handbook), *list_part_sheets(handbook))
    return any(
        wanted.sort or wanted.word in training or _is_sheet_of_session(wanted.word)
        for wanted in read_words(words)
    )


def _find_sheets(handbook: Handbook, wanted: Wanted) -> Iterator[str]:
    if wanted.sort == addresses.QUIZ_SHEET:
        if not handbook.quiz:
            raise CannotRunError(_NO_QUIZ)
        yield from _QUIZ_SHEETS
    elif wanted.sort:
        for slug in _find_slugs(handbook, wanted):
            yield from (prefix + slug for prefix in _PREFIXES[wanted.sort])
    else:
        yield _find_sheet(handbook, wanted.word)


def _find_sheet(handbook: Handbook, name: str) -> str:
    packs = (*list_all_names(handbook), *list_session_sheets(handbook, SessionParts()))
    names = (*packs, *list_part_sheets(handbook))
    if name in names:
        return name
    if name in addresses.PACK_NAMES:
        raise CannotRunError(explain_missing_pack(handbook, name))
    if name in _QUIZ_SHEETS:
        raise CannotRunError(_NO_QUIZ)
    if name in addresses.TRAINING_SHEETS:
        raise CannotRunError(_explain_missing_sheet(handbook, name))
    if sorts := [sort for sort in _FOLDERS if name in _list_slugs(handbook)[sort]]:
        raise CannotRunError(
            f"there is no checklist {name}; it is a {sorts[0]}: write {sorts[0]} {name}"
        )
    # All the parts of the training would hide the few names that are meant.
    advice = suggest(name, names, f"choose one of {', '.join(packs)}, case or role-play NAME, quiz")
    raise CannotRunError(f"there is no checklist {name}; {advice}")


def _explain_missing_sheet(handbook: Handbook, name: str) -> str:
    if handbook.cases or handbook.role_plays:
        return (
            f"there is no {name}: every case and role-play takes longer than that; "
            f"print {addresses.SESSION_PREFIX}{max(addresses.SESSION_MINUTES)}"
        )
    return (
        f"there is no {name}: this handbook has no case, role-play or quiz yet; begin one with "
        "handbook new case NAME"
    )


def _list_slugs(handbook: Handbook) -> Mapping[str, list[str]]:
    records: dict[str, Sequence[TrainingCase | RolePlay]] = {
        "case": handbook.cases,
        "role-play": handbook.role_plays,
    }
    return {sort: [record.slug for record in of_sort] for sort, of_sort in records.items()}


def _find_slugs(handbook: Handbook, wanted: Wanted) -> list[str]:
    """Return the file names that a name, a number, a range or nothing means."""
    sort, slugs = wanted.sort, _list_slugs(handbook)[wanted.sort]
    if not slugs:
        raise CannotRunError(
            f"there is no {sort}: this handbook has none yet; begin one with handbook new {sort} NAME"
        )
    if not wanted.word:
        return slugs
    # A file may be called 2-4, too.
    if wanted.word in slugs:
        return [wanted.word]
    if asked := _RANGE.fullmatch(wanted.word):
        first, last = int(asked[1]), int(asked[2] or asked[1])
        if not 1 <= first <= last <= len(slugs):
            raise CannotRunError(
                f"there is no {sort} {wanted.word}; write numbers from 1 to {len(slugs)}, such as "
                f"1-{len(slugs)}"
            )
        return slugs[first - 1 : last]
    advice = suggest(wanted.word, slugs, f"choose one of {', '.join(slugs)}")
    raise CannotRunError(f"there is no {sort} {wanted.word}; {advice}")


def is_printed_from(file: str, words: Sequence[str]) -> bool:
    """Return whether a content file is needed to print what the words mean, or all without a word."""
    folder, _, last = file.rpartition("/")
    if not words:
        is_sheet = folder in ("checklists", "checklists/issued", "logs")
        return is_sheet or _is_training(file) or _is_policy(folder)
    stem = last.removesuffix(".yml")
    return any(_is_needed(wanted, file, folder, stem) for wanted in read_words(words))


def _is_needed(wanted: Wanted, file: str, folder: str, stem: str) -> bool:
    word = wanted.word
    if wanted.sort == addresses.QUIZ_SHEET or word == addresses.QUIZ_KEY:
        return file == "policies/quiz.yml"
    if wanted.sort:
        # A file that is left out would move the numbers of those behind it.
        is_meant = not word or word == stem or bool(_RANGE.fullmatch(word))
        return folder == _FOLDERS[wanted.sort] and is_meant
    if word == addresses.PARTICIPANTS_HANDOUTS:
        return _is_training(file) and folder != _FOLDERS["role-play"]
    if _is_sheet_of_session(word):
        return _is_training(file)
    for sort, prefixes in _PREFIXES.items():
        if word in [prefix + stem for prefix in prefixes]:
            return folder == _FOLDERS[sort]
    if word.startswith(addresses.CARD_PREFIX):
        return folder == f"policies/{word.removeprefix(addresses.CARD_PREFIX)}"
    if word.startswith(addresses.LOG_PREFIX):
        return file == f"logs/{word.removeprefix(addresses.LOG_PREFIX)}.yml"
    # The forms handed out of this checklist, too: one that is damaged would be written anew.
    return file == f"checklists/{word}.yml" or (
        folder == "checklists/issued" and stem.startswith(f"{word}-")
    )


def _is_policy(folder: str) -> bool:
    """Return whether a folder is that of a section, whose policies have words for its card."""
    return folder.startswith("policies/") and folder not in _OTHER_FOLDERS


def _is_training(file: str) -> bool:
    return file == "policies/quiz.yml" or file.rpartition("/")[0] in _FOLDERS.values()
