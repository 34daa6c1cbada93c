"""For each rule of the security pack, the ways to break it: one property of the sound stack, and the report."""

from tests.policies.simulated_hosts import ABSENT, SERVE_TOKEN, TRAIN_TOKEN, Breach, mount

ENCRYPTION = ("Volume", "datasets", "encryption")
TRAIN_HEAD = ("Raylet", "train-head-0")
SERVE_HEAD = ("Raylet", "serve-head-0")
TRAIN = ("Sandbox", "sandbox-train")
SERVE = ("Sandbox", "sandbox-serve")
SERVED = (*SERVE, "mounts", 0)
LISTEN_HOST = ("Forward", "train-job-api", "listen_host")

LYING_MOUNT = {**mount("datasets", "read"), "holds": "models"}

# The first of each rule is also shown to the real engine.
BREACHES: dict[str, tuple[Breach, ...]] = {
    "require-encrypted-storage": (
        Breach(ENCRYPTION, "none", 'hosts:Volume "datasets": encryption is "none"; allowed: gocryptfs'),
        Breach(ENCRYPTION, ABSENT, "encryption is absent; allowed: gocryptfs, encrypted-device"),
        Breach(ENCRYPTION, True, "encryption is True; allowed: gocryptfs, encrypted-device"),
        Breach(ENCRYPTION, ["gocryptfs"], "encryption is a list; allowed"),
    ),
    "require-evidence-of-encryption": (
        Breach(
            ("Volume", "datasets"),
            {
                "store": "datasets",
                "holds": "datasets",
                "encryption": "encrypted-device",
                "evidence": "",
                "path": "/state/volumes/datasets",
            },
            'hosts:Volume "datasets": encryption is on the device, but evidence is ""',
        ),
    ),
    "require-token-on-ray-clusters": (
        Breach(
            (*TRAIN_HEAD, "authentication"),
            "disabled",
            'hosts:Raylet "train-head-0": authentication is "disabled"; allowed: "token"',
        ),
        Breach((*TRAIN_HEAD, "authentication"), ABSENT, "authentication is absent"),
        Breach(
            (*TRAIN_HEAD, "environment", "RAY_AUTH_MODE"),
            "disabled",
            'hosts:Raylet "train-head-0": environment.RAY_AUTH_MODE is "disabled"; allowed: "token"',
        ),
        Breach((*TRAIN_HEAD, "environment"), ABSENT, "environment.RAY_AUTH_MODE is absent"),
        Breach((*TRAIN, "token"), ABSENT, 'hosts:Sandbox "sandbox-train": token is absent'),
        Breach((*SERVE, "token"), "", 'hosts:Sandbox "sandbox-serve": token is empty'),
        Breach((*SERVE, "token"), "  \n", "token is empty"),
        Breach(("Sandbox", "sandbox-promotion", "purpose"), "tuning", "token is absent"),
    ),
    "require-one-token-per-ray-cluster": (
        Breach(
            (*SERVE, "token"),
            TRAIN_TOKEN,
            'token of cluster "train" is that of cluster "serve" too (hosts:Raylet "serve-head-0")',
        ),
        Breach((*TRAIN, "token"), SERVE_TOKEN, 'token of cluster "train" is that of cluster "serve" too'),
        Breach(
            (*TRAIN_HEAD, "sandbox"),
            "sandbox-serve",
            'token differs from that of hosts:Raylet "train-data-0" in the same cluster "train"',
        ),
    ),
    "restrict-serving-to-models": (
        Breach(
            (*SERVE, "mounts"),
            [mount("datasets", "read")],
            'hosts:Sandbox "sandbox-serve": mounts[0] mounts the store "datasets" that holds "datasets"; '
            'allowed: "models"',
        ),
        Breach(
            (*SERVED, "access"), "write", 'mounts the store "models" with access "write"; allowed: "read"'
        ),
        Breach((*SERVED, "access"), ABSENT, "with access absent"),
        Breach((*SERVED, "holds"), ABSENT, "that holds absent"),
        Breach((*SERVED, "holds"), "scratch", 'that holds "scratch"'),
        Breach(
            SERVED, "models", 'hosts:Sandbox "sandbox-serve" mounts[0]: is "models"; a mapping is expected'
        ),
        Breach((*SERVE, "mounts"), "models", 'mounts is "models"; a list is expected'),
        Breach((*TRAIN, "purpose"), "tuning", 'purpose is "tuning"; allowed: "serving"'),
        Breach((*TRAIN, "purpose"), ABSENT, "purpose is absent"),
        Breach((*TRAIN, "purpose"), "serving", 'mounts the store "registry"'),
    ),
    "require-true-mounts": (
        Breach(
            (*SERVE, "mounts"),
            [LYING_MOUNT],
            'hosts:Sandbox "sandbox-serve": mounts[0] says that it holds "models", '
            'but hosts:Volume "datasets" holds "datasets"',
        ),
        Breach(("Volume", "models", "holds"), "datasets", 'hosts:Volume "models" holds "datasets"'),
        Breach((*SERVED, "store"), "hidden", 'mounts the store "hidden", which is no volume of this stack'),
        Breach(
            (*SERVED, "path"),
            "/state/volumes/datasets/mount",
            'mounts[0] mounts "/state/volumes/datasets/mount", '
            'but hosts:Volume "models" lies at "/state/volumes/models"',
        ),
        Breach(
            (*SERVED, "path"), "/state/volumes/models/../datasets/mount", 'but hosts:Volume "models" lies at'
        ),
        Breach((*SERVED, "path"), "/state/volumes/models-2/mount", 'but hosts:Volume "models" lies at'),
        Breach((*SERVED, "path"), ABSENT, "mounts absent, but"),
    ),
    "require-sandbox-of-own-purpose": (
        Breach(
            (*SERVE, "purpose"),
            "training",
            'hosts:Raylet "serve-head-0": works for "serving", but hosts:Sandbox "sandbox-serve", where it runs, '
            'is made for "training"',
        ),
        Breach((*SERVE_HEAD, "sandbox"), "sandbox-train", 'is made for "training"'),
        Breach((*SERVE_HEAD, "sandbox"), "nowhere", 'runs in "nowhere", which is no sandbox of this stack'),
        Breach((*SERVE_HEAD, "sandbox"), ABSENT, "runs in absent, which is no sandbox of this stack"),
    ),
    "forbid-stores-in-visible-paths": (
        Breach(
            (*SERVE, "visible"),
            ["/opt/python", "/state/volumes"],
            'hosts:Sandbox "sandbox-serve": visible[1] is "/state/volumes", '
            'which overlaps hosts:Volume "checkpoints" at "/state/volumes/checkpoints"',
        ),
        Breach((*SERVE, "visible", 0), "/", 'visible[0] is "/"'),
        Breach((*SERVE, "visible", 0), "/state/volumes/datasets/mount", 'overlaps hosts:Volume "datasets"'),
        Breach((*SERVE, "visible", 0), "/opt/../state/volumes/datasets", 'overlaps hosts:Volume "datasets"'),
    ),
    "restrict-forwards-to-loopback": (
        Breach(
            LISTEN_HOST,
            "0.0.0.0",  # noqa: S104 - the breach itself
            'hosts:Forward "train-job-api": listen_host is "0.0.0.0"; allowed: 127.0.0.0/8, ::1',
        ),
        Breach(LISTEN_HOST, "::", 'listen_host is "::"'),
        Breach(LISTEN_HOST, "10.0.0.4", 'listen_host is "10.0.0.4"'),
        Breach(LISTEN_HOST, "localhost", 'listen_host is "localhost"'),
        Breach(LISTEN_HOST, "", 'listen_host is ""'),
        Breach(LISTEN_HOST, ABSENT, "listen_host is absent"),
    ),
}
