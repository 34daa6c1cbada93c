"""Why a target refuses a field: the reasons that several fields share."""

LOOPBACK_ONLY = "the local target listens on this machine's loopback only"
ENCRYPTED_FOLDER = "every store of the local target is an encrypted folder of this machine"
OWN_NETWORK = "the cluster has its network already"
OWN_KEYS = "the storage drivers of the cluster hold the keys of its volumes"
OWN_SERVICE = "the service behind the endpoint keeps to its own settings"
NO_NODES = "this machine is its only node"
NO_QUEUES = "its clusters share one machine, and nobody queues for it"
MADE_NODES = "its nodes are made by the plan's pools, and none is there before"
OWN_LOOPBACK = "whatever runs on this machine may ask over its loopback"
OWN_CLUSTER = (
    "its cluster runs this plan alone; who asks comes from network.allowed_cidrs or a joined network"
)
