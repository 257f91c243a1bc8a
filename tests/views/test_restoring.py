"""Pictures of other sizes, backgrounds and formats, read as the convention draws them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from parts import Pixels, bare
from PIL import Image
from scipy import ndimage

from zero_to_cad.views import Views, load_views

WHITE = 255


def saved(folder: Path, images: list[Image.Image], suffix: str = ".png", **options: object) -> Path:
    folder.mkdir()
    for number, image in enumerate(images):
        # The format is not always what the name says.
        form = str(options.get("format", "PNG"))
        image.save(
            folder / f"view_{number}{suffix}", format=form, **{k: v for k, v in options.items() if k != "format"}
        )
    return folder


def pictures(name: str) -> list[Image.Image]:
    return [Image.fromarray(image) for image in bare(name).images]


def outline(pixels: Pixels) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """How much of each pixel is part, and which of them mix its outline with the background, each (h, w, 1)."""
    beside = ndimage.binary_dilation(pixels[..., 0] == WHITE)
    share = np.clip((WHITE - pixels[..., 0].astype(float)) / (WHITE - 24), 0, 1)
    return np.where(beside, share, 1.0)[..., None], beside[..., None]


def on(background: tuple[int, int, int], pixels: Pixels) -> Image.Image:
    share, beside = outline(pixels)
    mixed = np.where(beside, share * 24 + (1 - share) * np.array(background), pixels)
    return Image.fromarray(np.round(mixed).astype(np.uint8))


def agreeing(found: Views, name: str, slack: int = 0) -> float:
    """The share of all pixels within so many levels of the true ones."""
    difference = np.abs(np.stack(found.images).astype(np.int16) - np.stack(bare(name).images))
    return float((difference.max(-1) <= slack).mean())


def test_clean_pictures_are_left_alone(tmp_path: Path) -> None:
    found = load_views(saved(tmp_path / "views", pictures("horn")))
    assert agreeing(found, "horn") == 1
    assert (found.notes, found.doubt) == ((), "")


def test_a_transparent_background_becomes_white(tmp_path: Path) -> None:
    layered = []
    for pixels in bare("horn").images:
        share, beside = outline(pixels)
        colour = np.where(beside, 24, pixels)
        layered.append(Image.fromarray(np.dstack((colour, share * 255)).round().astype(np.uint8), "RGBA"))
    found = load_views(saved(tmp_path / "views", layered))
    assert agreeing(found, "horn", 1) == 1
    assert found.notes == ("Views 0, 1, 2, 3, 4, 5, 6 and 7 had a transparent background: put on white.",)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA"])
def test_modes_without_loss_are_read_as_rgb(mode: str, tmp_path: Path) -> None:
    found = load_views(saved(tmp_path / "views", [image.convert("L").convert(mode) for image in pictures("horn")]))
    assert agreeing(found, "horn") == 1
    assert found.notes == ()


@pytest.mark.parametrize("background", [(240, 240, 240), (253, 253, 253), (70, 120, 230)])
def test_a_background_that_no_surface_has_becomes_white(background: tuple[int, int, int], tmp_path: Path) -> None:
    found = load_views(saved(tmp_path / "views", [on(background, image) for image in bare("bracket").images]))
    assert found.doubt == ""
    assert "had a background of" in found.notes[0]
    assert agreeing(found, "bracket", 12) > 0.997


def test_a_background_that_may_be_a_face_is_doubted(tmp_path: Path) -> None:
    found = load_views(saved(tmp_path / "views", [on((200, 200, 200), image) for image in bare("bracket").images]))
    assert "grey 200" in found.doubt
    assert "may be holes or faces" in found.doubt


def test_a_background_of_many_colours_is_doubted(tmp_path: Path) -> None:
    ramp = np.linspace(120, 250, 256).astype(np.uint8)[None, :, None]
    blended = [Image.fromarray(np.where(image == WHITE, ramp, image)) for image in bare("horn").images]
    assert "not one colour" in load_views(saved(tmp_path / "views", blended)).doubt


@pytest.mark.parametrize(("side", "filter_"), [(512, Image.Resampling.NEAREST), (1024, Image.Resampling.BICUBIC)])
def test_larger_pictures_are_averaged(side: int, filter_: Image.Resampling, tmp_path: Path) -> None:
    large = [image.resize((side, side), filter_) for image in pictures("horn")]
    found = load_views(saved(tmp_path / "views", large))
    assert found.images[0].shape == (256, 256, 3)
    assert f"{side} x {side} pixels" in found.notes[0]
    assert agreeing(found, "horn", 12) > 0.96


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
@pytest.mark.parametrize("name", ["bracket", "horn"])
def test_a_jpeg_gets_its_flat_faces_back(name: str, suffix: str, tmp_path: Path) -> None:
    found = load_views(saved(tmp_path / "views", pictures(name), suffix, format="JPEG", quality=85))
    assert "JPEG" in found.notes[0]
    flat = np.stack(bare(name).images)[..., 0]
    calm = np.stack([ndimage.minimum_filter(f, 5) == ndimage.maximum_filter(f, 5) for f in flat]) & (flat < WHITE)
    right = np.stack(found.images)[..., 0] == flat
    assert right[calm].mean() > 0.95


def test_noise_that_a_jpeg_left_in_a_png_is_smoothed(tmp_path: Path) -> None:
    folder = saved(tmp_path / "jpeg", pictures("horn"), format="JPEG", quality=85)
    again = [Image.open(folder / f"view_{n}.png").convert("RGB") for n in range(8)]
    found = load_views(saved(tmp_path / "views", again))
    assert "noisy" in found.notes[0]
    assert agreeing(found, "horn", 6) > 0.95
