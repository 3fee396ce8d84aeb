"""The demo as a visitor meets it: `besitos demo` as a process, its page in Debian's chromium.

Collected only where this folder is named, as `make test-browser` does: it needs a browser, and what drives
it, which is imported here no sooner than that.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.kit.processes import free_port, start, stop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "docs" / "screenshots"
CHROMIUM = ("chromium", "google-chrome")
DESKTOP = {"width": 1280, "height": 800}
TIMEOUT_MILLISECONDS = 30_000


@dataclass(frozen=True)
class RunningDemo:
    """`besitos demo`, and what it printed."""

    process: subprocess.Popen[bytes]
    log: Path

    def printed(self) -> str:
        return self.log.read_text()

    def prints(self, pattern: str, seconds: float = 60) -> str:
        """Wait until it printed this; the first group of the match."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.printed())):
            assert self.process.poll() is None, f"it ended:\n{self.printed()}"
            assert time.monotonic() < deadline, f"no {pattern!r} in:\n{self.printed()}"
            time.sleep(0.05)
        return found[1]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """One demo for all tests; each plays with people of its own. It must end by itself when told to."""
    log = tmp_path_factory.mktemp("demo") / "demo.log"
    command = [sys.executable, "-m", "bot", "demo", "--port", str(free_port())]
    process = start(command, log=log, cwd=ROOT)
    try:
        running = RunningDemo(process, log)
        running.prints(r"The bot answers, ([\d.]+) s")
        yield running
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0, log.read_text()
    finally:
        stop(process)


@pytest.fixture(scope="session")
def address(demo: RunningDemo) -> str:
    """Of the page."""
    return demo.prints(r"Open (\S+/)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path is not None, "chromium is missing: apt-get install chromium"
    # A sandbox of its own is not to be had for root, as in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@dataclass
class Windows:
    """Opens the page as somebody, and remembers whatever a browser complains about."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    _close: list[Callable[[], None]] = field(default_factory=list)

    def open(
        self,
        person: str | None = None,
        chat: str | None = None,
        *,
        width: int = DESKTOP["width"],
        height: int = DESKTOP["height"],
        dark: bool = False,
        touch: bool = False,
    ) -> Page:
        """A window of its own; nobody's without a person."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            reduced_motion="reduce",
            locale="en-GB",
        )
        self._close.append(context.close)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MILLISECONDS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._asked)
        wanted = "&".join(
            f"{name}={value}" for name, value in (("as", person), ("chat", chat)) if value is not None
        )
        page.goto(f"{self.address}?{wanted}" if wanted else self.address)
        if person is not None:
            page.locator("#messages:not([aria-busy])").wait_for(state="attached")
        return page

    def close(self) -> None:
        for close in self._close:
            close()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(self.address):
            self.complaints.append(f"asked elsewhere: {request.url}")


@pytest.fixture
def windows(browser: Browser, address: str) -> Iterator[Windows]:
    """At the end of each test: no error, no warning, and no request to another address."""
    windows = Windows(browser, address)
    yield windows
    windows.close()
    assert windows.complaints == []


def number(page: Page, selector: str) -> int:
    """The first number of a text on the page."""
    found = re.search(r"[\d,]+", page.locator(selector).inner_text())
    return int(found[0].replace(",", "")) if found else 0


def say(page: Page, words: str) -> None:
    """Write this into the open chat."""
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")


def tap(page: Page, words: str) -> None:
    """Click the newest button of the chat with these words."""
    page.locator("#messages .keyboard button", has_text=words).last.click()


def sees(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait for a message with these words."""
    from playwright.sync_api import expect

    expect(page.locator("#messages .bubble", has_text=words).last).to_be_visible()


def picture(page: Page, name: str) -> None:
    """A picture for the documentation: kept where there is none yet, or BESITOS_WRITE_SCREENSHOTS is set."""
    path = SCREENSHOTS / f"{name}.png"
    picture = page.screenshot()
    if not path.exists() or os.environ.get("BESITOS_WRITE_SCREENSHOTS"):
        SCREENSHOTS.mkdir(exist_ok=True)
        path.write_bytes(picture)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only where this folder was named."""
    asked = any("browser" in Path(argument.partition("::")[0]).parts for argument in config.args)
    return None if asked else True
