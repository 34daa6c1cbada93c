"""Serves simulated providers in a process of its own: a port on loopback for each, until whoever started it is gone."""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

THREADS = 64
"""More than an engine's operations at once (16 on small machines), since those that wait hold their thread."""

LONGEST_MESSAGE_BYTES = 400 * 1024 * 1024
"""The engine's own limit; definitions of resources are megabytes."""

END_GRACE_S = 1.0
"""Calls that wait are ended after this; the engine that asked is gone by then."""


def serve(providers: Mapping[str, provider_pb2_grpc.ResourceProviderServicer]) -> None:
    """Serve until whoever started this closes standard input, as the end of a process does.

    The first line of standard output has `<package>:<port>` for each provider, separated by commas, as
    `PULUMI_DEBUG_PROVIDERS` wants it.
    """
    servers, ports = [], {}
    for package, provider in providers.items():
        server = grpc.server(
            ThreadPoolExecutor(THREADS),
            options=[
                ("grpc.max_receive_message_length", LONGEST_MESSAGE_BYTES),
                ("grpc.max_send_message_length", LONGEST_MESSAGE_BYTES),
            ],
        )
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
        ports[package] = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
    with suppress(BrokenPipeError):  # whoever started this is gone already, and standard input ends at once
        sys.stdout.write(",".join(f"{package}:{port}" for package, port in ports.items()) + "\n")
        sys.stdout.flush()
    sys.stdin.read()
    for stopping in [server.stop(END_GRACE_S) for server in servers]:
        stopping.wait()
