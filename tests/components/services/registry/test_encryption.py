"""Server and database of the registry speak TLS alone, and whoever asks them compares certificate and name."""

import pulumi
import pytest

from components.registry_client import TRUSTED
from components.services.registry.credentials import (
    DATABASE,
    SERVER,
    RegistryPasswords,
    database_url,
    secret_manifests,
    server_address,
    writers,
)
from components.services.registry.database import WHO_MAY, database_manifests
from components.services.registry.encryption import (
    Certificates,
    certificate_manifests,
    database_names,
    server_names,
    trusted_manifests,
)
from components.services.registry.server import server_manifests
from stacks.teardown import KEPT_SECRETS
from tests.components.services.isolation.topologies import named, store, topology

MADE = topology()
CERTIFICATES = Certificates(
    trusted="trusted", server="of the server", server_key="its key", database="of the database",
    database_key="the other key", fingerprint="a1",
)  # fmt: skip
PASSWORDS = RegistryPasswords(database="of the database", user="of the user", signing="of the sessions")
WORKLOADS = ((server_manifests, "Deployment", SERVER), (database_manifests, "StatefulSet", DATABASE))


def pod(manifests, kind, name, made=MADE):
    return named(manifests(made, "a1"), kind, name)["spec"]["template"]["spec"]


def container(manifests, kind, name, made=MADE):
    (only,) = pod(manifests, kind, name, made)["containers"]
    return only


def settings() -> dict[str, str]:
    arguments = container(*WORKLOADS[1])["args"]
    assert set(arguments[::2]) == {"-c"}
    return dict(each.split("=", 1) for each in arguments[1::2])


def said_url(database: str) -> str:
    """Return the address of a database as the server has it."""
    found: list[str] = []

    @pulumi.runtime.test
    def program() -> pulumi.Output[None]:
        return database_url("simulated", database).apply(found.append)

    program()
    return found[0]


def test_the_database_lets_nobody_in_without_tls_and_none_below_1_3() -> None:
    said = settings()
    assert (said["ssl"], said["ssl_min_protocol_version"]) == ("on", "TLSv1.3")
    rules = [line.split() for line in WHO_MAY.splitlines() if not line.startswith("#")]
    assert [rule[0] for rule in rules] == ["local", "hostssl"], (
        "no rule `host`, which takes plain connections"
    )
    assert rules[1][1:] == ["registry,auth", "groundplan", "all", "scram-sha-256"], "with the password"
    access = named(database_manifests(MADE), "ConfigMap", "registry-database-access")
    assert WHO_MAY in access["data"].values()


@pytest.mark.parametrize(
    "made", [MADE, topology(stores=(store("registry", endpoint="https://s3.example.com"),))]
)
@pytest.mark.parametrize(("manifests", "kind", "name"), WORKLOADS)
def test_what_it_is_told_to_read_is_mounted_from_a_secret_of_its_own(manifests, kind, name, made) -> None:
    spec = pod(manifests, kind, name, made)
    mounts = {
        each["mountPath"]: each["name"] for each in container(manifests, kind, name, made)["volumeMounts"]
    }
    secrets = {each["name"]: each["secret"] for each in spec["volumes"] if "secret" in each}
    secret = secrets[mounts["/groundplan/tls"]]
    made_secret = named(certificate_manifests(made, CERTIFICATES), "Secret", secret["secretName"])
    assert set(made_secret["stringData"]) == {"tls.crt", "tls.key"}
    assert secret["defaultMode"] == 0o440 and spec["securityContext"]["fsGroup"], (
        "PostgreSQL takes a key of root's that its group alone reads"
    )
    told = " ".join(container(manifests, kind, name, made)["args"])
    assert "/groundplan/tls/tls.crt" in told and "/groundplan/tls/tls.key" in told
    others = [
        each for each in mounts.values() if each in secrets and "certificate" in secrets[each]["secretName"]
    ]
    assert others == [mounts["/groundplan/tls"]], "and never the key of the other one"


def test_the_file_of_who_may_in_is_mounted_where_the_database_looks() -> None:
    mounts = [each["mountPath"] for each in container(*WORKLOADS[1])["volumeMounts"]]
    folder, _, file = settings()["hba_file"].rpartition("/")
    assert folder in mounts
    assert file in named(database_manifests(MADE), "ConfigMap", "registry-database-access")["data"]


@pytest.mark.parametrize("database", ["registry", "auth"])
def test_the_server_compares_the_databases_certificate_and_name(database: str) -> None:
    address, _, query = said_url(database).partition("?")
    assert query.split("&") == ["sslmode=verify-full", f"sslrootcert={TRUSTED}"]
    assert address.split("@")[1].split(":")[0] in database_names(MADE), (
        "the name that it is asked by is in it"
    )
    assert TRUSTED.rpartition("/")[0] in [
        each["mountPath"] for each in container(*WORKLOADS[0])["volumeMounts"]
    ]


def test_the_server_speaks_https_to_clients_and_to_probes() -> None:
    found = container(*WORKLOADS[0])
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert found[probe]["httpGet"]["scheme"] == "HTTPS", probe
    service = named(server_manifests(MADE), "Service", SERVER)["spec"]["ports"]
    assert [each["targetPort"] for each in service] == [each["name"] for each in found["ports"]] == ["https"]
    host = server_address(MADE).removeprefix("https://").split(":")[0]
    assert host in server_names(MADE), "clients ask by a name that the certificate has"


def test_whoever_gets_the_password_gets_whom_to_believe() -> None:
    there = {each["metadata"]["namespace"] for each in trusted_manifests(MADE, CERTIFICATES)}
    assert there == {"atlas-registry", *writers(MADE)}
    for each in trusted_manifests(MADE, CERTIFICATES):
        assert each["data"] == {"ca.crt": "trusted"}, "certificates alone: a ConfigMap keeps no secret"
    client = named(secret_manifests(MADE, PASSWORDS), "Secret", "registry-client", "atlas-train")[
        "stringData"
    ]
    assert client["MLFLOW_TRACKING_SERVER_CERT_PATH"] == TRUSTED


@pytest.mark.parametrize(("manifests", "kind", "name"), WORKLOADS)
def test_a_renewal_makes_its_pod_anew_and_touches_no_claim(manifests, kind, name) -> None:
    before, after = (named(manifests(MADE, mark), kind, name)["spec"] for mark in ("a1", "b2"))
    assert before["template"]["metadata"]["annotations"] == {"groundplan/authority": "a1"}
    assert after["template"]["metadata"]["annotations"] == {"groundplan/authority": "b2"}, (
        "files are read once"
    )
    for spec in (before, after):
        del spec["template"]["metadata"]["annotations"]
    assert before == after, "the claim is the database"


def test_keys_go_with_the_stack_also_where_the_database_is_kept() -> None:
    names = [each["metadata"]["name"] for each in certificate_manifests(MADE, CERTIFICATES)]
    assert len(names) == 2 and not any(name.startswith(KEPT_SECRETS) for name in names), (
        "the next up signs others; passwords of what is kept it does not make anew"
    )


def test_a_plan_without_a_registry_has_no_certificates() -> None:
    without = topology(stores=(store("datasets"),))
    assert certificate_manifests(without, CERTIFICATES) + trusted_manifests(without, CERTIFICATES) == ()
