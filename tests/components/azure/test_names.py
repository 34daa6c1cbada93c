"""Names that Azure takes, the same for the same thing and different for different ones."""

import re
import uuid
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from components.azure import names
from components.plan.fields import NAME_PATTERN
from tests.components.azure import recorded

NAMES = st.from_regex(NAME_PATTERN, fullmatch=True)
STACKS = st.from_regex(r"[a-z][a-z0-9-]{0,60}[a-z0-9]", fullmatch=True)


@given(plan=NAMES, stack=STACKS)
def test_a_resource_group_has_a_name_that_azure_takes(plan: str, stack: str) -> None:
    assert len(names.node_group_name(plan, stack)) <= 80, "AKS refuses the group of its machines"
    assert re.fullmatch(r"[a-z0-9-]{1,90}", names.group_name(plan, stack))


@given(plan=NAMES, store=NAMES)
def test_an_account_has_a_name_that_azure_takes(plan: str, store: str) -> None:
    topology = replace(recorded.topology(), name=plan)
    assert re.fullmatch(r"[a-z0-9]{3,24}", names.account_name(topology, "group", store))


def test_two_stacks_of_one_plan_have_accounts_of_their_own() -> None:
    topology = recorded.topology()
    other = replace(topology, made_by={"groundplan-stack": "grace-laptop-local"})
    assert names.account_name(topology, "group", "models") != names.account_name(other, "group", "models"), (
        "an account's name is its own in the whole world"
    )


@given(plan=NAMES)
def test_the_zone_of_the_api_endpoint_has_a_name_that_aks_takes(plan: str) -> None:
    topology = replace(recorded.topology(), name=plan)
    form = r"[a-zA-Z0-9-]{1,32}\.private\.eastus\.azmk8s\.io"
    assert re.fullmatch(form, names.api_zone(topology)), "AKS refuses any other form"


def test_one_network_can_be_told_the_zones_of_two_stacks() -> None:
    topology = recorded.topology()
    other = replace(topology, made_by={"groundplan-stack": "grace-laptop-local"})
    assert names.api_zone(topology) != names.api_zone(other), "Azure links a network to one zone of a name"


@given(store=NAMES)
def test_a_container_has_a_name_that_azure_takes(store: str) -> None:
    name = names.container_name(store)
    assert re.fullmatch(r"[a-z0-9](?:-?[a-z0-9])+", name) and 3 <= len(name) <= 63


@given(pool=NAMES, cluster=NAMES)
def test_an_agent_pool_has_a_name_that_azure_takes(pool: str, cluster: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]{0,11}", names.agent_pool_name(pool, cluster, "spot", "1"))


def test_an_agent_pool_of_another_machine_has_another_name() -> None:
    first, second = (names.agent_pool_name("gpu", "train", machine) for machine in ("NC4", "NC8"))
    assert first != second, "the new pool could not be made before the old one goes"
    assert first.startswith("gpu") and second.startswith("gpu"), "a reader knows the pool again"


@given(st.text(), st.text(), st.text())
def test_a_grant_has_one_guid(scope: str, principal: str, role: str) -> None:
    name = names.role_assignment_name(scope, principal, role)
    assert str(uuid.UUID(name)) == name
    assert name == names.role_assignment_name(scope, principal, role), "every `up` would grant it anew"


def test_different_grants_have_different_guids() -> None:
    assert names.role_assignment_name("a", "b", "c") != names.role_assignment_name("a", "c", "b")
