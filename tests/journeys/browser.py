"""A real headless Chromium, spoken to in WebDriver's own plain HTTP: open a page, fill a form, read, take a picture."""

import base64
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

# As root Chromium needs no-sandbox; the others keep it from looking for hosts on a closed network.
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's reference (W3C WebDriver, 11.1)


@dataclass
class Browser:
    """One page of a browser."""

    session: str

    def open(self, url: str) -> None:
        self._post("url", url=url)

    def type(self, selector: str, text: str) -> None:
        self._post(f"element/{self._element(selector)}/value", text=text)

    def click(self, selector: str) -> None:
        self._post(f"element/{self._element(selector)}/click")

    def text(self, selector: str = "body") -> str:
        answer = requests.get(f"{self.session}/element/{self._element(selector)}/text", timeout=60)
        return str(_value(answer))

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(_value(requests.get(f"{self.session}/screenshot", timeout=60))))

    def _element(self, selector: str) -> str:
        return str(self._post("element", using="css selector", value=selector)[_ELEMENT])

    def _post(self, command: str, **parameters: object) -> Any:
        return _value(requests.post(f"{self.session}/{command}", json=parameters, timeout=60))


def _value(answer: requests.Response) -> Any:
    value = answer.json()["value"]
    assert answer.ok, value
    return value


@contextmanager
def browsing(profile: Path, size: tuple[int, int] = (1366, 768)) -> Iterator[Browser]:
    """A browser with a fresh profile and a window of `size`."""
    command = ["chromedriver", "--port=0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as driver:
        try:
            url = f"http://127.0.0.1:{_port(driver)}"
            arguments = [*_ARGUMENTS, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"]
            wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}}
            opened = _value(requests.post(f"{url}/session", json={"capabilities": wanted}, timeout=120))
            session = f"{url}/session/{opened['sessionId']}"
            yield Browser(session)
            requests.delete(session, timeout=60)
        finally:
            # The browser's own children hold the pipe too, some a while longer: nobody waits for its end.
            os.killpg(driver.pid, signal.SIGKILL)


def _port(driver: "subprocess.Popen[str]") -> int:
    assert driver.stdout is not None
    for line in driver.stdout:  # «ChromeDriver was started successfully on port N.»
        if "successfully on port" in line:
            return int(line.rstrip().rstrip(".").rpartition(" ")[2])
    raise RuntimeError("chromedriver did not start")
