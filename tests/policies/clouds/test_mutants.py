"""Each security-relevant property of a cloud's examples, broken once, is caught by a rule, or it is said why not."""

import pytest

from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.proof import assert_caught
from tests.policies.mutants.survivors import REASONS
from tests.policies.mutants.targets import TABLES

CLOUDS = ("aws", "azure", "gcp")


@pytest.mark.parametrize(
    ("cloud", "mutation"),
    [pytest.param(cloud, mutation, id=str(mutation)) for cloud in CLOUDS for mutation in TABLES[cloud]],
)
def test_what_is_broken_is_caught_or_has_a_reason(cloud: str, mutation: Mutation) -> None:
    assert_caught(cloud, mutation)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_reasons_are_about_mutations_that_are_made(cloud: str) -> None:
    assert REASONS[cloud].keys() <= set(map(str, TABLES[cloud]))
