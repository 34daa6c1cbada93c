"""What to write instead: the nearest known name, the unit that was meant, the parts in their right order."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

MAX_COMPARED_CHARACTERS = 64
"""A longer text is no typing error of a name, and comparing it would take time that grows with its square."""

GPU_COUNT = "[1-9]|[1-5][0-9]|6[0-4]"
"""GPUs of one machine, 1 to 64: four times the most that one of a cloud has."""

GPU_FAMILY = "([A-Za-z][A-Za-z0-9._-]{0,62})"
"""A family of GPUs, or an exact name, as a group of a pattern."""

MIN_PREFIX_CHARACTERS = 3
"""The shortest start of a name that counts as its abbreviation, such as dev and prod."""

MEANT_UNITS = {
    "b": ("KiB",),
    "k": ("KiB", "KiB/s", "K"),
    "kb": ("KiB", "KiB/s"),
    "m": ("MiB", "MiB/s", "min", "M"),
    "mb": ("MiB", "MiB/s"),
    "g": ("GiB", "GiB/s", "B"),
    "gb": ("GiB", "GiB/s"),
    "t": ("TiB", "TiB/s", "T"),
    "tb": ("TiB", "TiB/s"),
    "p": ("PiB",),
    "pb": ("PiB",),
    "bn": ("B",),
    "sec": ("s",),
    "seconds": ("s",),
    "millis": ("ms",),
    "minutes": ("min",),
    "hours": ("h",),
    "hour": ("h",),
    "days": ("d",),
    "day": ("d",),
    "weeks": ("w",),
    "week": ("w",),
}
"""Units that people write although they are none here, and what they mean in each family of units."""


def nearest_name(given: object, known: Iterable[str]) -> str | None:
    """Return the known name that `given` looks like a typing error of, or None."""
    if not isinstance(given, str) or len(given) > MAX_COMPARED_CHARACTERS:
        return None
    names = list(known)
    by_folded = {name.casefold().replace("_", "-"): name for name in names}
    folded = given.casefold().replace("_", "-").strip()
    begun = [name for name in by_folded if name.startswith(folded) and len(folded) >= MIN_PREFIX_CHARACTERS]
    found = get_close_matches(folded, list(by_folded), n=1) or begun
    return by_folded[found[0]] if found else None


def did_you_mean(given: object, known: Iterable[str]) -> str | None:
    """Return the sentence that proposes the nearest known name, or None."""
    nearest = nearest_name(given, known)
    return f'did you mean "{nearest}"?' if nearest and nearest != given else None


def unit_remedy(given: object, units: Sequence[str]) -> str | None:
    """Return what to write for a number whose unit is missing, misspelt or of another kind, or None."""
    if type(given) is int and 0 < given < 10**15:
        choices = " or ".join(f'"{given}{unit}"' for unit in units[:3])
        return f"add the unit: {choices}"
    if not isinstance(given, str):
        return None
    found = re.fullmatch(r"\s*([1-9][0-9]{0,11})\s*([A-Za-z]{1,10}(?:/s)?)\s*", given, re.ASCII)
    if not found:
        return None
    meant = _meant_unit(found[2], units)
    return f'write "{found[1]}{meant}"' if meant else None


def _meant_unit(given: str, units: Sequence[str]) -> str | None:
    """Return the unit of `units` that `given` stands for, or None."""
    folded = given.casefold()
    meant = [unit for unit in units if unit.casefold().removesuffix("/s") == folded.removesuffix("/s")]
    meant += [unit for unit in MEANT_UNITS.get(folded.removesuffix("/s"), ()) if unit in units]
    return meant[0] if meant else None


def _short_text(given: object) -> str:
    """Return a text or a whole number of ordinary length as text; the empty text for anything else."""
    if type(given) is int and abs(given) < 10**18:
        return str(given)
    return given if isinstance(given, str) and len(given) <= MAX_COMPARED_CHARACTERS else ""


def count_remedy(given: object) -> str | None:
    """Return what to write for a range with another separator or with spaces, or None."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*(?:-|–|:|\.{1,3}|to)\s*([0-9]{1,9})\s*", _short_text(given))
    return f'write the range as "{found[1]}..{found[2]}"' if found else None


def gpu_remedy(given: object, counts: str = GPU_COUNT) -> str | None:
    """Return what to write for GPUs whose parts are in another order or apart, or None; `counts` is a pattern."""
    text = _short_text(given).strip()
    first = re.fullmatch(rf"({counts})\s*[xX*×]?\s*([A-Za-z][\w.-]*)", text, re.ASCII)
    if first:
        return f'write "{first[1]}x{first[2]}"'
    last = re.fullmatch(rf"([A-Za-z][\w.-]*?)\s*[xX*:]\s*({counts})", text, re.ASCII)
    if last:
        return f'write "{last[2]}x{last[1]}"'
    only_family = re.fullmatch(r"[A-Za-z][\w.-]*", text, re.ASCII)
    return f'say how many: "1x{text}"' if only_family else None


def money_remedy(given: object) -> str | None:
    """Return what to write for an amount without its currency, or None."""
    text = _short_text(given)
    found = re.fullmatch(r"\s*[$]?\s*([0-9][0-9_,]{0,18})\s*(?:[$]|USD|usd)?\s*", text, re.ASCII)
    amount = re.sub(r"[_,]", "", found[1]).lstrip("0") if found else ""
    return f'write "{amount} USD"' if amount else None
