"""How the demo begins where its port is taken, and how it ends."""

import os
import re
import signal
import socket
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import ROOT, RunningDemo, Windows
from tests.kit.processes import start, stop


def test_a_taken_port_and_a_page_that_outlives_the_demo(browser: Browser, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        process = start(
            [sys.executable, "-m", "bot", "demo", "--port", str(port)],
            log=tmp_path / "log",
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(temporary)},
        )
        windows = Windows(browser, "")
        try:
            demo = RunningDemo(process, tmp_path / "log")
            windows.address = demo.prints(r"Open (\S+/)")
            chosen = re.search(r":(\d+)/", windows.address)
            assert chosen is not None
            assert port < int(chosen[1]) < port + 50
            assert list(temporary.iterdir()) != []
            page = windows.open("lucia")
            demo.prints(r"(The bot answers)")
            expect(page.locator("#connection")).to_have_text("")
            assert windows.complaints == []
            process.send_signal(signal.SIGINT)
            expect(page.locator("#connection")).to_have_text("The demo has stopped")
            assert process.wait(20) == 0
            assert list(temporary.iterdir()) == []
        finally:
            windows.close()
            stop(process)
