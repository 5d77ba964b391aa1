"""The one Jinja environment: autoescape on, undefined names refused, filters for prose and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator import markup

if TYPE_CHECKING:
    from generator.model import Company

PACKAGE = Path(__file__).parent


def environment(company: Company) -> Environment:
    """Return the environment for one company: its dates, its money, its names."""
    locale = company.language.replace("-", "_")
    env = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "inline": markup.inline,
        "md": markup.block,
        "plain": markup.plain,
        "day": lambda day: _day(day, locale),
        "money": lambda amount: _money(amount, company.currency, locale),
        "percent": _percent,
        "minutes": _minutes,
    }
    env.filters |= filters
    env.globals |= {"company": company, "name_of": company.name_of}
    return env


def _day(day: date, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


def _money(amount: Decimal, currency: str, locale: str) -> str:
    from babel.numbers import format_currency

    whole = amount == amount.to_integral_value()
    text: str = format_currency(
        amount,
        currency,
        locale=locale,
        currency_digits=not whole,
        format="¤#,##0" if whole else None,
    )
    return text


def _percent(share: float) -> str:
    """Return a share in percent, without digits that say nothing: 0.9 is 90 %."""
    return f"{round(share * 100, 1):g} %"


def _minutes(minutes: int) -> str:
    """Return a length of time as people say it: 150 is 2 hours 30 minutes."""
    hours, rest = divmod(minutes, 60) if minutes >= 120 else (0, minutes)
    said = [f"{hours} hours"] * (hours > 0) + [f"{rest} minute{'s' * (rest != 1)}"] * (rest > 0)
    return " ".join(said)
