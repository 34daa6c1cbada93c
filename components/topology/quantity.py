"""Kubernetes' own quantities, read exactly: "3500m" cores, "64Gi" or "128974848" bytes."""

import re
from fractions import Fraction

FACTOR = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
}
FACTOR |= {"T": Fraction(10**12), "P": Fraction(10**15), "E": Fraction(10**18)}
FACTOR |= {f"{unit}i": Fraction(2 ** (10 * power)) for power, unit in enumerate("KMGTPE", start=1)}
"""Suffixes as apimachinery's `resource.Quantity` has them."""


def value_of(text: str) -> Fraction:
    """Return the exact value of a quantity; raises ValueError for a text that is none."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]*)?)(?:[eE]([+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i)?)", text)
    if not found:
        raise ValueError(f"{text!r} is no quantity of Kubernetes")
    number = Fraction(found[1].rstrip(".") or "0")
    return number * (Fraction(10) ** int(found[2]) if found[2] else FACTOR[found[3] or ""])


def cores_of(text: str) -> Fraction:
    """Return cores: "3500m" is 3.5."""
    return value_of(text)


def bytes_of(text: str) -> int:
    """Return whole bytes, rounded down: "64Gi" is 68719476736."""
    return int(value_of(text))
