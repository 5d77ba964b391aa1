"""What a language and region such as fr-FR usually go with: a currency, a clock."""

from __future__ import annotations


def guess_currency(language: str) -> str | None:
    """Return the currency of the region that a language names, or None where it names none."""
    # Imported late: most commands have nothing to guess.
    from babel.numbers import get_territory_currencies

    region = find_region(language)
    found = get_territory_currencies(region) if region else []
    # The one that is used most comes first.
    return str(found[0]) if found else None


def guess_timezone(language: str, here: str | None) -> str | None:
    """Return the time zone of the region that a language names, or None where it is not certain.

    A region with several clocks has that of this machine, if it is one of them.
    """
    from babel.core import get_global

    region = find_region(language)
    zones = {zone for zone, where in get_global("zone_territories").items() if where == region}
    if here in zones:
        return here
    # A wrong clock makes every due time wrong, so nothing is taken for likely.
    return zones.pop() if len(zones) == 1 else None


def find_region(language: str) -> str | None:
    """Return the region of a language: FR of fr-FR, TW of zh-Hant-TW, none of fr."""
    last = language.rpartition("-")[2]
    return last if last.isupper() and len(last) == 2 else None


def find_currency_sign(currency: str, language: str) -> str:
    """Return the sign that texts have for a currency, such as £, or its code where it has none."""
    from babel.numbers import get_currency_symbol

    sign: str = get_currency_symbol(currency, language.replace("-", "_"))
    return sign
