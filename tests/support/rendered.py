"""The pages and the plan of a handbook, made once for all tests of a worker: both are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cx_handbook.content.model import Handbook
from cx_handbook.website.pages.all_pages import AllPages, render_pages
from cx_handbook.website.site_files import SiteFiles, SiteOptions, plan_site
from support.project import DAY

MOST_KEPT = 8  # tests of one file ask for few handbooks, one after the other


@dataclass(frozen=True, eq=False)
class _SameHandbook:
    """A handbook that is known by its identity: to compare two takes as long as to render one."""

    handbook: Handbook

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameHandbook) and other.handbook is self.handbook

    def __hash__(self) -> int:
        return id(self.handbook)


def render_once(handbook: Handbook) -> AllPages:
    """Return every page of a handbook as of the day of the tests."""
    return _render(_SameHandbook(handbook))


def plan_once(handbook: Handbook) -> SiteFiles:
    """Return what the site of a handbook consists of where the settings change nothing."""
    return _plan(_SameHandbook(handbook))


@lru_cache(MOST_KEPT)
def _render(of: _SameHandbook) -> AllPages:
    return render_pages(of.handbook, DAY)


@lru_cache(MOST_KEPT)
def _plan(of: _SameHandbook) -> SiteFiles:
    return plan_site(of.handbook, DAY, SiteOptions())
