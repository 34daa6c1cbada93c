"""Every promise is seen to be broken: one property of what was made, on each cloud, and the promise says so."""

from dataclasses import replace

import pytest

from tests.clouds import aws_breaks, azure_breaks, gcp_breaks, one_plan
from tests.clouds.breaking import Break, broken_by
from tests.clouds.promises import PROMISES, broken
from tests.clouds.provisioned import made

BREAKS = {"aws": aws_breaks.BREAKS, "azure": azure_breaks.BREAKS, "gcp": gcp_breaks.BREAKS}
CASES = [pytest.param(cloud, one, id=f"{cloud}, {one}") for cloud, all_of in BREAKS.items() for one in all_of]


@pytest.mark.parametrize(("cloud", "one"), CASES)
def test_a_broken_promise_is_seen(cloud: str, one: Break) -> None:
    found = broken(one.promise, broken_by(made(cloud), one))
    assert set(found) - set(broken(one.promise, made(cloud))), "a promise that nobody can break says nothing"


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_each_promise_is_broken_at_least_once(cloud: str) -> None:
    assert {one.promise for one in BREAKS[cloud]} == set(PROMISES)


@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_a_kubeconfig_with_a_token_in_it_is_seen(cloud: str) -> None:
    one = made(cloud)
    leaking = {**one.kubeconfig, "users": [{"name": "admin", "user": {"token": "0"}}]}
    assert "kubeconfig" in str(broken("hardened", replace(one, kubeconfig=leaking)))
