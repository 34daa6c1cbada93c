"""The state of a stack tells every command whether the API of its cluster answers inside its network alone."""

import pytest

from stacks.private_way import is_recorded_private
from stacks.state import Deployment, Resource
from tests.clouds import one_plan
from tests.clouds.one_plan import AS_IT_IS
from tests.clouds.provisioned import made


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
@pytest.mark.parametrize(("change", "private"), [(AS_IT_IS, True), ("opened", False)])
def test_a_state_tells_whether_its_cluster_is_private(cloud: str, change: str, private: bool) -> None:
    resources = [
        Resource(urn=each.name, kind=each.type, is_custom=True, is_protected=False, inputs=each.inputs)
        for each in made(cloud, change).own().values()
    ]
    state = Deployment(resources=tuple(resources), outputs={}, pending=())
    assert is_recorded_private(state) is private, "the plan allows nobody from outside, or some"
