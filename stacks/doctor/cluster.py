"""Asks the Kubernetes cluster that a plan would be made on; changes nothing, decides nothing."""

from datetime import UTC, datetime
from pathlib import Path

from components.kubernetes import checks, gathering, needed_rights, network, services
from components.kubernetes.access import NoCluster, connect
from components.kubernetes.rights import Right, written
from components.services.isolation.drivers import ENCRYPTING
from components.topology.labels import labels
from stacks.configuration import configured
from stacks.doctor.facts import ClusterFacts, PlanFacts
from stacks.doctor.plan import measured
from stacks.reaching.way_in import CONTEXT_KEY, KUBECONFIG_KEY
from stacks.renewals import recorded_renewal_notes
from stacks.session import Session, open_session
from stacks.stack_id import STACK_ID_KEY, new_stack_id


def gather_cluster(file: Path, stack: str) -> tuple[PlanFacts, ClusterFacts]:
    """Return what the cluster is, and whether the plan fits it."""
    session = open_session(stack, may_build=False)
    try:
        access = connect(configured(session, KUBECONFIG_KEY), configured(session, CONTEXT_KEY))
        dns, elsewhere = configured(session, network.KEY), configured(session, services.KEY)
        found = gathering.ask_cluster(access, dns, elsewhere)
    except NoCluster as error:
        return PlanFacts(file=str(file)), ClusterFacts(problem=str(error))
    stack_id = configured(session, STACK_ID_KEY) or new_stack_id(stack)  # as a first `up` makes one
    present = services.services_of(found, labels(stack=stack_id))
    topology = measured(file, stack, found.facts, stack_id)
    if isinstance(topology, PlanFacts):
        return topology, _cluster_facts(session, found, present, needed_rights.OF_ANY_PLAN)
    errors = checks.cluster_errors(topology, found, present)
    notes = () if errors else checks.notes(topology, found)
    plan = PlanFacts(file=str(file), errors=tuple(str(error) for error in errors), notes=notes)
    return plan, _cluster_facts(session, found, present, checks.rights_needed(topology, found, present))


def _cluster_facts(
    session: Session, found: gathering.Inventory, present: frozenset[str], needed: frozenset[Right]
) -> ClusterFacts:
    nodes = found.facts.nodes
    storage = found.storage
    driver = ENCRYPTING.get(storage.driver) if storage else None
    return ClusterFacts(
        context=found.access.context,
        version=found.version,
        version_note=checks.version_note(found.version),
        nodes=(sum(node.is_usable for node in nodes), len(nodes)),
        present=tuple(sorted(present)),
        missing_rights=written(found.missing_rights & needed),
        storage=(storage.name, storage.driver) if storage else None,
        encryption=driver.how if driver else None,
        renewals=recorded_renewal_notes(session, datetime.now(UTC)),
    )
