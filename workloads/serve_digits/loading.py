"""Keeps the promoted model loaded: verifies every byte first, follows promotions, never gives out half a model."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass

import torch

from workloads.digits.network import DigitNetwork
from workloads.refusals import CheckRefused, WorkloadError
from workloads.registry.manifest import Pointer, read_pointer, read_verified
from workloads.registry.model import MODEL_FILE
from workloads.store_path import StorePath


@dataclass(frozen=True)
class LoadedModel:
    """A verified model, ready to judge images."""

    version: int
    network: DigitNetwork


def load_promoted(models: StorePath, pointer: Pointer) -> LoadedModel:
    """The model of a pointer, made from the very bytes whose hashes were checked.

    Raises CheckRefused where a hash does not match or the file is no model of this code, WorkloadFailed where the store
    cannot be read.
    """
    verified = read_verified(models, pointer)
    network = DigitNetwork()
    try:
        state = torch.load(io.BytesIO(verified.files[MODEL_FILE]), weights_only=True, map_location="cpu")
        network.load_state_dict(state)
    except Exception as error:  # noqa: BLE001 - torch raises many kinds for a file that is no such model
        raise CheckRefused(
            f"Version {verified.version} is whole, but it is no model for this code: {type(error).__name__}: "
            f"{error}. Promote a version that this code trained."
        ) from None
    return LoadedModel(verified.version, network.eval())


class PromotedModel:
    """The promoted model of a models store, replaced in one step when another version is promoted.

    A version that fails its check is not taken: the one before goes on answering, and `refusal` says why.
    """

    def __init__(self, models: StorePath, poll_seconds: float) -> None:
        self.models = models
        self.refusal: str | None = None
        self._pointer = read_pointer(models)
        self.current = load_promoted(models, self._pointer)
        self._stopping = threading.Event()
        self._watcher = threading.Thread(
            target=self._watch, args=(poll_seconds,), name="promoted-model", daemon=True
        )
        self._watcher.start()

    def stop(self) -> None:
        """Follow promotions no longer."""
        self._stopping.set()
        self._watcher.join()

    def look(self) -> bool:
        """Take what is promoted now; True where that was another version than before."""
        try:
            pointer = read_pointer(self.models)
            if pointer == self._pointer:
                self.refusal = None
                return False
            self.current = load_promoted(self.models, pointer)
        except WorkloadError as error:
            self.refusal = str(error)
            return False
        self._pointer, self.refusal = pointer, None
        return True

    def _watch(self, poll_seconds: float, report: Callable[[str], None] = print) -> None:
        reported: str | None = None
        while not self._stopping.wait(poll_seconds):
            if self.look():
                report(f"digits version {self.current.version} is promoted and loaded")
            if self.refusal and self.refusal != reported:
                report(f"digits version {self.current.version} goes on answering: {self.refusal}")
            reported = self.refusal
