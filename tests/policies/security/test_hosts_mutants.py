"""Each security-relevant property of this machine's example, broken once, is caught, or it is said why not."""

import pytest

from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.proof import assert_caught
from tests.policies.mutants.survivors import REASONS
from tests.policies.mutants.targets import TABLES

MUTATIONS = TABLES["hosts"]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_what_is_broken_is_caught_or_has_a_reason(mutation: Mutation) -> None:
    assert_caught("hosts", mutation)


def test_reasons_are_about_mutations_that_are_made() -> None:
    assert REASONS["hosts"].keys() <= set(map(str, MUTATIONS))
