"""The system's Chromium, drawing in 3D without a GPU."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)
PATIENCE_MS = 180_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. It must be there: pages are not tested without one."""
    path = shutil.which("chromium")
    assert path is not None, "install chromium: the page is tested in it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def findings(page: Any) -> list[str]:
    """What axe finds on the page as it is, of serious or critical impact."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
