"""A card's number as Code 128, which the desk scans: as widths of bars for paper, as a picture for a workbook."""

import io
from collections.abc import Iterator
from itertools import groupby

QUIET = 10
"""Modules that stay white on either side, so that a scanner knows where the code begins."""
MODULE = 0.33
"""Millimetres of the thinnest bar: what any hand scanner reads from common paper."""
_PIXELS = 6
"""Pixels of the thinnest bar in a picture, enough for a printer."""
_HIGH = 30
"""Pixels of a picture's height; a workbook stretches it."""


def modules(number: str) -> str:
    """The code of `number`, a digit a module: 1 black, 0 white."""
    from barcode.codex import Code128  # type: ignore[import-untyped]

    (code,) = Code128(number).build()
    return str(code)


def width(number: str, module: float = MODULE) -> float:
    """How wide the code of `number` is, in the unit of `module`, what stays white included."""
    return (len(modules(number)) + 2 * QUIET) * module


def bars(number: str) -> Iterator[tuple[int, int]]:
    """Where each black bar of the code begins, in modules, and how wide it is."""
    at = QUIET
    for black, run in groupby(modules(number)):
        wide = len(list(run))
        if black == "1":
            yield at, wide
        at += wide


def picture(number: str) -> bytes:
    """The code as a PNG."""
    from PIL import Image

    row = Image.new("1", ((len(modules(number)) + 2 * QUIET), 1), 1)
    for begin, wide in bars(number):
        for at in range(begin, begin + wide):
            row.putpixel((at, 0), 0)
    file = io.BytesIO()
    row.resize((row.width * _PIXELS, _HIGH), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
