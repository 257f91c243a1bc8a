"""The chat, asked by OpenAI's own client."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import openai
import pytest
from PIL import Image

import zero_to_cad
from service.serving import EXAMPLES, HORN_PROGRAM, PUBLIC, Server

SYSTEM = (
    "You are a CAD code assistant. Given multiple rendered views of a 3D shape, generate clean, well-structured "
    "CadQuery Python code that accurately reproduces the geometry."
)


@pytest.fixture(scope="module")
def ask(warm: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{warm.url}/v1", api_key="none", max_retries=0, timeout=300) as client:
        yield client


def data_url(pixels: Any) -> str:
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).save(buffer, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


@pytest.fixture(scope="module")
def messages() -> list[Any]:
    """The model card's question about the horn."""
    views = zero_to_cad.render(zero_to_cad.read(EXAMPLES / "horn.step"))
    pictures = [{"type": "image_url", "image_url": {"url": data_url(image)}} for image in views.images]
    words = {"type": "text", "text": "Generate CadQuery code for this shape."}
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": [*pictures, words]}]


def test_models(ask: openai.OpenAI) -> None:
    assert [model.id for model in ask.models.list()] == ["fit", PUBLIC]


def test_an_answer(ask: openai.OpenAI, messages: list[Any]) -> None:
    answer = ask.chat.completions.create(model=PUBLIC, messages=messages, max_tokens=4096, temperature=0)
    program = answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert program is not None
    # Pictures without a scale: the loop may have refined the dimensions, and the last line stays.
    assert HORN_PROGRAM.read_text(encoding="utf-8").strip().splitlines()[-1] in program
    assert zero_to_cad.run(program).measures.volume > 0


def test_a_streamed_answer(ask: openai.OpenAI, messages: list[Any]) -> None:
    chunks = list(ask.chat.completions.create(model=PUBLIC, messages=messages, stream=True))
    program = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert HORN_PROGRAM.read_text(encoding="utf-8").strip().splitlines()[-1] in program
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_model_that_is_not_there(ask: openai.OpenAI, messages: list[Any]) -> None:
    with pytest.raises(openai.NotFoundError, match="there are fit"):
        ask.chat.completions.create(model="gpt-4", messages=messages)


@pytest.mark.parametrize("count", [0, 7, 9])
def test_too_few_or_too_many_pictures(ask: openai.OpenAI, messages: list[Any], count: int) -> None:
    pictures = (messages[1]["content"][:8] * 2)[:count]
    with pytest.raises(openai.UnprocessableEntityError, match="pictures"):
        ask.chat.completions.create(model="fit", messages=[{"role": "user", "content": pictures}])


@pytest.mark.parametrize("url", ["http://10.0.0.1/a.png", "file:///etc/passwd", "data:image/png;base64,%%%", ""])
def test_pictures_are_never_fetched(ask: openai.OpenAI, url: str) -> None:
    picture: Any = {"type": "image_url", "image_url": {"url": url}}
    with pytest.raises(openai.UnprocessableEntityError):
        ask.chat.completions.create(model="fit", messages=[{"role": "user", "content": [picture] * 8}])


def test_an_engine_that_finds_nothing_says_why(ask: openai.OpenAI) -> None:
    white = data_url(np.full((256, 256, 3), 255, np.uint8))
    content: Any = [{"type": "image_url", "image_url": {"url": white}}] * 8
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        ask.chat.completions.create(model="fit", messages=[{"role": "user", "content": content}])
    assert len(refused.value.body["message"]) > 20  # type: ignore[index]
    with pytest.raises(openai.APIError):
        list(ask.chat.completions.create(model="fit", messages=[{"role": "user", "content": content}], stream=True))
