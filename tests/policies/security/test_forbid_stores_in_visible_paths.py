"""What every sandbox sees lies apart from every volume."""

from policies.security.forbid_stores_in_visible_paths import RULE
from tests.policies.simulated_hosts import ABSENT, UNKNOWN, changed, not_known, violations

VISIBLE = ("Sandbox", "sandbox-serve", "visible")


def test_folder_with_a_similar_name_is_no_overlap() -> None:
    assert violations(RULE, changed(VISIBLE, ["/state/volumes/models-of-python"])) == [], (
        "names are not prefixes"
    )


def test_sandbox_that_sees_nothing_passes() -> None:
    assert violations(RULE, changed(VISIBLE, ABSENT)) == [], "what sees nothing sees no store"


def test_path_that_is_not_known_yet_hides_no_breach() -> None:
    resources = changed(VISIBLE, [UNKNOWN, "/state/volumes/models"])
    assert not_known(RULE, resources) == ['hosts:Sandbox "sandbox-serve": visible[0]'], (
        "the first waits for apply"
    )
    assert len(violations(RULE, changed(VISIBLE, ["/state/volumes/models"]))) == 1, "the second is judged"
