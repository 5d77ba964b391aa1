"""The one Jinja environment: autoescape on, undefined names refused, filters for prose and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment as Environment  # other rooms name the type from here
from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from jinja2 import TemplateNotFound as TemplateNotFound
from jinja2.runtime import Context

from cx_handbook import markdown
from cx_handbook.colours import find_colour
from cx_handbook.compiled_templates import CompiledTemplates
from cx_handbook.customer_words import CustomerWords
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.labels import capitalize_first

OUR_LANGUAGE = "en"  # of headings, buttons and everything else that templates say
_NO_COUNTRY = ("001", "ZZ")  # what Babel calls the world and what is unknown, as with UTC
PACKAGE = Path(__file__).parent
MOST_SITES = 3  # that are named beside an amount


class CompanySettings(Protocol):
    """What templates need to know of a company, whatever room it comes from."""

    @property
    def language(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def customer_words(self) -> CustomerWords: ...
    @property
    def list_amounts(self) -> Callable[[Any], Iterable[Any]]: ...
    @property
    def name_of(self) -> Callable[..., str]: ...


class _PlainContext(Context):
    """Calls what a template names as it stands.

    Jinja asks of each call whether the function wants the context: no function of ours does, and asking
    takes a tenth of a page. Filters are not called this way.
    """

    def call(
        __self,  # noqa: N805 - a template may name an argument self
        __function: Callable[..., Any],
        *args: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        return __function(*args, **kwargs)


def create_environment(company: CompanySettings) -> Environment:
    """Return the environment for one company: its dates, its money, its names."""
    locale = company.language.replace("-", "_")
    env = create_plain_environment()
    # Jinja calculates a filter while it compiles where its value stands in the template.
    env.bytecode_cache = CompiledTemplates(company.language, company.currency)
    # Texts of ours are English, so those of the company are marked where they are not.
    language = "" if is_english(company.language) else company.language
    mark_own: Callable[[str], str] = (
        markdown.mark_language(markdown.escape_text, language, "span") if language else str
    )
    filters: dict[str, Callable[..., Any]] = {
        "capital": capitalize_first,
        "inline": _link_titles(markdown.mark_language(markdown.render_inline, language, "span")),
        "md": _link_titles(markdown.mark_language(markdown.render_block, language, "div")),
        "words": markdown.mark_language(markdown.render_words, language, "span"),
        "own": mark_own,
        "plain": markdown.plain_text,
        "day": lambda day: mark_own(format_day(day, company.language)),
        "money": lambda limit: _format_limit(limit, company, locale),
        "percent": _format_percent,
        "shorten_fingerprint": shorten_fingerprint,
        "minutes": _format_minutes,
    }
    env.filters |= filters
    env.globals |= {
        "company": company,
        "our_language": OUR_LANGUAGE if language else company.language,
        "customer": company.customer_words,
        "find_colour": find_colour,
        "name_of": company.name_of,
        "uncited": markdown.omit_citation,
    }
    return env


def create_plain_environment() -> Environment:
    """Return the environment of templates that know no company: it may be what cannot be read."""
    env = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The files of a program that runs stay as they are.
        auto_reload=False,
    )
    env.context_class = _PlainContext
    return env


def _link_titles(render: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that makes links of titles where the page says how, as `refer`.

    A macro that all pages share sees no page and hands it over.
    """

    @pass_context
    def render_linked(context: Context, text: str, *args: Any, refer: Any = None) -> Any:
        # Few texts have emphasis, and only these are worth a look at the page.
        if refer is None and "*" in text:
            refer = context.get("refer")
        return render(text, *args, refer=refer)

    return render_linked


def is_english(language: str) -> bool:
    """Return whether a language such as en-GB is English, which all words of ours are."""
    return language.partition("-")[0].lower() == OUR_LANGUAGE


# The pages of a site name few days again and again, and Babel takes its pattern apart each time.
@lru_cache(maxsize=4096)
def format_day(day: date, language: str) -> str:
    """Return a date as people write it in a language such as en-GB: 21 November 2026."""
    from babel.dates import format_date

    return format_date(day, "long", locale=language.replace("-", "_"))


def find_country(zone: str) -> str | None:
    """Return the code of the country in which a time zone lies, or None where it lies in none."""
    from babel.core import get_global

    zone = get_global("zone_aliases").get(zone, zone)
    country: str | None = get_global("zone_territories").get(zone)
    return country if country not in _NO_COUNTRY else None


def name_country(code: str) -> str | None:
    """Return what a country is called in English, or None when the code is of none."""
    from babel import Locale

    name: str | None = Locale.parse(OUR_LANGUAGE).territories.get(code)
    return name


def _format_limit(limit: Any, company: CompanySettings, locale: str) -> str:
    """Return a limit as staff read it: €60, and beside it what differs: €60 (Bristol: £50)."""
    texts = []
    for currency, amount, sites in company.list_amounts(limit):
        text = _format_money(amount, currency, locale)
        # So many names would hide the amounts; the sign of the currency says which it is.
        named = ", ".join(sites) if len(sites) <= MOST_SITES else ""
        texts.append(f"{named}: {text}" if named else text)
    first, *others = texts
    return f"{first} ({'; '.join(others)})" if others else first


def _format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount as the locale writes it; a whole one without decimals, and none rounded."""
    from babel import Locale
    from babel.numbers import get_currency_precision

    whole = amount == amount.to_integral_value()
    digits = 0 if whole else max(2, get_currency_precision(currency))  # Money has two at most
    pattern = copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    text: str = pattern.apply(amount, locale, currency=currency, currency_digits=False)
    return text


def _format_percent(share: float) -> str:
    """Return a share in percent, without digits that say nothing: 0.9 is 90%, kept on one line."""
    return f"{round(share * 100, 1):g}%"


def _format_minutes(minutes: int) -> str:
    """Return a length of time as people say it: 150 is 2 hours 30 minutes."""
    hours, rest = divmod(minutes, 60) if minutes >= 120 else (0, minutes)
    parts = [f"{hours} hours"] * (hours > 0) + [f"{rest} minute{'s' * (rest != 1)}"] * (rest > 0)
    return " ".join(parts)
