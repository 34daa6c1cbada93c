"""The promises that hold on every cloud, each a function of what was made that yields what breaks it.

What is promised is told by the plan, what is kept by the readings; docs/decisions/0014-clouds.md has the table.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from components.topology.model import Topology
from components.topology.places import accounts_of
from components.topology.rights import clients_of_files, direct_rights
from tests.clouds.aws_reading import READING as AWS
from tests.clouds.azure_reading import READING as AZURE
from tests.clouds.declared_types import label_property, takes_a_key
from tests.clouds.gcp_reading import READING as GCP
from tests.clouds.provisioned import Made
from tests.clouds.reading import KEY_OF, Fault, Granted, Reading, at, files_of

READINGS: Mapping[str, Reading] = {"aws": AWS, "azure": AZURE, "gcp": GCP}
LABELS = ("groundplan-plan", "groundplan-owner", "groundplan-stack")
MACHINES_LABELS = {
    "aws:ec2/launchTemplate:LaunchTemplate": ("tagSpecifications.{}.tags", LABELS[:2]),
    "gcp:container/nodePool:NodePool": ("nodeConfig.resourceLabels", LABELS),
}
"""Types whose machines are labelled by another property than the type: where, and with what. AWS starts machines from a
template, and with the stack's label in it all of them would go anew when a stack gets one.
"""
CREDENTIALS = re.compile(r"token|password|client-key|client-certificate|secret", re.IGNORECASE)


def reading(made: Made) -> Reading:
    """Return how the cloud of what was made spells the promises."""
    return READINGS[made.topology.target]


def encrypted(made: Made) -> Iterator[Fault]:
    """Whatever holds data is encrypted by the plan's key of its purpose."""
    read = reading(made)
    held = read.held(made)
    for name, each in held.items():
        wanted = None if name in read.platform_key else KEY_OF[each.kind]
        if each.key != wanted:
            yield name, f"holds {each.kind} and is encrypted by the key of {each.key}, not of {wanted}"
    seen = {
        made.resources[name.partition(",")[0]].type
        for name in held
        if name.partition(",")[0] in made.resources
    }
    for name, each in made.own().items():
        if takes_a_key(each.type) and each.type not in seen and each.type not in read.hold_nothing:
            yield name, "takes a key, and nobody has said whether it holds data"


def rotated(made: Made) -> Iterator[Fault]:
    """There is a key for each purpose, and each is replaced as often as the plan says."""
    found = reading(made).rotation_s(made)
    wanted = dict.fromkeys(KEY_OF.values(), made.topology.encryption.rotation_s)
    for purpose in sorted({*found, *wanted}):
        if found.get(purpose) != wanted.get(purpose):
            yield f"key of {purpose}", f"replaced after {found.get(purpose)} s, not {wanted.get(purpose)}"


def private(made: Made) -> Iterator[Fault]:
    """Nothing can be reached from outside but what must be."""
    yield from reading(made).public(made)


def api_server_as_planned(made: Made) -> Iterator[Fault]:
    """The API server is private where the plan allows no range, and else open to exactly the plan's ranges."""
    found = reading(made).api_server(made)
    if found.ranges != frozenset(made.topology.allowed_cidrs):
        yield "API server", f"open to {sorted(found.ranges)}, not {sorted(made.topology.allowed_cidrs)}"
    if not found.is_inside:
        yield "API server", "machines reach it by the way from outside"


def labelled(made: Made) -> Iterator[Fault]:
    """Whatever takes labels has those of plan, owner and stack, and so have machines."""
    expected = {**made.topology.labels, **made.topology.made_by}
    for name, each in made.own().items():
        paths = [(path, LABELS) for path in [label_property(each.type)] if path]
        if each.type in MACHINES_LABELS:
            path, labels = MACHINES_LABELS[each.type]
            count = len(each.inputs.get("tagSpecifications", [1]))
            paths += [(path.format(number), labels) for number in range(count)]
        for path, labels in paths:
            found = at(each.inputs, path) or {}
            missing = [label for label in labels if found.get(label) != expected[label]]
            if missing:
                yield name, f"its {path} lack {', '.join(missing)}"


def promised_rights(topology: Topology) -> frozenset[Granted]:
    """Return the rights of the topology on stores of objects, as who may do what."""
    objects = {store.name for store in topology.stores if store.kind == "object"}
    return frozenset(
        Granted(who=f"{namespace}/{account}", store=right.store, access=right.access)
        for right in direct_rights(topology)
        if right.store in objects
        for namespace, account in accounts_of(topology, right.identity)
    )


def rights_of_the_plan(made: Made) -> Iterator[Fault]:
    """Every service account has the rights of the plan on stores, nobody else has any, and machines have none."""
    found, wanted = reading(made).granted(made), promised_rights(made.topology)
    for each in sorted(found - wanted):
        yield each.who, f"may {each.access} {each.store}, which no right of the plan says"
    for each in sorted(wanted - found):
        yield each.who, f"may not {each.access} {each.store}, which the plan says"


def separated(made: Made) -> Iterator[Fault]:
    """Training writes nothing that serving reads, and neither reaches machines or file systems of the other's."""
    accounts = {
        cluster.purpose: {f"{space}/{name}" for space, name in accounts_of(made.topology, cluster.identity)}
        for cluster in made.topology.clusters
    }
    found = reading(made).granted(made)
    holds = {store.name: store.holds for store in made.topology.stores}
    for each in sorted(found):
        if each.who in accounts["training"] and holds.get(each.store, "models") == "models":
            yield each.who, f"trains, and may {each.access} {each.store}, which serving reads"
        if each.who in accounts["serving"] and (holds.get(each.store), each.access) != ("models", "read"):
            yield each.who, f"serves, and may {each.access} {each.store}"
    ways = reading(made).ways(made)
    wanted = {(each, each) for each in accounts} | {
        (segment, files_of(store.name))
        for store in made.topology.stores
        if store.kind == "filesystem"
        for segment in clients_of_files(made.topology, store)
        if segment in accounts
    }
    for source, destination in sorted(ways ^ wanted):
        kept = "reach" if (source, destination) in ways else "do not reach"
        yield source, f"its machines {kept} {destination}"


def kept_in_production(made: Made) -> Iterator[Fault]:
    """In production neither the engine nor the provider deletes what holds data; elsewhere nothing is held back."""
    read, protects = reading(made), made.topology.deletion_protection
    for name, each in made.own().items():
        if protects and each.type in read.stateful and not each.protect:
            yield name, "the engine would delete it"
        if not protects and each.protect:
            yield name, "`down` would leave it in development"
    if protects:
        yield from read.unlocked(made)


def hardened(made: Made) -> Iterator[Fault]:
    """No key lies anywhere, local accounts are off, and machines give their rights to no pod."""
    yield from reading(made).weak(made)
    users = made.kubeconfig["users"]
    for user in users:
        if set(user["user"]) != {"exec"} or CREDENTIALS.search(json.dumps(user["user"]["exec"].get("env"))):
            yield "kubeconfig", "its user is more than a program that asks for a token"
    if not users:
        yield "kubeconfig", "it has no user"


def near(made: Made) -> Iterator[Fault]:
    """Where machines bring disks of their own, images and scratch lie there, encrypted."""
    bring = {
        (pool.cluster, pool.name)
        for cluster in made.topology.clusters
        for pool in cluster.pools
        if pool.offer and pool.offer.machine.local_disk_bytes
    }
    found = list(reading(made).disks(made))
    for each in found:
        if (each.cluster, each.pool) in bring and not each.near:
            yield each.group, "its machines have disks of their own, and images and scratch lie elsewhere"
    for cluster, pool in sorted(bring - {(each.cluster, each.pool) for each in found}):
        yield f"{cluster}/{pool}", "nobody can tell where its images and scratch lie"


Promise = Callable[[Made], Iterator[Fault]]
PROMISES: Mapping[str, Promise] = {
    each.__name__: each
    for each in (
        encrypted, rotated, private, api_server_as_planned, labelled, rights_of_the_plan, separated,
        kept_in_production, hardened, near,
    )
}  # fmt: skip
"""Every promise by its name."""


def broken(promise: str, made: Made) -> list[str]:
    """Return what breaks a promise, as sentences."""
    return [f"{name}: {what}" for name, what in PROMISES[promise](made)]
