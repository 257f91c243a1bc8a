"""report.html in a real browser, from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browsing import DESK, PATIENCE_MS, PHONE, chromium, findings
from zero_to_cad.part import read
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.sandbox import shared

ROOT = Path(__file__).parents[2]
SOME = re.compile("[1-9]")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    engine = f"recorded:{ROOT / 'tests' / 'programs' / 'horn.py'}"
    folder = tmp_path_factory.mktemp("report") / "out"
    reconstruct(read(ROOT / "examples" / "horn.step"), engine, sandbox=shared()).save(folder)
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as browser:
        yield browser


def opened(browser: Browser, report: str, size: ViewportSize, theme: Literal["light", "dark"]) -> Page:
    context = browser.new_context(viewport=size, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(report)
    expect(page.locator("#view")).to_have_attribute("data-drawn", SOME)
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    return page


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["1440", "390"])
def test_parts_and_features_are_shown(
    browser: Browser, report: str, size: ViewportSize, theme: Literal["light", "dark"]
) -> None:
    page = opened(browser, report, size, theme)
    expect(page.locator("#tags span")).to_have_text(["Input", "Result", "Deviation"])
    expect(page.locator("#legend")).to_contain_text("mm too much")
    expect(page.locator("#flat")).to_be_hidden()
    assert findings(page) == []
    three = page.locator("#view").screenshot()
    page.click('[data-mode="labels"]')
    expect(page.locator("#tags span")).to_have_text(["Features"])
    coloured = page.locator("#view").screenshot()
    page.click(".feature >> nth=0")
    expect(page.locator(".feature >> nth=0")).to_have_attribute("aria-pressed", "true")
    assert len({three, coloured, page.locator("#view").screenshot()}) == 3
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_the_parts_turn_until_told_not_to(browser: Browser, report: str) -> None:
    page = opened(browser, report, DESK, "light")
    still = page.locator("#view").get_attribute("data-drawn")
    page.click("#turn")
    expect(page.locator("#view")).not_to_have_attribute("data-drawn", still or "")
    page.click("#turn")
    expect(page.locator("#turn")).to_have_attribute("aria-pressed", "false")
    page.context.close()


def test_without_webgl_the_pictures_stay(browser: Browser, report: str) -> None:
    page = browser.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    with page.expect_event("pageerror"):
        page.goto(report)
    expect(page.locator("#flat")).to_be_visible()
    expect(page.locator("#scene")).to_be_hidden()
    expect(page.locator('img[alt^="Eight views"]')).to_be_visible()
    page.close()
