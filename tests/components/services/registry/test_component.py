"""The registry has a database of its own, asks who comes, and lets nobody else near its store."""

import json

import pytest

from components.contract import StorageDriver
from components.services.isolation.claims import claims
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.isolation.storage import storage_classes
from components.services.registry.credentials import (
    RegistryPasswords,
    secret_manifests,
    server_address,
    writers,
)
from components.services.registry.database import database_manifests, volume_of
from components.services.registry.encryption import (
    Certificates,
    certificate_manifests,
    trusted_manifests,
)
from components.services.registry.server import server_manifests
from components.services.volumes import volume_manifests
from tests.components.services.declared import apply, plain
from tests.components.services.isolation.topologies import named, platform, store, topology

MADE = topology()
IN_OBJECTS = topology(stores=(store("registry", endpoint="https://s3.example.com"),))
PASSWORDS = RegistryPasswords(database="of the database", user="of the user", signing="of the sessions")
CERTIFICATES = Certificates(
    trusted="trusted", server="of the server", server_key="its key", database="of the database",
    database_key="the other key", fingerprint="first",
)  # fmt: skip
DRIVER = StorageDriver(name="filestore.csi.storage.gke.io", parameters={})


def pod(manifests, kind, name):
    return named(manifests, kind, name)["spec"]["template"]["spec"]


def server(made=MADE):
    (container,) = pod(server_manifests(made), "Deployment", "registry")["containers"]
    return container


def test_a_plan_without_a_registry_has_none_of_it():
    without = topology(stores=(store("datasets"),))

    assert (
        server_manifests(without) + database_manifests(without) + secret_manifests(without, PASSWORDS) == ()
    ), "none"


def test_the_server_asks_who_comes_and_hands_models_through():
    arguments = server()["args"]

    assert "basic-auth" in arguments and "--serve-artifacts" in arguments, (
        "nobody else needs the store's keys"
    )
    assert arguments[-1] == "/models", "on the volume of the plan's store"


def test_models_lie_in_the_plans_object_store_where_it_is_one():
    container = server(IN_OBJECTS)

    assert container["args"][-1] == "s3://registry", "the store's bucket"
    assert {"secretRef": {"name": "store-registry"}} in container["envFrom"], (
        "with the keys that isolation brings"
    )
    assert "models" not in [mount["name"] for mount in container["volumeMounts"]], "and no volume"
    said = {each["name"]: each["value"] for each in container["env"]}
    assert said["AWS_REQUEST_CHECKSUM_CALCULATION"] == "when_required", "not every service knows more of S3"


def test_no_password_is_in_an_argument_or_in_the_open():
    shown = json.dumps(plain([*server_manifests(MADE), *database_manifests(MADE)]))

    for password in (PASSWORDS.database, PASSWORDS.user, PASSWORDS.signing):
        assert str(password) not in shown, "they come from Secrets"


def test_those_who_write_it_get_its_password_and_nobody_else_does():
    secrets = {each["metadata"]["namespace"] for each in secret_manifests(MADE, PASSWORDS)}

    assert set(writers(MADE)) == {"atlas-train", "atlas-serve"}, (
        "training, and promotion beside the served models"
    )
    assert secrets == {"atlas-registry", "atlas-train", "atlas-serve"}, "and the registry itself"
    client = named(secret_manifests(MADE, PASSWORDS), "Secret", "registry-client", "atlas-train")[
        "stringData"
    ]
    assert (
        client["MLFLOW_TRACKING_URI"] == server_address(MADE) == "https://registry.atlas-registry.svc:5000"
    ), "where"
    assert {client[f"MLFLOW_ENABLE_PROXY_MULTIPART_{way}"] for way in ("UPLOAD", "DOWNLOAD")} == {"false"}, (
        "files go through the server, which alone reaches the store"
    )


def test_the_server_answers_only_to_its_own_names():
    allowed = next(each for each in server()["env"] if each["name"] == "MLFLOW_SERVER_ALLOWED_HOSTS")["value"]

    assert "registry.atlas-registry.svc:5000" in allowed.split(","), "the name that clients are given"
    assert "*" not in allowed, "a page in somebody's browser cannot pretend to be another host"


def test_services_find_their_pods():
    for manifests, kind, name in (
        (server_manifests(MADE), "Deployment", "registry"),
        (database_manifests(MADE), "StatefulSet", "registry-database"),
    ):
        labels = named(manifests, kind, name)["spec"]["template"]["metadata"]["labels"]
        assert named(manifests, "Service", name)["spec"]["selector"].items() <= labels.items(), name


def test_the_database_lies_on_an_encrypted_volume_and_says_how_it_is_saved():
    found = named(database_manifests(MADE), "StatefulSet", "registry-database")
    (claim,) = found["spec"]["volumeClaimTemplates"]
    made = volume_manifests(MADE, platform(storage=DRIVER), volume_of(MADE))

    assert (
        claim["spec"]["storageClassName"]
        == named(made, "StorageClass", "atlas-registry-database")["metadata"]["name"]
    )
    assert "pg_dumpall" in found["metadata"]["annotations"]["groundplan-backup"], (
        "whoever looks at it reads how"
    )


@pytest.mark.parametrize(
    ("manifests", "kind", "name"),
    [(server_manifests, "Deployment", "registry"), (database_manifests, "StatefulSet", "registry-database")],
)
def test_its_pods_are_bounded_probed_and_without_privileges(manifests, kind, name):
    found = pod(manifests(MADE), kind, name)
    (container,) = found["containers"]

    assert set(container["resources"]) == {"requests", "limits"}, "bounded"
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container), "probed"
    assert found["automountServiceAccountToken"] is False, "it asks the API server nothing"


@pytest.mark.kubernetes
def test_the_api_server_takes_all_of_it_and_pod_security_lets_its_pods_in(clean_control_plane):
    on = platform(storage=DRIVER)
    apply(
        clean_control_plane,
        [*namespaces(MADE, on), *service_accounts(MADE, on), *storage_classes(MADE, on)],
    )
    registry_claims = [each for each in claims(MADE, on) if each["metadata"]["namespace"] == "atlas-registry"]
    apply(clean_control_plane, [*registry_claims, *volume_manifests(MADE, on, volume_of(MADE))])
    apply(clean_control_plane, secret_manifests(MADE, PASSWORDS))
    apply(clean_control_plane, certificate_manifests(MADE, CERTIFICATES))
    apply(clean_control_plane, trusted_manifests(MADE, CERTIFICATES))
    for signed_by in ("first", "next"):  # what a renewal changes, the API server changes in place
        apply(clean_control_plane, [*database_manifests(MADE, signed_by), *server_manifests(MADE, signed_by)])

    def pods():
        listed = clean_control_plane.objects.get("/api/v1/namespaces/atlas-registry/pods")["items"]
        return sorted(each["metadata"]["labels"]["groundplan-role"] for each in listed)

    clean_control_plane.wait(lambda: pods() == ["registry", "registry-database"], "both pods to be let in")
