"""The application's arguments are typed, with a range each."""

import pytest
from pydantic import ValidationError

from workloads.serve_digits.configuration import ServeDigits


def test_the_defaults_are_two_replicas_that_look_every_second() -> None:
    assert (ServeDigits().replicas, ServeDigits().poll_seconds) == (2, 1), "what the README promises"


@pytest.mark.parametrize(
    "wrong", [{"replicas": 0}, {"maximum_batch_size": 0}, {"poll": 1}, {"poll_seconds": 0}]
)
def test_unknown_arguments_and_values_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ServeDigits.model_validate(wrong)
