"""The HTML report in headless Chromium, driven through its DevTools pipe."""

from __future__ import annotations

import fcntl
import json
import os
import runpy
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from termlock.qa.finding import Finding, Severity, Span
from termlock.qa.pair import Comparison, SegmentPair, Side
from termlock.qa.reports import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
SAMPLE = runpy.run_path(str(Path(__file__).parent / "data" / "sample.py"))
# set to a folder to keep the screenshots that these tests take
SCREENSHOTS = os.environ.get("TERMLOCK_SCREENSHOTS")

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


class Browser:
    """A page in Chromium; commands go down one pipe and answers come up another, each ended by a NUL."""

    def __init__(self, profile: Path) -> None:
        down_read, self._down = os.pipe()
        self._up, up_write = os.pipe()

        def pipes() -> None:  # Chromium reads commands from descriptor 3 and writes to 4
            spare = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (down_read, up_write)]
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self._process = subprocess.Popen(
            [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}"],
            preexec_fn=pipes,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(down_read)
        os.close(up_write)
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._down, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._up, 1 << 20)
            assert more, "chromium went away"
            self._rest += more
        first, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message

    def open(self, path: Path, width: int = 1280, height: int = 900, **media: str) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self._read())

    def js(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """A real click of the mouse, as a person makes it."""
        box = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button=button, clickCount=1)

    def hover(self, selector: str) -> None:
        box = self.js(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])

    def tap(self, x: float, y: float) -> None:
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: str, code: str = "") -> None:
        text = {"text": key} if len(key) == 1 else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, **text)

    def screenshot(self, name: str) -> None:
        if SCREENSHOTS:
            data = self.call("Page.captureScreenshot", format="png")["data"]
            (Path(SCREENSHOTS) / f"{name}.png").write_bytes(b64decode(data))

    def complaints(self) -> list[str]:
        """Console errors, uncaught exceptions and breaches of the content security policy."""
        self.js("1")  # whatever was reported before this answer has been read by now
        return [
            json.dumps(e["params"])
            for e in self.events
            if e.get("method") == "Runtime.exceptionThrown"
            or (e.get("method") == "Runtime.consoleAPICalled" and e["params"]["type"] in ("error", "warning"))
            or (e.get("method") == "Log.entryAdded" and e["params"]["entry"]["level"] in ("error", "warning"))
        ]

    def close(self) -> None:
        try:
            self._session = ""
            self.call("Browser.close")
        finally:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            os.close(self._down)
            os.close(self._up)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    started = Browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    comparisons = [SAMPLE[n]() for n in ("arabic", "hebrew", "clean")]
    path.write_text(html.report(comparisons, SAMPLE["glossary"](), language="en"), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, page: Path) -> Iterator[Browser]:
    browser.open(page)
    browser.js("localStorage.clear()")
    yield browser
    browser.js("localStorage.clear()")
    assert browser.complaints() == []


def shown(browser: Browser, selector: str) -> int:
    count: int = browser.js(
        f"[...document.querySelectorAll('{selector}')].filter(e => e.offsetParent).length"
    )
    return count


def card(browser: Browser) -> str:
    """The words of the open concept card; empty where none is open."""
    text: str = browser.js("document.querySelector('#card:popover-open')?.innerText || ''")
    return text


def wait(until: Callable[[], bool]) -> bool:
    """Whether ``until`` comes true within five seconds."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if until():
            return True
        time.sleep(0.05)
    return False


def test_only_segments_with_findings(opened: Browser) -> None:
    assert shown(opened, ".row") == 9
    opened.click("#only")
    assert shown(opened, ".row") == 6
    assert opened.js("document.getElementById('shown').textContent") == "6 / 9"
    opened.click("#only")
    assert shown(opened, ".row") == 9


def test_filters_by_code_severity_and_concept(opened: Browser) -> None:
    opened.click("#only")
    opened.click(".filters summary")
    opened.screenshot("filters")
    opened.click("[data-filter=code][value=drifted]")
    assert (shown(opened, ".row"), shown(opened, ".finding")) == (3, 4)
    opened.click("[data-filter=severity][value=error]")
    assert (shown(opened, ".row"), shown(opened, ".finding")) == (2, 2)
    assert shown(opened, "button.mark.error") == 0
    opened.click("#reset")
    assert (shown(opened, ".row"), shown(opened, ".finding")) == (9, 7)
    opened.js(
        "(() => { const s = document.getElementById('concept'); s.value = [...s.options].find(o => o.text"
        " === 'abductee').value; s.dispatchEvent(new Event('change')); })()"
    )
    assert (shown(opened, ".row"), shown(opened, ".finding")) == (2, 2)


def test_all_filtered_away_is_said(opened: Browser) -> None:
    opened.click("#only")
    opened.click(".filters summary")
    for severity in Severity:
        opened.click(f"[data-filter=severity][value={severity}]")
    assert (shown(opened, ".row"), shown(opened, "#nothing")) == (0, 1)


@pytest.mark.parametrize(
    ("language", "direction", "word"), [("ar", "rtl", "خطأ"), ("he", "rtl", "שגיאה"), ("en", "ltr", "Error")]
)
def test_language_switch(opened: Browser, language: str, direction: str, word: str) -> None:
    opened.click(f"[data-lang={language}]")
    assert opened.js("[document.documentElement.dir, document.documentElement.lang]") == [direction, language]
    assert opened.js("getComputedStyle(document.body).direction") == direction
    assert opened.js("document.querySelector('.finding b').textContent") == word
    assert opened.js("document.querySelector('.row .text[lang=en]').dir") == "ltr"
    assert opened.js("[...document.querySelectorAll('[data-t]')].filter(e => !e.textContent).length") == 0


def test_language_is_remembered(opened: Browser, page: Path) -> None:
    opened.click("[data-lang=he]")
    opened.open(page)
    assert opened.js("document.documentElement.dir") == "rtl"


def test_theme_toggle(opened: Browser) -> None:
    grounds = []
    for theme in ("light", "dark"):
        opened.js(
            f"(() => {{ const s = document.getElementById('theme'); s.value = '{theme}';"
            "s.dispatchEvent(new Event('change')); })()"
        )
        grounds.append(opened.js("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)"]


def test_theme_follows_the_system(browser: Browser, page: Path) -> None:
    browser.open(page, prefers_color_scheme="dark")
    assert browser.js("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"


def test_from_finding_to_finding(opened: Browser) -> None:
    current = "document.querySelector('.finding.current')?.id"
    opened.press("j", "KeyJ")
    opened.press("n", "KeyN")
    assert opened.js(current) == "f1"
    assert opened.js("document.activeElement.id") == "f1"
    opened.press("k", "KeyK")
    opened.press("p", "KeyP")
    assert opened.js(current) == "f6"
    opened.press("ת", "Comma")
    assert opened.js(current) == "f6"
    opened.press("ח", "KeyJ")  # the same key on a Hebrew keyboard
    assert opened.js(current) == "f0"
    opened.click("#next")
    assert opened.js("document.getElementById('position').textContent") == "2 / 7"


def test_keyboard_shortcuts_can_be_turned_off(opened: Browser) -> None:
    opened.click(".filters summary")
    opened.click("#keys")
    opened.press("j", "KeyJ")
    assert opened.js("document.querySelector('.finding.current')") is None


def test_card_by_mouse(opened: Browser) -> None:
    opened.hover("button.mark.lock")
    assert "A halt to fighting that the parties agreed." in card(opened)
    opened.hover("h1")
    assert wait(lambda: card(opened) == "")


def test_card_by_click(opened: Browser) -> None:
    opened.click("button.mark.error")
    words = card(opened)
    assert "source says captives" in words
    assert "A person held by an armed party." in words
    assert "שבוי" in words
    opened.click("#close")
    assert card(opened) == ""


def test_card_by_touch(opened: Browser) -> None:
    opened.call("Emulation.setTouchEmulationEnabled", enabled=True)
    x, y = opened.js(
        "(() => { const r = document.querySelector('button.mark.error').getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
    )
    opened.tap(x, y)
    assert wait(lambda: "A person held by an armed party." in card(opened))
    opened.tap(600, 20)
    assert wait(lambda: card(opened) == "")
    opened.call("Emulation.setTouchEmulationEnabled", enabled=False)


def test_card_by_keyboard(opened: Browser) -> None:
    opened.js("document.querySelector('.row .number').focus()")
    opened.press("Tab")
    assert opened.js("document.activeElement.tagName") == "BUTTON"
    assert "A halt to fighting" in card(opened)
    opened.press("Escape")
    assert card(opened) == ""
    opened.press("Enter", "Enter")
    opened.js("document.activeElement.click()")
    assert "A halt to fighting" in card(opened)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", html.LANGUAGES)
def test_nothing_sticks_out(opened: Browser, page: Path, language: str, width: int) -> None:
    for theme in ("light", "dark"):
        opened.open(page, width, prefers_color_scheme=theme)
        opened.click(f"[data-lang={language}]")
        assert opened.js("document.documentElement.scrollWidth") <= width
        opened.screenshot(f"{language}-{theme}-{width}")
        opened.click("button.mark.error")
        left, right, bottom = opened.js(
            "(() => { const r = document.getElementById('card').getBoundingClientRect();"
            "return [r.left, r.right, r.bottom]; })()"
        )
        assert 0 <= left < right <= width
        assert bottom <= 900
        opened.screenshot(f"{language}-{theme}-{width}-card")


def test_print(opened: Browser) -> None:
    pdf = b64decode(opened.call("Page.printToPDF", printBackground=False)["data"])
    assert pdf.startswith(b"%PDF")
    opened.call("Emulation.setEmulatedMedia", media="print")
    assert (shown(opened, ".bar"), shown(opened, ".row")) == (0, 9)
    assert opened.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    opened.call("Emulation.setEmulatedMedia", media="")
    if SCREENSHOTS:
        (Path(SCREENSHOTS) / "print.pdf").write_bytes(pdf)


def test_hostile_text_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(html.report([SAMPLE["hostile"]()], SAMPLE["glossary"](), language="en"), encoding="utf-8")
    browser.open(path)
    assert "<script>alert(1)</script>" in browser.js("document.querySelector('.row .text').textContent")
    assert browser.js("document.querySelectorAll('img, i:not(.icon), u').length") == 0
    browser.click("button.mark")
    assert card(browser)
    assert browser.complaints() == []
    assert not [e for e in browser.events if e.get("method") == "Page.javascriptDialogOpening"]


def test_five_thousand_segments_stay_usable(browser: Browser, tmp_path: Path) -> None:
    arabic = SAMPLE["arabic"]()
    pairs, findings = [], []
    for number in range(1, 5001):
        pair = arabic.pairs[number % 5]
        pairs.append(SegmentPair(number, pair.source, pair.target))
        if number % 50 == 1:
            span = Span("x", 0, 5)
            findings.append(
                Finding(
                    "swapped",
                    Severity.ERROR,
                    "m",
                    segment=number,
                    concept="hostage",
                    instead="captive",
                    source=span,
                    target=span,
                )
            )
    path = tmp_path / "large.html"
    comparison = Comparison("a", "b", "en", "ar", tuple(pairs), tuple(findings))
    path.write_text(html.report([comparison], SAMPLE["glossary"](), language="en"), encoding="utf-8")
    browser.open(path)
    # layout included: offsetHeight makes the browser finish it
    spent = browser.js(
        "(() => { const t = performance.now(); document.getElementById('only').click();"
        "document.body.offsetHeight; return performance.now() - t; })()"
    )
    assert shown(browser, ".row") == 100
    # generous, for busy machines: on an idle one it is some tens of milliseconds
    assert spent < 3000
    assert browser.complaints() == []


def test_the_sides_are_where_the_reader_expects_them(opened: Browser) -> None:
    edges = (
        "[...document.querySelectorAll('.row .text')].slice(0, 2).map(e => e.getBoundingClientRect().left)"
    )
    left, right = opened.js(edges)
    assert left < right
    opened.click("[data-lang=ar]")
    right, left = opened.js(edges)
    assert left < right


def test_side_without_marks() -> None:
    page = html.report(
        [Comparison("a", "b", "en", "ar", (SegmentPair(1, Side(""), Side("")),))], language="en"
    )
    assert '<p class="text" lang="ar" dir="rtl"></p>' in page
