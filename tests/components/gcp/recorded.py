"""Programs of the Google Cloud target against the recording engine, and the topologies that they are given."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pulumi.runtime import mocks as engine_mocks

from components.catalog.loading import load_catalog
from components.plan.model import Plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.hosts.recording_engine import Registered, record
from tests.components.topology import plans

PROJECT = "example-project"
NUMBER = "123456789012"
UNIQUE = "104857600000000000001"
"""Of a service account: another for each that is made, whatever it is called."""
REGION = "us-central1"
MADE_BY = "groundplan-stack"
ANSWERS: dict[str, dict[str, Any]] = {
    "gcp:organizations/getProject:getProject": {"projectId": PROJECT, "number": NUMBER},
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": {
        "emailAddress": f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com"
    },
    "gcp:logging/getProjectCmekSettings:getProjectCmekSettings": {
        "serviceAccountId": f"cmek-p{NUMBER}@gcp-sa-logging.iam.gserviceaccount.com"
    },
}


CLUSTERS = [
    {"name": "train", "purpose": "training",
     "pools": [plans.pool("head", cpu=4, memory="16GiB"), plans.pool("data", cpu=4, memory="16GiB", count="0..4")]},
    {"name": "serve", "purpose": "serving",
     "pools": [plans.pool("head", cpu=4, memory="16GiB"), plans.pool("replicas", cpu=8, memory="32GiB", count=2)]},
]  # fmt: skip
CATALOG = load_catalog()


class Answers(engine_mocks.Mocks):
    """Answers as Google Cloud does: with paths for ids, and with what each type has besides."""

    def call(self, args: engine_mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """Answer who the project and its service agents are."""
        if args.token not in ANSWERS:
            raise AssertionError(f"unexpected call of {args.token}")
        return {**args.args, **ANSWERS[args.token]}

    def new_resource(self, args: engine_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Return the id and the outputs of a resource."""
        found: dict[str, Any] = {}
        kind = args.typ.rpartition(":")[2]
        if args.typ == "gcp:serviceaccount/account:Account":
            email = f"{args.inputs['accountId']}@{PROJECT}.iam.gserviceaccount.com"
            found |= {"email": email, "member": f"serviceAccount:{email}", "uniqueId": UNIQUE}
        if args.typ == "gcp:projects/serviceIdentity:ServiceIdentity":
            found |= {"email": "", "member": ""}  # as Google answers for some
        if args.typ == "gcp:storage/bucket:Bucket":
            found["url"] = f"gs://{args.inputs['name']}"
        if args.typ == "gcp:filestore/instance:Instance":
            found["networks"] = [{**args.inputs["networks"][0], "ipAddresses": ["10.20.224.2"]}]
        if args.typ == "gcp:lustre/instance:Instance":
            found["mountPoint"] = f"10.20.224.3@tcp:/{args.inputs['filesystem']}"
        if args.typ == "gcp:container/cluster:Cluster":
            found |= {
                "endpoint": "10.20.192.2",
                "masterVersion": "1.34.1-gke.100",
                "masterAuth": {"clusterCaCertificate": "Q0E="},
                "privateClusterConfig": {
                    **args.inputs["privateClusterConfig"],
                    "privateEndpoint": "10.20.192.2",
                    "publicEndpoint": "203.0.113.9",
                },
            }
        place = f"projects/{PROJECT}/{kind}/{args.inputs.get('name', args.name)}"
        return place, {"name": args.name, **args.inputs, **found}


def document(**changed: Any) -> dict[str, Any]:
    """Return a plan of Google Cloud with a training and a serving cluster, with what the test changes."""
    there = {
        "target": "gcp",
        "location": REGION,
        "owner": "ml@example.com",
        "network": {"cidr": "10.20.0.0/16", "zones": ["us-central1-a", "us-central1-b"]},
        "runtime": {"image": f"registry.example.com/groundplan@sha256:{plans.DIGEST}"},
    }
    return {**plans.document(clusters=CLUSTERS), **there, **changed}


def network(**changed: Any) -> dict[str, Any]:
    """Return what a test changes of the plan's network."""
    return {"network": {**document()["network"], **changed}}


def topology(**changed: Any) -> Topology:
    """Return the topology of the plan with what the test changes, and the label of its stack."""
    resolved = resolve(Plan.model_validate(document(**changed)), None, catalog=CATALOG)
    return replace(resolved, made_by={MADE_BY: "ada-laptop-local"})


def made(program: Callable[[], Any]) -> dict[str, Registered]:
    """Return every resource of a program, by name."""
    return record(program, answers=Answers())[0]


def of_type(resources: dict[str, Registered], kind: str) -> dict[str, Registered]:
    """Return the resources of one type, such as "compute/subnetwork:Subnetwork"."""
    return {name: each for name, each in resources.items() if each.type == f"gcp:{kind}"}


def untold(resources: dict[str, Registered]) -> dict[str, dict[str, Any]]:
    """Return what Google Cloud is told of each resource of its own, by name: what may be compared between programs."""
    return {name: each.inputs for name, each in resources.items() if each.type.startswith("gcp:")}
