import re

from hypothesis import given
from hypothesis import strategies as st

from components.topology.names import LABEL_LIMIT, bounded, label_value, node_name, pool_name

PLAN_NAMES = st.lists(st.text("abyz019", min_size=1, max_size=12), min_size=1, max_size=4).map("-".join)
LABEL_SAFE = re.compile(r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?")


def test_a_node_is_named_after_its_cluster_its_pool_and_its_ordinal() -> None:
    assert node_name("train", "data", 3) == "train-data-3", "operators look nodes up by this name"


@given(cluster=PLAN_NAMES, pool=PLAN_NAMES, ordinal=st.integers(0, 9999))
def test_a_node_name_is_always_a_label(cluster: str, pool: str, ordinal: int) -> None:
    name = node_name(cluster, pool, ordinal)
    assert LABEL_SAFE.fullmatch(name), "Kubernetes refuses any other label value"
    assert name.endswith(f"-{ordinal}"), "the ordinal stays readable in a cut name"


@given(cluster=PLAN_NAMES, pool=PLAN_NAMES, ordinals=st.sets(st.integers(0, 9999), min_size=2, max_size=4))
def test_nodes_of_one_pool_never_share_a_name(cluster: str, pool: str, ordinals: set[int]) -> None:
    names = {node_name(cluster, pool, ordinal) for ordinal in ordinals}
    assert len(names) == len(ordinals), "a name is an identity, cut or not"


@given(
    start=st.text("abc", min_size=LABEL_LIMIT, max_size=LABEL_LIMIT),
    ends=st.sets(PLAN_NAMES, min_size=2, max_size=4),
)
def test_long_names_that_differ_only_at_the_end_stay_apart(start: str, ends: set[str]) -> None:
    names = {pool_name(start, end) for end in ends}
    assert len(names) == len(ends), "the digest covers what was cut away"
    assert all(len(name) <= LABEL_LIMIT for name in names), "a bound that some names pass is no bound"


@given(name=PLAN_NAMES, limit=st.integers(20, LABEL_LIMIT))
def test_a_name_within_its_bound_is_left_alone(name: str, limit: int) -> None:
    assert (bounded(name, limit) == name) == (len(name) <= limit), "only what is too long is cut"


@given(text=st.text())
def test_any_text_becomes_a_label_value_or_nothing(text: str) -> None:
    value = label_value(text)
    assert value == "" or LABEL_SAFE.fullmatch(value), "every target takes this alphabet"


def test_the_address_of_an_owner_stays_readable() -> None:
    assert label_value("ml-platform@example.com") == "ml-platform_at_example-com"
