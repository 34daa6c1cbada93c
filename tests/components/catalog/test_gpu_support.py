"""What the tables say of GPUs, CUDA and drivers: every card of the catalog has a row, and rows agree."""

import pytest

from components.catalog.accelerators import accelerators
from components.catalog.gpu_names import is_of_family
from components.catalog.gpu_support import card_of, cards, drivers, first_drivers, version_of
from components.catalog.loading import load_catalog
from components.catalog.model import PROVIDERS


def test_every_gpu_of_the_catalog_has_a_row_or_runs_no_cuda() -> None:
    models = {offer.machine.gpu_model for offer in load_catalog().offers} - {None} | set(accelerators())
    found = {str(model): card_of(str(model)) for model in models}
    assert all(found.values()), "a model without a row is judged by nobody"
    assert {name for name, card in found.items() if card and card.architecture is None} == {"MI300X"}


@pytest.mark.parametrize(
    ("model", "card"),
    [
        ("NVIDIA H100 80GB HBM3", "H100"),
        ("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "A100"),
        ("nvidia-tesla-t4", "T4"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX-PRO-6000"),
        ("NVIDIA RTX 6000 Ada Generation", "RTX-6000-Ada"),
        ("NVIDIA L40S", "L40S"),
        ("NVIDIA GH200 480GB", "GH200"),
    ],
)
def test_the_names_of_drivers_and_labels_are_those_of_cards(model: str, card: str) -> None:
    assert (found := card_of(model)) is not None and found.name == card


@pytest.mark.parametrize("model", ["Quadro RTX 6000", "NVIDIA", "Habana Gaudi 2"])
def test_a_name_that_no_row_has_is_of_no_card(model: str) -> None:
    assert card_of(model) is None


def test_no_name_of_a_card_is_another_card_by_chance() -> None:
    for name in cards():
        others = [other for other in cards() if other != name and is_of_family(name, other)]
        assert not others, "the most words decide, and these would be as many or a part"


@pytest.mark.parametrize(
    ("card", "first", "last"),
    [
        ("V100", (9, 0), 12),
        ("T4", (9, 0), None),
        ("L4", (11, 0), None),
        ("B300", (12, 8), None),
        ("H100", (11, 8), None),
        ("B200", (12, 8), None),
    ],
)
def test_cuda_supports_what_nvidia_says(card: str, first: tuple[int, int], last: int | None) -> None:
    architecture = cards()[card].architecture
    assert architecture is not None
    assert (architecture.first_cuda, architecture.last_cuda) == (first, last)


def test_a_card_that_newer_cuda_dropped_has_a_last_driver_and_each_has_a_driver_that_its_cuda_needs() -> None:
    for card in cards().values():
        if architecture := card.architecture:
            assert (architecture.last_cuda is None) == (architecture.last_driver is None)
            assert architecture.last_driver is None or architecture.first_driver < architecture.last_driver


def test_drivers_of_every_cloud_are_known_and_run_the_newest_cuda_of_the_table() -> None:
    assert set(PROVIDERS) < set(drivers())
    assert first_drivers() == {11: 450, 12: 525, 13: 580}


@pytest.mark.parametrize("text", ["12", "12.8.1", "12.x", "", "１２.8"])
def test_a_text_that_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - who reads a cell says what is allowed
        version_of(text)
