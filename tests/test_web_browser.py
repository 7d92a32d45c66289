"""The page in a real browser: nothing overflows, nothing asks another host, nothing is refused by its own policy."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monitor.web import serve
from storage import Store
from tests.web_archive import fill
from tests.web_client import page

CHROMIUM = shutil.which("chromium")
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
PATHS = (
    "/",
    "/changes",
    "/changes/10",
    "/changes/22",
    "/programmes/retail-innovation",
    "/cities/210200",
    "/sources",
    "/deliveries",
)
AXE = os.environ.get("PILOTWATCH_TEST_AXE")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over a filled store, served as the daemon serves it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('web')}/web.db") as store, ThreadPoolExecutor(1) as thread:
        fill(store)
        serving = thread.submit(loop.run_until_complete, serve(page(store), "127.0.0.1", port, stopping))
        yield f"http://127.0.0.1:{port}"
        loop.call_soon_threadsafe(stopping.set)
        serving.result(timeout=5)
    loop.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with ThreadPoolExecutor(1) as thread:  # its synchronous API refuses a thread in which a loop runs
        running = thread.submit(playwright.sync_playwright().start).result()
        launch = {"executable_path": CHROMIUM, "args": FLAGS.split()}
        browser = thread.submit(lambda: running.chromium.launch(**launch)).result()
        yield lambda work: thread.submit(work, browser).result()
        thread.submit(browser.close).result()
        thread.submit(running.stop).result()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_ask_only_us_and_break_no_policy(home: str, chromium: Any, width: int, scheme: str) -> None:
    def look(browser: Any) -> list[str]:
        context = browser.new_context(
            viewport={"width": width, "height": 850}, color_scheme=scheme, java_script_enabled=True, locale="zh-CN"
        )
        tab, wrong = context.new_page(), list[str]()
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(home) else None)
        for path in PATHS:
            tab.goto(home + path)
            if tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong.append(f"{path} is wider than the window")
        context.close()
        return wrong

    assert chromium(look) == []


def test_a_person_without_scripts_finds_a_change_and_its_proof_by_keyboard(home: str, chromium: Any) -> None:
    def walk(browser: Any) -> str:
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        tab = context.new_page()
        tab.goto(f"{home}/")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")  # the link that skips to the content
        tab.get_by_role("link", name="变更记录", exact=True).press("Enter")
        tab.get_by_label("关键词").fill("烟台")
        tab.get_by_label("关键词").press("Enter")
        tab.get_by_role("link", name="零售业创新提升试点城市名单的通知").first.press("Enter")
        proof = str(tab.locator("mark").first.inner_text())
        context.close()
        return proof

    assert "烟台市" in chromium(walk)


@pytest.mark.skipif(AXE is None, reason="PILOTWATCH_TEST_AXE does not name an axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(home: str, chromium: Any, scheme: str) -> None:
    script = Path(AXE or "").read_text("utf-8")

    def examine(browser: Any) -> list[tuple[str, str]]:
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        tab, found = context.new_page(), list[tuple[str, str]]()
        for path in PATHS:
            tab.goto(home + path)
            tab.evaluate(script)
            found += [(path, each["id"]) for each in tab.evaluate("axe.run()")["violations"]]
        context.close()
        return found

    assert chromium(examine) == []
