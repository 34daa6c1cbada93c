"""The form of one handwritten digit; light enough for whatever only looks at one."""

from collections.abc import Sequence

SIDE_PIXELS = 8
MAXIMUM_VALUE = 16
CLASSES = 10
_SHADES = " .:-=+*#%@"


def as_text(image: Sequence[Sequence[float]]) -> str:
    """The digit drawn with characters: eight lines, each pixel two characters wide, the darkest one `@`."""
    darkest = len(_SHADES) - 1
    return "\n".join(
        "".join(_SHADES[round(value / MAXIMUM_VALUE * darkest)] * 2 for value in row).rstrip()
        for row in image
    )
