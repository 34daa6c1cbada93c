"""The split is fixed, fair, and holds real digits."""

import numpy
import pytest

from workloads.digits.data import HELD_OUT_FRACTION, split_digits
from workloads.digits.image import CLASSES, MAXIMUM_VALUE, SIDE_PIXELS

BUNDLED_SHA256 = "b1aaed0a13f9cdb7a7a1ab44eee658a2e851fb8517e8a7f59d694e6de61c5e0f"


def test_no_digit_is_in_both_parts_and_none_is_lost() -> None:
    split = split_digits()
    train, held_out = set(split.train.positions.tolist()), set(split.held_out.positions.tolist())
    assert not train & held_out, "a digit that taught must not judge"
    assert train | held_out == set(range(1797)), "scikit-learn bundles 1,797 digits"


def test_every_class_has_the_same_share_in_both_parts() -> None:
    split = split_digits()
    for digit in range(CLASSES):
        counts = [int((part.labels == digit).sum()) for part in (split.train, split.held_out)]
        assert counts[1] / sum(counts) == pytest.approx(HELD_OUT_FRACTION, abs=0.005), f"digit {digit}"


def test_images_have_the_form_that_serving_asks_for() -> None:
    images = split_digits().train.images
    assert images.shape[1:] == (SIDE_PIXELS, SIDE_PIXELS), "rows and columns of a request"
    assert images.dtype == numpy.float32, "the network's input"
    assert (images.min(), images.max()) == (0, MAXIMUM_VALUE), "the values a request may have"


def test_the_same_seed_gives_the_same_split_and_another_seed_another() -> None:
    again = split_digits.__wrapped__()
    assert (again.held_out.positions == split_digits().held_out.positions).all(), (
        "held out once, held out always"
    )
    other = split_digits(seed=21)
    assert (other.held_out.positions != split_digits().held_out.positions).any(), "the seed decides the split"


def test_the_hash_stands_for_the_data_and_not_for_the_split() -> None:
    assert split_digits().sha256 == split_digits(seed=21).sha256, "the same images and labels"
    assert split_digits().sha256 == BUNDLED_SHA256, "the data bundled with scikit-learn changed"
