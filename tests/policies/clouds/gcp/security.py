"""What breaks the rules of the security pack about Google Cloud."""

from tests.policies.breach import Added, Breach
from tests.policies.clouds.gcp import (
    added,
    added_rights,
    added_services,
    security_of_clusters,
    security_of_data,
    security_of_networks,
    security_of_purposes,
)
from tests.policies.clouds.namespaces import NAMESPACES

ADDED: tuple[Added, ...] = (
    *added.KEPT,
    *added.MACHINES,
    *added_services.CLUSTERS,
    *added_services.SERVICES,
    *added_services.RIGHTS,
    *added_rights.WHOLE_POLICIES,
    *added_rights.OF_TRAINING,
    *NAMESPACES,
)

BREACHES: dict[str, tuple[Breach, ...]] = {
    **security_of_data.BREACHES,
    **security_of_networks.BREACHES,
    **security_of_clusters.BREACHES,
    **security_of_purposes.BREACHES,
}
