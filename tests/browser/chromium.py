"""A headless Chromium for tests, spoken to over two pipes: no port, no driver, no other package.

`Chromium` starts the browser; `Tab` opens a page and tells what it asked the network for and what it complained of.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 30.0  # seconds for one answer
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-sandbox",  # CI runs as root, where the sandbox does not start
)


def find() -> str | None:
    """The browser's path, or None where there is none. REPORTS_CHROMIUM names another."""
    named = os.environ.get("REPORTS_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A running browser. `close` ends it and removes its profile."""

    def __init__(self, path: str) -> None:
        self._profile = tempfile.mkdtemp(prefix="reports-chromium-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec 3<&{theirs_in} 4>&{theirs_out}; exec "$@"', "bash", path, *_FLAGS,
             f"--user-data-dir={self._profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self._profile},
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = ours_in, ours_out
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command and its answer. Events that come meanwhile are kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        for answer in self._messages(_PATIENCE):
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
        raise TimeoutError(f"{method}: no answer")

    def wait(self, method: str, session: str) -> None:
        """Until an event has come, which may have been before."""
        deadline = time.monotonic() + _PATIENCE
        while not any(each.get("method") == method and each.get("sessionId") == session for each in self.events):
            if time.monotonic() > deadline:
                raise TimeoutError(method)
            for _ in self._messages(0.05):
                pass

    def _messages(self, seconds: float) -> Iterator[dict[str, Any]]:
        deadline = time.monotonic() + seconds
        while True:
            while b"\0" in self._rest:
                data, _, self._rest = self._rest.partition(b"\0")
                message: dict[str, Any] = json.loads(data)
                if "method" in message:
                    self.events.append(message)
                yield message
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                return
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError("the browser has ended")
            self._rest += data

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.send("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._profile, ignore_errors=True)


class Tab:
    """One page in a browser context of its own."""

    def __init__(
        self,
        browser: Chromium,
        url: str,
        *,
        size: tuple[int, int] = (1280, 900),
        dark: bool = False,
        scripts: bool = True,
    ) -> None:
        width, height = size
        self.browser = browser
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            self.send(f"{domain}.enable")
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.send("Emulation.setDeviceMetricsOverride", **screen)
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        # Without smooth scrolling a page is where it goes at once.
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        named = [{"name": name, "value": value} for name, value in features.items()]
        self.send("Emulation.setEmulatedMedia", features=named)
        self.send("Page.navigate", url=url)
        browser.wait("Page.loadEventFired", self.session)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.send(method, self.session, **params)

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression. Raises RuntimeError if it throws."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "exception"))
        return answer["result"].get("value")

    def point(self, selector: str, *, click: bool = False, index: int = 0) -> None:
        """Moves the mouse to an element that is scrolled into view, and clicks it."""
        place = self.run(
            f"(() => {{ const node = document.querySelectorAll({json.dumps(selector)})[{index}];"
            "const seen = node.getClientRects()[0];"
            "if (seen.top < 0 || seen.bottom > innerHeight) node.scrollIntoView({block: 'center'});"
            "const box = node.getClientRects()[0];"
            "return [box.left + Math.min(box.width / 2, 60), box.top + box.height / 2]; })()"
        )
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=place[0], y=place[1])
        if click:
            for kind in ("mousePressed", "mouseReleased"):
                self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def press(self, key: str) -> None:
        text = {"text": key} if len(key) == 1 else {}
        code = {"Escape": 27, "Tab": 9, "Enter": 13}.get(key, 0)
        if key == "Enter":
            text = {"text": "\r"}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    @property
    def requests(self) -> list[str]:
        """All that was asked for, the page itself included."""
        return [each["params"]["request"]["url"] for each in self._events("Network.requestWillBeSent")]

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console, exceptions, and what the page's policy forbade."""
        self.run("0")  # what came before the answer is read with it
        logged = [each["params"]["entry"]["text"] for each in self._events("Log.entryAdded")]
        thrown = [str(each["params"]["exceptionDetails"]) for each in self._events("Runtime.exceptionThrown")]
        printed = [str(each["params"]) for each in self._events("Runtime.consoleAPICalled")]
        return logged + thrown + printed

    @property
    def dialogs(self) -> int:
        return len(self._events("Page.javascriptDialogOpening"))

    def _events(self, method: str) -> list[dict[str, Any]]:
        mine = (each for each in self.browser.events if each.get("sessionId") == self.session)
        return [each for each in mine if each["method"] == method]

    def shot(self, path: Path, *, whole: bool = False) -> None:
        """A picture of what is seen, or of the whole page."""
        data = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def pdf(self) -> bytes:
        return base64.b64decode(self.send("Page.printToPDF", printBackground=True)["data"])

    def close(self) -> None:
        self.browser.send("Target.closeTarget", targetId=self.target)
