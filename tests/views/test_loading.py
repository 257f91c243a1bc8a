from __future__ import annotations

import io
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from solids import block, same

from zero_to_cad.errors import UnreadableError
from zero_to_cad.views import Views, load_views, read_views, render


@pytest.fixture(scope="module")
def views() -> Views:
    return render(block())


@pytest.fixture
def folder(views: Views, tmp_path: Path) -> Path:
    views.save(tmp_path / "views")
    return tmp_path / "views"


def test_a_saved_folder_comes_back(views: Views, folder: Path) -> None:
    again = load_views(folder)
    assert same(again, views)
    assert (again.convention, again.scale, again.centre) == (views.convention, views.scale, views.centre)


def test_eight_files_come_back_in_their_order(views: Views, folder: Path) -> None:
    assert same(load_views([folder / f"view_{i}.png" for i in range(8)]), views)


def test_any_eight_pictures_are_taken_in_natural_order(views: Views, tmp_path: Path) -> None:
    for i, image in enumerate(views.images):
        Image.fromarray(image).save(tmp_path / f"shot {i + 4}.PNG", format="PNG")
    loaded = load_views(tmp_path)
    assert same(loaded, views)
    assert (loaded.convention, loaded.scale, loaded.centre) == ("cube8-1", None, None)


def test_grey_pictures_are_read_as_rgb(views: Views, folder: Path) -> None:
    for i, image in enumerate(views.images):
        Image.fromarray(image[..., 0]).save(folder / f"view_{i}.png")
    assert same(load_views(folder), views)


def png(width: int, height: int, bits: int, colour: int, data: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def as_mode(mode: str) -> Callable[[Path], None]:
    return lambda path: Image.open(path).convert(mode).save(path)


def animated(path: Path) -> None:
    frame = Image.open(path)
    frame.save(path, save_all=True, append_images=[Image.new("RGB", (256, 256))])


def text_bomb(path: Path) -> None:
    info = PngInfo()
    info.add_text("comment", "x" * (2 << 20), zip=True)
    Image.open(path).save(path, pnginfo=info)


def relabelled(key: str, value: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        image, info = Image.open(path), PngInfo()
        for name, text in {**image.info, key: value}.items():
            info.add_text(str(name), str(text))
        image.save(path, pnginfo=info)

    return change


def holding(data: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(data)

    return change


def cut_to(length: int) -> Callable[[Path], None]:
    return lambda path: holding(path.read_bytes()[:length])(path)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3000] ^= 0xFF
    path.write_bytes(data)


def as_jpeg(path: Path) -> None:
    Image.open(path).save(path, format="JPEG")


def as_gif(path: Path) -> None:
    Image.open(path).save(path, format="GIF")


def stretched(path: Path) -> None:
    Image.open(path).resize((512, 256)).save(path)


def padded(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(17 << 20))


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def unlabelled(path: Path) -> None:
    Image.fromarray(np.asarray(Image.open(path))).save(path)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (holding(b""), "not a PNG"),
    "another format": (as_gif, "not a PNG or JPEG"),
    "JPEG among others": (as_jpeg, "does not belong with"),
    "noise": (holding(bytes(range(256))), "not a PNG"),
    "truncated": (cut_to(4000), "damaged"),
    "header only": (cut_to(20), "damaged"),
    "flipped byte": (flipped, "damaged"),
    "a folder": (as_folder, "cannot be read"),
    "16 bits grey": (as_mode("I;16"), "16 bits"),
    "16 bits RGB": (holding(png(256, 256, 16, 2, bytes(1537 * 256))), "16 bits"),
    "animation": (animated, "an animation"),
    "other size": (stretched, "512 x 256 pixels"),
    "pixel bomb": (holding(png(10000, 10000, 8, 2, b"")), "10000 x 10000 pixels"),
    "larger pixel bomb": (holding(png(100000, 100000, 8, 2, b"")), "100000 x 100000 pixels"),
    "large file": (padded, "too large"),
    "text bomb": (text_bomb, "damaged"),
    "another convention": (relabelled("convention", "cube9"), "'cube9', which is not one of cube8-1"),
    "no convention": (unlabelled, "does not belong with .*: their convention is not given and cube8-1"),
    "another scale": (relabelled("scale_mm_per_pixel", "2"), "does not belong with"),
    "another place": (relabelled("view", "5"), "are both view 5"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_named(name: str, folder: Path) -> None:
    spoil, message = BAD[name]
    spoil(folder / "view_3.png")
    with pytest.raises(UnreadableError, match=message) as caught:
        load_views(folder)
    assert str(caught.value).count("\n") == 0
    assert "view_3.png" in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("convention", "cube9", "'cube9', which is not one of cube8-1"),
        ("scale_mm_per_pixel", "nan", "'nan' where 1 numbers"),
        ("centre_mm", "1 2", "'1 2' where 3 numbers"),
        ("centre_mm", "1 2 x", "'1 2 x' where 3 numbers"),
    ],
)
def test_text_that_makes_no_sense_is_refused(key: str, value: str, message: str, folder: Path) -> None:
    for i in range(8):
        relabelled(key, value)(folder / f"view_{i}.png")
    with pytest.raises(UnreadableError, match=message):
        load_views(folder)


def test_wrong_counts_are_refused(folder: Path) -> None:
    with pytest.raises(UnreadableError, match="There are 0 pictures"):
        load_views([])
    shutil.copy(folder / "view_0.png", folder / "view_8.png")
    with pytest.raises(UnreadableError, match="holds 9 pictures"):
        load_views(folder)


def test_pictures_that_say_which_view_they_are_are_put_in_order(views: Views, folder: Path) -> None:
    assert load_views(folder).notes == ()
    (folder / "view_0.png").rename(folder / "view_x.png")
    (folder / "view_1.png").rename(folder / "view_0.png")
    (folder / "view_x.png").rename(folder / "view_1.png")
    loaded = load_views(folder)
    assert same(loaded, views)
    assert len(loaded.notes) == 1
    assert "another order" in loaded.notes[0]


def test_fewer_views_are_told_by_their_names(views: Views, folder: Path, tmp_path: Path) -> None:
    for i in (1, 4):
        (folder / f"view_{i}.png").unlink()
    assert load_views(folder).numbers == (0, 2, 3, 5, 6, 7)
    assert load_views(folder).missing == (1, 4)
    for i in (6, 0, 5):
        Image.fromarray(views.images[i]).save(tmp_path / f"v{i}.png")
    loaded = load_views([tmp_path / f"v{i}.png" for i in (6, 0, 5)])
    assert loaded.numbers == (0, 5, 6)
    assert all(np.array_equal(loaded.images[k], views.images[n]) for k, n in enumerate(loaded.numbers))


def test_fewer_views_without_numbers_are_asked_for_them(views: Views, tmp_path: Path) -> None:
    for name, i in (("front", 0), ("rear", 4)):
        Image.fromarray(views.images[i]).save(tmp_path / f"{name}.png")
    paths = [tmp_path / "rear.png", tmp_path / "front.png"]
    with pytest.raises(UnreadableError, match="name each picture by its view"):
        load_views(paths)
    assert load_views(paths, (4, 0)).numbers == (0, 4)
    for wrong in ((4,), (4, 4), (4, 8)):
        with pytest.raises(UnreadableError, match="different numbers of views from 0 to 7"):
            load_views(paths, wrong)


def test_the_datasets_reader_takes_pictures_exactly_as_they_are(views: Views) -> None:
    files = [picture(image) for image in views.images]
    assert same(read_views(files, "sample"), views)
    with pytest.raises(UnreadableError, match=r"view_3\.png of sample is a picture with transparency"):
        read_views([*files[:3], picture(np.dstack((views.images[3], views.images[3][..., 0]))), *files[4:]], "sample")
    with pytest.raises(UnreadableError, match="holds 7 pictures"):
        read_views(files[:7], "sample")


def picture(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def test_no_folder_no_views(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="does not exist"):
        load_views(tmp_path / "nowhere")
    with pytest.raises(UnreadableError, match="is one file"):
        load_views(folder / "view_0.png")
    with pytest.raises(UnreadableError, match="does not exist"):
        load_views([tmp_path / f"{i}.png" for i in range(8)])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableError, match="holds 0 pictures"):
        load_views(tmp_path / "empty")


def test_pixels_are_the_pictures_own(folder: Path) -> None:
    loaded = load_views(folder)
    assert all(image.shape == (256, 256, 3) and image.dtype == np.uint8 for image in loaded.images)
