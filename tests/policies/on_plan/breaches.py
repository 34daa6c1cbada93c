"""Each rule about plans, broken by one change in a sound plan."""

from collections.abc import Mapping

from tests.policies.on_plan.documents import (
    GONE,
    Breach,
    development,
    on_a_cluster_that_exists,
    without_budget,
)

TRAIN, SERVE = ("clusters", 0), ("clusters", 1)
DATA, GPU, REPLICAS = (*TRAIN, "pools", 1), (*TRAIN, "pools", 2), (*SERVE, "pools", 1)
BLOCK = (*TRAIN, "pools", 3)
CHECKPOINTS, REGISTRY, MODELS, SCRATCH = (("storage", index) for index in (1, 2, 3, 4))
PAID_BEFORE = {
    "name": "block",
    "machine": {"type": "p5.48xlarge"},
    "count": "0..1",
    "capacity": ["reservation:block/cr-0abc"],
    "zone": "us-east-1a",
}
"""GPUs whose price no list has."""
EXACT_GPUS = {"type": "p5.48xlarge"}

BREACHES: Mapping[str, tuple[Breach, ...]] = {
    "require-owner-in-plan": (
        Breach({("owner",): GONE}, ("owner",), "no owner; allowed: a mail address"),
        Breach({("owner",): "ML platform"}, ("owner",), '"ML platform" is no mail address'),
    ),
    "require-customer-key-in-plan": (
        Breach({("encryption", "key"): "platform"}, ("encryption", "key"), "the platform's in production"),
    ),
    "require-yearly-rotation-in-plan": (
        Breach(
            {("encryption", "rotation"): "366d"}, ("encryption", "rotation"), "every 366d; allowed: at most"
        ),
    ),
    "restrict-allowed-ranges-in-plan": (
        Breach(
            {("network", "allowed_cidrs", 1): "203.112.0.0/15"},
            ("network", "allowed_cidrs", 1),
            "131072 addresses",
        ),
        Breach(
            {("network", "allowed_cidrs", 1): "2001:db8::/47"},
            ("network", "allowed_cidrs", 1),
            "at most a /48",
        ),
    ),
    "require-several-zones-in-plan": (
        Breach({("network", "zones"): 1}, ("network", "zones"), "production in 1 zone; allowed: at least 2"),
        Breach({("network", "zones"): ["us-east-1a"]}, ("network", "zones"), "production in 1 zone"),
    ),
    "forbid-one-zone-serving-in-plan": (
        Breach(
            {("network", "zones"): ["us-east-1a", "us-east-1b"], (*REPLICAS, "zone"): "us-east-1a"},
            (*REPLICAS, "zone"),
            "all of serve serves from zone us-east-1a",
        ),
    ),
    "forbid-spot-heads-in-plan": (
        Breach(
            {(*TRAIN, "pools", 0, "capacity"): ["on-demand", "spot"]},
            (*TRAIN, "pools", 0, "capacity", 1),
            "the head of train may be on spot",
            of=on_a_cluster_that_exists,
        ),
    ),
    "require-lasting-capacity-in-plan": (
        Breach(
            {(*GPU, "capacity"): ["spot"]},
            (*GPU, "capacity"),
            "spot alone, though at least 1",
            of=without_budget,
        ),
        Breach({(*REPLICAS, "capacity"): ["spot"]}, (*REPLICAS, "capacity"), "it serves", of=without_budget),
    ),
    "require-budget-in-plan": (
        Breach(
            {("environment",): "production"},
            ("budget",),
            "production on aws has no budget, and its machines can cost",
            of=without_budget,
        ),
    ),
    "require-bounded-checkpoints-in-plan": (
        Breach({(*CHECKPOINTS, "keep"): GONE}, (*CHECKPOINTS, "keep"), "keeps checkpoints for ever"),
        Breach({(*CHECKPOINTS, "keep"): "366d"}, (*CHECKPOINTS, "keep"), "for 366d; allowed: at most"),
    ),
    "require-bounded-scratch-in-plan": (
        Breach(
            {(*SCRATCH, "keep"): GONE}, (*SCRATCH, "keep"), "keeps scratch for ever; allowed: at most 90d"
        ),
        Breach({(*SCRATCH, "keep"): "92d"}, (*SCRATCH, "keep"), "for 92d"),
    ),
    "require-versions-of-models-in-plan": (
        Breach({(*MODELS, "versions"): GONE}, (*MODELS, "versions"), "models keeps no former version"),
    ),
    "forbid-expiring-models-in-plan": (
        Breach({(*MODELS, "keep"): "90d"}, (*MODELS, "keep"), "models removes a model after 90d"),
        Breach({(*REGISTRY, "keep"): "90d"}, (*REGISTRY, "keep"), "registry removes a model"),
    ),
    "require-checkpoints-for-whole-run-in-plan": (
        Breach({(*CHECKPOINTS, "keep"): "20d"}, (*CHECKPOINTS, "keep"), "after 20d; pretrain may run for 3w"),
    ),
    "restrict-gpu-nodes-in-plan": (
        Breach({(*GPU, "count"): "1..17"}, ("clusters",), "up to 17 machines with GPUs", of=without_budget),
        Breach(
            {(*GPU, "machine"): EXACT_GPUS, (*GPU, "count"): "1..17"},
            ("clusters",),
            "up to 17 machines with GPUs and no budget",
            of=without_budget,
        ),
    ),
    "restrict-nodes-in-plan": (
        Breach(
            {(*DATA, "count"): "0..100"}, ("clusters",), "up to 122 machines and no budget", of=without_budget
        ),
    ),
    "restrict-monthly-price-in-plan": (
        Breach({("budget", "monthly"): "1000 USD"}, ("budget", "monthly"), "USD a month, of it"),
        Breach({(*GPU, "count"): "1..40"}, ("budget", "monthly"), "for train/gpu; allowed: 1000000 USD"),
    ),
    "require-known-prices-in-plan": (
        Breach(
            {BLOCK: PAID_BEFORE, ("network", "zones"): ["us-east-1a", "us-east-1b"]},
            BLOCK,
            "the price of train/block is not known",
        ),
        Breach(
            {("budget",): {"monthly": "5 USD"}},
            ("budget", "monthly"),
            "no entry of the inventory says `hourly`",
            of=on_a_cluster_that_exists,
        ),
    ),
    "require-serving-replicas-in-plan": (
        Breach({(*REPLICAS, "count"): "1..12"}, (*SERVE, "pools"), "serve can shrink to 1 beside its head"),
    ),
    "restrict-idle-gpus-in-plan": (
        Breach(
            {(*GPU, "count"): 2}, (*GPU, "count"), "gpu has 2 machines with GPUs at any hour", of=development
        ),
        Breach(
            {(*GPU, "machine"): EXACT_GPUS, (*GPU, "count"): "2..4"},
            (*GPU, "count"),
            "allowed: 0..4",
            of=development,
        ),
    ),
    "restrict-idle-time-in-plan": (
        Breach(
            {(*TRAIN, "idle_node"): "31min"},
            (*TRAIN, "idle_node"),
            "machines of gpu idle for 31min; allowed: at most 30min",
        ),
    ),
    "forbid-shared-gpus-in-plan": (
        Breach({(*GPU, "gpu_profile"): "shared-4"}, (*GPU, "gpu_profile"), "shared-4 in production"),
    ),
    "require-named-registry-in-plan": (
        Breach(
            {("runtime", "image"): "rayproject/ray@sha256:" + "01234567" * 8},
            ("runtime", "image"),
            '"rayproject/ray" names no registry',
        ),
    ),
}
"""Rule -> what breaks it."""
