"""Pictures that must not change. After a wanted change run python tests/views/test_golden.py and look at
them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from solids import EXAMPLES, GOLDEN, block

from zero_to_cad.part import Mesh, read
from zero_to_cad.views import render
from zero_to_cad.views.png import Pixels


def pictures(name: str) -> Pixels:
    mesh: Mesh = block() if name == "block" else read(EXAMPLES / f"{name}.step").mesh()
    images = render(mesh).images
    return np.concatenate([np.concatenate(images[:4], axis=1), np.concatenate(images[4:], axis=1)])


@pytest.mark.parametrize("name", ["bracket", "block"])
def test_pictures_are_the_golden_ones(name: str) -> None:
    golden = np.asarray(Image.open(GOLDEN / f"{name}.png"))
    # To the byte: the pixels do not depend on the machine.
    assert np.array_equal(pictures(name), golden)


if __name__ == "__main__":
    for part in ("bracket", "block"):
        Image.fromarray(pictures(part)).save(GOLDEN / f"{part}.png", optimize=True)
