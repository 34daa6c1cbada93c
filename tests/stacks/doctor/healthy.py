"""The facts of a machine on which all is well, from which each test takes something away."""

from components.topology.facts import GpuFacts
from stacks.doctor.facts import EngineFacts, Facts, HostStateFacts, PlanFacts

GIB = 2**30

ENGINE = EngineFacts(
    ready="pulumi 3.220.0 from modules, /cache/bin",
    on_path=None,
    go="1.26.8",
    oldest_go="1.24.7",
    release_known=True,
    gocryptfs="/usr/bin/gocryptfs",
    oldest_go_for_gocryptfs="1.21",
)
HOST = HostStateFacts(
    memory_bytes=24 * GIB,
    available_memory_bytes=20 * GIB,
    free_disk_bytes=70 * GIB,
    gpus=(GpuFacts(index=0, model="NVIDIA H100", memory_bytes=80 * GIB),),
    isolation_mode="namespaces",
    isolation_reason="user, mount, PID and network namespaces work",
    settings={},
    fuse_problem=None,
    device_encryption=None,
)
PLAN = PlanFacts(file="plan.yaml", ports={"train job API": 20001, "serve job API": 20002})
FACTS = Facts(python=(3, 12), packages=(), engine=ENGINE, host=HOST, plan=PLAN)
