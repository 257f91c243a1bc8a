from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from solids import block

from zero_to_cad.errors import ConfigError
from zero_to_cad.views import Views, load_convention, picture, render

NAMES = {*(f"view_{i}.png" for i in range(8)), "views.json", "contact_sheet.png"}


@pytest.fixture(scope="module")
def views() -> Views:
    return render(block())


def test_folder_holds_pictures_sheet_and_description(views: Views, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "großer Block"
    views.save(folder)
    assert {path.name for path in folder.iterdir()} == NAMES
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    content = json.loads((folder / "views.json").read_text())
    assert content["convention"] == "cube8-1"
    assert content["scale_mm_per_pixel"] == views.scale
    assert tuple(content["centre_mm"]) == views.centre
    assert [tuple(view["camera"]) for view in content["views"]] == list(load_convention("cube8-1").cameras)
    for i, image in enumerate(views.images):
        png = Image.open(folder / content["views"][i]["file"])
        assert png.mode == "RGB"
        assert np.array_equal(np.asarray(png), image)
        assert png.info["convention"] == "cube8-1"
        assert float(png.info["scale_mm_per_pixel"]) == views.scale
        assert png.info["view"] == str(i)


def test_same_part_gives_the_same_files(views: Views, tmp_path: Path) -> None:
    for folder, again in ((tmp_path / "a", views), (tmp_path / "b", render(block()))):
        again.save(folder)
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_existing_folder_is_left_alone(views: Views, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match="exists"):
        views.save(tmp_path)
    with pytest.raises(ConfigError, match=r"holds notes\.txt"):
        views.save(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_force_replaces_a_folder_of_views(views: Views, tmp_path: Path) -> None:
    folder = tmp_path / "views"
    views.save(folder)
    (folder / "view_0.png").write_bytes(b"")
    views.save(folder, force=True)
    assert np.array_equal(np.asarray(Image.open(folder / "view_0.png")), views.images[0])
    assert [path.name for path in tmp_path.iterdir()] == ["views"]


def test_a_folder_that_cannot_be_written_leaves_nothing(views: Views, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be made"):
        views.save(tmp_path / "file" / "views")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_fills_up_leaves_nothing(views: Views, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        if self.name == "view_5.png":
            raise OSError(28, "No space left on device")
        with self.open("wb") as file:
            return file.write(data)

    views.save(tmp_path / "views")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ConfigError, match="No space left"):
        views.save(tmp_path / "views", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["views"]
    assert {path.name for path in (tmp_path / "views").iterdir()} == NAMES


def test_contact_sheet_shows_every_picture(views: Views) -> None:
    pixels = views.contact_sheet().tobytes()
    for image in views.images:
        assert all(image[row].tobytes() in pixels for row in (60, 128, 200))


def test_notebooks_show_the_contact_sheet(views: Views) -> None:
    shown = np.asarray(Image.open(io.BytesIO(views._repr_png_())))
    assert np.array_equal(shown, np.asarray(views.contact_sheet()))
    assert picture(block()) == views._repr_png_()


def test_pictures_without_scale_can_be_saved(views: Views, tmp_path: Path) -> None:
    Views(views.images).save(tmp_path / "views")
    assert json.loads((tmp_path / "views" / "views.json").read_text())["scale_mm_per_pixel"] is None
