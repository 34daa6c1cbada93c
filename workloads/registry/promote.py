"""Promotes one version to serving: `python -m workloads.registry.promote [--version N] [--minimum-accuracy 0.97]`.

In this order, each step safe to repeat: the gate, the copy, the pointer that serving follows, the alias. A promotion
that was interrupted is finished by running it again; two at once wait for one another.
"""

import argparse
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workloads.provenance import sha256_of_bytes, sha256_of_file
from workloads.refusals import CheckRefused, InputRefused, end_with_sentence
from workloads.registry.manifest import (
    MANIFEST_FILE,
    Pointer,
    flush_folder,
    manifest_text,
    read_verified,
    write_durably,
    write_pointer,
)
from workloads.registry.model import MODEL_NAME, ModelVersion
from workloads.registry.place import RegistryPlace, registry_place
from workloads.stores import store_holding

# What the issue of this workload promises of a served model, on digits it never saw.
MINIMUM_ACCURACY = 0.97
UNFINISHED_SUFFIX = ".unfinished"


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What a promotion did: `copied` is False where the version lay in the models store already."""

    version: int
    accuracy: float
    path: Path
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
    done = promote(registry, models.path, version=given.version, minimum_accuracy=given.minimum_accuracy)
    document = {
        "version": done.version,
        "accuracy": done.accuracy,
        "path": str(done.path),
        "copied": done.copied,
    }
    sentence = (
        f"digits version {done.version} (held-out accuracy {done.accuracy:.4f}) is promoted: {done.path}"
    )
    print(json.dumps(document) if given.json else sentence)


def promote(
    registry: RegistryPlace,
    models: Path,
    *,
    version: int | None = None,
    minimum_accuracy: float = MINIMUM_ACCURACY,
) -> Promotion:
    """Promote a version, the latest where none is named.

    Raises InputRefused where there is no such version; CheckRefused where its accuracy is below the gate or a file
    is not what training registered; WorkloadFailed where the registry's server cannot be used.
    """
    from workloads.registry.tracking import open_registry  # MLflow takes seconds to import

    book = open_registry(registry)
    chosen = choose(book.versions(), version)
    require_accuracy(chosen, minimum_accuracy)
    with _one_at_a_time(models / MODEL_NAME):
        with book.fetched(chosen, models / MODEL_NAME) as whole:
            copied = publish(whole, models)
        digest = sha256_of_bytes(manifest_text(chosen).encode())
        write_pointer(models, Pointer(version=chosen.version, manifest_sha256=digest))
        book.mark_promoted(chosen.version)
    path = models / MODEL_NAME / str(chosen.version)
    return Promotion(version=chosen.version, accuracy=chosen.accuracy, path=path, copied=copied)


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


def publish(version: ModelVersion, models: Path) -> bool:
    """Copy a version into the models store in one step; False where the same version lies there, whole.

    Raises CheckRefused where the registry's files are not those that training registered.
    """
    target = models / MODEL_NAME / str(version.version)
    text = manifest_text(version)
    pointer = Pointer(version=version.version, manifest_sha256=sha256_of_bytes(text.encode()))
    if target.exists():
        try:
            read_verified(models, pointer)
            return False
        except CheckRefused:  # half of it, or changed since: made again from the registry
            _set_aside(target)
    unfinished = target.with_name(f"{target.name}{UNFINISHED_SUFFIX}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, expected in version.files.items():
        _copy_verified(version.folder / name, unfinished / name, expected)
    write_durably(unfinished / MANIFEST_FILE, text.encode())
    flush_folder(unfinished)
    unfinished.rename(target)
    flush_folder(target.parent)
    return True


def _copy_verified(source: Path, target: Path, expected: str) -> None:
    if not source.is_file():
        raise CheckRefused(
            f"{source} is not in the registry any more: not promoted. Train this version again."
        )
    if sha256_of_file(source) != expected:
        raise CheckRefused(
            f"{source} was changed since training registered it: not promoted. Train this version again."
        )
    write_durably(target, source.read_bytes())


def _set_aside(folder: Path) -> None:
    broken = folder.with_name(f"{folder.name}.broken")
    shutil.rmtree(broken, ignore_errors=True)
    folder.rename(broken)
    shutil.rmtree(broken)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    end_with_sentence(main)
