"""Promotes one version to serving: `python -m workloads.registry.promote [--version N] [--minimum-accuracy 0.97]`.

In this order, each step safe to repeat: the gate, the copy, the pointer that serving follows, the alias. A promotion
that was interrupted is finished by running it again. Two at once wait for one another in a folder; in a bucket, where
nothing can wait, the alias follows whichever pointer stayed.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workloads.refusals import CheckRefused, InputRefused, end_with_sentence
from workloads.registry.manifest import manifest_pointer, read_pointer
from workloads.registry.model import MODEL_NAME, ModelVersion
from workloads.registry.place import RegistryPlace, registry_place
from workloads.registry.publishing import publish, publisher_of, write_pointer
from workloads.store_path import Store, StorePath
from workloads.stores import store_holding

if TYPE_CHECKING:
    from workloads.registry.tracking import Registry

# What the issue of this workload promises of a served model, on digits it never saw.
MINIMUM_ACCURACY = 0.97


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What a promotion did: `copied` is False where the version lay in the models store already."""

    version: int
    accuracy: float
    path: str
    copied: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Promote as the command line says; exit code 3 and one sentence where a check refuses."""
    parser = argparse.ArgumentParser(prog="python -m workloads.registry.promote", allow_abbrev=False)
    parser.add_argument("--version", type=int, help="the version to promote (default: the latest)")
    parser.add_argument("--minimum-accuracy", type=float, default=MINIMUM_ACCURACY, help="the gate, 0 to 1")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    given = parser.parse_args(arguments)
    if not 0 <= given.minimum_accuracy <= 1:
        raise InputRefused(
            f"--minimum-accuracy {given.minimum_accuracy} is not allowed: give a share from 0 to 1."
        )
    registry, models = registry_place("write"), store_holding("models", "write")
    done = promote(registry, models, version=given.version, minimum_accuracy=given.minimum_accuracy)
    document = {
        "version": done.version,
        "accuracy": done.accuracy,
        "path": done.path,
        "copied": done.copied,
    }
    sentence = (
        f"digits version {done.version} (held-out accuracy {done.accuracy:.4f}) is promoted: {done.path}"
    )
    print(json.dumps(document) if given.json else sentence)


def promote(
    registry: RegistryPlace,
    models: Store,
    *,
    version: int | None = None,
    minimum_accuracy: float = MINIMUM_ACCURACY,
) -> Promotion:
    """Promote a version, the latest where none is named.

    Raises InputRefused where there is no such version; CheckRefused where its accuracy is below the gate or a file
    is not what training registered; WorkloadFailed where the registry's server or the models store cannot be used.
    """
    from workloads.registry.tracking import open_registry  # MLflow takes seconds to import

    book = open_registry(registry)
    chosen = choose(book.versions(), version)
    require_accuracy(chosen, minimum_accuracy)
    publisher = publisher_of(models)
    with publisher.one_at_a_time():
        with publisher.room() as beside, book.fetched(chosen, beside) as whole:
            copied = publish(whole, models)
        write_pointer(models, manifest_pointer(chosen))
        _mark_promoted(book, StorePath(models))
    path = StorePath(models) / MODEL_NAME / str(chosen.version)
    return Promotion(version=chosen.version, accuracy=chosen.accuracy, path=str(path), copied=copied)


def _mark_promoted(book: "Registry", models: StorePath) -> None:
    """Move the alias to where the pointer points, until nobody has moved the pointer meanwhile.

    Whoever moves it last looks at it last, so in the end the registry says what is served.
    """
    marked = None
    while marked != (pointer := read_pointer(models)):
        book.mark_promoted(pointer.version)
        marked = pointer


def choose(versions: Sequence[ModelVersion], wanted: int | None) -> ModelVersion:
    """The wanted version, else the latest. Raises InputRefused where it does not exist."""
    if not versions:
        raise InputRefused("The registry has no version yet. Train one: `groundplan submit train_digits`.")
    if wanted is None:
        return versions[-1]
    for version in versions:
        if version.version == wanted:
            return version
    known = ", ".join(str(version.version) for version in versions)
    raise InputRefused(f"The registry has no version {wanted}; known: {known}.")


def require_accuracy(version: ModelVersion, minimum: float) -> None:
    """Raises CheckRefused where the version's held-out accuracy is below the gate."""
    if not version.accuracy >= minimum:
        raise CheckRefused(
            f"Version {version.version} has a held-out accuracy of {version.accuracy:.4f}, below the gate of "
            f"{minimum}: not promoted. Train longer, promote another version, or lower --minimum-accuracy knowingly."
        )


if __name__ == "__main__":
    end_with_sentence(main)
