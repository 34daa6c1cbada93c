"""Quantities of Kubernetes, such as "500m", "20Gi" and 2, as numbers (Kubernetes API, `resource.Quantity`)."""

import re
from typing import Any

GIB = 2**30
FACTORS = {
    "": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}  # fmt: skip
PATTERN = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([numkMGTPE]?i?)")


def amount(value: Any) -> float | None:
    """Return a quantity as a number of its unit (bytes, cores, pieces), None where it is none.

    >>> amount("1500m"), amount("2Gi"), amount(8), amount("much")
    (1.5, 2147483648.0, 8.0, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    found = PATTERN.fullmatch(str(value))
    if found is None or found[2] not in FACTORS:
        return None
    try:
        return float(found[1]) * FACTORS[found[2]]
    except ValueError:
        return None
