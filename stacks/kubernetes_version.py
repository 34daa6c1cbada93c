"""Which minor version of Kubernetes a cloud's cluster gets, by what the stack's configuration says of it."""

from components.topology import cluster_version
from stacks.configuration import plain_value, plain_values
from stacks.session import Session


def kubernetes_version(session: Session) -> str:
    """Return it as a program of the engine reads it: 1.36 is "1.36", with quotes and without.

    Raises:
        CannotAsk: it is encrypted.
        TopologyErrors: it is none of those that every cloud has.
        Refused: the file is not what the engine writes.
    """
    plain_value(session, cluster_version.WHERE)
    return cluster_version.read(plain_values(session).get(cluster_version.WHERE))
