"""Serves digits on a private Ray until its standard input ends: `python -m ....private_serve PORT REPLICAS`.

A process of its own, since Ray Serve reads how its ingress works from the environment when it is imported.
"""

import sys

import ray
from ray import serve

from workloads.serve_digits.application import build
from workloads.serve_digits.configuration import ServeDigits

POLL_SECONDS = 0.2

if __name__ == "__main__":
    port, replicas = int(sys.argv[1]), int(sys.argv[2])
    ray.init(num_cpus=replicas + 1, include_dashboard=False, object_store_memory=128 * 2**20)
    serve.start(proxy_location="HeadOnly", http_options={"host": "127.0.0.1", "port": port})
    settings = ServeDigits(replicas=replicas, poll_seconds=POLL_SECONDS)
    serve.run(build(settings), name="serve_digits", route_prefix="/")
    sys.stdout.write("serving\n")
    sys.stdout.flush()
    sys.stdin.read()
    serve.shutdown()
    ray.shutdown()
