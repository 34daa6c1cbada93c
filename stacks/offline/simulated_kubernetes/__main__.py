"""`python -m stacks.offline.simulated_kubernetes`: print a port on loopback, serve until standard input closes."""

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes

THREADS = 64
"""More than an engine's operations at once (16 on small machines), since those that wait hold their thread."""

LONGEST_MESSAGE_BYTES = 400 * 1024 * 1024
"""The engine's own limit; definitions of resources are megabytes."""

END_GRACE_S = 1.0
"""Calls that wait are ended after this; the engine that asked is gone by then."""


def main() -> None:
    """Serve until whoever started this closes standard input, as the end of a process does."""
    server = grpc.server(
        ThreadPoolExecutor(THREADS),
        options=[
            ("grpc.max_receive_message_length", LONGEST_MESSAGE_BYTES),
            ("grpc.max_send_message_length", LONGEST_MESSAGE_BYTES),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(SimulatedKubernetes(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop(END_GRACE_S).wait()


if __name__ == "__main__":
    main()
