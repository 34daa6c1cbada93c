import pytest

from stacks.offline.simulated_kubernetes.conditions import UnreadableCondition, conditions_of

LIVE = {
    "spec": {"containers": [{"name": "a", "image": "x"}, {"name": "b", "image": "y"}], "a.b": "dotted"},
    "status": {
        "phase": "Running",
        "replicas": 2,
        "conditions": [{"type": "Ready", "status": "True"}, {"type": "Idle", "status": "False"}],
    },
}


@pytest.mark.parametrize(
    ("annotation", "holds"),
    [
        ("condition=Ready", True),
        ("condition=Ready=False", False),
        ("condition=Idle", False),
        ("condition=Idle=false", True),
        ("condition=Missing", False),
        ("jsonpath={.status.phase}=Running", True),
        ("jsonpath={.status.phase}=Pending", False),
        ("jsonpath={.status.replicas}=2", True),
        ("jsonpath={.status.phase}", True),
        ("jsonpath={.status.missing}", False),
        ("jsonpath={.spec.containers[1].image}=y", True),
        ("jsonpath={.spec.containers[*].name}=b", True),
        ('jsonpath={.spec.containers[?(@.name=="a")].image}=x', True),
        ('jsonpath={.status.conditions[?(@.type=="Ready")].status}=True', True),
        ("jsonpath={.spec['a.b']}=dotted", True),
        (r"jsonpath={.spec.a\.b}=dotted", True),
        ('["condition=Ready", "jsonpath={.status.phase}=Running"]', True),
        ('["condition=Ready", "condition=Idle"]', False),
    ],
)
def test_annotation_is_judged_on_the_live_object(annotation: str, *, holds: bool) -> None:
    assert all(condition.holds(LIVE) for condition in conditions_of(annotation)) == holds, annotation


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        ("Ready", "known: condition="),
        ("jsonpath=.status", "known: condition="),
        ("jsonpath={.status[}", "cannot be read from"),
        ("[]", "empty list"),
        ("[oops", "no list in JSON"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(annotation: str, said: str) -> None:
    with pytest.raises(UnreadableCondition, match=r"pulumi\.com/waitFor") as refused:
        conditions_of(annotation)
    assert said in str(refused.value), "with what is allowed"
