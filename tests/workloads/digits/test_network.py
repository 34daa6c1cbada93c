"""The network takes images as requests carry them."""

import torch

from workloads.digits.network import DigitNetwork, classify


def test_it_has_the_weights_its_documentation_says() -> None:
    weights = sum(parameter.numel() for parameter in DigitNetwork().parameters())
    assert f"{weights:,} weights" in (DigitNetwork.__doc__ or ""), "the size decides how fast it is served"


def test_classify_gives_one_digit_and_one_probability_an_image() -> None:
    digits, confidences = classify(DigitNetwork().eval(), torch.rand(5, 8, 8) * 16)
    assert len(digits) == len(confidences) == 5, "one answer for each image"
    assert all(digit in range(10) for digit in digits), "ten classes"
    assert all(0.1 <= confidence <= 1 for confidence in confidences), "the largest of ten is at least a tenth"


def test_an_answer_does_not_depend_on_its_neighbours_in_the_batch() -> None:
    torch.manual_seed(0)
    network, images = DigitNetwork().eval(), torch.rand(7, 8, 8) * 16
    alone = [classify(network, image.unsqueeze(0))[0][0] for image in images]
    assert classify(network, images)[0] == alone, "batching is for speed and changes no answer"
