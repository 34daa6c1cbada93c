"""`python -m stacks.offline.simulated_clouds [FOLDER]`: print `<package>:<port>,...`, serve until input closes.

Then remove the folder, if one is given: whoever asked for it may have been killed and cannot do it any more.
"""

import sys
from pathlib import Path

from stacks.offline.serving import serve
from stacks.offline.simulated_clouds.sdk import PACKAGES
from stacks.offline.simulated_clouds.server import SimulatedCloud
from stacks.offline.simulated_kubernetes.server import SimulatedKubernetes
from stacks.offline.throw_away import remove_folder

if __name__ == "__main__":
    # What a plan declares in a cluster: at a preview its address is not known yet, so nobody is asked.
    serve({package: SimulatedCloud(package) for package in PACKAGES} | {"kubernetes": SimulatedKubernetes()})
    for folder in sys.argv[1:]:
        remove_folder(Path(folder))
