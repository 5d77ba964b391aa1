"""When a promise falls due at a site, by the rules of the browser's `call/opening_hours.js`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from cx_handbook.content.blanks import read_duration
from cx_handbook.content.model import Company
from cx_handbook.content.model.company import Site
from cx_handbook.content.model.durations import Duration
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import join_words, quote_value
from cx_handbook.website.assistant.script_engine import ScriptEngine
from cx_handbook.website.assistant.wrong_question import WrongQuestionError
from cx_handbook.website.opening_hours import render_hours_script

_COMPUTE = """(id, duration, start) => {
  const { call } = Handbook;
  const { language, sites } = call.companyHours;
  const site = sites.find((one) => one.id === id);
  const begin = typeof start === "string" ? call.readSiteTime(site, start) : start;
  const names = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const clock = { hour: "numeric", minute: "2-digit", timeZone: site.zone };
  const format = new Intl.DateTimeFormat(language, { ...names, ...clock });
  try {
    const due = call.computeDue(site, duration, begin);
    return { begin, due, open: call.isOpen(site, begin), words: format.format(due),
             closed: call.listClosedDays(site, begin, due).filter(({ name }) => name) };
  } catch (error) {
    if (error instanceof RangeError) return { begin };
    throw error;
  }
}"""
_EARLIEST, _LATEST = 2000, 2199  # years; what the script reads of a time on the wall


@dataclass(frozen=True)
class DueTime:
    """When a promise that was given at `start` falls due at a site, by the site's clock.

    `due` and `in_words` are empty where the site never opens. `holidays` are those on the way.
    """

    site: str
    time_zone: str
    promise: str
    start: str
    open_at_start: bool
    due: str
    in_words: str
    holidays: list[str]


class DueTimes:
    """Due times at the sites of a company."""

    def __init__(self, company: Company) -> None:
        self._company = company

    @cached_property
    def _scripts(self) -> ScriptEngine:
        scripts = ScriptEngine("call/opening_hours.js")
        scripts.run(render_hours_script(self._company), "company-hours.js")
        return scripts

    def compute(self, promise: str, site: str, start: str, now: datetime) -> list[DueTime]:
        """Return when a promise falls due at one site, or at each where `site` is empty.

        `start` is written as ISO 8601, by the site's clock where it names no offset; where it is
        empty, the aware instant `now` counts. Raises WrongQuestionError for what it cannot read.
        """
        duration = read_duration(promise.strip())
        if duration is None:
            raise WrongQuestionError(
                f"{quote_value(promise)} is not a length of time; write a number and a unit, such "
                "as 30 minutes, 4 opening hours or 2 working days"
            )
        begin = _read_start(start, now)
        return [self._compute_at(one, duration, begin) for one in self._choose_sites(site)]

    def _compute_at(self, site: Site, duration: Duration, start: str | int) -> DueTime:
        found = self._scripts.call(_COMPUTE, site.id, duration.model_dump(), start)
        zone = ZoneInfo(site.timezone)
        return DueTime(
            site=site.name,
            time_zone=site.timezone,
            promise=str(duration),
            start=_write_instant(found["begin"], zone),
            open_at_start=found.get("open", False),
            due=_write_instant(found["due"], zone) if "due" in found else "",
            in_words=found.get("words", ""),
            holidays=[f"{day['date']} {day['name']}" for day in found.get("closed", ())],
        )

    def _choose_sites(self, name: str) -> list[Site]:
        sites = list(self._company.sites)
        wanted = name.strip().casefold()
        found = [one for one in sites if wanted in (one.id.casefold(), one.name.casefold())]
        if wanted and not found:
            names = [one.name for one in sites]
            hint = suggest(name, names, f"write one of {join_words(names)}")
            raise WrongQuestionError(f"there is no site {quote_value(name)}; {hint}")
        return found or sites


def _read_start(start: str, now: datetime) -> str | int:
    """Return an instant in ms since 1970, or a time on the wall for the script to read."""
    written = start.strip()
    try:
        at = datetime.fromisoformat(written) if written else now
    except ValueError:
        raise _refuse_start(start) from None
    if not _EARLIEST <= at.year <= _LATEST:
        raise _refuse_start(start)
    if at.tzinfo is None:
        return at.strftime("%Y-%m-%dT%H:%M")
    return round(at.timestamp() * 1000)


def _refuse_start(start: str) -> WrongQuestionError:
    return WrongQuestionError(
        f"{quote_value(start)} is not a day and a time; write them such as 2026-11-28T18:30, by the "
        "site's clock, or leave start out for now"
    )


def _write_instant(milliseconds: float, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(zone)
    return at.isoformat(timespec="minutes")
