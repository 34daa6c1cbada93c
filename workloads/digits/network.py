"""The convolutional network for 8x8 digits; knows neither training nor serving."""

import torch
from torch import Tensor, nn

from workloads.digits.image import CLASSES, MAXIMUM_VALUE


class DigitNetwork(nn.Module):
    """Two 3x3 convolutions and two linear layers, 151,306 weights.

    Takes images (n, 8, 8) with values 0 to 16 and gives logits (n, 10): the scale belongs to the model, so
    nobody who serves it can forget it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 64, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
        )
        self.classify = nn.Sequential(
            nn.Linear(64 * 4 * 4, 128), nn.ReLU(), nn.Dropout(0.25), nn.Linear(128, CLASSES)
        )

    def forward(self, images: Tensor) -> Tensor:
        return self.classify(self.features(images.unsqueeze(1) / MAXIMUM_VALUE))


@torch.inference_mode()
def classify(network: DigitNetwork, images: Tensor) -> tuple[list[int], list[float]]:
    """The digit and its probability for each of the images (n, 8, 8) with values 0 to 16."""
    probabilities = network(images).softmax(dim=1)
    confidences, digits = probabilities.max(dim=1)
    return digits.tolist(), confidences.tolist()
