"""Pictures side by side on one sheet, with captions."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from zero_to_cad.views.convention import Colour
from zero_to_cad.views.png import Pixels

GAP = 8
PAPER = (255, 255, 255)
INK = (90, 90, 90)
FONT_SIZE = 16


def grid(rows: Sequence[Sequence[Pixels]], above: Sequence[Sequence[str]]) -> Image.Image:
    """A sheet of rows of pictures, each with a caption above it."""
    height, width = rows[0][0].shape[:2]
    line = FONT_SIZE + GAP
    sheet = Image.new("RGB", (len(rows[0]) * (width + GAP) + GAP, len(rows) * (height + line + GAP) + GAP), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(FONT_SIZE)
    for r, (pictures, captions) in enumerate(zip(rows, above, strict=True)):
        for c, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
            x, y = GAP + c * (width + GAP), GAP + r * (height + line + GAP)
            draw.text((x + width / 2, y), caption, fill=INK, font=font, anchor="ma")
            sheet.paste(Image.fromarray(picture), (x, y + line))
    return sheet


def strips(
    rows: Sequence[Sequence[Pixels]], captions: Sequence[str], legend: Sequence[tuple[Colour, str]]
) -> Image.Image:
    """A sheet of rows of pictures, each with a caption on its left, and what the colours mean below."""
    height, width = rows[0][0].shape[:2]
    margin = FONT_SIZE + 2 * GAP
    bottom = len(rows) * (height + GAP) + GAP
    sheet = Image.new("RGB", (margin + len(rows[0]) * (width + GAP), bottom + margin), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(FONT_SIZE)
    for r, (pictures, caption) in enumerate(zip(rows, captions, strict=True)):
        y = GAP + r * (height + GAP)
        label = Image.new("RGB", (height, margin), PAPER)
        ImageDraw.Draw(label).text((height / 2, margin / 2), caption, fill=INK, font=font, anchor="mm")
        sheet.paste(label.rotate(90, expand=True), (0, y))
        for c, picture in enumerate(pictures):
            sheet.paste(Image.fromarray(picture), (margin + c * (width + GAP), y))
    x: float = margin
    for colour, meaning in legend:
        draw.rectangle((x, bottom, x + FONT_SIZE, bottom + FONT_SIZE), fill=colour)
        draw.text((x + FONT_SIZE + GAP, bottom + FONT_SIZE / 2), meaning, fill=INK, font=font, anchor="lm")
        x += FONT_SIZE + 4 * GAP + draw.textlength(meaning, font=font)
    return sheet
