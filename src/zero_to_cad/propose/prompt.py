"""The published checkpoint's prompt, byte for byte: any other wording lowers what it can do."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from zero_to_cad.errors import InputError
from zero_to_cad.views import Views
from zero_to_cad.views.png import encode

SYSTEM_PROMPT = (
    "You are a CAD code assistant. Given multiple rendered views of a 3D shape, generate clean, well-structured "
    "CadQuery Python code that accurately reproduces the geometry."
)
USER_TEXT = "Generate CadQuery code for this shape."
VIEW_COUNT = 8

Message = dict[str, Any]


def chat(images: Sequence[object]) -> list[Message]:
    """The conversation for `processor.apply_chat_template`: the eight images in order, then the text.

    Raises InputError when they are not eight.
    """
    return _conversation([{"type": "image", "image": image} for image in images])


def endpoint_chat(views: Views) -> list[Message]:
    """The same conversation as an OpenAI-compatible server takes it: each view is a data URI.

    Raises InputError when the views are not eight.
    """
    return _conversation([picture(encode(image)) for image in views.images])


def picture(png: bytes) -> Message:
    """A PNG as a piece of a message to an OpenAI-compatible server."""
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{b64encode(png).decode('ascii')}"}}


def _conversation(pictures: Sequence[Message]) -> list[Message]:
    if len(pictures) != VIEW_COUNT:
        raise InputError(f"The model looks at {VIEW_COUNT} views of a part, and there are {len(pictures)}.")
    return [
        {"role": "system", "content": SYSTEM_PROMPT},
        {"role": "user", "content": [*pictures, {"type": "text", "text": USER_TEXT}]},
    ]
