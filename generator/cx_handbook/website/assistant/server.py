"""The handbook as a server of the Model Context Protocol: three tools, none of which writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from cx_handbook.website.assistant.due_times import DueTime
from cx_handbook.website.assistant.found_pages import FinderAnswer
from cx_handbook.website.assistant.questions import Assistant
from cx_handbook.website.assistant.wrong_question import WrongQuestionError

T = TypeVar("T")
# Nothing is changed and nothing outside is asked, so a host need not ask before each call.
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def make_server(assistant: Assistant, name: str, version: str) -> MCPServer:
    """Return a server with the tools; what they say of themselves, an assistant reads."""
    instructions = assistant.give_instructions()
    server = MCPServer(name, instructions=instructions, version=version, log_level="WARNING")

    @server.tool(title="Find what to do", annotations=_READS)
    def find(words: str) -> FinderAnswer:
        """Find the pages for what a customer said, best first; pass on their own words.

        Where fits is false, nothing in the handbook answers it: say so.
        """
        return _answer(lambda: assistant.find(words))

    @server.tool(title="Read a page", annotations=_READS, structured_output=False)
    def read_page(path: str) -> str:
        """Return a page as Markdown, by a path that find returned or that a page links to."""
        return _answer(lambda: assistant.read_page(path))

    @server.tool(title="When a promise falls due", annotations=_READS)
    def when_due(promise: str, site: str = "", start: str = "") -> list[DueTime]:
        """Work out when a promised time is over, by opening hours and holidays.

        promise: 30 minutes, 4 opening hours or 2 working days. site: a site's name, or nothing for
        all. start: such as 2026-11-28T18:30 by the site's clock, or nothing for now.
        """
        return _answer(lambda: assistant.compute_due(promise, site, start))

    return server


def _answer(ask: Callable[[], T]) -> T:
    """Return an answer; a question that cannot be answered becomes an error of the protocol's."""
    try:
        return ask()
    except WrongQuestionError as error:
        raise ToolError(str(error)) from None
