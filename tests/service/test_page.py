"""The page in a real browser: from a dropped file to a downloaded part with another dimension, in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

import zero_to_cad
from browsing import DESK, PATIENCE_MS, PHONE, chromium, findings
from service.serving import EXAMPLES, ROOT, Server, finished, server, upload

# Waiting by a function of the test would need `eval`, which the page's policy refuses.
SOME = re.compile("[1-9]")
TOKEN = "a-token-for-the-page-tests"
LONG = "import cadquery as cq\n\nresult = cq.Workplane().box(1, 1, 1).edges().fillet(3)\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, warm: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, base_url=warm.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def plate(warm: Server) -> str:
    """A finished job whose program names its dimensions."""
    with httpx.Client(base_url=warm.url, timeout=120) as client:
        job = finished(client, upload(client, EXAMPLES / "mounting_plate.step").json()["id"])
    assert job["state"] == "done", job
    return str(job["id"])


def open_job(page: Page, number: str) -> None:
    page.goto(f"/jobs/{number}")
    page.wait_for_selector("#downloads a")
    expect(page.locator("#view")).to_have_attribute("data-drawn", SOME)


def colours(page: Page) -> int:
    """How many different colours a screenshot of the drawing has: an empty one has only its background's."""
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator("#view").screenshot())).convert("RGB")
    return len(picture.getcolors(1 << 24) or ())


def test_from_a_dropped_file_to_a_part_with_another_dimension(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.set_input_files("#file", EXAMPLES / "mounting_plate.step")
    page.wait_for_selector("#downloads a")
    expect(page.locator("#result-title")).to_have_text("mounting_plate")
    expect(page.locator("#view")).to_have_attribute("data-drawn", SOME)
    before = page.locator("#view").screenshot()
    assert colours(page) > 50

    slider = page.locator('#parameters input[type="range"][data-name="base_height"]')
    first = float(page.locator("#dimension-base_height").input_value())
    slider.evaluate("slider => { slider.value = slider.max; slider.dispatchEvent(new Event('input')); }")
    expect(page.locator("#view")).to_have_attribute("data-rebuilt", SOME)
    expect(page.locator("#building")).to_contain_text("Rebuilt in")
    height = float(page.locator("#dimension-base_height").input_value())
    assert height == pytest.approx(2 * first)
    assert page.locator("#view").screenshot() != before

    with page.expect_download() as waiting:
        page.get_by_role("link", name="STEP", exact=True).click()
    step = tmp_path / "changed.step"
    waiting.value.save_as(step)
    # The base, 51 x 42 mm less its corners, has become thicker by its old height, and what stands on it rises with it.
    original = zero_to_cad.read(EXAMPLES / "mounting_plate.step").measures
    changed = zero_to_cad.read(step).measures
    assert changed.size[:2] == pytest.approx(original.size[:2], abs=1e-3)
    assert changed.size[2] == pytest.approx(original.size[2] + first, abs=1e-3)
    assert changed.volume > original.volume + 0.5 * first * original.size[0] * original.size[1]
    # The address opens the same job again.
    page.reload()
    expect(page.locator("#result-title")).to_have_text("mounting_plate")


def test_an_error_keeps_the_last_good_part(page: Page, plate: str) -> None:
    open_job(page, plate)
    page.click("#tab-program")
    before = page.locator("#view").screenshot()
    page.fill("#source", LONG)
    page.click("#run")
    expect(page.locator("#problem")).to_contain_text("Line 3")
    expect(page.locator(".gutter .wrong")).to_have_text("3\n")
    expect(page.locator("#building")).to_have_text("Last good part kept")
    assert colours(page) > 50
    page.click("#revert")
    expect(page.locator("#problem")).to_be_hidden()
    assert before


def test_a_hostile_program_in_the_editor(page: Page, plate: str) -> None:
    open_job(page, plate)
    page.click("#tab-program")
    page.fill("#source", "import os\nos.system('touch /tmp/owned')\n")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#problem")).to_contain_text("os")


def test_section_measure_and_modes(page: Page, plate: str) -> None:
    open_job(page, plate)
    whole = page.locator("#view").screenshot()
    page.click("#clip")
    assert page.locator("#view").screenshot() != whole
    expect(page.locator("#clip-value")).to_contain_text("mm")
    page.click("#clip")
    page.click('[data-mode="overlay"]')
    expect(page.locator("#legend")).to_contain_text("mm")
    page.click('[data-mode="result"]')
    page.click('[data-direction="top"]')
    page.click("#measure")
    box = page.locator("#view").bounding_box()
    assert box is not None
    for share in (0.45, 0.55):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator("#measured")).to_contain_text("mm apart")
    page.locator("#view").press("ArrowLeft")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_is_accessible(
    browser: Browser, warm: Server, plate: str, theme: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, color_scheme=theme, base_url=warm.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        page.goto("/")
        page.wait_for_selector("#examples img")
        assert findings(page) == []
        page.click("#open-history")
        page.wait_for_selector("#jobs a")
        assert findings(page) == []
        open_job(page, plate)
        for tab in ("#tab-parameters", "#tab-program", "#tab-report"):
            page.click(tab)
            assert findings(page) == []
        for button in ("#clip", "#measure", '[data-mode="overlay"]'):
            page.click(button)
        assert findings(page) == []
        # Nothing sticks out of a narrow screen.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        context.close()


def test_work_and_failure_are_shown(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    broken = tmp_path / "broken.step"
    broken.write_bytes((EXAMPLES / "horn.step").read_bytes()[:3000] + b"END-ISO-10303-21;")
    page.set_input_files("#file", broken)
    expect(page.locator("#ended-title")).to_have_text("broken was not rebuilt")
    assert findings(page) == []
    page.goto("/")
    page.set_input_files("#file", EXAMPLES / "flanged_hub.step")
    page.wait_for_selector("#stages .current")
    assert findings(page) == []
    page.click("#cancel")
    expect(page.locator("#ended-title")).to_have_text("flanged_hub was cancelled")
    page.goto("/")
    text = tmp_path / "notes.step"
    text.write_text("nothing", encoding="utf-8")
    page.set_input_files("#file", text)
    expect(page.locator("#notice")).to_contain_text("none that can be read")


def test_keyboard_alone_reaches_an_example(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("#examples img")
    page.locator("#file").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#examples') !== null"):
            break
    assert page.evaluate("document.activeElement.closest('#examples') !== null")


def test_a_server_with_tokens_asks_for_one(browser: Browser, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text(TOKEN, encoding="utf-8")
    with server(tmp_path / "data", "--tokens", str(tokens), "--workers", "0") as running:
        page = browser.new_page(base_url=running.url)
        page.goto("/")
        page.fill("#token", "not-the-token-at-all")
        page.keyboard.press("Enter")
        expect(page.locator("#token-wrong")).to_contain_text("not valid")
        page.fill("#token", TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_selector("#examples img")
        assert str(ROOT) not in page.content()
        page.close()
