"""Reads a request's body as one image; refuses anything else with a sentence."""

import json
import math
from typing import Any

from workloads.digits.image import MAXIMUM_VALUE, SIDE_PIXELS

_FORM = (
    f'Send {{"image": [[…]]}}: {SIDE_PIXELS} rows of {SIDE_PIXELS} numbers from 0 to {MAXIMUM_VALUE}, '
    "0 for no ink."
)


class ImageRefusedError(ValueError):
    """The body is not an image; the text says what it is instead, and what to send."""


def image_of(body: bytes) -> list[list[float]]:
    """The image (8, 8) with values 0 to 16 in a JSON body.

    Raises ImageRefusedError with what was given and what is allowed.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):  # the second: brackets in brackets, thousands deep
        raise ImageRefusedError(f"The body is not JSON. {_FORM}") from None
    if not isinstance(document, dict) or "image" not in document:
        raise ImageRefusedError(f"The body has no `image`. {_FORM}")
    unknown = sorted(set(document) - {"image"})
    if unknown:
        raise ImageRefusedError(f"The body has unknown keys: {', '.join(unknown)}. {_FORM}")
    image = document["image"]
    if not isinstance(image, list) or len(image) != SIDE_PIXELS:
        raise ImageRefusedError(f"`image` has {_count(image)} rows. {_FORM}")
    for number, row in enumerate(image):
        if not isinstance(row, list) or len(row) != SIDE_PIXELS:
            raise ImageRefusedError(f"Row {number} of `image` has {_count(row)} numbers. {_FORM}")
        for column, value in enumerate(row):
            if not _is_shade(value):
                raise ImageRefusedError(
                    f"Row {number}, column {column} of `image` is {_short(value)}. {_FORM}"
                )
    return image


def _is_shade(value: Any) -> bool:
    kind = type(value)  # not isinstance: True is an int in Python and no number in JSON
    return (kind is int or kind is float) and 0 <= value <= MAXIMUM_VALUE and not math.isnan(value)


def _count(value: Any) -> str:
    return str(len(value)) if isinstance(value, list) else "no"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
