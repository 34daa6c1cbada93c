"""Metrics of GPUs on GKE: an exporter of the plan's own, beside GKE's driver and device plugin and in nobody's way."""

from components.gcp.gpu_metrics import exporter_manifests
from components.services.isolation.ends import gpu_exporter
from components.services.observability.monitors import monitors
from tests.components.gcp import recorded
from tests.components.gcp.provisioned import CLUSTER, made, provisioned, with_gpus

TOPOLOGY = recorded.topology(**with_gpus())


def test_no_operator_is_brought_where_gke_brings_driver_and_plugin() -> None:
    handed, _ = provisioned(**with_gpus())
    assert "gpu-operator" in handed.present, "its driver is refused there, and its plugin would be the second"
    assert handed.gpu_software == {"driver", "toolkit", "device-plugin"}
    assert handed.images == ("dcgm-exporter",), (
        "so that one without a digest is refused before anything is made"
    )
    assert provisioned()[0].images == ()


def test_it_runs_where_gpus_are_and_asks_for_none() -> None:
    daemons, _ = exporter_manifests(TOPOLOGY)
    pod = daemons["spec"]["template"]["spec"]
    (term,) = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
        "nodeSelectorTerms"
    ]
    assert term["matchExpressions"][0]["key"] == "cloud.google.com/gke-accelerator"
    assert pod["tolerations"] == [{"operator": "Exists"}], "GPUs are tainted, and pools with an order as well"
    (container,) = pod["containers"]
    assert "nvidia.com/gpu" not in str(container["resources"]), "it would take a GPU from work"
    assert "@" in container["image"]
    places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    library = next(each["value"] for each in container["env"] if each["name"] == "LD_LIBRARY_PATH")
    assert library.startswith(places["driver"]), "it finds the driver where it is mounted"


def test_the_plans_prometheus_finds_it_and_may_ask_it() -> None:
    daemons, service = exporter_manifests(TOPOLOGY)
    handed, _ = provisioned(**with_gpus())
    monitor = next(spec for _, name, spec in monitors(TOPOLOGY, handed) if name == "gpu")
    assert monitor["namespaceSelector"] == {"any": True}
    labels = service["metadata"]["labels"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    (endpoint,), (port,) = monitor["endpoints"], service["spec"]["ports"]
    assert endpoint["port"] == port["name"]
    assert service["metadata"]["annotations"]["pulumi.com/skipAwait"] == "true", "pools grow from no machine"
    pods = daemons["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= pods.items()
    (peer,) = list(gpu_exporter().peers or ())
    assert peer["podSelector"]["matchLabels"].items() <= pods.items(), "policies let it be asked"


def test_it_stands_alone() -> None:
    (cluster,) = recorded.of_type(made(**with_gpus()), CLUSTER).values()
    config = cluster.inputs["monitoringConfig"]
    assert config["enableComponents"] == ["SYSTEM_COMPONENTS"], "GKE's own exporter would be a second one"
    found = made(**with_gpus())
    assert "daemonset-kube-system-nvidia-dcgm-exporter" in found, [
        name for name in found if name.startswith("daemonset")
    ]


def test_plans_without_gpus_have_none_of_it() -> None:
    assert exporter_manifests(recorded.topology()) == ()
