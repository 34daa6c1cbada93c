"""Values that are not known at preview: reported as "cannot be judged yet", judged at apply, never passed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

Judged = TypeVar("Judged")


class NotKnownYetError(UnknownValueError):
    """The SDK's unknown-value error that names the resource besides the property.

    `places` holds texts such as `hosts:Volume "datasets": encryption`. The SDK turns the error into an
    advisory diagnostic that ends with `message`.
    """

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, list(places))
        self.places = tuple(places)
        self.message = f"cannot be judged yet, judged at apply: {'; '.join(places)}"


def each(judged: Sequence[Judged], check: Callable[[Judged], Iterable[str]]) -> Iterator[str]:
    """Yield what `check` finds in every element; an unknown in one hides no finding in another.

    Raises NotKnownYetError with all places once everything that is known was judged.
    """
    places: list[str] = []
    for index in range(len(judged)):
        try:
            yield from check(judged[index])
        except NotKnownYetError as unknown:
            places += [place for place in unknown.places if place not in places]
    if places:
        raise NotKnownYetError(places)


def together(*checks: Callable[[Judged], Iterable[str]]) -> Callable[[Judged], Iterator[str]]:
    """Return one check that makes all of these; a value unknown to one hides no finding of another."""
    return lambda judged: each(checks, lambda check: check(judged))
