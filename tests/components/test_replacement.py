"""An entry of a table says what it was told, and nothing of what it was not."""

from components.replacement import listed


def test_properties_are_told_with_spaces_and_nothing_else_is_assumed() -> None:
    entry = listed("page", "name  tag.key", in_place="version")
    assert (entry.properties, entry.in_place) == ({"name", "tag.key"}, {"version"}), "each on its own"
    assert not entry.stateful and entry.page == "page", "data are taken along only where that is said"
