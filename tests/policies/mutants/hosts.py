"""What is broken of hosts, this machine among them: encryption, tokens, mounts, identities, exposure."""

from policies.security.hosts import FORWARD, RAYLET, SANDBOX, VOLUME
from tests.policies.breach import GONE
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other, Rewritten

SERVE, TRAIN = "sandbox-serve", "sandbox-train"
SERVING, TRAINING = "raylet-serve-.*", "raylet-train-.*"

MUTATIONS = (
    Mutation(VOLUME, "encryption", "none"),
    Mutation(VOLUME, "encryption", GONE),
    Mutation(VOLUME, "evidence", "", where={"encryption": "encrypted-device"}),
    Mutation(VOLUME, "holds", Other("volume-models"), named="volume-(datasets|checkpoints|registry)"),
    Mutation(SANDBOX, "token", GONE),
    Mutation(SANDBOX, "token", ""),
    Mutation(SANDBOX, "token", Other(SERVE), named=TRAIN),
    Mutation(SANDBOX, "purpose", Other("sandbox-(train|promotion)"), named=SERVE),
    Mutation(SANDBOX, "mounts", Other("sandbox-(train|promotion)"), named=SERVE),
    Mutation(SANDBOX, "mounts.*.access", "write", named=SERVE),
    Mutation(SANDBOX, "mounts.*.holds", Other(TRAIN, "mounts.0.holds"), named=SERVE),
    Mutation(SANDBOX, "mounts.*.path", Other("volume-(datasets|registry)", "path", VOLUME), named=SERVE),
    Mutation(SANDBOX, "mounts.*.path", Rewritten("volumes/models", "volumes/datasets"), named=SERVE),
    Mutation(SANDBOX, "visible.*", Other("volume-(datasets|models)", "path", VOLUME)),
    Mutation(SANDBOX, "visible.*", "/"),
    Mutation(RAYLET, "authentication", "disabled"),
    Mutation(RAYLET, "authentication", GONE),
    Mutation(RAYLET, "environment.RAY_AUTH_MODE", "disabled"),
    Mutation(RAYLET, "environment.RAY_AUTH_MODE", GONE),
    Mutation(RAYLET, "environment.RAY_USAGE_STATS_ENABLED", GONE),
    Mutation(RAYLET, "sandbox", Other(TRAINING), named=SERVING),
    Mutation(RAYLET, "sandbox", Other(SERVING), named=TRAINING),
    Mutation(RAYLET, "purpose", Other(TRAINING), named=SERVING),
    Mutation(RAYLET, "argv.*", Rewritten(r"--node-ip-address=.*", "--node-ip-address=10.0.0.4")),
    Mutation(RAYLET, "argv.*", Rewritten(r"--dashboard-host=.*", "--dashboard-host=0.0.0.0")),
    Mutation(RAYLET, "argv.*", Rewritten(r"--num-cpus=0", "--num-cpus=8"), named=".*-head-.*"),
    Mutation(FORWARD, "listen_host", "0.0.0.0"),  # noqa: S104 - a worse value
    Mutation(FORWARD, "listen_host", GONE),
)
