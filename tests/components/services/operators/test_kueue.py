"""Kueue is declared with its webhooks, and so that its absence holds up nobody else."""

import json

from components.services.operators.kueue import kueue_definitions, kueue_manifests
from tests.components.services.isolation.topologies import named, platform, topology


def manifests():
    return kueue_manifests(topology(), platform())


def webhooks():
    return [
        webhook
        for each in manifests()
        if each["kind"].endswith("WebhookConfiguration")
        for webhook in each["webhooks"]
    ]


def test_names_and_references_agree():
    found = manifests()
    names = {(each["kind"], each["metadata"]["name"]) for each in found}
    bindings = [each for each in found if "roleRef" in each]

    for binding in bindings:
        assert (binding["roleRef"]["kind"], binding["roleRef"]["name"]) in names, (
            "a binding of a role that is there"
        )
        assert all(("ServiceAccount", each["name"]) in names for each in binding["subjects"]), (
            "to its account"
        )
    pod = named(found, "Deployment", "kueue-controller-manager")["spec"]["template"]["spec"]
    assert ("ServiceAccount", pod["serviceAccountName"]) in names, "the account of the pod"
    for volume in pod["volumes"]:
        kind, name = (
            ("ConfigMap", volume["configMap"]["name"])
            if "configMap" in volume
            else ("Secret", volume["secret"]["secretName"])
        )
        assert (kind, name) in names, "what the pod mounts is declared"


def test_services_find_the_pod():
    found = manifests()
    pod = named(found, "Deployment", "kueue-controller-manager")["spec"]["template"]

    for service in (each for each in found if each["kind"] == "Service"):
        labels = pod["metadata"]["labels"].items()
        assert service["spec"]["selector"].items() <= labels, service["metadata"]["name"]


def test_webhooks_are_asked_about_nothing_that_others_need():
    asked = {
        (group, resource) for webhook in webhooks() for rule in webhook["rules"]
        for group in rule["apiGroups"] for resource in rule["resources"]
    }  # fmt: skip

    assert ("", "pods") not in asked and ("apps", "deployments") not in asked, "they fail closed"
    assert {("ray.io", "rayclusters"), ("ray.io", "rayjobs"), ("batch", "jobs")} <= asked, "what it manages"


def test_jobs_are_asked_about_only_in_namespaces_of_a_plan():
    foreign = [each for each in webhooks() if "kueue.x-k8s.io" not in each["rules"][0]["apiGroups"]]

    assert len(foreign) == 6, "mutating and validating, of RayCluster, RayJob and Job"
    for webhook in foreign:
        (term,) = webhook["namespaceSelector"]["matchExpressions"]
        assert term == {"key": "groundplan-plan", "operator": "Exists"}, webhook["name"]


def test_no_bundle_of_certificates_is_declared():
    bundles = [each for each in webhooks() if "caBundle" in each["clientConfig"]]

    assert not bundles, "Kueue writes it itself, and whoever declares it would take it away again"
    assert all(each["clientConfig"]["service"]["name"] == "kueue-webhook-service" for each in webhooks()), (
        "ours"
    )


def test_unlabelled_work_is_left_alone():
    settings = named(manifests(), "ConfigMap", "kueue-manager-config")["data"][
        "controller_manager_config.yaml"
    ]
    configuration = json.loads(settings)

    assert configuration["manageJobsWithoutQueueName"] is False, "only what names a queue waits"
    assert configuration["integrations"]["frameworks"] == [
        "batch/job",
        "ray.io/raycluster",
        "ray.io/rayjob",
    ], "ours"
    assert configuration["waitForPodsReady"]["timeout"], "a gang that does not come up gives its share back"


def test_kinds_with_several_versions_are_converted_by_its_webhook():
    converted = {
        each["metadata"]["name"].partition(".")[0]
        for each in kueue_definitions(topology())
        if each["spec"].get("conversion", {}).get("strategy") == "Webhook"
    }

    assert converted == {"localqueues", "clusterqueues", "cohorts", "workloads", "multikueueclusters"}, (
        "those of upstream's kustomization"
    )
