"""A digit can be looked at in a terminal."""

from workloads.digits.image import MAXIMUM_VALUE, SIDE_PIXELS, as_text


def test_a_drawing_has_a_line_a_row_and_two_characters_a_pixel() -> None:
    full = [[MAXIMUM_VALUE] * SIDE_PIXELS] * SIDE_PIXELS
    assert as_text(full) == "\n".join(["@" * 16] * 8), "two characters wide, so that the digit looks square"


def test_no_ink_is_an_empty_line_and_more_ink_is_darker() -> None:
    image = [[0.0] * 8, [0, 0, 4, 8, 12, 16, 0, 0], *[[0.0] * 8] * 6]
    lines = as_text(image).splitlines()
    assert lines[0] == "", "trailing blanks are cut"
    assert lines[1] == "    " + "::" + "==" + "%%".replace("%", "#") + "@@", "shades rise with the values"
