"""A plan that may still have errors, as the rules look at it: one error never hides another one elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from components.plan.errors import Path


@dataclass(frozen=True)
class Draft:
    """The plain values of a plan, and the paths at which something is already known to be wrong."""

    value: Any
    faults: frozenset[Path] = frozenset()

    @cached_property
    def _around_faults(self) -> frozenset[Path]:
        """Every path at which, or inside which, something is wrong."""
        return frozenset(fault[:length] for fault in self.faults for length in range(len(fault) + 1))

    def at(self, *path: str | int) -> Any:
        """Return the value at a path, sound or not; None where nothing was given."""
        value = self.value
        for part in path:
            if isinstance(part, int):
                value = value[part] if isinstance(value, tuple) and part < len(value) else None
            else:
                value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def given(self, *path: str | int) -> Any:
        """Return the value at a path; None where nothing, or nothing sound, was given."""
        return self.at(*path) if self.is_sound(*path) else None

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing at the path, or inside it, is known to be wrong; true also where nothing was given."""
        return path not in self._around_faults

    def lacks(self, *path: str | int) -> bool:
        """Whether certainly nothing was given at a path: it is absent, and no misspelt key may have meant it."""
        return self.at(*path) in (None, (), {}) and self.is_sound(*path)

    def entries(self, *path: str | int) -> Iterator[Path]:
        """Yield the path of each entry of the list at a path, sound or not."""
        value = self.at(*path)
        for index in range(len(value) if isinstance(value, tuple) else 0):
            yield (*path, index)
