"""The addresses inside a control plane's own network namespace.

All of 10.0.0.0/8 is local there: one address with that prefix on the loopback interface makes the kernel answer for
every other. So whoever listens on 0.0.0.0 answers for each pod, node and Service, and whoever listens on the address
of one pod answers for that pod alone.
"""

import ipaddress

LOCAL_PREFIX = 8
"""Length of the prefix that is local: 10.0.0.0/8 in whole."""

API_SERVER = "10.32.0.1"
"""Where the API server says it is: it refuses to name a loopback address as the end of the Service `kubernetes`."""
API_SERVER_PORT = 6443
ETCD_PORT = 2379
KUBELET_PORT = 10250
"""KWOK answers here for the kubelet of every node."""

NODES = ipaddress.ip_network("10.64.0.0/12")
SERVICES = ipaddress.ip_network("10.96.0.0/12")
PODS = ipaddress.ip_network("10.128.0.0/9")


def node_address(number: int) -> str:
    """Return the address of the `number`th node, counted from 1."""
    return str(NODES[number])
