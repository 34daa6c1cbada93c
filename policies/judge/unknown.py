"""Values that are not known at preview: reported as "cannot be judged yet", judged at apply, never passed."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

Judged = TypeVar("Judged")


class NothingKnown(Mapping[str, Any]):
    """The properties of a resource of which nothing is known yet: reading any of them raises the SDK's error."""

    def __getitem__(self, key: str) -> Any:
        raise UnknownValueError(UNKNOWN_STRING_VALUE, [key])

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


NOTHING_KNOWN = NothingKnown()


class NotKnownYetError(UnknownValueError):
    """The SDK's unknown-value error that names the resource besides the property.

    `places` holds texts such as `hosts:Volume "datasets": encryption`, and none where a patch leaves a property as it
    is, which no apply tells either. The SDK turns the error into an advisory diagnostic that ends with `message`.
    """

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, list(places))
        self.places = tuple(places)
        self.message = f"cannot be judged yet, judged at apply: {'; '.join(places)}"


def each(judged: Sequence[Judged], check: Callable[[Judged], Iterable[str]]) -> Iterator[str]:
    """Yield what `check` finds in every element; an unknown in one hides no finding in another.

    Raises NotKnownYetError with all places once everything that is known was judged.
    """
    places: list[str] | None = None
    for index in range(len(judged)):
        try:
            yield from check(judged[index])
        except NotKnownYetError as unknown:
            places = list(dict.fromkeys((*(places or ()), *unknown.places)))
    if places is not None:
        raise NotKnownYetError(places)


def together(*checks: Callable[[Judged], Iterable[str]]) -> Callable[[Judged], Iterator[str]]:
    """Return one check that makes all of these; a value unknown to one hides no finding of another."""
    return lambda judged: each(checks, lambda check: check(judged))


def at_preview() -> bool:
    """Tell whether the engine previews: it starts a pack anew for the preview and for the update and says which."""
    return os.environ.get("PULUMI_DRY_RUN") == "true"
