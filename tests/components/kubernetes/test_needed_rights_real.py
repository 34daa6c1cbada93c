"""A real API server judges: the written role is enough, a role of one namespace is not, and what lacks is named."""

from pathlib import Path

import pytest

from components.kubernetes.access import connect
from components.kubernetes.checks import cluster_errors
from components.kubernetes.gathering import ask_cluster
from components.kubernetes.needed_rights import ASKED, EVERY, needed
from components.kubernetes.rights import missing_rights, written
from tests.components.kubernetes.clusters import topology
from tests.components.kubernetes.real_users import NAMESPACE, READS, restricted_kubeconfig
from tests.components.kubernetes.test_needed_rights import written_role
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

RBAC = "rbac.authorization.k8s.io"
CUSTOM = frozenset({"kueue.x-k8s.io", "monitoring.coreos.com", "nvidia.com", "ray.io"})
"""Groups of operators, which the bare API server does not know."""


def test_who_has_the_written_role_lacks_nothing(clean_control_plane: ControlPlane, tmp_path: Path) -> None:
    who = restricted_kubeconfig(clean_control_plane, tmp_path, "ups", written_role())
    assert missing_rights(connect(str(who)), EVERY) == frozenset(), (
        "groups that the server does not know yet included"
    )


def test_who_may_only_look_is_told_every_right_that_up_needs(
    clean_control_plane: ControlPlane, tmp_path: Path
) -> None:
    found = ask_cluster(connect(str(restricted_kubeconfig(clean_control_plane, tmp_path, "looks", READS))))
    granted = {right for right in EVERY if right not in found.missing_rights}
    assert set(ASKED) <= granted <= {*ASKED, ("get", "", "nodes"), ("list", "apps", "deployments"),
                                     ("get", "", "namespaces"), ("get", "", "services")}  # fmt: skip
    errors = [str(error) for error in cluster_errors(topology(), found, frozenset())]
    (sentence,) = (each for each in errors if "the credential of context control-plane may not" in each)
    for text in written(found.missing_rights & needed(topology(), frozenset())):
        assert text in sentence, "all at once"
    assert "create/patch/delete namespaces" in sentence and "patch nodes" in sentence


def test_a_role_of_one_namespace_is_not_taken_for_one_of_the_cluster(
    clean_control_plane: ControlPlane, tmp_path: Path
) -> None:
    who = restricted_kubeconfig(clean_control_plane, tmp_path, "local", READS)
    api, name = clean_control_plane.objects, {"name": "local", "namespace": NAMESPACE}
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    api.apply({"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": name, "rules": rules})
    api.apply({
        "apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": name,
        "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "local"},
        "subjects": [{"kind": "ServiceAccount", "name": "local", "namespace": NAMESPACE}],
    })  # fmt: skip
    assert ("create", "", "secrets") in missing_rights(connect(str(who)), EVERY), (
        "`up` makes namespaces of its own"
    )


def test_what_is_asked_for_is_what_the_api_server_calls_it(clean_control_plane: ControlPlane) -> None:
    known = {(kind.version.rpartition("/")[0], kind.plural) for kind in clean_control_plane.objects.kinds()}
    asked = {(group, resource.partition("/")[0]) for _, group, resource in EVERY if group not in CUSTOM}
    unknown = asked - known
    assert unknown == set(), (
        "a right to something that is not there is granted to administrators, and means nothing"
    )
