"""A view convention: everything a picture depends on besides the part, read from a data file."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from zero_to_cad.errors import ConfigError

DEFAULT = "cube8-1"

Channel = Annotated[int, Field(ge=0, le=255)]
Colour = tuple[Channel, Channel, Channel]
Vector = tuple[float, float, float]


class Convention(BaseModel):
    """How pictures of a part are drawn: orthographic cameras, one light, one matte colour, dark edges.

    size: pixels a side. fill: the share of the frame that the largest projected extent takes. samples:
    samples a pixel side. up: the model's up. cameras: for each picture in order, the direction from the
    centre of the part to the camera. light: the direction to the light in camera space (right, up, towards
    the camera). A surface with unit normal n is drawn in `surface` times `level + gain * (n . light)` / 255.
    edge_width: pixels. An edge is drawn where neighbouring triangles turn by more than `crease_degrees`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str
    size: Annotated[int, Field(ge=16, le=4096)]
    fill: Annotated[float, Field(gt=0, le=1)]
    samples: Annotated[int, Field(ge=1, le=8)]
    up: Vector
    cameras: Annotated[tuple[Vector, ...], Field(min_length=1)]
    background: Colour
    surface: Colour
    light: Vector
    level: float
    gain: float
    edge: Colour
    edge_width: Annotated[float, Field(gt=0)]
    crease_degrees: Annotated[float, Field(gt=0, lt=180)]

    @field_validator("light")
    @classmethod
    def _unit(cls, light: Vector) -> Vector:
        length = math.sqrt(sum(x * x for x in light))
        if length == 0:
            raise ValueError("the light has no direction")
        x, y, z = light
        return (x / length, y / length, z / length)

    @model_validator(mode="after")
    def _can_look(self) -> Convention:
        for camera in self.cameras:
            if not np.any(np.cross(self.up, camera)):
                raise ValueError(f"the camera {camera} looks along the up direction")
        return self

    @property
    def frames(self) -> npt.NDArray[np.float64]:
        """For each camera the unit vectors right, up and towards the camera, (views, 3, 3)."""
        towards = np.array(self.cameras, dtype=np.float64)
        right = np.cross(np.array(self.up, dtype=np.float64), towards)
        frames = np.stack([right, np.cross(towards, right), towards], axis=1)
        squares = frames * frames
        lengths = np.sqrt(squares[..., 0] + squares[..., 1] + squares[..., 2])
        return np.asarray(frames / lengths[..., None])


def convention_names() -> tuple[str, ...]:
    """The names of the conventions that come with the package."""
    folder = files("zero_to_cad.views") / "conventions"
    return tuple(sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json")))


@cache
def load_convention(name: str) -> Convention:
    """The convention of this name. Raises ConfigError when there is none."""
    if name not in convention_names():
        known = ", ".join(convention_names())
        raise ConfigError(f"There is no view convention named {name!r}: choose one of {known}.")
    text = (files("zero_to_cad.views") / "conventions" / f"{name}.json").read_text(encoding="utf-8")
    return Convention.model_validate_json(text)
