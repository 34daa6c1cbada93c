"""Every file that Ray writes is sent from where it is written to where it is kept."""

import json
from typing import Any

from components.ray.manifests.encryption import programs
from components.ray.manifests.logs import HEALTH_PORT, PORT, log_manifests
from components.ray.manifests.pods import pod_template
from components.topology import pod_ports
from tests.components.ray import plans_on_kubernetes as plans


def objects(**changed: Any) -> dict[str, Any]:
    setting = plans.setting(plans.train(), **changed)
    return {manifest["kind"]: manifest for manifest in log_manifests(setting, plans.CREDENTIALS)}


def configuration(name: str) -> dict[str, Any]:
    return json.loads(objects()["ConfigMap"]["data"][name])


def test_what_is_sent_is_what_is_collected() -> None:
    (send,) = configuration("send.yaml")["pipeline"]["outputs"]
    (collect,) = configuration("collect.yaml")["pipeline"]["inputs"]
    service = objects()["Service"]
    assert send["port"] == collect["port"] == service["spec"]["ports"][0]["port"] == PORT
    assert send["host"] == f"{service['metadata']['name']}.{service['metadata']['namespace']}.svc"
    assert send["shared_key"] == collect["shared_key"] == "${GROUNDPLAN_LOG_KEY}", (
        "the key itself is in no file"
    )
    assert (send["tls"], send["tls.verify"], collect["tls"]) == ("on", "on", "on")


def test_the_sender_reads_where_ray_writes_and_ends_after_it() -> None:
    setting = plans.setting(plans.train())
    pod = pod_template(setting, setting.cluster.head, fault_tolerant=True)["spec"]
    (sender,) = [one for one in pod["initContainers"] if one["name"] == "logs"]
    (ray,) = pod["containers"]
    assert sender["restartPolicy"] == "Always", (
        "Kubernetes would end it together with Ray, or wait for it for ever"
    )
    written = {mount["name"]: mount["mountPath"] for mount in ray["volumeMounts"]}
    read = {mount["name"]: mount for mount in sender["volumeMounts"]}
    assert read["ray-logs"]["mountPath"] == written["ray-logs"]
    assert read["ray-logs"]["readOnly"] is True
    (tail,) = configuration("send.yaml")["pipeline"]["inputs"]
    assert all(path.startswith(written["ray-logs"]) for path in tail["path"].split(","))


def test_the_collector_writes_to_the_volume_that_the_keeper_bounds() -> None:
    pod = objects()["StatefulSet"]["spec"]["template"]["spec"]
    collect, keep, _read = pod["containers"]
    (written,) = configuration("collect.yaml")["pipeline"]["outputs"]
    for container in (collect, keep):
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounts["kept"] == written["path"]
    bound = int({one["name"]: one["value"] for one in keep["env"]}["GROUNDPLAN_LOG_BYTES"])
    (claim,) = objects()["StatefulSet"]["spec"]["volumeClaimTemplates"]
    assert bound < int(claim["spec"]["resources"]["requests"]["storage"]), "the volume would fill up"
    assert collect["readinessProbe"]["httpGet"]["port"] == HEALTH_PORT


def test_what_hands_the_logs_out_only_reads_them_and_is_on_no_network() -> None:
    pod = objects()["StatefulSet"]["spec"]["template"]["spec"]
    collect, _keep, read = pod["containers"]
    mounts = {mount["name"]: mount for mount in read["volumeMounts"]}
    (written,) = configuration("collect.yaml")["pipeline"]["outputs"]
    assert mounts["kept"] == {"name": "kept", "mountPath": written["path"], "readOnly": True}
    environment = {one["name"]: one["value"] for one in read["env"]}
    assert environment["GROUNDPLAN_LOG_FOLDER"] == written["path"], "where they are kept"
    assert environment["GROUNDPLAN_LOG_PORT"] == str(pod_ports.KEPT_LOGS), "where `groundplan logs` asks"
    assert "ports" not in read and "envFrom" not in read, "no flow leads there, and it knows no key"
    ours = {PORT, HEALTH_PORT, *(port["containerPort"] for port in collect["ports"])}
    assert pod_ports.KEPT_LOGS not in ours, "the containers of a pod share its ports"
    setting = plans.setting(plans.train())
    brought = programs(setting)["data"]
    assert read["command"][-1].rpartition("/")[2] in brought, "its program is brought"
    for probe in (read["readinessProbe"], read["livenessProbe"]):
        assert probe["exec"]["command"][-1].rpartition("/")[2] == "ask_logs.py", "it is ready when it answers"
    assert "ask_logs.py" in brought, "by a program that is brought too"
    assert "httpGet" not in read["readinessProbe"], "the kubelet does not get to the pod's loopback"


def test_logs_of_production_are_not_deleted_with_what_wrote_them() -> None:
    cluster = plans.train()
    for protected, expected in ((False, "Delete"), (True, "Retain")):
        topology = plans.topology(cluster, deletion_protection=protected)
        found = objects(topology=topology)["StatefulSet"]["spec"]["persistentVolumeClaimRetentionPolicy"]
        assert found["whenDeleted"] == expected
