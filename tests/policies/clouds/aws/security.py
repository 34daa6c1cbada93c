"""What breaks the rules of the security pack about AWS."""

from tests.policies.breach import Breach
from tests.policies.clouds.aws import (
    added,
    added_network,
    security_clusters,
    security_network,
    security_of_purposes,
    security_rights,
    security_stores,
)
from tests.policies.clouds.namespaces import NAMESPACES

BREACHES: dict[str, tuple[Breach, ...]] = {
    **security_stores.BREACHES,
    **security_network.BREACHES,
    **security_clusters.BREACHES,
    **security_rights.BREACHES,
    **security_of_purposes.BREACHES,
}
ADDED = (*added.ADDED, *added_network.ADDED, *NAMESPACES)
