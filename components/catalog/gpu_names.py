"""Whether a GPU's name belongs to a family or an exact name: words decide."""

import re


def is_of_family(model: str, family: str | None) -> bool:
    """Return whether a GPU's model, as its driver or a catalog names it, is of a family or of an exact name.

    "H100" is a word of "NVIDIA H100 80GB HBM3" and of "H100-SXM"; "L4" is none of "NVIDIA L40S".
    """
    return family is None or words_of(family) <= words_of(model)


def words_of(name: str) -> frozenset[str]:
    """Return the words of a GPU's name."""
    return frozenset(re.findall(r"[a-z0-9]+", name.lower()))
