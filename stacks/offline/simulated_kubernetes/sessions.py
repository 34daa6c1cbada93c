"""Connections of engines: each has its own configuration, its own log and its own end.

Every provider resource of every engine run attaches over a connection of its own, and the calls on resources name
nothing else by which they could be told apart.
"""

import threading
from dataclasses import dataclass, field

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from stacks.offline.simulated_kubernetes.cluster import Cluster
from stacks.offline.simulated_kubernetes.configuration import Configuration
from stacks.offline.simulated_kubernetes.declared import Refused
from stacks.offline.simulated_kubernetes.discovery import Discovery
from stacks.offline.simulated_kubernetes.kubeconfig import load_access
from stacks.offline.simulated_kubernetes.tasks import Severity, Task

REACH_LIMIT_S = 4.0
"""How long a cluster may be silent at the start: an API server that restarts on loopback is back within this."""

SEVERITIES = {"info": engine_pb2.INFO, "warning": engine_pb2.WARNING}


@dataclass
class Session:
    """One connection of an engine."""

    engine: engine_pb2_grpc.EngineStub | None = None
    configuration: Configuration | None = None
    discovery: Discovery | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def attach(self, address: str) -> None:
        """Remember where the engine's log is."""
        if address:
            self.engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def configure(self, configuration: Configuration) -> None:
        """Open the cluster and see that it answers. Raises UnusableKubeconfig, Unreachable and ApiRefusal."""
        cluster = Cluster(load_access(configuration.kubeconfig, configuration.context))
        cluster.version(Task(wait=lambda seconds: not self.cancelled.wait(seconds)), REACH_LIMIT_S)
        self.configuration, self.discovery = configuration, Discovery(cluster)

    def task(self, urn: str, context: grpc.ServicerContext, limit_s: float, *, is_preview: bool) -> Task:
        """Return what one call may say and how it waits."""

        def wait(seconds: float) -> bool:
            return not self.cancelled.wait(seconds) and context.is_active()

        def say(text: str, severity: Severity, passes: bool) -> None:
            self.log(urn, text, severity, passes=passes)

        return Task(wait=wait, say=say, limit_s=limit_s, is_preview=is_preview)

    def log(self, urn: str, text: str, severity: Severity, *, passes: bool = False) -> None:
        """Write into the engine's log, where there is an engine that listens."""
        if self.engine is None:
            return
        request = engine_pb2.LogRequest(
            severity=SEVERITIES[severity], message=text, urn=urn, ephemeral=passes
        )
        try:
            self.engine.Log(request, timeout=5)
        except grpc.RpcError:
            self.engine = None  # it is gone, and so is everybody who could read this


class Sessions:
    """All connections, by the address of their other end."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def of(self, context: grpc.ServicerContext) -> Session:
        """Return the session of the connection that a call came over."""
        with self._lock:
            return self._sessions.setdefault(context.peer(), Session())

    def configured(self, context: grpc.ServicerContext) -> tuple[Session, Configuration, Discovery]:
        """Return the session of a call on a resource, with its cluster. Raises Refused where it has none."""
        session = self.of(context)
        if session.configuration is None or session.discovery is None:
            raise Refused("the simulated provider was asked for a resource before it was configured")
        return session, session.configuration, session.discovery
