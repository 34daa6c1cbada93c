"""`python -m stacks.offline.simulated_clouds [FOLDER]`: print `<package>:<port>,...`, serve until input closes.

Then remove the folder, if one is given: whoever asked for it may have been killed and cannot do it any more. With
`--api-server HOST:PORT --authority FILE` every simulated cluster has its API server there, so that it can be filled;
without one, what is declared in a cluster counts as made. With `--expects aws` the types of that target are read ahead,
and programs of that target run in copies of this process, which the interpreter in FOLDER asks for.
"""

import argparse
import base64
import gc
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from components.targets import TARGETS, UnknownTarget, target_module
from stacks.offline.programs.copies import offer_copies
from stacks.offline.serving import serve
from stacks.offline.simulated_clouds.clusters import NOWHERE, ApiServer
from stacks.offline.simulated_clouds.recorded_dynamic import PACKAGE, RecordedDynamic
from stacks.offline.simulated_clouds.replacing import TARGET_OF_PACKAGE, listed_types
from stacks.offline.simulated_clouds.sdk import PACKAGES, read_ahead
from stacks.offline.simulated_clouds.server import SimulatedCloud
from stacks.offline.simulated_kubernetes.recorded import RecordedKubernetes
from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes
from stacks.offline.throw_away import remove_folder

PROGRAM = ("pulumi", "stacks.layers", "stacks.program", "stacks.quotas", "components.topology.resolve")
"""What every program imports (stacks/__main__.py), and what takes time of it."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stacks.offline.simulated_clouds")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--api-server", metavar="HOST:PORT")
    parser.add_argument("--authority", type=Path, metavar="FILE")
    parser.add_argument("--expects", choices=TARGETS)
    return parser.parse_args()


def _api_server(asked: argparse.Namespace) -> ApiServer:
    if asked.api_server is None:
        return NOWHERE
    return ApiServer(
        address=asked.api_server, authority=base64.b64encode(asked.authority.read_bytes()).decode()
    )


def _get_ready(target: str, folder: Path) -> None:
    """Read what providers and programs of a target need before anybody waits for it, once for all of them."""
    for module in PROGRAM:
        importlib.import_module(module)
    with suppress(UnknownTarget):  # its SDK is not installed, which the program says in one sentence
        target_module(target)
        read_ahead(listed_types(target) if target in TARGET_OF_PACKAGE.values() else ())
    offer_copies(folder)


if __name__ == "__main__":
    gc.disable()  # it lives for one plan, and what it makes of the SDKs' classes it keeps
    asked = _asked()
    if asked.expects and asked.folder:
        _get_ready(asked.expects, asked.folder)
    clouds = {package: SimulatedCloud(package, _api_server(asked)) for package in PACKAGES}
    recorded = {"kubernetes": RecordedKubernetes(), PACKAGE: RecordedDynamic()}
    serve(clouds | ({"kubernetes": SimulatedKubernetes()} if asked.api_server else recorded))
    if asked.folder is not None:
        remove_folder(asked.folder)
    # Nothing is left to do; taking the SDKs' modules apart is seconds, and on a busy machine many.
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    os._exit(0)
