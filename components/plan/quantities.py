"""Quantities as people write them: "80GiB", "8xH100", "2..10"; each parses and prints itself.

Printing is canonical and parses back to an equal value. A text that is no such quantity raises
`NotAQuantity`, which carries what is allowed and what to write instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from components.plan.suggestions import (
    GPU_COUNT,
    GPU_FAMILY,
    count_remedy,
    gpu_remedy,
    money_remedy,
    unit_remedy,
)
from components.plan.text_quantity import MAX_DIGITS, TextQuantity

MAX_POOL_MACHINES = 10_000
"""Machines of one pool: Ray's makers test up to 2,000 nodes, so this only catches slips of the hand."""

MAX_SHARE_GPUS = 80_000
"""GPUs of one share: 16 on each of 5,000 nodes, the most that Kubernetes is made for ("large clusters")."""

BYTES_PER_UNIT = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "PiB": 2**50}
VALUE_PER_SUFFIX = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


class UnitQuantity(TextQuantity):
    """A whole number above 0 with a unit; kept in the smallest unit that its class names."""

    units: ClassVar[Mapping[str, int]]

    def __init_subclass__(cls) -> None:
        """Derive the pattern and the words from the units."""
        cls.pattern = rf"([1-9][0-9]{{0,{MAX_DIGITS - 1}}})({'|'.join(cls.units)})"
        cls.allowed = f"a whole number above 0 and one of {', '.join(cls.units)}"

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the quantity written as `given`; raise `NotAQuantity` for anything but such a text."""
        found = cls.match(given)
        if not found:
            raise cls.refuse(unit_remedy(given, tuple(cls.units)))
        return cls(int(found[1]) * cls.units[found[2]])  # type: ignore[call-arg]

    def __str__(self) -> str:
        """Print in the largest unit that divides the value."""
        (value,) = vars(self).values()
        unit = max((unit for unit in self.units if value % self.units[unit] == 0), key=self.units.__getitem__)
        return f"{value // self.units[unit]}{unit}"


@dataclass(frozen=True, order=True)
class Memory(UnitQuantity):
    """An amount of memory or storage in bytes, written with a binary unit: "80GiB"."""

    bytes: int
    noun: ClassVar[str] = "a size"
    example: ClassVar[str] = "80GiB"
    units: ClassVar[Mapping[str, int]] = {
        "KiB": 2**10,
        "MiB": 2**20,
        "GiB": 2**30,
        "TiB": 2**40,
        "PiB": 2**50,
    }


@dataclass(frozen=True, order=True)
class Throughput(UnitQuantity):
    """A rate of reading or writing in bytes per second, written "4GiB/s"."""

    bytes_per_second: int
    noun: ClassVar[str] = "a throughput"
    example: ClassVar[str] = "4GiB/s"
    units: ClassVar[Mapping[str, int]] = {f"{unit}/s": size for unit, size in BYTES_PER_UNIT.items()}


@dataclass(frozen=True, order=True)
class Duration(UnitQuantity):
    """A length of time in whole seconds, written "365d"; no months or years, which have no fixed length."""

    seconds: int
    noun: ClassVar[str] = "a length of time"
    example: ClassVar[str] = "90d"
    units: ClassVar[Mapping[str, int]] = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, order=True)
class Latency(UnitQuantity):
    """A waiting time in whole milliseconds, written "500ms"."""

    milliseconds: int
    noun: ClassVar[str] = "a waiting time"
    example: ClassVar[str] = "500ms"
    units: ClassVar[Mapping[str, int]] = {"ms": 1, "s": 1000}


@dataclass(frozen=True, order=True)
class Magnitude(TextQuantity):
    """A large count, as of parameters or tokens: "7B", "1.5B", "300B", or a whole number."""

    value: int
    whole_numbers_too: ClassVar[bool] = True
    noun: ClassVar[str] = "a count"
    allowed: ClassVar[str] = "a number above 0, by itself or with K, M, B (10^9) or T"
    example: ClassVar[str] = "7B"
    pattern: ClassVar[str] = rf"([0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,12}})?)([KMBT]?)"

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the count written as `given`; raise `NotAQuantity` unless it is a whole number above 0."""
        found = cls.match(given)
        value = Decimal(found[1]) * VALUE_PER_SUFFIX[found[2]] if found else Decimal(0)
        if value <= 0 or value != int(value):
            raise cls.refuse(unit_remedy(given, ("K", "M", "B", "T")))
        return cls(int(value))

    def __str__(self) -> str:
        """Print with the largest suffix that leaves at least 1 before the point; decimals are exact."""
        suffix = max(
            (s for s, v in VALUE_PER_SUFFIX.items() if self.value >= v), key=VALUE_PER_SUFFIX.__getitem__
        )
        whole, rest = divmod(self.value, VALUE_PER_SUFFIX[suffix])
        decimals = f"{rest:0{len(str(VALUE_PER_SUFFIX[suffix])) - 1}d}".rstrip("0") if rest else ""
        return f"{whole}.{decimals}{suffix}" if decimals else f"{whole}{suffix}"


@dataclass(frozen=True)
class Count(TextQuantity):
    """How many machines: a fixed number ("4"), or a range that scales by itself ("2..10"), ends included."""

    minimum: int
    maximum: int
    whole_numbers_too: ClassVar[bool] = True
    noun: ClassVar[str] = "a number of machines"
    allowed: ClassVar[str] = f"a number from 1 to {MAX_POOL_MACHINES}, or a range such as 2..10"
    example: ClassVar[str] = "2..10"
    pattern: ClassVar[str] = r"([0-9]{1,9})(?:\.\.([0-9]{1,9}))?"

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the count written as `given`; raise `NotAQuantity` for none and for no machine at all."""
        found = cls.match(given)
        if not found:
            raise cls.refuse(count_remedy(given))
        minimum, maximum = int(found[1]), int(found[2] or found[1])
        if minimum > maximum:
            raise cls.refuse(f'write the smaller number first: "{maximum}..{minimum}"')
        if maximum == 0:
            raise cls.refuse("leave out a pool that never has a machine")
        if maximum > MAX_POOL_MACHINES:
            raise cls.refuse(f"give at most {MAX_POOL_MACHINES} machines to one pool")
        return cls(minimum, maximum)

    @property
    def is_range(self) -> bool:
        """Whether the pool scales by itself."""
        return self.minimum != self.maximum

    def __str__(self) -> str:
        return f"{self.minimum}..{self.maximum}" if self.is_range else str(self.minimum)

    def written(self) -> str | int:
        """Return the number itself for a fixed count, else the range."""
        return str(self) if self.is_range else self.minimum


@dataclass(frozen=True)
class Gpu(TextQuantity):
    """The accelerators of one machine: how many, and a family or an exact name ("8xH100")."""

    count: int
    family: str
    noun: ClassVar[str] = "a number of GPUs and their family"
    allowed: ClassVar[str] = "<count>x<family or exact name> with a count from 1 to 64, such as 8xH100"
    example: ClassVar[str] = "8xH100"
    counts: ClassVar[str] = GPU_COUNT
    pattern: ClassVar[str] = rf"({counts})x{GPU_FAMILY}"

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the accelerators written as `given`, or raise `NotAQuantity`."""
        found = cls.match(given)
        if not found:
            raise cls.refuse(gpu_remedy(given, cls.counts))
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}x{self.family}"


@dataclass(frozen=True)
class GpuShare(Gpu):
    """Accelerators of many machines: how many, and a family or an exact name ("1000xH100")."""

    allowed: ClassVar[str] = (
        f"<count>x<family or exact name> with a count from 1 to {MAX_SHARE_GPUS}, such as 1000xH100"
    )
    example: ClassVar[str] = "1000xH100"
    counts: ClassVar[str] = "[1-9][0-9]{0,3}|[1-7][0-9]{4}|80000"
    pattern: ClassVar[str] = rf"({counts})x{GPU_FAMILY}"


@dataclass(frozen=True)
class Money(TextQuantity):
    """An amount of United States dollars in cents, written "250000 USD"; exact, and no exchange rates."""

    cents: int
    noun: ClassVar[str] = "an amount of money"
    allowed: ClassVar[str] = "an amount above 0 in USD, the currency of the prices, such as 250000 USD"
    example: ClassVar[str] = "250000 USD"
    pattern: ClassVar[str] = rf"([0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{2}})?) USD"

    @classmethod
    def parse(cls, given: object) -> Self:
        """Return the amount written as `given`, or raise `NotAQuantity`."""
        found = cls.match(given)
        if not found or not (cents := int(Decimal(found[1]) * 100)):
            raise cls.refuse(money_remedy(given))
        return cls(cents)

    def __str__(self) -> str:
        dollars, cents = divmod(self.cents, 100)
        return f"{dollars}.{cents:02d} USD" if cents else f"{dollars} USD"
