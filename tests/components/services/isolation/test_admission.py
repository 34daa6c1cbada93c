"""Admission policies as they are rendered; what they refuse is tried on a real API server."""

from hypothesis import given

from components.services.isolation.admission import admission, forbidden, readable
from components.services.registry.credentials import RegistryPasswords, secret_manifests
from components.topology.model import Topology
from components.topology.places import REGISTRY_CLIENT_SECRET
from tests.components.services.isolation.topologies import TRAIN, named, platform, topologies, topology


def test_serving_may_read_models_and_reach_nothing_else() -> None:
    assert [each.name for each in readable(topology())] == ["models"], "as the rights say"
    assert [each.name for each in forbidden(topology())] == [
        "datasets",
        "checkpoints",
        "scratch",
        "registry",
    ], "whatever else is stored"


@given(topologies())
def test_every_policy_is_bound_denies_and_fails_closed(plan: Topology) -> None:
    made = admission(plan, platform())
    policies = [each for each in made if each["kind"] == "ValidatingAdmissionPolicy"]
    for policy in policies:
        binding = named(made, "ValidatingAdmissionPolicyBinding", policy["metadata"]["name"])
        assert binding["spec"]["policyName"] == policy["metadata"]["name"], (
            "a policy without a binding does nothing"
        )
        assert "Deny" in binding["spec"]["validationActions"], "it refuses"
        assert policy["spec"]["failurePolicy"] == "Fail", "and what cannot be judged is refused too"
    assert len(made) == 2 * len(policies), "no binding is left over"


@given(topologies())
def test_policies_reach_no_further_than_the_plans_own_namespaces(plan: Topology) -> None:
    for policy in admission(plan, platform()):
        if policy["kind"] == "ValidatingAdmissionPolicy":
            where = policy["spec"]["matchConstraints"]["namespaceSelector"]["matchLabels"]
            assert where["groundplan-plan"] == "atlas", "others in the cluster notice nothing"


def test_without_serving_only_images_are_judged() -> None:
    names = {each["metadata"]["name"] for each in admission(topology([TRAIN]), platform())}
    assert names == {"atlas-pinned-images"}, "there is nobody to keep apart"


def test_where_nodes_run_nothing_images_may_be_without_digest() -> None:
    names = {each["metadata"]["name"] for each in admission(topology(), platform(), pinned_images=False)}
    assert names == {"atlas-serving-storage", "atlas-serving-claims"}, "the rest is judged all the same"


def test_the_secret_that_admission_guards_is_the_one_that_the_registry_makes() -> None:
    passwords = RegistryPasswords(database="of the database", user="of the user", signing="of the sessions")
    made = {each["metadata"]["name"] for each in secret_manifests(topology(), passwords)}
    assert REGISTRY_CLIENT_SECRET in made, "admission would guard a name that nobody uses"
