"""What templates say of money, shares and times, and that they may not leave a gap."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_currency
from jinja2 import DictLoader, Environment, UndefinedError

from cx_handbook import compiled_templates
from cx_handbook.content.model import Handbook
from cx_handbook.templating import create_environment


def rendered(handbook: Handbook, text: str, **company: str) -> str:
    """Return a small template, filled in for a company that differs in the named fields."""
    env = create_environment(handbook.company.model_copy(update=company))
    return env.from_string(text).render(
        whole=Decimal("20.0"), part=Decimal("75.5"), large=Decimal(100_000), text="<i>"
    )


@pytest.mark.parametrize(
    ("language", "currency", "said"),
    [
        ("en-GB", "GBP", "£20 | £75.50 | £100,000"),
        ("en-GB", "JPY", "JP¥20 | JP¥75.50 | JP¥100,000"),
        ("en-US", "USD", "$20 | $75.50 | $100,000"),
        ("en-IN", "INR", "₹20 | ₹75.50 | ₹1,00,000"),
        ("de-DE", "EUR", "20 € | 75,50 € | 100.000 €"),
        ("de-CH", "CHF", "CHF 20 | CHF 75.50 | CHF 100’000"),
        ("nl-NL", "EUR", "€ 20 | € 75,50 | € 100.000"),
        ("sv-SE", "SEK", "20 kr | 75,50 kr | 100 000 kr"),
        ("fr-FR", "EUR", "20 € | 75,50 € | 100 000 €"),
        ("ja-JP", "JPY", "￥20 | ￥75.50 | ￥100,000"),
        ("zh-Hant-TW", "TWD", "$20 | $75.50 | $100,000"),
        ("sr-Latn-RS", "RSD", "20 RSD | 75,50 RSD | 100.000 RSD"),
        ("en-GB", "KWD", "KWD20 | KWD75.500 | KWD100,000"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(
    handbook: Handbook, language: str, currency: str, said: str
) -> None:
    """Sign, place and groups are the locale's; whole amounts have no decimals, and none is lost."""
    template = "{{ whole|money }} | {{ part|money }} | {{ large|money }}"

    text = rendered(handbook, template, language=language, currency=currency)

    assert text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    "text", ["{{ missing }}", "{{ company.missing }}", "{% if missing %}{% endif %}"]
)
def test_a_name_that_nobody_gave_stops_the_template(handbook: Handbook, text: str) -> None:
    """A gap on a page would be found by a customer; an error is found by us."""
    with pytest.raises(UndefinedError, match="missing"):
        rendered(handbook, text)


def test_the_locale_itself_stays_as_it_is(handbook: Handbook) -> None:
    """Babel shares its patterns: whoever asks after us still finds the decimals."""
    assert rendered(handbook, "{{ whole|money }}") == "£20"
    assert format_currency(20, "GBP", locale="en_GB", currency_digits=False) == "£20.00"


def test_what_is_typed_is_escaped(handbook: Handbook) -> None:
    """Text is text, without a filter being named."""
    assert rendered(handbook, "{{ text }}") == "&lt;i&gt;"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 0.9|percent }}", "90%"),
        ("{{ (5 / 6)|percent }}", "83.3%"),
        ("{{ 1|minutes }}", "1 minute"),
        ("{{ 45|minutes }}", "45 minutes"),
        ("{{ 119|minutes }}", "119 minutes"),
        ("{{ 120|minutes }}", "2 hours"),
        ("{{ 150|minutes }}", "2 hours 30 minutes"),
    ],
)
def test_shares_and_times_are_said_as_people_say_them(
    handbook: Handbook, text: str, said: str
) -> None:
    """No digits that say nothing, and hours from two on."""
    assert rendered(handbook, text) == said


def test_a_template_is_compiled_once(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another environment takes the code of the first, unless the template has changed since."""
    compiled: list[str] = []
    compile_template = Environment.compile

    def count(self: Environment, source: str, *args: Any, **kwargs: Any) -> Any:
        compiled.append(source)
        return compile_template(self, source, *args, **kwargs)

    def fill_in(source: str) -> str:
        env = create_environment(handbook.company)
        env.loader = DictLoader({"page": source})
        return env.get_template("page").render()

    # Nothing is kept from another run.
    monkeypatch.setattr(compiled_templates, "FOLDER", tmp_path)
    monkeypatch.setattr(compiled_templates, "_compiled", {})
    monkeypatch.setattr(Environment, "compile", count)
    first, changed = "{{ company.name }} once", "{{ company.name }} twice"
    said = [fill_in(source) for source in (first, first, changed, first)]

    name = handbook.company.name
    assert said == [f"{name} once", f"{name} once", f"{name} twice", f"{name} once"]
    assert compiled == [first, changed]
