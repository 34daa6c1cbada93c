"""What pulls images onto machines of clouds keeps every rule: the example for Kubernetes declares none of it."""

from dataclasses import replace

from components.objects import logical_name, token_of
from components.services.gpu.early_images import early_images
from components.topology.labels import labels
from policies.judge.resource import Stack
from tests.components.services.declared import plan, platform_of
from tests.components.services.isolation.topologies import cluster, pool
from tests.policies.breach import Added, violations, with_added
from tests.policies.on_kubernetes.added import IMAGE
from tests.policies.rules_of import rules_of

OWNED = labels(plan="atlas", environment="production", owner="ml-platform")


def declared() -> Stack:
    clusters = [
        cluster(name, name, pool(name), pool(name, "gpu", gpus=8)) for name in ("training", "serving")
    ]
    made = replace(plan(*clusters), labels=OWNED, image=IMAGE)
    manifests = early_images(made, platform_of(made, pulls_images_early=True))
    assert len(manifests) == len(clusters)
    added = [Added(type=token_of(one), name=logical_name(one), inputs=dict(one)) for one in manifests]
    return with_added(Stack(()), added)


def test_pods_that_hold_the_runtime_image_break_no_rule() -> None:
    found = {rule.name: violations(rule, declared()) for rule in rules_of("kubernetes")}
    assert {name: texts for name, texts in found.items() if texts} == {}
