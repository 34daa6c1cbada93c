from components.topology.labels import labels


def test_facts_that_are_known_become_labels_sorted_by_key() -> None:
    made = labels(pool="gpu", cluster="train", owner=None)
    assert list(made.items()) == [("groundplan-cluster", "train"), ("groundplan-pool", "gpu")], (
        "an unknown owner is no label, since an empty value is refused by some targets"
    )


def test_keys_have_no_slash() -> None:
    assert not any("/" in key for key in labels(plan="atlas")), (
        "Google Cloud refuses a slash in a label's key"
    )
