"""KubeRay is declared so that it may do what it needs in the plan's namespaces and nothing elsewhere."""

from hypothesis import given

from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests
from tests.components.services.isolation.topologies import named, platform, topologies, topology


def manifests(**changed):
    return kuberay_manifests(topology(**changed), platform())


def container():
    deployment = named(manifests(), "Deployment", "kuberay-operator")
    return deployment["spec"]["template"]["spec"]["containers"][0]


@given(topologies())
def test_it_has_rights_in_every_namespace_with_clusters_and_in_no_other(plan):
    found = kuberay_manifests(plan, platform())
    bound = {each["metadata"]["namespace"] for each in found if each["kind"] == "RoleBinding"}

    assert bound == {"kuberay-system", *(f"atlas-{cluster.name}" for cluster in plan.clusters)}, (
        "by RoleBindings"
    )
    assert not [each for each in found if each["kind"] == "ClusterRoleBinding"], "none holds everywhere"


def test_it_watches_the_namespaces_in_which_it_has_rights():
    assert "--watch-namespace=atlas-serve,atlas-train" in container()["args"], (
        "else it would be refused lists"
    )


def test_its_image_has_no_tag_of_its_own():
    assert container()["image"].startswith("quay.io/kuberay/operator"), "the repository of images.lock"
    assert "@" in container()["image"], "pinned by digest, or the placeholder for one"


def test_it_runs_without_privileges():
    security = container()["securityContext"]

    assert security["capabilities"] == {"drop": ["ALL"]} and security["readOnlyRootFilesystem"], (
        "what restricted asks"
    )
    labels = named(manifests(), "Namespace", "kuberay-system")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted", "and its namespace enforces it"


def test_only_the_version_that_is_stored_is_declared():
    versions = {
        tuple(v["name"] for v in kind["spec"]["versions"]) for kind in kuberay_definitions(topology())
    }

    assert versions == {("v1",)}, "v1alpha1 is the same schema again, in every stack's state"


def test_everything_says_that_groundplan_manages_it():
    found = [*kuberay_definitions(topology()), *manifests()]
    unlabelled = [
        each["metadata"]["name"]
        for each in found
        if each["metadata"]["labels"].get("app.kubernetes.io/managed-by") != "groundplan"
        or each["metadata"]["labels"].get("groundplan-plan") != "atlas"
    ]

    assert not unlabelled, "what is not ours is never changed or removed, so ours must be known"
