"""What a build states to protect the handbook: one policy, written as each host reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cx_handbook.cli.main import main
from cx_handbook.errors import CannotRunError
from cx_handbook.website.headers.host_files import (
    DATA,
    FILES,
    FORMATS,
    NETLIFY,
    read_host_files,
    render_headers,
)
from cx_handbook.website.headers.inline_code import (
    NO_CODE,
    FoldedPage,
    join_inline_code,
)
from cx_handbook.website.headers.site_headers import write_site_headers
from cx_handbook.website.headers.stated import check_origins, list_headers
from cx_handbook.website.offline import render_worker
from support.project import CASES

MOST = 2000  # characters of a line that Cloudflare reads


@pytest.mark.parametrize("host", FORMATS)
def test_each_host_reads_them_in_its_own_way(host: str) -> None:
    """Written whole in tests/cases/headers, so that a change of the policy is seen as one."""
    case = CASES / "headers" / f"{'netlify' if host == 'cloudflare' else host}.txt"

    assert render_headers(list_headers(), host) == case.read_text("utf-8")


def test_the_policy_trusts_nothing_of_a_page_and_nothing_from_elsewhere() -> None:
    """Neither inline code, nor code made of text, nor another host, whatever is switched on."""
    policy = dict(list_headers(("https://tickets.example.com",), meaning=True))[
        "Content-Security-Policy"
    ]

    assert policy.startswith("default-src 'none'; ")
    for trusted in ("'unsafe-inline'", "'unsafe-eval'", "blob:", " *", "http:"):
        assert trusted not in policy
    parts = policy.split("; ")
    assert [part for part in parts if "https:" in part] == [
        "frame-ancestors 'self' https://tickets.example.com"
    ]
    assert [part for part in parts if "data:" in part] == ["img-src 'self' data:"]


def test_the_encoder_may_compile_only_where_it_is_on() -> None:
    """Everything else stays as it is."""
    on, off = (dict(list_headers(meaning=meaning)) for meaning in (True, False))
    policy = "Content-Security-Policy"

    assert on[policy].replace(" 'wasm-unsafe-eval'", "") == off[policy]
    assert on != off
    assert {**on, policy: ""} == {**off, policy: ""}


def test_a_program_that_shows_the_handbook_is_named_and_the_older_header_left_out() -> None:
    """The older one knows no other origin, and some browsers would follow it."""
    headers = dict(list_headers(("https://tickets.example.com", "https://*.example.org:8443")))

    assert headers["Content-Security-Policy"].endswith(
        "frame-ancestors 'self' https://tickets.example.com https://*.example.org:8443"
    )
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(
    "origin",
    ["*", "tickets.example.com", "https://tickets.example.com/", "https://a.b; script-src *", ""],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    """A browser would drop the whole header, or take the rest for a policy of its own."""
    with pytest.raises(CannotRunError) as caught:
        check_origins(["https://good.example.com", origin])

    assert str(caught.value) == (
        f"mkdocs.yml: framed_by: {origin} is not where a program is served; write scheme and host "
        "alone, such as https://tickets.example.com"
    )


def test_what_hand_written_pages_run_is_let_in_by_its_hash() -> None:
    """Once each, whatever the page; data and files are no code of the page."""
    page = (
        "<script>alert(1)</script><SCRIPT type='module'>\r\nalert(2)</SCRIPT>"
        '<script type="application/json">{"a": 1}</script><script src="a.js"></script>'
        "<style media=print>p { color: red }</style>"
    )
    pages = (page, page, "<p>nothing</p>")
    found = join_inline_code(FoldedPage(one.encode()).find_code() for one in pages)

    assert found.scripts == (
        "'sha256-XrftlN2FmthatQrNEMyPYehKdmkyLbeUnnxKduAPyOg='",
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    )
    assert len(found.styles) == 1
    assert f"script-src 'self' {found.scripts[0]}" in list_headers(inline=found)[0].value
    assert FoldedPage(b"<p>nothing</p>").find_code() == NO_CODE


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ('<td style="text-align: right">', True),
        ("<a href='x'\nonclick='run()'>", True),
        ('<p class="style">style="a"</p>', False),
        ("<code>&lt;p style=&quot;a&quot;&gt;</code>", False),
        ('<p data-style="a" title="one=2">', False),
    ],
)
def test_attributes_that_no_policy_lets_in_are_found(html: str, refused: bool) -> None:
    """Only those of an element, not what a page says about them."""
    assert FoldedPage(html.encode()).has_refused_attribute() == refused


def test_a_build_says_what_it_refuses_and_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    """The author hears of it, and no file of a company is written over."""
    (tmp_path / NETLIFY).write_text("/*\n  X-Own: 1\n", "utf-8")
    for name in "abcdefg":
        (tmp_path / f"{name}.html").write_text('<p style="color: red">', "utf-8")
    warned: list[str] = []
    headers = write_site_headers(tmp_path, (), warned.append)

    assert warned == [
        "a.html, b.html, c.html, d.html, e.html and 2 more: a style or a script stands in an "
        "attribute (style=, onclick=), and a web server that sends our headers lets none in; use a "
        "class and a file named in extra_css or extra_javascript",
        "_headers was written by hand and stays; handbook headers prints what we would say",
    ]
    assert (tmp_path / NETLIFY).read_text("utf-8") == "/*\n  X-Own: 1\n"
    assert read_host_files(tmp_path) == headers


def test_the_command_prints_what_the_last_build_wrote(tmp_path: Path) -> None:
    """Without a build it says so."""
    (tmp_path / "policies").mkdir()
    command = ["--root", str(tmp_path), "headers"]
    none = CliRunner().invoke(main, command)
    write_site_headers(tmp_path / "site", ("https://tickets.example.com",), pytest.fail)
    plain = CliRunner().invoke(main, command)
    data = CliRunner().invoke(main, [*command, "json"])

    assert none.exit_code == 2
    assert none.stderr == (
        f"handbook: no build has written the headers into {tmp_path / 'site'}; run handbook build "
        "first\n"
    )
    assert "https://tickets.example.com\nX-Content-Type-Options: nosniff\n" in plain.stdout
    assert json.loads(data.stdout) == json.loads((tmp_path / "site" / DATA).read_text("utf-8"))


def test_the_service_worker_states_them_and_is_another_when_they_change() -> None:
    """A device that keeps the old ones has to take the new ones over."""
    plain, framed = (render_worker({"a": "1"}, list_headers(by)) for by in ((), ("https://a.b",)))

    assert b'"content-security-policy": "default-src \'none\'; ' in plain
    assert plain != framed
    assert render_worker({"a": "1"}, list_headers()) == plain


def test_no_page_of_the_handbook_needs_an_exception(shipped_site: Path) -> None:
    """Neither code nor style stands in any page; nothing is said twice; no host cuts a line off."""
    pages = [path.read_bytes() for path in shipped_site.rglob("*.html")]
    listed = (shipped_site / "sw.js").read_text("utf-8")

    assert join_inline_code(FoldedPage(html).find_code() for html in pages) == NO_CODE
    assert [html[:200] for html in pages if FoldedPage(html).has_refused_attribute()] == []
    assert [html[:200] for html in pages if b'src="data:' in html] == []
    assert read_host_files(shipped_site) == list_headers()
    for name in FILES:
        text = (shipped_site / name).read_text("utf-8")
        assert max(map(len, text.splitlines())) < MOST
        assert f'"{name}"' not in listed
