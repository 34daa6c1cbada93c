"""Brings a control plane up for use by hand, until Ctrl-C: `python -m tests.control_plane`."""

import signal
import sys
import time

from stacks.engine.progress import ConsoleProgress
from tests.control_plane.build import binaries
from tests.control_plane.cluster import ControlPlane


def main() -> None:
    """Print the line that points kubectl at it, and wait."""
    with ConsoleProgress() as progress:
        binaries(progress)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background commands deaf to Ctrl-C
        signal.signal(number, signal.default_int_handler)
    begun = time.monotonic()
    with ControlPlane() as control_plane:
        try:
            control_plane.add_nodes(3, prefix="cpu", cpus=32, memory="128Gi", zone="a")
            control_plane.add_nodes(
                2,
                prefix="gpu",
                cpus=192,
                memory="2048Gi",
                gpus=8,
                gpu_product="NVIDIA-H100-80GB-HBM3",
                zone="a",
            )
            for operator in ("kuberay", "kueue", "volumes"):
                control_plane.start(operator)
            sys.stderr.write(f"up after {time.monotonic() - begun:.0f} s; Ctrl-C ends it\n")
            sys.stdout.write(f"export KUBECONFIG={control_plane.kubeconfig}\n")
            sys.stdout.flush()
            signal.pause()
        except KeyboardInterrupt:
            sys.stderr.write("ending\n")


if __name__ == "__main__":
    main()
