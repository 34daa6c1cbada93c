"""Learns digits epoch by epoch on one process or several; knows PyTorch, not Ray and no store."""

import math
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from workloads.digits.data import Digits, Split
from workloads.digits.image import SIDE_PIXELS
from workloads.digits.network import DigitNetwork
from workloads.train_digits.configuration import TrainDigits

Metrics = dict[str, float]


class Learner:
    """One process's share of a run: its network, its optimizer and its part of every batch.

    What an epoch does depends only on the seed, the epoch and the rank, so a run that resumed has seen the same
    digits in the same order as one that was never killed.
    """

    def __init__(
        self,
        configuration: TrainDigits,
        split: Split,
        *,
        rank: int,
        device: torch.device,
        prepare: Callable[[nn.Module], nn.Module],
    ) -> None:
        torch.manual_seed(configuration.seed)
        self.configuration, self.rank, self.device = configuration, rank, device
        self.network = DigitNetwork().to(device)
        self.parallel = prepare(self.network)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=configuration.learning_rate)
        self.train_images, self.train_labels = _tensors(split.train, device)
        self.held_out_images, self.held_out_labels = _tensors(split.held_out, device)
        self.finished_epochs = 0

    @property
    def steps_per_epoch(self) -> int:
        """Whole batches in all copies; the remainder differs every epoch, as the order does."""
        images = len(self.train_labels) * self.configuration.copies
        return max(1, images // self.configuration.batch_size)

    def learn_epoch(self) -> Metrics:
        """Learn one epoch, judge it on the held-out digits, and say how it went."""
        started = time.perf_counter()
        epoch, configuration = self.finished_epochs, self.configuration
        order = _order_of(len(self.train_labels), configuration, epoch).to(self.device)
        # Dropout and augmentation draw from the process's own generator: seeded by epoch and rank.
        torch.manual_seed((configuration.seed * 100_003 + epoch) * 1_009 + self.rank)
        self.parallel.train()
        total_loss = torch.zeros((), device=self.device)
        for step in range(self.steps_per_epoch):
            batch = order[step * configuration.batch_size : (step + 1) * configuration.batch_size]
            total_loss += self._learn_step(batch[self.rank :: configuration.workers], epoch, step)
        learned = time.perf_counter() - started
        accuracy = self.judge()
        self.finished_epochs = epoch + 1
        images = self.steps_per_epoch * configuration.batch_size
        return {
            "epoch": self.finished_epochs,
            "loss": total_loss.item() / self.steps_per_epoch,
            "accuracy": accuracy,
            "images_per_second": images / learned,
            "epoch_seconds": time.perf_counter() - started,
        }

    def _learn_step(self, mine: Tensor, epoch: int, step: int) -> Tensor:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate_at(epoch * self.steps_per_epoch + step)
        images = shifted(self.train_images[mine])
        loss = functional.cross_entropy(self.parallel(images), self.train_labels[mine], label_smoothing=0.05)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def _rate_at(self, step: int) -> float:
        last = self.configuration.epochs * self.steps_per_epoch
        return self.configuration.learning_rate * 0.5 * (1 + math.cos(math.pi * min(1.0, step / last)))

    @torch.inference_mode()
    def judge(self) -> float:
        """The share of held-out digits that are read correctly, counted over all processes."""
        self.network.eval()
        mine = slice(self.rank, None, self.configuration.workers)
        found = self.network(self.held_out_images[mine]).argmax(dim=1)
        correct = (found == self.held_out_labels[mine]).sum().double()
        if self.configuration.workers > 1:
            distributed.all_reduce(correct)
        return correct.item() / len(self.held_out_labels)

    def state(self) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "finished_epochs": self.finished_epochs,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.finished_epochs = state["finished_epochs"]


def shifted(images: Tensor) -> Tensor:
    """Each of the images (n, 8, 8) moved by up to one pixel in both directions, zeros moving in."""
    count, span = len(images), torch.arange(SIDE_PIXELS, device=images.device)
    padded = functional.pad(images, (1, 1, 1, 1))
    rows = torch.randint(0, 3, (count, 1, 1), device=images.device) + span[None, :, None]
    columns = torch.randint(0, 3, (count, 1, 1), device=images.device) + span[None, None, :]
    return padded[torch.arange(count, device=images.device)[:, None, None], rows, columns]


def _order_of(count: int, configuration: TrainDigits, epoch: int) -> Tensor:
    generator = torch.Generator().manual_seed(configuration.seed * 100_003 + epoch)
    return torch.randperm(count * configuration.copies, generator=generator) % count


def _tensors(digits: Digits, device: torch.device) -> tuple[Tensor, Tensor]:
    # Copied: what comes out of Ray's object store is read-only, which torch cannot express.
    return torch.tensor(digits.images, device=device), torch.tensor(digits.labels, device=device)
