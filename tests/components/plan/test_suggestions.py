"""A typing error is answered with what was probably meant, and with nothing when nobody can know."""

import pytest

from components.plan.suggestions import did_you_mean, nearest_name

KNOWN = ["storage", "clusters", "development", "production", "on-demand", "checkpoints"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("storge", "storage"),
        ("Clusters", "clusters"),
        ("cluster", "clusters"),
        ("dev", "development"),
        ("prod", "production"),
        ("on_demand", "on-demand"),
        ("ON-DEMAND", "on-demand"),
        ("chekpoints", "checkpoints"),
    ],
)
def test_a_typing_error_finds_the_name_that_was_meant(given: str, meant: str) -> None:
    assert nearest_name(given, KNOWN) == meant
    assert did_you_mean(given, KNOWN) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("given", ["", "d", "colour", "a" * 100_000, None, 3, ["storage"]])
def test_anything_else_finds_no_name(given: object) -> None:
    assert nearest_name(given, KNOWN) is None, "a wrong guess is worse than none"


def test_nothing_known_means_nothing_proposed() -> None:
    assert did_you_mean("storage", []) is None
