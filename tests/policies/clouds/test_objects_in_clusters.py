"""What a cloud's components make inside their cluster keeps the rules about Kubernetes too."""

import pytest

from policies.judge.resource import Stack
from tests.policies.breach import violations
from tests.policies.captured import CLOUD_EXAMPLES, of_a_cloud
from tests.policies.on_kubernetes.sound import with_digests
from tests.policies.rules_of import rules_of


@pytest.mark.parametrize("example", [each for examples in CLOUD_EXAMPLES.values() for each in examples])
def test_objects_in_the_cluster_of_a_cloud_break_no_rule(example: str) -> None:
    inside = [each for each in of_a_cloud(example).resources if each.type.startswith("kubernetes:")]
    stack = with_digests(Stack(tuple(inside)))
    found = {rule.name: violations(rule, stack) for rule in rules_of("kubernetes")}
    assert {name: texts for name, texts in found.items() if texts} == {}
