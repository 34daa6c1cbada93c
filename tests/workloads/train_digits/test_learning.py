"""Learning depends on seed and epoch only, so a resumed run is the run that was never killed."""

from collections.abc import Iterator

import pytest
import torch

from workloads.digits.data import Digits, Split, split_digits
from workloads.train_digits.configuration import TrainDigits
from workloads.train_digits.learning import Learner, shifted

SETTINGS = TrainDigits(workers=1, epochs=4, copies=1)


def few(digits: Digits, count: int) -> Digits:
    return Digits(digits.images[:count], digits.labels[:count], digits.positions[:count])


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the workers have it; two threads on a busy machine wait for one another."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def split() -> Split:
    """256 digits to learn and 100 to judge: enough to learn something in a second."""
    whole = split_digits()
    return Split(few(whole.train, 256), few(whole.held_out, 100), whole.sha256)


def learner(split: Split, settings: TrainDigits = SETTINGS) -> Learner:
    return Learner(settings, split, rank=0, device=torch.device("cpu"), prepare=lambda network: network)


def test_learning_lowers_the_loss_and_reads_more_digits(split: Split) -> None:
    one = learner(split)
    before = one.judge()
    rows = [one.learn_epoch() for _ in range(4)]
    assert rows[-1]["loss"] < rows[0]["loss"], "four epochs on 256 digits learn something"
    assert rows[-1]["accuracy"] > max(0.3, before), "an untrained network reads about a tenth"
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4], "epochs count what is finished"


def test_a_restored_learner_ends_where_an_undisturbed_one_ends(split: Split) -> None:
    undisturbed, killed = learner(split), learner(split)
    rows = [undisturbed.learn_epoch() for _ in range(3)]
    killed.learn_epoch()
    resumed = learner(split, SETTINGS)
    torch.manual_seed(12345)  # another process has drawn other numbers before
    resumed.restore(killed.state())
    last = [resumed.learn_epoch() for _ in range(2)][-1]
    assert last["epoch"] == 3, "two epochs after the first"
    assert last["loss"] == pytest.approx(rows[-1]["loss"], rel=1e-4), "the same digits in the same order"
    for name, weights in undisturbed.network.state_dict().items():
        assert torch.allclose(weights, resumed.network.state_dict()[name], atol=1e-4), (
            f"{name} went another way"
        )


def test_an_epoch_shows_every_copy_of_every_digit(split: Split) -> None:
    steps = learner(split, TrainDigits(workers=1, copies=3)).steps_per_epoch
    assert steps == 3 * 256 // 64, "three times 256 digits in batches of 64"


def test_another_seed_learns_in_another_order(split: Split) -> None:
    rows = [learner(split, TrainDigits(workers=1, seed=seed, copies=1)).learn_epoch() for seed in (1, 2)]
    assert rows[0]["loss"] != rows[1]["loss"], "the seed decides weights, order and augmentation"


def test_a_shifted_image_keeps_its_ink_unless_it_leaves_the_edge() -> None:
    torch.manual_seed(0)
    images = torch.zeros(50, 8, 8)
    images[:, 3, 4] = 16
    moved = shifted(images)
    assert moved.shape == images.shape, "the form stays"
    assert (moved.sum(dim=(1, 2)) == 16).all(), "one pixel cannot leave the middle in one step"
    assert (moved[:, 2:5, 3:6].sum(dim=(1, 2)) == 16).all(), "and moves by one pixel at most"
    assert len({tuple(torch.nonzero(image)[0].tolist()) for image in moved}) == 9, "in all nine directions"
