"""What a pod may take of a cloud's machine: what is left once hypervisor, provider, kubelet and daemons have theirs.

Sources, read 2026-11-27. EKS: awslabs/amazon-eks-ami, nodeadm/internal/kubelet (`getCPUMillicoresToReserve`,
`GetMemoryMebibytesToReserve`, `getMaxPodsFromENIInfo`). GKE: cloud.google.com, "Plan GKE Standard node sizes". AKS:
learn.microsoft.com, "Node resource reservations in Azure Kubernetes Service", 1.29 and later. All evict at 100 MiB.
"""

from components.catalog.model import MachineType

GIB, MIB = 2**30, 2**20

PODS_PER_NODE = 64
"""Most pods of a machine without GPUs: one of Ray, the daemons of the cluster, and the operators' own pods beside it.
GKE and AKS take 8 to 256 and 10 to 250; more would keep memory and addresses that nobody uses.
"""
PODS_PER_GPU_NODE = 32
"""Most pods of a machine with GPUs: its taint lets in only pods of Ray and daemons, about fifteen."""

HYPERVISOR_PERMILLE = 75
"""What the system sees less than the machine is sold with; Karpenter's default for a machine that nobody measured yet
(`vm-memory-overhead-percent` 0.075, on AWS and on Azure).
"""
EVICTION_BYTES = 100 * MIB
DAEMON_MILLICORES = 500
DAEMON_BYTES = GIB
"""What daemons ask on every node: about 460 millicores and 600 MiB on GKE, less on EKS and AKS, and our exporters."""

GOOGLE_CPU = ((1, 60), (1, 10), (2, 5))
"""Cores and millicores of each of them: 6 % of the first, 1 % of the next, 0.5 % of two more; EKS took the law over."""
GOOGLE_CPU_BEYOND_TENTHS = 25
GOOGLE_MEMORY = ((4, 25), (4, 20), (8, 10), (112, 6))
"""GiB and the percent of them that GKE keeps."""
GOOGLE_MEMORY_BEYOND_PERCENT = 2

AZURE_CPU = ((1, 60), (2, 100), (4, 140), (8, 180), (16, 260), (32, 420), (64, 740))
"""Cores of the host and millicores that AKS keeps; its table ends at 64, where each core more had cost ten."""
AZURE_CPU_BEYOND = 10
AZURE_POD_BYTES, AZURE_BASE_BYTES = 20 * 10**6, 50 * 10**6
AZURE_MOST_PERCENT = 25

AMAZON_POD_MIB, AMAZON_BASE_MIB = 11, 255
AMAZON_PODS = ((2, 29), (8, 58), (48, 234))
"""vCPUs up to which a machine has at most so many pods by its network interfaces (eni-max-pods.txt of the repository);
nodeadm reserves for that number whatever fewer pods kubelet is told.
"""
AMAZON_PODS_BEYOND = 737
AMAZON_FEWER_PODS = {"g4dn.xlarge": 29, "g4dn.2xlarge": 29, "g4dn.4xlarge": 29}
"""Machines of the catalog that have addresses for fewer pods than others of their size, and than we would give them."""


def pods_per_node(machine: MachineType) -> int:
    """Return how many pods a node may have at most, as every provider is told.

    On AWS each pod takes an address of the machine's interfaces: one more would be placed there and never start.
    """
    most = PODS_PER_GPU_NODE if machine.gpus else PODS_PER_NODE
    if machine.provider != "aws":
        return most
    return min(most, AMAZON_FEWER_PODS.get(machine.name, _amazon_pods(machine.vcpus)))


def cpus_for_pod(machine: MachineType) -> int:
    """Return the whole CPUs that a pod may take of a machine, daemons accounted for; 0 where none is left."""
    reserved = _azure_cpu(machine.vcpus) if machine.provider == "azure" else _google_cpu(machine.vcpus)
    return max(0, (1000 * machine.vcpus - reserved - DAEMON_MILLICORES) // 1000)


def memory_bytes_for_pod(machine: MachineType) -> int:
    """Return the bytes of memory, in whole MiB, that a pod may take of a machine; 0 where none is left."""
    seen = machine.memory_bytes * (1000 - HYPERVISOR_PERMILLE) // 1000
    left = seen - reserved_memory_bytes(machine) - EVICTION_BYTES - DAEMON_BYTES
    return max(0, left // MIB * MIB)


def reserved_memory_bytes(machine: MachineType) -> int:
    """Return the bytes that the provider keeps for system and kubelet."""
    if machine.provider == "aws":
        return (AMAZON_BASE_MIB + AMAZON_POD_MIB * _amazon_pods(machine.vcpus)) * MIB
    if machine.provider == "azure":
        by_pods = AZURE_BASE_BYTES + AZURE_POD_BYTES * pods_per_node(machine)
        return min(by_pods, machine.memory_bytes * AZURE_MOST_PERCENT // 100)
    return _google_memory(machine.memory_bytes)


def _google_cpu(vcpus: int) -> int:
    reserved, left = 0, vcpus
    for cores, each in GOOGLE_CPU:
        reserved += min(left, cores) * each
        left -= min(left, cores)
    return reserved + -(-left * GOOGLE_CPU_BEYOND_TENTHS // 10)


def _google_memory(memory_bytes: int) -> int:
    reserved, left = 0, memory_bytes
    for gibibytes, percent in GOOGLE_MEMORY:
        step = min(left, gibibytes * GIB)
        reserved += step * percent
        left -= step
    return -(-(reserved + left * GOOGLE_MEMORY_BEYOND_PERCENT) // 100)


def _azure_cpu(vcpus: int) -> int:
    last, most = AZURE_CPU[-1]
    if vcpus > last:
        return most + (vcpus - last) * AZURE_CPU_BEYOND
    return next(reserved for cores, reserved in AZURE_CPU if vcpus <= cores)


def _amazon_pods(vcpus: int) -> int:
    return next((pods for most, pods in AMAZON_PODS if vcpus <= most), AMAZON_PODS_BEYOND)
