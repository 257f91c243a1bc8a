"""The prompt is the published one, byte for byte."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from zero_to_cad.errors import InputError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT, chat, endpoint_chat
from zero_to_cad.views import Views

# Written out once more, and by digest, so that no edit of the module goes unnoticed.
PUBLISHED = """You are a CAD code assistant. Given multiple rendered views of a 3D shape, \
generate clean, well-structured CadQuery Python code that accurately reproduces the geometry."""
DIGEST = "350b5668fb479ea6f417f0872687158d7ec50fb38f448cdab6d8ae08ccbd75e1"


def views(count: int = 8) -> Views:
    return Views(tuple(np.full((256, 256, 3), 10 * i, dtype=np.uint8) for i in range(count)))


def test_the_words() -> None:
    assert SYSTEM_PROMPT == PUBLISHED
    assert hashlib.sha256(SYSTEM_PROMPT.encode()).hexdigest() == DIGEST
    assert len(SYSTEM_PROMPT.encode()) == 168
    assert USER_TEXT == "Generate CadQuery code for this shape."


def test_eight_images_in_order_then_the_text() -> None:
    images = [object() for _ in range(8)]
    system, user = chat(images)
    assert system == {"role": "system", "content": PUBLISHED}
    assert user["role"] == "user"
    assert [piece["image"] for piece in user["content"][:8]] == images
    assert user["content"][8:] == [{"type": "text", "text": "Generate CadQuery code for this shape."}]


def test_an_endpoint_gets_data_uris_of_the_same_pixels() -> None:
    _, user = endpoint_chat(views())
    for number, piece in enumerate(user["content"][:8]):
        head, _, data = piece["image_url"]["url"].partition(",")
        assert head == "data:image/png;base64"
        image = Image.open(BytesIO(base64.b64decode(data)))
        assert (image.size, image.mode, image.getpixel((7, 7))) == ((256, 256), "RGB", (10 * number,) * 3)


@pytest.mark.parametrize("count", [0, 7, 9])
def test_another_number_of_views_is_refused(count: int) -> None:
    with pytest.raises(InputError, match=f"8 views of a part, and there are {count}"):
        endpoint_chat(views(count))
