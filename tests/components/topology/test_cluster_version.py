"""The version of Kubernetes that a stack says: one of a few, or a sentence that names them."""

from typing import Any

import pytest

from components.kubernetes.checks import TESTED
from components.topology.cluster_version import ON_CLOUDS, SUPPORTED, read
from components.topology.errors import TopologyErrors


def test_a_stack_that_says_none_gets_the_usual_one() -> None:
    assert read(None) == ON_CLOUDS


@pytest.mark.parametrize("version", SUPPORTED)
def test_each_that_is_supported_is_taken(version: str) -> None:
    assert read(version) == version


@pytest.mark.parametrize("given", ["1.33", "1.37", "1.35.2", "v1.35", "latest", "", 1.35, ["1.35"], True])
def test_any_other_is_refused_in_one_sentence_that_names_them(given: Any) -> None:
    with pytest.raises(TopologyErrors) as refused:
        read(given)
    said = str(refused.value)
    assert said.startswith("groundplan:kubernetes-version: ") and "\n" not in said
    assert f"it is one of {', '.join(SUPPORTED)}" in said and "Pulumi.<stack>.yaml" in said


def test_the_oldest_is_what_the_tests_run() -> None:
    assert SUPPORTED[0] == f"{TESTED[0]}.{TESTED[1]}", "older ones were tried by nobody"
