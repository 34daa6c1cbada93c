"""Loads scikit-learn's bundled handwritten digits and splits them; downloads nothing.

1,797 real images of 8x8 pixels with values 0 to 16 (UCI "Optical Recognition of Handwritten Digits").
"""

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy

from workloads.digits.image import SIDE_PIXELS

# The held-out images must be the same for every training run, whatever its seed: else a digit that one
# model never saw would have taught another one, and accuracies could not be compared.
SPLIT_SEED = 20
HELD_OUT_FRACTION = 0.2


@dataclass(frozen=True)
class Digits:
    """Images (n, 8, 8) as float32 with values 0 to 16, their labels (n,) as int64, and their positions (n,)."""

    images: numpy.ndarray
    labels: numpy.ndarray
    positions: numpy.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Split:
    """The digits that teach and the digits that only judge; no position is in both."""

    train: Digits
    held_out: Digits
    sha256: str


@cache
def split_digits(seed: int = SPLIT_SEED, held_out_fraction: float = HELD_OUT_FRACTION) -> Split:
    """The stratified split of a seed: every class has the same share in both parts."""
    # Seconds to import, and only who makes a split needs it: workers receive one.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, targets = load_digits(return_X_y=True)
    images = numpy.asarray(pixels, dtype=numpy.float32).reshape(-1, SIDE_PIXELS, SIDE_PIXELS)
    labels = numpy.asarray(targets, dtype=numpy.int64)
    positions = numpy.arange(len(labels))
    train, held_out = train_test_split(
        positions, test_size=held_out_fraction, random_state=seed, stratify=labels
    )
    parts = [
        Digits(images=images[chosen], labels=labels[chosen], positions=chosen)
        for chosen in (numpy.sort(train), numpy.sort(held_out))
    ]
    return Split(train=parts[0], held_out=parts[1], sha256=_sha256_of(images, labels))


def _sha256_of(images: numpy.ndarray, labels: numpy.ndarray) -> str:
    digest = hashlib.sha256()
    for array, little_endian in ((images, "<f4"), (labels, "<i8")):
        digest.update(f"{array.shape}{little_endian}".encode())
        digest.update(array.astype(little_endian).tobytes())
    return digest.hexdigest()
