"""`python -m stacks.offline.simulated_clouds [FOLDER]`: print `<package>:<port>,...`, serve until input closes.

Then remove the folder, if one is given: whoever asked for it may have been killed and cannot do it any more. With
`--api-server HOST:PORT --authority FILE` every simulated cluster has its API server there, so that it can be filled;
without one, what is declared in a cluster counts as made. With `--expects aws` the types of that target are read ahead.
"""

import argparse
import base64
import gc
import os
import sys
from functools import partial
from pathlib import Path

from stacks.offline.serving import serve
from stacks.offline.simulated_clouds.clusters import NOWHERE, ApiServer
from stacks.offline.simulated_clouds.recorded_dynamic import PACKAGE, RecordedDynamic
from stacks.offline.simulated_clouds.replacing import TARGET_OF_PACKAGE, listed_types
from stacks.offline.simulated_clouds.sdk import PACKAGES, read_ahead
from stacks.offline.simulated_clouds.server import SimulatedCloud
from stacks.offline.simulated_kubernetes.recorded import RecordedKubernetes
from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes
from stacks.offline.throw_away import remove_folder


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stacks.offline.simulated_clouds")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--api-server", metavar="HOST:PORT")
    parser.add_argument("--authority", type=Path, metavar="FILE")
    parser.add_argument("--expects", choices=sorted(TARGET_OF_PACKAGE.values()))
    return parser.parse_args()


def _api_server(asked: argparse.Namespace) -> ApiServer:
    if asked.api_server is None:
        return NOWHERE
    return ApiServer(
        address=asked.api_server, authority=base64.b64encode(asked.authority.read_bytes()).decode()
    )


if __name__ == "__main__":
    gc.disable()  # it lives for one plan, and what it makes of the SDKs' classes it keeps
    asked = _asked()
    clouds = {package: SimulatedCloud(package, _api_server(asked)) for package in PACKAGES}
    recorded = {"kubernetes": RecordedKubernetes(), PACKAGE: RecordedDynamic()}
    serve(
        clouds | ({"kubernetes": SimulatedKubernetes()} if asked.api_server else recorded),
        partial(read_ahead, listed_types(asked.expects)) if asked.expects else None,
    )
    if asked.folder is not None:
        remove_folder(asked.folder)
    # Nothing is left to do; taking the SDKs' modules apart is seconds, and on a busy machine many.
    sys.stdout.flush()
    os._exit(0)
